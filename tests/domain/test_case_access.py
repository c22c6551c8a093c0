"""What each person may do with a télédossier. **Source:** POR-01, POR-04, POR-11, SUB-08, ORG-06, roles."""

from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.callers import Side
from chalicelib.domain.case_access import READ_ONLY, access_to
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.errors import Forbidden, Invalid, NotFound
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import Shelf
from chalicelib.domain.inbox_perimeter import reasons_of, shelves_of
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.subscriptions import AccessMode, Person, Subscription
from chalicelib.domain.values import replace
from tests.inbox_cases import NOW
from tests.inbox_cases import person as somebody

TOWN = OrganisationId.parse("SI-21380544300016-38544")
OTHER = OrganisationId.parse("SI-21380544300017-38544")
OSL = OrganisationId.parse("OSL-13002526500013-75107")
ADMINISTRATION = OrganisationId.parse("Admin-13002526500013-75107")
HOME = {
    ActorType.AGENT: TOWN,
    ActorType.LOCAL_ADMINISTRATOR: TOWN,
    ActorType.TECHNICAL_DELEGATE: TOWN,
    ActorType.BUSINESS_ADMINISTRATOR: OSL,
    ActorType.NATIONAL_ADMINISTRATOR: ADMINISTRATION,
}
ASK = "Contactez l'administrateur local de votre organisation."


def person(actor: ActorType = ActorType.AGENT, **overrides: Any) -> PortalUser:
    return somebody(actor, HOME[actor], **{"habilitations": frozenset({"P"}), **overrides})


CASE = Case(
    id="c",
    folder_id="f",
    process_code="P",
    osl=OSL,
    recipient=TOWN,
    external_id="N",
    applicant=Applicant(first_name="C", last_name="M"),
    status=CaseStatus.IN_PROGRESS,
    created_at=NOW,
    notified_at=NOW,
    fetched_at=NOW,
    ingested_at=NOW,
)


def process(code: str = "P", osl: OrganisationId = OSL) -> Process:
    return Process(
        code=code,
        name=f"Démarche {code}",
        osl=osl,
        osl_formats=(),
        attachment_types=(),
        max_attachment_bytes=1,
        purge_status=CaseStatus.CLOSED,
        purge_days=1,
        archive_days=1,
        deletion_days=1,
        allows_messages=True,
        validation="Auto",
        created_at=NOW,
    )


def subscription(code: str = "P", **overrides: Any) -> Subscription:
    usual = Subscription(
        id="s", datapass_id=1, process_code=code, subscriber=TOWN, local_administrator=Person(email="x@y.test"), activate_at=NOW, created_at=NOW
    )
    return replace(usual, **overrides)


@pytest.mark.rule("POR-01", "POR-04")
def test_an_agent_reads_treats_and_downloads_what_his_organisation_got_on_the_portal() -> None:
    access = access_to(person(), CASE, process(), subscription())
    assert (access.side, access.is_read_only, access.manage_refusal, access.download_refusal, access.moves_it) == (Side.SI, False, None, None, True)


@pytest.mark.rule("POR-04", "CAS-11")
@pytest.mark.parametrize(
    ("status", "refusal"),
    [
        (
            CaseStatus.CLOSED,
            "Ce télédossier est « Clos » : ses pièces jointes ne peuvent plus être téléchargées. L'historique indique qui l'a déjà fait.",
        ),
        (
            CaseStatus.REFUSED,
            "Ce télédossier est « Refusé » : ses pièces jointes ne peuvent plus être téléchargées. L'historique indique qui l'a refusé.",
        ),
        (CaseStatus.ARCHIVED, "Ce télédossier est archivé : ses pièces jointes ne peuvent plus être téléchargées."),
        *((each, None) for each in (CaseStatus.SENT, CaseStatus.SI_RECEIVED, CaseStatus.ADD_AWAITING, CaseStatus.DONE)),
    ],
)
def test_a_closed_or_refused_case_is_not_downloaded_and_any_other_is(status: CaseStatus, refusal: str | None) -> None:
    access = access_to(person(), replace(CASE, status=status), process(), subscription())
    assert access.download_refusal == refusal
    if refusal:
        with pytest.raises(Forbidden, match=refusal[:20]):
            access.must_download()
    else:
        access.must_download()


@pytest.mark.rule("POR-04", "JOB-04")
def test_purged_files_are_not_downloaded() -> None:
    access = access_to(person(), replace(CASE, status=CaseStatus.DONE, purged_at=NOW), process(), subscription())
    assert access.download_refusal == "Les pièces jointes de ce télédossier ont été supprimées au terme de leur durée de conservation."


@pytest.mark.rule("POR-04", "ACC-02")
def test_reading_alone_neither_treats_nor_downloads_and_says_whom_to_ask() -> None:
    access = access_to(person(roles=frozenset({Role.CASES_READ})), CASE, process(), subscription())
    lacking = f"Vous ne disposez pas du rôle « Gestion des télédossiers ». {ASK}"
    assert (access.manage_refusal, access.download_refusal) == (lacking, lacking)


@pytest.mark.rule("SUB-08")
def test_what_entered_before_a_switch_is_read_and_downloaded_but_moved_no_more() -> None:
    access = access_to(person(), CASE, process(), subscription(mode_changed_at=NOW + timedelta(seconds=1)))
    assert (access.is_read_only, access.moves_it, access.download_refusal) == (True, False, None)
    assert access.manage_refusal == READ_ONLY
    assert access_to(person(), CASE, process(), subscription(mode_changed_at=NOW)).manage_refusal is None


@pytest.mark.rule("POR-01", "ACC-02", "JOB-01")
@pytest.mark.parametrize(
    ("user", "case", "seat", "kind", "words"),
    [
        (person(organisations=(OTHER,)), CASE, subscription(), Forbidden, "Vous n'avez pas accès à cet élément."),
        (
            person(habilitations=frozenset()),
            CASE,
            subscription(),
            Forbidden,
            f"Vous n'êtes pas habilité à consulter les télédossiers de la démarche « Démarche P ». {ASK}",
        ),
        (person(), CASE, None, Forbidden, f"Votre organisation n'est pas abonnée à la démarche « Démarche P ». {ASK}"),
        (person(), CASE, subscription(rejected_at=NOW), Forbidden, f"Votre organisation n'est pas abonnée à la démarche « Démarche P ». {ASK}"),
        (
            person(),
            CASE,
            subscription(access_mode=AccessMode.API),
            Forbidden,
            f"L'abonnement à la démarche « Démarche P » est en modalité d'accès « API » : ses télédossiers sont dans votre logiciel métier. {ASK}",
        ),
        (
            person(ActorType.LOCAL_ADMINISTRATOR),
            CASE,
            subscription(),
            Forbidden,
            "Vous ne disposez pas du rôle « Consultation des télédossiers » ou « Gestion des télédossiers ». "
            "Contactez un autre administrateur local de votre organisation ; "
            "si vous êtes seul, créez le compte d'un second administrateur local, qui pourra le faire.",
        ),
        (
            person(ActorType.TECHNICAL_DELEGATE, roles=frozenset(Role)),
            CASE,
            subscription(),
            Forbidden,
            "Le profil délégué technique ne donne pas accès aux télédossiers.",
        ),
        (person(), replace(CASE, ingested_at=None), subscription(), NotFound, "Ce télédossier n'existe pas ou n'existe plus."),
    ],
)
def test_outside_his_perimeter_or_without_the_role_a_case_is_refused_with_the_reason(
    user: PortalUser, case: Case, seat: Subscription | None, kind: type[Exception], words: str
) -> None:
    with pytest.raises(kind) as refusal:
        access_to(user, case, process(), seat)
    assert refusal.value.args == (words,)


@pytest.mark.rule("POR-11", "ORG-06")
def test_an_operators_administrator_reads_what_his_processes_delivered_and_nothing_else() -> None:
    operator = person(ActorType.BUSINESS_ADMINISTRATOR, roles=frozenset(Role), habilitations=frozenset())
    access = access_to(operator, replace(CASE, ingested_at=None), process(), None)
    assert (access.side, access.manage_refusal, access.download_refusal) == (
        Side.OSL,
        "Le profil administrateur métier permet de suivre les télédossiers sans les modifier.",
        "Le profil administrateur métier permet de suivre les télédossiers sans en télécharger les pièces jointes.",
    )
    with pytest.raises(Forbidden):
        access_to(operator, CASE, process(osl=OTHER), subscription())
    with pytest.raises(NotFound):
        access_to(operator, replace(CASE, status=CaseStatus.HUBEE_COMPLETED), process(), subscription())


@pytest.mark.rule("ACC-02", "ACC-11")
def test_the_national_administrator_reads_all_and_may_undo_a_closing() -> None:
    national = person(ActorType.NATIONAL_ADMINISTRATOR)
    assert access_to(national, replace(CASE, status=CaseStatus.CLOSED), process(), None).manage_refusal is None
    assert access_to(national, replace(CASE, status=CaseStatus.ARCHIVED), process(), None).manage_refusal is not None
    assert not access_to(national, CASE, process(), None).moves_it


SEATS = {("P", TOWN): subscription(), ("Q", TOWN): subscription("Q", access_mode=AccessMode.API), ("R", TOWN): subscription("R")}
LIVE = "« Démarche P », « Démarche Q », « Démarche R »"
EVERY = [process("P"), process("Q", OTHER), process("R")]


@pytest.mark.rule("POR-01", "SUB-07")
def test_an_agents_shelves_are_those_of_his_habilitations_on_the_portal() -> None:
    agent = person(habilitations=frozenset({"P", "Q", "X"}))
    assert shelves_of(agent, EVERY, SEATS) == (Shelf(process_code="P", recipient=TOWN),)
    assert shelves_of(agent, EVERY, SEATS, wanted=["R", "Q"]) == ()
    with pytest.raises(Forbidden):
        shelves_of(agent, EVERY, SEATS, organisation=OTHER)


@pytest.mark.rule("POR-11", "ORG-06")
def test_an_operators_shelves_are_the_processes_he_owns() -> None:
    operator = person(ActorType.BUSINESS_ADMINISTRATOR)
    assert shelves_of(operator, EVERY, {}) == (Shelf(process_code="P"), Shelf(process_code="R"))
    assert shelves_of(operator, EVERY, {}, wanted=["Q", "R"]) == (Shelf(process_code="R"),)


@pytest.mark.rule("ACC-02")
def test_the_national_administrator_says_whose_or_which_and_the_delegate_has_none() -> None:
    national = person(ActorType.NATIONAL_ADMINISTRATOR)
    with pytest.raises(Invalid, match="Précisez une organisation ou une démarche"):
        shelves_of(national, EVERY, {})
    assert shelves_of(national, EVERY, {}, wanted=["Q"]) == (Shelf(process_code="Q"),)
    assert shelves_of(national, EVERY, {("R", TOWN): subscription("R")}, organisation=TOWN) == (Shelf(process_code="R", recipient=TOWN),)
    with pytest.raises(Forbidden, match="délégué technique"):
        shelves_of(person(ActorType.TECHNICAL_DELEGATE, roles=frozenset(Role)), EVERY, SEATS)


@pytest.mark.rule("POR-01")
@pytest.mark.parametrize(
    ("habilitations", "seats", "wanted", "reasons"),
    [
        ({"P"}, {}, [], (f"Votre organisation n'est abonnée à aucune démarche. {ASK}",)),
        ({"P"}, {("P", TOWN): subscription(rejected_at=NOW)}, [], (f"Votre organisation n'est abonnée à aucune démarche. {ASK}",)),
        (
            set(),
            SEATS,
            [],
            (f"Vous n'êtes habilité à aucune des démarches auxquelles votre organisation est abonnée : {LIVE}. {ASK}",),
        ),
        ({"P"}, SEATS, ["R"], (f"Vous n'êtes pas habilité à consulter les télédossiers de la démarche « Démarche R ». {ASK}",)),
        ({"P"}, SEATS, ["X"], (f"Votre organisation n'est pas abonnée à la démarche X. {ASK}",)),
        (
            {"Q", "X"},
            SEATS,
            [],
            (
                "L'abonnement à la démarche « Démarche Q » est en modalité d'accès « API » : "
                f"ses télédossiers sont dans votre logiciel métier. {ASK}",
                f"Votre organisation n'est pas abonnée à la démarche X. {ASK}",
            ),
        ),
        (
            {"P"},
            {("P", TOWN): subscription(activate_at=None)},
            [],
            (f"L'abonnement de votre organisation à la démarche « Démarche P » n'est pas encore actif. {ASK}",),
        ),
        ({"P"}, SEATS, [], ()),
    ],
)
def test_who_sees_nothing_is_told_which_reason_applies_and_whom_to_ask(
    habilitations: set[str], seats: Any, wanted: list[str], reasons: tuple[str, ...]
) -> None:
    agent = person(habilitations=frozenset(habilitations))
    shelves = shelves_of(agent, EVERY, seats, wanted=wanted)
    assert reasons_of(agent, shelves, EVERY, seats, wanted=wanted, now=NOW) == reasons
