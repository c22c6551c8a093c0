"""Organisations: the operators, the instructing services, the administration, the software editors (ORG-01)."""

from collections.abc import Callable
from datetime import datetime

from msgspec import Struct

from chalicelib.domain.identifiers import OrganisationId

ORGANISATION_TYPES = ("OSL", "SI", "Admin", "EDT")


class Organisation(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One row of the referential; ``version`` is 0 until it is stored."""

    id: OrganisationId
    name: str
    postal_code: str
    territory: str
    code: str | None = None
    country: str | None = None
    email: str | None = None
    phone_number: str | None = None
    status: str = "Actif"
    created_at: datetime
    updated_at: datetime | None = None
    version: int = 0


def organisation_tally(kind: str) -> str:
    """The name under which organisations of a type are counted."""
    return f"organisations|{kind}"


ORGANISATION_ORDERS: dict[str, Callable[[Organisation], object]] = {
    # The words of the list's orderBy.
    "code": lambda organisation: organisation.code,
    "type": lambda organisation: organisation.id.type,
    "name": lambda organisation: organisation.name,
    "company_register": lambda organisation: organisation.id.company_register,
    "branche_code": lambda organisation: organisation.id.branch_code,
    "branch_code": lambda organisation: organisation.id.branch_code,
    "country": lambda organisation: organisation.country,
    "postal_code": lambda organisation: organisation.postal_code,
    "territory": lambda organisation: organisation.territory,
    "email": lambda organisation: organisation.email,
    "phone_number": lambda organisation: organisation.phone_number,
    "status": lambda organisation: organisation.status,
    "create_date_time": lambda organisation: organisation.created_at,
    "update_date_time": lambda organisation: organisation.updated_at,
}
