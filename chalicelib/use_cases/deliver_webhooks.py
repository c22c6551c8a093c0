"""Notifications are pushed to webhooks, in order case by case, until they are taken or dead (NOT-05).

A try is taken by a conditional write before it is made: two functions never make one try, and a function that is cut off
leaves a delivery that is taken again once its hold has passed. What the receiver said is written afterwards; cut off in
between, it is told again, under the same id.
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.callers import Side
from chalicelib.domain.deliveries import Delivery, Lane, Outcome, reminder_of, written
from chalicelib.domain.errors import Invalid, StaleWrite
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mailings import webhook_paused_mail
from chalicelib.domain.mails import Mail
from chalicelib.domain.notifications import Notification
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscription_forms import delegate_of
from chalicelib.domain.webhook_addresses import Target, target_of
from chalicelib.domain.webhook_signatures import ATTEMPT, DELIVERY, SIGNATURE, signature
from chalicelib.domain.webhooks import PauseReason, Webhook, may_be_pushed_to, sees
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.ports import Clients, Commit, Exchange, Referential
from chalicelib.use_cases.webhook_ports import Courier, Seals, Webhooks

_CUT_OFF = Outcome(fault="CUT_OFF")
_BAD_URL = Outcome(fault="ADDRESS")
_NO_SECRET = Outcome(fault="SECRET")


class DeliveryPorts(Struct, frozen=True, kw_only=True):
    """What delivering stands on; ``allowed``: what the sandbox lets be called as well; ``body_of`` writes a delivery out as JSON."""

    webhooks: Webhooks
    exchange: Exchange
    referential: Referential
    clients: Clients
    accounts: Accounts
    seals: Seals
    courier: Courier
    allowed: frozenset[str]
    body_of: Callable[[Delivery], bytes]
    commit: Commit


class Attempt(Struct, frozen=True, kw_only=True):
    """What was done with a delivery; ``goes_on``: the next of its lane may leave."""

    delivery: Delivery
    outcome: Outcome | None
    goes_on: bool


def deliver_next(lane: Lane, *, now: datetime, ports: DeliveryPorts) -> Attempt | None:
    """Try the first delivery of a lane, if it is due and nobody is at it; None when there is nothing to do now. Raises: Unavailable."""
    webhook, delivery = ports.webhooks.webhook(lane.webhook_id), ports.webhooks.head(lane)
    if webhook is None or delivery is None or delivery.next_at() > now or (webhook.is_paused and delivery.notification is not None):
        return None
    try:
        if not _may_have_it(webhook, delivery, ports):
            ports.commit(Remove(delivery))
            return Attempt(delivery=delivery, outcome=None, goes_on=True)
        if delivery.is_spent:  # the function that made the last try never told what came of it
            return _settled(delivery, _CUT_OFF, now=now, ports=ports)
        taken = delivery.taken(at=now)
        ports.commit(taken)
    except StaleWrite:  # another function was quicker
        return None
    return _settled(written(taken), _tried(webhook, taken, now=now, ports=ports), now=now, ports=ports)


def _tried(webhook: Webhook, taken: Delivery, *, now: datetime, ports: DeliveryPorts) -> Outcome:
    """Make a try that was taken. What hinders it on the hub's side is an outcome too: so it ends, and somebody is told."""
    target, secrets = _target(webhook, ports), _secrets(webhook, ports, at=now)
    if target is None:
        return _BAD_URL
    if not secrets:
        return _NO_SECRET
    body = ports.body_of(taken)
    headers = {SIGNATURE: signature(body, secrets=secrets, at=now), DELIVERY: taken.id, ATTEMPT: str(taken.attempts)}
    return ports.courier.post(target, body, headers)


def _secrets(webhook: Webhook, ports: DeliveryPorts, *, at: datetime) -> list[str]:
    """What it is signed with, without what no key opens any more: a partner that makes another secret is heard at once."""
    found = []
    for each in webhook.live_secrets(at=at):
        with suppress(ValueError):
            found.append(ports.seals.open(each.sealed, webhook_id=webhook.id))
    return found


def _target(webhook: Webhook, ports: DeliveryPorts) -> Target | None:
    """Where it goes; nowhere when the rule for addresses has become stricter since it was registered."""
    try:
        return target_of(webhook.url, allowed=ports.allowed)
    except Invalid:
        return None


def _may_have_it(webhook: Webhook, delivery: Delivery, ports: DeliveryPorts) -> bool:
    """Whether the webhook's owner may read the notification now: what it may not read any more goes nowhere."""
    notification = delivery.notification
    if notification is None:
        return True
    if delivery.created_at < webhook.created_at:  # it waited for a webhook that was removed
        return False
    case = ports.exchange.case(notification.case_id)
    if case is None:
        return False
    if webhook.side is Side.OSL:
        return sees(ports.clients.client(webhook.id), ports.referential.process(notification.process_code))
    subscription = ports.referential.subscription(webhook.id)
    if subscription is None or not may_be_pushed_to(subscription):
        return False
    return (case.recipient, case.process_code) == (subscription.subscriber, subscription.process_code)


def _settled(taken: Delivery, outcome: Outcome, *, now: datetime, ports: DeliveryPorts) -> Attempt:
    """Write down what came of a try; whoever has taken the delivery since does it instead."""
    for _ in range(LIMITS.tries):
        webhook = ports.webhooks.webhook(taken.lane.webhook_id)
        try:
            ports.commit(*_consequences(taken, outcome, webhook, now=now, ports=ports))
            break
        except StaleWrite:  # the webhook was changed just now, or the delivery was taken by another
            present = ports.webhooks.head(taken.lane)
            if present is None or (present.id, present.version) != (taken.id, taken.version):
                break
    return Attempt(delivery=taken, outcome=outcome, goes_on=outcome.is_success or taken.is_spent)


def _consequences(taken: Delivery, outcome: Outcome, webhook: Webhook | None, *, now: datetime, ports: DeliveryPorts) -> Iterator[Write]:
    if taken.notification is None:
        yield Remove(taken)
        if webhook is not None:
            yield webhook.pinged(str(outcome), at=now)
        return
    if outcome.is_success:
        yield taken.delivered(outcome, at=now)
        return
    failed = taken.failed(outcome, at=now)
    yield failed
    if not taken.is_spent:
        yield reminder_of(failed, at=failed.due_at)
    if webhook is not None and not webhook.is_paused and (taken.is_spent or outcome.is_gone):
        reason = PauseReason.GONE if outcome.is_gone else PauseReason.FAILING
        yield webhook.paused(reason, at=now)
        yield from _mails(webhook, reason, taken.notification, at=now, ports=ports)


def _mails(webhook: Webhook, reason: PauseReason, notification: Notification, *, at: datetime, ports: DeliveryPorts) -> Iterator[Mail]:
    """Who is told that a webhook is paused: the technical delegate, or else the local administrators; an operator's administrators."""
    for address in dict.fromkeys(each.lower() for each in _readers(webhook, ports)):
        yield webhook_paused_mail(webhook, reason, notification.process_code, address, at=at)


def _readers(webhook: Webhook, ports: DeliveryPorts) -> list[str]:
    if webhook.side is Side.OSL:
        organisation = ports.referential.organisation(webhook.organisation)
        fallback = [organisation.email] if organisation is not None and organisation.email else []
        return _administrators(webhook, ActorType.BUSINESS_ADMINISTRATOR, ports) or fallback
    subscription = ports.referential.subscription(webhook.id)
    if subscription is None:
        return []
    if (delegate := delegate_of(subscription)) is not None:
        return [delegate]
    return _administrators(webhook, ActorType.LOCAL_ADMINISTRATOR, ports) or [subscription.local_administrator.email]


def _administrators(webhook: Webhook, kind: ActorType, ports: DeliveryPorts) -> list[str]:
    every = ports.accounts.of_organisation(webhook.organisation, limit=LIMITS.page_max)
    return [each.email for each in every if each.is_active and each.actor_type is kind][: LIMITS.administrators_mailed]
