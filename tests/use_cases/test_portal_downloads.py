"""Downloading from the portal: what is handed out, what moves, what is traced, and what another attempt finds."""

from collections import Counter
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from chalicelib.domain.accounts import Deactivation
from chalicelib.domain.attachments import AttachmentStatus
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.errors import Forbidden, Invalid, NotFound, StaleWrite, Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.preparations import Preparation, PreparationStatus
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.subscriptions import AccessMode, Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.download import Handed
from chalicelib.use_cases.prepare import begin, give_back, look_after
from tests.downloads import Downloads, MemoryDownloads, as_user, until_it_is_done, unzipped
from tests.fakes.cuts import Cut, CutHub, Meanwhile, cut_everywhere
from tests.fakes.referential import MemoryReferential
from tests.scenes import PDF
from tests.watched import Watched

ROWS_OF_A_TRACE = 6


def traces(scene: MemoryDownloads, case_id: str) -> tuple[list[Any], list[Any], list[Any]]:
    """The events, the history and the audit facts of a case."""
    history = [(row.deed, row.account_id, row.author, row.detail) for row in scene.hub.rows("history", case_id)]
    facts = [(row.fact, row.actor, row.details) for row in scene.hub.rows("fact") if row.subject == case_id]
    return [row.action_type for row in scene.hub.rows("event", case_id)], history, facts


@pytest.mark.rule("POR-03", "POR-04", "POR-08", "AUT-10")
@pytest.mark.parametrize("status", ["HUBEE_NOTIFIED", "SENT", "SI_RECEIVED"])
def test_the_first_download_makes_it_en_cours_and_each_is_told(status: str) -> None:
    scene = MemoryDownloads()
    case = scene.case(files=2, status=CaseStatus(status))
    for _ in range(2):
        handed = scene.fetch(case)
        assert isinstance(handed, Handed)
        assert (handed.file_name, handed.mime_type, handed.content) == ("0.pdf", "application/pdf", PDF)
    assert scene.read(case.id).status == "IN_PROGRESS"
    person, file = scene.account, case.attachments[0]
    assert traces(scene, case.id) == (
        ["ATTACH_DL"],
        [("DOWNLOADED", person.id, "Dominique BERNARD", "0.pdf")] * 2,
        [("DOWNLOADED", person.id, {"attachment": file.id})] * 2,
    )
    (event,) = scene.hub.rows("event", case.id)
    assert (event.current_status, event.new_status, event.author, event.side) == (status, "IN_PROGRESS", "Dominique BERNARD", "SI")
    assert [each.event_id for each in scene.waiting(scene.osl)] == [event.id]


@pytest.mark.rule("POR-03", "POR-04")
def test_a_whole_telédossier_is_one_archive_and_one_event() -> None:
    scene = MemoryDownloads()
    case = scene.case(files=3)
    handed = scene.fetch_all(case)
    assert isinstance(handed, Handed)
    assert handed.file_name == "teledossier-T-1.zip"
    assert unzipped(handed.content) == {f"{number}.pdf": PDF for number in range(3)}
    assert scene.fetch_all(case) == handed  # byte for byte
    assert traces(scene, case.id)[0] == ["ATTACH_DL_ALL"]
    assert [row[2] for row in traces(scene, case.id)[2]] == [{"attachment": "all"}] * 2


@pytest.mark.rule("POR-04")
@pytest.mark.parametrize("status", ["CLOSED", "REFUSED"])
def test_what_is_clos_or_refusé_is_not_downloaded_and_says_why(status: str) -> None:
    scene = MemoryDownloads()
    case = scene.case(status=CaseStatus(status))
    before = scene.hub.snapshot()
    label = {"CLOSED": "« Clos »", "REFUSED": "« Refusé »"}[status]
    for download in (scene.fetch, scene.fetch_all):
        with pytest.raises(Forbidden, match=label):
            download(case)
    with pytest.raises(Invalid, match="Aucun des télédossiers choisis") as refusal:
        scene.ask(case)
    assert label in refusal.value.messages[1]
    assert scene.hub.snapshot() == before


@pytest.mark.rule("POR-04", "POR-11", "POR-01", "ACC-03")
def test_only_the_recipients_own_people_who_hold_the_role_download() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    elsewhere = scene.town(access_mode=AccessMode.PORTAL)
    refused = {
        "reader": scene.add_person(roles=[Role.CASES_READ]),
        "not entitled": scene.add_person(habilitations=["ANOTHER"]),
        "of another town": scene.add_person(organisation=elsewhere.organisation),
        "operator": scene.add_person(ActorType.BUSINESS_ADMINISTRATOR, scene.osl.organisation),
        "national": scene.add_person(ActorType.NATIONAL_ADMINISTRATOR, scene.admin.organisation),
        "delegate": scene.add_person(ActorType.TECHNICAL_DELEGATE, roles=[Role.CASES_READ, Role.CASES_MANAGE]),
    }
    before = scene.hub.snapshot()
    messages = {}
    for name, account in refused.items():
        for download in (scene.fetch, scene.fetch_all):
            with pytest.raises(Forbidden) as refusal:
                download(case, user=as_user(account))
            messages[name] = refusal.value.messages[0]
        with pytest.raises(Invalid, match="Aucun"):
            scene.ask(case, user=as_user(account))
    assert messages["operator"] == "Le profil administrateur métier permet de suivre les télédossiers sans en télécharger les pièces jointes."
    assert "administrateur national" in messages["national"]
    assert "« Gestion des télédossiers »" in messages["reader"]
    assert scene.hub.snapshot() == before


@pytest.mark.rule("SUB-08", "POR-04")
def test_what_is_read_only_is_downloaded_without_moving() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    seat = scene.hub.referential.process_with_subscriptions(scene.process.code, [scene.place.organisation])[1][scene.place.organisation]
    scene.hub.commit(replace(seat, mode_changed_at=scene.in_a(hours=1)))
    scene.fetch(case)
    assert scene.read(case.id) == case
    assert [len(each) for each in traces(scene, case.id)] == [0, 1, 1]
    scene.hub.commit(replace(case, unread_from=scene.now))
    scene.fetch_all(case)
    assert replace(scene.read(case.id), version=case.version) == case  # what was new on it is read
    assert [len(each) for each in traces(scene, case.id)] == [0, 2, 2]


class Silent(MemoryReferential):
    """A store that does not answer what a télédossier is judged by."""

    def __init__(self, whole: MemoryReferential) -> None:
        self.__dict__.update(whole.__dict__)

    def process_with_subscriptions(
        self, code: str, recipients: Iterable[OrganisationId]
    ) -> tuple[Process | None, Mapping[OrganisationId, Subscription]]:
        raise Unavailable(f"The store does not answer of {code} for {list(recipients)}")


@pytest.mark.rule("POR-04")
def test_a_store_that_does_not_answer_leaves_no_télédossier_out_of_an_archive() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    preparation, left_out = scene.ask(case)
    assert left_out == ()
    answering, scene.hub.referential = scene.hub.referential, Silent(scene.hub.referential)
    with pytest.raises(Unavailable):
        scene.ask(case)
    with pytest.raises(Unavailable):
        scene.build(preparation.id)
    scene.hub.referential = answering
    until_it_is_done(scene, preparation.id)
    done = scene.prepared(preparation.id)
    assert (done.status, done.included, done.omitted) == ("READY", (case.id,), 0)


@pytest.mark.rule("POR-04", "CAS-11")
def test_a_file_that_is_not_there_is_not_handed_out_and_leaves_no_trace() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    gone = replace(case, attachments=(replace(case.attachments[0], status=AttachmentStatus.DELETED),))
    scene.hub.commit(gone)
    before = scene.hub.snapshot()
    with pytest.raises(NotFound):
        scene.fetch(case)
    with pytest.raises(NotFound, match="aucune pièce jointe"):
        scene.fetch_all(case)
    assert scene.hub.snapshot() == before


@pytest.mark.rule("POR-04", "POR-03")
def test_the_answers_of_the_organisation_lie_apart_and_downloading_one_moves_nothing() -> None:
    scene = MemoryDownloads()
    case = scene.case(status=CaseStatus.SI_RECEIVED)
    for caller in (scene.osl, scene.place):
        event = scene.send(case.id, "ATTACH_DEPOSIT", caller=caller)
        scene.bring_file(event, caller=caller)
        scene.set_event(event, "SENT", caller=caller)
    handed = scene.fetch_all(case)
    assert isinstance(handed, Handed)
    assert list(unzipped(handed.content)) == ["0.pdf", "a.pdf", "Envoyées/a.pdf"]
    for caller in (scene.osl, scene.place):  # not sent: whoever prepares it may still remove it
        scene.bring_file(scene.send(case.id, "ATTACH_DEPOSIT", caller=caller), caller=caller)
    again = scene.fetch_all(case)
    assert isinstance(again, Handed)
    assert again.content == handed.content


@pytest.mark.rule("POR-04")
def test_a_file_too_large_for_an_answer_is_handed_out_by_a_link_to_where_it_lies() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    large = replace(case.attachments[0], size_bytes=LIMITS.answer_bytes + 1)
    scene.hub.commit(replace(case, attachments=(large,)))
    made = scene.fetch(case)
    assert isinstance(made, Preparation)
    prepared = scene.look(made.id)
    assert prepared.status == "READY"
    assert prepared.link is not None
    assert large.object_key in prepared.link
    assert scene.read(case.id).status == "IN_PROGRESS"
    later = scene.in_a(days=2)
    tend(scene, later)
    assert scene.hub.files.get(large.object_key, large.object_version or "") == PDF  # the télédossier's file is not the preparation's


def tend(scene: MemoryDownloads, at: Any) -> int:
    hub = scene.hub
    return look_after(
        now=at, limit=100, agenda=hub.agenda, preparations=hub.preparations, queue=hub.preparation_queue, files=hub.files, commit=hub.commit
    )


@pytest.mark.rule("POR-04", "POR-03", "AUT-10")
def test_several_télédossiers_are_one_archive_a_folder_each_ready_once_all_is_traced() -> None:
    scene = MemoryDownloads()
    cases = [scene.case(files=2), scene.case(external_id="T-1"), scene.case(external_id="../../T/é")]
    closed = scene.case(status=CaseStatus.CLOSED)
    preparation, left_out = scene.ask(*cases, closed, cases[0])
    assert [(each.case_id, each.number) for each in left_out] == [(closed.id, "T-4")]
    assert left_out[0].reason.startswith("Ce télédossier est « Clos »")
    assert (scene.read(cases[0].id).status, scene.hub.rows("history")) == ("HUBEE_NOTIFIED", [])
    assert scene.build(preparation.id)
    ready = scene.prepared(preparation.id)
    assert (ready.status, ready.omitted, ready.included) == ("READY", 0, tuple(each.id for each in cases))
    content = scene.result(preparation.id)
    assert ready.size_bytes == len(content)
    assert list(unzipped(content)) == ["T-1/0.pdf", "T-1/1.pdf", "T-1 (2)/0.pdf", ".._.._T_é/0.pdf"]
    for case in cases:
        assert scene.read(case.id).status == "IN_PROGRESS"
        assert [len(each) for each in traces(scene, case.id)] == [1, 1, 1]
    assert not scene.build(preparation.id)


@pytest.mark.rule("POR-04")
def test_rights_are_judged_again_when_it_is_built() -> None:
    scene = MemoryDownloads()
    cases = [scene.case() for _ in range(4)]
    preparation, _ = scene.ask(*cases)
    scene.hub.commit(replace(cases[1], status=CaseStatus.REFUSED))
    scene.hub.commit(Remove(cases[2]))
    file = cases[3].attachments[0]
    scene.hub.files.erase(file.object_key)  # a purge is under way
    scene.build(preparation.id)
    ready = scene.prepared(preparation.id)
    assert (ready.status, ready.included, ready.omitted) == ("READY", (cases[0].id,), 3)
    assert list(unzipped(scene.result(preparation.id))) == ["T-1/0.pdf"]
    assert traces(scene, cases[1].id) == ([], [], [])


@pytest.mark.rule("POR-04", "ACC-03", "ACC-07")
@pytest.mark.parametrize("change", ["habilitation", "role", "deactivated"])
def test_who_has_lost_his_rights_gets_nothing_whenever_he_lost_them(change: str) -> None:
    scene = MemoryDownloads()
    case = scene.case()
    first, _ = scene.ask(case)
    second, _ = scene.ask(case)
    scene.build(first.id)
    now = scene.account
    changed = {
        "habilitation": replace(now, habilitations=frozenset()),
        "role": replace(now, roles=frozenset({Role.CASES_READ})),
        "deactivated": replace(now, deactivated_at=scene.now, deactivation=Deactivation.BY_ADMINISTRATOR),
    }[change]
    account = scene.hub.accounts.account(now.id)
    assert account is not None
    scene.hub.commit(replace(changed, version=account.version))
    scene.build(second.id)
    assert scene.prepared(second.id).status == "FAILED"
    assert scene.hub.files.snapshot().keys() == {(f"preparations/{first.id}", scene.prepared(first.id).object_version), *files_of(case)}
    if change != "deactivated":  # whose session is over
        with pytest.raises(NotFound):
            scene.look(first.id, user=as_user(changed))


def files_of(case: Any) -> list[tuple[str, Any]]:
    return [(each.object_key, each.object_version) for each in case.attachments]


@pytest.mark.rule("POR-04", "AUT-10")
def test_a_preparation_is_its_persons_alone_for_a_day() -> None:
    scene = MemoryDownloads()
    preparation, _ = scene.ask(scene.case())
    scene.build(preparation.id)
    prepared = scene.look(preparation.id, at=scene.in_a(hours=23))
    assert prepared.link is not None
    assert prepared.link.endswith(f"until={scene.in_a(days=1).isoformat()}")
    for user, at in ((as_user(scene.add_person()), scene.now), (scene.agent, scene.in_a(days=1))):
        with pytest.raises(NotFound, match="n'est plus disponible"):
            scene.look(preparation.id, user=user, at=at)


@pytest.mark.rule("POR-04", "POR-08", "AUT-10")
def test_a_function_cut_anywhere_is_taken_up_and_every_download_is_traced_once() -> None:
    def build() -> tuple[MemoryDownloads, Any]:
        scene = MemoryDownloads()
        cases = [scene.case() for _ in range(LIMITS.transaction_rows // ROWS_OF_A_TRACE + 2)]
        return scene, (cases, scene.ask(*cases)[0])

    for scene, (cases, preparation) in cut_everywhere(build, lambda scene, made, hub: scene.build(made[1].id, through=hub)):
        until_it_is_done(scene, preparation.id)
        assert scene.prepared(preparation.id).status == "READY"
        assert list(unzipped(scene.result(preparation.id))) == [f"T-{number}/0.pdf" for number in range(1, len(cases) + 1)]
        for case in cases:
            assert [len(each) for each in traces(scene, case.id)] == [1, 1, 1]


@pytest.mark.rule("POR-04", "NOT-05")
@pytest.mark.parametrize("listeners", range(LIMITS.webhook_listeners + 1))
def test_an_archive_is_traced_in_as_few_transactions_as_hold_it_whoever_listens(listeners: int) -> None:
    hub = Watched()
    scene = Downloads(hub)
    cases = [scene.case() for _ in range(40)]
    process = scene.hub.referential.process(scene.process.code)
    assert process is not None
    scene.hub.commit(replace(process, listeners=tuple(f"webhook {number}" for number in range(listeners))))
    preparation, _ = scene.ask(*cases)
    hub.written.clear()
    scene.build(preparation.id)
    of_one = ROWS_OF_A_TRACE + 2 * listeners
    whole, rest = divmod(len(cases), (LIMITS.transaction_rows - 1) // of_one)
    traced = [1 + of_one * ((LIMITS.transaction_rows - 1) // of_one)] * whole + [1 + of_one * rest] * (rest > 0)
    assert hub.written == [1, 1, *traced, 1]  # it is taken, stored, traced, ready
    assert scene.result(preparation.id)
    assert [Counter(row.lane.case_id for row in hub.rows("delivery"))[case.id] for case in cases] == [listeners] * len(cases)
    assert [(row.action_type, row.case_id) for row in hub.rows("event")] == [("ATTACH_DL_ALL", case.id) for case in cases]


@pytest.mark.rule("POR-04", "POR-08")
def test_two_functions_at_once_and_two_agents_at_once_leave_one_move_and_each_their_trace() -> None:
    scene = MemoryDownloads()
    cases = [scene.case() for _ in range(5)]
    preparations = [scene.ask(*cases)[0] for _ in range(2)]
    barrier = Barrier(4)

    def build(number: int) -> bool:
        barrier.wait()
        return scene.build(preparations[number % 2].id)

    with ThreadPoolExecutor(4) as threads:
        built = list(threads.map(build, range(4)))
    assert sum(built) == 2
    for case in cases:
        assert [len(each) for each in traces(scene, case.id)] == [1, 2, 2]


@pytest.mark.rule("POR-04", "CAS-13")
def test_a_télédossier_that_changes_while_it_is_traced_is_judged_again() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    preparation, _ = scene.ask(case)

    def nothing() -> None: ...
    def close() -> None:
        scene.move(case.id, "CLOSED", caller=scene.osl)

    scene.build(preparation.id, through=Meanwhile(scene.hub, [nothing, nothing, close]))
    assert scene.prepared(preparation.id).status == "READY"
    assert scene.read(case.id).status == "CLOSED"
    assert [len(each) for each in traces(scene, case.id)] == [0, 1, 1]


@pytest.mark.rule("POR-04")
def test_after_three_failures_its_person_is_told_so() -> None:
    scene = MemoryDownloads()
    preparation, _ = scene.ask(scene.case())
    for attempt in range(1, 4):
        taken = begin(preparation.id, now=scene.now, preparations=scene.hub.preparations, commit=scene.hub.commit)
        assert taken is not None
        assert taken.attempts == attempt
        assert not scene.build(preparation.id)  # it is held
        give_back(taken, preparations=scene.hub.preparations, commit=scene.hub.commit)
    assert scene.prepared(preparation.id).status == "FAILED"
    assert not scene.build(preparation.id)


@pytest.mark.rule("POR-04")
def test_functions_that_just_end_are_counted_too_and_a_late_one_gives_back_nothing() -> None:
    scene = MemoryDownloads()
    preparation, _ = scene.ask(scene.case())
    taken = []
    for _ in range(3):
        taken.append(begin(preparation.id, now=scene.now, preparations=scene.hub.preparations, commit=scene.hub.commit))
        scene.now = scene.in_a(minutes=16)
    give_back(taken[0] or preparation, preparations=scene.hub.preparations, commit=scene.hub.commit)
    assert scene.prepared(preparation.id) == taken[2]
    assert not scene.build(preparation.id)
    assert scene.prepared(preparation.id).status == "FAILED"


@pytest.mark.rule("POR-04")
def test_one_that_waits_for_an_hour_has_failed_whatever_became_of_its_function() -> None:
    scene = MemoryDownloads()
    preparation, _ = scene.ask(scene.case())
    assert preparation.status_at(scene.in_a(minutes=59)) is PreparationStatus.WAITING
    assert preparation.status_at(scene.in_a(minutes=60)) is PreparationStatus.FAILED


@pytest.mark.rule("POR-04", "JOB-06")
def test_one_whose_message_was_lost_is_announced_again_and_goes_after_its_day() -> None:
    scene = MemoryDownloads()
    preparation, _ = scene.ask(scene.case())
    assert tend(scene, scene.now) == 0
    assert tend(scene, scene.in_a(minutes=6)) == 1
    assert scene.hub.preparation_queue.announced == [preparation.id]
    assert tend(scene, scene.in_a(minutes=6)) == 0
    scene.build(preparation.id)
    assert tend(scene, scene.in_a(minutes=12)) == 1
    assert tend(scene, scene.in_a(hours=23)) == 0
    assert tend(scene, scene.in_a(hours=24)) == 1
    assert scene.hub.preparation_queue.announced == [preparation.id]
    assert (scene.hub.rows("preparation"), scene.hub.rows("agenda", "preparation")) == ([], [])
    assert [key for key, _ in scene.hub.files.snapshot() if key.startswith("preparations/")] == []


@pytest.mark.rule("POR-04", "AUT-10")
def test_a_direct_download_cut_before_its_commit_leaves_nothing_and_after_it_all() -> None:
    def build() -> tuple[MemoryDownloads, Any]:
        scene = MemoryDownloads()
        return scene, scene.case()

    for scene, case in cut_everywhere(build, lambda scene, case, hub: scene.fetch_all(case, through=hub)):
        assert [len(each) for each in traces(scene, case.id)] in ([0, 0, 0], [1, 1, 1])


@pytest.mark.rule("POR-04", "CAS-13")
def test_two_agents_at_once_are_both_served_and_it_moves_once() -> None:
    scene = MemoryDownloads()
    case = scene.case()
    with pytest.raises(StaleWrite):  # which the door judges again
        scene.fetch(case, through=Meanwhile(scene.hub, [lambda: scene.fetch(case)]))
    scene.fetch(case)
    assert [len(each) for each in traces(scene, case.id)] == [1, 2, 2]


def test_a_cut_is_no_refusal() -> None:
    scene = MemoryDownloads()
    preparation, _ = scene.ask(scene.case())
    with pytest.raises(Cut):
        scene.build(preparation.id, through=CutHub(scene.hub, 1, is_written=True))
    assert scene.prepared(preparation.id).held_until == scene.now + timedelta(minutes=15)
