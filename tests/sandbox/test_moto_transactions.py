"""The sandbox's transactions change all or nothing, and cost what they touch, not what the tables hold."""

from datetime import UTC, datetime
from uuid import uuid4

import pytest
from moto.dynamodb.models.dynamo_type import Item

from chalicelib.composition import Composition
from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import StaleRow
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.mails import mail
from chalicelib.domain.oauth_clients import OAuthClient
from chalicelib.domain.pages import Tally, Window
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from tests.scenes import Scene

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
_WINDOW = Window()
WHO = OrganisationId(type="Admin", company_register="13002526500013", branch_code="75107")


def a_client() -> OAuthClient:
    return OAuthClient(id=str(uuid4()), scope=Scope.ADMIN, organisation=WHO, secret_digest="d", created_at=AT)


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    """The rows that moto copies."""
    seen: list[Item] = []
    whole = Item.__deepcopy__

    def note(self: Item, memo: dict[int, object]) -> Item:
        seen.append(self)
        return whole(self, memo)

    monkeypatch.setattr(Item, "__deepcopy__", note)
    return seen


@pytest.mark.rule("CAS-13", "NOT-03")
def test_a_refused_transaction_leaves_every_kind_of_write_undone(hub: Composition) -> None:
    scene = Scene(hub)
    kept, gone, missing = a_client(), a_client(), a_client()
    hub.commit(kept, gone, Tally(name="organisations|EDT", delta=5))
    before = hub.referential.organisations(kind="EDT", register=None, order=None, window=_WINDOW).total
    changed, removed = replace(kept, version=1, secret_digest="other"), replace(gone, version=1)
    letter = mail("abonnement_actif", "a@b.test", cause=str(uuid4()), at=AT, words={})
    with pytest.raises(StaleRow):
        hub.commit(changed, Remove(removed), letter, Tally(name="organisations|EDT", delta=1), Remove(replace(missing, version=1)))
    assert hub.clients.client(kept.id) == replace(kept, version=1)
    assert hub.clients.client(gone.id) == replace(gone, version=1)
    assert hub.outbox.mail(letter.id) is None
    assert hub.referential.organisations(kind="EDT", register=None, order=None, window=_WINDOW).total == before
    assert scene.organisation("EDT")  # and the next transaction goes through


def test_a_transaction_copies_the_rows_it_names_however_many_there_are(hub: Composition, copied: list[Item]) -> None:
    clients = [a_client() for _ in range(300)]
    for start in range(0, len(clients), 100):
        hub.commit(*clients[start : start + 100])
    copied.clear()
    hub.commit(replace(clients[0], version=1), replace(clients[1], version=1))
    assert len(copied) <= 4
