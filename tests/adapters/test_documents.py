"""Documents leave out what a value is by itself, and read back as they were."""

from collections.abc import Iterator
from types import NoneType
from typing import Any, get_args, get_type_hints

import pytest
from msgspec import NODEFAULT, Struct
from msgspec.structs import fields

from chalicelib.adapters.dynamo_codec import decode, encode
from chalicelib.adapters.dynamo_rows import items
from chalicelib.domain.cases import Applicant
from chalicelib.domain.notifications import Notification

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
