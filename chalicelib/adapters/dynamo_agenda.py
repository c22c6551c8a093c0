"""The agenda and the outbox in DynamoDB."""

from datetime import datetime

from chalicelib.adapters.dynamo_codec import decode, instant_key
from chalicelib.adapters.dynamo_reads import Key, batch_get, document_of, rows
from chalicelib.adapters.dynamo_tables import AgendaRow, OutboxRow
from chalicelib.domain.agenda import AgendaEntry, Topic
from chalicelib.domain.mails import Mail, MailState


class DynamoAgenda:
    """Keeps the promises of the use cases' ``Agenda`` port."""

    def due(self, topic: Topic, *, at: datetime, limit: int) -> tuple[AgendaEntry, ...]:
        """Entries due at an instant, the oldest first."""
        until = AgendaRow.due < f"{instant_key(at)}~"  # "~" sorts after the "|" of every subject: the instant is included
        found = rows(AgendaRow.query(topic, until, consistent_read=True, limit=limit))
        return tuple(decode(AgendaEntry, row.document) for row in found)

    def gathered(self, topic: Topic, *, due_at: datetime, start: str, limit: int) -> tuple[AgendaEntry, ...]:
        """Entries due at exactly that instant whose subjects begin so, in the order of their subjects."""
        these = AgendaRow.due.startswith(f"{instant_key(due_at)}|{start}")
        return tuple(decode(AgendaEntry, row.document) for row in rows(AgendaRow.query(topic, these, consistent_read=True, limit=limit)))


class DynamoOutbox:
    """Keeps the promises of the use cases' ``Outbox`` port."""

    def mail(self, mail_id: str) -> Mail | None:
        """One mail."""
        key: Key = (OutboxRow, mail_id, None)
        item = batch_get([key]).get(key)
        return None if item is None else decode(Mail, document_of(item))

    def waiting(self, *, created_before: datetime, limit: int) -> tuple[Mail, ...]:
        """Mails that nobody has taken, the oldest first."""
        until = OutboxRow.created < instant_key(created_before)
        return tuple(decode(Mail, row.document) for row in rows(OutboxRow.by_state.query("waiting", until, limit=limit)))

    def listed(self, state: MailState, *, limit: int) -> tuple[Mail, ...]:
        """Mails in a state, the oldest first, as an index has them (it may lag behind)."""
        return tuple(decode(Mail, row.document) for row in rows(OutboxRow.by_state.query(str(state), limit=limit)))
