"""/teledossiers/v1/cases: what both sides read and do on a case."""

from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import Invalid, unauthorized_user
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.cases_json import CaseStatusBody, FullCaseJson, case_json
from chalicelib.handlers.file_answers import FILE_ANSWERS, FILE_CONDITIONS, handed_out
from chalicelib.handlers.http import Routes
from chalicelib.handlers.notifications_json import FileToPurge, FileToPurgeJson, MigrationBody, MigrationJson
from chalicelib.handlers.requests import Call, Parameter, text
from chalicelib.handlers.shape_faults import HEAD, at, missing
from chalicelib.use_cases import instruct, migrate, purge_lists

routes = Routes(__name__, tag="Folder")
PARTNERS = {Scope.ADMIN, Scope.OSL, Scope.SI}
CASES = "/teledossiers/v1/cases"
LITE = Parameter(name="lite", read=text(14), schema={"type": "string", "maxLength": 14}, description="true leaves out events and attachments")


@routes.route(
    "PUT",
    CASES + "/migrate",
    scopes={Scope.ADMIN, Scope.SI},
    operation_id="migrateCases",
    summary="Move all of one organisation to another, page by page; to be repeated until it answers 0",
    body=MigrationBody,
    answers={200: MigrationJson, 400: None, 404: None},
)
def migrate_cases(call: Call[MigrationBody]) -> Answer:
    if call.caller.scope is Scope.SI:
        raise unauthorized_user()
    source, target = call.body.organization_source, call.body.organization_target
    if source is None or target is None:
        absent = [name for name, value in (("organizationSource", source), ("organizationTarget", target)) if value is None]
        raise Invalid("\n".join([HEAD, at("PUT", CASES + "/migrate", "@body", missing(absent))]))
    moved = migrate.migrate_organisation(
        source.to_domain(),
        target.to_domain(),
        now=call.now,
        exchange=call.hub.exchange,
        notifications=call.hub.notifications,
        referential=call.hub.referential,
        commit=call.hub.commit,
    )
    return answer_json(MigrationJson(case_updated=moved))


@routes.route(
    "GET",
    CASES + "/{caseId}",
    scopes=PARTNERS,
    operation_id="getCaseById",
    summary="Read a case with its attachments and its events",
    parameters=[LITE],
    answers={200: FullCaseJson, 400: None, 404: None},
)
def read_case(call: Call[None]) -> Answer:
    is_lite = (call.values["lite"] or "").lower() == "true"
    dossier = instruct.read_case(
        call.values["caseId"], is_lite=is_lite, caller=call.caller, now=call.now, exchange=call.hub.exchange, commit=call.hub.commit
    )
    return answer_json(case_json(dossier, call.caller, is_lite=is_lite))


@routes.patch(
    CASES + "/{caseId}",
    scopes=PARTNERS,
    operation_id="updateCase",
    summary="Move a case to another status",
    body=CaseStatusBody,
    answers={204: None, 400: None, 404: None},
)
def update_case(call: Call[CaseStatusBody]) -> Answer:
    if call.body.status is None:
        raise Invalid("Case status is missing")
    instruct.move_case(call.values["caseId"], call.body.status, caller=call.caller, now=call.now, exchange=call.hub.exchange, commit=call.hub.commit)
    return no_content()


@routes.route(
    "GET",
    CASES + "/{caseId}/attachments/{attachmentId}",
    scopes=PARTNERS,
    operation_id="downloadCaseAttachmentById",
    summary="Fetch a file of a case",
    parameters=FILE_CONDITIONS,
    answers=FILE_ANSWERS,
    answer_headers=["digest", "ETag", "Content-Range", "Location"],
)
def download(call: Call[None]) -> Answer:
    found = instruct.download_case_attachment(
        call.values["caseId"],
        call.values["attachmentId"],
        caller=call.caller,
        now=call.now,
        exchange=call.hub.exchange,
        files=call.hub.files,
        links=call.hub.links,
    )
    return handed_out(found, call)


@routes.route(
    "GET",
    "/teledossiers/v1/attachmentsIdsForPurge",
    scopes=PARTNERS,
    operation_id="getListIdCaseForPurge",
    summary="List the caller's files that are due to be purged",
    answers={200: list[FileToPurgeJson], 400: None},
)
def list_files_to_purge(call: Call[None]) -> Answer:
    due = purge_lists.files_to_purge(caller=call.caller, now=call.now, exchange=call.hub.exchange, referential=call.hub.referential)
    return answer_json([FileToPurgeJson(folder_attachment_id=attachment, case_id=case) for attachment, case in due])


@routes.route(
    "PUT",
    "/teledossiers/v1/idsPurged",
    scopes=PARTNERS,
    operation_id="updateCaseAttachmentPortalBinary",
    summary="Report files that were purged on the caller's side",
    body=list[FileToPurge],
    answers={204: None, 400: None, 404: None},
)
def report_purged(call: Call[list[FileToPurge]]) -> Answer:
    pairs = [(each.folder_attachment_id, each.case_id) for each in call.body if each.folder_attachment_id and each.case_id]
    if len(pairs) < len(call.body):
        raise Invalid("Each entry needs a folder_attachment_id and a case_id")
    purge_lists.report_purged(pairs, caller=call.caller, exchange=call.hub.exchange, commit=call.hub.commit)
    return no_content()
