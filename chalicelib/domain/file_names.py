"""Names of files as they leave the hub: in headers, and inside archives that any system has to unpack.

**Source:** POR-04, CAS-11, DEP-10.
"""

import unicodedata
from urllib.parse import quote

_LONGEST = 200
"""Bytes of a name inside an archive: most file systems take 255, and a number may have to go in."""
_REFUSED = frozenset('<>:"/\\|?*')
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DEVICES = frozenset({"con", "prn", "aux", "nul", *(f"{kind}{number}" for kind in ("com", "lpt") for number in range(1, 10))})
_NAMELESS = "fichier"


def disposition_of(file_name: str) -> str:
    """The Content-Disposition of a download under a name, as RFC 6266 has it: never shown in place, nothing injected."""
    ascii_name = "".join(each if each.isascii() and each.isprintable() and each not in '"\\' else "_" for each in file_name)
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(file_name, safe='')}"


def safe_name(name: str) -> str:
    """A name that any system unpacks where it should: no path, no control character, no direction turned, none of Windows' own."""
    shown = "".join("_" if each in _REFUSED or each in _TURNS or not _is_visible(each) else each for each in name).strip().rstrip(". ")
    if not shown.strip("._ "):
        return _NAMELESS
    stem, dot, extension = shown.rpartition(".")
    if not dot or not stem or len(extension) > 10:
        stem, extension = shown, ""
    end = f".{extension}" if extension else ""
    if stem.partition(".")[0].strip().lower() in _DEVICES:
        stem = f"_{stem}"
    return _cut(stem, _LONGEST - len(end.encode())) + end


def unique_name(name: str, taken: set[str]) -> str:
    """The name, numbered when another one has it, « nom (2).pdf », on systems that see no case either; it is taken from then on."""
    stem, dot, extension = name.rpartition(".")
    if not dot or not stem:
        stem, extension = name, ""
    end = f".{extension}" if extension else ""
    found, number = name, 1
    while _key(found) in taken:
        number += 1
        found = f"{stem} ({number}){end}"
    taken.add(_key(found))
    return found


def _key(name: str) -> str:
    """What two names that some system takes for one have in common."""
    return unicodedata.normalize("NFC", name).casefold()


def _is_visible(each: str) -> bool:
    """Letters, marks, digits, signs, emoji and plain blanks; no control character, no line separator, no lone surrogate."""
    return each in " \u200d" or each.isprintable()


def _cut(text: str, longest: int) -> str:
    content = text.encode()
    return text if len(content) <= longest else content[:longest].decode(errors="ignore").rstrip(". ")
