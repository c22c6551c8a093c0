"""Whatever comes in, the answer is a refusal in the contract's shape, and nothing was changed."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from msgspec.json import schema as schema_of

from chalicelib.handlers.every_route import ROUTES
from chalicelib.handlers.folders_json import FolderBody
from chalicelib.handlers.http import PORTAL, Operation
from tests.builders import Answer, World

FOLDERS = "/teledossiers/v1/folders"
HEAD = "Bad Request : Validation failed."
UUID = "00000000-0000-4000-8000-000000000000"
OPERATIONS = [each for routes in ROUTES for each in routes.operations]
PATHS = sorted({each.path for each in OPERATIONS})
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")


def refused(answer: Answer, status: int, message: str) -> None:
    assert (answer.status, answer.json) == (status, {"errors": [{"code": status, "message": message}]})
    assert answer.headers["content-type"] == "application/json"


def concrete(path: str) -> str:
    return path.replace("{id}", "SI-00000000000000-00000").replace("{code}", "NONE").replace("{", "").replace("}", "")


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "Unable to parse JSON - Expecting value at line 1 column 1"),
        (b"{", "Unable to parse JSON - Expecting property name enclosed in double quotes at line 1 column 2"),
        (b"{'a': 1}", "Unable to parse JSON - Expecting property name enclosed in double quotes at line 1 column 2"),
        (b"\xff\xfe", "Unable to parse JSON - the body is not UTF-8 (byte 1)"),
        ('{"a": 1}'.encode("utf-16-le"), "Unable to parse JSON - the body is not UTF-8"),
        ('{"a": 1}'.encode("utf-32-be"), "Unable to parse JSON - the body is not UTF-8"),
        (b"\xef\xbb\xbf{", "Unable to parse JSON - Expecting property name enclosed in double quotes at line 1 column 2"),
        (b"\xef\xbb\xbf\xef\xbb\xbf{}", "Unable to parse JSON - Unexpected UTF-8 BOM (decode using utf-8-sig) at line 1 column 1"),
        (b'{"externalId": "re\xe7u"}', "Unable to parse JSON - the body is not UTF-8 (byte 19)"),
        (b'{"externalId": 3, "unknown": "re\xe7u"}', "Unable to parse JSON - the body is not UTF-8 (byte 33)"),
        (b'{"externalId": "\\ud800"}', "Unable to parse JSON - it holds half of a surrogate pair, or a number that JSON does not have"),
        (b"[" * 5_000, "Unable to parse JSON - maximum recursion depth exceeded while deserializing an object"),
        (b"[]", 'Instance type (array) does not match any allowed primitive type (allowed: ["object"])'),
        (b"null", 'Instance type (null) does not match any allowed primitive type (allowed: ["object"])'),
        (b"1", 'Instance type (integer) does not match any allowed primitive type (allowed: ["object"])'),
        (b'"folder"', 'Instance type (string) does not match any allowed primitive type (allowed: ["object"])'),
    ],
    ids=lambda each: repr(each)[:25],
)
def test_a_body_that_is_no_json_object_is_refused(world: World, content: bytes, fault: str) -> None:
    refused(world.osl.post(FOLDERS, content=content), 400, f"{HEAD}\n[ERROR][REQUEST][POST {FOLDERS} @body] {fault}")


BODIES = [each for each in OPERATIONS if each.body is not None and not each.path.startswith(PORTAL)]


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize("operation", BODIES, ids=lambda each: each.operation_id)
@pytest.mark.parametrize(
    "content", [b"", b"{", b"[" * 5_000, b'{"a":' * 5_000, b"\xff", b"3", b'"\\ud800"', b"1" * 50_000, b"-1e999999"], ids=lambda each: repr(each)[:12]
)
def test_no_operation_stumbles_over_a_body_that_is_none(world: World, operation: Operation, content: bytes) -> None:
    path = concrete(operation.path)
    for name in ("folderId", "caseId", "eventId", "attachmentId", "subscriptionId", "clientId"):
        path = path.replace(name, UUID)
    answer = world.admin().call(operation.method, path, content=content, headers={"X-HTTP-Method-Override": "PATCH"})
    (message,) = answer.messages
    if operation.is_body_optional and not content:
        assert (answer.status, message.endswith(" is not found")) == (404, True)  # which comes after the body is read
        return
    assert (answer.status, message.splitlines()[0]) == (400, HEAD)
    assert all(line.startswith(f"[ERROR][REQUEST][{operation.method} {path} @body] ") for line in message.splitlines()[1:])


def places(
    schema: dict[str, Any], definitions: dict[str, Any], where: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], dict[str, Any]]]:
    """Every place of a body, with its schema."""
    while "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    for kind in schema.get("anyOf", ()):
        if kind.get("type") != "null":
            schema = kind
    if where:
        yield where, schema
    for name, inner in schema.get("properties", {}).items():
        yield from places(inner, definitions, (*where, name))
    if "items" in schema:
        yield from places(schema["items"], definitions, (*where, 0))


_SCHEMA = schema_of(FolderBody)
PLACES = dict(places(_SCHEMA, _SCHEMA["$defs"]))
WRONG: dict[str, Any] = {"string": "texte", "integer": 3, "number": 3.5, "boolean": True, "array": ["x"], "object": {"x": 1}}


def put_at(body: Any, place: tuple[str | int, ...], value: Any) -> None:
    for each in place[:-1]:
        body = body[each]
    body[place[-1]] = value


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize("place", list(PLACES), ids=lambda each: "/".join(map(str, each)))
def test_a_value_of_another_type_is_refused_at_every_place_of_a_deposit(world: World, place: tuple[str | int, ...]) -> None:
    town = world.town()
    expected = PLACES[place]["type"]
    for kind, value in WRONG.items():
        if kind == expected:
            continue
        body = world.folder_body(town)
        put_at(body, place, value)
        answer = world.osl.post(FOLDERS, body)
        (message,) = answer.messages
        where = "/".join(map(str, place))
        assert (answer.status, message.startswith(f"{HEAD}\n[ERROR][REQUEST][POST {FOLDERS} @body] [Path '/{where}")) == (400, True), (kind, message)
        assert message.count("\n") == 1
    assert world.hub.exchange.cases_of(town.organisation, limit=9) == ()


LONG = {place: schema["maxLength"] for place, schema in PLACES.items() if "maxLength" in schema and schema.get("pattern") is None}


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize("place", list(LONG), ids=lambda each: "/".join(map(str, each)))
def test_a_text_over_its_length_is_refused_at_every_place_of_a_deposit(world: World, place: tuple[str | int, ...]) -> None:
    text = "é" * (LONG[place] + 1)
    body = world.folder_body(world.town())
    put_at(body, place, text)
    where = "/".join(map(str, place))
    fault = f"[Path '/{where}'] String \"{text[:100]}\" is too long (length: {len(text)}, maximum allowed: {LONG[place]})"
    refused(world.osl.post(FOLDERS, body), 400, f"{HEAD}\n[ERROR][REQUEST][POST {FOLDERS} @body] {fault}")


@pytest.mark.rule("DEP-02", "DEP-03")
@pytest.mark.parametrize("size", [10**18, 10**30, 10**400])
def test_a_size_beyond_all_measure_is_refused(world: World, size: int) -> None:
    town = world.town()
    body = world.folder_body(town)
    body["attachments"][0]["size"] = size
    answer = world.osl.post(FOLDERS, body)
    assert (answer.status, list(answer.json)) == (400, ["errors"])
    assert world.hub.exchange.cases_of(town.organisation, limit=9) == ()


@pytest.mark.rule("DEP-10")
def test_a_nul_in_a_text_is_carried_like_any_character(world: World) -> None:
    body = world.folder_body(world.town(), externalId="a\x00b", applicant={"firstName": "A\x00", "lastName": "\uffff\U0001f600"})
    answer = world.osl.post(FOLDERS, body)
    assert (answer.status, answer.json["externalId"], answer.json["applicant"]["firstName"]) == (201, "a\x00b", "A\x00")
    assert world.osl.get(f"{FOLDERS}/{answer.json['id']}").json == answer.json


ID_PATHS = [each for each in OPERATIONS if each.scopes and any(one.place == "path" and one.schema.get("format") == "uuid" for one in each.parameters)]


@pytest.mark.rule("DEP-02")
@pytest.mark.parametrize("operation", ID_PATHS, ids=lambda each: each.operation_id)
@pytest.mark.parametrize("wrong", ["dddddd", UUID[:-1], UUID + "0", UUID.replace("-", ""), "%2e%2e", "%00"])
def test_an_id_that_is_no_uuid_is_told_at_every_place_of_a_path(world: World, operation: Operation, wrong: str) -> None:
    names = [each.name for each in operation.parameters if each.place == "path"]
    path = operation.path
    for name in names:
        path = path.replace("{" + name + "}", wrong)
    body = {"actionType": "COM_ADD", "status": "SENT", "globalStatus": "CLOSED"} if operation.body is not None else None
    answer = world.admin().call(operation.method, path, body, headers={"X-HTTP-Method-Override": "PATCH"})
    shown = {"%2e%2e": "..", "%00": "\x00"}.get(wrong, wrong)
    faults = [f'[ERROR][REQUEST][{operation.method} {path} @path.{name}] Input string "{shown}" is not a valid UUID' for name in names]
    (message,) = answer.messages
    assert (answer.status, message.splitlines()[: len(names) + 1]) == (400, [HEAD, *faults])


@pytest.mark.rule("OAU-06")
@pytest.mark.parametrize("name", ["editorName", "applicationName", "softwareVersion"])
def test_a_program_says_who_it_is_in_fifty_characters(world: World, name: str) -> None:
    path = "/teledossiers/v1/notifications"
    assert world.osl.call("GET", path, headers={name: "e" * 50}).status == 200
    fault = f'[ERROR][REQUEST][GET {path} @header.{name}] String "{"e" * 51}" is too long (length: 51, maximum allowed: 50)'
    refused(world.osl.call("GET", path, headers={name: "e" * 51}), 400, f"{HEAD}\n{fault}")


@pytest.mark.rule("OAU-04")
@pytest.mark.parametrize("path", ["/", "/nowhere", FOLDERS + "/a/b/c/d", "/token/x", "//", "/teledossiers/v2/folders", "/%00"])
def test_an_unknown_path_is_not_found(world: World, path: str) -> None:
    for method in METHODS:
        answer = world.osl.call(method, path)
        assert (answer.status, json.loads(answer.content)) == (404, {"errors": [{"code": 404, "message": "Not Found"}]})


@pytest.mark.rule("CAS-10")
@pytest.mark.parametrize("path", PATHS)
def test_another_method_of_a_known_path_is_refused_with_those_it_has(world: World, path: str) -> None:
    known = {each.method for each in OPERATIONS if each.path == path}
    for method in set(METHODS) - known:
        answer = world.nobody().call(method, concrete(path))
        refused(answer, 405, "Cette action n'existe pas à cette adresse." if path.startswith(PORTAL) else "Method Not Allowed")
        assert answer.headers["allow"] == ", ".join(sorted(known))


@pytest.mark.rule("CAS-10")
@pytest.mark.parametrize("path", sorted({each.path for each in OPERATIONS if each.operation_id.endswith("WithPost")}))
@pytest.mark.parametrize("headers", [{}, {"X-HTTP-Method-Override": "DELETE"}, {"X-HTTP-Method-Override": ""}])
def test_a_post_that_stands_for_no_patch_is_refused(world: World, path: str, headers: dict[str, str]) -> None:
    known = {each.method for each in OPERATIONS if each.path == path}
    answer = world.osl.post(concrete(path), {"status": "DONE"}, headers=headers)
    refused(answer, 405, "Method Not Allowed")
    assert answer.headers["allow"] == ", ".join(sorted(known))
