"""Digests leave: one mail for a subscription and an instant, however much came and wherever the work is cut off (SUB-11).

Each step of a digest writes its subscription, so that of two who work on it one has to look again; what a step takes out of
the agenda it tells in the same transaction, in the sheaf or in the mail.
"""

from datetime import datetime

from chalicelib.domain.agenda import Topic
from chalicelib.domain.digests import gathered, is_for_a_later_one, next_digest, subscription_of, wants_digests
from chalicelib.domain.mailings import digest_mail
from chalicelib.domain.values import replace
from chalicelib.domain.writes import Remove, Write
from chalicelib.use_cases.one_by_one import all_tried
from chalicelib.use_cases.ports import Agenda, Commit, Referential

_STEP = 90  # with the subscription, the sheaf and the mail a transaction


def send_digests(*, now: datetime, limit: int, agenda: Agenda, referential: Referential, commit: Commit) -> int:
    """Take each digest that is due a step further; answers how many entries were looked at."""
    entries = agenda.due(Topic.DIGEST, at=now, limit=limit)
    with all_tried() as one:
        for due_at, subscription_id in dict.fromkeys((each.due_at, subscription_of(each)) for each in entries):
            with one():
                _take_further(subscription_id, due_at, now=now, agenda=agenda, referential=referential, commit=commit)
    return len(entries)


def _take_further(subscription_id: str, due_at: datetime, *, now: datetime, agenda: Agenda, referential: Referential, commit: Commit) -> None:
    subscription = referential.subscription(subscription_id)  # read before the entries: who takes them writes it
    found = agenda.gathered(Topic.DIGEST, due_at=due_at, start=f"{subscription_id}|", limit=_STEP + 2)
    if not found:
        return
    if subscription is None or not wants_digests(subscription):
        commit(*map(Remove, found))
        return
    sheaf, waiting = gathered(subscription_id, due_at, found)
    if sheaf.total == 0 and is_for_a_later_one(subscription, due_at):
        later = next_digest(subscription.frequency, after=now)
        moved = [write for each in waiting[: _STEP // 2] for write in (Remove(each), replace(each, due_at=later))]
        commit(subscription, *moved)
        return
    taken = waiting[:_STEP]
    told = sheaf.with_entries(taken)
    writes: list[Write] = [*map(Remove, taken)]
    if len(waiting) > _STEP:
        commit(subscription, told.as_entry(), *writes)
        return
    if sheaf.total:
        writes.append(Remove(sheaf.as_entry()))
    commit(replace(subscription, digested_until=due_at), digest_mail(subscription, told, at=now), *writes)
