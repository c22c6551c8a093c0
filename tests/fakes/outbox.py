"""An outbox in memory that keeps the promises of the ports and of the domain's writes, for mails alone."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.errors import StaleRow
from chalicelib.domain.mails import Mail
from chalicelib.domain.writes import Remove, Unchanged, Write
from chalicelib.use_cases.ports import Outbox


class MemoryOutbox(Outbox):
    """Mails by id; :meth:`commit` is the ``Commit`` that writes them."""

    def __init__(self, *mails: Mail) -> None:
        self._mail_by_id: dict[str, Mail] = {}
        self.commit(*mails)

    def mail(self, mail_id: str) -> Mail | None:
        """One mail."""
        return self._mail_by_id.get(mail_id)

    def waiting(self, *, created_before: datetime, limit: int) -> tuple[Mail, ...]:
        """Mails that nobody has taken, the oldest first."""
        untaken = [each for each in self._mail_by_id.values() if each.claimed_at is None and not each.is_dead]
        due = sorted((each for each in untaken if each.created_at < created_before), key=lambda each: (each.created_at, each.id))
        return tuple(due[:limit])

    def commit(self, *writes: Write) -> None:
        """Write all or nothing. Raises: StaleRow."""
        after = dict(self._mail_by_id)
        for write in writes:
            row = write.row if isinstance(write, Remove | Unchanged) else write
            if not isinstance(row, Mail):
                raise TypeError(f"This store keeps mails only, not {type(row).__name__}")
            stored = self._mail_by_id.get(row.id)
            if (stored.version if stored else 0) != row.version:
                raise StaleRow("A row is not as it was read")
            if isinstance(write, Remove):
                del after[row.id]
            elif isinstance(write, Mail):
                after[row.id] = replace(row, version=row.version + 1)
        self._mail_by_id = after
