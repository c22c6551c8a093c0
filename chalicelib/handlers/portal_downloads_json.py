"""Downloads on the portal's wire: what is asked for, and how far what is prepared has come."""

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field

from chalicelib.domain.limits import LIMITS
from chalicelib.domain.preparations import PreparationKind, PreparationStatus
from chalicelib.handlers.portal_wire import Instant, ReadUuid, Uuid, Wire
from chalicelib.use_cases.prepare import Prepared
from chalicelib.use_cases.prepare_archive import LeftOut

_FAILED = "Le fichier n'a pas pu être préparé. Demandez-le à nouveau ; si le problème persiste, contactez le support HubEE."


class ArchiveBody(Wire):
    """The télédossiers whose files are wanted."""

    case_ids: Annotated[list[ReadUuid], Field(min_length=1, max_length=LIMITS.bulk_cases)]


class LeftOutJson(Wire):
    """A télédossier that is not in the archive, and why."""

    case_id: Uuid
    number: str | None
    reason: str

    @classmethod
    def of(cls, left_out: LeftOut) -> "LeftOutJson":
        """Write it."""
        return cls.model_construct(case_id=left_out.case_id, number=left_out.number, reason=left_out.reason)


class PreparationJson(Wire):
    """What is prepared: asked again until it is READY, when ``link`` answers it as a download, or FAILED.

    ``omitted`` counts the télédossiers that could not be put in any more when it was built; ``left_out`` are those that
    were refused when it was asked for.
    """

    id: Uuid
    kind: PreparationKind
    status: PreparationStatus
    file_name: str
    size_bytes: int | None
    omitted: int
    left_out: list[LeftOutJson]
    message: str | None
    link: str | None
    created_at: Instant
    expires_at: Instant

    @classmethod
    def of(cls, prepared: Prepared, left_out: Sequence[LeftOut] = ()) -> "PreparationJson":
        """Write it."""
        preparation, status = prepared.preparation, prepared.status
        is_ready = status is PreparationStatus.READY
        return cls.model_construct(
            id=preparation.id,
            kind=preparation.kind,
            status=status,
            file_name=preparation.file_name,
            size_bytes=preparation.size_bytes if is_ready else None,
            omitted=preparation.omitted,
            left_out=[LeftOutJson.of(each) for each in left_out],
            message=_FAILED if status is PreparationStatus.FAILED else None,
            link=prepared.link,
            created_at=preparation.created_at,
            expires_at=preparation.expires_at,
        )
