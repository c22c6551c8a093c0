"""The statistics as a file that a spreadsheet opens (POR-12)."""

from collections.abc import Iterator

from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.csv_cells import BYTE_ORDER_MARK, csv_line
from chalicelib.domain.statistics_report import Report

_COLUMNS = (
    "Démarche", "Intitulé", "Du", "Au", "Reçus", "Traités", "Refusés", "Autres issues", "Ouverts aujourd'hui",
    "Ouverts depuis moins de 7 jours", "de 7 à 29 jours", "de 30 à 59 jours", "60 jours et plus",
    "Délai moyen de prise en charge (minutes)", "Délai moyen de traitement (minutes)", "Mis à disposition en moins de 10 minutes (%)",
)  # fmt: skip


def csv_of(report: Report) -> Iterator[str]:
    """The same numbers as lines of a CSV file, the header first."""
    yield BYTE_ORDER_MARK + csv_line(_COLUMNS)
    for each in report.processes:
        done, refused = (each.finished_by_outcome.get(status, 0) for status in (CaseStatus.DONE, CaseStatus.REFUSED))
        others = sum(each.finished_by_outcome.values()) - done - refused
        share = None if each.quick_share is None else _french(round(100 * each.quick_share, 2))
        period = [report.first.strftime("%d/%m/%Y"), report.last.strftime("%d/%m/%Y")]
        counts = [each.received, done, refused, others, each.open, *each.open_by_age]
        delays = [_french(each.fetched_minutes), _french(each.finished_minutes), share]
        yield csv_line([each.code, report.names[each.code], *period, *counts, *delays])


def _french(number: float | None) -> str | None:
    return None if number is None else f"{number:g}".replace(".", ",")
