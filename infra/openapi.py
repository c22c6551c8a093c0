"""Writes openapi.json from the routes, or says that the committed one is stale (``--check``)."""

import json
import sys
from pathlib import Path

from chalicelib.handlers.openapi import interface

_FILE = Path(__file__).parents[1] / "openapi.json"


def main() -> int:
    """Write or check; answers the exit code."""
    wanted = json.dumps(interface(), ensure_ascii=False, indent=2) + "\n"
    if "--check" not in sys.argv:
        _FILE.write_text(wanted, encoding="utf-8")
        return 0
    if _FILE.exists() and _FILE.read_text(encoding="utf-8") == wanted:
        return 0
    sys.stderr.write("openapi.json is stale: make openapi\n")
    return 1


if __name__ == "__main__":
    sys.exit(main())
