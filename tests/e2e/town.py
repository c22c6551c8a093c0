"""A town hall of the sandbox with a process of a test's own: its operator's program, its administrator, its agents."""

import itertools
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from tests.e2e.portal_browser import Browser, Days
from tests.e2e.remote import PDF, RemoteWorld

VIENNE = {"type": "SI", "companyRegister": "21380544300016", "branchCode": "38544"}
CAMILLE = "camille.martin@mairie-vienne.test"
_numbers = itertools.count(1)


class Town:
    """Vienne with a process of a test's own in Portail mode, whose operator has a program, and agents who may treat it."""

    def __init__(self, days: Days) -> None:
        self.days, self.world = days, RemoteWorld(days.sandbox)
        self.world.subscription(VIENNE, accessMode="PORTAIL")
        self.osl = self.world.osl()
        self.administrator = days.signed_in(CAMILLE)

    def agent(self, email: str, *roles: str) -> Browser:
        """An agent whom the local administrator entitles to the process, signed in."""
        [found] = self.administrator.ask("GET", "/accounts", 200, text=email)["accounts"]
        change = {"habilitations": [*found["habilitations"], self.world.process], **({"roles": list(roles)} if roles else {})}
        self.administrator.ask("PATCH", f"/accounts/{found['id']}", 200, change)
        return self.days.signed_in(email)

    def deposit(self, count: int = 1, *, first: bytes = PDF, people: Sequence[str] = ("Camille MARTIN",)) -> list[str]:
        """Télédossiers that the operator's program deposits, and that reach the portal; their ids. They are about ``people`` in turn."""
        self.osl.token = self.osl.sign_in()
        with ThreadPoolExecutor(4) as threads:
            made = list(threads.map(lambda index: self._deposited(first, people[index % len(people)]), range(count)))
        self.days.pass_("PT5M")
        return made

    def _deposited(self, content: bytes, person: str) -> str:
        number = f"J{next(_numbers):05d}"
        body = self.world.folder_body()
        first_name, _, last_name = person.partition(" ")
        body["applicant"] = {**body["applicant"], "firstName": first_name, "lastName": last_name}
        body["cases"] = [{"externalId": number, "recipient": VIENNE}]
        body["attachments"] = [{**body["attachments"][0], "size": len(content), "recipients": [number]}]
        folder = self.osl.ask("POST", "/teledossiers/v1/folders", 201, body).json()
        path = f"/teledossiers/v1/folders/{folder['id']}"
        self.osl.ask("PUT", f"{path}/attachments/{folder['attachments'][0]['id']}", 204, content=content)
        self.osl.ask("PATCH", path, 204, {"globalStatus": "HUBEE_COMPLETED"})
        case_id: str = folder["cases"][0]["id"]
        return case_id
