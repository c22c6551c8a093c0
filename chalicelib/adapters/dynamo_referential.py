"""Organisations, processes and subscriptions in DynamoDB."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from pynamodb.indexes import GlobalSecondaryIndex

from chalicelib.adapters.dynamo_codec import decode
from chalicelib.adapters.dynamo_reads import Key, batch_get, document_of, raw_rows, rows, side_by_side
from chalicelib.adapters.dynamo_rows import seat_key
from chalicelib.adapters.dynamo_tables import OrganisationRow, ProcessRow, SubscriptionRow, TallyRow
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import ORGANISATION_ORDERS, ORGANISATION_TYPES, Organisation, organisation_tally
from chalicelib.domain.pages import Order, Page, Window, must_be_sortable, page_of
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import SUBSCRIPTION_ORDERS, Subscription, SubscriptionStatus, tally_name

Partition = tuple[GlobalSecondaryIndex[Any], str]
"""One list of an index: all its rows are of one kind, in order of creation."""


class DynamoReferential:
    """Keeps the promises of the use cases' ``Referential`` port."""

    def organisation(self, organisation_id: OrganisationId) -> Organisation | None:
        """One organisation."""
        key: Key = (OrganisationRow, str(organisation_id), None)
        item = batch_get([key]).get(key)
        return None if item is None else decode(Organisation, document_of(item))

    def organisations_of(self, organisation_ids: Iterable[OrganisationId]) -> Mapping[OrganisationId, Organisation]:
        """Organisations by id, those that exist; one read per 100."""
        keys: dict[Key, OrganisationId] = {(OrganisationRow, str(each), None): each for each in organisation_ids}
        return {keys[key]: decode(Organisation, document_of(item)) for key, item in batch_get(list(keys)).items()}

    def known(self, organisation_ids: Iterable[OrganisationId]) -> frozenset[OrganisationId]:
        """Those of the given organisations that exist."""
        keys: dict[Key, OrganisationId] = {(OrganisationRow, str(each), None): each for each in organisation_ids}
        return frozenset(keys[key] for key in batch_get(list(keys)))

    def organisations(self, *, kind: str | None, register: str | None, order: Order | None, window: Window) -> Page[Organisation]:
        """A page of the organisations, oldest first unless ordered."""
        if register is not None:
            every = _all_of(Organisation, [(OrganisationRow.by_register, register)])
            chosen = [each for each in every if kind is None or each.id.type == kind]
            return _page(chosen, window, order, ORGANISATION_ORDERS)
        partition: Partition = (OrganisationRow.by_all, "all") if kind is None else (OrganisationRow.by_kind, kind)
        total = _total(organisation_tally(each) for each in (ORGANISATION_TYPES if kind is None else (kind,)))
        if order is not None:
            must_be_sortable(total)
            return _page(_all_of(Organisation, [partition]), window, order, ORGANISATION_ORDERS)
        return _slice(Organisation, [partition], window, total)

    def process(self, code: str) -> Process | None:
        """One process."""
        key: Key = (ProcessRow, "all", code)
        item = batch_get([key]).get(key)
        return None if item is None else decode(Process, document_of(item))

    def processes(self) -> tuple[Process, ...]:
        """Every process, by code: some dozens."""
        return tuple(decode(Process, document_of(item)) for item in raw_rows(ProcessRow, "all"))

    def process_with_subscriptions(
        self, code: str, recipients: Iterable[OrganisationId]
    ) -> tuple[Process | None, Mapping[OrganisationId, Subscription]]:
        """A process and the subscription each recipient has to it, in one read per 100 recipients."""
        process_key: Key = (ProcessRow, "all", code)
        seats: dict[Key, OrganisationId] = {(SubscriptionRow, seat_key(code, each), None): each for each in recipients}
        found = batch_get([process_key, *seats])
        process = decode(Process, document_of(found[process_key])) if process_key in found else None
        return process, {each: decode(Subscription, document_of(found[key])) for key, each in seats.items() if key in found}

    def subscriptions_of_pairs(self, pairs: Iterable[tuple[str, OrganisationId]]) -> Mapping[tuple[str, OrganisationId], Subscription]:
        """The live subscriptions of (process code, subscriber) pairs, those that exist; one read per 100."""
        keys: dict[Key, tuple[str, OrganisationId]] = {(SubscriptionRow, seat_key(*pair), None): pair for pair in pairs}
        return {keys[key]: decode(Subscription, document_of(item)) for key, item in batch_get(list(keys)).items()}

    def subscription(self, subscription_id: str) -> Subscription | None:
        """One subscription, the refused ones too."""
        key: Key = (SubscriptionRow, subscription_id, None)
        item = batch_get([key]).get(key)
        if item is not None and "seat" in item:
            key = (SubscriptionRow, item["seat"]["S"], None)
            item = batch_get([key]).get(key)
        subscription = None if item is None else decode(Subscription, document_of(item))
        return subscription if subscription is not None and subscription.id == subscription_id else None

    def subscriptions(
        self,
        *,
        process_codes: Sequence[str] | None,
        status: SubscriptionStatus | None,
        register: str | None,
        delegate: str | None,
        order: Order | None,
        window: Window,
    ) -> Page[Subscription]:
        """A page of the subscriptions, oldest first unless ordered."""
        if register is not None or delegate is not None:
            by_register, by_delegate = SubscriptionRow.by_register, SubscriptionRow.by_delegate
            narrow: Partition = (by_register, register) if register is not None else (by_delegate, (delegate or "").lower())
            every = _all_of(Subscription, [narrow])
            chosen = [each for each in every if _is_wanted(each, process_codes, status, delegate)]
            return _page(chosen, window, order, SUBSCRIPTION_ORDERS)
        codes = list(dict.fromkeys(process_codes)) if process_codes else None
        counted = codes if codes is not None else [each.code for each in self.processes()]
        total = _total(tally_name(code, label) for code in counted for label in ([status] if status else SubscriptionStatus))
        partitions = _subscription_partitions(codes, status)
        if order is not None:
            must_be_sortable(total)
            return _page(_all_of(Subscription, partitions), window, order, SUBSCRIPTION_ORDERS)
        return _slice(Subscription, partitions, window, total)


def _subscription_partitions(codes: Sequence[str] | None, status: SubscriptionStatus | None) -> list[Partition]:
    if codes is not None and status is not None:
        return [(SubscriptionRow.by_process_label, f"{code}|{status}") for code in codes]
    if codes is not None:
        return [(SubscriptionRow.by_process, code) for code in codes]
    return [(SubscriptionRow.by_label, status) if status is not None else (SubscriptionRow.by_all, "all")]


def _is_wanted(row: Subscription, codes: Sequence[str] | None, status: SubscriptionStatus | None, delegate: str | None) -> bool:
    return (
        (not codes or row.process_code in codes)
        and (status is None or row.label is status)
        and (delegate is None or (row.delegate_email is not None and row.delegate_email.lower() == delegate.lower()))
    )


def _total(names: Iterable[str]) -> int:
    keys: list[Key] = [(TallyRow, name, None) for name in names]
    return sum(int(item["number"]["N"]) for item in batch_get(keys).values())


def _slice(kind: type[Any], partitions: Sequence[Partition], window: Window, total: int) -> Page[Any]:
    """A page of lists joined in order of creation: each is read as far as the page reaches, whatever lies beyond."""
    reach = window.offset + window.limit

    def read(partition: Partition) -> list[Any]:
        index, value = partition
        return list(rows(index.query(value, limit=reach)))

    found = sorted(chain.from_iterable(side_by_side(read, partitions)), key=lambda row: str(row.created))
    chosen = found[window.offset : reach]
    return Page(rows=tuple(decode(kind, row.document) for row in chosen), offset=window.offset, total=total)


def _all_of(kind: type[Any], partitions: Sequence[Partition]) -> list[Any]:
    def read(partition: Partition) -> list[Any]:
        index, value = partition
        return list(rows(index.query(value)))

    found = sorted(chain.from_iterable(side_by_side(read, partitions)), key=lambda row: str(row.created))
    return [decode(kind, row.document) for row in found]


def _page(chosen: list[Any], window: Window, order: Order | None, orders: Mapping[str, Callable[[Any], object]]) -> Page[Any]:
    if order is None:
        return page_of(chosen, window)
    return page_of(chosen, window, key=orders[order.attribute], is_descending=order.is_descending)
