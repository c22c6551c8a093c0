"""``python -m infra.restore prod``: tables restored as ``restored-hubee-prod-…``, compared with those that live; what is missing is put back.

Without ``--put`` nothing is written. ``--put missing`` never writes over a row; ``--put all`` also writes over those that have
changed. What would happen twice is left out (infra/restore/rules.py). All that is written stands in a journal first, which
``--undo`` takes back. The journal holds people's data: remove it when all is well.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

import boto3

from infra.chalice_template import ROOT
from infra.restore.journal import Journal
from infra.restore.lost_files import lost_files
from infra.restore.rules import KEPT_OUT, Row, Rules
from infra.restore.tables import BEFORE, MODELS, Restored, key_names, key_of
from infra.stages import REGION, STAGES


def report(
    restored: Restored, table: str, partitions: Sequence[str], *, journal: Journal | None, overwrites: bool, lost: Callable[[Row], list[str]]
) -> Iterator[str]:
    """Compare a table, a line for each row that differs; with a journal, put back what may be."""
    counted: Counter[str] = Counter()
    for found in restored.differences(table, partitions):
        state = "missing" if found.living is None else "changed"
        refusal = restored.refusal(table, found)
        is_put = False
        if journal is not None and refusal is None and (overwrites or found.living is None):
            is_put = restored.put(table, found, journal)
            refusal = None if is_put else "written by somebody else meanwhile"
        counted["put back" if is_put else f"{state}, {refusal}" if refusal else state] += 1
        yield f"{state}\t{table}\t{key_of(table, found.restored)}\t{'put back' if is_put else refusal or ''}"
        if table == "exchange" and refusal is None:
            yield from (f"no file\t{table}\t{each}\t" for each in lost(found.restored))
    yield f"{table}: " + (", ".join(f"{number} {what}" for what, number in sorted(counted.items())) or "as it was")


def _asked(arguments: list[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("stage", choices=sorted(STAGES))
    asked.add_argument("--table", action="append", choices=sorted(MODELS), help="this one; all that were restored unless given")
    asked.add_argument("--only", action="append", default=[], metavar="PARTITION", help="the rows of this partition key, an id mostly")
    asked.add_argument("--put", choices=["missing", "all"], help="write into the hub what is missing there; all: also what has changed, over it")
    asked.add_argument("--undo", type=Path, metavar="JOURNAL", help="take back what a run has put, by the journal that it named")
    told = asked.parse_args(arguments)
    if told.put and not told.table:
        asked.error("--put wants each --table to be named")
    for name in KEPT_OUT.keys() & set(told.table or ()) if told.put else ():
        asked.error(f"{name}: {KEPT_OUT[name]}")
    return told


def main(arguments: list[str] | None = None) -> None:
    """Compare, put back, or take back."""
    told = _asked(arguments)
    prefix, now = STAGES[told.stage].prefix, datetime.now(UTC)
    dynamo, files = boto3.client("dynamodb", region_name=REGION), boto3.client("s3", region_name=REGION)
    if told.undo:
        undone, changed = Journal(told.undo).undo(dynamo, {f"{prefix}{name}": key_names(model) for name, model in MODELS.items()})
        sys.stdout.write(f"{undone} rows taken back, {changed} have changed since and stay\n")
        return
    bucket = f"{prefix}attachments-{boto3.client('sts', region_name=REGION).get_caller_identity()['Account']}"
    restored = Restored(prefix, dynamo=dynamo, rules=Rules(dynamo, prefix, now))
    journal = Journal(ROOT / "out" / told.stage / f"put-back-{now:%Y%m%dT%H%M%S}.jsonl") if told.put else None
    there = restored.tables()
    for table in told.table or there or ["…"]:
        if table not in there:
            sys.exit(f"{BEFORE}{prefix}{table} is not there")
        lines = report(
            restored, table, told.only, journal=journal, overwrites=told.put == "all", lost=lambda row: lost_files(row, files=files, bucket=bucket)
        )
        for line in lines:
            sys.stdout.write(f"{line}\n")
    if journal is not None and journal.path.exists():
        sys.stdout.write(f"--undo {journal.path.relative_to(ROOT)} takes it back\n")


if __name__ == "__main__":
    main()
