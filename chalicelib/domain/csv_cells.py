"""Lines of a CSV file that a spreadsheet opens as it is and runs nothing of (POR-10, POR-12).

UTF-8 with a byte order mark, semicolons, RFC 4180 quoting, CRLF; a text that a spreadsheet would take for a formula gets
an apostrophe before it.
"""

from collections.abc import Iterable

BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = frozenset("=+-@＝＋－＠")
_CONTROLS = ("\t", "\r", "\n")
_QUOTED = (";", '"', "\r", "\n")


def safe_cell(value: object) -> str:
    """A cell: numbers as they are, texts disarmed and quoted where they must be, None empty."""
    if value is None:
        return ""
    text = str(value)
    if not isinstance(value, int | float) and (_first_shown(text) in _FORMULA_STARTS or text.startswith(_CONTROLS)):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(each in text for each in _QUOTED) else text


def csv_line(cells: Iterable[object]) -> str:
    """One line, with its end."""
    return ";".join(map(safe_cell, cells)) + "\r\n"


def _first_shown(text: str) -> str:
    """The first character that a spreadsheet shows: blanks and what nobody sees before a formula keep it from nothing."""
    return next((each for each in text if each.isprintable() and not each.isspace()), "")
