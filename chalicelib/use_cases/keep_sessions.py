"""Sessions that are open: who holds one, which ones a person has, how they end (AUT-07)."""

from contextlib import suppress
from datetime import datetime

from chalicelib.domain.accounts import Account
from chalicelib.domain.audit import Fact, own_fact
from chalicelib.domain.errors import Invalid, NotFound, StaleWrite
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.sessions import Session, Stage, account_of, token_digest
from chalicelib.domain.sign_in_words import session_over, why_over
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove
from chalicelib.use_cases.people_ports import Sessions
from chalicelib.use_cases.ports import Commit, Ids


def identify_user(token: str | None, *, stage: Stage, is_automatic: bool, now: datetime, sessions: Sessions, commit: Commit) -> PortalUser:
    """Who holds a live session of a stage; what he does is noted, unless his page only refreshes itself. Raises: SignedOut."""
    if not token:
        raise session_over()
    account, session = _live(account_of(token), token_digest(token), stage, now=now, sessions=sessions)
    if not is_automatic and session.is_worth_noting(at=now):
        with suppress(StaleWrite):  # another request of the same person has just noted it, or the session has just ended
            commit(session.seen(at=now))
        account, session = _live(account.id, session.id, stage, now=now, sessions=sessions)
    return PortalUser(account=account, session=session)


def sign_out(*, user: PortalUser, now: datetime, ids: Ids, sessions: Sessions, commit: Commit) -> None:
    """End the session. Raises: StaleWrite."""
    _, session = sessions.signed_in(user.account.id, user.session.id)
    if session is not None:
        commit(Remove(session), own_fact(Fact.SIGNED_OUT, user.account, at=now, ids=ids))


def my_sessions(user: PortalUser, *, now: datetime, sessions: Sessions) -> tuple[Session, ...]:
    """His open sessions, the one last used first."""
    every = sessions.of_account(user.account.id)
    live = (each for each in every if each.stage is Stage.OPEN and not each.is_over(user.account, at=now))
    return tuple(sorted(live, key=lambda each: (each.seen_at, each.id), reverse=True))


def close_session(session_id: str, *, user: PortalUser, now: datetime, ids: Ids, sessions: Sessions, commit: Commit) -> None:
    """End another of his sessions. Raises: NotFound, Invalid for the one he uses, StaleWrite."""
    if session_id == user.session.id:
        raise Invalid("Pour fermer la session que vous utilisez, choisissez « Se déconnecter ».")
    _, session = sessions.signed_in(user.account.id, session_id)
    if session is None:
        raise NotFound("Cette session est déjà fermée.")
    commit(Remove(session), own_fact(Fact.SESSION_CLOSED, user.account, at=now, ids=ids))


def close_other_sessions(*, user: PortalUser, now: datetime, ids: Ids, sessions: Sessions, commit: Commit) -> None:
    """End every session but this one, those that are just being opened too. Raises: SignedOut, StaleWrite."""
    account, session = _live(user.account.id, user.session.id, Stage.OPEN, now=now, sessions=sessions)
    alone = account.without_sessions(at=now)
    commit(alone, replace(session, era=alone.sessions_from), own_fact(Fact.SESSION_CLOSED, account, at=now, ids=ids, which="OTHERS"))


def _live(account_id: str, session_id: str, stage: Stage, *, now: datetime, sessions: Sessions) -> tuple[Account, Session]:
    account, session = sessions.signed_in(account_id, session_id)
    if account is None or session is None or session.stage is not stage:
        raise session_over("CLOSED")
    if session.is_over(account, at=now):
        raise why_over(session, account, at=now)
    return account, session
