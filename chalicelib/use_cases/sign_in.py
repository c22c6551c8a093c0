"""A person signs in: address and password, second factor, a new password when the old one is too old (AUT-01 to AUT-07, AUT-12).

Every try is counted before it is judged, and taken back when it was good: however many come at once, no more are judged
than the rule allows. An address without an account goes the same way, through the same reads, writes and hashing.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.accounts import Account, account_id, normalised
from chalicelib.domain.audit import AuditFact, Fact, chain_of, chain_of_nobody
from chalicelib.domain.credentials import Attempts, Credentials, must_be_new, no_attempts
from chalicelib.domain.errors import Invalid, StaleWrite, Unavailable
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import Purpose
from chalicelib.domain.mails import Mail, mail
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.second_factor import spent
from chalicelib.domain.sessions import Session, Stage, account_of, token_digest
from chalicelib.domain.sign_in_words import blocked, deactivated, session_over, wrong_code, wrong_pair
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.people_ports import Accounts, Passwords, Secrets, Sessions
from chalicelib.use_cases.ports import Commit, Ids

_ATTEMPTS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIn:
    """How far a sign-in has come: the session, and the token that the browser gets for it."""

    account: Account
    session: Session
    token: str
    asks_authenticator: bool = False


def identify_user(token: str | None, *, stage: Stage, is_automatic: bool, now: datetime, sessions: Sessions, commit: Commit) -> PortalUser:
    """Who holds a live session of a stage; what he does is noted, unless his page only refreshes itself. Raises: SignedOut."""
    if not token:
        raise session_over()
    account, session = sessions.signed_in(account_of(token), token_digest(token))
    if account is None or session is None or session.stage is not stage:
        raise session_over("CLOSED" if token else "SIGNED_OUT")
    if session.is_over(account, at=now):
        raise session_over("EXPIRED" if now >= session.idle_end else "CLOSED")
    if not is_automatic and session.is_worth_noting(at=now):
        with suppress(StaleWrite):  # another request of the same person has just noted it
            commit(session.seen(at=now))
        account, session = sessions.signed_in(session.account_id, session.id)
        if account is None or session is None:
            raise session_over("CLOSED")
    return PortalUser(account=account, session=session)


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
    """Judge an address and a password; what is still asked is the session's stage. Raises: SignedOut, Unavailable."""
    address = normalised(email)
    _, credentials, before = _try(address, now=now, accounts=accounts, commit=commit)
    if not passwords.matches(credentials.password_hash if credentials else None, password[: LIMITS.password_max_length]):
        _fail(address, now=now, ids=ids, accounts=accounts, commit=commit)
        raise wrong_pair()
    token = f"{account_id(address)}.{secrets.secret()}"
    for _ in range(_ATTEMPTS):
        account, present, attempts = accounts.sign_in_facts(address)
        if account is None or credentials is None or present is None or present.password_hash != credentials.password_hash:
            raise wrong_pair()
        taken_back = () if attempts is None else (attempts.taken_back(before),)
        try:
            if not account.is_active:
                commit(*taken_back)
                raise deactivated(account)
            session = _begun(account, present, token, device=device, at=now)
            if session.stage is Stage.OPEN:
                done = () if attempts is None else (Remove(attempts),)
                commit(*done, session, account.signed_in(at=now), _fact(Fact.SIGNED_IN, account, now, ids))
            else:
                commit(*taken_back, session, *_code_mail(account, present, session, at=now))
            return SignIn(account=account, session=session, token=token, asks_authenticator=present.totp_secret is not None)
        except StaleWrite:
            continue
    raise Unavailable("Too many sign-ins at once")


def give_code(
    code: str, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, sessions: Sessions, secrets: Secrets, commit: Commit
) -> SignIn:
    """Judge the second factor: a mailed code, an authenticator's, or a recovery code. Each serves once. Raises: SignedOut."""
    address = user.account.email
    _try(address, now=now, accounts=accounts, commit=commit)
    token = f"{user.account.id}.{secrets.secret()}"
    for _ in range(_ATTEMPTS):
        account, credentials, attempts = accounts.sign_in_facts(address)
        _, session = sessions.signed_in(user.account.id, user.session.id)
        if account is None or credentials is None or session is None or session.is_over(account, at=now):
            raise session_over("CLOSED")
        after = credentials if credentials.totp_secret is None and session.accepts_code(code.strip(), at=now) else spent(credentials, code, at=now)
        if after is None:
            _fail(address, now=now, ids=ids, accounts=accounts, commit=commit)
            raise wrong_code()
        opened = _renewed(session, token, stage=_stage_after_factor(credentials, at=now), at=now, has_second_factor=True)
        writes: list[Write] = [Remove(session), opened]
        if after is not credentials:
            writes.append(after)
        if opened.stage is Stage.OPEN:
            writes += [account.signed_in(at=now), _fact(Fact.SIGNED_IN, account, now, ids)]
        if attempts is not None:
            writes.append(Remove(attempts))
        try:
            commit(*writes)
        except StaleWrite:
            continue
        return SignIn(account=account, session=opened, token=token)
    raise Unavailable("Too many sign-ins at once")


def send_code_again(*, user: PortalUser, now: datetime, accounts: Accounts, commit: Commit) -> None:
    """Mail another code; the one before is worth nothing once it leaves. Raises: Invalid when asked too often, StaleWrite."""
    session = user.session
    _, credentials = accounts.with_credentials(user.account.id)
    if credentials is None or credentials.totp_secret is not None:
        raise Invalid("Utilisez votre application d'authentification, ou l'un de vos codes de secours.")
    if session.codes_sent >= LIMITS.codes_per_sign_in:
        raise Invalid("Trop de codes ont été demandés. Recommencez la connexion.")
    if session.code_sent_at is not None and now - session.code_sent_at < LIMITS.code_pause:
        raise Invalid("Un code vient de vous être envoyé. Patientez quelques instants avant d'en demander un autre.")
    sent = replace(session, codes_sent=session.codes_sent + 1, code_sent_at=now)
    commit(sent, *_code_mail(user.account, credentials, sent, at=now))


def renew_password(
    password: str, *, user: PortalUser, now: datetime, ids: Ids, accounts: Accounts, passwords: Passwords, secrets: Secrets, commit: Commit
) -> SignIn:
    """Take the new password of a sign-in whose old one was too old; the session is open then. Raises: FaultyForm, StaleWrite."""
    account, credentials = accounts.with_credentials(user.account.id)
    if account is None or credentials is None:
        raise session_over("CLOSED")
    must_be_new(password, credentials, matches=passwords.matches)
    token = f"{account.id}.{secrets.secret()}"
    opened = _renewed(user.session, token, stage=Stage.OPEN, at=now, has_second_factor=user.session.has_second_factor)
    signed_in = replace(account.signed_in(at=now), sessions_from=now)
    facts = (_fact(Fact.PASSWORD_SET, account, now, ids), _fact(Fact.SIGNED_IN, account, now, ids))
    commit(credentials.with_password(passwords.hash(password), at=now), signed_in, Remove(user.session), opened, *facts)
    return SignIn(account=signed_in, session=opened, token=token)


def sign_out(*, user: PortalUser, now: datetime, ids: Ids, sessions: Sessions, commit: Commit) -> None:
    """End the session. Raises: StaleWrite."""
    _, session = sessions.signed_in(user.account.id, user.session.id)
    if session is not None:
        commit(Remove(session), _fact(Fact.SIGNED_OUT, user.account, now, ids))


def _try(address: str, *, now: datetime, accounts: Accounts, commit: Commit) -> tuple[Account | None, Credentials | None, Attempts]:
    """Count a try before it is judged; answers what it is judged by, and the count without it. Raises: SignedOut when blocked."""
    for _ in range(_ATTEMPTS):
        account, credentials, attempts = accounts.sign_in_facts(address)
        before = attempts or no_attempts(address, at=now)
        if before.blocked_until is not None and before.is_blocked(at=now):
            raise blocked(before.blocked_until, now=now)
        try:
            commit(before.tried(at=now))
        except StaleWrite:
            continue
        return account, credentials, before
    raise Unavailable("Too many sign-ins at once")


def _fail(address: str, *, now: datetime, ids: Iterator[str], accounts: Accounts, commit: Commit) -> None:
    """Trace a try that was wrong, and tell of the block when it made one. Raises: SignedOut when it did."""
    account, _, attempts = accounts.sign_in_facts(address)
    digest = attempts.address if attempts else ""
    chain, actor = (chain_of(account), account.id) if account else (chain_of_nobody(digest or "0"), digest)
    facts: list[Write] = [AuditFact(id=next(ids), chain=chain, at=now, fact=Fact.SIGN_IN_FAILED, actor=actor)]
    until = attempts.blocked_until if attempts and attempts.is_blocked(at=now) else None
    if until is not None:
        facts.append(AuditFact(id=next(ids), chain=chain, at=now, fact=Fact.BLOCKED, actor=actor))
    commit(*facts)
    if until is not None:
        with suppress(StaleWrite):  # the mail of this block is written already
            commit(_block_mail(address, until, at=now))
        raise blocked(until, now=now)


def _block_mail(address: str, until: datetime, *, at: datetime) -> Mail:
    """Tell of a block: written for any address, sent only where there is an account."""
    words = {"reason": blocked(until, now=at).messages[0]}
    return mail("compte_bloque", address, cause=until.isoformat(), at=at, words=words, account_id=account_id(address))


def _begun(account: Account, credentials: Credentials, token: str, *, device: str, at: datetime) -> Session:
    stage = Stage.SECOND_FACTOR if account.needs_second_factor else _stage_after_factor(credentials, at=at)
    is_mailed = stage is Stage.SECOND_FACTOR and credentials.totp_secret is None
    return Session(
        id=token_digest(token),
        account_id=account.id,
        stage=stage,
        device=device,
        code_sent_at=at if is_mailed else None,
        codes_sent=1 if is_mailed else 0,
        opened_at=at,
        seen_at=at,
        expires_at=at + (LIMITS.session_life if stage is Stage.OPEN else LIMITS.sign_in_life),
    )


def _stage_after_factor(credentials: Credentials, *, at: datetime) -> Stage:
    return Stage.NEW_PASSWORD if credentials.is_expired(at=at) else Stage.OPEN


def _renewed(session: Session, token: str, *, stage: Stage, at: datetime, has_second_factor: bool) -> Session:
    """The session of the next stage: another token, so that one known before is worth nothing."""
    life = LIMITS.session_life if stage is Stage.OPEN else LIMITS.sign_in_life
    return replace(
        session,
        id=token_digest(token),
        stage=stage,
        has_second_factor=has_second_factor,
        code_digest=None,
        code_expires_at=None,
        opened_at=at,
        seen_at=at,
        expires_at=at + life,
        version=0,
    )


def _code_mail(account: Account, credentials: Credentials, session: Session, *, at: datetime) -> tuple[Mail, ...]:
    if session.stage is not Stage.SECOND_FACTOR or credentials.totp_secret is not None:
        return ()
    subject = f"{account.id}/{session.id}"
    cause = f"{session.id}|{session.codes_sent}"
    return (mail("code_connexion", account.email, cause=cause, at=at, account_id=account.id, mints=Purpose.CODE, subject=subject),)


def _fact(fact: Fact, account: Account, at: datetime, ids: Iterator[str]) -> AuditFact:
    return AuditFact(id=next(ids), chain=chain_of(account), at=at, fact=fact, actor=account.id, subject=account.id)
