"""The machine that makes each step on a hub and on the model, and compares the two."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TypeVar

from hypothesis.stateful import RuleBasedStateMachine, invariant

from chalicelib.domain.callers import Caller, Side
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.errors import HubError, Invalid
from chalicelib.domain.folders import Deposit
from chalicelib.domain.notifications import Notification, queues_of
from chalicelib.domain.subscriptions import AccessMode, Subscription
from chalicelib.domain.values import replace
from tests.scenes import MemoryScene, Scene
from tests.use_cases.exchange_model import CaseModel, Cause, EventModel, Model
from tests.use_cases.invariants import must_be_sound

T = TypeVar("T")
R = TypeVar("R")
TOWNS = ["Vienne", "Isle"]


def pick_from(choices: Sequence[T], pick: int) -> T:
    """One of them."""
    return choices[pick % len(choices)]


class ExchangeMachine(RuleBasedStateMachine):
    """What the model refuses the hub refuses, and then nothing is changed."""

    def begin(self) -> None:
        self.scene = MemoryScene(purge_days=10_000, archive_days=10_000)  # what goes in time is tested apart
        self.hub = self.scene.hub
        organisations = {name: self.scene.organisation() for name in TOWNS}
        self.subscription_ids = {name: self.scene.subscription(each).id for name, each in organisations.items()}
        elsewhere = Scene(self.hub)
        self.callers: dict[str, Caller] = {name: self.scene.caller_of(each) for name, each in organisations.items()}
        self.callers |= {"OSL": self.scene.osl, "ADMIN": self.scene.admin, "another OSL": elsewhere.osl, "another town": elsewhere.town()}
        self.name_by_queue = {queue: name for name, caller in self.callers.items() for queue in queues_of(caller).values()}
        self.deposits: dict[str, Deposit] = {}
        self.sent: dict[str, CaseEvent] = {}
        self.model = Model(TOWNS)

    def attempt(self, name: str, is_allowed: bool, act: Callable[[Caller], R]) -> R | None:
        """Act as somebody does over the interface; refused exactly when it is not allowed, and then nothing is changed."""
        self.scene.now += timedelta(minutes=1)
        before = self.hub.snapshot()
        caller = self.callers[name]
        if name in TOWNS:
            caller = replace(caller, access_mode=AccessMode(self.model.mode[name]))
        result, refusal = None, None
        try:
            caller.must_use_the_api()
            result = act(caller)
        except HubError as error:
            refusal = error
        assert (refusal is None) == is_allowed, f"{name}: {refusal or 'was not refused'}"
        assert refusal is None or self.hub.snapshot() == before
        return result

    def put(self, upload: Callable[[], object], expected: str) -> None:
        """Bring bytes. Those that are not what was announced are refused, too, but that is noted."""
        try:
            upload()
        except Invalid as error:
            if expected != "REJECTED" or "was declared" not in str(error):
                raise
        else:
            assert expected != "REJECTED"

    def some_case(self, pick: int) -> CaseModel:
        return pick_from(list(self.model.cases.values()), pick)

    def somebody(self, name: str, case: CaseModel) -> str:
        return case.town if name == "its town" else name

    def open_events(self) -> list[EventModel]:
        return [event for event in self.model.events.values() if event.status == "IN_PROGRESS"]

    def events_with_a_file(self) -> list[EventModel]:
        return [event for event in self.model.events.values() if event.file is not None]

    def subscription(self, name: str) -> Subscription:
        found = self.hub.referential.subscription(self.subscription_ids[name])
        assert found is not None
        return found

    def read_as(self, event: CaseEvent) -> list[str]:
        """How far an event is for each side."""
        return [event.status_for(side) for side in Side]

    def cause_of(self, notification: Notification) -> Cause:
        return Cause(self.name_by_queue[notification.queue], notification.case_id, notification.event_id)

    @invariant()
    def every_case_is_where_the_table_moved_it(self) -> None:
        found = {case.id: (case.status, case.fetched_at) for case in self.hub.rows("case")}
        assert found == {case.id: (case.status, case.fetched_at) for case in self.model.cases.values()}
        assert {folder.id: folder.status for folder in self.hub.rows("folder")} == {each.id: each.status for each in self.model.folders.values()}
        assert {event.id: self.read_as(event) for event in self.hub.rows("event")} == {
            each.id: [each.status_for(side) for side in Side] for each in self.model.events.values()
        }

    @invariant()
    def every_queue_holds_each_cause_that_waits_once_and_nothing_else(self) -> None:
        for name in (*TOWNS, "OSL", "another OSL", "another town"):
            found = [self.cause_of(each) for each in self.scene.waiting(self.callers[name])]
            assert len(found) == len(set(found))
            assert set(found) == {cause for cause in self.model.waiting if cause.queue == name}

    @invariant()
    def everything_stored_is_sound(self) -> None:
        must_be_sound(self.hub)
