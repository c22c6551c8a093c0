"""The life of a case: every status, and who may move a case from where to where.

All of it is the tables below, for programs and for the portal; nothing else in the hub decides a move that somebody asks for.
A process narrows them (``forbidden_statuses``). To deliver a case and to archive it are the hub's own: nobody asks for those.
HUBEE_COMPLETED is a door, not a place: set on a delivered case it is a complement and is passed on to HUBEE_NOTIFIED at once.

**Source:** CAS-01, CAS-02, CAS-03, POR-02, POR-03, POR-05.
"""

from collections.abc import Set as AbstractSet
from enum import StrEnum

from chalicelib.domain.callers import Side
from chalicelib.domain.errors import TransitionRefused


class CaseStatus(StrEnum):
    """The statuses of a case, as they are written on the wire."""

    HUBEE_RECEIVED = "HUBEE_RECEIVED"
    HUBEE_COMPLETED = "HUBEE_COMPLETED"
    HUBEE_NOTIFIED = "HUBEE_NOTIFIED"
    SENT = "SENT"
    SI_RECEIVED = "SI_RECEIVED"
    IN_PROGRESS = "IN_PROGRESS"
    ADD_AWAITING = "ADD_AWAITING"
    REFUSED = "REFUSED"
    DONE = "DONE"
    SI_INTG_ERROR = "SI_INTG_ERROR"
    CLOSED = "CLOSED"
    ARCHIVED = "ARCHIVED"


S = CaseStatus

RANK: dict[CaseStatus, int] = {
    S.HUBEE_RECEIVED: 0,
    S.HUBEE_COMPLETED: 1,
    S.HUBEE_NOTIFIED: 2,
    S.SENT: 3,
    S.SI_RECEIVED: 4,
    S.IN_PROGRESS: 5,
    S.ADD_AWAITING: 6,
    S.REFUSED: 7,
    S.DONE: 7,
    S.SI_INTG_ERROR: 7,
    S.CLOSED: 8,
    S.ARCHIVED: 9,
}

DELIVERED = frozenset(status for status, rank in RANK.items() if rank >= RANK[S.HUBEE_NOTIFIED])
ALIVE = DELIVERED - {S.ARCHIVED}
OUTCOMES = frozenset({S.REFUSED, S.DONE, S.SI_INTG_ERROR})
SETTLED = OUTCOMES | {S.CLOSED, S.ARCHIVED}
"""Where nothing is left for the recipient to do."""
_UNTREATED = frozenset({S.HUBEE_NOTIFIED, S.SENT, S.SI_RECEIVED, S.IN_PROGRESS})

MOVES: dict[tuple[Side, CaseStatus], frozenset[CaseStatus]] = {
    # (who, to): from where, through the API.
    (Side.SI, S.SENT): frozenset({S.HUBEE_NOTIFIED}),
    (Side.SI, S.SI_RECEIVED): frozenset({S.HUBEE_NOTIFIED, S.SENT}),
    (Side.SI, S.IN_PROGRESS): frozenset({S.HUBEE_NOTIFIED, S.SENT, S.SI_RECEIVED, S.SI_INTG_ERROR}),
    (Side.SI, S.ADD_AWAITING): _UNTREATED,
    (Side.SI, S.REFUSED): _UNTREATED | {S.ADD_AWAITING},
    (Side.SI, S.DONE): _UNTREATED | {S.ADD_AWAITING, S.SI_INTG_ERROR},
    (Side.SI, S.SI_INTG_ERROR): _UNTREATED | {S.ADD_AWAITING, S.DONE},
    (Side.OSL, S.HUBEE_COMPLETED): ALIVE,
    (Side.OSL, S.HUBEE_NOTIFIED): ALIVE,
    (Side.OSL, S.IN_PROGRESS): ALIVE,
    (Side.OSL, S.CLOSED): ALIVE,
    # The national administrator undoes what went wrong: anything but the hub's own first and last statuses.
    **{(Side.ADMIN, to): ALIVE for to in ALIVE | {S.HUBEE_COMPLETED}},
}

PASSED_ON = {S.HUBEE_COMPLETED: S.HUBEE_NOTIFIED}

PORTAL_MOVES: dict[CaseStatus, frozenset[CaseStatus]] = {
    # to: from where, through the portal; the first three follow from what is done, the others are a person's choice.
    S.SENT: frozenset({S.HUBEE_NOTIFIED}),
    S.SI_RECEIVED: frozenset({S.HUBEE_NOTIFIED, S.SENT}),
    S.IN_PROGRESS: frozenset({S.HUBEE_NOTIFIED, S.SENT, S.SI_RECEIVED}),
    S.ADD_AWAITING: frozenset({S.SI_RECEIVED, S.IN_PROGRESS}),
    S.REFUSED: frozenset({S.SI_RECEIVED, S.IN_PROGRESS, S.ADD_AWAITING}),
    S.DONE: frozenset({S.IN_PROGRESS, S.ADD_AWAITING}),
}
BY_CHOICE = (S.ADD_AWAITING, S.REFUSED, S.DONE)
PORTAL_LABELS: dict[CaseStatus, str] = {
    S.HUBEE_RECEIVED: "En cours de dépôt",
    S.HUBEE_COMPLETED: "En cours de dépôt",
    S.HUBEE_NOTIFIED: "Nouveau",
    S.SENT: "Nouveau",
    S.SI_RECEIVED: "Reçu",
    S.IN_PROGRESS: "En cours",
    S.ADD_AWAITING: "En attente de complément",
    S.REFUSED: "Refusé",
    S.DONE: "Traité",
    S.SI_INTG_ERROR: "Erreur d'intégration",
    S.CLOSED: "Clos",
    S.ARCHIVED: "Archivé",
}
NEW = PORTAL_LABELS[S.SENT]


def told_as(status: CaseStatus) -> str:
    """What the portal calls where a move ends, of a case that was delivered: a complement makes it « Nouveau »."""
    return PORTAL_LABELS[PASSED_ON.get(status, status)]


def read_status(text: str, *, current: CaseStatus) -> CaseStatus:
    """Read a status a caller named. Raises: TransitionRefused, naming both, for a word that is none."""
    try:
        return CaseStatus(text)
    except ValueError:
        raise refusal(current, text) from None


def refusal(current: CaseStatus, wanted: str) -> TransitionRefused:
    """The one wording of a refused move."""
    return TransitionRefused(f"Case status can not be changed from {current} to {wanted}")


def next_status(current: CaseStatus, wanted: CaseStatus, *, side: Side, forbidden: AbstractSet[CaseStatus], is_portal: bool = False) -> CaseStatus:
    """Answer where a case ends when ``side`` asks for ``wanted``; the status it has already changes nothing.

    Through the portal an instructing service has fewer moves than its programs have.

    Raises: TransitionRefused for every move the table, narrowed by ``forbidden``, does not have.
    """
    if wanted is S.HUBEE_RECEIVED or current is S.ARCHIVED:
        raise refusal(current, wanted)
    if wanted is current:
        return current
    if not has_move(current, wanted, side=side, forbidden=forbidden, is_portal=is_portal):
        raise refusal(current, wanted)
    return PASSED_ON.get(wanted, wanted)


def has_move(current: CaseStatus, wanted: CaseStatus, *, side: Side, forbidden: AbstractSet[CaseStatus], is_portal: bool = False) -> bool:
    """Whether the table, narrowed by ``forbidden``, leads from one status to the other."""
    starts = PORTAL_MOVES.get(wanted, ()) if is_portal and side is Side.SI else MOVES.get((side, wanted), ())
    return wanted not in forbidden and current in starts


def is_replay(current: CaseStatus, wanted: CaseStatus, *, side: Side, forbidden: AbstractSet[CaseStatus]) -> bool:
    """Whether an SI's event only repeats a step the case has already passed (CAS-03): recorded, nothing moves.

    The repair of an integration (IN_PROGRESS after SI_INTG_ERROR) goes down in rank and is a move, not a replay.
    """
    if side is not Side.SI or wanted is S.HUBEE_RECEIVED or wanted in forbidden or current is S.ARCHIVED:
        return False
    return RANK[wanted] < RANK[current] and current not in MOVES.get((side, wanted), ())
