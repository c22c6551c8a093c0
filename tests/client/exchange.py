"""Many télédossiers through a bad network, both commands killed now and then; then what the hub keeps is compared with what is on disk."""

import json
import random
import shutil
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from typing import Any

from tests.client.bad_network import BadNetwork, bad_network
from tests.client.commands import LONGEST_RUN, environment_of, finish, make_folder, start
from tests.e2e.remote import CASES, FOLDERS, PDF, Program, RemoteWorld

MISHAPS = 0.2
"""The share of requests that something happens to."""
STATUS = "SI_RECEIVED"
_FOLDERS_AT_ONCE = 50


@dataclass(slots=True, kw_only=True)
class Field:
    """A deposit side and a receiving side, each with its commands, its disk and its own bad network."""

    root: Path
    world: RemoteWorld
    osl: Program
    town: Program
    chance: random.Random
    kills: Counter[str]
    contents: dict[str, dict[str, bytes]]

    @property
    def inbox(self) -> Path:
        """Where deliveries appear."""
        return self.root / "inbox"

    @property
    def taken(self) -> Path:
        """Where the town's own software puts what it took out of the inbox."""
        return self.root / "taken"


def make_field(root: Path, world: RemoteWorld, count: int, seed: str) -> Field:
    """Folders on disk, of one to three files, some empty-handed small, some of 150 KB; names that meet each other."""
    osl, town = world.osl(), world.town()
    chance = random.Random(seed)
    contents: dict[str, dict[str, bytes]] = {}
    for number in range(count):
        external_id = f"FIELD-{number:05}"
        files = {f"pièce {index}.pdf": PDF + chance.randbytes(chance.choice((20, 2_000, 150_000))) for index in range(chance.choice((1, 1, 2, 3)))}
        contents[external_id] = files
        make_folder(root / "out" / external_id, world.process, external_id, town.organisation, files)
    (root / "taken").mkdir()
    return Field(root=root, world=world, osl=osl, town=town, chance=chance, kills=Counter(), contents=contents)


def _deposit_all(field: Field, environment: dict[str, str], kills: random.Random, all_deposited: Event) -> None:
    folders = sorted((field.root / "out").iterdir())
    try:
        for batch in (tuple(folders[first : first + _FOLDERS_AT_ONCE]) for first in range(0, len(folders), _FOLDERS_AT_ONCE)):
            _deposit(field, environment, kills, batch)
    finally:
        all_deposited.set()


def _deposit(field: Field, environment: dict[str, str], kills: random.Random, batch: tuple[Path, ...]) -> None:
    """Run one command again until it has nothing more to do; the first times it is killed."""
    for number in range(50):
        ended = finish(start(environment, "deposit", *batch), killed_after=kills.uniform(1.5, 6.0) if number < 2 else None)
        if ended.document is None:
            field.kills["deposit"] += 1
        elif ended.code == 0:
            return
        else:
            assert ended.code in (6, 7), ended
    raise AssertionError("never done")


def _take_out(field: Field) -> None:
    """The town's own software takes each delivery away as it finds it, whole, and once."""
    for delivery in sorted(field.inbox.glob("[!.]*/*")):
        if delivery.is_dir():
            assert (delivery / "delivery.json").exists()
            target = field.taken / delivery.name
            assert not target.exists(), "delivered twice"
            shutil.move(delivery, target)


def _fetch_all(field: Field, environment: dict[str, str], kills: random.Random, all_deposited: Event, patience: float) -> None:
    for number in range(4_000):
        was_last = all_deposited.is_set()
        process = start(environment, "inbox", field.inbox, "--status", STATUS)
        ended = finish(process, killed_after=kills.uniform(1.5, 5.0) if number < 3 or number % 4 == 0 else None, patience=patience)
        _take_out(field)
        if ended.document is None:
            field.kills["inbox"] += 1
        elif was_last and ended.code == 0 and not ended.document["counts"]:
            return
        else:
            assert ended.code in (0, 6, 7), ended
    raise AssertionError("never done")


def exchange(root: Path, world: RemoteWorld, *, count: int, seed: str) -> tuple[Field, list[BadNetwork]]:
    """Deposit and fetch at once, until both have nothing more to do. Answers the field and its networks, of the sender and of the receiver."""
    field = make_field(root, world, count, seed)
    all_deposited = Event()
    patience = max(LONGEST_RUN, 2.0 * count)  # one command goes on as long as new ones come
    with ExitStack() as stack:
        port = world.sandbox.port
        sending, sending_url = stack.enter_context(bad_network(port, seed=f"{seed} sender", share=MISHAPS))
        receiving, receiving_url = stack.enter_context(bad_network(port, seed=f"{seed} receiver", share=MISHAPS))
        sender = environment_of(field.osl, sending_url, root / "home-osl")
        receiver = environment_of(field.town, receiving_url, root / "home-town")
        with ThreadPoolExecutor(2) as pool:
            jobs = [
                pool.submit(_deposit_all, field, sender, random.Random(f"{seed} kill sender"), all_deposited),
                pool.submit(_fetch_all, field, receiver, random.Random(f"{seed} kill receiver"), all_deposited, patience),
            ]
            for each in jobs:
                each.result()
    return field, [sending, receiving]


def faults_of(field: Field) -> list[str]:
    """Whatever is lost, doubled or altered, comparing the hub's own state with both disks."""
    faults: list[str] = []
    folder_by_case: dict[str, str] = {}
    for directory in sorted((field.root / "out").iterdir()):
        state = json.loads((directory / ".hubee-deposit.json").read_text(encoding="utf-8"))
        folder = field.osl.ask("GET", f"{FOLDERS}/{state['folder']['id']}", 200).json()
        if (folder["globalStatus"], folder["externalId"]) != ("HUBEE_NOTIFIED", directory.name):
            faults.append(f"{directory.name}: {folder['globalStatus']}")
        folder_by_case[folder["cases"][0]["id"]] = directory.name
    delivered = Counter[str]()
    for delivery in field.taken.iterdir():
        told = json.loads((delivery / "delivery.json").read_text(encoding="utf-8"))
        case_id = told["notification"]["caseId"]
        delivered[case_id] += 1
        came = {each["fileName"]: (delivery / each["path"]).read_bytes() for each in told["files"]}
        if came != field.contents.get(folder_by_case.get(case_id, "")):
            faults.append(f"{delivery.name}: altered")
    expected = Counter(list(folder_by_case))
    faults += [f"{case_id}: delivered {delivered[case_id]} times" for case_id in expected | delivered if delivered[case_id] != 1]
    faults += [f"{case_id}: not deposited" for case_id in delivered - expected]
    for case_id in folder_by_case:
        case = field.town.case(case_id)
        told_of = [(each["actionType"], each["caseNewStatus"]) for each in case["events"]]
        if (case["status"], told_of) != (STATUS, [("STATUS_UPDATE", STATUS)]):
            faults.append(f"case {case_id}: {case['status']}, {told_of}")
    if waiting := field.town.waiting():
        faults.append(f"{len(waiting)} still wait for the town")
    if left := sorted((field.inbox / ".hubee").glob("*/*")):
        faults.append(f"left behind: {left}")
    if (made := _count_cases(field)) != len(folder_by_case):
        faults.append(f"{made} cases on the hub for {len(folder_by_case)} folders")
    return faults


def _count_cases(field: Field) -> int:
    """Every case of the town, delivered or not: moving them to another organisation counts them."""
    body: dict[str, Any] = {"organizationSource": field.town.organisation, "organizationTarget": field.world.organisation("SI")}
    total = 0
    while moved := field.world.admin.ask("PUT", f"{CASES}/migrate", 200, body).json()["caseUpdated"]:
        total += moved
    return total
