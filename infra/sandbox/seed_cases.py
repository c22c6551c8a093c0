"""Télédossiers of the last weeks for the sandbox's town halls, brought about as in life: deposited, taken in, treated, closed.

Every step is the hub's own use case, as of the instant it would have had: history, numbers and mails tell the truth.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar, cast

from chalicelib.composition import Composition
from chalicelib.domain.accounts import Account
from chalicelib.domain.callers import Caller, Scope
from chalicelib.domain.case_events import ActionType, EventDraft
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Applicant
from chalicelib.domain.folders import AttachmentDraft, CaseDraft, FolderDraft
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.limits import LIMITS
from chalicelib.domain.notifications import Notification, queues_of
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.roles import ActorType, Role
from chalicelib.domain.sessions import Session, Stage
from chalicelib.handlers.doors import judged_again
from chalicelib.use_cases import deposit, download, exchange_events, fetch_notifications, ingest, open_case, receive_files, treat_case
from chalicelib.use_cases.file_at_hand import folder_file
from chalicelib.use_cases.ports import Notifications
from infra.sandbox.samples import Person, sample_files

T = TypeVar("T")
AsOf = Callable[[datetime, Callable[[], T]], T]
"""Runs a step as of an instant: the mails that it causes leave then."""

SOME = 20
"""How many a subscription gets at the most, but for one; see :func:`shares_of`."""
_TOWN = "SI-21"
_FILES = 3
_HEARD = 50  # more than one télédossier is told of
_DAYS = 25
_LAST_NAMES = (
    "ABADIE", "BENSAÏD", "CHEVALIER", "D'ARTOIS", "ÉLOI", "FAURE-LACROIX", "GAUTHIER", "HAMIDI", "ISNARD", "JOLY", "KERVELLA", "LEFÈVRE",
    "MÜLLER", "N'GUESSAN", "OLIVEIRA", "PÉRON", "QUÉMÉNER", "ROUSSEAU", "SAÏDI", "THÉBAULT", "URBAIN", "VASSEUR", "WEBER", "YILMAZ", "ZÉGHIDOUR",
)  # fmt: skip
_FIRST_NAMES = (
    "Anaïs", "Bastien", "Chloé", "Driss", "Élise", "François", "Gaëlle", "Hugo", "Inès", "Jean-Marc", "Karima", "Loïc", "Maëlys", "Noé",
    "Océane", "Paul", "Rachida", "Simon", "Théo", "Ursule", "Valentine", "Yann", "Zoé",
)  # fmt: skip
_REPLY = "Bonjour, votre dossier est complet. Le rendez-vous vous est confirmé par courrier."
_REASON = "La personne concernée ne réside pas dans la commune."
_ASKED = "Merci de transmettre un livret de famille lisible, recto et verso."


def shares_of(subscriptions: list[dict[str, Any]], number: int) -> list[tuple[dict[str, Any], int]]:
    """How many télédossiers each subscription in Portail mode of a town hall gets: ``number``, up to 20.

    What is beyond 20 is for one town hall alone, the one whose agents are among the sandbox's people, which has then
    ``number`` in all: for those who look at long lists.
    """
    open_ones = [each for each in subscriptions if each["access_mode"] == "PORTAIL" and each["state"] in ("Actif", "Suspendu")]
    towns = [each for each in open_ones if each["subscriber"].startswith(_TOWN)]
    first = next(each["subscriber"] for each in towns if each["process_code"] == "depotDossierPACS")
    towns.sort(key=lambda each: each["subscriber"] != first)
    shares = [(each, min(number, SOME)) for each in towns]
    own = [index for index, (each, _) in enumerate(shares) if each["subscriber"] == first]
    if number > SOME:
        shares[own[-1]] = (towns[own[-1]], number - SOME * (len(own) - 1))
    return shares


class Samples:
    """Makes them; ``word`` decides who they are about."""

    def __init__(self, hub: Composition, *, word: str, now: datetime, as_of: AsOf[Any]) -> None:
        self._hub, self._now, self._as_of = hub, now, as_of
        self._dice = random.Random(word)
        self._processes = {each.code: each for each in hub.referential.processes()}

    def run(self, subscriptions: list[dict[str, Any]], number: int) -> int:
        """Make them, one after the other; answers how many."""
        made = 0
        for row, share in shares_of(subscriptions, number):
            process, town = self._processes[row["process_code"]], OrganisationId.parse(row["subscriber"])
            agents = self._agents(town, process.code)
            last = timedelta(days=3) if row["state"] == "Suspendu" else timedelta(minutes=5)
            for at in self._instants(share, until=self._now - last):
                made += 1
                self._one(f"{at:%y%m%d}-{made:04d}", process, town, agents, at)
        return made

    def _agents(self, town: OrganisationId, process_code: str) -> list[Account]:
        found = self._hub.accounts.of_organisation(town, limit=50)
        able = [each for each in found if each.actor_type is ActorType.AGENT and Role.CASES_MANAGE in each.roles]
        return [each for each in able if process_code in each.habilitations]

    def _instants(self, number: int, *, until: datetime) -> list[datetime]:
        """Instants of the last weeks, in order, by day and in the evening; the nearer, the more."""
        found = []
        for rank in range(number):
            moment = until - timedelta(days=_DAYS * (rank / number) ** 2)
            if rank > 1:
                moment -= timedelta(days=1)
                moment = moment.replace(hour=self._dice.randint(6, 20), minute=self._dice.randint(0, 59), second=self._dice.randint(0, 59))
            found.append(moment - timedelta(minutes=self._dice.randint(0, 15)))
        return sorted(found)

    def _one(self, number: str, process: Process, town: OrganisationId, agents: list[Account], at: datetime) -> None:
        """The life of one télédossier, as far as it is by now."""
        operator = self._operator(process)
        person = Person(
            self._dice.choice(_LAST_NAMES),
            self._dice.choice(_FIRST_NAMES),
            f"{self._dice.randint(1938, 2006)}-0{self._dice.randint(1, 9)}-14",
            "Ville-Fictive",
        )
        case_id = self._as_of(at, lambda: self._deposited(number, process, town, person, operator, at))
        self._taken_in(case_id, at)
        for later, step in self._life(case_id, process, agents, operator):
            moment = at + later
            if moment >= self._now:
                break
            judged_again(partial(step, moment))  # a job may have written the case meanwhile
        self._heard(case_id, operator)

    def _deposited(self, number: str, process: Process, town: OrganisationId, person: Person, operator: Caller, at: datetime) -> str:
        hub = self._hub
        files = sample_files(process, person)[:_FILES]
        announced = tuple(
            AttachmentDraft(file_name=each.file_name, type=each.type, size_bytes=len(each.content), mime_type=each.mime_type, recipients=(number,))
            for each in files
        )
        email = f"{person.first_name}.{person.last_name}@courriel.test".lower().replace("'", "").replace(" ", "-")
        draft = FolderDraft(
            process_code=process.code,
            external_id=number,
            applicant=Applicant(first_name=person.first_name, last_name=person.last_name, email=email if email.isascii() else None),
            cases=(CaseDraft(recipient=town, external_id=number),),
            attachments=announced,
        )
        made = deposit.deposit_folder(
            draft,
            idempotency_key=None,
            body_digest="",
            now=at,
            ids=hub.ids,
            referential=hub.referential,
            caller=operator,
            exchange=hub.exchange,
            commit=hub.commit,
        )
        for attachment, file in zip(made.attachments, files, strict=True):
            at_hand = folder_file(made.folder.id, attachment.id, caller=operator, exchange=hub.exchange)
            receive_files.receive_file(at_hand, file.content, digest_header=None, files=hub.files, scanner=hub.scanner, commit=hub.commit)
        deposit.set_folder_status(
            made.folder.id,
            CaseStatus.HUBEE_COMPLETED,
            closed_at=None,
            now=at,
            ids=hub.ids,
            files=hub.files,
            caller=operator,
            exchange=hub.exchange,
            commit=hub.commit,
        )
        return made.cases[0].id

    def _taken_in(self, case_id: str, at: datetime) -> None:
        """The portal takes it in, and no other: whoever deposits meanwhile does it now, not then."""
        hub = self._hub
        ingest.ingest(
            now=at + timedelta(minutes=2),
            limit=LIMITS.job_page,
            ids=hub.ids,
            notifications=cast("Notifications", _About(case_id, hub.notifications)),
            agenda=hub.agenda,
            exchange=hub.exchange,
            referential=hub.referential,
            commit=hub.commit,
        )

    def _life(
        self, case_id: str, process: Process, agents: list[Account], operator: Caller
    ) -> Iterator[tuple[timedelta, Callable[[datetime], object]]]:
        """What happens to it, and how long after it came; what lies ahead has not happened yet."""
        hub, dice = self._hub, self._dice

        def tell(status: CaseStatus) -> Callable[[datetime], object]:
            draft = EventDraft(action_type=ActionType.STATUS_UPDATE, new_status=status, asks_notification=True)

            def told(at: datetime) -> None:
                self._as_of(
                    at,
                    lambda: exchange_events.send_event(
                        case_id, draft, caller=operator, now=at, ids=hub.ids, exchange=hub.exchange, commit=hub.commit
                    ),
                )
                self._taken_in(case_id, at)

            return told

        close = timedelta(days=dice.randint(8, 14)), tell(CaseStatus.CLOSED)
        if not agents:
            if dice.random() < 0.5:
                yield close
            return
        agent = dice.choice(agents)

        def choose(status: CaseStatus, **text: str) -> Callable[[datetime], object]:
            return lambda at: treat_case.change_status(
                case_id,
                status,
                reason=text.get("reason"),
                message=text.get("message"),
                version=None,
                event_id=None,
                is_confirmed=True,
                user=_at_work(agent, at),
                now=at,
                ids=hub.ids,
                exchange=hub.exchange,
                commit=hub.commit,
            )

        yield (
            timedelta(hours=dice.choice((2, 5, 20, 30))),
            lambda at: open_case.open_case(
                case_id, user=_at_work(agent, at), now=at, ids=hub.ids, exchange=hub.exchange, histories=hub.histories, commit=hub.commit
            ),
        )
        if dice.random() < 0.1:
            return  # left where it is
        yield (
            timedelta(hours=dice.choice((31, 40, 52))),
            lambda at: download.download_case(
                case_id,
                user=_at_work(agent, at),
                now=at,
                ids=hub.ids,
                files=hub.files,
                archiver=hub.archiver,
                exchange=hub.exchange,
                commit=hub.commit,
            ),
        )
        if dice.random() < 0.2:
            yield (
                timedelta(days=3),
                lambda at: treat_case.add_comment(
                    case_id,
                    "Pièces vérifiées.",
                    event_id=None,
                    user=_at_work(agent, at),
                    now=at,
                    ids=hub.ids,
                    exchange=hub.exchange,
                    commit=hub.commit,
                ),
            )
        if dice.random() < 0.2:
            return
        if CaseStatus.ADD_AWAITING not in process.forbidden_statuses and dice.random() < 0.4:
            yield timedelta(days=4), choose(CaseStatus.ADD_AWAITING, message=_ASKED)
            return
        if dice.random() < 0.25:
            yield timedelta(days=4, hours=2), choose(CaseStatus.REFUSED, reason=_REASON)
        else:
            yield timedelta(days=5), choose(CaseStatus.DONE, message=_REPLY)
        if dice.random() < 0.7:
            yield close

    def _operator(self, process: Process) -> Caller:
        return Caller(scope=Scope.OSL, client_id="sandbox", organisation=process.osl, process_codes=frozenset({process.code}))

    def _heard(self, case_id: str, operator: Caller) -> None:
        """The operator's program reads what it is told of it: what it is told of others is for who runs the sandbox."""
        hub, own = self._hub, tuple(queues_of(operator).values())
        for each in _About(case_id, hub.notifications).waiting(own, limit=_HEARD):
            fetch_notifications.acknowledge(each.id, caller=operator, now=self._now, notifications=hub.notifications, commit=hub.commit)


class _About:
    """The queues as the portal finds them, but for what is not about one case."""

    def __init__(self, case_id: str, every: Notifications) -> None:
        self._case_id, self._every = case_id, every

    def to_ingest(self, *, limit: int, after: str = "") -> tuple[Notification, ...]:
        """What waits for the portal."""
        return tuple(each for each in self._every.about(self._case_id, limit=limit) if each.is_for_portal and each.id > after)

    def waiting(self, queues: Sequence[str], *, limit: int) -> list[Notification]:
        """What waits in some queues."""
        return [each for each in self._every.about(self._case_id, limit=limit) if each.queue in queues]


def _at_work(agent: Account, at: datetime) -> PortalUser:
    session = Session(id="sandbox", account_id=agent.id, stage=Stage.OPEN, opened_at=at, seen_at=at, expires_at=at + LIMITS.session_life)
    return PortalUser(account=agent, session=session)
