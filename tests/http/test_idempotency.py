"""A deposit repeated under the same Idempotency-Key answers the first result for 24 hours and creates nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest

from chalicelib.domain.callers import Scope
from tests.builders import Answer, Partner, World

FOLDERS = "/teledossiers/v1/folders"


def deposit(partner: Partner, body: Any, key: str = "key-1") -> Answer:
    return partner.post(FOLDERS, body, headers={"Idempotency-Key": key})


def cases_of(world: World, town: Partner) -> list[str]:
    return [case.id for case in world.hub.exchange.cases_of(town.organisation, limit=100)]


@contextmanager
def later(world: World, elapsed: timedelta) -> Iterator[Partner]:
    """The world's operator, with a token of that time."""
    world.clock.advance(elapsed)
    try:
        yield world.renewed(world.osl)
    finally:
        world.clock.advance(-elapsed)


@pytest.mark.rule("DEP-11")
def test_the_same_key_and_body_answer_the_first_result_and_create_nothing(world: World) -> None:
    town = world.town()
    body = world.folder_body(town)
    first = deposit(world.osl, body)
    with later(world, timedelta(hours=23, minutes=59)) as osl:
        second = deposit(osl, body)
    assert (first.status, second.status) == (201, 201)
    assert first.content == second.content
    assert cases_of(world, town) == [first.json["cases"][0]["id"]]


@pytest.mark.rule("DEP-11")
def test_the_first_result_is_answered_even_after_the_folder_has_moved_on(world: World) -> None:
    body = world.folder_body(world.town())
    first = deposit(world.osl, body)
    assert world.osl.delete(f"{FOLDERS}/{first.json['id']}").status == 204
    assert deposit(world.osl, body).content == first.content


@pytest.mark.rule("DEP-11")
def test_another_body_under_the_same_key_is_refused(world: World) -> None:
    town = world.town()
    first = deposit(world.osl, world.folder_body(town))
    answer = deposit(world.osl, world.folder_body(town, externalId="OTHER"))
    refusal = "Idempotency-Key key-1 was already used with another body"
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": refusal}]})
    assert cases_of(world, town) == [first.json["cases"][0]["id"]]


@pytest.mark.rule("DEP-11")
def test_a_key_serves_anew_after_24_hours(world: World) -> None:
    town = world.town()
    first = deposit(world.osl, world.folder_body(town))
    with later(world, timedelta(hours=24, seconds=1)) as osl:
        second = deposit(osl, world.folder_body(town, externalId="OTHER"))
        third = deposit(osl, world.folder_body(town, externalId="OTHER"))
    assert (second.status, second.json["externalId"]) == (201, "OTHER")
    assert third.content == second.content
    assert sorted(cases_of(world, town)) == sorted([first.json["cases"][0]["id"], second.json["cases"][0]["id"]])


@pytest.mark.rule("DEP-11")
def test_two_clients_of_one_operator_do_not_share_their_keys(world: World) -> None:
    body = world.folder_body(world.town())
    other = world.partner(Scope.OSL, world.osl_organisation)
    first, second = deposit(world.osl, body), deposit(other, body)
    assert (first.status, second.status) == (201, 201)
    assert first.json["id"] != second.json["id"]


@pytest.mark.rule("DEP-11")
def test_a_refused_deposit_does_not_use_its_key_up(world: World) -> None:
    town = world.town()
    assert deposit(world.osl, world.folder_body(town, processCode="NONE")).status == 400
    assert deposit(world.osl, world.folder_body(town)).status == 201


@pytest.mark.rule("DEP-11")
def test_without_a_key_the_same_body_makes_another_folder(world: World) -> None:
    body = world.folder_body(world.town())
    assert world.osl.post(FOLDERS, body).json["id"] != world.osl.post(FOLDERS, body).json["id"]


@pytest.mark.rule("DEP-11")
def test_a_key_has_at_most_255_characters(world: World) -> None:
    town = world.town()
    assert deposit(world.osl, world.folder_body(town), "k" * 255).status == 201
    answer = deposit(world.osl, world.folder_body(town), "k" * 256)
    shown = "k" * 100
    fault = f'[ERROR][REQUEST][POST {FOLDERS} @header.Idempotency-Key] String "{shown}" is too long (length: 256, maximum allowed: 255)'
    message = f"Bad Request : Validation failed.\n{fault}"
    assert (answer.status, answer.json) == (400, {"errors": [{"code": 400, "message": message}]})
    assert len(cases_of(world, town)) == 1
