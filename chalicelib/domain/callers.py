"""Who is calling and how far they see (OAU-03, OAU-07). Perimeter first, then everything else."""

from enum import StrEnum

from msgspec import Struct

from chalicelib.domain.errors import Forbidden, case_not_found, unauthorized_user
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.partners import PartnerInfo
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.domain.values import replace


class Scope(StrEnum):
    """The OAuth scopes of the interface."""

    OSL = "OSL"
    SI = "SI"
    ADMIN = "ADMIN"
    DATAPASS = "DATAPASS"


class Side(StrEnum):
    """The two sides of an exchange, and the hub's own administration."""

    OSL = "OSL"
    SI = "SI"
    ADMIN = "ADMIN"


SIDE_BY_SCOPE = {Scope.OSL: Side.OSL, Scope.SI: Side.SI, Scope.ADMIN: Side.ADMIN}


class Caller(Struct, frozen=True, kw_only=True):
    """A partner's program, as its token and the state of its client say.

    ``process_codes`` is the perimeter: for an SI the one process of its subscription; for an OSL the processes its
    organisation owns, less those its client is not bound to; empty for ADMIN (who sees all) and DATAPASS.
    """

    scope: Scope
    client_id: str
    organisation: OrganisationId
    process_codes: frozenset[str] = frozenset()
    access_mode: AccessMode | None = None
    partner: PartnerInfo = PartnerInfo()

    @property
    def side(self) -> Side:
        """The side the caller stands on. Raises: Forbidden for DATAPASS, which has none."""
        side = SIDE_BY_SCOPE.get(self.scope)
        if side is None:
            raise unauthorized_user()
        return side

    def from_program(self, partner: PartnerInfo) -> "Caller":
        """The caller with what its program says of itself."""
        return replace(self, partner=partner)

    def must_use_the_api(self) -> None:
        """An SI program works only while its subscription is in API mode (SUB-08)."""
        if self.scope is Scope.SI and self.access_mode is not AccessMode.API:
            raise Forbidden(f"Unauthorized user: the subscription's access mode is {self.access_mode or AccessMode.PORTAL}, not API")

    def must_own_process(self, process_code: str) -> None:
        """An OSL reaches only its processes."""
        if self.scope is not Scope.ADMIN and process_code not in self.process_codes:
            raise unauthorized_user()

    def must_see_case(self, *, recipient: OrganisationId, process_code: str, is_delivered: bool) -> None:
        """Refuse another's case; an SI's own case does not exist for it before it is delivered."""
        self.must_own_process(process_code)
        if self.scope is Scope.SI:
            if recipient != self.organisation:
                raise unauthorized_user()
            if not is_delivered:
                raise case_not_found()
