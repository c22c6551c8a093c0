"""What the log of a whole day of people tells: ids, never an address, a name, a secret or what opens something.

**Source:** AUT-09, OAU-05, MAI-02.
"""

import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any, cast

import pytest

from chalicelib.domain.links import Purpose
from chalicelib.domain.roles import ActorType
from chalicelib.domain.subscriptions import AccessMode
from chalicelib.handlers import telemetry
from chalicelib.handlers.jobs import JOBS, run_job
from infra.sandbox.mailbox import mails
from infra.sandbox.ticker import Ticker
from tests.builders import World
from tests.http.test_portal_requests import address_of, asked, form, token_mailed
from tests.portal import PASSWORD, Browser, add_account, signed_in


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[StringIO]:
    """All that is logged, by the hub and by what it stands on."""
    told = StringIO()
    handlers = [cast("logging.StreamHandler[Any]", each) for each in telemetry.logger().handlers]
    before = [each.stream for each in handlers]
    telemetry.write_to(told)
    with caplog.at_level(logging.INFO):
        yield told
    for handler, stream in zip(handlers, before, strict=True):
        handler.setStream(stream)


def texts_mailed(world: World, address: str) -> str:
    Ticker().send_waiting_mails()
    return "\n".join(each["text"] for each in mails(to=address, now=world.clock.now()))


@pytest.mark.rule("AUT-09", "OAU-05", "MAI-02")
def test_the_log_of_a_day_tells_no_address_no_name_and_nothing_that_opens_anything(
    world: World, log: StringIO, caplog: pytest.LogCaptureFixture
) -> None:
    secrets: set[str] = {PASSWORD, "Wrong&2026!", "Nouveau&2027!"}
    town = world.organisation("SI")
    made = world.subscription(town, access_mode=AccessMode.API)
    keeper = add_account(world.hub, ActorType.LOCAL_ADMINISTRATOR, town, first_name="Philomène", last_name="VANDERHAEGHE")
    people = {keeper.email, "Philomène", "VANDERHAEGHE", "Jeanne", "DURAND"}

    Browser(world.gateway).begin(keeper.email, "Wrong&2026!")
    browser = signed_in(world.hub, world.gateway, keeper)
    for _ in range(6):
        Browser(world.gateway).begin("personne@nulle-part.test", "Wrong&2026!")
    secrets |= {browser.cookie or "", browser.csrf or ""}

    newcomer = {"email": f"zoe.{keeper.id}@commune.test", "actorType": "AGENT", "firstName": "Zoé", "lastName": "QUEMENER"}
    assert browser.post("/accounts", newcomer).status == 201
    link = re.search(r"#(\S+)", texts_mailed(world, newcomer["email"]))
    assert link
    body = {"token": link[1], "purpose": str(Purpose.ACTIVATION), "password": "Nouveau&2027!"}
    assert Browser(world.gateway).post("/password", body).status == 204
    assert Browser(world.gateway).post("/password/forgotten", {"email": newcomer["email"]}).status == 204
    assert browser.get("/accounts", text="quemener").status == 200
    secrets.add(link[1].partition(".")[2])
    people |= {newcomer["email"], "Zoé", "QUEMENER", "quemener", "personne@nulle-part.test"}

    copied = browser.post(f"/subscriptions/{made.id}/credentials/secret")
    assert copied.status == 201, copied.content
    secrets.add(copied.json["clientSecret"])

    requested = form(world.process)
    reference = asked(world, requested)
    token = token_mailed(world, address_of(requested))
    assert Browser(world.gateway).post("/requests/confirm", {"token": token}).status == 200
    assert Browser(world.gateway).get(f"/requests/{reference}").status == 200
    secrets |= {reference, token.partition(".")[2]}
    people.add(address_of(requested))

    for name in JOBS:
        run_job(name, world.hub, world.clock.now())
    Ticker().send_waiting_mails()
    told = log.getvalue() + caplog.text
    assert told.count("\n") > 20
    assert [each for each in sorted(secrets | people) if each in told] == []
