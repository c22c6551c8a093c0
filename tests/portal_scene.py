"""A town on the portal, in memory: its people, its operator's, the support, and what they do on a télédossier."""

from datetime import datetime
from typing import Any, cast

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account, account_id
from chalicelib.domain.attachments import Attachment
from chalicelib.domain.case_events import CaseEvent
from chalicelib.domain.cases import Case
from chalicelib.domain.folders import AttachmentDraft
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ACTOR_RULES, ActorType
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.subscriptions import AccessMode, Frequency
from chalicelib.domain.values import replace
from chalicelib.handlers.jobs import run_job
from chalicelib.use_cases import attach_from_portal, open_case, treat_case, treat_cases
from chalicelib.use_cases.attach_from_portal import portal_file
from tests.fakes.hub import Hub
from tests.scenes import ADMINISTRATION, PDF, MemoryScene

PDF_DRAFT = AttachmentDraft(file_name="réponse.pdf", type="PJ", size_bytes=len(PDF), mime_type="application/pdf")


class PortalScene(MemoryScene):
    """An operator with a process, a town with a Portail subscription, and people; what takes ``through`` acts on that hub."""

    def __init__(self, **process: Any) -> None:
        super().__init__(**process)
        self.town_caller = self.town(access_mode=AccessMode.PORTAL, frequency=Frequency.NONE)
        self.agent = self.person("Alix PETIT")
        self.colleague = self.person("Sacha LEROY")
        self.business = self.person("Noa MOREAU", ActorType.BUSINESS_ADMINISTRATOR, self.osl.organisation)
        self.support = self.person("Eden SUPPORT", ActorType.NATIONAL_ADMINISTRATOR, ADMINISTRATION)

    def person(self, name: str, actor: ActorType = ActorType.AGENT, organisation: OrganisationId | None = None, **overrides: Any) -> PortalUser:
        """Somebody who is signed in: an agent of the town, entitled to the process, unless overridden."""
        first, _, last = name.partition(" ")
        address = f"{self.new_id()}@commune.test"
        account = Account(
            **{
                "id": account_id(address),
                "email": address,
                "actor_type": actor,
                "organisations": (organisation or self.town_caller.organisation,),
                "first_name": first,
                "last_name": last,
                "roles": ACTOR_RULES[actor].default_roles,
                "habilitations": frozenset({self.process.code}),
                "active_at": self.now,
                "sessions_from": self.now,
                "created_at": self.now,
                **overrides,
            }
        )
        session = Session(
            id=self.new_id(),
            account_id=account.id,
            era=self.now,
            stage=Stage.OPEN,
            opened_at=self.now,
            seen_at=self.now,
            expires_at=self.in_a(hours=12),
        )
        return PortalUser(account=account, session=session)

    def turn_to(self, **process: Any) -> str:
        """Another process of the operator's, which the town subscribes to as well: what is deposited from now on is of it. Answers its code."""
        self.process = self.add_process(self.osl.organisation, **process)
        codes = frozenset({self.process.code})
        self.subscription(self.town_caller.organisation, access_mode=AccessMode.PORTAL, frequency=Frequency.NONE)
        self.osl, self.town_caller = replace(self.osl, process_codes=codes), replace(self.town_caller, process_codes=codes)
        return self.process.code

    def case(self, status: str | None = None, *, files: int = 1) -> str:
        """A télédossier of the town that has entered the portal, moved to a status when asked."""
        case_id = self.delivered(self.town_caller, files=files).cases[0].id
        self.hub.commit(self.read(case_id).ingested(at=self.now))
        if status:
            self.move(case_id, status, caller=self.town_caller)
        return case_id

    def read(self, case_id: str) -> Case:
        """The case as it is stored."""
        case = self.hub.exchange.case(case_id)
        assert case is not None
        return case

    def events(self, case_id: str) -> tuple[CaseEvent, ...]:
        """Its events, in order."""
        dossier = self.hub.exchange.dossier(case_id)
        assert dossier is not None
        return dossier.events

    def detail(self, case_id: str, user: PortalUser | None = None) -> open_case.CaseDetail:
        """GET the detail."""
        hub = self.hub
        return open_case.read_detail(case_id, user=user or self.agent, exchange=hub.exchange, histories=hub.histories, referential=hub.referential)

    def open(self, case_id: str, user: PortalUser | None = None, *, at: datetime | None = None, through: Hub | None = None, **opening: Any) -> None:
        """Open it."""
        hub = through or self.hub
        open_case.open_case(
            case_id,
            **opening,
            user=user or self.agent,
            now=at or self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            histories=hub.histories,
            commit=hub.commit,
        )

    def choose(self, case_id: str, status: str, user: PortalUser | None = None, *, through: Hub | None = None, **how: Any) -> treat_case.Treated:
        """Change its status; confirmed, with a reason and a message, of no version, unless overridden."""
        hub = through or self.hub
        usual = {"reason": "Motif", "message": None, "version": None, "event_id": None, "is_confirmed": True}
        return treat_case.change_status(
            case_id, status, **{**usual, **how}, user=user or self.agent, now=self.now, ids=hub.ids, exchange=hub.exchange, commit=hub.commit
        )

    def choose_for(
        self, case_ids: list[str], status: str, user: PortalUser | None = None, *, through: Hub | None = None
    ) -> dict[str, tuple[str, ...]]:
        """Change the status of several; answers the refusals of each."""
        hub = through or self.hub
        outcomes = treat_cases.change_statuses(
            case_ids,
            status,
            reason="Motif",
            message="Message",
            is_confirmed=True,
            user=user or self.agent,
            now=self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            commit=hub.commit,
        )
        return {each.case_id: each.refusals for each in outcomes}

    def force(self, case_id: str, status: str, user: PortalUser | None = None, *, through: Hub | None = None, **how: Any) -> treat_case.Treated:
        """Set its status, for the support."""
        hub = through or self.hub
        usual = {"reason": "Erreur de la commune", "version": None, "event_id": None, "is_confirmed": True}
        return treat_case.force_status(
            case_id, status, **{**usual, **how}, user=user or self.support, now=self.now, ids=hub.ids, exchange=hub.exchange, commit=hub.commit
        )

    def write(self, case_id: str, text: str = "Bonjour", *, event_id: str | None = None, through: Hub | None = None) -> treat_case.Treated:
        """Send a message."""
        hub = through or self.hub
        return treat_case.send_message(
            case_id, text, event_id=event_id, user=self.agent, now=self.now, ids=hub.ids, exchange=hub.exchange, commit=hub.commit
        )

    def comment(self, case_id: str, text: str = "À revoir", *, event_id: str | None = None, through: Hub | None = None) -> treat_case.Treated:
        """Leave a comment."""
        hub = through or self.hub
        return treat_case.add_comment(
            case_id, text, event_id=event_id, user=self.agent, now=self.now, ids=hub.ids, exchange=hub.exchange, commit=hub.commit
        )

    def edit(
        self, case_id: str, comment_id: str, text: str, user: PortalUser | None = None, *, before: str | None = None, through: Hub | None = None
    ) -> None:
        """Change a comment, which read ``before``."""
        hub = through or self.hub
        treat_case.edit_comment(
            case_id,
            comment_id,
            text,
            before=before,
            user=user or self.colleague,
            now=self.now,
            ids=hub.ids,
            exchange=hub.exchange,
            commit=hub.commit,
        )

    def prepare(self, case_id: str, *drafts: AttachmentDraft, user: PortalUser | None = None, through: Hub | None = None) -> tuple[Attachment, ...]:
        """Announce files for the person: one PDF unless others are given."""
        hub = through or self.hub
        return attach_from_portal.announce_files(
            case_id, drafts or (PDF_DRAFT,), user=user or self.agent, now=self.now, ids=hub.ids, exchange=hub.exchange, commit=hub.commit
        )

    def bring(self, case_id: str, attachment: Attachment, content: bytes = PDF, *, through: Hub | None = None) -> Attachment:
        """Bring the bytes of one."""
        hub = through or self.hub
        file = portal_file(case_id, attachment.id, user=self.agent, exchange=hub.exchange)
        return attach_from_portal.receive_file(file, content, files=hub.files, scanner=hub.scanner, commit=hub.commit)

    def take_back(self, case_id: str, attachment_id: str, *, through: Hub | None = None) -> None:
        """Remove one."""
        hub = through or self.hub
        attach_from_portal.remove_file(
            case_id, attachment_id, user=self.agent, now=self.now, exchange=hub.exchange, files=hub.files, commit=hub.commit
        )

    def confirm(self, case_id: str, *files: Attachment, user: PortalUser | None = None, through: Hub | None = None) -> None:
        """Send them."""
        hub = through or self.hub
        attach_from_portal.confirm_files(
            case_id, [each.id for each in files], user=user or self.agent, now=self.now, ids=hub.ids, exchange=hub.exchange, commit=hub.commit
        )

    def run_erasures(self) -> None:
        """Run the job that finishes erasures, once what was under way must have ended."""
        run_job("erase-leftovers", cast(Composition, self.hub), self.now)
        run_job("erase-leftovers", cast(Composition, self.hub), self.in_a(hours=2))


def lines(detail: open_case.CaseDetail) -> list[tuple[str, str | None, str | None]]:
    """The history of a detail: what, who, and the change of status."""
    return [(each.kind.value, each.author, each.changes) for each in detail.lines]
