"""What several télédossiers are judged by, each process and subscription read once (POR-01)."""

from chalicelib.domain.case_access import CaseAccess, access_to
from chalicelib.domain.cases import Case
from chalicelib.domain.identifiers import OrganisationId
from chalicelib.domain.portal_users import PortalUser
from chalicelib.domain.processes import Process
from chalicelib.domain.subscriptions import Subscription
from chalicelib.use_cases.ports import Referential


class RulesAtHand:
    """Remembers what it has read, so it lives as long as one judgement."""

    def __init__(self, referential: Referential) -> None:
        self._referential = referential
        self._known: dict[tuple[str, OrganisationId], tuple[Process | None, Subscription | None]] = {}

    def access(self, user: PortalUser, case: Case) -> CaseAccess:
        """What a person may do with a case. Raises: Forbidden, NotFound, as ``access_to`` does."""
        key = case.process_code, case.recipient
        if key not in self._known:
            process, found = self._referential.process_with_subscriptions(case.process_code, [case.recipient])
            self._known[key] = process, found.get(case.recipient)
        return access_to(user, case, *self._known[key])
