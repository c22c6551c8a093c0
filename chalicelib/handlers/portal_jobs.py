"""/portal/v1/administration: the jobs and the mails that did not leave, looked after by the national administration (JOB-06, MAI-01)."""

from itertools import chain

from chalicelib.domain.audit import Fact, doer_of
from chalicelib.domain.errors import FaultyForm
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.mails import MailState
from chalicelib.domain.roles import Role
from chalicelib.handlers.answers import Answer, answer_json, no_content
from chalicelib.handlers.job_runs import run_noted
from chalicelib.handlers.job_schedules import SCHEDULES
from chalicelib.handlers.portal_audit_json import JobJson, JobRunBody, JobRunJson, MailJson, RetryBody
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.portal_wire import list_model
from chalicelib.handlers.requests import Call, Parameter, one_of
from chalicelib.use_cases.look_after_mails import list_mails, retry_mail

routes = PortalRoutes(__name__)
ADMINISTRATION = {Role.ADMINISTRATION}
_JOB = Parameter(name="job", read=one_of(list(SCHEDULES)), schema={"type": "string", "enum": list(SCHEDULES)}, place="path")
_NOT_YET = "Une tâche ne peut pas être lancée pour une date à venir."


@routes.route(
    "GET",
    "/administration/jobs",
    roles=ADMINISTRATION,
    operation_id="portalListJobs",
    summary="The jobs, what each does, and how its last run went",
    answers={200: list_model(JobJson), 401: None, 403: None},
)
def list_jobs(call: Call[None]) -> Answer:
    run_by_name = call.hub.job_runs.job_runs()
    return answer_json([JobJson.of(name, schedule, run_by_name.get(name), at=call.now) for name, schedule in SCHEDULES.items()])


@routes.route(
    "POST",
    "/administration/jobs/{job}/run",
    roles=ADMINISTRATION,
    operation_id="portalRunJob",
    summary="Run a job now, as of now or of a past date; isFinished tells whether nothing is left",
    parameters=[_JOB],
    body=JobRunBody,
    answers={200: JobRunJson, 400: None, 401: None, 403: None},
)
def run(call: Call[JobRunBody]) -> Answer:
    as_of = call.body.at or call.now
    if as_of > call.now:  # what is purged or closed before its time does not come back
        raise FaultyForm({"at": _NOT_YET})
    name, told = call.values["job"], {"asOf": as_of.isoformat(timespec="seconds")}
    call.hub.commit(doer_of(call.user.account).did(Fact.JOB_RUN, at=call.now, ids=call.hub.ids, subject=name, **told))
    return answer_json(JobRunJson.of(run_noted(name, call.hub, as_of)))


@routes.route(
    "GET",
    "/administration/mails",
    roles=ADMINISTRATION,
    operation_id="portalListUnsentMails",
    summary="Mails that were given up, and those whose sender was cut off, the oldest first; addresses masked",
    answers={200: list_model(MailJson), 401: None, 403: None},
)
def list_unsent(call: Call[None]) -> Answer:
    states = (MailState.DEAD, MailState.CLAIMED)
    found = chain.from_iterable(list_mails(state, limit=LIMITS.audit_page, outbox=call.hub.outbox) for state in states)
    return answer_json([MailJson.of(each, at=call.now) for each in found])


@routes.route(
    "POST",
    "/administration/mails/{id}/retry",
    roles=ADMINISTRATION,
    operation_id="portalRetryMail",
    summary="Send such a mail after all; one that may have left already asks for confirmation",
    body=RetryBody,
    answers={204: None, 400: None, 401: None, 403: None, 404: None, 409: None},
)
def retry(call: Call[RetryBody]) -> Answer:
    retry_mail(
        call.values["id"],
        is_confirmed=call.body.is_confirmed,
        user=call.user,
        now=call.now,
        ids=call.hub.ids,
        outbox=call.hub.outbox,
        commit=call.hub.commit,
    )
    call.hub.announce([call.values["id"]])
    return no_content()
