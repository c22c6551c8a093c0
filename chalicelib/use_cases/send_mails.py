"""Mails leave, each at most once (MAI-01); the secret a mail carries is made as it leaves (AUT-09)."""

from datetime import datetime

from chalicelib.domain.errors import Busy, StaleWrite, Unavailable
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.links import Purpose, new_link
from chalicelib.domain.mails import Mail, MailState
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.people_ports import Accounts, Secrets, Sessions
from chalicelib.use_cases.ports import Commit, MailCarrier, Outbox, Referential

_ASKED_AT_WILL = {Purpose.RESET, Purpose.ACTIVATION}


def send_mail(
    mail_id: str,
    *,
    now: datetime,
    outbox: Outbox,
    accounts: Accounts,
    sessions: Sessions,
    secrets: Secrets,
    referential: Referential,
    carrier: MailCarrier,
    commit: Commit,
) -> bool:
    """Send a mail if nobody has; answers whether it left now.

    It is claimed before it is handed over, in one transaction with the digest of the secret it carries: cut off in between,
    it is never sent twice, and stays to be looked at; of two senders only the one that sends has made a secret. One for an
    account that is not there, for a session that is over, or asked for again too soon goes nowhere.
    Raises: Unavailable when it surely did not leave (it can be tried again; Busy when that is no try of it), StaleWrite when
    another sender took it.
    """
    taken = _taken(mail_id, now=now, outbox=outbox, accounts=accounts, sessions=sessions, secrets=secrets, referential=referential, commit=commit)
    if taken is None:
        return False
    claimed, sent = taken
    try:
        carrier.send(sent)
    except Busy:
        commit(claimed.let_go())
        raise
    except Unavailable:
        commit(claimed.failed(at=now))
        raise
    commit(Remove(claimed))
    return True


def _taken(
    mail_id: str,
    *,
    now: datetime,
    outbox: Outbox,
    accounts: Accounts,
    sessions: Sessions,
    secrets: Secrets,
    referential: Referential,
    commit: Commit,
) -> tuple[Mail, Mail] | None:
    """The mail as it is claimed, and with the words it leaves with; None when there is nothing to send. Raises: StaleWrite, Unavailable."""
    for attempt in range(LIMITS.tries):
        mail = outbox.mail(mail_id)
        if mail is None or mail.state is not MailState.WAITING:
            if attempt:
                raise StaleWrite("Another sender has taken the mail")
            return None
        minted = _minted(mail, now=now, sessions=sessions, secrets=secrets) if _has_reader(mail, accounts) else None
        names = {} if minted is None else _names(mail, referential)
        try:
            if minted is None:
                commit(Remove(mail))
                return None
            words, proof = minted
            commit(mail.claimed(at=now), *proof)
        except StaleWrite:
            continue  # the session was just used, another link was just made, or another sender was quicker
        claimed = replace(mail.claimed(at=now), version=mail.version + 1)
        return claimed, replace(claimed, words={**mail.words, **names, **words})
    raise Unavailable("Too many senders at once")


def _names(mail: Mail, referential: Referential) -> dict[str, str]:
    """What people call the processes and the organisation that a mail names by code and id; those that nobody knows keep them."""
    named: dict[str, str] = {}
    for word in ("process", "processes"):
        if codes := mail.words.get(word):
            found = {code: referential.process(code) for code in codes.split(", ")}
            named[word] = ", ".join(process.name if process else code for code, process in found.items())
    if (written := mail.words.get("organisation")) and (organisation := referential.organisation(OrganisationId.parse(written))):
        named["organisation"] = organisation.name
    return named


def _has_reader(mail: Mail, accounts: Accounts) -> bool:
    if mail.account_id is None:
        return True
    account = accounts.account(mail.account_id)
    return account is not None and account.is_active


def _minted(mail: Mail, *, now: datetime, sessions: Sessions, secrets: Secrets) -> tuple[dict[str, str], tuple[Write, ...]] | None:
    """The secret a mail carries, as its word, and its digest to be stored; None when there is nothing left to open with it."""
    if mail.mints is None:
        return {}, ()
    subject = mail.subject or ""
    if mail.mints is Purpose.CODE:
        account_id, _, session_id = subject.partition("/")
        account, session = sessions.signed_in(account_id, session_id)
        if account is None or session is None or session.is_over(account, at=now):
            return None
        code = secrets.code()
        return {"code": code}, (session.with_code(code, at=now),)
    before = sessions.link(mail.mints, subject)
    if mail.mints in _ASKED_AT_WILL and mail.is_untried and before is not None and before.is_fresh(at=now):
        return None  # whoever asks again and again fills nobody's mailbox
    secret = secrets.secret()
    return {"token": f"{subject}.{secret}"}, (new_link(mail.mints, subject, secret, before=before, at=now),)


def forgotten_mails(*, now: datetime, limit: int, outbox: Outbox) -> tuple[Mail, ...]:
    """Mails that nobody has taken in time: their message to the queue was lost."""
    return outbox.waiting(created_before=now - LIMITS.mail_grace, limit=limit)
