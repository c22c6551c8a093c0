"""The outbox in memory."""

from datetime import datetime

from chalicelib.domain.mails import Mail, MailState
from chalicelib.use_cases.ports import Outbox
from tests.fakes.rows import MemoryRows


class MemoryOutbox(Outbox):
    """Keeps the promises of the ``Outbox`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def mail(self, mail_id: str) -> Mail | None:
        found: Mail | None = self._rows.get("mail", mail_id)
        return found

    def waiting(self, *, created_before: datetime, limit: int) -> tuple[Mail, ...]:
        untaken = [each for each in self._rows.under("mail") if each.state is MailState.WAITING]
        due = sorted((each for each in untaken if each.created_at < created_before), key=lambda each: (each.created_at, each.id))
        return tuple(due[:limit])

    def listed(self, state: MailState, *, limit: int) -> tuple[Mail, ...]:
        found = [each for each in self._rows.under("mail") if each.state is state]
        return tuple(sorted(found, key=lambda each: (each.created_at, each.id))[:limit])
