"""/teledossiers/v1/notifications: the queue of a partner."""

from chalicelib.domain.limits import LIMITS
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.cases import PARTNERS
from chalicelib.handlers.http import Routes
from chalicelib.handlers.notifications_json import DetailedNotificationJson, ReplayBody, ReplayJson, detailed_json, notification_json
from chalicelib.handlers.requests import Call, Parameter, boolean, text, whole_number
from chalicelib.use_cases import fetch_notifications

routes = Routes(__name__, tag="Folder")
NOTIFICATIONS = "/teledossiers/v1/notifications"
_CODES = {"type": "array", "items": {"type": "string"}}
LISTING = (
    Parameter(name="maxResult", read=whole_number(1), schema={"type": "number", "minimum": 1}, default=LIMITS.notifications_default),
    Parameter(name="processCode", read=text(200), schema=_CODES, is_list=True, default=(), description="Only these processes"),
    Parameter(name="processPriority", read=text(200), schema=_CODES, is_list=True, default=(), description="These processes first"),
    Parameter(name="eventDetails", read=boolean, schema={"type": "boolean"}, default=False, description="Add the event's type and status"),
)


@routes.route(
    "GET",
    NOTIFICATIONS,
    scopes=PARTNERS,
    operation_id="listNotification",
    summary="Read what waits, the oldest first; an empty list means all is read",
    parameters=LISTING,
    answers={200: list[DetailedNotificationJson], 400: None},
)
def list_notifications(call: Call[None]) -> Answer:
    with_events = bool(call.values["eventDetails"])
    inbox = fetch_notifications.read_notifications(
        process_codes=call.values["processCode"],
        priorities=call.values["processPriority"],
        limit=call.values["maxResult"],
        with_events=with_events,
        caller=call.caller,
        notifications=call.hub.notifications,
        exchange=call.hub.exchange,
    )
    events = inbox.events or {}
    answer = answer_json(
        [detailed_json(each, events.get(each.event_id or ""), call.caller) for each in inbox.notifications]
        if with_events
        else [notification_json(each) for each in inbox.notifications]
    )
    return answer._replace(is_routine=not inbox.notifications)  # a billion a year: each line of the log would cost more than the read


@routes.route(
    "POST",
    NOTIFICATIONS + "/replay",
    scopes=PARTNERS,
    operation_id="replayNotifications",
    summary="Put the caller's acknowledged notifications back in its queue; to be repeated until it answers 0",
    body=ReplayBody,
    answers={200: ReplayJson, 400: None},
)
def replay_notifications(call: Call[ReplayBody]) -> Answer:
    replayed = fetch_notifications.replay(
        since=call.body.since,
        caller=call.caller,
        now=call.now,
        notifications=call.hub.notifications,
        exchange=call.hub.exchange,
        commit=call.hub.commit,
    )
    return answer_json(ReplayJson(notification_replayed=replayed))


@routes.route(
    "DELETE",
    NOTIFICATIONS + "/{notificationId}",
    scopes=PARTNERS,
    operation_id="deleteNotification",
    summary="Take a notification out of the queue for good",
    answers={204: None, 400: None, 404: None},
)
def delete_notification(call: Call[None]) -> Answer:
    fetch_notifications.acknowledge(
        call.values["notificationId"], caller=call.caller, now=call.now, notifications=call.hub.notifications, commit=call.hub.commit
    )
    return no_content()
