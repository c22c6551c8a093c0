"""Makes a mail's subject, text and HTML from the one file that holds its French words (MAI-02).

A template is ``mail_templates/<name>.txt``: the subject's line, then blocks parted by empty lines. A block is a list when
its lines begin with ``- ``, a link when it ends with an address of the portal, else a paragraph. Blocks are told apart
before the mail's words are filled in, so no word can make one. A word whose name ends in ``_list`` holds a line each of a
list: its placeholder stands alone on a line of one.
"""

import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from string import Template

from msgspec import Struct

from chalicelib.domain.mails import Mail
from chalicelib.domain.portal_users import SUPPORT_ADDRESS

_FOLDER = Path(__file__).parent / "mail_templates"
_SUBJECT_LENGTH = 200
_INVISIBLE = {"Cc", "Cf", "Cs", "Zl", "Zp"}  # controls, line breaks, and what turns the direction of writing


class RenderedMail(Struct, frozen=True, kw_only=True):
    """What a mailbox shows: one line, and the same words as text and as HTML."""

    subject: str
    text: str
    html: str


def render(mail: Mail, portal_url: str) -> RenderedMail:
    """Write a mail out. Raises: FileNotFoundError for an unknown template, KeyError for a word it lacks."""
    lines = {name: word.split("\n") for name, word in mail.words.items() if name.endswith("_list")}
    subject_line, *body = (_unrolled(block, lines) for block in _blocks(mail.template))
    end = _blocks("_fin")
    words = {name: _one_line(word) for name, word in mail.words.items()}
    words |= {f"{name}_{number}": _one_line(line) for name, every in lines.items() for number, line in enumerate(every)}
    words |= {"portal_url": portal_url.rstrip("/"), "support": SUPPORT_ADDRESS}
    subject = _shortened(_filled([subject_line], words).removeprefix("Sujet : "))
    written = {name: escape(word) for name, word in words.items()}
    parts = {
        "subject": escape(subject, quote=False),
        "body": _filled(map(_marked_up, body), written, between="\n"),
        "end": _filled(map(_marked_up, end), written, between="\n"),
    }
    return RenderedMail(
        subject=subject,
        text=_filled([*body, *end], words, between="\n\n") + "\n",
        html=Template(_file("_cadre.html")).substitute(parts),
    )


@cache
def _file(name: str) -> str:
    return (_FOLDER / name).read_text(encoding="utf-8")


def _blocks(template: str) -> list[str]:
    return _file(f"{template}.txt").strip().split("\n\n")


def _unrolled(block: str, lines: Mapping[str, list[str]]) -> str:
    """A block with an item for each line of the lists it names."""
    for name, every in lines.items():
        block = block.replace(f"- ${name}", "\n".join(f"- ${name}_{number}" for number in range(len(every))))
    return block


def _filled(blocks: Iterable[str], words: Mapping[str, str], *, between: str = "") -> str:
    return between.join(Template(block).substitute(words) for block in blocks)


def _marked_up(block: str) -> str:
    """The HTML of a block, its words still to be filled in."""
    if block.startswith("- "):
        items = "\n".join(f"<li>{escape(line.removeprefix('- '), quote=False)}</li>" for line in block.splitlines())
        return f"<ul>\n{items}\n</ul>"
    label, is_link, path = block.partition(" : $portal_url")
    if is_link:
        return f'<p><a href="$portal_url{escape(path)}" style="color: #000091">{escape(label, quote=False)}</a></p>'
    return f"<p>{escape(block, quote=False)}</p>"


def _one_line(word: str) -> str:
    """A word without what could end a header's line or begin a paragraph of its own."""
    return " ".join("".join(" " if unicodedata.category(each) in _INVISIBLE else each for each in word).split())


def _shortened(subject: str) -> str:
    return subject if len(subject) <= _SUBJECT_LENGTH else subject[: _SUBJECT_LENGTH - 1].rstrip() + "…"
