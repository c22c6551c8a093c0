"""Webhooks: where a partner's notifications are pushed to, beside the queue that it polls.

A webhook belongs to a subscription (an instructing service's) or to an OAuth client (an operator's) and is named by its
owner's id: an owner has one. It is ACTIVE until too many tries of one delivery have failed, then PAUSED until its
partner resumes it. **Source:** NOT-05.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from urllib.parse import urlsplit

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.callers import Side
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import AccessMode, Subscription, SubscriptionStatus
from chalicelib.domain.values import replace


class PauseReason(StrEnum):
    """Why nothing is delivered any more."""

    FAILING = "FAILING"
    GONE = "GONE"


class SealedSecret(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A signing secret as it is stored, unreadable without the hub's key; it signs until ``until``, for good where None."""

    sealed: str
    until: datetime | None = None

    def is_live(self, *, at: datetime) -> bool:
        """Whether deliveries are signed with it."""
        return self.until is None or at < self.until


class Webhook(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One webhook; ``id`` is the subscription's (``side`` SI) or the OAuth client's (OSL). ``secrets``: the newest first.

    ``pinged_at`` and ``ping_outcome`` tell how the last test went.
    """

    id: str
    side: Side
    organisation: OrganisationId
    url: str
    secrets: tuple[SealedSecret, ...]
    paused_at: datetime | None = None
    pause_reason: PauseReason | None = None
    pinged_at: datetime | None = None
    ping_outcome: str | None = None
    created_at: datetime
    updated_at: datetime | None = None
    version: int = 0

    @property
    def host(self) -> str:
        """The name of its receiver's machine: all that mails tell of an address, whose rest may be secret."""
        return urlsplit(self.url).netloc

    @property
    def is_paused(self) -> bool:
        """Whether nothing is delivered."""
        return self.paused_at is not None

    def live_secrets(self, *, at: datetime) -> tuple[SealedSecret, ...]:
        """What a delivery is signed with: the secret, and the one before while its receiver may still know that one only."""
        return tuple(each for each in self.secrets if each.is_live(at=at))

    def moved_to(self, url: str, sealed: str, *, at: datetime) -> "Webhook":
        """The webhook registered anew: the receiver of another address shares no secret with the one before."""
        return replace(self.resumed(at=at), url=url, secrets=(SealedSecret(sealed=sealed),))

    def rotated(self, sealed: str, *, at: datetime) -> "Webhook":
        """The webhook with a new secret; the one before stays good for a while, older ones go."""
        before = replace(self.secrets[0], until=at + LIMITS.webhook_secret_overlap)
        return replace(self, secrets=(SealedSecret(sealed=sealed), before), updated_at=at)

    def paused(self, reason: PauseReason, *, at: datetime) -> "Webhook":
        """The webhook once its receiver has failed too often, or said that it is gone."""
        return replace(self, paused_at=at, pause_reason=reason)

    def resumed(self, *, at: datetime) -> "Webhook":
        """The webhook once its partner has seen to its receiver."""
        return replace(self, paused_at=None, pause_reason=None, updated_at=at)

    def pinged(self, outcome: str, *, at: datetime) -> "Webhook":
        """The webhook after a test."""
        return replace(self, pinged_at=at, ping_outcome=outcome)


def waking(webhook_id: str, *, after: str = "", at: datetime) -> AgendaEntry:
    """A reminder that what waited while the webhook was paused has to leave, beyond the delivery ``after``."""
    return AgendaEntry(topic=Topic.WEBHOOK_RESUMED, due_at=at, subject=webhook_id, details=(after,))


def may_be_pushed_to(subscription: Subscription | None) -> bool:
    """Whether a subscription's program may have its notifications: none in PORTAIL mode, none once it is refused (SUB-08)."""
    return subscription is not None and subscription.label is not SubscriptionStatus.REFUSED and subscription.effective_mode is AccessMode.API


def sees(client: OAuthClient | None, process: Process | None) -> bool:
    """Whether an operator's client has the notifications of a process, as it is when asked (OAU-07)."""
    if client is None or process is None or process.osl != client.organisation:
        return False
    return not client.process_codes or process.code in client.process_codes


def heard_by(process: Process, listeners: tuple[str, ...]) -> Process:
    """A process with an operator's webhooks as its listeners. Raises: Invalid for more than a transaction that tells them all has room for."""
    if len(listeners) > LIMITS.webhook_listeners:
        raise Invalid(f"A process has at most {LIMITS.webhook_listeners} webhooks")
    return replace(process, listeners=listeners)


def deafened(webhook_id: str, processes: Iterable[Process]) -> Iterator[Process]:
    """The processes that have an operator's webhook among their listeners, without it."""
    for each in processes:
        if webhook_id in each.listeners:
            yield replace(each, listeners=tuple(listener for listener in each.listeners if listener != webhook_id))
