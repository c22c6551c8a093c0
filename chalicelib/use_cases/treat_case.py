"""A person treats a télédossier in the portal: its status, messages, comments; the support undoes a status.

Each action is one event of the interface, committed with the case and with who is told of it (POR-05, POR-06, ACC-11).
"""

from datetime import datetime

from msgspec import Struct

from chalicelib.domain.audit import Fact, doer_of
from chalicelib.domain.case_actions import chosen_status, forced_status, message_refusal, text_with
from chalicelib.domain.case_events import ActionType, CaseEvent, Dossier, EventDraft
from chalicelib.domain.case_versions import must_be_as_seen, version_of
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Changed, FaultyForm, Invalid, NotFound
from chalicelib.domain.history import Deed, HistoryEntry
from chalicelib.domain.pending_files import pending_of
from chalicelib.domain.portal_events import PortalChange, acted, chosen, forced, instructor_of
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ActorType
from chalicelib.domain.status_confirmation import must_be_confirmed
from chalicelib.domain.subscriptions import Subscription
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Unchanged
from chalicelib.use_cases.dossier_at_hand import dossier_to_read, dossier_to_treat
from chalicelib.use_cases.ports import Commit, Exchange, Ids

_OPERATOR = "L'opérateur de la démarche"
_COMMENT_CHANGED = "Ce commentaire a été modifié depuis que vous l'avez ouvert ; votre modification n'a pas été enregistrée."


class Treated(Struct, frozen=True, kw_only=True):
    """A case after an action, as its person has seen it now, and the event that tells of it."""

    case: Case
    version: str
    event_id: str


def change_status(
    case_id: str,
    wanted: str,
    *,
    reason: str | None,
    message: str | None,
    version: str | None,
    event_id: str | None,
    is_confirmed: bool,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    commit: Commit,
) -> Treated:
    """Move a case where a person chose, with the text that goes with it. ``event_id`` names the act: given again, it is done once.

    Raises: NotFound, Forbidden, Changed since ``version``, Invalid, FaultyForm, ConfirmationNeeded, StaleWrite.
    """
    dossier, process, subscription = dossier_to_treat(case_id, user, exchange)
    if event_id is not None and _is_done(dossier, event_id):
        return _as_done(dossier, event_id)
    must_be_as_seen(dossier, version, operator=_OPERATOR)
    status = chosen_status(dossier.case, wanted, process)
    text = text_with(status, process, reason=reason, message=message)
    pending = pending_of(dossier, instructor_of(user, dossier.case))
    must_be_confirmed(status, is_confirmed=is_confirmed, unsent=[each.file_name for each in pending[1]] if pending else ())
    change = chosen(dossier.case, status, text=text, event_id=event_id, user=user, process=process, subscription=subscription, at=now, ids=ids)
    commit(*change.writes)
    return _treated(dossier, change)


def force_status(
    case_id: str,
    wanted: str,
    *,
    reason: str,
    version: str | None,
    event_id: str | None,
    is_confirmed: bool,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    commit: Commit,
) -> Treated:
    """Set a status that cannot be reached otherwise, for the support; the trail keeps it. ``event_id`` as for :func:`change_status`.

    Raises: NotFound, Forbidden, Changed, Invalid, FaultyForm, ConfirmationNeeded, StaleWrite.
    """
    user.must_be(ActorType.NATIONAL_ADMINISTRATOR)
    dossier, process, subscription, _ = dossier_to_read(case_id, user, exchange)
    if event_id is not None and _is_done(dossier, event_id):
        return _as_done(dossier, event_id)
    must_be_as_seen(dossier, version, operator=_OPERATOR)
    status = forced_status(dossier.case, wanted, process)
    text = _text(reason, field="reason")
    must_be_confirmed(status, is_confirmed=is_confirmed)
    change = forced(dossier.case, status, reason=text, event_id=event_id, user=user, process=process, subscription=subscription, at=now, ids=ids)
    details = {"from": str(dossier.case.status), "to": str(change.case.status), "organisation": str(dossier.case.recipient)}
    commit(*change.writes, doer_of(user.account).did(Fact.STATUS_FORCED, at=now, ids=ids, subject=case_id, **details))
    return _treated(dossier, change)


def send_message(
    case_id: str, message: str, *, event_id: str | None, user: PortalUser, now: datetime, ids: Ids, exchange: Exchange, commit: Commit
) -> Treated:
    """Write to the person concerned, through the operator. ``event_id`` names the message: given again, it is sent once.

    Raises: NotFound, Forbidden, Invalid, FaultyForm, StaleWrite.
    """
    dossier, process, subscription = dossier_to_treat(case_id, user, exchange)
    if (refusal := message_refusal(process)) is not None:
        raise Invalid(refusal)
    draft = EventDraft(action_type=ActionType.SENDING_MESSAGE, message=_text(message, field="message"))
    return _said(draft, dossier, process, subscription, event_id=event_id, user=user, now=now, ids=ids, commit=commit)


def add_comment(
    case_id: str, comment: str, *, event_id: str | None, user: PortalUser, now: datetime, ids: Ids, exchange: Exchange, commit: Commit
) -> Treated:
    """Leave a comment to one's own organisation; nobody else is told. Raises: as :func:`send_message`."""
    dossier, process, subscription = dossier_to_treat(case_id, user, exchange)
    draft = EventDraft(action_type=ActionType.COM_ADD, comment=_text(comment, field="comment"))
    return _said(draft, dossier, process, subscription, event_id=event_id, user=user, now=now, ids=ids, commit=commit)


def edit_comment(
    case_id: str,
    event_id: str,
    comment: str,
    *,
    before: str | None,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    exchange: Exchange,
    commit: Commit,
) -> Treated:
    """Change a comment of one's own organisation, until the case is « Clos »; the history says who did.

    ``before`` is the text as its person read it. Raises: NotFound, Forbidden, FaultyForm, Changed, StaleWrite.
    """
    dossier, _, _ = dossier_to_treat(case_id, user, exchange)
    caller = instructor_of(user, dossier.case)
    own = [each for each in dossier.events if each.id == event_id and each.action_type is ActionType.COM_ADD and each.is_sent_by(caller)]
    if not own:
        raise NotFound("Ce commentaire n'existe pas ou n'existe plus.")
    text = _text(comment, field="comment")
    if own[0].comment != text:
        if before is not None and before != own[0].comment:
            raise Changed(_COMMENT_CHANGED)
        trace = HistoryEntry(
            id=next(ids),
            case_id=case_id,
            deed=Deed.COMMENT_EDITED,
            at=now,
            organisation=user.acting_for,
            account_id=user.account.id,
            author=user.account.full_name,
            detail=event_id,
        )
        commit(replace(own[0], comment=text, updated_at=now), Unchanged(dossier.case), trace)
    return Treated(case=dossier.case, version=version_of(dossier), event_id=event_id)


def _said(
    draft: EventDraft,
    dossier: Dossier,
    process: Process,
    subscription: Subscription | None,
    *,
    event_id: str | None,
    user: PortalUser,
    now: datetime,
    ids: Ids,
    commit: Commit,
) -> Treated:
    if event_id is not None and _is_done(dossier, event_id):
        return _as_done(dossier, event_id)
    is_told = draft.action_type == ActionType.SENDING_MESSAGE
    caller = instructor_of(user, dossier.case)
    change = acted(
        dossier.case,
        draft,
        event_id=event_id,
        caller=caller,
        user=user,
        process=process,
        subscription=subscription,
        at=now,
        ids=ids,
        is_told=is_told,
    )
    commit(*change.writes)
    return _treated(dossier, change)


def _is_done(dossier: Dossier, event_id: str) -> bool:
    """Whether the act of this name was done: its answer did not come through, or it is asked twice."""
    return any(each.id == event_id for each in dossier.events)


def _as_done(dossier: Dossier, event_id: str) -> Treated:
    return Treated(case=dossier.case, version=version_of(dossier), event_id=event_id)


def _treated(dossier: Dossier, change: PortalChange) -> Treated:
    event: CaseEvent | None = change.event
    assert event is not None  # what a person chooses is always an event
    after = replace(dossier, case=change.case, events=(*dossier.events, event))
    return Treated(case=change.case, version=version_of(after), event_id=event.id)


def _text(text: str, *, field: str) -> str:
    """A text that says something. Raises: FaultyForm."""
    if not (said := text.strip()):
        raise FaultyForm({field: "Ce champ est obligatoire."})
    return said
