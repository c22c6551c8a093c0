"""A technical delegate chooses for whom he acts (SUB-12)."""

from datetime import datetime

from chalicelib.domain.errors import Forbidden
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.roles import ActorType
from chalicelib.domain.sign_in_words import session_over
from chalicelib.domain.values import replace
from chalicelib.use_cases.people_ports import Sessions
from chalicelib.use_cases.ports import Commit


def act_for(organisation: OrganisationId, *, user: PortalUser, now: datetime, sessions: Sessions, commit: Commit) -> None:
    """Act for an organisation from now on, in this session. Raises: Forbidden for one that did not name him, SignedOut, StaleWrite."""
    user.must_be(ActorType.TECHNICAL_DELEGATE)
    account, session = sessions.signed_in(user.account.id, user.session.id)
    if account is None or session is None or session.is_over(account, at=now):
        raise session_over("CLOSED")
    if organisation not in account.organisations:
        raise Forbidden("Cette organisation ne vous a pas désigné comme délégué technique.")
    if session.organisation != organisation:
        commit(replace(session, organisation=organisation))
