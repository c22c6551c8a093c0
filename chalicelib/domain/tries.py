"""What is written of a try that failed, for an address with an account and for one without alike (AUT-05, AUT-10, AUT-12)."""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.accounts import Account
from chalicelib.domain.audit import Doer, Fact, chain_of_nobody, doer_of
from chalicelib.domain.credentials import Attempts
from chalicelib.domain.identity_mails import block_mail
from chalicelib.domain.writes import Write


def failed(email: str, account: Account | None, counted: Attempts, *, at: datetime, ids: Iterator[str]) -> tuple[Write, ...]:
    """The facts of a failure and, when it was the one that blocks, the mail that tells of it; ``counted`` has the try in it."""
    doer = doer_of(account) if account else Doer(chain=chain_of_nobody(counted.address), actor=counted.address)
    subject = account.id if account else None
    failure = doer.did(Fact.SIGN_IN_FAILED, at=at, ids=ids, subject=subject)
    if counted.blocked_until is None or not counted.is_blocked(at=at):
        return (failure,)
    block = doer.did(Fact.BLOCKED, at=at, ids=ids, subject=subject)
    return failure, block, block_mail(email, counted.blocked_until, cause=block.id, at=at)
