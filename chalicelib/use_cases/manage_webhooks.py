"""A partner registers its webhook, renews its secret, tests it, resumes it, and replays what could not be delivered (NOT-05)."""

from collections.abc import Iterator, Set
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.callers import Caller, Scope, Side
from chalicelib.domain.deliveries import Delivery, DeliveryState, ping, reminder_of
from chalicelib.domain.errors import Invalid, NotFound, unauthorized_user
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription, SubscriptionStatus
from chalicelib.domain.values import replace
from chalicelib.domain.webhook_addresses import target_of
from chalicelib.domain.webhooks import SealedSecret, Webhook, deafened, heard_by, may_be_pushed_to, sees, waking
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.people_ports import Secrets
from chalicelib.use_cases.ports import Clients, Commit, Ids, Referential
from chalicelib.use_cases.webhook_ports import Seals, Webhooks

Marked = Subscription | Process | OAuthClient
"""What is written with a webhook: what says that its notifications are pushed, and its client, which may be revoked at the same time."""


class Holders(Struct, frozen=True, kw_only=True):
    """The stores that say whose a webhook is."""

    webhooks: Webhooks
    clients: Clients
    referential: Referential


def register(
    url: str,
    *,
    owner_id: str | None,
    caller: Caller,
    allowed: Set[str],
    now: datetime,
    holders: Holders,
    secrets: Secrets,
    seals: Seals,
    commit: Commit,
) -> tuple[Webhook, str]:
    """Register a webhook, or give it another address, and a new secret: answered here, and never again.

    ``owner_id`` is a subscription's or an operator's client's; the administration names it, a partner's own is known.
    Notifications made from now on are pushed. Raises: Invalid, Forbidden, NotFound, StaleWrite.
    """
    target_of(url, allowed=allowed)
    webhook_id = _owner(owner_id, caller, holders)
    side, organisation, marked = _standing(webhook_id, holders)
    present = holders.webhooks.webhook(webhook_id)
    secret = secrets.secret()
    sealed = seals.seal(secret, webhook_id=webhook_id)
    if present is None:
        own = (SealedSecret(sealed=sealed),)
        made = Webhook(id=webhook_id, side=side, organisation=organisation, url=url, secrets=own, created_at=now)
    else:
        made = present.moved_to(url, sealed, at=now)
    woken = (waking(webhook_id, at=now),) if present is not None and present.is_paused else ()
    commit(made, *marked, *woken)
    return made, secret


def _owner(asked: str | None, caller: Caller, holders: Holders) -> str:
    """Whose webhook it is to be. Raises: Invalid, Forbidden for another's."""
    own = _own(caller, holders)
    if caller.scope is Scope.ADMIN:
        if asked is None:
            raise Invalid("subscriptionId or clientId is required")
        return asked
    if own is None or asked not in (None, own):
        raise unauthorized_user()
    return own


def _own(caller: Caller, holders: Holders) -> str | None:
    """The id of the webhook that a partner's program may have."""
    if caller.scope is Scope.OSL:
        return caller.client_id
    client = holders.clients.client(caller.client_id) if caller.scope is Scope.SI else None
    return client.subscription_id if client else None


def _standing(webhook_id: str, holders: Holders) -> tuple[Side, OrganisationId, tuple[Marked, ...]]:
    """Whose the webhook is, and what has to say that it is there. Raises: NotFound, Invalid."""
    subscription = holders.referential.subscription(webhook_id)
    if subscription is not None:
        if not may_be_pushed_to(subscription):
            raise Invalid(f"Subscription {webhook_id} is not in API mode")
        return Side.SI, subscription.subscriber, () if subscription.has_webhook else (replace(subscription, has_webhook=True),)
    client = holders.clients.client(webhook_id)
    if client is None or client.scope is not Scope.OSL:
        raise NotFound("Webhook owner is not found")
    seen = [each for each in holders.referential.processes() if sees(client, each)]
    if not seen:
        raise Invalid(f"Client {webhook_id} has no process")
    deaf = [each for each in seen if webhook_id not in each.listeners]
    return Side.OSL, client.organisation, (client, *(heard_by(each, (*each.listeners, webhook_id)) for each in deaf))


def own_webhooks(*, caller: Caller, holders: Holders) -> tuple[Webhook, ...]:
    """The caller's own webhook, where it has one; the administration has none."""
    own = _own(caller, holders)
    found = holders.webhooks.webhook(own) if own else None
    return (found,) if found else ()


def read_webhook(webhook_id: str, *, caller: Caller, holders: Holders) -> Webhook:
    """One webhook. Raises: NotFound, Forbidden for another's."""
    found = holders.webhooks.webhook(webhook_id)
    if found is None:
        raise NotFound("Webhook is not found")
    if caller.scope is not Scope.ADMIN and webhook_id != _own(caller, holders):
        raise unauthorized_user()
    return found


def remove_webhook(webhook_id: str, *, caller: Caller, holders: Holders, commit: Commit) -> None:
    """Remove a webhook; what waited for it goes nowhere, the queue has it all. Raises: NotFound, Forbidden, StaleWrite."""
    webhook = read_webhook(webhook_id, caller=caller, holders=holders)
    commit(Remove(webhook), *_unmarked(webhook, holders.referential))


def _unmarked(webhook: Webhook, referential: Referential) -> Iterator[Marked]:
    if webhook.side is Side.OSL:
        yield from deafened(webhook.id, referential.processes())
        return
    subscription = referential.subscription(webhook.id)
    if subscription is not None and subscription.label is not SubscriptionStatus.REFUSED:
        yield replace(subscription, has_webhook=False)


def rotate_secret(
    webhook_id: str, *, caller: Caller, now: datetime, holders: Holders, secrets: Secrets, seals: Seals, commit: Commit
) -> tuple[Webhook, str]:
    """Replace the secret, answered once; deliveries are signed with the one before as well, for a while.

    Raises: NotFound, Forbidden, StaleWrite.
    """
    webhook = read_webhook(webhook_id, caller=caller, holders=holders)
    secret = secrets.secret()
    rotated = webhook.rotated(seals.seal(secret, webhook_id=webhook_id), at=now)
    commit(rotated)
    return rotated, secret


def send_test(webhook_id: str, *, caller: Caller, now: datetime, ids: Ids, holders: Holders, commit: Commit) -> Delivery:
    """Have a test sent, once, also to a webhook that is paused; how it went is read on the webhook. Raises: NotFound, Forbidden."""
    webhook = read_webhook(webhook_id, caller=caller, holders=holders)
    delivery, reminder = ping(webhook, delivery_id=next(ids), at=now)
    commit(delivery, reminder)
    return delivery


def resume_webhook(webhook_id: str, *, caller: Caller, now: datetime, holders: Holders, commit: Commit) -> None:
    """Deliver again, what waited meanwhile first; one that is not paused stays as it is. Raises: NotFound, Forbidden, StaleWrite."""
    webhook = read_webhook(webhook_id, caller=caller, holders=holders)
    if webhook.is_paused:
        commit(webhook.resumed(at=now), waking(webhook_id, at=now))


def list_dead_letters(webhook_id: str, *, after: str, limit: int, caller: Caller, holders: Holders) -> tuple[Delivery, ...]:
    """What could not be delivered, beyond one of them, the oldest first. Raises: NotFound, Forbidden."""
    read_webhook(webhook_id, caller=caller, holders=holders)
    return holders.webhooks.listed(webhook_id, DeliveryState.DEAD, after=after, limit=min(limit, LIMITS.page_max))


def replay_dead_letter(webhook_id: str, delivery_id: str, *, caller: Caller, now: datetime, holders: Holders, commit: Commit) -> None:
    """Have one delivered again, under its id. Raises: NotFound, Forbidden, StaleWrite."""
    read_webhook(webhook_id, caller=caller, holders=holders)
    letter = holders.webhooks.dead(webhook_id, delivery_id)
    if letter is None:
        raise NotFound("Delivery is not found")
    commit(*_again(letter, at=now))


def replay_dead_letters(webhook_id: str, *, caller: Caller, now: datetime, holders: Holders, commit: Commit) -> int:
    """Have a page of them delivered again, the oldest first; answers how many, 0 at the end. Raises: NotFound, Forbidden, StaleWrite."""
    read_webhook(webhook_id, caller=caller, holders=holders)
    letters = holders.webhooks.listed(webhook_id, DeliveryState.DEAD, limit=LIMITS.webhook_page)
    if letters:
        commit(*(write for letter in letters for write in _again(letter, at=now)))
    return len(letters)


def _again(letter: Delivery, *, at: datetime) -> tuple[Delivery, AgendaEntry]:
    revived = letter.revived(at=at)
    return revived, reminder_of(revived, at=at + LIMITS.webhook_patience)
