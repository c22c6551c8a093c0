"""What the queue functions do with their messages: mails leave (MAI-01), archives and exports are prepared (POR-04, POR-10)."""

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from chalicelib import composition
from chalicelib.composition import Composition
from chalicelib.domain.errors import StaleWrite
from chalicelib.domain.inbox import InboxCriteria
from chalicelib.domain.preparations import Preparation, PreparationKind
from chalicelib.handlers import telemetry
from chalicelib.handlers.facts import Fact
from chalicelib.handlers.listings_as_files import rows_for
from chalicelib.invocation import CORRELATION
from chalicelib.use_cases.prepare import begin, give_back
from chalicelib.use_cases.prepare_archive import build_archive
from chalicelib.use_cases.prepare_export import build_export
from chalicelib.use_cases.send_mails import send_mail

Records = Iterable[Mapping[str, Any]]


def send(records: Records) -> dict[str, Any]:
    """Send each mail a message names; those that could not leave come back, the others do not."""
    hub = composition.present()
    failed: list[dict[str, str]] = []
    for record in records:
        with _begun(record):
            failed += _sent(record, hub)
    return {"batchItemFailures": failed}


def _sent(record: Mapping[str, Any], hub: Composition) -> list[dict[str, str]]:
    try:
        is_sent = send_mail(
            record["body"],
            now=hub.clock.now(),
            outbox=hub.outbox,
            accounts=hub.accounts,
            sessions=hub.sessions,
            secrets=hub.secrets,
            referential=hub.referential,
            carrier=hub.carrier,
            commit=hub.commit,
        )
    except StaleWrite:
        return []  # another sender has taken it
    except Exception as error:
        telemetry.record_failure("mail failed", error, mail_id=record["body"])
        telemetry.measure(Fact.MAIL_FAILED)
        return _failure(record)
    telemetry.record("mail", mail_id=record["body"], is_sent=is_sent)
    if is_sent:
        telemetry.measure(Fact.MAIL_SENT)
    return []


def prepare(records: Records) -> dict[str, Any]:
    """Build what a message names; what could not be built comes back, three times, then lies among the dead letters."""
    hub = composition.present()
    failed: list[dict[str, str]] = []
    for record in records:
        with _begun(record):
            failed += _prepared(record, hub)
    return {"batchItemFailures": failed}


def _prepared(record: Mapping[str, Any], hub: Composition) -> list[dict[str, str]]:
    taken = None
    try:
        taken = begin(record["body"], now=hub.clock.now(), preparations=hub.preparations, commit=hub.commit)
        if taken is not None:
            _build(taken, hub)
    except Exception as error:
        telemetry.record_failure("preparation failed", error, preparation_id=record["body"])
        telemetry.measure(Fact.PREPARATION_FAILED)
        _give_back(taken, hub)
        return _failure(record)
    telemetry.record("preparation", preparation_id=record["body"], is_built=taken is not None)
    if taken is not None:
        telemetry.measure(Fact.PREPARED)
    return []


def _begun(record: Mapping[str, Any]) -> AbstractContextManager[None]:
    """Go on with what caused the message; one that tells of no cause is followed by its own id."""
    attribute = (record.get("messageAttributes") or {}).get(CORRELATION, {})
    return telemetry.begun(attribute.get("stringValue") or record["messageId"])


def _failure(record: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"itemIdentifier": record["messageId"]}]


def _build(preparation: Preparation, hub: Composition) -> None:
    now = hub.clock.now()
    if preparation.kind is PreparationKind.EXPORT:
        criteria = preparation.criteria or InboxCriteria()
        build_export(
            preparation,
            lambda user: rows_for(user, criteria, preparation.searched, hub),
            now=now,
            ids=hub.ids,
            accounts=hub.accounts,
            files=hub.files,
            commit=hub.commit,
        )
        return
    build_archive(
        preparation,
        now=now,
        ids=hub.ids,
        preparations=hub.preparations,
        accounts=hub.accounts,
        exchange=hub.exchange,
        referential=hub.referential,
        files=hub.files,
        archiver=hub.archiver,
        commit=hub.commit,
    )


def _give_back(taken: Preparation | None, hub: Composition) -> None:
    if taken is None:
        return
    try:
        give_back(taken, preparations=hub.preparations, commit=hub.commit)
    except Exception as error:  # its hold ends by itself
        telemetry.record_failure("preparation not given back", error, preparation_id=taken.id)
