"""/portal/v1/administration/audit: the trail, read and verified by the national administration (AUT-10)."""

import time
from typing import Any

from chalicelib.domain.audit import Fact
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import Role
from chalicelib.handlers.answers import Answer, answer_json
from chalicelib.handlers.portal_audit_json import AuditPageJson, AuditRecordJson, ChainReportJson, VerificationJson
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.portal_statistics import read_day
from chalicelib.handlers.requests import Call, Parameter, one_of, text
from chalicelib.use_cases.read_audit import read_audit
from chalicelib.use_cases.verify_audit import count_waiting, verify_day

routes = PortalRoutes(__name__)
ADMINISTRATION = {Role.ADMINISTRATION}
_TEXT = {"type": "string"}
_DAY = Parameter(name="day", read=read_day, schema={"type": "string", "format": "date"}, description="A day of Paris; today unless given")
_CHAIN = Parameter(
    name="organisation", read=text(60), schema=_TEXT, description="Of one organisation: its id, or another chain's name; all unless given"
)
_FACTS = Parameter(
    name="fact", read=one_of(list(Fact)), schema={"type": "array", "items": {"type": "string", "enum": list(Fact)}}, is_list=True, default=()
)


@routes.route(
    "GET",
    "/administration/audit",
    roles=ADMINISTRATION,
    operation_id="portalReadAudit",
    summary="The audit trail of a day, the latest records first",
    parameters=[
        _DAY,
        _CHAIN,
        _FACTS,
        Parameter(name="actor", read=text(320), schema=_TEXT, description="An account's id, or an address"),
        Parameter(name="cursor", read=text(200), schema=_TEXT, description="What the page before told as next"),
    ],
    answers={200: AuditPageJson, 400: None, 401: None, 403: None},
)
def read(call: Call[None]) -> Answer:
    page = read_audit(
        day=str(call.values["day"] or paris_date(call.now)),
        chain=call.values["organisation"],
        facts=[Fact(each) for each in call.values["fact"]],
        actor=call.values["actor"],
        cursor=call.values["cursor"],
        limit=LIMITS.audit_page,
        audit=call.hub.audit,
    )
    accounts = call.hub.accounts.accounts(list({each.fact.actor for each in page.records}))
    return answer_json(AuditPageJson.model_construct(records=[AuditRecordJson.of(each, accounts) for each in page.records], next=page.cursor))


@routes.route(
    "GET",
    "/administration/audit/verification",
    roles=ADMINISTRATION,
    operation_id="portalVerifyAudit",
    summary="Read the chains of a day whole, and say which is not as it was written",
    parameters=[_DAY, Parameter(name="after", read=text(60), schema=_TEXT, default="", description="What the part before told as next")],
    answers={200: VerificationJson, 400: None, 401: None, 403: None},
)
def verify(call: Call[None]) -> Answer:
    day = str(call.values["day"] or paris_date(call.now))
    until = time.monotonic() + LIMITS.job_seconds / 2
    found: list[Any] = []
    goes_on = None
    for report in verify_day(day, now=call.now, after=call.values["after"], audit=call.hub.audit, archive=call.hub.audit_archive):
        found.append(ChainReportJson.of(report))
        if time.monotonic() > until and report.records:  # those without a chain come last, and have no part after
            goes_on = report.chain
            break
    waiting = count_waiting(limit=LIMITS.audit_examined, audit=call.hub.audit)
    return answer_json(VerificationJson.model_construct(day=day, chains=found, waiting=waiting, next=goes_on))
