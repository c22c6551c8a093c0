"""Lists of télédossiers on the portal's wire."""

from datetime import datetime

from chalicelib.domain.case_actions import Target, targets_on, treating_refusal
from chalicelib.handlers.portal_wire import Instant, Uuid, Wire
from chalicelib.use_cases.browse_inbox import InboxRow, Listing


class CaseActionJson(Wire):
    """Something that may be done with a télédossier; ``reason`` says why not."""

    is_allowed: bool
    reason: str | None

    @classmethod
    def of(cls, refusal: str | None) -> "CaseActionJson":
        """Write it."""
        return cls.model_construct(is_allowed=refusal is None, reason=refusal)


class RowTargetJson(Wire):
    """A status that a télédossier may be given; ``needs``: reason, message, or null."""

    status: str
    needs: str | None

    @classmethod
    def of(cls, target: Target) -> "RowTargetJson":
        """Write it."""
        return cls.model_construct(status=str(target.status), needs=target.needs)


class InboxRowJson(Wire):
    """A télédossier of a list. ``number`` is its own, ``folder_number`` its folder's.

    ``recipient_name`` is told to whoever sees the télédossiers of several organisations.
    """

    id: Uuid
    number: str
    folder_number: str | None
    process_code: str
    process_name: str
    person_label: str | None
    first_name: str
    last_name: str
    recipient: str
    recipient_name: str | None
    received_at: Instant
    status: str
    label: str
    is_unread: bool
    open: CaseActionJson
    download: CaseActionJson
    manage: CaseActionJson
    targets: list[RowTargetJson]

    @classmethod
    def of(cls, row: InboxRow) -> "InboxRowJson":
        """Write it."""
        case, process, access = row.case, row.process, row.access
        return cls.model_construct(
            id=case.id,
            number=case.external_id,
            folder_number=case.folder_external_id,
            process_code=case.process_code,
            process_name=process.name if process else case.process_code,
            person_label=process.person_label if process else None,
            first_name=case.applicant.first_name,
            last_name=case.applicant.last_name,
            recipient=str(case.recipient),
            recipient_name=row.recipient_name,
            received_at=case.received_at,
            status=str(case.status),
            label=case.label,
            is_unread=case.unread_from is not None,
            open=CaseActionJson.of(None),
            download=CaseActionJson.of(access.download_refusal),
            manage=CaseActionJson.of(treating_refusal(access)),
            targets=[RowTargetJson.of(each) for each in targets_on(case, process, access)] if process else [],
        )


class InboxJson(Wire):
    """A page of a list; ``next`` is the cursor of the page after. ``reasons`` say why there is nothing to see."""

    rows: list[InboxRowJson]
    next: str | None
    reasons: list[str]
    refreshed_at: Instant

    @classmethod
    def of(cls, listing: Listing, *, following: str | None, at: datetime) -> "InboxJson":
        """Write it."""
        rows = [InboxRowJson.of(each) for each in listing.rows]
        return cls.model_construct(rows=rows, next=following, reasons=list(listing.reasons), refreshed_at=at)


class NeighboursJson(Wire):
    """The télédossiers before and after one in a list; null at an end."""

    previous: Uuid | None
    next: Uuid | None
