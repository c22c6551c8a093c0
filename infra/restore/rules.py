"""What is never put back from a restored table, and why: it would happen a second time, or undo what was done since on purpose."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_every_table import TABLES
from chalicelib.adapters.dynamo_people_rows import AUDIT_WAITING
from chalicelib.adapters.dynamo_rows import LEDGER
from chalicelib.domain.agenda import Topic
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.cases import Case
from chalicelib.domain.inbox import IndexedWord, Shelf, stands_on
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Notification

Row = Mapping[str, Any]
"""A row as DynamoDB's wire has it."""

KEPT_OUT = {
    # table: why nothing of it is put back
    "outbox": "a mail that has left since would leave again",
    "sessions": "a session that was closed since would be open again",
    "proofs": "a link that has served since would serve again",
}
_NO_CASE = "its case is not there"
_EXPIRES_WITH = {model.base_name: model.expires_with for model in TABLES if model.expires_with is not None}


class Rules:
    """The rules for single rows, as of an instant. ``dynamo``: a boto3 client, to look at the tables that live; ``prefix``: theirs."""

    def __init__(self, dynamo: Any, prefix: str, now: datetime) -> None:
        self._dynamo = dynamo
        self._prefix = prefix
        self._now = now

    def refusal(self, table: str, restored: Row, living: Row | None, *, as_of: datetime) -> str | None:
        """Why a row is not put back; None when it may be. ``living``: what is in its place now; ``as_of``: when it was as restored."""
        expires = _EXPIRES_WITH.get(table)
        if expires is not None and expires in restored and int(restored[expires]["N"]) <= self._now.timestamp():
            return "its time has passed"
        match table:
            case "notifications":
                return self._refused_notification(restored, as_of)
            case "words":
                return self._refused_word(decode(IndexedWord, restored["document"]["S"]))
            case "history":
                return None if self._case(restored["case"]["S"]) else _NO_CASE
            case "audit" if living is not None:
                return "the trail is never written over"
            case "audit" if restored["partition"]["S"] == AUDIT_WAITING:
                return "linked since" if self._is_linked(restored["sort"]["S"]) else None
            case "agenda" if restored["topic"]["S"] == Topic.DIGEST:  # the others are reminders, these are what a digest tells of
                return "a digest may have told of it"
        return None

    def _refused_notification(self, restored: Row, as_of: datetime) -> str | None:
        """Its ledger tells whether it was fetched, for 30 days; its case tells whose it is now: a migration leaves no ledger behind."""
        queue = restored["queue"]["S"]
        ledger = self._living("notifications", {"queue": {"S": queue if queue.startswith(LEDGER) else f"{LEDGER}{queue}"}, "id": restored["id"]})
        if ledger is not None and "acknowledged_at" in ledger:
            return "acknowledged since"
        if ledger is None and as_of + LIMITS.acknowledged_notification_life <= self._now:
            return "nothing tells whether it was acknowledged since"
        notification = decode(Notification, restored["document"]["S"])
        case = self._case(notification.case_id)
        if case is None:
            return _NO_CASE
        return None if notification.concerns(case) else "its case is archived, or another's now"

    def _refused_word(self, word: IndexedWord) -> str | None:
        """Retention takes the words of a case with it, a migration moves them: nothing would erase those that came back without it."""
        case = self._case(word.case_id)
        if case is None:
            return _NO_CASE
        shelf = Shelf(process_code=word.process_code, recipient=word.recipient)
        return None if stands_on(case, shelf) else "its case is not in the portal, or another's now"

    def _case(self, case_id: str) -> Case | None:
        row = self._living("exchange", {"partition": {"S": case_id}, "sort": {"S": "case"}})
        return None if row is None else decode(Case, row["document"]["S"])

    def _living(self, table: str, key: Row) -> Row | None:
        row: Row | None = self._dynamo.get_item(TableName=f"{self._prefix}{table}", Key=key, ConsistentRead=True).get("Item")
        return row

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
