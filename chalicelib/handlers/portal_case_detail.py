"""The detail of a télédossier, written for the portal."""

from chalicelib.domain.case_actions import CaseActions, Target
from chalicelib.domain.case_status import NEW
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.timeline import Line
from chalicelib.handlers.portal_accounts_json import OrganisationNameJson
from chalicelib.handlers.portal_cases_json import (
    ActionsJson,
    AttachActionJson,
    CaseDetailJson,
    CaseProcessJson,
    FileJson,
    LineJson,
    PersonConcernedJson,
    StatusActionJson,
    TargetJson,
)
from chalicelib.handlers.portal_inbox_json import CaseActionJson
from chalicelib.use_cases.open_case import CaseDetail


def detail_json(detail: CaseDetail) -> CaseDetailJson:
    """Write a case as its reader may see it."""
    case, process = detail.dossier.case, detail.process
    refusal = detail.access.download_refusal
    event, prepared = detail.pending or (None, ())
    return CaseDetailJson.model_construct(
        id=case.id,
        version=detail.version,
        number=case.external_id,
        folder_number=case.folder_external_id,
        process=CaseProcessJson.model_construct(code=process.code, name=process.name),
        operator=_named(case.osl, detail),
        organisation=_named(case.recipient, detail),
        person=PersonConcernedJson.model_construct(
            label=process.person_label,
            first_name=case.applicant.first_name,
            last_name=case.applicant.last_name,
            email=case.applicant.email,
        ),
        status=str(case.status),
        label=case.label,
        is_new=case.label == NEW,
        is_read_only=detail.access.is_read_only,
        received_at=case.received_at,
        updated_at=case.updated_at,
        closed_at=case.closed_at,
        attachments=[FileJson.of(each, refusal=refusal) for each in case.attachments],
        pending_attachments=[FileJson.of(each, refusal=refusal, event_id=event.id if event else None, is_removable=True) for each in prepared],
        history=[_line(each, detail) for each in detail.lines],
        actions=_actions(detail.actions),
    )


def _named(organisation: OrganisationId, detail: CaseDetail) -> OrganisationNameJson:
    return OrganisationNameJson.model_construct(id=str(organisation), name=detail.names[organisation])


def _line(line: Line, detail: CaseDetail) -> LineJson:
    return LineJson.model_construct(
        id=line.id,
        kind=str(line.kind),
        label=line.label,
        at=line.at,
        author=line.author,
        organisation=_named(line.organisation, detail),
        by_operator=line.by_operator,
        status_before=str(line.status_before) if line.status_before else None,
        status_after=str(line.status_after) if line.status_after else None,
        changes=line.changes,
        message=line.message,
        message_label=line.message_label,
        comment=line.comment,
        detail=line.detail,
        is_editable=line.is_editable and detail.actions.comment_refusal is None,
        attachments=[FileJson.of(each, refusal=detail.access.download_refusal, event_id=line.id) for each in line.files],
    )


def _actions(actions: CaseActions) -> ActionsJson:
    return ActionsJson.model_construct(
        status=StatusActionJson.model_construct(
            is_allowed=actions.status_refusal is None,
            reason=actions.status_refusal,
            targets=_targets(actions.targets),
        ),
        message=CaseActionJson.of(actions.message_refusal),
        comment=CaseActionJson.of(actions.comment_refusal),
        attach=AttachActionJson.model_construct(
            is_allowed=actions.attach_refusal is None,
            reason=actions.attach_refusal,
            formats=list(actions.formats),
            format_labels=list(actions.format_labels),
            max_bytes=actions.max_bytes,
            max_files=LIMITS.attachments_per_event,
        ),
        download=CaseActionJson.of(actions.download_refusal),
        forced=None if actions.forced is None else _targets(actions.forced),
    )


def _targets(targets: tuple[Target, ...]) -> list[TargetJson]:
    return [
        TargetJson.model_construct(status=str(each.status), label=each.label, meaning=each.meaning, needs=each.needs, can_be_undone=False)
        for each in targets
    ]
