"""The whole exchange, in any order its partners may act, stays what a small model says. **Source:** CAS-01, CAS-03, CAS-13, NOT-03, OAU-03."""

import os
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule, run_state_machine_as_test

from chalicelib.domain.callers import Caller
from chalicelib.domain.case_events import ActionType, CaseEvent
from chalicelib.domain.case_status import ALIVE, CaseStatus
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.subscriptions import AccessMode, Frequency, SubscriptionChange, SubscriptionStatus
from chalicelib.use_cases import discard, exchange_events, fetch_notifications, instruct, subscribe
from tests.scenes import INFECTED_PDF, PDF, run_jobs
from tests.use_cases.exchange_machine import TOWNS, ExchangeMachine, pick_from
from tests.use_cases.exchange_model import CaseModel, EventModel, FolderModel
from tests.use_cases.invariants import told

EXAMPLES = 14 * int(os.environ.get("HUB_FUZZ_EXAMPLES", "5"))
"""Lives of the exchange that are tried; `make bench` tries more."""
EVERYBODY = st.sampled_from([*["its town", "OSL"] * 5, *TOWNS, "ADMIN", "another OSL", "another town"])
PARTIES = st.sampled_from([*TOWNS, "OSL", "ADMIN"])
STATUSES = st.sampled_from([*CaseStatus, "NONSENSE", *["IN_PROGRESS", "DONE", "CLOSED", "HUBEE_NOTIFIED"] * 3])
ACTIONS = st.sampled_from([*ActionType, "ATTACH_DEPOSIT", "ATTACH_DEPOSIT"])
CONTENTS = st.sampled_from([(PDF, "RECEIVED"), (PDF, "RECEIVED"), (INFECTED_PDF, "CORRUPTED"), (b"other", "REJECTED")])
TOWN_LISTS = st.sampled_from([TOWNS, TOWNS[:1], TOWNS[1:]])
MOSTLY = st.sampled_from([True, True, True, False])
PICK = st.integers(0, 11)


class WholeExchange(ExchangeMachine):
    """Everything a partner may ask for, in a world where something was delivered and answered already."""

    @initialize()
    def begin(self) -> None:
        super().begin()
        self.deliver(TOWNS)
        for number, name in enumerate((*TOWNS, "OSL")):
            self.send(number, name, "ATTACH_DEPOSIT", None, True)

    @rule(towns=TOWN_LISTS)
    def deliver(self, towns: list[str]) -> None:
        """The way it usually goes."""
        self.deposit(towns, 1)
        last = len(self.model.folders) - 1
        self.upload(-1, 0, (PDF, "RECEIVED"))
        self.set_folder(last, "HUBEE_COMPLETED")

    @precondition(lambda self: self.open_events())
    @rule(pick=PICK)
    def answer(self, pick: int) -> None:
        """The way an answer usually goes."""
        event = pick_from(self.open_events(), pick)
        self.bring_file(self.events_with_a_file().index(event), event.sender, True, (PDF, "RECEIVED"))
        self.go_on(list(self.model.events).index(event.id), event.sender, True, "SENT")

    @rule(towns=TOWN_LISTS, files=st.integers(0, 2))
    def deposit(self, towns: list[str], files: int) -> None:
        active = [self.subscription(name).is_active_at(self.scene.in_a(minutes=1)) for name in towns]
        made = self.attempt("OSL", all(active), lambda _: self.scene.announce(*(self.callers[name] for name in towns), files=files))
        if made is not None:
            self.deposits[made.folder.id] = made
            self.model.folders[made.folder.id] = FolderModel(
                made.folder.id, "HUBEE_RECEIVED", list(made.folder.case_ids), ["PENDING"] * files, self.scene.now
            )
            self.model.cases |= {case.id: CaseModel(case.id, made.folder.id, name) for case, name in zip(made.cases, towns, strict=True)}

    @precondition(lambda self: any(folder.files for folder in self.model.folders.values()))
    @rule(pick=PICK, number=st.integers(0, 1), sent=CONTENTS)
    def upload(self, pick: int, number: int, sent: tuple[bytes, str]) -> None:
        folder = pick_from([each for each in self.model.folders.values() if each.files], pick)
        number %= len(folder.files)
        is_open = folder.status == "HUBEE_RECEIVED"
        self.attempt("OSL", is_open, lambda _: self.put(lambda: self.scene.upload(self.deposits[folder.id], content=sent[0], number=number), sent[1]))
        if is_open:
            folder.files[number] = sent[1]

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

    @precondition(lambda self: self.model.cases)
    @rule(pick=PICK, action=ACTIONS, step=st.sampled_from(["SENT", "SI_RECEIVED", "IN_PROGRESS"]))
    def close(self, pick: int, action: str, step: str) -> None:
        """What its town still may do: repeat its steps, which moves nothing."""
        self.move(pick, "OSL", "CLOSED")
        self.send(pick, "its town", "STATUS_UPDATE", step, True)
        self.send(pick, "its town", action, None, True)

    @rule(name=st.sampled_from(TOWNS))
    def switch_to_the_portal_and_back(self, name: str) -> None:
        """What was fetched before is read-only from then on."""
        for mode in ("PORTAIL", "API"):
            self.change_subscription(name, mode, None)

    @precondition(lambda self: self.model.folders)
    @rule(pick=PICK)
    def delete_folder(self, pick: int) -> None:
        folder = pick_from(list(self.model.folders.values()), pick)
        ports: dict[str, Any] = {"exchange": self.hub.exchange, "files": self.hub.files, "commit": self.hub.commit}
        is_open = folder.status == "HUBEE_RECEIVED"
        self.attempt("OSL", is_open, lambda caller: discard.delete_folder(folder.id, caller=caller, now=self.scene.now, **ports))
        if is_open:
            self.model.removed(folder)

    @precondition(lambda self: self.model.cases)
    @rule(pick=PICK, name=EVERYBODY)
    def read(self, pick: int, name: str) -> None:
        case = self.some_case(pick)
        name = self.somebody(name, case)

        def act(caller: Caller) -> None:
            instruct.read_case(case.id, is_lite=False, caller=caller, now=self.scene.now, exchange=self.hub.exchange, commit=self.hub.commit)

        is_allowed = self.model.sees(name, case)
        self.attempt(name, is_allowed, act)
        if is_allowed and name in TOWNS:
            case.fetched_at = case.fetched_at or self.scene.now

    @precondition(lambda self: self.model.cases)
    @rule(pick=PICK, name=EVERYBODY, wanted=STATUSES)
    def move(self, pick: int, name: str, wanted: str) -> None:
        case = self.some_case(pick)
        name = self.somebody(name, case)
        side = self.model.side_of(name)
        is_allowed = self.model.may_write(name, case) and case.end_of(side, wanted, is_update=False) is not None
        self.attempt(name, is_allowed, lambda caller: self.scene.move(case.id, wanted, caller=caller))
        if is_allowed:
            self.model.moved(case, side, wanted, at=self.scene.now)

    @precondition(lambda self: self.model.cases)
    @rule(pick=PICK, name=EVERYBODY, action=ACTIONS, wanted=st.none() | STATUSES, asks=st.booleans())
    def send(self, pick: int, name: str, action: str, wanted: str | None, asks: bool) -> None:
        case = self.some_case(pick)
        name = self.somebody(name, case)
        is_allowed = self.model.may_send(name, case, action, wanted)
        sent = self.attempt(
            name, is_allowed, lambda caller: self.scene.send(case.id, action, caller=caller, new_status=wanted, asks_notification=asks)
        )
        if sent is not None:
            event = EventModel(sent.id, case.id, self.model.side_of(name), name, action, wanted, asks, "IN_PROGRESS")
            self.model.events[sent.id], self.sent[sent.id] = event, sent
            if action == "ATTACH_DEPOSIT":
                event.file, event.found = "PENDING", case.status
            else:
                self.model.sent(event, at=self.scene.now)

    @precondition(lambda self: self.events_with_a_file())
    @rule(pick=PICK, name=PARTIES, by_sender=MOSTLY, sent=CONTENTS)
    def bring_file(self, pick: int, name: str, by_sender: bool, sent: tuple[bytes, str]) -> None:
        event = pick_from(self.events_with_a_file(), pick)
        name = event.sender if by_sender else name
        is_allowed = event.status == "IN_PROGRESS" and name == event.sender and self.model.sees(name, self.model.cases[event.case_id])
        made = self.sent[event.id]
        self.attempt(name, is_allowed, lambda caller: self.put(lambda: self.scene.bring_file(made, caller=caller, content=sent[0]), sent[1]))
        if is_allowed:
            event.file = sent[1]

    @precondition(lambda self: self.model.events)
    @rule(pick=PICK, name=EVERYBODY, by_sender=MOSTLY, step=st.sampled_from(["SENT", "RECEIVED", "RECEIVED", "DELETED"]))
    def go_on(self, pick: int, name: str, by_sender: bool, step: str) -> None:
        """Finalise an event, acknowledge it, delete it."""
        event = pick_from(list(self.model.events.values()), pick)
        name = event.sender if by_sender and step != "RECEIVED" else self.somebody(name, self.model.cases[event.case_id])
        made, is_open = self.sent[event.id], event.status == "IN_PROGRESS"
        if step == "SENT":
            is_allowed = self.model.may_finalise(name, event)
            self.attempt(name, is_allowed, lambda caller: self.scene.set_event(made, "SENT", caller=caller))
            if is_allowed and is_open:
                self.model.sent(event, at=self.scene.now)
        elif step == "RECEIVED":
            is_allowed = self.model.may_receive(name, event)
            self.attempt(name, is_allowed, lambda caller: self.scene.set_event(made, "RECEIVED", caller=caller))
            side = self.model.side_of(name)
            if is_allowed and event.status_for(side) == "SENT":
                self.model.received(event, side)
        else:
            is_allowed = is_open and name == event.sender and self.model.sees(name, self.model.cases[event.case_id])
            ports: dict[str, Any] = {"exchange": self.hub.exchange, "files": self.hub.files, "commit": self.hub.commit}
            self.attempt(
                name, is_allowed, lambda caller: exchange_events.delete_event(event.case_id, event.id, caller=caller, now=self.scene.now, **ports)
            )
            if is_allowed:
                del self.model.events[event.id]

    @precondition(lambda self: self.hub.rows("ledger"))
    @rule(pick=st.integers(0, 40), name=EVERYBODY, by_holder=MOSTLY)
    def acknowledge(self, pick: int, name: str, by_holder: bool) -> None:
        notification = pick_from(sorted(told(self.hub), key=lambda each: each.id), pick)
        cause = self.cause_of(notification)
        name = cause.queue if by_holder else self.somebody(name, self.model.cases[cause.case_id])
        is_allowed = cause in self.model.waiting and name == cause.queue and self.model.mode.get(name) != "PORTAIL"
        ports: dict[str, Any] = {"notifications": self.hub.notifications, "commit": self.hub.commit}
        self.attempt(name, is_allowed, lambda caller: fetch_notifications.acknowledge(notification.id, caller=caller, now=self.scene.now, **ports))
        if is_allowed:
            self.model.waiting.remove(cause)
            self.model.acknowledged[cause] = self.scene.now

    @precondition(lambda self: self.model.acknowledged)
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
        asked = SubscriptionChange(
            **dict.fromkeys(("datapass_id", "email", "local_administrator", "delegation_actor", "activate_at", "validated_at"), None),
            **dict.fromkeys(("rejected_at", "end_at", "rejection_reason"), None),
            access_mode=AccessMode(mode),
            frequency=Frequency.NONE,
            status=SubscriptionStatus(status) if status else None,
        )
        ports: dict[str, Any] = {"referential": self.hub.referential, "accounts": self.hub.accounts, "commit": self.hub.commit}
        subscription_id = self.subscription_ids[name]
        self.attempt("ADMIN", True, lambda caller: subscribe.change_subscription(subscription_id, asked, caller=caller, now=self.scene.now, **ports))
        if mode != self.model.mode[name]:
            self.model.mode[name], self.model.switched_at[name] = mode, self.scene.now

    @rule(days=st.sampled_from([0, 0, 1, 20]))
    def let_the_jobs_run(self, days: int) -> None:
        self.scene.now += timedelta(days=days)
        run_jobs(self.hub, at=self.scene.now)
        portals: list[CaseEvent] = [each for each in self.hub.rows("event") if each.id not in self.model.events]
        self.sent |= {each.id: each for each in portals}
        self.model.ingested({each.case_id: each.id for each in portals}, at=self.scene.now)
        for folder in list(self.model.folders.values()):
            if folder.status == "HUBEE_RECEIVED" and folder.created_at + LIMITS.abandoned_deposit_age <= self.scene.now:
                self.model.removed(folder)


@pytest.mark.rule("CAS-01", "CAS-03", "CAS-06", "CAS-07", "CAS-08", "CAS-13", "DEP-06", "DEP-07", "NOT-02", "NOT-03", "NOT-06", "OAU-03", "SUB-08")
def test_in_whatever_order_the_partners_act_the_exchange_is_what_the_model_says() -> None:
    bounds = settings(derandomize=True, max_examples=EXAMPLES, stateful_step_count=60, deadline=None, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(WholeExchange, settings=bounds)
