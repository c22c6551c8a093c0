"""Which mail goes to whom, and when; the words of each lie in the mail templates.

**Source:** SUB-03, SUB-09, SUB-10, SUB-11, MAI-02, NOT-05.
"""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.cases import Case
from chalicelib.domain.digests import HOURS, Sheaf, digest_entry
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.subscriptions import Frequency, Subscription, SubscriptionStatus
from chalicelib.domain.webhooks import PauseReason, Webhook


def new_case_mail(subscription: Subscription | None, case: Case, *, cause: str, at: datetime) -> Mail | AgendaEntry | None:
    """The mail of a new télédossier for a subscriber who wants one each, or a note for his next digest."""
    if subscription is not None and subscription.frequency in HOURS:
        return digest_entry(subscription, cause=case.id, line=f"Télédossier {case.external_id} : nouveau", at=at)
    return _case_mail("teledossier_nouveau", subscription, case, cause=cause, at=at)


def changed_case_mail(subscription: Subscription | None, case: Case, *, cause: str, at: datetime) -> Mail | AgendaEntry | None:
    """The mail of a télédossier that its operator changed for a subscriber who wants one each, or a note for his next digest."""
    if subscription is not None and subscription.frequency in HOURS:
        return digest_entry(subscription, cause=cause, line=f"Télédossier {case.external_id} : modifié ou complété", at=at)
    return _case_mail("teledossier_modifie", subscription, case, cause=cause, at=at)


def digest_mail(subscription: Subscription, sheaf: Sheaf, *, at: datetime) -> Mail:
    """The mail of a digest: what came, the first lines of it when there is much."""
    beyond = sheaf.total - len(sheaf.lines)
    lines = [*sheaf.lines, *([f"et {beyond} autre{'s' if beyond > 1 else ''}"] if beyond else [])]
    words = {
        "process": subscription.process_code,
        "organisation": str(subscription.subscriber),
        "total": "1 nouveauté" if sheaf.total == 1 else f"{sheaf.total} nouveautés",
        "lines_list": "\n".join(lines),
    }
    assert subscription.email is not None  # a frequency has its address
    return mail("digest", subscription.email, cause=f"{subscription.id}|{sheaf.due_at.isoformat()}", at=at, words=words)


def credentials_mail(subscription: Subscription, address: str, *, cause: str, at: datetime) -> Mail:
    """Tell somebody concerned that the secret of a subscription was replaced."""
    words = {"process": subscription.process_code, "organisation": str(subscription.subscriber)}
    return mail("identifiants_renouveles", address, cause=cause, at=at, words=words)


def webhook_paused_mail(webhook: Webhook, reason: PauseReason, process_code: str, address: str, *, at: datetime) -> Mail:
    """Tell whoever looks after a receiver that nothing is delivered to it any more."""
    words = {"process": process_code, "organisation": str(webhook.organisation), "host": webhook.host}
    return mail(_TEMPLATE_BY_PAUSE[reason], address, cause=f"{webhook.id}|{at.isoformat()}", at=at, words=words)


def _case_mail(template: str, subscription: Subscription | None, case: Case, *, cause: str, at: datetime) -> Mail | None:
    if subscription is None or subscription.frequency is not Frequency.EACH or not subscription.email:
        return None
    words = {"process": case.process_code, "number": case.external_id, "case_id": case.id}
    return mail(template, subscription.email, cause=cause, at=at, words=words)


_TEMPLATE_BY_PAUSE = {PauseReason.FAILING: "webhook_en_echec", PauseReason.GONE: "webhook_disparu"}
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
    if subscription.delegate_email and status is not SubscriptionStatus.REFUSED:
        addresses.append(subscription.delegate_email)
    for address in {each.lower(): each for each in addresses}.values():  # one person, however he is spelt
        yield mail(_TEMPLATE_BY_STATUS[status], address, cause=f"{subscription.id}|{cause}", at=at, words=words)
