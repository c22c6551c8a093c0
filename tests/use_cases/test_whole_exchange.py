"""The whole exchange, in any order its partners may act, stays what a small model says. **Source:** CAS-01, CAS-03, CAS-13, NOT-03, OAU-03."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test

from chalicelib.domain.attachments import AttachmentStatus
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.case_status import ALIVE, CaseStatus
from chalicelib.domain.errors import HubError, Invalid
from chalicelib.domain.subscriptions import AccessMode, Frequency, SubscriptionChange, SubscriptionStatus
from chalicelib.use_cases import discard, exchange_events, fetch_notifications, instruct, subscribe
from tests.fakes.hub import MemoryHub
from tests.scenes import INFECTED_PDF, PDF, MemoryScene, Scene, run_jobs
from tests.use_cases.exchange_model import CaseModel, Cause, EventModel, FolderModel, Model
from tests.use_cases.invariants import must_be_sound, told

T = TypeVar("T")
R = TypeVar("R")
TOWNS = ["Vienne", "Isle"]
EVERYBODY = st.sampled_from([*TOWNS, "OSL", "ADMIN", "another OSL", "another town"])
PARTIES = st.sampled_from([*TOWNS, "OSL", "OSL", "ADMIN"])
STATUSES = st.sampled_from([*CaseStatus, "NONSENSE"])
PICK = st.integers(0, 11)
CONTENTS = st.sampled_from([(PDF, "RECEIVED"), (PDF, "RECEIVED"), (INFECTED_PDF, "CORRUPTED"), (b"other", "REJECTED")])


class WholeExchange(RuleBasedStateMachine):
    """Every step is made on the hub and on the model; what the model refuses the hub refuses, and nothing is changed."""

    @initialize()
    def begin(self) -> None:
        self.scene = MemoryScene()
        self.hub: MemoryHub = self.scene.hub
        subscribers = [self.scene.organisation() for _ in TOWNS]
        self.subscription_ids = {name: self.scene.subscription(each).id for name, each in zip(TOWNS, subscribers, strict=True)}
        elsewhere = Scene(self.hub)
        self.callers: dict[str, Caller] = {name: self.scene.caller_of(each) for name, each in zip(TOWNS, subscribers, strict=True)}
        self.callers |= {"OSL": self.scene.osl, "ADMIN": self.scene.admin, "another OSL": elsewhere.osl, "another town": elsewhere.town()}
        self.model = Model(TOWNS)

    def caller(self, name: str) -> Caller:
        caller = self.callers[name]
        return replace(caller, access_mode=self.model.mode[name]) if name in TOWNS else caller

    def attempt(self, name: str, is_allowed: bool, act: Callable[[Caller], R]) -> R | None:
        """Act as somebody does over the interface; refused exactly when it is not allowed, and then nothing is changed."""
        self.scene.now += timedelta(minutes=1)
        before = self.hub.snapshot()
        caller = self.caller(name)
        try:
            caller.must_use_the_api()
            result = act(caller)
        except HubError as error:
            assert not is_allowed, f"{name} was refused: {error}"
            assert self.hub.snapshot() == before
            return None
        assert is_allowed, f"{name} was not refused"
        return result

    def some_case(self, pick: int) -> CaseModel:
        return pick_from(list(self.model.cases.values()), pick)

    def has_cases(self) -> bool:
        return bool(self.model.cases)

    # The operator deposits.

    @rule(towns=st.sampled_from([TOWNS, TOWNS[:1], TOWNS[1:]]), files=st.integers(0, 2))
    def deposit(self, towns: list[str], files: int) -> None:
        active = [self.subscription(name).is_active_at(self.scene.in_a(minutes=1)) for name in towns]
        made = self.attempt("OSL", all(active), lambda _: self.scene.announce(*(self.callers[name] for name in towns), files=files))
        if made is not None:
            self.deposits[made.folder.id] = made
            self.model.folders[made.folder.id] = FolderModel(made.folder.id, "HUBEE_RECEIVED", list(made.folder.case_ids), ["PENDING"] * files)
            self.model.cases |= {case.id: CaseModel(case.id, made.folder.id, name) for case, name in zip(made.cases, towns, strict=True)}

    @precondition(lambda self: any(folder.files for folder in self.model.folders.values()))
    @rule(pick=PICK, number=st.integers(0, 1), sent=CONTENTS)
    def upload(self, pick: int, number: int, sent: tuple[bytes, str]) -> None:
        folder = pick_from([each for each in self.model.folders.values() if each.files], pick)
        number %= len(folder.files)
        is_open = folder.status == "HUBEE_RECEIVED"
        self.attempt("OSL", is_open, lambda _: self.put(lambda: self.scene.upload(self.deposits[folder.id], content=sent[0], number=number), sent))
        if is_open:
            folder.files[number] = sent[1]

    def put(self, upload: Callable[[], object], sent: tuple[bytes, str]) -> None:
        """Bytes other than announced are refused, too, but that is noted."""
        with pytest.raises(Invalid, match="was declared") if sent[1] == "REJECTED" else nullcontext():
            upload()

    @precondition(lambda self: self.model.folders)
    @rule(pick=PICK, wanted=st.sampled_from([*["HUBEE_COMPLETED"] * 4, "CLOSED", "HUBEE_NOTIFIED", "HUBEE_RECEIVED", "DONE"]))
    def set_folder(self, pick: int, wanted: str) -> None:
        folder = pick_from(list(self.model.folders.values()), pick)
        is_notified, is_completion = folder.status in ALIVE, wanted == "HUBEE_COMPLETED"
        is_allowed = self.model.may_complete(folder) if is_completion else is_notified and wanted in ALIVE
        self.attempt("OSL", is_allowed, lambda _: self.scene.set_folder(folder.id, wanted))
        if is_allowed and is_completion and not is_notified:
            self.model.completed(folder)
        elif is_allowed and not is_completion:
            folder.status = wanted

    @precondition(lambda self: self.model.folders)
    @rule(pick=PICK)
    def delete_folder(self, pick: int) -> None:
        folder = pick_from(list(self.model.folders.values()), pick)
        ports: dict[str, Any] = {"exchange": self.hub.exchange, "files": self.hub.files, "commit": self.hub.commit}
        is_open = folder.status == "HUBEE_RECEIVED"
        self.attempt("OSL", is_open, lambda caller: discard.delete_folder(folder.id, caller=caller, now=self.scene.now, **ports))
        if is_open:
            del self.model.folders[folder.id]
            for case_id in folder.case_ids:
                del self.model.cases[case_id]

    @precondition(lambda self: self.model.cases)
    @rule(pick=PICK, name=EVERYBODY)
    def read(self, pick: int, name: str) -> None:
        case = self.some_case(pick)

        def act(caller: Caller) -> None:
            instruct.read_case(case.id, is_lite=False, caller=caller, now=self.scene.now, exchange=self.hub.exchange, commit=self.hub.commit)

        is_allowed = self.model.sees(name, case)
        self.attempt(name, is_allowed, act)
        if is_allowed and name in TOWNS:
            case.fetched_at = case.fetched_at or self.scene.now

    @precondition(lambda self: self.model.cases)
    @rule(pick=PICK, name=EVERYBODY, wanted=STATUSES)
    def move(self, pick: int, name: str, wanted: str) -> None:
        case, side = self.some_case(pick), self.model.side_of(name)
        is_allowed = self.model.may_write(name, case) and case.end_of(side, wanted, is_update=False) is not None
        self.attempt(name, is_allowed, lambda caller: self.scene.move(case.id, wanted, caller=caller))
        if is_allowed:
            case.moved(side, wanted, at=self.scene.now, is_update=False)

    @precondition(lambda self: self.model.cases)
    @rule(pick=PICK, name=EVERYBODY, action=ACTIONS, wanted=st.none() | STATUSES, asks=st.booleans())
    def send(self, pick: int, name: str, action: str, wanted: str | None, asks: bool) -> None:
        case = self.some_case(pick)
        is_allowed = self.model.may_send(name, case, action, wanted)
        sent = self.attempt(
            name, is_allowed, lambda caller: self.scene.send(case.id, action, caller=caller, new_status=wanted, asks_notification=asks)
        )
        if sent is not None:
            event = EventModel(sent.id, case.id, self.model.side_of(name), name, action, wanted, asks, "IN_PROGRESS")
            self.model.events[sent.id], self.sent[sent.id] = event, sent
            if action == "ATTACH_DEPOSIT":
                event.file = "PENDING"
            else:
                self.model.sent(event, at=self.scene.now)

    @precondition(lambda self: self.deposits_of_files())
    @rule(pick=PICK, name=PARTIES, by_sender=st.booleans(), sent=CONTENTS)
    def bring_file(self, pick: int, name: str, by_sender: bool, sent: tuple[bytes, str]) -> None:
        event = pick_from(self.deposits_of_files(), pick)
        name = event.sender if by_sender else name
        is_allowed = event.status == "IN_PROGRESS" and name == event.sender and self.model.sees(name, self.model.cases[event.case_id])
        made = self.sent[event.id]
        self.attempt(name, is_allowed, lambda caller: self.put(lambda: self.scene.bring_file(made, caller=caller, content=sent[0]), sent))
        if is_allowed:
            event.file = sent[1]

    @precondition(lambda self: self.model.events)
    @rule(pick=PICK, name=EVERYBODY, by_sender=st.booleans(), step=st.sampled_from(["SENT", "RECEIVED", "RECEIVED", "DELETED"]))
    def go_on(self, pick: int, name: str, by_sender: bool, step: str) -> None:
        """Finalise an event, acknowledge it, delete it."""
        event = pick_from(list(self.model.events.values()), pick)
        name = event.sender if by_sender and step != "RECEIVED" else name
        made, is_open = self.sent[event.id], event.status == "IN_PROGRESS"
        if step == "SENT":
            is_allowed = self.model.may_finalise(name, event)
            self.attempt(name, is_allowed, lambda caller: self.scene.set_event(made, "SENT", caller=caller))
            if is_allowed and is_open:
                self.model.sent(event, at=self.scene.now)
        elif step == "RECEIVED":
            is_allowed = self.model.may_receive(name, event)
            self.attempt(name, is_allowed, lambda caller: self.scene.set_event(made, "RECEIVED", caller=caller))
            if is_allowed and event.status == "SENT":
                self.model.received(event)
        else:
            is_allowed = is_open and name == event.sender and self.model.sees(name, self.model.cases[event.case_id])
            ports: dict[str, Any] = {"exchange": self.hub.exchange, "files": self.hub.files, "commit": self.hub.commit}
            self.attempt(
                name, is_allowed, lambda caller: exchange_events.delete_event(event.case_id, event.id, caller=caller, now=self.scene.now, **ports)
            )
            if is_allowed:
                del self.model.events[event.id]

    @precondition(lambda self: self.hub.rows("ledger"))
    @rule(pick=st.integers(0, 40), name=EVERYBODY, by_holder=st.booleans())
    def acknowledge(self, pick: int, name: str, by_holder: bool) -> None:
        notification = pick_from(sorted(told(self.hub), key=lambda each: each.id), pick)
        cause = self.cause_of(notification)
        name = cause.queue if by_holder else name
        is_allowed = cause in self.model.waiting and name == cause.queue and self.model.mode.get(name) != "PORTAIL"
        ports: dict[str, Any] = {"notifications": self.hub.notifications, "commit": self.hub.commit}
        self.attempt(name, is_allowed, lambda caller: fetch_notifications.acknowledge(notification.id, caller=caller, now=self.scene.now, **ports))
        if is_allowed:
            self.model.waiting.remove(cause)
            self.model.acknowledged[cause] = self.scene.now

    @rule(name=PARTIES, hours=st.sampled_from([1, 48]))
    def replay(self, name: str, hours: int) -> None:
        is_allowed = self.model.mode.get(name) != "PORTAIL"
        ports: dict[str, Any] = {"notifications": self.hub.notifications, "exchange": self.hub.exchange, "commit": self.hub.commit}
        since = self.scene.in_a(hours=-hours)
        self.attempt(name, is_allowed, lambda caller: fetch_notifications.replay(since=since, caller=caller, now=self.scene.now, **ports))
        back = {cause for cause, at in self.model.acknowledged.items() if is_allowed and cause.queue == name and at >= since}
        self.model.waiting |= back
        self.model.acknowledged = {cause: at for cause, at in self.model.acknowledged.items() if cause not in back}

    @rule(name=st.sampled_from(TOWNS), mode=st.sampled_from(["API", "API", "PORTAIL"]), status=st.sampled_from([None, "Suspendu", "Actif"]))
    def change_subscription(self, name: str, mode: str, status: str | None) -> None:
        present = self.subscription(name).status_at(self.scene.in_a(minutes=1))
        asked = change_of(self.subscription(name), mode, SubscriptionStatus(status) if status else None)
        ports: dict[str, Any] = {"referential": self.hub.referential, "commit": self.hub.commit}
        subscription_id = self.subscription_ids[name]
        is_allowed = status != "Suspendu" or present != "Inactif"
        self.attempt(
            "ADMIN",
            is_allowed,
            lambda caller: subscribe.change_subscription(subscription_id, asked, caller=caller, now=self.scene.now, **ports),
        )
        if is_allowed and mode != self.model.mode[name]:
            self.model.mode[name], self.model.switched_at[name] = mode, self.scene.now

    @rule(days=st.sampled_from([0, 1]))
    def let_the_jobs_run(self, days: int) -> None:
        self.scene.now += timedelta(days=days)
        run_jobs(self.hub, at=self.scene.now)

    # What holds after every step.

    @invariant()
    def every_case_is_where_the_table_moved_it(self) -> None:
        assert {case.id: case.status for case in self.hub.rows("case")} == {case.id: case.status for case in self.model.cases.values()}
        assert {folder.id: folder.status for folder in self.hub.rows("folder")} == {each.id: each.status for each in self.model.folders.values()}
        assert {event.id: event.status for event in self.hub.rows("event")} == {each.id: each.status for each in self.model.events.values()}

    @invariant()
    def every_queue_holds_each_cause_that_waits_once_and_nothing_else(self) -> None:
        for name in (*TOWNS, "OSL", "another OSL", "another town"):
            found = [self.cause_of(each) for each in self.scene.waiting(self.callers[name])]
            assert len(found) == len(set(found))
            assert set(found) == {cause for cause in self.model.waiting if cause.queue == name}

    @invariant()
    def everything_stored_is_sound(self) -> None:
        must_be_sound(self.hub)
