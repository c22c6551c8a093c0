"""Signing in holds whoever tries, however many at once, and wherever it is cut. **Source:** AUT-04 to AUT-07, AUT-10, AUT-12."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from chalicelib.domain.accounts import Account, Deactivation
from chalicelib.domain.audit import AuditFact
from chalicelib.domain.credentials import Attempts, Credentials
from chalicelib.domain.errors import FaultyForm, Invalid, SignedOut, Unavailable
from chalicelib.domain.roles import ActorType
from chalicelib.domain.sessions import Stage
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Write
from chalicelib.use_cases.keep_sessions import identify_user
from chalicelib.use_cases.people_ports import Accounts
from chalicelib.use_cases.sign_in import send_code_again
from tests.fakes.accounts import MemoryAccounts
from tests.fakes.cuts import Meanwhile, cut_everywhere
from tests.fakes.hub import MemoryHub
from tests.portal import PASSWORD, add_account
from tests.use_cases.front_desk import EMAIL, OTHER, TOWN, Desk, a_desk, again

UNKNOWN = "personne@vienne.test"
MONTHS = timedelta(days=190)


class Watched(MemoryHub):
    """A hub that notes what is read, hashed and written, by kind."""

    def __init__(self) -> None:
        super().__init__()
        self.trace: list[str] = []
        for port in ("accounts", "sessions", "passwords"):
            setattr(self, port, _Noting(port, getattr(self, port), self.trace))

    def commit(self, *writes: Write) -> None:
        self.trace.append("+".join(type(each).__name__ for each in writes))
        super().commit(*writes)


class _Noting:
    def __init__(self, name: str, port: Any, trace: list[str]) -> None:
        self._name, self._port, self._trace = name, port, trace

    def __getattr__(self, method: str) -> Callable[..., Any]:
        def call(*given: Any, **named: Any) -> Any:
            self._trace.append(f"{self._name}.{method}")
            return getattr(self._port, method)(*given, **named)

        return call


def facts(hub: MemoryHub) -> list[str]:
    told: list[AuditFact] = sorted(hub.rows("fact"), key=lambda each: (each.at, each.id))
    return sorted(str(each.fact) for each in told)


@pytest.mark.rule("AUT-12", "AUT-05")
def test_known_and_unknown_addresses_cost_the_same_reads_writes_and_hashes_at_each_try_and_at_a_reset() -> None:
    traces = []
    for email in (EMAIL, UNKNOWN):
        hub = Watched()
        desk = Desk(hub)
        a_desk_on(hub)
        hub.trace.clear()
        reasons = [desk.refusal(email) for _ in range(6)]
        desk.ask_reset(email)
        traces.append((reasons, hub.trace))
    assert traces[0] == traces[1]
    reasons, trace = traces[0]
    assert reasons == ["WRONG"] * 4 + ["BLOCKED"] * 2
    a_try = ["accounts.sign_in_facts", "Attempts", "passwords.matches", "AuditFact"]
    the_fifth = [*a_try[:-1], "AuditFact+AuditFact+Mail"]
    assert trace == [*a_try * 4, *the_fifth, "accounts.sign_in_facts", "Mail"]


def a_desk_on(hub: MemoryHub) -> None:
    add_account(hub, ActorType.AGENT, TOWN, email=EMAIL)


@pytest.mark.rule("AUT-12")
def test_what_is_mailed_of_a_block_or_a_reset_reaches_accounts_only() -> None:
    desk, hub, _ = a_desk()
    for email in (EMAIL, UNKNOWN):
        for _ in range(5):
            desk.refusal(email)
        desk.ask_reset(email)
    assert sorted((each.template, each.to) for each in desk.read_mails()) == [("compte_bloque", EMAIL), ("mot_de_passe_oublie", EMAIL)]
    assert hub.rows("mail") == []


@pytest.mark.rule("AUT-05")
def test_of_many_wrong_passwords_at_once_five_are_judged() -> None:
    hub = Watched()
    a_desk_on(hub)
    hub.trace.clear()
    with ThreadPoolExecutor(12) as pool:
        reasons = sorted(pool.map(lambda _: again(lambda: Desk(hub).refusal()), range(12)))
    assert reasons == ["BLOCKED"] * 8 + ["WRONG"] * 4
    assert hub.trace.count("passwords.matches") == 5
    assert facts(hub) == ["BLOCKED"] + ["SIGN_IN_FAILED"] * 5


@pytest.mark.rule("AUT-05")
def test_blocks_last_fifteen_thirty_sixty_minutes_and_a_success_starts_over() -> None:
    desk, hub, _ = a_desk()
    for minutes in (15, 30, 60):
        assert [desk.refusal() for _ in range(5)] == ["WRONG"] * 4 + ["BLOCKED"]
        hub.clock.advance(timedelta(minutes=minutes, seconds=-1))
        assert desk.refusal(password=PASSWORD) == "BLOCKED"
        hub.clock.advance(timedelta(seconds=1))
    desk.sign_in()
    assert [desk.refusal() for _ in range(5)] == ["WRONG"] * 4 + ["BLOCKED"]
    hub.clock.advance(timedelta(minutes=15))
    assert desk.is_open(desk.sign_in())


@pytest.mark.rule("AUT-05")
def test_the_fifth_try_may_be_the_right_one() -> None:
    desk, hub, _ = a_desk()
    assert [desk.refusal() for _ in range(4)] == ["WRONG"] * 4
    assert desk.is_open(desk.sign_in())
    assert hub.rows("attempts") == []
    assert desk.read_mails() == []


@pytest.mark.rule("AUT-05", "AUT-06")
def test_beginning_sign_ins_beside_wrong_codes_does_not_wipe_them() -> None:
    desk, hub, _ = a_desk(ActorType.LOCAL_ADMINISTRATOR)
    user = desk.user(desk.sign_in(), Stage.SECOND_FACTOR)

    def four_wrong_codes() -> None:
        for _ in range(4):
            with pytest.raises(SignedOut):
                desk.give_code("000000", user)

    again(lambda: Desk(Meanwhile(hub, [lambda: None, four_wrong_codes])).sign_in())
    with pytest.raises(SignedOut, match="bloquée"):
        desk.give_code("000000", user)
    assert desk.refusal(password=PASSWORD) == "BLOCKED"


@pytest.mark.rule("AUT-05", "AUT-03")
def test_a_reset_lifts_the_block() -> None:
    desk, _, _ = a_desk()
    for _ in range(5):
        desk.refusal()
    desk.ask_reset()
    token = next(each.words["token"] for each in desk.read_mails() if each.template == "mot_de_passe_oublie")
    desk.set_password(token, OTHER)
    assert desk.refusal(password=PASSWORD) == "WRONG"
    assert desk.is_open(desk.sign_in(password=OTHER))


@pytest.mark.rule("AUT-08", "AUT-12")
@pytest.mark.parametrize(
    ("why", "told"), [(Deactivation.BY_INACTIVITY, "désactivé après 120 jours d'inactivité."), (Deactivation.BY_ADMINISTRATOR, "désactivé.")]
)
def test_a_deactivated_account_is_told_after_the_right_password_only(why: Deactivation, told: str) -> None:
    desk, hub, account = a_desk()
    stored = hub.accounts.account(account.id)
    assert stored is not None
    hub.commit(stored.deactivated(why, at=desk.now))
    assert desk.refusal() == "WRONG"
    with pytest.raises(SignedOut) as refused:
        desk.sign_in()
    assert refused.value.messages == (f"Votre compte est {told} Contactez l'administrateur local de votre organisation.",)
    assert [desk.refusal(password=PASSWORD) for _ in range(6)] == ["DEACTIVATED"] * 6
    assert hub.rows("session") == []


@pytest.mark.rule("AUT-05")
def test_a_password_longer_than_any_is_wrong_even_when_it_begins_right() -> None:
    longest = "Aa1!" * 50
    desk, _, _ = a_desk(password=longest)
    assert desk.refusal(password=longest + "x") == "WRONG"
    assert desk.is_open(desk.sign_in(password=longest))


@pytest.mark.rule("AUT-07", "AUT-03")
def test_a_password_set_while_somebody_signs_in_with_the_old_one_shuts_him_out() -> None:
    for actor_type in (ActorType.AGENT, ActorType.LOCAL_ADMINISTRATOR):
        for before_write in (0, 1):
            desk, hub, _ = a_desk(actor_type)
            desk.ask_reset()
            (mailed,) = desk.read_mails()
            events: list[Callable[[], object]] = [lambda: None] * before_write
            slow = Desk(Meanwhile(hub, [*events, partial(desk.set_password, mailed.words["token"], OTHER)]))
            with pytest.raises(SignedOut):
                again(slow.sign_in)
            assert hub.rows("session") == []


@pytest.mark.rule("AUT-07", "AUT-03")
def test_a_password_set_by_a_slow_request_ends_sessions_that_were_opened_since_it_began() -> None:
    desk, hub, _ = a_desk()
    desk.ask_reset()
    (mailed,) = desk.read_mails()
    began = desk.now
    hub.clock.advance(timedelta(seconds=2))
    opened = desk.sign_in()
    assert desk.is_open(opened)
    desk.set_password(mailed.words["token"], OTHER, at=began)
    assert not desk.is_open(opened)


@pytest.mark.rule("AUT-06")
@pytest.mark.parametrize("is_mailed", [True, False])
def test_a_code_given_many_times_at_once_opens_one_session(is_mailed: bool) -> None:
    desk, hub, _ = a_desk(ActorType.LOCAL_ADMINISTRATOR, is_mailed=is_mailed)
    begun = desk.sign_in()
    code = desk.read_mails()[0].words["code"] if is_mailed else desk.totp()
    user = desk.user(begun, Stage.SECOND_FACTOR)

    def give(_: int) -> bool:
        try:
            again(lambda: desk.give_code(code, user))
        except SignedOut:
            return False
        return True

    with ThreadPoolExecutor(5) as pool:
        assert sorted(pool.map(give, range(5))) == [False] * 4 + [True]
    assert [each.stage for each in hub.rows("session")] == [Stage.OPEN]


@pytest.mark.rule("AUT-06")
def test_one_authenticator_code_opens_one_of_two_sign_ins() -> None:
    desk, _, _ = a_desk(ActorType.LOCAL_ADMINISTRATOR)
    first, second = (desk.user(desk.sign_in(), Stage.SECOND_FACTOR) for _ in range(2))
    assert desk.is_open(desk.give_code(desk.totp(), first))
    with pytest.raises(SignedOut, match="a déjà servi"):
        desk.give_code(desk.totp(), second)
    assert desk.is_open(desk.give_code(desk.totp(1), second))


@pytest.mark.rule("AUT-06")
def test_a_mailed_code_is_that_of_one_sign_in_alone() -> None:
    desk, _, _ = a_desk(ActorType.LOCAL_ADMINISTRATOR, is_mailed=True)
    first, second = (desk.sign_in() for _ in range(2))
    code_by_session = {each.subject: each.words["code"] for each in desk.read_mails()}
    of_first = code_by_session[f"{first.account.id}/{first.session.id}"]
    with pytest.raises(SignedOut):
        desk.give_code(of_first, desk.user(second, Stage.SECOND_FACTOR))
    assert desk.is_open(desk.give_code(of_first, desk.user(first, Stage.SECOND_FACTOR)))


@pytest.mark.rule("AUT-06", "MAI-01")
def test_a_code_leaves_though_its_person_acts_at_the_same_time() -> None:
    desk, hub, _ = a_desk(ActorType.LOCAL_ADMINISTRATOR, is_mailed=True)
    begun = desk.sign_in()
    hub.clock.advance(timedelta(seconds=25))
    busy = Desk(Meanwhile(hub, [lambda: desk.user(begun, Stage.SECOND_FACTOR)]))
    (mailed,) = busy.read_mails()
    assert desk.is_open(desk.give_code(mailed.words["code"], desk.user(begun, Stage.SECOND_FACTOR)))


@pytest.mark.rule("AUT-06")
def test_another_code_is_sent_after_a_pause_five_times_at_most_and_the_last_one_counts() -> None:
    desk, hub, _ = a_desk(ActorType.LOCAL_ADMINISTRATOR, is_mailed=True)
    begun = desk.sign_in()
    first = desk.read_mails()[0].words["code"]

    def send_again() -> None:
        user = desk.user(begun, Stage.SECOND_FACTOR)
        send_code_again(user=user, now=desk.now, accounts=hub.accounts, sessions=hub.sessions, commit=hub.commit)

    with pytest.raises(Invalid, match="Patientez"):
        send_again()
    codes = []
    for _ in range(4):
        hub.clock.advance(timedelta(seconds=30))
        send_again()
        codes.append(desk.read_mails()[0].words["code"])
    hub.clock.advance(timedelta(seconds=30))
    with pytest.raises(Invalid, match="Trop de codes"):
        send_again()
    user = desk.user(begun, Stage.SECOND_FACTOR)
    with pytest.raises(SignedOut):
        desk.give_code(first, user)
    assert desk.is_open(desk.give_code(codes[-1], user))


@pytest.mark.rule("AUT-06")
def test_whoever_put_an_authenticator_in_service_is_asked_for_it_though_he_need_not_have_one() -> None:
    desk, hub, _ = a_desk()
    hub.commit(replace(desk.credentials(), totp_secret="JBSWY3DPEHPK3PXP"))
    begun = desk.sign_in()
    assert (begun.session.stage, begun.asks_authenticator, desk.read_mails()) == (Stage.SECOND_FACTOR, True, [])


@pytest.mark.rule("AUT-04")
@pytest.mark.parametrize("actor_type", [ActorType.AGENT, ActorType.LOCAL_ADMINISTRATOR])
def test_an_old_password_signs_in_to_a_new_one_only(actor_type: ActorType) -> None:
    desk, hub, _ = a_desk(actor_type)
    hub.clock.advance(MONTHS)
    begun = desk.sign_in()
    if actor_type is ActorType.LOCAL_ADMINISTRATOR:
        assert begun.session.stage is Stage.SECOND_FACTOR
        begun = desk.give_code(desk.totp(), desk.user(begun, Stage.SECOND_FACTOR))
    assert begun.session.stage is Stage.NEW_PASSWORD
    assert not desk.is_open(begun)
    user = desk.user(begun, Stage.NEW_PASSWORD)
    for refused in ("short", PASSWORD):
        with pytest.raises(FaultyForm):
            desk.renew(refused, user)
    opened = desk.renew(OTHER, user)
    assert desk.is_open(opened)
    assert (desk.credentials().password_set_at, desk.refusal(password=PASSWORD)) == (desk.now, "WRONG")
    assert [each.template for each in desk.read_mails()] == ["mot_de_passe_change"]
    with pytest.raises(SignedOut):
        desk.renew("Encore&2028", user)


@pytest.mark.rule("AUT-07")
def test_an_action_prolongs_a_session_and_an_automatic_refresh_does_not() -> None:
    desk, hub, _ = a_desk()
    begun = desk.sign_in()
    hub.clock.advance(timedelta(minutes=59))
    seen = desk.user(begun).session
    assert seen.ends_at() == desk.now + timedelta(minutes=60)
    for _ in range(2):
        hub.clock.advance(timedelta(minutes=29))
        user = identify_user(begun.token, stage=Stage.OPEN, is_automatic=True, now=desk.now, sessions=hub.sessions, commit=hub.commit)
        assert user.session == seen
    hub.clock.advance(timedelta(minutes=2))
    with pytest.raises(SignedOut, match="60 minutes d'inactivité"):
        desk.user(begun)


@pytest.mark.rule("AUT-10", "AUT-05")
def test_wherever_a_sign_in_is_cut_it_can_be_begun_again_and_no_session_is_left_half_made() -> None:
    def build() -> tuple[Desk, None]:
        return a_desk()[0], None

    def act(_: Desk, __: None, hub: Any) -> None:
        Desk(hub).sign_in()

    for desk, _ in cut_everywhere(build, act):
        hub = desk.hub
        assert isinstance(hub, MemoryHub)
        opened = hub.rows("session")
        assert len(opened) == facts(hub).count("SIGNED_IN")
        assert desk.is_open(desk.sign_in())
        assert hub.rows("attempts") == []


@pytest.mark.rule("AUT-05")
def test_wherever_a_wrong_try_is_cut_it_is_counted_once_it_was_judged() -> None:
    def build() -> tuple[Desk, None]:
        desk = a_desk()[0]
        for _ in range(4):
            desk.refusal()
        return desk, None

    def act(_: Desk, __: None, hub: Any) -> None:
        Desk(hub).refusal()

    ends = [desk.refusal() for desk, _ in cut_everywhere(build, act)]
    assert ends == ["BLOCKED"] * 4  # cut before it was counted: this one is the fifth


@pytest.mark.rule("AUT-05")
def test_a_try_that_cannot_be_settled_is_not_begun_again_from_the_door() -> None:
    """The door begins again on StaleWrite: a try would then count twice."""
    desk, hub, _ = a_desk(ActorType.LOCAL_ADMINISTRATOR)

    def somebody_else() -> None:
        stored = desk.credentials()
        hub.commit(stored)

    with pytest.raises(Unavailable):
        Desk(Meanwhile(hub, [lambda: None, *[somebody_else] * 8])).sign_in()
    (attempts,) = hub.rows("attempts")
    assert attempts.failures == 1


@pytest.mark.rule("AUT-10")
def test_what_happened_at_sign_in_is_in_the_trail_without_an_address() -> None:
    desk, hub, account = a_desk()
    desk.refusal()
    desk.refusal(UNKNOWN)
    desk.sign_in()
    told: list[AuditFact] = hub.rows("fact")
    assert sorted((str(each.fact), each.actor == account.id, each.chain.startswith("inconnus-")) for each in told) == [
        ("SIGNED_IN", True, False),
        ("SIGN_IN_FAILED", False, True),
        ("SIGN_IN_FAILED", True, False),
    ]
    assert "vienne.test" not in repr(told)


@pytest.mark.rule("AUT-03")
def test_a_mailbox_is_not_filled_by_asking_again_and_again() -> None:
    desk, hub, _ = a_desk()
    sent = []
    for _ in range(6):
        desk.ask_reset()
        sent.append(len(desk.read_mails()))
        hub.clock.advance(timedelta(seconds=20))
    assert sent == [1, 0, 0, 1, 0, 0]


class Torn(MemoryAccounts):
    """Reads as a store may: the credentials, then what happens, then the rest."""

    def __init__(self, accounts: Accounts, happens: Iterator[Callable[[], object]]) -> None:
        self._accounts, self._happens = accounts, happens

    def sign_in_facts(self, email: str) -> tuple[Account | None, Credentials | None, Attempts | None]:
        _, credentials, _ = self._accounts.sign_in_facts(email)
        next(self._happens, lambda: None)()
        account, _, attempts = self._accounts.sign_in_facts(email)
        return account, credentials, attempts


@pytest.mark.rule("AUT-07", "AUT-03")
@pytest.mark.parametrize("actor_type", [ActorType.AGENT, ActorType.LOCAL_ADMINISTRATOR])
def test_a_read_torn_by_a_password_being_set_opens_nothing_for_the_old_one(actor_type: ActorType) -> None:
    desk, hub, _ = a_desk(actor_type)
    desk.ask_reset()
    (mailed,) = desk.read_mails()
    whole = hub.accounts

    def reset() -> None:
        hub.accounts, torn = whole, hub.accounts
        desk.set_password(mailed.words["token"], OTHER)
        hub.accounts = torn

    hub.accounts = Torn(whole, iter([lambda: None, reset]))
    assert desk.refusal(password=PASSWORD) == "WRONG"
    assert hub.rows("session") == []
