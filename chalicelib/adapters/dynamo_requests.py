"""Subscription requests in DynamoDB."""

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_people_tables import RequestRow
from chalicelib.adapters.dynamo_reads import Key, batch_get, document_of, rows
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest


class DynamoRequests:
    """Keeps the promises of the use cases' ``Requests`` port."""

    def request(self, request_id: str) -> SubscriptionRequest | None:
        """One of them."""
        key: Key = (RequestRow, request_id, None)
        item = batch_get([key]).get(key)
        return None if item is None else decode(SubscriptionRequest, document_of(item))

    def of_reference(self, reference: str) -> tuple[SubscriptionRequest, ...]:
        """Those of one form, as an index has them (it may lag behind)."""
        found = rows(RequestRow.by_reference.query(reference, limit=LIMITS.processes_per_request))
        return tuple(decode(SubscriptionRequest, row.document) for row in found)

    def listed(self, *, osl: OrganisationId | None, status: RequestStatus, limit: int) -> tuple[SubscriptionRequest, ...]:
        """Those an operator has in a status, or all of that status, the oldest first, as an index has them (it may lag behind)."""
        if osl is None:
            found = RequestRow.by_status.query(status, limit=limit)
        else:
            found = RequestRow.by_operator_status.query(f"{osl}|{status}", limit=limit)
        return tuple(decode(SubscriptionRequest, row.document) for row in rows(found))
