"""What is being prepared, in DynamoDB; a row goes by itself some time after its day."""

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_people_tables import PreparationRow
from chalicelib.adapters.dynamo_reads import Key, batch_get, document_of
from chalicelib.domain.preparations import Preparation


class DynamoPreparations:
    """Keeps the promises of the use cases' ``Preparations`` port."""

    def preparation(self, preparation_id: str) -> Preparation | None:
        """One of them."""
        key: Key = (PreparationRow, preparation_id, None)
        found = batch_get([key])
        return decode(Preparation, document_of(found[key])) if key in found else None
