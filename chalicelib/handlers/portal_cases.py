"""/portal/v1/cases/{caseId}: the detail of a télédossier, and its treatment."""

from chalicelib.domain.case_access import READERS
from chalicelib.domain.roles import Role
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.portal_case_actions_json import (
    CaseStateJson,
    CommentBody,
    CommentChangeBody,
    ForcedStatusBody,
    MessageBody,
    OutcomeJson,
    OutcomesJson,
    StatusBody,
    StatusesBody,
)
from chalicelib.handlers.portal_case_detail import detail_json
from chalicelib.handlers.portal_cases_json import CaseDetailJson
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.requests import Call, Parameter, boolean, uuid, uuid_in_path
from chalicelib.use_cases import open_case, treat_case, treat_cases

routes = PortalRoutes(__name__)
CASE = "/cases/{caseId}"
REFUSALS = {400: None, 401: None, 403: None, 404: None}


@routes.route(
    "GET",
    CASE,
    roles=READERS,
    operation_id="portalReadCase",
    summary="Read a télédossier with its files, its history, and what may be done on it; nothing changes by it",
    answers={200: CaseDetailJson, **REFUSALS},
)
def read_case(call: Call[None]) -> Answer:
    hub = call.hub
    detail = open_case.read_detail(call.values["caseId"], user=call.user, exchange=hub.exchange, histories=hub.histories, referential=hub.referential)
    return answer_json(detail_json(detail))


@routes.route(
    "POST",
    CASE + "/open",
    roles=READERS,
    operation_id="portalOpenCase",
    summary="Note the consultation of a télédossier: « Nouveau » becomes « Reçu », once",
    parameters=[
        uuid_in_path("caseId"),
        Parameter(name="opening", read=uuid, schema={"type": "string", "format": "uuid"}, description="The page's own name for this opening"),
        Parameter(name="again", read=boolean, schema={"type": "boolean"}, description="It was asked before, and no answer came: it is noted once"),
    ],
    answers={204: None, **REFUSALS},
)
def open_one(call: Call[None]) -> Answer:
    hub = call.hub
    open_case.open_case(
        call.values["caseId"],
        opening_id=call.values["opening"],
        is_again=bool(call.values["again"]),
        user=call.user,
        now=call.now,
        ids=hub.ids,
        exchange=hub.exchange,
        histories=hub.histories,
        commit=hub.commit,
    )
    return no_content()


@routes.route(
    "POST",
    CASE + "/status",
    roles={Role.CASES_MANAGE},
    operation_id="portalChangeCaseStatus",
    summary="Change the status of a télédossier; asks to be confirmed, since it can not be undone",
    body=StatusBody,
    answers={200: CaseStateJson, **REFUSALS, 409: None},
)
def change_status(call: Call[StatusBody]) -> Answer:
    treated = treat_case.change_status(
        call.values["caseId"],
        call.body.status,
        reason=call.body.reason,
        message=call.body.message,
        version=call.body.version,
        event_id=call.body.id,
        is_confirmed=call.body.confirm,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    return answer_json(CaseStateJson.of(treated))


@routes.route(
    "POST",
    CASE + "/force-status",
    roles={Role.ADMINISTRATION},
    operation_id="portalForceCaseStatus",
    summary="Set the status of a télédossier for the support, with a reason; both sides are told, the trail keeps it",
    body=ForcedStatusBody,
    answers={200: CaseStateJson, **REFUSALS, 409: None},
)
def force_status(call: Call[ForcedStatusBody]) -> Answer:
    treated = treat_case.force_status(
        call.values["caseId"],
        call.body.status,
        reason=call.body.reason,
        version=call.body.version,
        event_id=call.body.id,
        is_confirmed=call.body.confirm,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    return answer_json(CaseStateJson.of(treated))


@routes.route(
    "POST",
    "/cases/status",
    roles={Role.CASES_MANAGE},
    operation_id="portalChangeCaseStatuses",
    summary="Change the status of up to 500 télédossiers, each where it may, with a result for each",
    body=StatusesBody,
    answers={200: OutcomesJson, 400: None, 401: None, 403: None, 409: None},
)
def change_statuses(call: Call[StatusesBody]) -> Answer:
    outcomes = treat_cases.change_statuses(
        call.body.ids,
        call.body.status,
        reason=call.body.reason,
        message=call.body.message,
        is_confirmed=call.body.confirm,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    results = [OutcomeJson.of(each) for each in outcomes]
    done = sum(each.is_done for each in results)
    return answer_json(OutcomesJson.model_construct(results=results, done=done, refused=len(results) - done))


@routes.route(
    "POST",
    CASE + "/messages",
    roles={Role.CASES_MANAGE},
    operation_id="portalSendMessage",
    summary="Send a message to the person concerned, through the operator",
    body=MessageBody,
    answers={201: CaseStateJson, **REFUSALS},
)
def send_message(call: Call[MessageBody]) -> Answer:
    treated = treat_case.send_message(
        call.values["caseId"],
        call.body.message,
        event_id=call.body.id,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    return answer_json(CaseStateJson.of(treated), status=201)


@routes.route(
    "POST",
    CASE + "/comments",
    roles={Role.CASES_MANAGE},
    operation_id="portalAddComment",
    summary="Leave a comment to one's own organisation",
    body=CommentBody,
    answers={201: CaseStateJson, **REFUSALS},
)
def add_comment(call: Call[CommentBody]) -> Answer:
    treated = treat_case.add_comment(
        call.values["caseId"],
        call.body.comment,
        event_id=call.body.id,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    return answer_json(CaseStateJson.of(treated), status=201)


@routes.route(
    "PUT",
    CASE + "/comments/{commentId}",
    roles={Role.CASES_MANAGE},
    operation_id="portalEditComment",
    summary="Change a comment of one's own organisation, until the télédossier is « Clos »",
    body=CommentChangeBody,
    answers={200: CaseStateJson, **REFUSALS, 409: None},
)
def edit_comment(call: Call[CommentChangeBody]) -> Answer:
    treated = treat_case.edit_comment(
        call.values["caseId"],
        call.values["commentId"],
        call.body.comment,
        before=call.body.before,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    return answer_json(CaseStateJson.of(treated))
