"""The catalogue of démarches and its operators, as every stage begins with."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import Organisation
from chalicelib.domain.processes import Process

SEED = Path(__file__).parent / "seed"


def rows(name: str) -> list[dict[str, Any]]:
    """The rows of a file of infra/seed."""
    found: list[dict[str, Any]] = json.loads((SEED / f"{name}.json").read_text(encoding="utf-8"))
    return found


def process_of(row: dict[str, Any], now: datetime) -> Process:
    """The démarche of a row."""
    lists = {name: tuple(row[name]) for name in ("osl_formats", "si_formats", "attachment_types")}
    return Process(**{**row, **lists, "osl": OrganisationId(**row["osl"]), "purge_status": CaseStatus(row["purge_status"])}, created_at=now)


def organisation_of(row: dict[str, Any], now: datetime) -> Organisation:
    """The organisation of a row."""
    return Organisation(**{**row, "id": OrganisationId(**row["id"])}, created_at=now)
