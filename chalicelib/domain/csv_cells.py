"""Lines of a CSV file that a spreadsheet opens as it is and runs nothing of (POR-10, POR-12).

UTF-8 with a byte order mark, semicolons, RFC 4180 quoting, CRLF; a text that a spreadsheet would take for a formula gets
an apostrophe before it.
"""

from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_QUOTED = (";", '"', "\r", "\n")


def safe_cell(value: object) -> str:
    """A cell: numbers as they are, texts disarmed and quoted where they must be, None empty."""
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, int | float) and text.lstrip(" \u00a0").startswith(_FORMULA_STARTS):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(each in text for each in _QUOTED) else text


def csv_line(cells: Iterable[object]) -> str:
    """One line, with its end."""
    return ";".join(map(safe_cell, cells)) + "\r\n"
