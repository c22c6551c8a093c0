"""What a person is asked before a status is set, which is for good (POR-05)."""

from collections.abc import Sequence

from chalicelib.domain.case_status import PORTAL_LABELS, CaseStatus
from chalicelib.domain.errors import ConfirmationNeeded

_SEVERAL = ("Les pièces jointes préparées", "ne sont pas transmises", "leur")


def must_be_confirmed(status: CaseStatus, *, is_confirmed: bool, unsent: Sequence[str] = ()) -> None:
    """Nothing of it can be undone; ``unsent`` names files that are prepared and do not go with it. Raises: ConfirmationNeeded."""
    if is_confirmed:
        return
    files = ", ".join(f"« {each} »" for each in unsent)
    prepared, are_sent, their = ("La pièce jointe préparée", "n'est pas transmise", "son") if len(unsent) == 1 else _SEVERAL
    pending = f"{prepared} ({files}) {are_sent} avec ce statut : validez {their} ajout avant que le télédossier ne soit « Clos »."
    raise ConfirmationNeeded(
        f"Le statut « {PORTAL_LABELS[status]} » est transmis à l'opérateur de la démarche dès votre validation : "
        "ce changement ne pourra pas être annulé. Le confirmez-vous ?",
        *([pending] if unsent else []),
    )
