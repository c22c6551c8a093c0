"""Which mail goes to whom, and when; the words of each lie in the mail templates.

**Source:** SUB-03, SUB-10, MAI-02.
"""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.cases import Case
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.subscriptions import Frequency, Subscription, SubscriptionStatus


def new_case_mail(subscription: Subscription | None, case: Case, *, cause: str, at: datetime) -> Mail | None:
    """The mail of a new télédossier, for a subscriber who wants one each."""
    return _case_mail("teledossier_nouveau", subscription, case, cause=cause, at=at)


def changed_case_mail(subscription: Subscription | None, case: Case, *, cause: str, at: datetime) -> Mail | None:
    """The mail of a télédossier that its operator changed, for a subscriber who wants one each."""
    return _case_mail("teledossier_modifie", subscription, case, cause=cause, at=at)


def _case_mail(template: str, subscription: Subscription | None, case: Case, *, cause: str, at: datetime) -> Mail | None:
    if subscription is None or subscription.frequency is not Frequency.EACH or not subscription.email:
        return None
    words = {"process": case.process_code, "number": case.external_id, "case_id": case.id}
    return mail(template, subscription.email, cause=cause, at=at, words=words)


_TEMPLATE_BY_STATUS = {
    SubscriptionStatus.INACTIVE: "abonnement_accepte",
    SubscriptionStatus.REFUSED: "abonnement_refuse",
    SubscriptionStatus.ACTIVE: "abonnement_actif",
    SubscriptionStatus.SUSPENDED: "abonnement_suspendu",
}


def subscription_mails(subscription: Subscription, *, status: SubscriptionStatus, cause: str, at: datetime) -> Iterator[Mail]:
    """The mails that tell the persons of a subscription what it has become: « Inactif » is an acceptance."""
    words = {
        "process": subscription.process_code,
        "organisation": str(subscription.subscriber),
        "reason": subscription.rejection_reason or "",
    }
    addresses = [subscription.local_administrator.email]
    delegate = subscription.delegation_actor.email if subscription.delegation_actor else None
    if delegate and status is not SubscriptionStatus.REFUSED:
        addresses.append(delegate)
    for address in {each.lower(): each for each in addresses}.values():  # one person, however he is spelt
        yield mail(_TEMPLATE_BY_STATUS[status], address, cause=f"{subscription.id}|{cause}", at=at, words=words)
