"""Writes values to DynamoDB: everything that changes together in one transaction, each row on its condition."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import singledispatch
from typing import Any

from botocore.exceptions import BotoCoreError
from pynamodb.exceptions import PynamoDBException, TransactWriteError
from pynamodb.transactions import TransactWrite

from chalicelib.adapters.dynamo_codec import instant_key
from chalicelib.adapters.dynamo_rows import LEDGER, condition_to_put, condition_to_take, item_of, key_of, ledger_item, queue_item, seat_key
from chalicelib.adapters.dynamo_tables import NotificationRow, SubscriptionRow, TallyRow, connection
from chalicelib.domain.counts import Increment
from chalicelib.domain.errors import StaleRow, StaleWrite, Unavailable
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Acknowledgement, Forget, Notification, Redirect, Replay
from chalicelib.domain.pages import Tally
from chalicelib.domain.subscriptions import Subscription, SubscriptionStatus
from chalicelib.domain.writes import Remove, Unchanged, Write, is_plain

_CONDITION = "ConditionalCheckFailed"
_CONFLICTS = {"TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"}


@contextmanager
def translated() -> Iterator[None]:
    """Turn what DynamoDB refuses into the errors the use cases know."""
    try:
        yield
    except TransactWriteError as error:
        reasons = {reason.code for reason in error.cancellation_reasons if reason is not None}
        if _CONDITION in reasons:
            raise StaleRow("A row is not as it was read") from error
        if reasons & _CONFLICTS or error.cause_response_code == "TransactionConflictException":
            raise StaleWrite("Another transaction is under way") from error
        # TransactionInProgressException comes here: one's own, under the same token, is still being made; to judge again would make it twice
        raise Unavailable("The store does not answer") from error
    except (PynamoDBException, BotoCoreError) as error:
        raise Unavailable("The store does not answer") from error


def commit(*writes: Write) -> None:
    """Write all or nothing. Raises: StaleRow, StaleWrite, Unavailable."""
    with translated(), TransactWrite(connection=connection()) as transaction:
        for write in writes:
            _add(write, transaction)


@singledispatch
def _add(write: Any, transaction: TransactWrite) -> None:
    """A value with a version: created when it has none yet, else replaced; one without: put."""
    if is_plain(write):
        transaction.save(key_of(write), condition=condition_to_put(write))
        return
    item = item_of(write)
    model = type(item)
    condition = model.version == write.version if write.version else model.version.does_not_exist()
    transaction.save(item, condition=condition)


@_add.register
def _(write: Subscription, transaction: TransactWrite) -> None:
    """The live one sits at its pair with a pointer at its id; a refused one leaves the seat to the next."""
    item, seat = item_of(write), seat_key(write.process_code, write.subscriber)
    unseated = write.label is SubscriptionStatus.REFUSED
    if write.version == 0:
        transaction.save(item, condition=SubscriptionRow.version.does_not_exist())
        if not unseated:
            transaction.save(SubscriptionRow(key=write.id, version=0, seat=seat), condition=SubscriptionRow.version.does_not_exist())
    elif unseated:
        transaction.delete(SubscriptionRow(key=seat), condition=SubscriptionRow.version == write.version)
        transaction.save(item)
    else:
        transaction.save(item, condition=SubscriptionRow.version == write.version)


@_add.register
def _(write: Increment, transaction: TransactWrite) -> None:
    from chalicelib.adapters.dynamo_people_tables import CountRow  # here: those who exchange télédossiers count nothing

    transaction.update(CountRow(scope=write.scope, name=write.name), actions=[CountRow.number.add(write.delta)])


@_add.register
def _(write: Notification, transaction: TransactWrite) -> None:
    transaction.save(queue_item(write), condition=NotificationRow.id.does_not_exist())
    transaction.save(ledger_item(write))


@_add.register
def _(write: Acknowledgement, transaction: TransactWrite) -> None:
    waiting = NotificationRow(queue=write.queue, id=write.notification_id)
    transaction.delete(waiting, condition=NotificationRow.id.exists())
    expires = write.at + LIMITS.acknowledged_notification_life
    transaction.update(
        NotificationRow(queue=LEDGER + write.queue, id=write.notification_id),
        actions=[
            NotificationRow.acknowledged_queue.set(write.queue),
            NotificationRow.acknowledged_at.set(f"{instant_key(write.at)}#{write.notification_id}"),
            NotificationRow.expires.set(int(expires.timestamp())),
        ],
    )


@_add.register
def _(write: Redirect, transaction: TransactWrite) -> None:
    transaction.save(queue_item(write.notification), condition=NotificationRow.id.exists())


@_add.register
def _(write: Replay, transaction: TransactWrite) -> None:
    notification = write.notification
    transaction.save(queue_item(notification), condition=NotificationRow.id.does_not_exist())
    transaction.update(
        NotificationRow(queue=LEDGER + notification.queue, id=notification.id),
        actions=[NotificationRow.acknowledged_queue.remove(), NotificationRow.acknowledged_at.remove(), NotificationRow.expires.remove()],
        condition=NotificationRow.acknowledged_at.exists(),
    )


@_add.register
def _(write: Forget, transaction: TransactWrite) -> None:
    notification = write.notification
    ledger = NotificationRow(queue=LEDGER + notification.queue, id=notification.id)
    transaction.delete(ledger, condition=NotificationRow.acknowledged_at.exists())


@_add.register
def _(write: Tally, transaction: TransactWrite) -> None:
    transaction.update(TallyRow(name=write.name), actions=[TallyRow.number.add(write.delta)])


@_add.register
def _(write: Unchanged, transaction: TransactWrite) -> None:
    key = key_of(write.row)
    model = type(key)
    sort = getattr(key, model._range_keyname) if model._range_keyname else None
    transaction.condition_check(model, getattr(key, str(model._hash_keyname)), sort, condition=model.version == write.row.version)


@_add.register
def _(write: Remove, transaction: TransactWrite) -> None:
    row: Any = write.row
    if isinstance(row, Notification):
        transaction.delete(NotificationRow(queue=row.queue, id=row.id), condition=NotificationRow.id.exists())
        transaction.delete(NotificationRow(queue=LEDGER + row.queue, id=row.id))
    elif is_plain(row):
        transaction.delete(key_of(row), condition=condition_to_take(row))
    else:
        key = key_of(row)
        transaction.delete(key, condition=type(key).version == row.version)
