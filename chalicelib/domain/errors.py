"""The few kinds of refusal; what exactly was refused is told by the message, at the rule that refuses.

A kind is turned into an answer in one place (``handlers.errors``), read along the class's MRO.
"""

from collections.abc import Mapping


class HubError(Exception):
    """A refusal, with one message per thing refused, in the words a partner reads."""

    def __init__(self, *messages: str) -> None:
        super().__init__(*messages)
        self.messages: tuple[str, ...] = messages


class Invalid(HubError):
    """The request breaks a rule; nothing was changed."""


class Unauthenticated(HubError):
    """No valid proof of who is calling."""


class Forbidden(HubError):
    """The caller is known and may not do this."""


class NotFound(HubError):
    """The named thing does not exist, or not yet for this caller."""


class StaleWrite(HubError):
    """What was read has changed since: nothing was written, judge again on a fresh read."""


class StaleRow(StaleWrite):
    """A row is not, or no longer, as the write expects it."""


class TooLarge(HubError):
    """The body is over what the gateway carries."""


class Unavailable(HubError):
    """Something the hub stands on does not answer; nothing was changed, try again."""


class Busy(Unavailable):
    """Something the hub stands on takes no more at the moment: later, whoever asks, and that proves nothing against what was asked."""


class FaultyForm(Invalid):
    """Fields of a form that are not as they must be: one message per field, in the words a person reads."""

    def __init__(self, message_by_field: Mapping[str, str]) -> None:
        super().__init__(*message_by_field.values())
        self.message_by_field = dict(message_by_field)


class ConfirmationNeeded(HubError):
    """What was asked has a consequence that a person has to confirm; nothing was changed."""


class Changed(HubError):
    """What a person acted on is not as he saw it; nothing was done. The messages tell what changed, and by whom."""


class SignedOut(Unauthenticated):
    """No live session; ``reason`` tells the portal why, the message tells the person."""

    def __init__(self, message: str, *, reason: str) -> None:
        super().__init__(message)
        self.reason = reason


class TransitionRefused(Invalid):
    """A status move that the table of ``case_status`` does not have."""


def unauthorized_user() -> Forbidden:
    """Another's object, in the contract's words."""
    return Forbidden("Unauthorized user")


def case_not_found() -> NotFound:
    """No such case, or not yet for this caller, in the contract's words."""
    return NotFound("Case is not found")


def subscription_not_found() -> NotFound:
    """No such subscription, in the contract's words."""
    return NotFound("Subscription is not found")
