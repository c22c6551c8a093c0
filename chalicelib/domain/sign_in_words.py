"""What a person reads when signing in does not work; the same for an address that has an account and one that has not.

**Source:** AUT-05, AUT-07, AUT-08, AUT-12.
"""

from datetime import datetime

from chalicelib.domain.accounts import Account, Deactivation
from chalicelib.domain.calendar import PARIS, paris_date
from chalicelib.domain.errors import SignedOut
from chalicelib.domain.portal_users import whom_to_ask

_MONTHS = ["janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre", "décembre"]


def wrong_pair() -> SignedOut:
    """The address or the password is wrong; never which."""
    return SignedOut("L'adresse ou le mot de passe est incorrect.", reason="WRONG")


def wrong_code() -> SignedOut:
    """The second factor is wrong, was used, or is too old."""
    return SignedOut("Ce code est incorrect, a déjà servi ou n'est plus valable.", reason="WRONG_CODE")


def blocked(until: datetime, *, now: datetime) -> SignedOut:
    """Too many failures."""
    local = until.astimezone(PARIS)
    day = "" if paris_date(until) == paris_date(now) else f" le {local.day}{'er' if local.day == 1 else ''} {_MONTHS[local.month - 1]}"
    return SignedOut(f"Après 5 tentatives infructueuses, la connexion avec cette adresse est bloquée jusqu'à {local:%H:%M}{day}.", reason="BLOCKED")


def deactivated(account: Account) -> SignedOut:
    """The account is closed: told only after the right password."""
    cause = " après 120 jours d'inactivité" if account.deactivation is Deactivation.BY_INACTIVITY else ""
    return SignedOut(f"Votre compte est désactivé{cause}. {whom_to_ask(account)}", reason="DEACTIVATED")


def session_over(reason: str = "SIGNED_OUT") -> SignedOut:
    """There is no live session."""
    words = {
        "EXPIRED": "Votre session a expiré après 60 minutes d'inactivité. Reconnectez-vous.",
        "SIGNED_OUT": "Vous n'êtes pas connecté. Connectez-vous pour continuer.",
        "CLOSED": "Votre session est terminée. Reconnectez-vous.",
    }
    return SignedOut(words[reason], reason=reason)
