"""Every operation that changes something, asked as another site's page would have a browser ask it. **Source:** AUT-07, AUT-09."""

import dataclasses
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.composition import Composition
from chalicelib.domain.roles import ActorType
from chalicelib.domain.sessions import Stage
from chalicelib.domain.values import replace
from chalicelib.handlers.http import Operation
from chalicelib.handlers.portal_http import OPEN
from infra.sandbox.clock import SandboxClock
from infra.sandbox.gateway import Gateway
from tests.http.portal_asked import ASKED
from tests.http.portal_stage import PortalStage, everything
from tests.http.test_portal_matrix import COLUMNS, OPERATIONS, TABLE
from tests.portal import Browser, add_account, signed_in

pytestmark = pytest.mark.rule("AUT-07", "AUT-09")
CHANGING = [each for each in OPERATIONS.values() if each.method not in ("GET", "HEAD")]
UNVERIFIED = [{"code": 403, "message": "Votre demande n'a pas pu être vérifiée. Rechargez la page et recommencez."}]
DOWNLOADS = {"portalDownloadAttachment", "portalDownloadEventAttachment", "portalDownloadCase"}
"""The first one of a télédossier moves it."""
FROM_ELSEWHERE = ("cross-site", "same-site", "CROSS-SITE", "", "null", "same-origin, cross-site")


@pytest.fixture(scope="module")
def stage(hub: Composition, gateway: Gateway, clock: SandboxClock) -> PortalStage:
    return PortalStage(hub, gateway, clock)


@pytest.fixture(scope="module")
def half_way(stage: PortalStage) -> dict[Stage, Browser]:
    """People in the middle of signing in: the code is still to be given, the password to be renewed."""
    coding, renewing = Browser(stage.gateway), Browser(stage.gateway)
    assert coding.begin(add_account(stage.hub, ActorType.LOCAL_ADMINISTRATOR, stage.town).email).json["stage"] == Stage.SECOND_FACTOR
    account = add_account(stage.hub, ActorType.AGENT, stage.town)
    _, kept = stage.hub.accounts.with_credentials(account.id)
    assert kept is not None
    stage.hub.commit(replace(kept, password_set_at=stage.world.clock.now() - timedelta(days=365)))
    assert renewing.begin(account.email).json["stage"] == Stage.NEW_PASSWORD
    return {Stage.SECOND_FACTOR: coding, Stage.NEW_PASSWORD: renewing}


@pytest.fixture(scope="module")
def second_session(stage: PortalStage) -> str | None:
    """The token of another session of the very agent."""
    return signed_in(stage.hub, stage.gateway, stage.accounts["agent"]).csrf


def somebody(stage: PortalStage, half_way: dict[Stage, Browser], operation: Operation) -> Browser:
    """Somebody to whom the operation would be granted."""
    if isinstance(operation.access, Stage):
        return half_way[operation.access]
    row = TABLE[operation.operation_id]
    granted = [each for each in COLUMNS if each != "nobody" and row[each][0] == "2"]
    return stage.browsers[granted[0] if granted else "agent"]


def asked_of(stage: PortalStage, operation: Operation) -> dict[str, Any]:
    """What is asked, as a call takes it."""
    asked = ASKED[operation.operation_id](stage)
    return {"method": operation.method, "path": asked.path, "body": asked.body, "content": asked.content, **(asked.query or {})}


@pytest.mark.parametrize("operation", [each for each in CHANGING if each.access is not OPEN], ids=lambda each: each.operation_id)
def test_nothing_changes_without_the_token_of_this_very_session(
    stage: PortalStage, half_way: dict[Stage, Browser], second_session: str | None, operation: Operation
) -> None:
    browser = somebody(stage, half_way, operation)
    asked = asked_of(stage, operation)
    before = everything(but=("sessions",))
    own = browser.csrf or ""
    assert own != second_session
    for token in (None, "", second_session, stage.browsers["national"].csrf, own[:-1], f"{own}0", own[::-1], "é", browser.cookie, "null"):
        if token == own:
            continue
        answer = dataclasses.replace(browser, csrf=token).call(**asked)
        assert (answer.status, answer.json) == (403, {"errors": UNVERIFIED}), token
    for word in FROM_ELSEWHERE:
        answer = browser.call(**asked, headers={"sec-fetch-site": word})
        assert (answer.status, answer.json) == (403, {"errors": UNVERIFIED}), word
    assert everything(but=("sessions",)) == before


@pytest.mark.parametrize("operation", [each for each in CHANGING if each.access is OPEN], ids=lambda each: each.operation_id)
def test_what_is_open_to_anyone_is_not_asked_from_another_site_either(stage: PortalStage, operation: Operation) -> None:
    asked = asked_of(stage, operation)
    before = everything(but=())
    for word in FROM_ELSEWHERE:
        answer = Browser(stage.gateway).call(**asked, headers={"sec-fetch-site": word})
        assert (answer.status, answer.json) == (403, {"errors": UNVERIFIED}), word
    for form in ("text/plain", "application/x-www-form-urlencoded; charset=utf-8", "multipart/form-data; boundary=x", "TEXT/PLAIN"):
        answer = Browser(stage.gateway).call(**asked, headers={"content-type": form})
        assert (answer.status, answer.json) == (403, {"errors": UNVERIFIED}), form
    assert everything(but=()) == before


def test_reading_changes_nothing_and_another_site_does_not_even_read(stage: PortalStage) -> None:
    reads = {name: each for name, each in OPERATIONS.items() if each.method in ("GET", "HEAD") and "2" in {cell[0] for cell in TABLE[name].values()}}
    asked = {name: asked_of(stage, each) for name, each in reads.items()}
    browsers = {name: stage.browsers[next(column for column in COLUMNS if TABLE[name][column][0] == "2")] for name in reads}
    before = everything(but=())
    for name, each in asked.items():
        statuses = {browsers[name].call(**each, headers={"sec-fetch-site": word}).status for word in FROM_ELSEWHERE}
        assert statuses == ({200} if reads[name].access is OPEN else {403}), name
    assert everything(but=()) == before
    for name in set(asked) - DOWNLOADS:
        answer = browsers[name].call(**asked[name], headers={"sec-fetch-site": "same-origin", "origin": "https://autre.test"})
        assert answer.status == 200, (name, answer.content)
        assert (answer.headers["cache-control"], answer.headers["x-content-type-options"]) == ("no-store", "nosniff")
        assert not any(header.startswith("access-control") for header in answer.headers)
    assert everything() == before_without(before, "sessions", "audit")


def before_without(before: dict[str, list[Any]], *tables: str) -> dict[str, list[Any]]:
    """The same, without some tables."""
    return {name: rows for name, rows in before.items() if not name.endswith(tuple(f"-{each}" for each in tables))}
