"""The mails of a subscription request: to who asks, at each step, and to who decides.

A form is open to anybody, so that nothing of what was typed in it is mailed but ids: no name, no free text.

**Source:** SUB-15, MAI-02.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from chalicelib.domain.links import Purpose
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.requests import SubscriptionRequest


def _words(requests: Sequence[SubscriptionRequest]) -> dict[str, str]:
    return {"processes": ", ".join(each.process_code for each in requests), "organisation": str(requests[0].organisation)}


def confirmation_mail(requests: Sequence[SubscriptionRequest], *, at: datetime) -> Mail:
    """Ask the requester to show that his address is his."""
    first = requests[0]
    return mail(
        "demande_confirmer", first.requester, cause=first.reference, at=at, words=_words(requests), mints=Purpose.REQUEST, subject=first.reference
    )


def received_mail(requests: Sequence[SubscriptionRequest], *, at: datetime) -> Mail:
    """Tell the requester that his request waits for a decision."""
    reference = requests[0].reference
    return mail("demande_recue", requests[0].requester, cause=reference, at=at, words={**_words(requests), "reference": reference})


def to_decide_mails(requests: Sequence[SubscriptionRequest], deciders: Iterable[str], *, at: datetime) -> list[Mail]:
    """Tell those who decide that something waits."""
    addresses = {each.lower(): each for each in deciders}.values()
    return [mail("demande_a_valider", each, cause=requests[0].id, at=at, words=_words(requests)) for each in addresses]


def decided_mail(request: SubscriptionRequest, *, at: datetime) -> Mail:
    """Tell the requester what was decided."""
    words = {"process": request.process_code, "organisation": str(request.organisation), "reference": request.reference}
    if request.rejection_reason is None:
        return mail("demande_acceptee", request.requester, cause=request.id, at=at, words=words)
    return mail("demande_refusee", request.requester, cause=request.id, at=at, words={**words, "reason": request.rejection_reason})
