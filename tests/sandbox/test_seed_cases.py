"""The sandbox's télédossiers: made as in life, so that all that tells of them agrees. **Source:** POR-02, POR-08, JOB-01."""

import json
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.identifiers import OrganisationId, notification_id
from chalicelib.domain.inbox import InboxCriteria, Shelf
from chalicelib.domain.notifications import Notification, osl_queue, si_queue
from infra.sandbox.seed import Seeding
from infra.sandbox.seed_cases import SOME, Samples, shares_of

SEED = Path(__file__).parents[2] / "infra" / "seed"
SUBSCRIPTIONS: list[dict[str, Any]] = json.loads((SEED / "subscriptions.json").read_text(encoding="utf-8"))
VIENNE = "SI-21380544300016-38544"


def totals(number: int) -> Counter[str]:
    shares: Counter[str] = Counter()
    for subscription, share in shares_of(SUBSCRIPTIONS, number):
        shares[subscription["subscriber"]] += share
    return shares


def seed(hub: Composition) -> None:
    """Once for all tests: they share their tables."""
    if not hub.referential.processes():
        seeding = Seeding(hub, word="hubee", now=hub.clock.now())
        seeding.run()
        seeding.people()


@pytest.mark.rule("POR-01")
def test_every_town_hall_on_the_portal_gets_some_and_one_gets_a_long_list() -> None:
    by_subscription = [share for _, share in shares_of(SUBSCRIPTIONS, SOME)]
    assert set(by_subscription) == {SOME}
    assert totals(500)[VIENNE] == 500
    assert {**totals(500), VIENNE: 0} == {**totals(SOME), VIENNE: 0}
    assert all(each["access_mode"] == "PORTAIL" and each["subscriber"].startswith("SI-21") for each, _ in shares_of(SUBSCRIPTIONS, 1))


@pytest.mark.rule("JOB-01", "NOT-02")
def test_what_somebody_else_waits_for_meanwhile_is_left_to_him(hub: Composition) -> None:
    now = hub.clock.now()
    seed(hub)
    code, town = "depotDossierPACS", OrganisationId.parse(VIENNE)
    process = hub.referential.process(code)
    assert process is not None
    queues = {osl_queue(code): process.osl, si_queue(town, code): town}
    theirs = [
        Notification(
            id=notification_id(code, now - timedelta(days=90), str(uuid4())),
            queue=queue,
            recipient=recipient,
            transmitter=process.osl,
            process_code=code,
            case_id=str(uuid4()),
            at=now - timedelta(days=90),
            is_for_portal=recipient == town,
        )
        for queue, recipient in queues.items()
    ]
    hub.commit(*theirs)
    own = [each for each in SUBSCRIPTIONS if (each["subscriber"], each["process_code"]) == (VIENNE, code)]
    assert Samples(hub, word="hubee", now=now, as_of=lambda _, act: act()).run(own, 5) == 5
    assert hub.notifications.waiting(tuple(queues), limit=50) == theirs


@pytest.mark.rule("POR-02", "POR-03", "POR-08", "JOB-01")
def test_what_is_made_is_taken_in_treated_by_the_town_s_agents_and_lies_in_the_last_weeks(hub: Composition) -> None:
    now = hub.clock.now()
    seed(hub)
    moments: list[datetime] = []

    def as_of(at: datetime, act: Callable[[], Any]) -> Any:
        moments.append(at)
        return act()

    own = [each for each in SUBSCRIPTIONS if (each["subscriber"], each["process_code"]) == (VIENNE, "JeChangeDeCoordonnees")]
    pacs = [each for each in SUBSCRIPTIONS if (each["subscriber"], each["process_code"]) == (VIENNE, "depotDossierPACS")]
    assert Samples(hub, word="hubee", now=now, as_of=as_of).run([*own, *pacs], 8) == 16
    shelf = Shelf(process_code="JeChangeDeCoordonnees", recipient=OrganisationId.parse(VIENNE))
    made = hub.inboxes.page((shelf,), InboxCriteria(), after=None, limit=50)
    assert len(made) == 8
    assert len({each.status for each in made}) >= 3
    assert all(now - timedelta(days=30) < each.received_at < now for each in made)
    assert all(now - timedelta(days=30) < each < now for each in moments)
    for case in made:
        deeds = hub.histories.history(case.id)
        assert case.ingested_at is not None
        assert bool(deeds) == (case.status is not CaseStatus.SENT)
        assert all(each.author for each in deeds)
