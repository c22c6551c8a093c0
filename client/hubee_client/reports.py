"""What a command says: one JSON document or a few lines on stdout, everything else on stderr."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn, TransferSpeedColumn

from hubee_client.faults import Fault
from hubee_client.progress import At


class Reporter:
    """A command's voice; also the watch of its transfers."""

    def __init__(self, *, is_json: bool) -> None:
        self.is_json = is_json
        # Whoever listens decides the encoding: a log that is not UTF-8 must not end a command.
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="replace")
        self._errors = Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, message: str) -> None:
        """One line for people, who may be looking at bars meanwhile."""
        self._errors.print(_printable(message), markup=False)

    def result(self, document: dict[str, Any], *lines: str) -> None:
        """The one answer of a command: the document for programs, the lines for people."""
        if self.is_json:
            sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        else:
            sys.stdout.write("".join(f"{_printable(each)}\n" for each in lines))
        sys.stdout.flush()

    def fault(self, fault: Fault) -> None:
        """What went wrong, and what was done before."""
        self._errors.print(f"✗ {_printable(fault.message)}", markup=False, style="bold red")
        for each in fault.details:
            self._errors.print(f"  {_printable(each)}", markup=False)
        if self.is_json:
            error = {"code": int(fault.code), "kind": fault.code.name, "message": fault.message, "details": list(fault.details)}
            sys.stdout.write(json.dumps({**fault.document, "error": error}, ensure_ascii=False) + "\n")
            sys.stdout.flush()

    @contextmanager
    def file(self, name: str, size_bytes: int) -> Iterator[At]:
        """Draw a bar on a terminal, while one file travels."""
        columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        with Progress(*columns, console=self._errors, transient=True, disable=not self._errors.is_terminal) as progress:
            task = progress.add_task(escape(_printable(name)), total=size_bytes)
            yield lambda done: progress.update(task, completed=done)


def _printable(text: str) -> str:
    """A text without what would drive a terminal: names and messages come from others."""
    return "".join(each if each.isprintable() or each == "\n" else "�" for each in text)
