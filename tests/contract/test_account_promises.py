"""Accounts, credentials, tries, sessions and links are read as they were written, each in one place. **Source:** AUT-05, AUT-07, AUT-09."""

from datetime import timedelta
from uuid import uuid4

import pytest

from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.credentials import Credentials, no_attempts
from chalicelib.domain.errors import StaleRow
from chalicelib.domain.links import Purpose, new_link
from chalicelib.domain.roles import ActorType
from chalicelib.domain.sessions import Session, Stage, token_digest
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged
from tests.portal import add_account
from tests.scenes import Scene


def an_account(scene: Scene) -> Account:
    account = add_account(scene.hub, ActorType.LOCAL_ADMINISTRATOR, scene.organisation())
    stored = scene.hub.accounts.account(account.id)
    assert stored is not None
    return stored


def a_session(scene: Scene, account: Account, **overrides: object) -> Session:
    made = Session(
        id=token_digest(str(uuid4())),
        account_id=account.id,
        era=account.sessions_from,
        stage=Stage.OPEN,
        has_second_factor=True,
        device="Firefox – « essai »",
        opened_at=scene.now,
        seen_at=scene.now,
        expires_at=scene.now + timedelta(hours=12),
    )
    return replace(made, **overrides)  # type: ignore[arg-type]


@pytest.mark.rule("AUT-12")
def test_all_a_sign_in_is_judged_by_is_read_at_once_whatever_the_address_looks_like(scene: Scene) -> None:
    account = an_account(scene)
    tries = no_attempts(account.email, at=scene.now).tried(at=scene.now)
    scene.hub.commit(tries)
    read = scene.hub.accounts.sign_in_facts
    found, credentials, attempts = read(f" {account.email.upper()} ")
    assert (found, attempts) == (account, replace(tries, version=1))
    assert credentials is not None
    assert (found, credentials) == scene.hub.accounts.with_credentials(account.id)
    assert read(f"{uuid4()}@nulle.part") == (None, None, None)


@pytest.mark.rule("ACC-08")
def test_what_a_person_is_told_of_himself_is_read_at_once(scene: Scene) -> None:
    account = an_account(scene)
    organisation = account.organisations[0]
    read = scene.hub.accounts.credentials_and_managers
    _, credentials = scene.hub.accounts.with_credentials(account.id)
    assert credentials is not None
    assert read(account.id, None) == (credentials, None)
    before = scene.hub.accounts.managers(organisation)
    assert read(account.id, organisation) == (credentials, before)
    scene.hub.commit(replace(before, account_ids=frozenset({account.id})))
    after = replace(before, account_ids=frozenset({account.id}), version=before.version + 1)
    assert read(str(uuid4()), organisation) == (None, after)


@pytest.mark.rule("AUT-12", "AUT-05")
def test_tries_are_kept_for_an_address_without_an_account(scene: Scene) -> None:
    address = f"{uuid4()}@nulle.part"
    scene.hub.commit(no_attempts(address, at=scene.now).tried(at=scene.now))
    account, credentials, attempts = scene.hub.accounts.sign_in_facts(address)
    assert (account, credentials, attempts and attempts.failures) == (None, None, 1)


@pytest.mark.rule("AUT-05")
def test_of_two_tries_counted_on_the_same_row_one_is_stale(scene: Scene) -> None:
    before = no_attempts(f"{uuid4()}@nulle.part", at=scene.now)
    scene.hub.commit(before.tried(at=scene.now))
    with pytest.raises(StaleRow):
        scene.hub.commit(before.tried(at=scene.now))
    first = replace(before.tried(at=scene.now), version=1)
    scene.hub.commit(first.tried(at=scene.now))
    for stale in (first.tried(at=scene.now), Remove(first)):
        with pytest.raises(StaleRow):
            scene.hub.commit(stale)


@pytest.mark.rule("AUT-07", "AUT-09")
def test_a_session_is_read_with_its_account_and_by_its_digest_alone(scene: Scene) -> None:
    account, other = an_account(scene), an_account(scene)
    session = a_session(scene, account)
    scene.hub.commit(session)
    read = scene.hub.sessions.signed_in
    assert read(account.id, session.id) == (account, replace(session, version=1))
    assert [read(other.id, session.id)[1], read(account.id, token_digest("x"))[1], read("nobody", session.id)] == [None, None, (None, None)]
    kept = read(account.id, session.id)[1]
    assert kept is not None
    assert not kept.is_over(account, at=scene.now)


@pytest.mark.rule("AUT-07")
def test_every_session_of_an_account_is_listed_and_nobody_elses(scene: Scene) -> None:
    account, other = an_account(scene), an_account(scene)
    mine = [a_session(scene, account), a_session(scene, account, stage=Stage.SECOND_FACTOR), a_session(scene, account, seen_at=scene.in_a(hours=-2))]
    scene.hub.commit(*mine, a_session(scene, other))
    listed = scene.hub.sessions.of_account(account.id)
    assert sorted(each.id for each in listed) == sorted(each.id for each in mine)
    scene.hub.commit(Remove(listed[0]))
    assert scene.hub.sessions.of_account(account.id) == listed[1:]


@pytest.mark.rule("AUT-03", "AUT-02", "AUT-09")
def test_a_purpose_has_one_live_link_and_the_newest_replaces_it(scene: Scene) -> None:
    subject = str(uuid4())
    first = new_link(Purpose.RESET, subject, "first", before=None, at=scene.now)
    scene.hub.commit(first, new_link(Purpose.ACTIVATION, subject, "activation", before=None, at=scene.now))
    with pytest.raises(StaleRow):
        scene.hub.commit(first)
    stored = scene.hub.sessions.link(Purpose.RESET, subject)
    assert stored == replace(first, version=1)
    scene.hub.commit(new_link(Purpose.RESET, subject, "second", before=stored, at=scene.now))
    with pytest.raises(StaleRow):
        scene.hub.commit(Remove(stored))
    newest = scene.hub.sessions.link(Purpose.RESET, subject)
    assert newest is not None
    newest.must_open_with("second", at=scene.now)
    scene.hub.commit(Remove(newest))
    assert scene.hub.sessions.link(Purpose.RESET, subject) is None
    assert scene.hub.sessions.link(Purpose.ACTIVATION, subject) is not None
    assert scene.hub.sessions.link(Purpose.RESET, str(uuid4())) is None


@pytest.mark.rule("AUT-07")
def test_a_session_is_not_opened_on_credentials_that_have_changed(scene: Scene) -> None:
    account = an_account(scene)
    _, judged = scene.hub.accounts.with_credentials(account.id)
    assert judged is not None
    scene.hub.commit(judged.with_password("another", at=scene.now))
    session = a_session(scene, account)
    with pytest.raises(StaleRow):
        scene.hub.commit(Unchanged(judged), session)
    assert scene.hub.sessions.of_account(account.id) == ()


@pytest.mark.rule("AUT-04", "AUT-06")
def test_credentials_come_back_whole(scene: Scene) -> None:
    made = Credentials(
        account_id=account_id(f"{uuid4()}@nulle.part"),
        password_hash="h5",
        password_set_at=scene.now,
        former_hashes=("h4", "h3", "h2", "h1"),
        totp_secret="S",
        totp_step=59_000_000,
        pending_totp_secret="P",
        pending_totp_until=scene.now,
        recovery_digests=frozenset({"d1", "d2"}),
    )
    scene.hub.commit(made)
    assert scene.hub.accounts.with_credentials(made.account_id) == (None, replace(made, version=1))
