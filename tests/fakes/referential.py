"""Organisations, processes and subscriptions in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.organisations import ORGANISATION_ORDERS, Organisation
from chalicelib.domain.pages import Order, Page, Window, must_be_sortable, page_of
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import SUBSCRIPTION_ORDERS, Subscription, SubscriptionStatus
from chalicelib.use_cases.ports import Referential
from tests.fakes.rows import MemoryRows, Pointer


class MemoryReferential(Referential):
    """Keeps the promises of the ``Referential`` port."""

    def __init__(self, rows: MemoryRows) -> None:
        self._rows = rows

    def organisation(self, organisation_id: OrganisationId) -> Organisation | None:
        found: Organisation | None = self._rows.get("organisation", str(organisation_id))
        return found

    def organisations_of(self, organisation_ids: Iterable[OrganisationId]) -> Mapping[OrganisationId, Organisation]:
        found = {each: self.organisation(each) for each in organisation_ids}
        return {identity: organisation for identity, organisation in found.items() if organisation is not None}

    def known(self, organisation_ids: Iterable[OrganisationId]) -> frozenset[OrganisationId]:
        return frozenset(each for each in organisation_ids if self.organisation(each) is not None)

    def organisations(self, *, kind: str | None, register: str | None, order: Order | None, window: Window) -> Page[Organisation]:
        every: list[Organisation] = self._rows.under("organisation")
        chosen = [each for each in every if kind in (None, each.id.type) and register in (None, each.id.company_register)]
        return _page(sorted(chosen, key=lambda each: (each.created_at, str(each.id))), window, order, ORGANISATION_ORDERS)

    def process(self, code: str) -> Process | None:
        found: Process | None = self._rows.get("process", code)
        return found

    def processes(self) -> tuple[Process, ...]:
        return tuple(sorted(self._rows.under("process"), key=lambda each: each.code))

    def process_with_subscriptions(
        self, code: str, recipients: Iterable[OrganisationId]
    ) -> tuple[Process | None, Mapping[OrganisationId, Subscription]]:
        found = {each: self._seated(code, each) for each in recipients}
        return self.process(code), {each: subscription for each, subscription in found.items() if subscription is not None}

    def subscriptions_of_pairs(self, pairs: Iterable[tuple[str, OrganisationId]]) -> Mapping[tuple[str, OrganisationId], Subscription]:
        found = {pair: self._seated(*pair) for pair in pairs}
        return {pair: subscription for pair, subscription in found.items() if subscription is not None}

    def subscription(self, subscription_id: str) -> Subscription | None:
        row = self._rows.get("subscription", subscription_id)
        found: Subscription | None = self._rows.get(*row.seat) if isinstance(row, Pointer) else row
        return found if found is not None and found.id == subscription_id else None

    def _seated(self, process_code: str, subscriber: OrganisationId) -> Subscription | None:
        found: Subscription | None = self._rows.get("seat", process_code, str(subscriber))
        return found

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
        every: list[Subscription] = [row for row in self._rows.under("seat") + self._rows.under("subscription") if isinstance(row, Subscription)]
        chosen = [
            row
            for row in every
            if (not process_codes or row.process_code in process_codes)
            and status in (None, row.label)
            and register in (None, row.subscriber.company_register)
            and (delegate is None or _delegate_of(row) == delegate.lower())
        ]
        return _page(sorted(chosen, key=lambda row: (row.created_at, row.id)), window, order, SUBSCRIPTION_ORDERS)


def _delegate_of(row: Subscription) -> str | None:
    return row.delegate_email.lower() if row.delegate_email else None


def _page(chosen: list[Any], window: Window, order: Order | None, orders: Mapping[str, Callable[[Any], object]]) -> Page[Any]:
    if order is None:
        return page_of(chosen, window)
    must_be_sortable(len(chosen))
    return page_of(chosen, window, key=orders[order.attribute], is_descending=order.is_descending)
