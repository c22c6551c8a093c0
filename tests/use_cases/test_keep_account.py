"""Keeping one's account asks for a proof that cannot be guessed, replayed or torn. **Source:** AUT-05 to AUT-07."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pyotp
import pytest

from chalicelib.domain.errors import FaultyForm, HubError, Invalid, SignedOut
from chalicelib.domain.roles import ActorType
from chalicelib.domain.sessions import Stage
from chalicelib.use_cases.keep_account import Proof
from chalicelib.use_cases.sign_in import SignIn
from tests.fakes.cuts import cut_everywhere
from tests.fakes.hub import MemoryHub
from tests.portal import PASSWORD
from tests.use_cases.front_desk import OTHER, WRONG, Desk, a_desk, again


@pytest.mark.rule("AUT-05")
def test_of_many_wrong_proofs_at_once_five_are_judged_and_they_count_with_wrong_sign_ins() -> None:
    desk, hub, _ = a_desk()
    user = desk.user(desk.sign_in())
    assert [desk.refusal() for _ in range(2)] == ["WRONG"] * 2

    def change(_: int) -> str:
        try:
            again(lambda: desk.change_password(WRONG, OTHER, user))
        except FaultyForm as refused:
            return refused.message_by_field["currentPassword"].partition(" ")[0]
        return "changed"

    with ThreadPoolExecutor(8) as pool:
        assert sorted(pool.map(change, range(8))) == ["Après"] * 6 + ["Le"] * 2
    assert desk.refusal(password=PASSWORD) == "BLOCKED"
    assert [str(each.fact) for each in hub.rows("fact")].count("SIGN_IN_FAILED") == 5


@pytest.mark.rule("AUT-06")
def test_a_code_proves_one_thing_once() -> None:
    desk, _, _ = a_desk(ActorType.LOCAL_ADMINISTRATOR)
    opened = desk.give_code(desk.totp(), desk.user(desk.sign_in(), Stage.SECOND_FACTOR))
    user = desk.user(opened)
    with pytest.raises(FaultyForm, match="a déjà servi"):
        desk.remove_authenticator(Proof(code=desk.totp()), user)
    desk.remove_authenticator(Proof(code=desk.totp(1)), user)
    with pytest.raises(FaultyForm):
        desk.remove_authenticator(Proof(code=desk.totp(1)), user)
    with pytest.raises(Invalid, match="Aucune application"):
        desk.remove_authenticator(Proof(password=PASSWORD), user)


def wrong_code(desk: Desk, secret: str) -> str:
    """One that is no code of a secret now, nor of the step before or after."""
    now = int(desk.now.timestamp())
    near = {pyotp.TOTP(secret).at(now + step * 30) for step in (-1, 0, 1)}
    return next(code for code in ("000000", "000001", "000002", "000003") if code not in near)


@pytest.mark.rule("AUT-06", "AUT-05", "AUT-10")
def test_wrong_codes_of_an_authenticator_being_set_up_count_with_wrong_sign_ins_and_block() -> None:
    desk, hub, account = a_desk()
    user = desk.user(desk.sign_in())
    secret = desk.begin_authenticator(user)
    assert desk.refusal() == "WRONG"
    told = []
    for _ in range(6):
        with pytest.raises(FaultyForm) as refused:
            desk.confirm_authenticator(wrong_code(desk, secret), user)
        told.append(refused.value.message_by_field["code"].partition(" ")[0])
    assert told == ["Ce"] * 3 + ["Après"] * 3
    right = pyotp.TOTP(secret).at(int(desk.now.timestamp()))
    with pytest.raises(FaultyForm, match=r"^Après"):
        desk.confirm_authenticator(right, user)
    assert desk.refusal(password=PASSWORD) == "BLOCKED"
    assert [str(each.fact) for each in hub.rows("fact") if each.subject == account.id].count("SIGN_IN_FAILED") == 5
    assert desk.credentials().totp_secret is None


@pytest.mark.rule("AUT-06")
def test_a_right_code_is_no_failure_and_none_is_awaited_without_a_qr_code_or_for_more_than_15_minutes() -> None:
    desk, _, _ = a_desk()
    user = desk.user(desk.sign_in())
    for _ in range(6):  # nothing is judged: nothing counts
        with pytest.raises(Invalid, match="Affichez d'abord le QR code"):
            desk.confirm_authenticator("000000", user)
    secret = desk.begin_authenticator(user)
    late = desk.now + timedelta(minutes=15)
    for _ in range(6):
        with pytest.raises(Invalid, match="plus de 15 minutes"):
            desk.confirm_authenticator(pyotp.TOTP(secret).at(late), user, at=late)
    just = late - timedelta(seconds=1)
    assert len(desk.confirm_authenticator(pyotp.TOTP(secret).at(just), user, at=just)) == 10
    kept = desk.credentials()
    assert (kept.totp_secret, kept.pending_totp_secret, kept.pending_totp_until) == (secret, None, None)
    assert [desk.refusal() for _ in range(4)] == ["WRONG"] * 4


@pytest.mark.rule("AUT-07")
def test_of_two_changes_of_password_at_once_one_is_made() -> None:
    desk, _, _ = a_desk()
    users = [desk.user(desk.sign_in()) for _ in range(2)]

    def change(number: int) -> str | None:
        try:
            return again(lambda: desk.change_password(PASSWORD, f"Autre&202{number}", users[number]))
        except HubError:
            return None

    with ThreadPoolExecutor(2) as pool:
        tokens = list(pool.map(change, range(2)))
    assert [each is None for each in tokens].count(True) == 1
    for number, token in enumerate(tokens):
        assert (desk.refusal(password=f"Autre&202{number}") == "NONE") is (token is not None)


@pytest.mark.rule("AUT-07")
def test_wherever_a_change_of_password_is_cut_all_of_it_is_done_or_nothing() -> None:
    def build() -> tuple[Desk, tuple[SignIn, SignIn]]:
        desk = a_desk()[0]
        return desk, (desk.sign_in(), desk.sign_in())

    def act(desk: Desk, opened: tuple[SignIn, SignIn], hub: Any) -> None:
        Desk(hub).change_password(PASSWORD, OTHER, desk.user(opened[0]))

    ends = set()
    for desk, (own, other) in cut_everywhere(build, act):
        hub = desk.hub
        assert isinstance(hub, MemoryHub)
        is_changed = desk.credentials().former_hashes != ()
        ends.add(is_changed)
        assert [desk.is_open(each) for each in (own, other)] == [not is_changed] * 2
        assert len([each for each in hub.rows("mail") if each.template == "mot_de_passe_change"]) == is_changed
        assert desk.refusal(password=OTHER if is_changed else PASSWORD) == "NONE"
    assert ends == {False, True}


@pytest.mark.rule("AUT-07")
def test_a_session_that_was_closed_meanwhile_changes_nothing() -> None:
    desk, _, _ = a_desk()
    first, second = desk.sign_in(), desk.sign_in()
    user = desk.user(second)
    desk.change_password(PASSWORD, OTHER, desk.user(first))
    with pytest.raises(SignedOut):
        desk.change_password(OTHER, "Encore&2028", user)
    assert desk.refusal(password=OTHER) == "NONE"
