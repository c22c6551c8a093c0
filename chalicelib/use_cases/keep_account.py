"""A person keeps his own account: his profile, his password, his authenticator (ACC-09, AUT-01, AUT-04 to AUT-07).

Whatever would let somebody else in for good asks for a proof again: the password, or a code of the authenticator. A wrong one
counts as a failed sign-in, so that a browser left open is no place to guess.
"""

from collections.abc import Callable
from datetime import datetime
from hashlib import sha256
from typing import Any

from msgspec import Struct

from chalicelib.domain.accounts import Account, normalised
from chalicelib.domain.audit import Fact, own_fact
from chalicelib.domain.credentials import Credentials, must_be_new, must_be_strong, no_attempts
from chalicelib.domain.errors import FaultyForm, Invalid, StaleWrite, Unavailable
from chalicelib.domain.identity_mails import authenticator_mail
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import Purpose
from chalicelib.domain.new_passwords import Way, newly_set
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.second_factor import (
    awaited_secret,
    begun,
    proves,
    provisioning_uri,
    put_in_service,
    recovery_code,
    spent,
    taken_away,
    totp_secret,
    with_recovery_codes,
)
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.sign_in_words import WRONG_CODE, session_over, until_when
from chalicelib.domain.tries import failed
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.people_ports import Accounts, Passwords, Secrets, Sessions
from chalicelib.use_cases.ports import Commit, Ids

_HIS_OWN = ("civility", "function", "phone_number")
_WRONG = {"currentPassword": "Le mot de passe actuel est incorrect.", "code": WRONG_CODE}
_IN_SERVICE = "Une application d'authentification est déjà en service sur votre compte. Retirez-la avant d'en choisir une autre."
_NONE = "Aucune application d'authentification n'est en service sur votre compte."
_NOT_BEGUN = "L'activation de l'application d'authentification n'a pas été commencée, ou il y a plus de 15 minutes. Affichez d'abord le QR code."
_Judge = Callable[[Credentials], Credentials | None]
"""The credentials after a right proof; None after a wrong one."""
_Decide = Callable[[Account, Credentials], tuple[Write, ...]]
"""The writes of an action, on the account and the credentials, from which a code that proved was taken."""


class Proof(Struct, frozen=True, kw_only=True):
    """What shows that it is still the same person: his password, or a code; one of them."""

    password: str | None = None
    code: str | None = None

    @property
    def field(self) -> str:
        """The field of the form that a fault is told beside."""
        return "code" if self.password is None else "currentPassword"


def change_profile(changes: dict[str, Any], *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, commit: Commit) -> Account:
    """Change ``civility``, ``function``, ``phone_number``, those given. Raises: SignedOut, StaleWrite."""
    account = accounts.account(user.account.id)
    if account is None:
        raise session_over("CLOSED")
    changed = {name: changes[name] for name in _HIS_OWN if name in changes and changes[name] != getattr(account, name)}
    if not changed:
        return account
    after = replace(account, **changed, updated_at=now)
    commit(after, own_fact(Fact.ACCOUNT_CHANGED, account, at=now, ids=ids, fields=" ".join(changed)))
    return after


def change_password(
    current: str,
    password: str,
    *,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    accounts: Accounts,
    sessions: Sessions,
    passwords: Passwords,
    secrets: Secrets,
    commit: Commit,
) -> tuple[Session, str]:
    """Set another password; answers this session under its new token, every other one is over.

    Raises: FaultyForm, SignedOut, Unavailable, StaleWrite.
    """
    must_be_strong(password)
    token = f"{user.account.id}.{secrets.secret()}"
    renewed: list[Session] = []

    def decide(account: Account, credentials: Credentials) -> tuple[Write, ...]:
        _, session = sessions.signed_in(account.id, user.session.id)
        if session is None or session.is_over(account, at=now):
            raise session_over("CLOSED")
        must_be_new(password, credentials, matches=passwords.matches)
        links = [sessions.link(each, account.id) for each in (Purpose.ACTIVATION, Purpose.RESET)]
        alone, writes = newly_set(account, credentials, passwords.hash(password), links=links, way=Way.ON_WISH, at=now, ids=ids)
        opened = session.renewed(token, stage=Stage.OPEN, at=now, era=alone.sessions_from, has_second_factor=session.has_second_factor)
        renewed[:] = [opened]
        return alone, *writes, Remove(session), opened

    _proved(Proof(password=current), decide, user=user, now=now, ids=ids, accounts=accounts, passwords=passwords, commit=commit)
    return renewed[0], token


def begin_authenticator(
    proof: Proof, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, passwords: Passwords, secrets: Secrets, commit: Commit
) -> tuple[str, str]:
    """Make an authenticator's secret, which serves nothing until a code of it is given, soon; answers it, and its address for a QR code.

    Raises: Invalid when one is in service, FaultyForm, SignedOut, Unavailable, StaleWrite.
    """
    secret = totp_secret(sha256(secrets.secret().encode()).digest())

    def decide(_: Account, credentials: Credentials) -> tuple[Write, ...]:
        if credentials.totp_secret is not None:
            raise Invalid(_IN_SERVICE)
        return (begun(credentials, secret, at=now),)

    _proved(proof, decide, user=user, now=now, ids=ids, accounts=accounts, passwords=passwords, commit=commit)
    return secret, provisioning_uri(secret, user.account.email)


def confirm_authenticator(
    code: str, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, secrets: Secrets, commit: Commit
) -> tuple[str, ...]:
    """Put an authenticator in service by a first code of it; answers the recovery codes, which are never shown again.

    A wrong code counts like any other: whoever gives it need not be who was shown the secret, in a browser left open.
    Raises: Invalid when none is being set up, or for too long; FaultyForm, SignedOut, Unavailable, StaleWrite.
    """
    codes = _recovery_codes(secrets)

    def judge(credentials: Credentials) -> Credentials | None:
        secret = awaited_secret(credentials, at=now)
        if secret is None:
            raise Invalid(_NOT_BEGUN)
        step = proves(secret, code, at=now)
        return None if step is None else put_in_service(credentials, step, codes)

    def decide(account: Account, in_service: Credentials) -> tuple[Write, ...]:
        fact = own_fact(Fact.SECOND_FACTOR_CHANGED, account, at=now, ids=ids, change="IN_SERVICE")
        return in_service, fact, authenticator_mail(account, is_on=True, cause=fact.id, at=now)

    _counted("code", judge, decide, user=user, now=now, ids=ids, accounts=accounts, commit=commit)
    return codes


def remove_authenticator(
    proof: Proof, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, passwords: Passwords, commit: Commit
) -> None:
    """Take the authenticator away, with its recovery codes: codes come by mail again.

    Raises: Invalid, FaultyForm, SignedOut, Unavailable, StaleWrite.
    """

    def decide(account: Account, credentials: Credentials) -> tuple[Write, ...]:
        if credentials.totp_secret is None:
            raise Invalid(_NONE)
        fact = own_fact(Fact.SECOND_FACTOR_CHANGED, account, at=now, ids=ids, change="TAKEN_AWAY")
        return taken_away(credentials), fact, authenticator_mail(account, is_on=False, cause=fact.id, at=now)

    _proved(proof, decide, user=user, now=now, ids=ids, accounts=accounts, passwords=passwords, commit=commit)


def renew_recovery_codes(
    proof: Proof, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, passwords: Passwords, secrets: Secrets, commit: Commit
) -> tuple[str, ...]:
    """Make new recovery codes; those before are worth nothing any more. Raises: Invalid, FaultyForm, SignedOut, Unavailable, StaleWrite."""
    codes = _recovery_codes(secrets)

    def decide(account: Account, credentials: Credentials) -> tuple[Write, ...]:
        if credentials.totp_secret is None:
            raise Invalid(_NONE)
        fact = own_fact(Fact.SECOND_FACTOR_CHANGED, account, at=now, ids=ids, change="RECOVERY_CODES")
        return with_recovery_codes(credentials, codes), fact

    _proved(proof, decide, user=user, now=now, ids=ids, accounts=accounts, passwords=passwords, commit=commit)
    return codes


def _recovery_codes(secrets: Secrets) -> tuple[str, ...]:
    return tuple(recovery_code(sha256(secrets.secret().encode()).digest()) for _ in range(LIMITS.recovery_codes))


def _proved(
    proof: Proof, decide: _Decide, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, passwords: Passwords, commit: Commit
) -> None:
    """Act once a proof is right. Raises: as ``_counted`` does."""

    def judge(credentials: Credentials) -> Credentials | None:
        return _judged(proof, credentials, passwords, now)

    _counted(proof.field, judge, decide, user=user, now=now, ids=ids, accounts=accounts, commit=commit)


def _counted(field: str, judge: _Judge, decide: _Decide, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, commit: Commit) -> None:
    """Act once something is proved; the try is counted before it is judged, like a sign-in, and taken back with the action.

    Raises: FaultyForm, beside ``field``, for a wrong proof or a blocked address; what ``judge`` and ``decide`` raise; Unavailable;
    StaleWrite before it was counted.
    """
    address = normalised(user.account.email)
    _, _, attempts = accounts.sign_in_facts(address)
    before = attempts or no_attempts(address, at=now)
    if before.blocked_until is not None and before.is_blocked(at=now):
        raise FaultyForm({field: until_when(before.blocked_until, now=now)})
    commit(before.tried(at=now))
    for _ in range(LIMITS.tries):
        account, credentials, attempts = accounts.sign_in_facts(address)
        if account is None or credentials is None:
            raise session_over("CLOSED")
        taken_back = () if attempts is None else (attempts.taken_back(before),)
        try:
            try:
                after = judge(credentials)
                writes = () if after is None else decide(account, after)
            except Invalid:  # the proof was right all the same, or there was nothing to prove
                if taken_back:
                    commit(*taken_back)
                raise
            if after is None:
                counted = before.tried(at=now)
                commit(*failed(address, account, counted, at=now, ids=ids))
                until = counted.blocked_until if counted.is_blocked(at=now) else None
                raise FaultyForm({field: _WRONG[field] if until is None else until_when(until, now=now)})
            commit(*writes, *taken_back)
        except StaleWrite:
            continue  # it is counted already: judged again here, not from the door
        return
    raise Unavailable("Too many changes at once")


def _judged(proof: Proof, credentials: Credentials, passwords: Passwords, now: datetime) -> Credentials | None:
    """The credentials after a right proof; None after a wrong one."""
    if proof.password is None:
        return spent(credentials, proof.code or "", at=now)
    is_right = passwords.matches(credentials.password_hash, proof.password[: LIMITS.password_max_length])
    return credentials if is_right and len(proof.password) <= LIMITS.password_max_length else None
