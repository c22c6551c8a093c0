"""The list that an export writes: read as its person sees it, page by page, wherever it is asked for."""

from collections.abc import Iterator

from chalicelib.composition import Composition
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.inbox import InboxCriteria
from chalicelib.domain.inbox_file import Row
from chalicelib.domain.portal_users import PortalUser
from chalicelib.use_cases.browse_inbox import every_case


def rows_for(user: PortalUser, criteria: InboxCriteria, organisation: OrganisationId | None, hub: Composition) -> Iterator[Row]:
    """Every télédossier of a person's list, with its process. Raises: Forbidden, Invalid, at the first."""
    listed = every_case(criteria, organisation=organisation, user=user, referential=hub.referential, inboxes=hub.inboxes, exchange=hub.exchange)
    return ((each.case, each.process) for each in listed)
