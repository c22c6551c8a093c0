"""What goes with a new password, however it was set: links are spent, sessions end, it is told (AUT-02 to AUT-04, AUT-07, AUT-10)."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum

from chalicelib.domain.accounts import Account
from chalicelib.domain.audit import Fact, own_fact
from chalicelib.domain.credentials import Credentials
from chalicelib.domain.identity_mails import password_mail
from chalicelib.domain.links import Link
from chalicelib.domain.writes import Remove, Write


class Way(StrEnum):
    """How a password was set."""

    BY_LINK = "LINK"
    AT_SIGN_IN = "EXPIRED"
    ON_WISH = "WISH"


def newly_set(
    account: Account,
    credentials: Credentials,
    password_hash: str,
    *,
    links: Iterable[Link | None],
    way: Way,
    at: datetime,
    ids: Iterator[str],
) -> tuple[Account, tuple[Write, ...]]:
    """The account without its sessions, to be written with the rest: the credentials, live links removed, the fact, the mail.

    A first password is told by nobody's mail: its person has just had one.
    """
    fact = own_fact(Fact.PASSWORD_SET, account, at=at, ids=ids, way=str(way))
    told = (password_mail(account, cause=fact.id, at=at),) if credentials.password_hash else ()
    spent = tuple(Remove(each) for each in links if each is not None)
    return account.without_sessions(at=at), (credentials.with_password(password_hash, at=at), fact, *told, *spent)
