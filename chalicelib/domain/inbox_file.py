"""A list of télédossiers as a file that a spreadsheet opens (POR-10)."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from msgspec import Struct, field

from chalicelib.domain.calendar import PARIS
from chalicelib.domain.cases import Case
from chalicelib.domain.csv_cells import BYTE_ORDER_MARK, csv_line
from chalicelib.domain.processes import Process

Row = tuple[Case, Process | None]
"""A télédossier and its process, as a list has them."""

_COLUMNS = ("Numéro", "Dossier", "Code de la démarche", "Démarche", "Nom", "Prénom", "Reçu le", "Statut", "Dernière modification", "Terminé le")


class ListFile(Struct):
    """The lines of a list, made as its rows are read; how many there were, and the oldest of each process, is known at the end."""

    rows: Iterable[Row]
    count: int = 0
    oldest: dict[str, Case] = field(default_factory=dict)

    def lines(self) -> Iterator[bytes]:
        """The header, then a line a row."""
        yield (BYTE_ORDER_MARK + csv_line(_COLUMNS)).encode()
        for case, process in self.rows:
            self.count += 1
            self.oldest[case.process_code] = min(case, self.oldest.get(case.process_code, case), key=_age)
            yield csv_line(_cells(case, process)).encode()


def _age(case: Case) -> tuple[datetime, str]:
    return case.created_at, case.id


def _cells(case: Case, process: Process | None) -> tuple[object, ...]:
    return (
        case.external_id,
        case.folder_external_id,
        case.process_code,
        process.name if process else None,
        case.applicant.last_name,
        case.applicant.first_name,
        _shown(case.received_at),
        case.label,
        _shown(case.updated_at),
        _shown(case.finished_at),
    )


def _shown(instant: datetime | None) -> str | None:
    """A day and an hour of Paris, as a spreadsheet in French reads them."""
    return None if instant is None else instant.astimezone(PARIS).strftime("%d/%m/%Y %H:%M")
