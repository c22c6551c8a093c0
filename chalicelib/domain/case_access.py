"""What a person may do with one télédossier: perimeter first, then the role, then the télédossier's own state.

Nothing here depends on how he came to it: the list, the detail, a download or a choice of several ask the same question.

**Source:** POR-01, POR-04, POR-11, SUB-08, ORG-06, roles.
"""

from msgspec import Struct

from chalicelib.domain.callers import Side
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Case
from chalicelib.domain.errors import Forbidden, NotFound
from chalicelib.domain.portal_users import PortalUser, not_yours, whom_to_ask
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.subscriptions import AccessMode, Subscription

READERS = frozenset({Role.CASES_READ, Role.CASES_MANAGE})
"""Any of these roles lets a person read télédossiers."""

NOT_FOUND = "Ce télédossier n'existe pas ou n'existe plus."
NO_DELEGATE = "Le profil délégué technique ne donne pas accès aux télédossiers."
READ_ONLY = "Ce télédossier n'est plus modifiable : la modalité d'accès de l'abonnement a changé depuis sa réception."
_FINAL = {
    CaseStatus.CLOSED: "Ce télédossier est « Clos » : il ne peut plus être modifié.",
    CaseStatus.ARCHIVED: "Ce télédossier est archivé : il ne peut plus être modifié.",
}
_NO_MORE = "ses pièces jointes ne peuvent plus être téléchargées."
_NO_FILES = {
    CaseStatus.CLOSED: f"Ce télédossier est « Clos » : {_NO_MORE} L'historique indique qui l'a déjà fait.",
    CaseStatus.REFUSED: f"Ce télédossier est « Refusé » : {_NO_MORE} L'historique indique qui l'a refusé.",  # maybe without having downloaded them
    CaseStatus.ARCHIVED: f"Ce télédossier est archivé : {_NO_MORE}",
}
_PURGED = "Les pièces jointes de ce télédossier ont été supprimées au terme de leur durée de conservation."
_SUPERVISION = "Le profil administrateur métier permet de suivre les télédossiers sans les modifier."
_ONLOOKERS = {
    Side.OSL: "Le profil administrateur métier permet de suivre les télédossiers sans en télécharger les pièces jointes.",
    Side.ADMIN: "Le profil administrateur national permet de consulter les télédossiers sans en télécharger les pièces jointes.",
}


class CaseAccess(Struct, frozen=True, kw_only=True):
    """What a person who may read a case may do besides; a refusal is a sentence for him, None where there is none.

    ``side`` is where he stands: only the recipient's own people (SI) make it « Reçu » by opening it and « En cours » by
    downloading, and not when ``is_read_only``: it can be read and downloaded still, but nothing moves it any more (SUB-08).
    ``is_left_behind`` says that of the recipient's people to whoever asks: they had it before their access mode was switched.
    """

    side: Side
    is_left_behind: bool
    manage_refusal: str | None
    download_refusal: str | None

    @property
    def is_read_only(self) -> bool:
        """Whether nothing he does moves it."""
        return self.side is Side.SI and self.is_left_behind

    @property
    def may_download(self) -> bool:
        """Whether he may download its attachments."""
        return self.download_refusal is None

    @property
    def moves_it(self) -> bool:
        """Whether his opening or downloading it moves its status."""
        return self.side is Side.SI and not self.is_read_only

    def must_download(self) -> None:
        """Raises: Forbidden."""
        if self.download_refusal is not None:
            raise Forbidden(self.download_refusal)


def access_to(user: PortalUser, case: Case, process: Process | None, subscription: Subscription | None) -> CaseAccess:
    """Say what a person may do with a case that he may read. ``subscription`` is the recipient's to the case's process.

    Raises: Forbidden outside his perimeter or without the role; NotFound before the case is his to know of.
    """
    side = _side_on(user, case, process, subscription)
    user.must_hold(READERS)
    if not case.is_delivered or (side is Side.SI and case.ingested_at is None):
        raise NotFound(NOT_FOUND)
    role_refusal = user.role_refusal({Role.CASES_MANAGE})
    is_left_behind = subscription is not None and case.is_read_only_since(subscription.mode_changed_at)
    return CaseAccess(
        side=side,
        is_left_behind=is_left_behind,
        manage_refusal=(_SUPERVISION if side is Side.OSL else None)
        or role_refusal
        or _final(side, case)
        or (READ_ONLY if side is Side.SI and is_left_behind else None),
        download_refusal=_ONLOOKERS.get(side) or role_refusal or _no_files(case),
    )


def is_shown_on_the_portal(subscription: Subscription) -> bool:
    """Whether the télédossiers of a subscription are treated on the portal: in that mode, active or suspended since."""
    return subscription.rejected_at is None and subscription.effective_mode is AccessMode.PORTAL


def not_entitled(user: PortalUser, process: str) -> str:
    """The FAQ's second reason. ``process``: in words, here and below."""
    return f"Vous n'êtes pas habilité à consulter les télédossiers de la démarche {process}. {whom_to_ask(user.account)}"


def not_subscribed(user: PortalUser, process: str) -> str:
    """The FAQ's first reason."""
    return f"Votre organisation n'est pas abonnée à la démarche {process}. {whom_to_ask(user.account)}"


def in_api_mode(user: PortalUser, process: str) -> str:
    """Why an existing subscription shows nothing: its télédossiers are in the organisation's own software."""
    return (
        f"L'abonnement à la démarche {process} est en modalité d'accès « API » : ses télédossiers sont dans votre logiciel métier. "
        f"{whom_to_ask(user.account)}"
    )


def _side_on(user: PortalUser, case: Case, process: Process | None, subscription: Subscription | None) -> Side:
    """On which side of a case a person stands. Raises: Forbidden when on none."""
    match user.account.actor_type:
        case ActorType.NATIONAL_ADMINISTRATOR:
            return Side.ADMIN
        case ActorType.TECHNICAL_DELEGATE:
            raise Forbidden(NO_DELEGATE)
        case ActorType.BUSINESS_ADMINISTRATOR:
            if process is None or process.osl != user.organisation:
                raise not_yours()
            return Side.OSL
    if case.recipient != user.organisation:
        raise not_yours()
    words = case.process_code if process is None else process.in_words
    if case.process_code not in user.account.habilitations:
        raise Forbidden(not_entitled(user, words))
    if subscription is None or subscription.rejected_at is not None:
        raise Forbidden(not_subscribed(user, words))
    if not is_shown_on_the_portal(subscription):
        raise Forbidden(in_api_mode(user, words))
    return Side.SI


def _no_files(case: Case) -> str | None:
    return _NO_FILES.get(case.status) or (_PURGED if case.purged_at else None)


def _final(side: Side, case: Case) -> str | None:
    """A closed case is final for its recipient; the support may still undo that."""
    return None if side is Side.ADMIN and case.status is CaseStatus.CLOSED else _FINAL.get(case.status)
