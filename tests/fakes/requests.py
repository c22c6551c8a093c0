"""Subscription requests in memory."""

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.use_cases.people_ports import Requests
from tests.fakes.rows import MemoryRows


class MemoryRequests(Requests):
    """Keeps the promises of the ``Requests`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def request(self, request_id: str) -> SubscriptionRequest | None:
        found: SubscriptionRequest | None = self._rows.get("request", request_id)
        return found

    def of_reference(self, reference: str) -> tuple[SubscriptionRequest, ...]:
        return tuple(each for each in self._every() if each.reference == reference)

    def listed(self, *, osl: OrganisationId | None, status: RequestStatus, limit: int) -> tuple[SubscriptionRequest, ...]:
        return tuple(each for each in self._every() if each.status is status and osl in (None, each.osl))[:limit]

    def _every(self) -> list[SubscriptionRequest]:
        return sorted(self._rows.under("request"), key=lambda each: (each.created_at, each.id))
