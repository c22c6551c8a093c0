"""/portal/v1/statistics: what the numbers tell each person of what he sees, and the processes he may filter by."""

from datetime import date, timedelta
from typing import Any

from chalicelib.domain.attachments import digest_of
from chalicelib.domain.calendar import paris_date
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.roles import Role
from chalicelib.domain.statistics_report import Report
from chalicelib.handlers.answers import Answer, CsvFile, answer_file, answer_json
from chalicelib.handlers.portal_http import SIGNED_IN, PortalRoutes
from chalicelib.handlers.portal_statistics_json import ProcessNameJson, StatisticsJson
from chalicelib.handlers.portal_wire import list_model
from chalicelib.handlers.requests import Call, Parameter, text, whole_number
from chalicelib.use_cases.supervise import export_statistics, list_processes, read_statistics

routes = PortalRoutes(__name__)
_A_MONTH = 31


def read_day(value: str) -> tuple[Any, str | None]:
    """Read a day, YYYY-MM-DD."""
    try:
        return date.fromisoformat(value), None
    except ValueError:
        return None, "is not a day"


def read_organisation(value: str) -> tuple[Any, str | None]:
    """Read an organisation's id."""
    try:
        return OrganisationId.parse(value), None
    except Exception:
        return None, "is not an organisation"


_DAY = {"type": "string", "format": "date"}
PERIOD = (
    Parameter(name="from", read=read_day, schema=_DAY, description="First day, of Paris; 30 days ago unless given"),
    Parameter(name="until", read=read_day, schema=_DAY, description="Last day, included; today unless given"),
    Parameter(
        name="days",
        read=whole_number(1),
        schema={"type": "integer", "minimum": 1},
        default=_A_MONTH,
        description="How many days, the last one included, where no first day is given",
    ),
    Parameter(name="process", read=text(30), schema={"type": "array", "items": {"type": "string"}}, is_list=True, default=()),
    Parameter(name="organisation", read=read_organisation, schema={"type": "string"}, description="For the national administration"),
)


def _report(call: Call[None]) -> Report:
    last = call.values["until"] or paris_date(call.now)
    return read_statistics(
        first=call.values["from"] or last - timedelta(days=min(call.values["days"], LIMITS.statistics_days + 1) - 1),
        last=last,
        process_codes=call.values["process"],
        organisation=call.values["organisation"],
        user=call.user,
        now=call.now,
        counts=call.hub.counts,
        referential=call.hub.referential,
    )


@routes.route(
    "GET",
    "/statistics",
    roles={Role.STATISTICS},
    operation_id="portalStatistics",
    summary="Counts, delays and ages by process and day",
    parameters=PERIOD,
    answers={200: StatisticsJson, 400: None, 401: None, 403: None},
)
def statistics(call: Call[None]) -> Answer:
    return answer_json(StatisticsJson.of(_report(call)))


@routes.route(
    "GET",
    "/statistics.csv",
    roles={Role.STATISTICS},
    operation_id="portalStatisticsFile",
    summary="The same as a CSV file",
    parameters=PERIOD,
    answers={200: CsvFile, 400: None, 401: None, 403: None},
)
def statistics_file(call: Call[None]) -> Answer:
    report = _report(call)
    lines = export_statistics(report, user=call.user, now=call.now, ids=call.hub.ids, commit=call.hub.commit)
    content = "".join(lines).encode()
    name = f"statistiques-{report.first}-{report.last}.csv"
    return answer_file(content, file_name=name, mime_type="text/csv; charset=utf-8", sha256=digest_of(content))


@routes.route(
    "GET",
    "/processes",
    roles=SIGNED_IN,
    operation_id="portalListProcesses",
    summary="The processes that concern the person: what lists and statistics may be narrowed to",
    answers={200: list_model(ProcessNameJson), 401: None, 403: None},
)
def processes(call: Call[None]) -> Answer:
    seen = list_processes(user=call.user, now=call.now, referential=call.hub.referential)
    return answer_json([ProcessNameJson.of(each) for each in seen])
