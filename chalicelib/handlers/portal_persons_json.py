"""What the portal's forms ask of a person: each field read in one way, wherever it is asked. **Source:** ACC-05, ACC-10."""

import re
import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ADDRESS = re.compile(r"//|www\.|@", re.IGNORECASE)  # what a mail program makes a link of; open forms are mailed to who did not ask
_NOT_IN_ADDRESSES = frozenset('<>,;:"\\()[]')


class InFrench(ValueError):
    """A fault whose words are those of the portal."""


def _mailbox(text: str) -> str:
    address = text.strip()
    local, at, domain = address.rpartition("@")
    is_plain = not any(each.isspace() or ord(each) < 32 or each in _NOT_IN_ADDRESSES for each in address)
    if not (local and at and "." in domain.strip(".")) or "@" in local or not is_plain:
        raise InFrench("Cette adresse e-mail n'est pas dans le bon format.")
    return sendable(address)


def sendable(address: str) -> str:
    """An address that mails can be sent to: their service takes no letters but those of ASCII. Raises: InFrench."""
    if not address.isascii():
        raise InFrench("Cette adresse e-mail contient une lettre accentuée ou un caractère spécial : aucun message ne pourrait y être envoyé.")
    return address


def one_line(text: str) -> str:
    """A text on one line, all of which can be seen. Raises: InFrench."""
    line = " ".join(text.split())
    if any(unicodedata.category(each) in _INVISIBLE for each in line):
        raise InFrench("Ce texte contient des caractères invisibles : ressaisissez-le.")
    return line


def _name(text: str) -> str:
    name = one_line(text)
    if not name:
        raise InFrench("Ce champ est obligatoire.")
    if _ADDRESS.search(name):
        raise InFrench("Un nom ne contient pas d'adresse.")
    return name


Address = Annotated[str, Field(max_length=320), AfterValidator(_mailbox)]
Name = Annotated[str, Field(min_length=1, max_length=100), AfterValidator(_name)]
LongName = Annotated[str, Field(min_length=1, max_length=255), AfterValidator(_name)]
Line = Annotated[str, Field(max_length=255), AfterValidator(one_line)]
Function = Annotated[str, Field(max_length=100), AfterValidator(one_line)]
Phone = Annotated[str, StringConstraints(strip_whitespace=True, max_length=30, pattern=r"^\+?[0-9(][0-9 .()-]{4,28}$")]
