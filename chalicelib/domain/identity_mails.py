"""The mails of signing in: what a person needs to prove who he is, and what tells him that somebody did (AUT-02 to AUT-06).

Each is for an account: written for any address, it leaves only where there is an active one, so that nothing tells which have one.
"""

from datetime import datetime

from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.links import Purpose
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.sessions import Session
from chalicelib.domain.sign_in_words import until_when


def code_mail(account: Account, session: Session, *, at: datetime) -> Mail:
    """The code of a sign-in under way; each one asked for is a mail of its own."""
    cause = f"{session.id}|{session.codes_sent}"
    subject = f"{account.id}/{session.id}"
    return mail("code_connexion", account.email, cause=cause, at=at, account_id=account.id, mints=Purpose.CODE, subject=subject)


def reset_mail(email: str, *, at: datetime) -> Mail:
    """A link to set a new password."""
    identity = account_id(email)
    minute = at.replace(second=0, microsecond=0).isoformat()
    return mail("mot_de_passe_oublie", email, cause=minute, at=at, account_id=identity, mints=Purpose.RESET, subject=identity)


def block_mail(email: str, until: datetime, *, cause: str, at: datetime) -> Mail:
    """Tells of a block."""
    words = {"reason": until_when(until, now=at)}
    return mail("compte_bloque", email, cause=cause, at=at, words=words, account_id=account_id(email))


def password_mail(account: Account, *, cause: str, at: datetime) -> Mail:
    """Tells that the password was changed."""
    return mail("mot_de_passe_change", account.email, cause=cause, at=at, account_id=account.id)


def authenticator_mail(account: Account, *, is_on: bool, cause: str, at: datetime) -> Mail:
    """Tells that an authenticator was put in service, or taken away."""
    template = "authentificateur_active" if is_on else "authentificateur_retire"
    return mail(template, account.email, cause=cause, at=at, account_id=account.id)
