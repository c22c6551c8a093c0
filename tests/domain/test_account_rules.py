"""What may be done with an account, as data and sentences. **Source:** ACC-01 to ACC-08, AUT-08."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from chalicelib.domain.account_forms import AccountChange, account_changed
from chalicelib.domain.account_life import entry_of
from chalicelib.domain.account_mails import closed_mail
from chalicelib.domain.account_rules import Action, must_fit, possibilities, refusal, roles_after
from chalicelib.domain.accounts import Account, Deactivation, Managers, account_id
from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.generic_mailboxes import GENERIC_MAILBOXES, is_generic
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inactivity import judged
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mails import Mail
from chalicelib.domain.portal_users import PortalUser, whom_to_ask
from chalicelib.domain.roles import ACTOR_RULES, CONSULTATION_OF, TYPES_OF, ActorType, Role, completed
from chalicelib.domain.roster import RosterCriteria, place_of
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.sign_in_words import deactivated
from chalicelib.domain.values import replace

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
TOWN = OrganisationId.parse("SI-21380544300016-38544")
ADMINISTRATION = OrganisationId.parse("Admin-13002526500013-75107")
some_roles = some.frozensets(some.sampled_from(Role))


def an_account(actor_type: ActorType = ActorType.AGENT, email: str = "lou.moreau@commune.test", **fields: Any) -> Account:
    usual: dict[str, Any] = {
        "id": account_id(email),
        "email": email,
        "actor_type": actor_type,
        "organisations": (TOWN,),
        "first_name": "Lou",
        "last_name": "Moreau",
        "roles": ACTOR_RULES[actor_type].default_roles,
        "active_at": NOW,
        "reminder_due_at": NOW + LIMITS.first_reminder,
        "sessions_from": NOW,
        "created_at": NOW,
    }
    return Account(**{**usual, **fields})


def user(account: Account) -> PortalUser:
    session = Session(id="s", account_id=account.id, stage=Stage.OPEN, opened_at=NOW, seen_at=NOW, expires_at=NOW + timedelta(hours=1))
    return PortalUser(account=account, session=session)


KEEPER = user(an_account(ActorType.LOCAL_ADMINISTRATOR, "camille.martin@commune.test"))
SUPPORT = user(an_account(ActorType.NATIONAL_ADMINISTRATOR, "nour.blanc@dinum.test", organisations=(ADMINISTRATION,)))


@pytest.mark.rule("ACC-05")
@pytest.mark.parametrize(
    "email", ["mairie@x.fr", "Contact@x.fr", " accueil@x.fr", "etat_civil@x.fr", "Etat.Civil+1@x.fr", "mairie-de-vienne@x.fr", "@x.fr"]
)
def test_a_mailbox_of_a_place_or_a_service_is_nobody_s(email: str) -> None:
    assert is_generic(email)


@pytest.mark.rule("ACC-05")
@pytest.mark.parametrize("email", ["camille.martin@mairie-vienne.fr", "c.maire@x.fr", "marie@x.fr", "j.contact@x.fr", "info2@x.fr"])
def test_a_person_s_address_is_taken_whatever_its_domain(email: str) -> None:
    assert not is_generic(email)
    assert email.partition("@")[0] not in GENERIC_MAILBOXES


@pytest.mark.rule("ACC-02")
@given(before=some_roles, asked=some_roles)
def test_no_role_that_manages_is_held_without_its_consultation(before: frozenset[Role], asked: frozenset[Role]) -> None:
    held = completed(before)
    after = roles_after(held, asked)
    assert completed(after) == after
    assert after - set(CONSULTATION_OF.values()) <= asked  # nothing is given that was not asked, but the « Consultation »
    for manage, read in CONSULTATION_OF.items():
        if manage in asked:
            is_taken_away = {manage, read} <= held and read not in asked
            assert (manage in after) == (not is_taken_away)


@pytest.mark.rule("ACC-01", "ACC-02")
@given(actor_type=some.sampled_from(ActorType), kind=some.sampled_from(["SI", "OSL", "Admin", "EDT"]), roles=some_roles)
def test_an_organisation_has_only_the_types_and_roles_of_its_own_type(actor_type: ActorType, kind: str, roles: frozenset[Role]) -> None:
    organisation = replace(TOWN, type=kind)
    is_right = actor_type in TYPES_OF.get(kind, ()) and roles <= ACTOR_RULES[actor_type].possible_roles
    if is_right:
        must_fit(organisation, actor_type, roles, (), subscribed=())
    else:
        with pytest.raises(FaultyForm):
            must_fit(organisation, actor_type, roles, (), subscribed=())


@pytest.mark.rule("ACC-01")
def test_no_bound_lets_a_technical_delegate_near_a_teledossier_or_anybody_but_the_national_one_administer() -> None:
    cases = {Role.CASES_READ, Role.CASES_MANAGE}
    assert not ACTOR_RULES[ActorType.TECHNICAL_DELEGATE].possible_roles & cases
    assert [each for each in ActorType if Role.ADMINISTRATION in ACTOR_RULES[each].possible_roles] == [ActorType.NATIONAL_ADMINISTRATOR]
    for rules in ACTOR_RULES.values():
        assert rules.default_roles <= rules.possible_roles
        assert completed(rules.default_roles) == rules.default_roles


@pytest.mark.rule("ACC-04", "ACC-07", "ACC-08")
def test_each_action_is_possible_or_says_why_not() -> None:
    managers = Managers(organisation=TOWN, account_ids=frozenset({KEEPER.account.id}))
    delegate = an_account(ActorType.TECHNICAL_DELEGATE, "robin.faure@editeur.test")
    closed = an_account(deactivation=Deactivation.BY_ADMINISTRATOR)
    told = {
        name: [each.action for each in possibilities(who, account, managers) if each.reason is None]
        for name, who, account in (
            ("an agent", KEEPER, an_account()),
            ("a closed one", KEEPER, closed),
            ("oneself", KEEPER, replace(KEEPER.account, signed_in_at=NOW)),
            ("a delegate", KEEPER, delegate),
            ("a delegate, by support", SUPPORT, delegate),
            ("the last administrator, by support", SUPPORT, replace(KEEPER.account, signed_in_at=NOW)),
            ("an agent, by an agent", user(an_account(email="alix.simon@commune.test")), an_account()),
        )
    }
    assert told == {
        "an agent": [Action.EDIT, Action.DEACTIVATE, Action.RESEND_ACTIVATION],
        "a closed one": [Action.EDIT, Action.REACTIVATE],
        "oneself": [],
        "a delegate": [Action.RESEND_ACTIVATION],
        "a delegate, by support": [Action.EDIT, Action.DEACTIVATE, Action.RESEND_ACTIVATION, Action.RESET_SECOND_FACTOR],
        "the last administrator, by support": [Action.EDIT, Action.RESET_SECOND_FACTOR],
        "an agent, by an agent": [],
    }
    assert refusal(Action.EDIT, KEEPER, an_account(), managers) is None


@pytest.mark.rule("ACC-01", "ACC-04")
def test_another_type_comes_with_its_default_roles_and_a_delegate_keeps_no_habilitation() -> None:
    agent = an_account(habilitations=frozenset({"P"}))
    promoted = account_changed(agent, AccountChange(actor_type=ActorType.LOCAL_ADMINISTRATOR), user=KEEPER, subscribed={"P"}, at=NOW)
    assert (promoted.roles, promoted.habilitations) == (ACTOR_RULES[ActorType.LOCAL_ADMINISTRATOR].default_roles, frozenset({"P"}))
    outside = account_changed(agent, AccountChange(actor_type=ActorType.TECHNICAL_DELEGATE), user=SUPPORT, subscribed={"P"}, at=NOW)
    assert (outside.roles, outside.habilitations) == (ACTOR_RULES[ActorType.TECHNICAL_DELEGATE].default_roles, frozenset())
    assert account_changed(agent, AccountChange(), user=KEEPER, subscribed=(), at=NOW) == agent


@pytest.mark.rule("ACC-07")
def test_the_list_takes_names_without_accents_or_case_and_parts_of_an_address() -> None:
    account = an_account(email="eloise.nuñez@commune.test", first_name="Éloïse", last_name="NUÑEZ")
    for text in ("eloise", "NUNEZ eloise", "Éloïse Nuñez", "@commune", " "):
        assert RosterCriteria(text=text).takes(account)
    assert not RosterCriteria(text="martin").takes(account)
    assert not RosterCriteria(is_active=False).takes(account)
    assert not RosterCriteria(actor_types=(ActorType.TECHNICAL_DELEGATE,)).takes(account)
    assert place_of(account) < place_of(an_account(ActorType.TECHNICAL_DELEGATE, "a@b.test", last_name="AARON"))


def lived(days: list[int], account: Account, others: frozenset[str] = frozenset()) -> tuple[Account, list[str]]:
    """The account after being looked at on some days, and the mails of it."""
    managers = Managers(organisation=TOWN, account_ids=others | ({account.id} if account.is_manager else frozenset()))
    mails = []
    for day in days:
        at = NOW + timedelta(days=day)
        entry = next(iter(entry_of(account)), None)
        if entry is None or entry.due_at > at:
            continue
        for write in judged(entry, account, managers, at=at):
            if isinstance(write, Mail):
                mails.append(write.template)
            if isinstance(write, Account):
                account = write
    return account, mails


REMINDED = ["rappel_inactivite", "dernier_rappel_inactivite"]


@pytest.mark.rule("AUT-08")
@given(days=some.lists(some.integers(min_value=0, max_value=200), max_size=20).map(sorted))
def test_each_mail_goes_once_whenever_one_looks_and_the_account_is_closed_at_120_days(days: list[int]) -> None:
    account, mails = lived(days, an_account())
    last = max(days, default=0)
    assert mails == [*REMINDED[: (last >= 60) + (last >= 90)], *(["compte_desactive"] if last >= 120 else [])]
    assert account.is_active == (last < 120)
    assert account.reminder_due_at is None if last >= 120 else account.reminder_due_at is not None


@pytest.mark.rule("ACC-08", "AUT-08")
@given(days=some.lists(some.integers(min_value=0, max_value=400), max_size=20).map(sorted))
def test_the_last_administrator_is_never_closed_and_support_is_told_once(days: list[int]) -> None:
    account, mails = lived(days, an_account(ActorType.LOCAL_ADMINISTRATOR))
    assert account.is_active
    assert mails.count("dernier_administrateur") == (max(days, default=0) >= 120)
    later, more = lived([max(days, default=0) + 200], account, frozenset({"another"}))
    assert (later.is_active, more[-1]) == (False, "compte_desactive")


@pytest.mark.rule("AUT-08")
def test_signing_in_starts_over() -> None:
    account, mails = lived([95], an_account())
    back = account.signed_in(at=NOW + timedelta(days=100))
    again, more = lived([125, 161], back)
    assert (mails, more, again.is_active) == (REMINDED, REMINDED[:1], True)


@pytest.mark.rule("ACC-07", "AUT-08")
@pytest.mark.parametrize(
    ("actor_type", "inside", "outside"),
    [
        (ActorType.AGENT, "Contactez l'administrateur local de votre organisation.", "Contactez l'administrateur local de votre organisation."),
        (
            ActorType.LOCAL_ADMINISTRATOR,
            "Contactez un autre administrateur local de votre organisation ; "
            "si vous êtes seul, créez le compte d'un second administrateur local, qui pourra le faire.",
            "Contactez un autre administrateur local de votre organisation.",
        ),
    ],
)
def test_nobody_is_told_to_ask_himself_nor_to_make_an_account_without_his_own(actor_type: ActorType, inside: str, outside: str) -> None:
    account = an_account(actor_type)
    assert whom_to_ask(account) == inside
    assert deactivated(account).messages == (f"Votre compte est désactivé. {outside}",)
    assert closed_mail(account, at=NOW).words["reason"] == outside
