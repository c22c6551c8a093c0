"""/portal/v1/…/attachments, archives, exports, preparations: what leaves the portal as a file."""

from collections.abc import Sequence
from typing import Any

from chalicelib.domain.attachments import digest_of
from chalicelib.domain.case_access import READERS
from chalicelib.domain.preparations import Preparation
from chalicelib.handlers.answers import Answer, CsvFile, answer_file, answer_json
from chalicelib.handlers.listings_as_files import rows_for
from chalicelib.handlers.portal_downloads_json import ArchiveBody, PreparationJson
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.portal_inbox_query import FILTERS, criteria_in
from chalicelib.handlers.requests import Call
from chalicelib.use_cases.download import Handed, download_case, download_file
from chalicelib.use_cases.prepare import read_preparation, told
from chalicelib.use_cases.prepare_archive import LeftOut, ask_for_archive
from chalicelib.use_cases.prepare_export import export_list

routes = PortalRoutes(__name__)
_FILE = {200: bytes, 202: PreparationJson, 400: None, 401: None, 403: None, 404: None}


@routes.route(
    "GET",
    "/cases/{caseId}/attachments/{attachmentId}",
    roles=READERS,
    operation_id="portalDownloadAttachment",
    summary="Download one file of a télédossier; one that is too large for an answer is handed out by a link",
    answers=_FILE,
    answer_headers=["digest"],
)
def download_attachment(call: Call[None]) -> Answer:
    return _one_file(call, event_id=None)


@routes.route(
    "GET",
    "/cases/{caseId}/events/{eventId}/attachments/{attachmentId}",
    roles=READERS,
    operation_id="portalDownloadEventAttachment",
    summary="Download one file of an event of a télédossier",
    answers=_FILE,
    answer_headers=["digest"],
)
def download_event_attachment(call: Call[None]) -> Answer:
    return _one_file(call, event_id=call.values["eventId"])


def _one_file(call: Call[None], *, event_id: str | None) -> Answer:
    return _handed(
        download_file(
            call.values["caseId"],
            call.values["attachmentId"],
            event_id=event_id,
            user=call.user,
            now=call.now,
            ids=call.hub.ids,
            exchange=call.hub.exchange,
            files=call.hub.files,
            commit=call.hub.commit,
        ),
        call,
    )


@routes.route(
    "GET",
    "/cases/{caseId}/archive",
    roles=READERS,
    operation_id="portalDownloadCase",
    summary="Download all files of a télédossier as one archive; a large one is prepared",
    answers=_FILE,
)
def download_whole_case(call: Call[None]) -> Answer:
    found = download_case(
        call.values["caseId"],
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        files=call.hub.files,
        archiver=call.hub.archiver,
        commit=call.hub.commit,
    )
    return _handed(found, call)


@routes.route(
    "POST",
    "/archives",
    roles=READERS,
    operation_id="portalPrepareArchive",
    summary="Prepare one archive of several télédossiers; those that may not be downloaded are told, each with its reason",
    body=ArchiveBody,
    answers={202: PreparationJson, 400: None, 401: None, 403: None},
)
def prepare_archive(call: Call[ArchiveBody]) -> Answer:
    preparation, left_out = ask_for_archive(
        call.body.case_ids,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        referential=call.hub.referential,
        commit=call.hub.commit,
    )
    return _prepared(preparation, call, left_out)


@routes.route(
    "POST",
    "/exports",
    roles=READERS,
    operation_id="portalExportCases",
    summary="The list of télédossiers, filtered by the same query as GET /cases, as a CSV file; a long one is prepared",
    parameters=FILTERS,
    answers={200: CsvFile, 202: PreparationJson, 400: None, 401: None, 403: None},
)
def export_cases(call: Call[None]) -> Answer:
    criteria, organisation = criteria_in(call.values), call.values["organisation"]
    found = export_list(
        iter(rows_for(call.user, criteria, organisation, call.hub)),
        criteria,
        organisation=organisation,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        commit=call.hub.commit,
    )
    if isinstance(found, Preparation):
        return _prepared(found, call)
    name, content = found
    return answer_file(content, file_name=name, mime_type="text/csv; charset=utf-8", sha256=digest_of(content))


@routes.route(
    "GET",
    "/preparations/{preparationId}",
    roles=READERS,
    operation_id="portalReadPreparation",
    summary="How far a preparation of one's own is, and once it is ready the link to its file, good until the end of its day",
    answers={200: PreparationJson, 401: None, 403: None, 404: None},
)
def preparation(call: Call[None]) -> Answer:
    prepared = read_preparation(
        call.values["preparationId"],
        user=call.user,
        now=call.now,
        preparations=call.hub.preparations,
        exchange=call.hub.exchange,
        referential=call.hub.referential,
        links=call.hub.links,
    )
    return answer_json(PreparationJson.of(prepared))


def _handed(found: Handed | Preparation, call: Call[None]) -> Answer:
    if isinstance(found, Preparation):
        return _prepared(found, call)
    sha256 = found.sha256 or digest_of(found.content)
    return answer_file(found.content, file_name=found.file_name, mime_type=found.mime_type, sha256=sha256)


def _prepared(found: Preparation, call: Call[Any], left_out: Sequence[LeftOut] = ()) -> Answer:
    """202, and where to ask how far it is."""
    location = {"Location": f"/portal/v1/preparations/{found.id}"}
    return answer_json(PreparationJson.of(told(found, now=call.now, links=call.hub.links), left_out), status=202, headers=location)
