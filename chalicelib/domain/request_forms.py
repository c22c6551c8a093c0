"""What a person fills in to subscribe an organisation, the faults of it, and the requests it makes: one a process.

**Source:** SUB-15, SUB-01, ORG-05, ACC-05.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from uuid import UUID, uuid5

from msgspec import Struct

from chalicelib.domain.accounts import normalised
from chalicelib.domain.generic_mailboxes import generic_refusal, is_generic
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.processes import Process
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.domain.subscriptions import Person

_FORMS = UUID("5b0f0c1e-7c55-4a0c-9d9f-2f1f6a2f2f64")
_LA_POSTE = "356000000"
_WRONG_SIRET = "Ce numéro SIRET n'est pas valide : vérifiez ses 14 chiffres."


class RequestForm(Struct, frozen=True, kw_only=True):
    """One form. ``requester`` is mailed each step: who fills it in, usually the future local administrator."""

    organisation: OrganisationId
    organisation_name: str
    postal_code: str
    territory: str
    requester: str
    local_administrator: Person
    delegate_email: str | None = None
    process_codes: tuple[str, ...]


def is_siret(register: str) -> bool:
    """Whether a SIRET's digits fit: by Luhn's formula; the establishments of La Poste by the sum of their digits."""
    if len(register) != 14 or not register.isascii() or not register.isdigit():
        return False
    doubled = (int(each) * (2 if index % 2 == 0 else 1) for index, each in enumerate(register))
    if sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0:
        return True
    return register.startswith(_LA_POSTE) and sum(map(int, register)) % 5 == 0


def faults_of(
    form: RequestForm, *, known: Organisation | None, processes: Mapping[str, Process], subscribed: Collection[str]
) -> Iterator[tuple[str, str]]:
    """The faults of a form by field; ``subscribed`` are the processes to which the organisation has a live subscription."""
    if known is None and not is_siret(form.organisation.company_register):
        yield "companyRegister", _WRONG_SIRET
    if is_generic(form.local_administrator.email):
        yield "localAdministrator.email", generic_refusal(form.local_administrator.email)
    if form.delegate_email and is_generic(form.delegate_email):
        yield "delegateEmail", generic_refusal(form.delegate_email)
    elif form.delegate_email and normalised(form.delegate_email) == normalised(form.local_administrator.email):
        yield "delegateEmail", "Le délégué technique est une personne extérieure à votre organisation, autre que l'administrateur local."
    if reasons := list(_closed(form, processes, subscribed)):
        yield "processCodes", " ".join(reasons)


def _closed(form: RequestForm, processes: Mapping[str, Process], subscribed: Collection[str]) -> Iterator[str]:
    for code in form.process_codes:
        process = processes.get(code)
        if process is None:
            yield f"La démarche {code} n'existe pas."
        elif not process.is_activated:
            yield not_open(process)
        elif code in subscribed:
            yield already_subscribed(process)


def not_open(process: Process) -> str:
    """Why nobody can subscribe to a process any more."""
    return f"La démarche « {process.name} » n'est plus ouverte à l'abonnement."


def already_subscribed(process: Process) -> str:
    """Why an organisation can not subscribe again."""
    return f"Cette organisation est déjà abonnée à la démarche « {process.name} »."


def requests_of(
    form: RequestForm, *, reference: str, processes: Mapping[str, Process], status: RequestStatus, at: datetime
) -> tuple[SubscriptionRequest, ...]:
    """The requests of a form, one a process. Their ids are those of the requester and the minute: he has one form in each."""
    minute = at.replace(second=0, microsecond=0).isoformat()
    return tuple(
        SubscriptionRequest(
            id=str(uuid5(_FORMS, f"{normalised(form.requester)}|{minute}|{index}")),
            reference=reference,
            form_size=len(form.process_codes),
            process_code=code,
            osl=processes[code].osl,
            organisation=form.organisation,
            organisation_name=form.organisation_name,
            postal_code=form.postal_code,
            territory=form.territory,
            requester=form.requester,
            local_administrator=form.local_administrator,
            delegate_email=form.delegate_email,
            status=status,
            created_at=at,
            confirmed_at=at if status is RequestStatus.WAITING else None,
        )
        for index, code in enumerate(form.process_codes)
    )
