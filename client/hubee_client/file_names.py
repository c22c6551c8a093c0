"""Names for files that came from elsewhere: a name given by another party never chooses where on this disk it lands."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from itertools import count

LONGEST_BYTES = 200
"""Bytes of UTF-8; file systems take 255, and temporary names need a margin."""
_NAMELESS = "sans-nom"
_SEPARATORS_AND_DEVICES = re.compile(r'[/\\:*?"<>|]')
# Windows opens a device under these names, with any extension.
_RESERVED = re.compile(r"^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])[ .]*(\.|$)", re.IGNORECASE)


def safe_name(given: str) -> str:
    """A name that is only a name on any system: no path, no device, nothing hidden or invisible; much like the one given."""
    name = unicodedata.normalize("NFC", given)
    # Controls, invisible and direction-changing characters, lone surrogates: "fdp.exe" must not read "exe.pdf".
    name = "".join("_" if unicodedata.category(each) in ("Cc", "Cf", "Cs", "Zl", "Zp") else each for each in name)
    name = _SEPARATORS_AND_DEVICES.sub("_", name).strip(" ")
    if name.startswith("."):
        name = "_" + name[1:]
    name = _shortened(name, "").rstrip(" .")
    if _RESERVED.match(name):
        name = "_" + name
    return name or _NAMELESS


def numbered(given: str) -> Iterator[str]:
    """A safe name, then the same with 2, 3 and so on."""
    name = safe_name(given)
    yield name
    for number in count(2):
        yield _shortened(name, f" ({number})")


def free_name(given: str, taken: Collection[str]) -> str:
    """A safe name that is not among ``taken`` even where case does not count; a number tells equal ones apart."""
    return next(each for each in numbered(given) if not is_taken(each, taken))


def is_taken(name: str, taken: Collection[str]) -> bool:
    """Whether a name is among others where case does not count."""
    return _folded(name) in {_folded(each) for each in taken}


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())


def _shortened(name: str, suffix: str) -> str:
    """Put a suffix before the extension, and cut the stem so that the whole fits."""
    stem, dot, extension = name.rpartition(".")
    if not stem or len(extension.encode()) > 20:
        stem, dot, extension = name, "", ""
    tail = suffix + dot + extension
    room = LONGEST_BYTES - len(tail.encode())
    return stem.encode()[:room].decode(errors="ignore") + tail
