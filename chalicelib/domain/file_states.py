"""What a person is told of the state of a file, and why one is not there to be downloaded (POR-04, POR-07)."""

from collections.abc import Mapping

from chalicelib.domain.attachments import Attachment, AttachmentStatus

STATE_LABELS: Mapping[AttachmentStatus, str] = {
    AttachmentStatus.PENDING: "En attente de réception",
    AttachmentStatus.RECEIVED: "Disponible",
    AttachmentStatus.CORRUPTED: "Écartée par l'antivirus",
    AttachmentStatus.REJECTED: "Non conforme à l'annonce",
    AttachmentStatus.DELETED: "Supprimée",
}
_REFUSALS: Mapping[AttachmentStatus, str] = {
    AttachmentStatus.PENDING: "Cette pièce jointe n'a pas encore été reçue.",
    AttachmentStatus.CORRUPTED: "Cette pièce jointe a été écartée par l'antivirus : elle ne peut pas être téléchargée.",
    AttachmentStatus.REJECTED: "Cette pièce jointe n'était pas conforme à son annonce : elle n'a pas été conservée.",
    AttachmentStatus.DELETED: "Cette pièce jointe a été supprimée au terme de sa durée de conservation.",
}


_UNCHECKED = "En cours de vérification"
_UNCHECKED_REFUSAL = "Cette pièce jointe est en cours de vérification par l'antivirus."


def state_label(attachment: Attachment) -> str:
    """The state of a file."""
    return _UNCHECKED if attachment.is_unchecked else STATE_LABELS[attachment.status]


def file_refusal(attachment: Attachment) -> str | None:
    """Why a file cannot be downloaded, whoever asks; None when it can."""
    return _UNCHECKED_REFUSAL if attachment.is_unchecked else _REFUSALS.get(attachment.status)
