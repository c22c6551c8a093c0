"""A person signs in: address and password, second factor, a new password when the old one is too old (AUT-01 to AUT-06, AUT-12).

Every try is counted before it is judged, and taken back when it was good: however many come at once, no more are judged
than the rule allows. An address without an account goes the same way, through the same reads, writes and hashing.

Until a try is counted, what has changed meanwhile is the door's to begin again (StaleWrite); afterwards it is settled here,
so that no try is ever counted twice.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from chalicelib.domain.accounts import Account, account_id, normalised
from chalicelib.domain.audit import Fact, own_fact
from chalicelib.domain.credentials import Attempts, Credentials, must_be_new, no_attempts
from chalicelib.domain.errors import Invalid, SignedOut, StaleWrite, Unavailable
from chalicelib.domain.identity_mails import code_mail
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import Purpose
from chalicelib.domain.new_passwords import Way, newly_set
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.second_factor import spent
from chalicelib.domain.sessions import Session, Stage, life_of, token_digest
from chalicelib.domain.sign_in_words import blocked, deactivated, session_over, wrong_code, wrong_pair
from chalicelib.domain.tries import failed
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Unchanged, Write
from chalicelib.use_cases.people_ports import Accounts, Passwords, Secrets, Sessions
from chalicelib.use_cases.ports import Commit, Ids

T = TypeVar("T")


class SignIn(Struct, frozen=True, kw_only=True):
    """How far a sign-in has come: the session, and the token that the browser gets for it."""

    account: Account
    session: Session
    token: str
    asks_authenticator: bool = False


def sign_in(
    email: str,
    password: str,
    *,
    device: str,
    now: datetime,
    ids: Ids,
    accounts: Accounts,
    passwords: Passwords,
    secrets: Secrets,
    commit: Commit,
) -> SignIn:
    """Judge an address and a password; what is still asked is the session's stage. Raises: SignedOut, Unavailable, StaleWrite."""
    address = normalised(email)
    somebody, judged, before = _counted(address, now=now, accounts=accounts, commit=commit)
    password_hash = judged.password_hash if judged else None
    if not passwords.matches(password_hash, password[: LIMITS.password_max_length]) or len(password) > LIMITS.password_max_length:
        raise _refused(wrong_pair(), address, somebody, before, now=now, ids=ids, commit=commit)
    token = f"{account_id(address)}.{secrets.secret()}"

    def settle() -> SignIn:
        account, credentials, attempts = accounts.sign_in_facts(address)
        if account is None or credentials is None or credentials.password_hash != password_hash:
            raise _refused(wrong_pair(), address, account, before, now=now, ids=ids, commit=commit)
        taken_back = () if attempts is None else (attempts.taken_back(before),)
        if not account.is_active:
            commit(*taken_back, own_fact(Fact.SIGN_IN_FAILED, account, at=now, ids=ids, cause="DEACTIVATED"))
            raise deactivated(account)
        session = _begun(account, credentials, token, device=device, at=now)
        if session.stage is Stage.OPEN:
            done = () if attempts is None else (Remove(attempts),)
            commit(*done, Unchanged(credentials), session, account.signed_in(at=now), own_fact(Fact.SIGNED_IN, account, at=now, ids=ids))
        else:
            mailed = (code_mail(account, session, at=now),) if session.codes_sent else ()
            commit(*taken_back, Unchanged(credentials), session, *mailed)
        return SignIn(account=account, session=session, token=token, asks_authenticator=credentials.totp_secret is not None)

    return _settled(settle)


def give_code(
    code: str, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, sessions: Sessions, secrets: Secrets, commit: Commit
) -> SignIn:
    """Judge the second factor: a mailed code, an authenticator's, or a recovery code. Each serves once.

    Raises: SignedOut, Unavailable, StaleWrite.
    """
    address = normalised(user.account.email)
    _, _, before = _counted(address, now=now, accounts=accounts, commit=commit)
    token = f"{user.account.id}.{secrets.secret()}"

    def settle() -> SignIn:
        account, credentials, attempts = accounts.sign_in_facts(address)
        _, session = sessions.signed_in(user.account.id, user.session.id)
        if account is None or credentials is None or session is None or session.is_over(account, at=now):
            raise session_over("CLOSED")
        is_mailed = credentials.totp_secret is None and session.accepts_code(code, at=now)
        after = credentials if is_mailed else spent(credentials, code, at=now)
        if after is None:
            raise _refused(wrong_code(), address, account, before, now=now, ids=ids, commit=commit)
        stage = _stage_after_factor(credentials, at=now)
        opened = session.renewed(token, stage=stage, at=now, era=account.sessions_from, has_second_factor=True)
        writes: list[Write] = [Remove(session), opened, Unchanged(credentials) if is_mailed else after]
        if stage is Stage.OPEN:
            writes += [account.signed_in(at=now), own_fact(Fact.SIGNED_IN, account, at=now, ids=ids)]
        if attempts is not None:
            writes.append(Remove(attempts))
        commit(*writes)
        return SignIn(account=account, session=opened, token=token)

    return _settled(settle)


def send_code_again(*, user: PortalUser, now: datetime, accounts: Accounts, sessions: Sessions, commit: Commit) -> None:
    """Mail another code; the one before is worth nothing once it leaves. Raises: Invalid when asked too often, SignedOut, StaleWrite."""
    account, session = _under_way(user, sessions, now=now)
    _, credentials = accounts.with_credentials(account.id)
    if credentials is None or credentials.totp_secret is not None:
        raise Invalid("Utilisez votre application d'authentification, ou l'un de vos codes de secours.")
    if session.codes_sent >= LIMITS.codes_per_sign_in:
        raise Invalid("Trop de codes ont été demandés. Recommencez la connexion.")
    if session.code_sent_at is not None and now - session.code_sent_at < LIMITS.code_pause:
        raise Invalid("Un code vient de vous être envoyé. Patientez quelques instants avant d'en demander un autre.")
    sent = replace(session, codes_sent=session.codes_sent + 1, code_sent_at=now)
    commit(sent, code_mail(account, sent, at=now))


def renew_password(
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
) -> SignIn:
    """Take the new password of a sign-in whose old one was too old; this session alone is open then. Raises: FaultyForm, SignedOut, StaleWrite."""
    _, session = _under_way(user, sessions, now=now)
    account, credentials = accounts.with_credentials(user.account.id)
    if account is None or credentials is None:
        raise session_over("CLOSED")
    must_be_new(password, credentials, matches=passwords.matches)
    links = [sessions.link(each, account.id) for each in (Purpose.ACTIVATION, Purpose.RESET)]
    alone, writes = newly_set(account, credentials, passwords.hash(password), links=links, way=Way.AT_SIGN_IN, at=now, ids=ids)
    token = f"{account.id}.{secrets.secret()}"
    opened = session.renewed(token, stage=Stage.OPEN, at=now, era=alone.sessions_from, has_second_factor=session.has_second_factor)
    commit(*writes, alone.signed_in(at=now), Remove(session), opened, own_fact(Fact.SIGNED_IN, account, at=now, ids=ids))
    return SignIn(account=alone, session=opened, token=token)


def _under_way(user: PortalUser, sessions: Sessions, *, now: datetime) -> tuple[Account, Session]:
    """The sign-in as it is by now. Raises: SignedOut when it is no more."""
    account, session = sessions.signed_in(user.account.id, user.session.id)
    if account is None or session is None or session.is_over(account, at=now):
        raise session_over("CLOSED")
    return account, session


def _counted(address: str, *, now: datetime, accounts: Accounts, commit: Commit) -> tuple[Account | None, Credentials | None, Attempts]:
    """Count a try before it is judged; answers what it is judged by, and the count without it. Raises: SignedOut when blocked, StaleWrite."""
    account, credentials, attempts = accounts.sign_in_facts(address)
    before = attempts or no_attempts(address, at=now)
    if before.blocked_until is not None and before.is_blocked(at=now):
        raise blocked(before.blocked_until, now=now)
    commit(before.tried(at=now))
    return account, credentials, before


def _refused(
    refusal: SignedOut, address: str, account: Account | None, before: Attempts, *, now: datetime, ids: Iterator[str], commit: Commit
) -> SignedOut:
    """Trace a try that was wrong; answers the refusal, or the block that it made."""
    counted = before.tried(at=now)
    facts = failed(address, account, counted, at=now, ids=ids)
    _settled(lambda: commit(*facts))
    until = counted.blocked_until if counted.is_blocked(at=now) else None
    return refusal if until is None else blocked(until, now=now)


def _settled(action: Callable[[], T]) -> T:
    """Act on what is there by now, again when it has changed meanwhile: the try that led here is counted already. Raises: Unavailable."""
    for _ in range(LIMITS.tries):
        try:
            return action()
        except StaleWrite:
            continue
    raise Unavailable("Too many sign-ins at once")


def _begun(account: Account, credentials: Credentials, token: str, *, device: str, at: datetime) -> Session:
    """The session of a right password; whoever has an authenticator is asked for it, whether he must have one or not."""
    is_asked = account.needs_second_factor or credentials.totp_secret is not None
    stage = Stage.SECOND_FACTOR if is_asked else _stage_after_factor(credentials, at=at)
    is_mailed = stage is Stage.SECOND_FACTOR and credentials.totp_secret is None
    return Session(
        id=token_digest(token),
        account_id=account.id,
        era=account.sessions_from,
        stage=stage,
        device=device,
        code_sent_at=at if is_mailed else None,
        codes_sent=1 if is_mailed else 0,
        opened_at=at,
        seen_at=at,
        expires_at=at + life_of(stage),
    )


def _stage_after_factor(credentials: Credentials, *, at: datetime) -> Stage:
    return Stage.NEW_PASSWORD if credentials.is_expired(at=at) else Stage.OPEN
