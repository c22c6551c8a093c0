"""Scenes for tests of use cases and stores: an operator with a process, towns, and what they do, on any hub."""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID

from chalicelib.composition import Composition
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.case_events import CaseEvent, EventDraft
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Applicant
from chalicelib.domain.folders import AttachmentDraft, CaseDraft, Deposit, FolderDraft
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.notifications import Notification, queues_of
from chalicelib.domain.organisations import Organisation, organisation_tally
from chalicelib.domain.pages import Tally
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import AccessMode, Frequency, Person, Subscription, tallies
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases import deposit, exchange_events, instruct, receive_files
from chalicelib.use_cases.file_at_hand import FileAtHand, event_file, folder_file
from tests.fakes.files import EICAR
from tests.fakes.hub import Hub, MemoryHub

PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n%%EOF\n".ljust(72)
INFECTED_PDF = b"%PDF" + EICAR
assert len(INFECTED_PDF) == len(PDF)  # either can be sent where the other was announced
ADMINISTRATION = OrganisationId.parse("Admin-13002526500013-75107")
JOBS = (
    "ingest",
    "label-subscriptions",
    "check-forgotten-files",
    "finish-deliveries",
    "remove-abandoned-deposits",
    "erase-leftovers",
    "announce-forgotten-mails",
    "purge-files",
    "archive-cases",
    "delete-archived",
    "remind-inactive",
    "count-cases",
    "tend-preparations",
    "tend-webhooks",
    "send-digests",
)


def run_jobs(hub: Hub, *, at: datetime) -> None:
    """Run every job of the exchange as of an instant."""
    for name in JOBS:
        run_job(name, cast(Composition, hub), at)


class Scene:
    """An operator (``osl``) that owns one process. What takes ``through`` acts on that hub: another one over the same stores."""

    def __init__(self, hub: Hub, **process: Any) -> None:
        self.hub, self.now = hub, hub.clock.now()
        operator = self.organisation("OSL")
        self.process = self.add_process(operator, **process)
        self.osl = Caller(scope=Scope.OSL, client_id=self.new_id(), organisation=operator, process_codes=frozenset({self.process.code}))
        self.admin = Caller(scope=Scope.ADMIN, client_id=self.new_id(), organisation=ADMINISTRATION)

    def new_id(self) -> str:
        """A new UUID."""
        return next(self.hub.ids)

    def organisation(self, kind: str = "SI") -> OrganisationId:
        """A new organisation."""
        identity = OrganisationId(type=kind, company_register=f"{UUID(self.new_id()).int % 10**14:014d}", branch_code="38544")
        row = Organisation(id=identity, name="Commune", postal_code="38200", territory="Isère", created_at=self.now)
        self.hub.commit(row, Tally(name=organisation_tally(kind), delta=1))
        return identity

    def add_process(self, osl: OrganisationId, **overrides: Any) -> Process:
        """A new process: messages, PDF answers, complements, purge from CLOSED on, unless overridden."""
        usual = Process(
            code=f"P{self.new_id()}",
            name="Recensement",
            osl=osl,
            osl_formats=("application/pdf",),
            si_formats=("application/pdf",),
            attachment_types=("PDF",),
            max_attachment_bytes=10_000_000,
            purge_status=CaseStatus.CLOSED,
            purge_days=30,
            archive_days=60,
            deletion_days=365,
            allows_messages=True,
            validation="Manual",
            created_at=self.now,
        )
        process = replace(usual, **overrides)
        self.hub.commit(process)
        return process

    def new_subscription(self, subscriber: OrganisationId, **overrides: Any) -> Subscription:
        """A subscription that is not stored yet: active, in API mode, a mail each, unless overridden."""
        usual = Subscription(
            id=self.new_id(),
            datapass_id=1,
            process_code=self.process.code,
            subscriber=subscriber,
            access_mode=AccessMode.API,
            frequency=Frequency.EACH,
            email="mairie@commune.test",
            local_administrator=Person(email="admin@commune.test"),
            activate_at=self.now,
            created_at=self.now,
        )
        return replace(usual, **overrides).labelled(self.now)

    def subscription(self, subscriber: OrganisationId, **overrides: Any) -> Subscription:
        """The same, stored."""
        made = self.new_subscription(subscriber, **overrides)
        self.hub.commit(made, *tallies(None, made))
        return replace(made, version=1)

    def caller_of(self, organisation: OrganisationId) -> Caller:
        """The program of an instructing service."""
        codes = frozenset({self.process.code})
        return Caller(
            scope=Scope.SI, client_id=f"client of {organisation}", organisation=organisation, process_codes=codes, access_mode=AccessMode.API
        )

    def town(self, **overrides: Any) -> Caller:
        """A new instructing service with a subscription, and its program."""
        organisation = self.organisation()
        self.subscription(organisation, **overrides)
        return self.caller_of(organisation)

    def towns(self, number: int) -> list[Caller]:
        """Several of them."""
        return [self.town() for _ in range(number)]

    def draft(self, *towns: Caller, files: int = 1) -> FolderDraft:
        """A deposit for some towns, each file for all of them."""
        names = tuple(f"EXT-{index:03d}" for index in range(1, len(towns) + 1))
        return FolderDraft(
            process_code=self.process.code,
            external_id="EXT",
            applicant=Applicant(first_name="Camille", last_name="MARTIN"),
            cases=tuple(CaseDraft(recipient=town.organisation, external_id=name) for town, name in zip(towns, names, strict=True)),
            attachments=tuple(
                AttachmentDraft(file_name=f"{each}.pdf", type="PDF", size_bytes=len(PDF), mime_type="application/pdf", recipients=names)
                for each in range(files)
            ),
        )

    def announce(self, *towns: Caller, files: int = 1, key: str | None = None, through: Hub | None = None) -> Deposit:
        """POST /folders."""
        hub = through or self.hub
        return deposit.deposit_folder(
            self.draft(*towns, files=files),
            caller=self.osl,
            idempotency_key=key,
            body_digest="digest",
            now=self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            referential=hub.referential,
            commit=hub.commit,
        )

    def at_hand(self, made: Deposit, *, number: int = 0, through: Hub | None = None) -> FileAtHand:
        """One attachment as it is, for its operator."""
        hub = through or self.hub
        return folder_file(made.folder.id, made.attachments[number].id, caller=self.osl, exchange=hub.exchange)

    def upload(self, made: Deposit, *, content: bytes = PDF, number: int = 0, through: Hub | None = None) -> Attachment:
        """PUT the bytes of one attachment."""
        hub = through or self.hub
        return receive_files.receive_file(
            self.at_hand(made, number=number, through=hub),
            content,
            digest_header=None,
            files=hub.files,
            scanner=hub.scanner,
            commit=hub.commit,
        )

    def deposited(self, *towns: Caller, files: int = 1) -> Deposit:
        """A folder whose files have come."""
        made = self.announce(*towns, files=files)
        for number in range(files):
            self.upload(made, number=number)
        return made

    def set_folder(self, folder_id: str, status: str = "HUBEE_COMPLETED", *, through: Hub | None = None) -> None:
        """PATCH the folder."""
        hub = through or self.hub
        deposit.set_folder_status(
            folder_id,
            status,
            closed_at=None,
            caller=self.osl,
            now=self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            files=hub.files,
            commit=hub.commit,
        )

    def delivered(self, *towns: Caller, files: int = 1) -> Deposit:
        """A folder that was completed."""
        made = self.deposited(*towns, files=files)
        self.set_folder(made.folder.id)
        return made

    def move(self, case_id: str, status: str, *, caller: Caller, through: Hub | None = None) -> None:
        """PATCH the case."""
        hub = through or self.hub
        instruct.move_case(case_id, status, caller=caller, now=self.now, exchange=hub.exchange, commit=hub.commit)

    def send(self, case_id: str, action: str = "STATUS_UPDATE", *, caller: Caller, through: Hub | None = None, **draft: Any) -> CaseEvent:
        """POST an event, which asks for notification."""
        hub = through or self.hub
        file = AttachmentDraft(file_name="a.pdf", type="PDF", size_bytes=len(PDF), mime_type="application/pdf")
        files = (file,) if action == "ATTACH_DEPOSIT" else ()
        asked = EventDraft(**{"action_type": action, "asks_notification": True, "attachments": files, **draft})
        event, _ = exchange_events.send_event(case_id, asked, caller=caller, now=self.now, ids=hub.ids, exchange=hub.exchange, commit=hub.commit)
        return event

    def bring_file(self, event: CaseEvent, *, caller: Caller, content: bytes = PDF, through: Hub | None = None) -> Attachment:
        """PUT the bytes of an event's one file."""
        hub = through or self.hub
        return receive_files.receive_file(
            event_file(event.case_id, event.id, hub.exchange.event_files(event)[0].id, caller=caller, exchange=hub.exchange),
            content,
            digest_header=None,
            files=hub.files,
            scanner=hub.scanner,
            commit=hub.commit,
        )

    def set_event(self, event: CaseEvent, status: str, *, caller: Caller, through: Hub | None = None) -> None:
        """PATCH an event."""
        hub = through or self.hub
        exchange_events.set_event_status(
            event.case_id,
            event.id,
            status,
            caller=caller,
            now=self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            files=hub.files,
            commit=hub.commit,
        )

    def waiting(self, caller: Caller) -> list[Notification]:
        """What waits for a caller."""
        return self.hub.notifications.waiting(tuple(queues_of(caller).values()), limit=1_000)

    def in_a(self, **duration: int) -> datetime:
        """An instant from now."""
        return self.now + timedelta(**duration)


class MemoryScene(Scene):
    """A scene on a hub of its own in memory."""

    hub: MemoryHub

    def __init__(self, **process: Any) -> None:
        super().__init__(MemoryHub(), **process)
