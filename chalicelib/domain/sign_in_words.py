"""What a person reads when signing in does not work; the same for an address that has an account and one that has not.

**Source:** AUT-05, AUT-07, AUT-08, AUT-12.
"""

from datetime import datetime, timedelta

from chalicelib.domain.accounts import Account, Deactivation
from chalicelib.domain.calendar import PARIS, in_words, paris_date
from chalicelib.domain.errors import SignedOut
from chalicelib.domain.portal_users import whom_to_ask_from_outside
from chalicelib.domain.sessions import Session, Stage

WRONG_CODE = "Ce code est incorrect, a déjà servi ou n'est plus valable."


def wrong_pair() -> SignedOut:
    """The address or the password is wrong; never which."""
    return SignedOut("L'adresse ou le mot de passe est incorrect.", reason="WRONG")


_UNBLOCKS = "Pour ne pas attendre, choisissez un nouveau mot de passe par « Mot de passe oublié »."


def wrong_code() -> SignedOut:
    """The second factor is wrong, was used, or is too old."""
    return SignedOut(WRONG_CODE, reason="WRONG_CODE")


def blocked(until: datetime, *, now: datetime) -> SignedOut:
    """Too many failures: how long, and what unblocks at once."""
    return SignedOut(f"{until_when(until, now=now)} {_UNBLOCKS}", reason="BLOCKED")


def until_when(until: datetime, *, now: datetime) -> str:
    """Until when an address is blocked, to the minute: the whole one after, so that nobody comes too early."""
    local = (until + timedelta(seconds=59, microseconds=999_999)).astimezone(PARIS)
    moment = f"à {local:%H:%M}" if local.date() == paris_date(now) else f"au {in_words(local)}"
    return f"Après 5 tentatives infructueuses, la connexion avec cette adresse est bloquée jusqu'{moment}."


def deactivated(account: Account) -> SignedOut:
    """The account is closed: told only after the right password."""
    cause = " après 120 jours d'inactivité" if account.deactivation is Deactivation.BY_INACTIVITY else ""
    return SignedOut(f"Votre compte est désactivé{cause}. {whom_to_ask_from_outside(account)}", reason="DEACTIVATED")


def session_over(reason: str = "SIGNED_OUT") -> SignedOut:
    """There is no live session."""
    words = {
        "EXPIRED": "Votre session a expiré après 60 minutes d'inactivité. Reconnectez-vous.",
        "TOO_LATE": "Le délai pour terminer la connexion est passé. Reconnectez-vous.",
        "SIGNED_OUT": "Vous n'êtes pas connecté. Connectez-vous pour continuer.",
        "CLOSED": "Votre session est terminée. Reconnectez-vous.",
        "RIGHTS": "Vos droits ont changé : une vérification en deux étapes est désormais nécessaire. Reconnectez-vous.",
    }
    return SignedOut(words[reason], reason=reason)


def why_over(session: Session, account: Account, *, at: datetime) -> SignedOut:
    """What ended a session."""
    if session.era != account.sessions_from or not account.is_active:
        return session_over("CLOSED")
    if session.stage is not Stage.OPEN:
        return session_over("TOO_LATE")
    if at >= session.idle_end:
        return session_over("EXPIRED")
    return session_over("CLOSED" if at >= session.expires_at else "RIGHTS")
