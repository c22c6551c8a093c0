"""Accounts that nobody uses, looked after by several at once while their people come back. **Source:** ACC-08, AUT-08, JOB-06."""

from collections import Counter
from datetime import timedelta
from typing import Any, cast

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import ActorType
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases.remind import remind_inactive
from tests.fakes.cuts import Meanwhile
from tests.fakes.hub import MemoryHub
from tests.portal import add_account
from tests.scenes import MemoryScene


def person(hub: MemoryHub, actor_type: ActorType, *organisations: Any) -> Account:
    return replace(add_account(cast(Composition, hub), actor_type, *organisations), version=1)


def run(scene: MemoryScene, days: int) -> int:
    return run_job("remind-inactive", cast(Composition, scene.hub), scene.in_a(days=days))


def templates(scene: MemoryScene) -> Counter[str]:
    return Counter(each.template for each in scene.hub.rows("mail"))


@pytest.mark.rule("AUT-08", "JOB-03")
def test_a_jump_of_120_days_reminds_twice_and_closes_without_doubling() -> None:
    scene = MemoryScene()
    agent = person(scene.hub, ActorType.AGENT, scene.organisation())
    for _ in range(3):
        run(scene, 120)
    assert templates(scene) == {"rappel_inactivite": 1, "dernier_rappel_inactivite": 1, "compte_desactive": 1}
    after = scene.hub.accounts.account(agent.id)
    assert after is not None
    assert (after.is_active, after.reminder_due_at) == (False, None)
    assert scene.hub.rows("agenda") == []
    assert [(each.fact, each.actor, each.subject) for each in scene.hub.rows("fact")] == [("ACCOUNT_DEACTIVATED", "hub", agent.id)]


@pytest.mark.rule("AUT-08", "JOB-03")
def test_day_by_day_and_at_once_come_to_the_same() -> None:
    ends = []
    for days in (range(121), (121 - 1,)):
        scene = MemoryScene()
        town = scene.organisation()
        for actor_type in (ActorType.AGENT, ActorType.LOCAL_ADMINISTRATOR, ActorType.LOCAL_ADMINISTRATOR, ActorType.TECHNICAL_DELEGATE):
            person(scene.hub, actor_type, town)
        for day in days:
            run(scene, day)
        ends.append((templates(scene), sorted((each.actor_type, each.is_active) for each in scene.hub.rows("account"))))
    assert ends[0] == ends[1]
    assert ends[0][0]["dernier_administrateur"] == 1
    assert len(ends[0][1]) == 4


@pytest.mark.rule("AUT-08")
def test_who_signs_in_while_he_is_judged_is_not_closed() -> None:
    scene = MemoryScene()
    agent = person(scene.hub, ActorType.AGENT, scene.organisation())
    at = scene.in_a(days=130)
    meanwhile = Meanwhile(scene.hub, [lambda: scene.hub.commit(agent.signed_in(at=at))])
    remind_inactive(now=at, limit=10, agenda=scene.hub.agenda, accounts=scene.hub.accounts, commit=meanwhile.commit)
    assert templates(scene) == {}
    run(scene, 130)
    after = scene.hub.accounts.account(agent.id)
    assert after is not None
    assert (after.is_active, after.reminder_due_at, templates(scene)) == (True, at + LIMITS.first_reminder, {})


@pytest.mark.rule("AUT-08", "JOB-06", "JOB-03")
def test_a_thousand_accounts_are_looked_after_in_bounded_pages() -> None:
    scene = MemoryScene()
    town = scene.organisation()
    for _ in range(1_000):
        person(scene.hub, ActorType.AGENT, town)
    pages: list[int] = []
    while pages[-1:] != [0]:
        pages.append(
            remind_inactive(
                now=scene.now + timedelta(days=120),
                limit=LIMITS.job_page,
                agenda=scene.hub.agenda,
                accounts=scene.hub.accounts,
                commit=scene.hub.commit,
            )
        )
    assert pages == [LIMITS.job_page] * 10 + [0]
    assert not [each for each in scene.hub.rows("account") if each.is_active]
