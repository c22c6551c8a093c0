"""The audit trail, the jobs and the mails that did not leave, on the portal's wire."""

from collections.abc import Mapping
from datetime import datetime

from chalicelib.domain.accounts import Account
from chalicelib.domain.audit import AuditRecord, ChainReport, Fact
from chalicelib.domain.job_runs import JobRun, state_of
from chalicelib.domain.mails import Mail, masked
from chalicelib.handlers.job_schedules import Schedule
from chalicelib.handlers.portal_wire import Instant, Wire

FACT_LABELS: dict[Fact, str] = {
    Fact.SIGNED_IN: "Connexion",
    Fact.SIGN_IN_FAILED: "Échec de connexion",
    Fact.BLOCKED: "Blocage",
    Fact.SIGNED_OUT: "Déconnexion",
    Fact.SESSION_CLOSED: "Session fermée",
    Fact.PASSWORD_SET: "Mot de passe défini",
    Fact.SECOND_FACTOR_CHANGED: "Second facteur modifié",
    Fact.ACCOUNT_CREATED: "Compte créé",
    Fact.ACCOUNT_CHANGED: "Compte modifié",
    Fact.RIGHTS_CHANGED: "Droits modifiés",
    Fact.ACCOUNT_DEACTIVATED: "Compte désactivé",
    Fact.ACCOUNT_REACTIVATED: "Compte réactivé",
    Fact.SUBSCRIPTION_CHANGED: "Abonnement modifié",
    Fact.REQUEST_DECIDED: "Demande d'abonnement traitée",
    Fact.CREDENTIALS_ISSUED: "Identifiants d'API émis",
    Fact.EXPORTED: "Export",
    Fact.DOWNLOADED: "Téléchargement",
    Fact.STATUS_FORCED: "Statut forcé",
    Fact.ADMINISTERED: "Acte d'administration",
    Fact.JOB_RUN: "Tâche lancée à la main",
}


class AuditRecordJson(Wire):
    """A record: who (``actor``, an account's id, a client's or a digest; ``actorName`` where the account is there) did what to what."""

    chain: str
    day: str
    sequence: int
    at: Instant
    fact: str
    label: str
    actor: str
    actor_name: str | None
    subject: str | None
    details: dict[str, str]
    digest: str

    @classmethod
    def of(cls, record: AuditRecord, accounts: Mapping[str, Account]) -> "AuditRecordJson":
        """Write it."""
        fact = record.fact
        actor = accounts.get(fact.actor)
        return cls.model_construct(
            chain=record.chain,
            day=record.day,
            sequence=record.sequence,
            at=fact.at,
            fact=str(fact.fact),
            label=FACT_LABELS[fact.fact],
            actor=fact.actor,
            actor_name=f"{actor.first_name} {actor.last_name}" if actor else None,
            subject=fact.subject,
            details=dict(fact.details),
            digest=record.digest,
        )


class AuditPageJson(Wire):
    """Records, the latest first. ``next`` leads to the page after, also where this one is short; null at the end."""

    records: list[AuditRecordJson]
    next: str | None


class ChainReportJson(Wire):
    """A chain's day that was read whole; ``fault`` says what is wrong with it, null: nothing."""

    chain: str
    day: str
    records: int
    is_exported: bool
    fault: str | None

    @classmethod
    def of(cls, report: ChainReport) -> "ChainReportJson":
        """Write it."""
        return cls.model_construct(chain=report.chain, day=report.day, records=report.records, is_exported=report.is_exported, fault=report.fault)


class VerificationJson(Wire):
    """The chains of a day; ``waiting`` facts are not linked yet. ``next``: go on after that chain; null when all were read."""

    day: str
    chains: list[ChainReportJson]
    waiting: int
    next: str | None


class JobRunJson(Wire):
    """A run of a job."""

    started_at: Instant
    ended_at: Instant
    as_of: Instant
    looked_at: int
    is_finished: bool
    failure: str | None

    @classmethod
    def of(cls, run: JobRun) -> "JobRunJson":
        """Write it."""
        return cls.model_construct(
            started_at=run.started_at,
            ended_at=run.ended_at,
            as_of=run.as_of,
            looked_at=run.looked_at,
            is_finished=run.is_finished,
            failure=run.failure,
        )


class JobJson(Wire):
    """A job, what it does, and how its last run went. ``state``: NEVER_RUN, WELL, FAILED or LATE."""

    name: str
    does: str
    period_minutes: int
    state: str
    last_run: JobRunJson | None

    @classmethod
    def of(cls, name: str, schedule: Schedule, run: JobRun | None, *, at: datetime) -> "JobJson":
        """Write it."""
        return cls.model_construct(
            name=name,
            does=schedule.does,
            period_minutes=int(schedule.period.total_seconds()) // 60,
            state=str(state_of(run, period=schedule.period, at=at)),
            last_run=JobRunJson.of(run) if run else None,
        )


class JobRunBody(Wire):
    """As of when a job is to act; now unless told."""

    at: Instant | None = None


class MailJson(Wire):
    """A mail that did not leave; ``to`` is masked."""

    id: str
    template: str
    to: str
    state: str
    attempts: int
    created_at: Instant
    claimed_at: Instant | None
    age_minutes: int

    @classmethod
    def of(cls, mail: Mail, *, at: datetime) -> "MailJson":
        """Write it."""
        return cls.model_construct(
            id=mail.id,
            template=mail.template,
            to=masked(mail.to),
            state=str(mail.state).upper(),
            attempts=mail.attempts,
            created_at=mail.created_at,
            claimed_at=mail.claimed_at,
            age_minutes=int((at - mail.created_at).total_seconds()) // 60,
        )


class RetryBody(Wire):
    """``isConfirmed``: the mail may arrive twice, and that is accepted."""

    is_confirmed: bool = False
