"""How the address of a list of télédossiers says what is asked for: filters, order, and where a page begins."""

import base64
import binascii
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from chalicelib.domain.calendar import paris_midnight
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import LABELS, InboxCriteria, InboxOrder, Position
from chalicelib.domain.limits import LIMITS
from chalicelib.handlers.requests import Parameter, one_of, text, uuid, whole_number

_DAY = {"type": "string", "format": "date"}
_WAYS = ("asc", "desc")
_NO_SUCH_PAGE = "Cette page de la liste n'existe pas, ou ne correspond plus aux filtres choisis : revenez à la première page."


def _day(value: str) -> tuple[Any, str | None]:
    try:
        day = date.fromisoformat(value)
    except ValueError:
        return None, "is not a day"
    return (day, None) if 1900 <= day.year <= 2200 else (None, "is out of range")


def _organisation(value: str) -> tuple[Any, str | None]:
    try:
        return OrganisationId.parse(value), None
    except Invalid:
        return None, "is not an organisation"


def _words(values: tuple[str, ...]) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string", "enum": list(values)}}


FILTERS = (
    Parameter(name="label", read=one_of(LABELS), schema=_words(LABELS), is_list=True, default=(), description="Status, as the portal calls it"),
    Parameter(name="process", read=text(30), schema={"type": "array", "items": {"type": "string"}}, is_list=True, default=()),
    Parameter(name="from", read=_day, schema=_DAY, description="Received from this day on, of Paris"),
    Parameter(name="until", read=_day, schema=_DAY, description="Received until this day, included"),
    Parameter(
        name="text",
        read=text(LIMITS.inbox_word_chars),
        schema={"type": "string", "maxLength": LIMITS.inbox_word_chars},
        description="Beginning of a number or of a name, or a whole id; accents and case do not matter",
    ),
    Parameter(
        name="order",
        read=one_of([str(each) for each in InboxOrder]),
        schema={"type": "string", "enum": [str(each) for each in InboxOrder]},
        default=str(InboxOrder.RECEIVED),
        description=f"Anything but the date: of a list of at most {LIMITS.inbox_sortable} rows",
    ),
    Parameter(name="direction", read=one_of(_WAYS), schema={"type": "string", "enum": list(_WAYS)}, default="desc"),
    Parameter(name="organisation", read=_organisation, schema={"type": "string"}, description="For the national administration"),
)
PAGE = (
    Parameter(name="cursor", read=text(300), schema={"type": "string"}, description="The `next` of the page before, under the same filters"),
    Parameter(
        name="limit",
        read=whole_number(1),
        schema={"type": "integer", "minimum": 1},
        default=LIMITS.page_default,
        description=f"Rows to answer, {LIMITS.inbox_page_max} at most",
    ),
)


def criteria_in(values: Mapping[str, Any]) -> InboxCriteria:
    """The filters of a request; the days are those of Paris. Raises: Invalid for days that end before they begin."""
    first, last = values["from"], values["until"]
    if first and last and first > last:
        raise Invalid("La date de début doit précéder la date de fin.")
    return InboxCriteria(
        process_codes=tuple(values["process"]),
        labels=tuple(values["label"]),
        received_from=paris_midnight(first) if first else None,
        received_until=paris_midnight(last + timedelta(days=1)) if last else None,
        text=values["text"],
        order=InboxOrder(values["order"]),
        is_descending=values["direction"] == "desc",
    )


def write_cursor(position: Position | None, criteria: InboxCriteria, organisation: OrganisationId | None) -> str | None:
    """A position as an address carries it: no name in it, and good for the list it was made for alone."""
    if position is None:
        return None
    moment = int(position.received_at.timestamp()) * 1_000_000 + position.received_at.microsecond
    content = json.dumps([_mark(criteria, organisation), moment, position.case_id, position.rank]).encode()
    return base64.urlsafe_b64encode(content).decode().rstrip("=")


def read_cursor(cursor: str | None, criteria: InboxCriteria, organisation: OrganisationId | None) -> Position | None:
    """The position of a cursor. Raises: Invalid for one that this list has not given."""
    if cursor is None:
        return None
    try:
        mark, moment, case_id, rank = json.loads(base64.b64decode(f"{cursor}{'=' * (-len(cursor) % 4)}", altchars=b"-_", validate=True))
        is_ours = (
            mark == _mark(criteria, organisation) and type(case_id) is str and uuid(case_id) == (case_id, None) and type(rank) is int and rank >= 0
        )
        received_at = datetime.fromtimestamp(moment // 1_000_000, UTC).replace(microsecond=moment % 1_000_000)
    except (ValueError, TypeError, OverflowError, OSError, RecursionError, binascii.Error):
        raise Invalid(_NO_SUCH_PAGE) from None
    if not is_ours:
        raise Invalid(_NO_SUCH_PAGE)
    return Position(received_at=received_at, case_id=case_id, rank=rank)


def _mark(criteria: InboxCriteria, organisation: OrganisationId | None) -> str:
    return hashlib.sha256(repr((criteria, organisation)).encode()).hexdigest()[:12]
