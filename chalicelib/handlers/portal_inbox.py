"""/portal/v1/cases: the télédossiers a person sees, page by page, and the way from one to the next."""

from chalicelib.domain.case_access import READERS
from chalicelib.handlers.answers import Answer, answer_json
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.portal_inbox_json import InboxJson, NeighboursJson
from chalicelib.handlers.portal_inbox_query import FILTERS, PAGE, criteria_in, read_cursor, write_cursor
from chalicelib.handlers.requests import Call, uuid_in_path
from chalicelib.use_cases.browse_inbox import list_cases, neighbours

routes = PortalRoutes(__name__)


@routes.route(
    "GET",
    "/cases",
    roles=READERS,
    operation_id="portalListCases",
    summary="The télédossiers the person sees, filtered, searched and sorted; why there are none, and whom to ask",
    parameters=(*FILTERS, *PAGE),
    answers={200: InboxJson, 400: None, 401: None, 403: None},
)
def read_list(call: Call[None]) -> Answer:
    criteria, organisation = criteria_in(call.values), call.values["organisation"]
    listing = list_cases(
        criteria,
        organisation=organisation,
        after=read_cursor(call.values["cursor"], criteria, organisation),
        limit=call.values["limit"],
        user=call.user,
        now=call.now,
        referential=call.hub.referential,
        inboxes=call.hub.inboxes,
        exchange=call.hub.exchange,
    )
    return answer_json(InboxJson.of(listing, following=write_cursor(listing.next, criteria, organisation), at=call.now))


@routes.route(
    "GET",
    "/cases/{caseId}/neighbours",
    roles=READERS,
    operation_id="portalCaseNeighbours",
    summary="The télédossiers before and after one, in the list as it was filtered and sorted",
    parameters=(uuid_in_path("caseId"), *FILTERS),
    answers={200: NeighboursJson, 400: None, 401: None, 403: None, 404: None},
)
def read_neighbours(call: Call[None]) -> Answer:
    before, following = neighbours(
        call.values["caseId"],
        criteria_in(call.values),
        organisation=call.values["organisation"],
        user=call.user,
        referential=call.hub.referential,
        inboxes=call.hub.inboxes,
        exchange=call.hub.exchange,
    )
    return answer_json(NeighboursJson.model_construct(previous=before, next=following))
