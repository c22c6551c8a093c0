"""Giving a case a status by an event, and knowing that it has it.

A hub takes an instructing service's event that names a status the case has passed for a step played again: it answers as to any other, tells
the other side, and moves nothing. Programs that repeat themselves after a cut need that; a person who sets a status must hear of it.
"""

from typing import Any

from hubee_client import routes
from hubee_client.events import Message, is_begun, send
from hubee_client.faults import Refused
from hubee_client.hub import Hub
from hubee_client.progress import Watch
from hubee_client.statuses import has_passed


def move(hub: Hub, case_id: str, message: Message, *, watch: Watch) -> dict[str, Any]:
    """Send an event that gives a case ``message.status``, once; answers the case as it is then.

    The same key again changes nothing, and the case may have gone further meanwhile.
    Raises: Refused where the case does not take the status, and what ``send`` raises.
    """
    assert message.status is not None
    case = hub.read(routes.case(case_id))
    known = case.get("events") or []
    is_repeated = is_begun(known, client_id=hub.profile.client_id, case_id=case_id, key=message.key)
    if not is_repeated and hub.profile.scope == "SI" and has_passed(case["status"], message.status):
        raise Refused(f"Le cas est {case['status']} : il ne peut plus devenir {message.status}. Rien n'est envoyé.")
    event = send(hub, case_id, message, watch=watch, known_events=known)
    moved: dict[str, Any] = hub.read(routes.case(case_id))
    if moved["status"] != message.status and event["id"] not in {each["id"] for each in known}:
        raise Refused(f"Le cas est {moved['status']}, et non {message.status} : d'autres l'ont changé au même moment. L'événement est envoyé.")
    return moved
