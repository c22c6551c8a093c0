"""/referential/v1/organizations and /processes: who exchanges, and what."""

from chalicelib.domain.callers import Scope
from chalicelib.domain.errors import Invalid
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import ORGANISATION_ORDERS
from chalicelib.domain.processes import PROCESS_ORDERS
from chalicelib.handlers.answers import Answer, answer_json
from chalicelib.handlers.http import Routes
from chalicelib.handlers.listings import content_range, order_by, window_in
from chalicelib.handlers.referential_json import OrganisationAnswer, OrganisationBody, ProcessAnswer, ProcessBody
from chalicelib.handlers.requests import CODE_IN_PATH, MAX_RESULT, OFFSET, ORGANISATION_IN_PATH, Call, Parameter, text
from chalicelib.use_cases import administer

routes = Routes(__name__, tag="Organization")
process_routes = Routes(__name__ + ".processes", tag="Process")
ORGANISATIONS, PROCESSES = "/referential/v1/organizations", "/referential/v1/processes"
_REGISTER = {"type": "string", "maxLength": 14, "pattern": "[0-9]{14}"}
TYPE = Parameter(name="type", read=text(20), schema={"type": "string"})
COMPANY_REGISTER = Parameter(name="company_register", read=text(14), schema={"type": "string"})
COMPANY_REGISTER_TOO = Parameter(name="companyRegister", read=text(14, "[0-9]{14}"), schema=_REGISTER)


@routes.route(
    "GET",
    ORGANISATIONS,
    scopes={Scope.ADMIN},
    operation_id="getOrganizations",
    summary="List the organisations",
    parameters=[TYPE, COMPANY_REGISTER, COMPANY_REGISTER_TOO, OFFSET, MAX_RESULT, order_by(ORGANISATION_ORDERS, 30)],
    answers={200: list[OrganisationAnswer], 400: None, 404: None},
    answer_headers=["Content-Range"],
)
def list_organisations(call: Call[None]) -> Answer:
    page = administer.list_organisations(
        kind=call.values["type"],
        register=call.values["company_register"] or call.values["companyRegister"],
        order=call.values["orderBy"],
        window=window_in(call.values),
        referential=call.hub.referential,
    )
    return answer_json([OrganisationAnswer.of(each) for each in page.rows], headers=content_range("Organizations", page))


@routes.route(
    "POST",
    ORGANISATIONS,
    scopes={Scope.ADMIN, Scope.DATAPASS},
    operation_id="createOrganization",
    summary="Create an organisation",
    parameters=[TYPE, COMPANY_REGISTER],
    body=OrganisationBody,
    answers={201: OrganisationAnswer, 400: None},
)
def create_organisation(call: Call[OrganisationBody]) -> Answer:
    made = administer.create_organisation(call.body.to_domain(at=call.now), commit=call.hub.commit)
    return answer_json(OrganisationAnswer.of(made), status=201)


@routes.route(
    "PUT",
    ORGANISATIONS + "/{id}",
    scopes={Scope.ADMIN},
    operation_id="updateOrganization",
    summary="Replace an organisation",
    parameters=[ORGANISATION_IN_PATH],
    body=OrganisationBody,
    answers={200: OrganisationAnswer, 400: None, 404: None},
)
def replace_organisation(call: Call[OrganisationBody]) -> Answer:
    organisation = call.body.to_domain(at=call.now)
    if str(organisation.id) != call.values["id"]:
        raise Invalid(f"Organization {organisation.id} is not the one of the path, {call.values['id']}")
    changed = administer.replace_organisation(organisation, now=call.now, referential=call.hub.referential, commit=call.hub.commit)
    return answer_json(OrganisationAnswer.of(changed))


@routes.route(
    "GET",
    ORGANISATIONS + "/{id}",
    scopes={Scope.ADMIN, Scope.DATAPASS},
    operation_id="getOrganization",
    summary="Read an organisation",
    parameters=[ORGANISATION_IN_PATH],
    answers={200: OrganisationAnswer, 400: None, 404: None},
)
def read_organisation(call: Call[None]) -> Answer:
    found = administer.read_organisation(OrganisationId.parse(call.values["id"]), referential=call.hub.referential)
    return answer_json(OrganisationAnswer.of(found))


@process_routes.route(
    "POST",
    PROCESSES,
    scopes={Scope.ADMIN},
    operation_id="createProcess",
    summary="Create a process",
    body=ProcessBody,
    answers={201: ProcessAnswer, 400: None},
)
def create_process(call: Call[ProcessBody]) -> Answer:
    hub = call.hub
    made = administer.create_process(call.body.to_domain(at=call.now), referential=hub.referential, clients=hub.clients, commit=hub.commit)
    return answer_json(ProcessAnswer.of(made), status=201)


@process_routes.route(
    "GET",
    PROCESSES,
    scopes={Scope.ADMIN},
    operation_id="listProcess",
    summary="List the processes",
    parameters=[COMPANY_REGISTER_TOO, OFFSET, MAX_RESULT, order_by(PROCESS_ORDERS, 40)],
    answers={200: list[ProcessAnswer], 400: None},
    answer_headers=["Content-Range"],
)
def list_processes(call: Call[None]) -> Answer:
    page = administer.list_processes(
        register=call.values["companyRegister"],
        order=call.values["orderBy"],
        window=window_in(call.values),
        referential=call.hub.referential,
    )
    return answer_json([ProcessAnswer.of(each) for each in page.rows], headers=content_range("Susbscriptions", page))


@process_routes.route(
    "PUT",
    PROCESSES + "/{code}",
    scopes={Scope.ADMIN},
    operation_id="updateProcess",
    summary="Replace a process",
    parameters=[CODE_IN_PATH],
    body=ProcessBody,
    answers={200: ProcessAnswer, 400: None, 404: None},
)
def replace_process(call: Call[ProcessBody]) -> Answer:
    process = call.body.over(call.hub.referential.process(call.body.code), at=call.now)
    if process.code != call.values["code"]:
        raise Invalid(f"Process {process.code} is not the one of the path, {call.values['code']}")
    hub = call.hub
    changed = administer.replace_process(process, now=call.now, referential=hub.referential, clients=hub.clients, commit=hub.commit)
    return answer_json(ProcessAnswer.of(changed))


@process_routes.route(
    "GET",
    PROCESSES + "/{code}",
    scopes={Scope.ADMIN},
    operation_id="getProcessById",
    summary="Read a process",
    parameters=[CODE_IN_PATH],
    answers={200: ProcessAnswer, 400: None, 404: None},
)
def read_process(call: Call[None]) -> Answer:
    return answer_json(ProcessAnswer.of(administer.read_process(call.values["code"], referential=call.hub.referential)))
