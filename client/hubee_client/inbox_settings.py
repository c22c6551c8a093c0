"""What is done with what an inbox receives, process by process: a TOML file, ``hubee-inbox.toml`` in the inbox unless named."""

import tomllib
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from hubee_client.disk import disk_faults
from hubee_client.faults import DiskFault, Misused
from hubee_client.statuses import SETTABLE

NAME = "hubee-inbox.toml"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What is done once a delivery is safely on disk. ``status`` None moves nothing; ``tells`` sends it as an event, else it is only set."""

    fetch: bool = True
    status: str | None = None
    tells: bool = True
    acknowledge: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxSettings:
    """The treatment of each process; ``usual`` for those that have none of their own."""

    usual: Treatment = field(default_factory=Treatment)
    by_process: dict[str, Treatment] = field(default_factory=dict)

    def of(self, process_code: str) -> Treatment:
        """What is done with one process's."""
        return self.by_process.get(process_code, self.usual)


def read_settings(path: Path, *, must_exist: bool) -> InboxSettings:
    """Read a settings file; without one everything is fetched and acknowledged, and no status is set. Raises: Misused, DiskFault."""
    try:
        with disk_faults(path):
            given = tomllib.loads(path.read_text(encoding="utf-8"))
    except DiskFault as fault:
        if isinstance(fault.__cause__, FileNotFoundError):
            if must_exist:
                raise Misused(f"{path} n'existe pas.") from fault
            return InboxSettings()
        raise
    except ValueError as error:
        raise Misused(f"{path} n'est pas un fichier TOML lisible : {error}.") from error
    faults: list[str] = [f"« {each} » est inconnu (connus : default, process)" for each in given if each not in ("default", "process")]
    usual = _treatment(Treatment(), given.get("default", {}), "default", faults)
    processes = given.get("process", {})
    if not isinstance(processes, dict):
        faults.append("process : une section par démarche, comme [process.CERTDC]")
        processes = {}
    by_process = {code: _treatment(usual, each, f"process.{code}", faults) for code, each in processes.items()}
    if faults:
        raise Misused(f"{path} n'est pas correct.", *faults)
    return InboxSettings(usual=usual, by_process=by_process)


def _treatment(base: Treatment, given: Any, where: str, faults: list[str]) -> Treatment:
    if not isinstance(given, dict):
        faults.append(f"{where} n'est pas une section")
        return base
    changes: dict[str, Any] = {}
    for name, value in given.items():
        if name in ("fetch", "tells", "acknowledge") and isinstance(value, bool):
            changes[name] = value
        elif name == "status" and (value == "" or (isinstance(value, str) and value in SETTABLE)):
            changes[name] = value or None
        else:
            faults.append(
                f"{where}.{name} = {value!r} n'est pas possible (fetch, tells, acknowledge : true ou false ; status : {', '.join(SETTABLE)})"
            )
    return replace(base, **changes)
