"""Télédossiers and persons for tests of what people see, made without their history."""

from datetime import UTC, datetime, timedelta
from typing import Any

from chalicelib.domain.accounts import Account
from chalicelib.domain.case_status import CaseStatus
from chalicelib.domain.cases import Applicant, Case
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ACTOR_RULES, ActorType
from chalicelib.domain.sessions import Session, Stage
from chalicelib.domain.values import replace
from tests.scenes import Scene

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def add_case(scene: Scene, recipient: OrganisationId, *, at: datetime | None = None, **overrides: Any) -> Case:
    """A case in the portal, unless overridden, received at an instant."""
    usual = Case(
        id=scene.new_id(),
        folder_id=scene.new_id(),
        process_code=scene.process.code,
        osl=scene.osl.organisation,
        recipient=recipient,
        external_id="EXT-001",
        applicant=Applicant(first_name="Camille", last_name="MARTIN"),
        status=CaseStatus.SENT,
        created_at=scene.now,
        notified_at=at or scene.now,
        ingested_at=scene.now,
    )
    made = replace(usual, **overrides)
    scene.hub.commit(made)
    return replace(made, version=1)


def person(actor: ActorType, organisation: OrganisationId, **overrides: Any) -> PortalUser:
    """Somebody signed in, with the roles his type begins with, habilitated to nothing unless overridden."""
    account = Account(
        **{
            "id": "a",
            "email": "a@commune.test",
            "actor_type": actor,
            "organisations": (organisation,),
            "first_name": "D",
            "last_name": "B",
            "roles": ACTOR_RULES[actor].default_roles,
            "active_at": NOW,
            "sessions_from": NOW,
            "created_at": NOW,
            **overrides,
        }
    )
    session = Session(id="s", account_id="a", stage=Stage.OPEN, opened_at=NOW, seen_at=NOW, expires_at=NOW + timedelta(hours=1))
    return PortalUser(account=account, session=session)
