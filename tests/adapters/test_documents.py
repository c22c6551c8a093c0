"""Documents leave out what a value is by itself, and read back as they were."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from chalicelib.adapters.dynamo_codec import decode, encode
from chalicelib.adapters.dynamo_rows import item_of, items
from chalicelib.domain.cases import Applicant
from chalicelib.domain.errors import Invalid
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.notifications import Notification
from chalicelib.domain.request_forms import requests_of
from chalicelib.domain.requests import RequestStatus, SubscriptionRequest
from chalicelib.domain.values import replace
from tests.scenes import MemoryScene
from tests.use_cases.test_requests import form

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)

_PINNED = {
    "Attachment.status": "PENDING",
    "Case.status": "HUBEE_RECEIVED",
    "ChainHead.digest": "0" * 64,
    "Delivery.state": "WAITING",
    "Folder.status": "HUBEE_RECEIVED",
    "InboxCriteria.is_descending": True,
    "InboxCriteria.order": "received",
    "JobRun.is_finished": True,
    "Organisation.status": "Actif",
    "Preparation.status": "WAITING",
    "Process.allows_awaiting": True,
    "Process.is_activated": True,
    "Process.person_label": "Personne concernée",
    "Subscription.frequency": "Aucune",
    "Subscription.label": "Inactif",
    "SubscriptionRequest.form_size": 1,
    "SubscriptionRequest.status": "TO_CONFIRM",
    "Upload.status": "OPEN",
}
"""What rows leave out although it is something: whoever changes one of these has rows to rewrite first."""


def kinds(kind: Any, seen: set[type]) -> Iterator[type[Struct]]:
    """A kind, and all that its documents hold."""
    for each in get_args(kind):
        yield from kinds(each, seen)
    if isinstance(kind, type) and issubclass(kind, Struct) and kind not in seen:
        seen.add(kind)
        yield kind
        for hint in get_type_hints(kind).values():
            yield from kinds(hint, seen)


def stored() -> list[type[Struct]]:
    seen: set[type] = set()
    return sorted({each for kind in (Notification, *items()) for each in kinds(kind, seen)}, key=lambda each: each.__name__)


def expiry(row: Mail | SubscriptionRequest) -> datetime | None:
    """When DynamoDB takes it away."""
    item: Any = item_of(row)
    return None if item.expires is None else datetime.fromtimestamp(item.expires, UTC)


@pytest.mark.rule("MAI-01")
def test_a_mail_passes_90_days_after_it_was_given_up_or_cut_off_and_never_while_it_waits() -> None:
    waiting = mail("activation", "a@b.test", cause="c", at=NOW)
    claimed, failed = waiting.claimed(at=NOW + timedelta(days=1)), replace(waiting, attempts=3).failed(at=NOW)
    dead = replace(waiting, attempts=4).failed(at=NOW + timedelta(days=2))
    expiries = [expiry(each) for each in (waiting, claimed, failed, dead, dead.revived(), claimed.let_go())]
    assert expiries == [None, NOW + timedelta(days=91), None, NOW + timedelta(days=92), None, None]


@pytest.mark.rule("SUB-15")
def test_a_request_passes_30_days_after_it_was_made_unless_it_was_confirmed() -> None:
    scene = MemoryScene()
    (made,) = requests_of(form(scene), reference="r", processes={scene.process.code: scene.process}, status=RequestStatus.TO_CONFIRM, at=NOW)
    assert [expiry(each) for each in (made, made.confirmed(at=NOW + timedelta(days=29)))] == [NOW + timedelta(days=30), None]
    with pytest.raises(Invalid, match="n'est plus valable"):
        made.confirmed(at=NOW + timedelta(days=30))


@pytest.mark.parametrize("kind", stored(), ids=lambda each: each.__name__)
def test_what_may_be_none_is_none_by_itself_and_left_out(kind: type[Struct]) -> None:
    wrong = [each.name for each in fields(kind) if NoneType in get_args(each.type) and each.default is not None]
    assert (wrong, kind.__struct_config__.omit_defaults) == ([], True)


def test_what_rows_leave_out_is_nothing_or_does_not_change() -> None:
    found = {f"{kind.__name__}.{each.name}": each.default for kind in stored() for each in fields(kind) if each.default is not NODEFAULT}
    empty: tuple[Any, ...] = (None, False, 0, "", (), frozenset())
    assert {name: default for name, default in found.items() if default not in empty and not isinstance(default, Struct)} == _PINNED


def test_what_is_none_is_left_out() -> None:
    someone = Applicant(first_name="Zoé", last_name="D'ÎLE")
    document = encode(someone)
    assert document == '{"first_name":"Zoé","last_name":"D\'ÎLE"}'
    assert decode(Applicant, document) == someone
    assert decode(Applicant, '{"first_name":"Zoé","last_name":"D\'ÎLE","email":null}') == someone
