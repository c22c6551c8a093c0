"""The referential: organisations and processes (ORG-01 to ORG-05)."""

from datetime import datetime

from chalicelib.domain.errors import Invalid, NotFound, StaleRow
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import Organisation, organisation_tally
from chalicelib.domain.pages import Order, Page, Tally, Window, page_of
from chalicelib.domain.processes import PROCESS_ORDERS, Process
from chalicelib.domain.seen import Seen, must_be_as_seen
from chalicelib.domain.values import replace
from chalicelib.domain.webhooks import heard_by, sees
from chalicelib.use_cases.ports import Clients, Commit, Referential


def create_organisation(organisation: Organisation, *, commit: Commit) -> Organisation:
    """Create an organisation. Raises: Invalid when its id is taken."""
    try:
        commit(organisation, Tally(name=organisation_tally(organisation.id.type), delta=1))
    except StaleRow:
        raise Invalid(f"Organization {organisation.id} already exists") from None
    return organisation


def read_organisation(organisation_id: OrganisationId, *, referential: Referential) -> Organisation:
    """Read an organisation. Raises: NotFound."""
    organisation = referential.organisation(organisation_id)
    if organisation is None:
        raise NotFound("Organization is not found")
    return organisation


def replace_organisation(
    organisation: Organisation, *, now: datetime, referential: Referential, commit: Commit, seen: Seen | None = None
) -> Organisation:
    """Replace the fields of an organisation, but for its id and its birth. A person says what he has ``seen``.

    Raises: NotFound, Changed, StaleWrite.
    """
    before = read_organisation(organisation.id, referential=referential)
    asked = replace(organisation, created_at=before.created_at, updated_at=before.updated_at, version=before.version)
    if seen is not None and asked == before:  # asked again, for want of an answer
        return before
    must_be_as_seen(before.updated_at, seen, name="L'organisation")
    after = replace(asked, updated_at=now)
    commit(after)
    return after


def list_organisations(
    *, kind: str | None, register: str | None, order: Order | None, window: Window, referential: Referential
) -> Page[Organisation]:
    """A page of the organisations. Raises: Invalid when there are too many to be sorted."""
    return referential.organisations(kind=kind, register=register, order=order, window=window)


def create_process(process: Process, *, referential: Referential, clients: Clients, commit: Commit) -> Process:
    """Create a process. Raises: Invalid when its code is taken, its operator does not exist, or too many webhooks would hear of it."""
    _must_have_operator(process, referential)
    created = _heard(process, referential, clients)
    try:
        commit(created)
    except StaleRow:
        raise Invalid(f"Process {process.code} already exists") from None
    return created


def read_process(code: str, *, referential: Referential) -> Process:
    """Read a process. Raises: NotFound."""
    process = referential.process(code)
    if process is None:
        raise NotFound("Process is not found")
    return process


def replace_process(
    process: Process, *, now: datetime, referential: Referential, clients: Clients, commit: Commit, seen: Seen | None = None
) -> Process:
    """Replace the fields of a process, but for its code and its birth. A person says what he has ``seen``.

    Raises: NotFound, Changed, Invalid, StaleWrite.
    """
    before = read_process(process.code, referential=referential)
    _must_have_operator(process, referential)
    heard = replace(process, listeners=before.listeners) if process.osl == before.osl else _heard(process, referential, clients)
    asked = replace(heard, created_at=before.created_at, updated_at=before.updated_at, version=before.version)
    if seen is not None and asked == before:  # asked again, for want of an answer
        return before
    must_be_as_seen(before.updated_at, seen, name="La démarche")
    after = replace(asked, updated_at=now)
    commit(after)
    return after


def _heard(process: Process, referential: Referential, clients: Clients) -> Process:
    """The process with the webhooks of its operator, known by its other processes, whose clients may see this one. Raises: Invalid."""
    webhooks = sorted({webhook for each in referential.processes() if each.osl == process.osl for webhook in each.listeners})
    return heard_by(process, tuple(each for each in webhooks if sees(clients.client(each), process)))


def _must_have_operator(process: Process, referential: Referential) -> None:
    if process.osl.type != "OSL" or referential.organisation(process.osl) is None:
        raise Invalid(f"Organization {process.osl} does not exist as an OSL")


def list_processes(*, register: str | None, order: Order | None, window: Window, referential: Referential) -> Page[Process]:
    """A page of the processes, by code unless ordered."""
    rows = [each for each in referential.processes() if register is None or each.osl.company_register == register]
    if order is None:
        return page_of(rows, window)
    return page_of(rows, window, key=PROCESS_ORDERS[order.attribute], is_descending=order.is_descending)
