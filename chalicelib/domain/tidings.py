"""Who is told of a sent event: each receiver's queue with its webhooks and, for the instructing service, its mailbox
(CAS-07, SUB-10, NOT-05).
"""

from collections.abc import Iterator
from datetime import datetime

from chalicelib.domain.agenda import AgendaEntry
from chalicelib.domain.callers import Side
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.cases import Case
from chalicelib.domain.deliveries import Delivery, pushes
from chalicelib.domain.mailings import changed_case_mail
from chalicelib.domain.mails import Mail
from chalicelib.domain.notifications import Notification, notify
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription


def told_of(
    event: CaseEvent, case: Case, *, process: Process | None, subscription: Subscription | None, at: datetime, ids: Iterator[str]
) -> list[Notification | Delivery | Mail | AgendaEntry]:
    """The notifications, pushed or not, and the mail of an event that is sent; none for one that asks for no notification.

    ``process`` is the case's, ``subscription`` the recipient's.
    """
    if not event.asks_notification:
        return []
    told: list[Notification | Delivery | Mail | AgendaEntry] = []
    for side in event.receivers():
        notification = notify(side, case, event=event, at=at, seed=next(ids), subscription=subscription)
        if notification is not None:
            told += (notification, *pushes(notification, subscription=subscription, process=process))
        if side is Side.SI and (mail := changed_case_mail(subscription, case, cause=event.id, at=at)):
            told.append(mail)
    return told
