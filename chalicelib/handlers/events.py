"""/teledossiers/v1/cases/{caseId}/events: what one side tells the other."""

from chalicelib.domain.errors import Invalid
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.cases import CASES, PARTNERS
from chalicelib.handlers.cases_json import EventBody, EventJson, EventStatusBody
from chalicelib.handlers.file_answers import FILE_ANSWERS, FILE_CONDITIONS, handed_out
from chalicelib.handlers.folders import DIGEST
from chalicelib.handlers.http import Routes
from chalicelib.handlers.requests import Call
from chalicelib.use_cases import exchange_events, file_at_hand, instruct, receive_files

routes = Routes(__name__, tag="Folder")
EVENT = CASES + "/{caseId}/events/{eventId}"


@routes.route(
    "POST",
    CASES + "/{caseId}/events",
    scopes=PARTNERS,
    operation_id="createEvent",
    summary="Send an event",
    body=EventBody,
    answers={201: EventJson, 400: None, 404: None},
)
def create_event(call: Call[EventBody]) -> Answer:
    event, files = exchange_events.send_event(
        call.values["caseId"],
        call.body.to_draft(),
        caller=call.caller,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    return answer_json(EventJson.of(event, files, call.caller), status=201)


@routes.route("GET", EVENT, scopes=PARTNERS, operation_id="getEventById", summary="Read an event", answers={200: EventJson, 400: None, 404: None})
def read_event(call: Call[None]) -> Answer:
    event, files = exchange_events.read_event(call.values["caseId"], call.values["eventId"], caller=call.caller, exchange=call.hub.exchange)
    return answer_json(EventJson.of(event, files, call.caller))


@routes.patch(
    EVENT,
    scopes=PARTNERS,
    operation_id="updateEvent",
    summary="Finalise an event (SENT) or acknowledge it (RECEIVED)",
    body=EventStatusBody,
    answers={204: None, 400: None, 404: None},
)
def update_event(call: Call[EventStatusBody]) -> Answer:
    if call.body.status is None:
        raise Invalid("Event status is missing")
    exchange_events.set_event_status(
        call.values["caseId"],
        call.values["eventId"],
        call.body.status,
        caller=call.caller,
        now=call.now,
        ids=call.hub.ids,
        exchange=call.hub.exchange,
        files=call.hub.files,
        commit=call.hub.commit,
    )
    return no_content()


@routes.route(
    "DELETE",
    EVENT,
    scopes=PARTNERS,
    operation_id="deleteEvent",
    summary="Delete an event that was not finalised",
    answers={204: None, 400: None, 404: None},
)
def delete_event(call: Call[None]) -> Answer:
    exchange_events.delete_event(
        call.values["caseId"],
        call.values["eventId"],
        caller=call.caller,
        now=call.now,
        exchange=call.hub.exchange,
        files=call.hub.files,
        commit=call.hub.commit,
    )
    return no_content()


@routes.route(
    "PUT",
    EVENT + "/attachments/{attachmentId}",
    scopes=PARTNERS,
    operation_id="uploadEventAttachment",
    summary="Bring the bytes of an event's attachment",
    parameters=[DIGEST],
    binary_body=True,
    answers={204: None, 400: None, 404: None},
)
def upload_event_attachment(call: Call[None]) -> Answer:
    values = call.values
    receive_files.receive_file(
        file_at_hand.event_file(values["caseId"], values["eventId"], values["attachmentId"], caller=call.caller, exchange=call.hub.exchange),
        call.content,
        digest_header=values["digest"],
        files=call.hub.files,
        scanner=call.hub.scanner,
        commit=call.hub.commit,
    )
    return no_content()


@routes.route(
    "GET",
    EVENT + "/attachments/{attachmentId}",
    scopes=PARTNERS,
    operation_id="downloadEventAttachmentById",
    summary="Fetch a file of an event",
    parameters=[DIGEST, *FILE_CONDITIONS],
    answers=FILE_ANSWERS,
    answer_headers=["digest", "ETag", "Content-Range", "Location"],
)
def download_event_attachment(call: Call[None]) -> Answer:
    found = instruct.download_event_attachment(
        call.values["caseId"],
        call.values["eventId"],
        call.values["attachmentId"],
        caller=call.caller,
        now=call.now,
        exchange=call.hub.exchange,
        files=call.hub.files,
        links=call.hub.links,
    )
    return handed_out(found, call)
