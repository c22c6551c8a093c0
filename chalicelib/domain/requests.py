"""Subscription requests: a form, an address confirmed, a decision by a person.

**Source:** SUB-15.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import LINK_IS_DEAD
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import Person
from chalicelib.domain.values import replace


class RequestStatus(StrEnum):
    """How far a request is."""

    TO_CONFIRM = "TO_CONFIRM"
    WAITING = "WAITING"
    ACCEPTED = "ACCEPTED"
    REFUSED = "REFUSED"


DECIDERS = frozenset({ActorType.BUSINESS_ADMINISTRATOR, ActorType.NATIONAL_ADMINISTRATOR})
"""Who decides: the operator's business administrators, else the national ones."""


class SubscriptionRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One organisation asks for one process; the processes of one form share its ``reference``.

    ``requester`` is mailed each step. ``organisation_name``, ``postal_code`` and ``territory`` serve when the organisation
    is not known yet. ``form_size``: how many processes the form has.
    """

    id: str
    reference: str
    form_size: int = 1
    process_code: str
    osl: OrganisationId
    organisation: OrganisationId
    organisation_name: str
    postal_code: str
    territory: str
    requester: str
    local_administrator: Person
    delegate_email: str | None = None
    status: RequestStatus = RequestStatus.TO_CONFIRM
    created_at: datetime
    confirmed_at: datetime | None = None
    decided_at: datetime | None = None
    rejection_reason: str | None = None
    subscription_id: str | None = None
    version: int = 0

    @property
    def expires_at(self) -> datetime | None:
        """When it goes, if nobody confirms it: until then nothing shows that anybody wants it."""
        return self.created_at + LIMITS.unconfirmed_request_life if self.status is RequestStatus.TO_CONFIRM else None

    def confirmed(self, *, at: datetime) -> "SubscriptionRequest":
        """Once the requester has shown that his address is his. Raises: Invalid when its time to be confirmed is over."""
        if self.expires_at is not None and at >= self.expires_at:
            raise Invalid(LINK_IS_DEAD)
        return replace(self, status=RequestStatus.WAITING, confirmed_at=at)

    def accepted(self, subscription_id: str, *, at: datetime) -> "SubscriptionRequest":
        """Once a person has accepted it. Raises: Invalid when it does not wait."""
        self.must_wait()
        return replace(self, status=RequestStatus.ACCEPTED, decided_at=at, subscription_id=subscription_id)

    def refused(self, reason: str, *, at: datetime) -> "SubscriptionRequest":
        """Once a person has refused it. Raises: Invalid when it does not wait."""
        self.must_wait()
        return replace(self, status=RequestStatus.REFUSED, decided_at=at, rejection_reason=reason)

    def must_wait(self) -> None:
        """Raises: Invalid unless it waits for a decision."""
        if self.status is not RequestStatus.WAITING:
            raise Invalid("Cette demande n'attend pas de décision : elle a déjà été traitée ou n'est pas confirmée.")
