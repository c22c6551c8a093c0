"""What is never put back from a restored table, and why: it would happen a second time, or undo what was done since on purpose."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.adapters.dynamo_people_rows import AUDIT_WAITING
from chalicelib.adapters.dynamo_rows import LEDGER
from chalicelib.domain.agenda import Topic
from chalicelib.domain.calendar import paris_date

Row = Mapping[str, Any]
"""A row as DynamoDB's wire has it."""

KEPT_OUT = {
    # table: why nothing of it is put back
    "outbox": "a mail that has left since would leave again",
    "sessions": "a session that was closed since would be open again",
    "proofs": "a link that has served since would serve again",
}
_EXPIRES_WITH = {model.base_name: model.expires_with for model in TABLES if model.expires_with is not None}


class Rules:
    """The rules for single rows, as of an instant. ``dynamo``: a boto3 client, to look at the tables that live; ``prefix``: theirs."""

    def __init__(self, dynamo: Any, prefix: str, now: datetime) -> None:
        self._dynamo = dynamo
        self._prefix = prefix
        self._now = now

    def refusal(self, table: str, restored: Row, living: Row | None) -> str | None:
        """Why a row is not put back; None when it may be. ``living``: what is in its place now."""
        expires = _EXPIRES_WITH.get(table)
        if expires is not None and expires in restored and int(restored[expires]["N"]) <= self._now.timestamp():
            return "its time has passed"
        match table:
            case "notifications":
                return "acknowledged since" if self._is_acknowledged(restored) else None
            case "audit" if living is not None:
                return "the trail is never written over"
            case "audit" if restored["partition"]["S"] == AUDIT_WAITING:
                return "linked since" if self._is_linked(restored["sort"]["S"]) else None
            case "agenda" if restored["topic"]["S"] == Topic.DIGEST:  # the others are reminders, these are what a digest tells of
                return "a digest may have told of it"
        return None

    def _is_acknowledged(self, restored: Row) -> bool:
        """Its ledger outlives it by 30 days: it tells whether it was fetched."""
        queue = restored["queue"]["S"]
        key = {"queue": {"S": queue if queue.startswith(LEDGER) else f"{LEDGER}{queue}"}, "id": restored["id"]}
        ledger = self._dynamo.get_item(TableName=f"{self._prefix}notifications", Key=key, ConsistentRead=True).get("Item", {})
        return "acknowledged_at" in ledger

    def _is_linked(self, moment: str) -> bool:
        """Whether a chain has the fact of a moment: that of its own day, or of a later one."""
        day = paris_date(datetime.strptime(moment.partition("#")[0], "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC))
        while day <= paris_date(self._now) + timedelta(days=1):
            found = self._dynamo.query(
                TableName=f"{self._prefix}audit",
                IndexName="by_day",
                KeyConditionExpression="#day = :day AND #moment = :moment",
                ExpressionAttributeNames={"#day": "day", "#moment": "moment"},
                ExpressionAttributeValues={":day": {"S": str(day)}, ":moment": {"S": moment}},
            )
            if found["Count"]:
                return True
            day += timedelta(days=1)
        return False
