"""A replay passes over what concerns its caller no more, however much of it there is. **Source:** NOT-06."""

from datetime import timedelta

import pytest

from chalicelib.domain.callers import Side
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Acknowledgement, Notification, notify
from chalicelib.domain.values import replace
from chalicelib.use_cases import fetch_notifications
from tests.fakes.hub import MemoryHub
from tests.scenes import Scene


@pytest.mark.rule("NOT-06", "NOT-03")
def test_more_notifications_of_archived_cases_than_a_page_holds_hide_no_later_one() -> None:
    scene = Scene(MemoryHub())
    town = scene.town()
    archived, kept = scene.announce(town).cases[0], scene.announce(town).cases[0]
    made: Notification | None = None
    for number in range(LIMITS.notifications_max + 1):
        case = archived if number < LIMITS.notifications_max else kept
        made = notify(Side.SI, case, event=None, at=scene.now, seed=scene.new_id())
        assert made is not None
        scene.hub.commit(made)
        acknowledged_at = scene.now + timedelta(milliseconds=number)
        scene.hub.commit(Acknowledgement(queue=made.queue, notification_id=made.id, at=acknowledged_at))
    scene.hub.commit(replace(archived, version=1, status=CaseStatus.ARCHIVED))
    hub, now = scene.hub, scene.now + timedelta(hours=1)
    replayed = fetch_notifications.replay(
        since=scene.now, caller=town, now=now, notifications=hub.notifications, exchange=hub.exchange, commit=hub.commit
    )
    assert replayed == 1
    assert made is not None
    assert hub.notifications.waiting([made.queue], limit=10) == [made]
