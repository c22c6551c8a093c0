"""The demo's agent: a person at a browser of the portal, over HTTP like the partners' programs."""

from typing import Any

from infra.sandbox.demo_steps import CASES, Partner, must_be, only, step

PORTAL = "/portal/v1"


class Agent(Partner):
    """An agent: he signs in once with his address and password; his browser keeps the session."""

    def sign_in(self) -> None:
        """Open a session; later calls carry its cookie and what protects from forged requests."""
        body = {"email": self._client["email"], "password": self._client["password"]}
        answer = self.ask("POST", f"{PORTAL}/session", 200, body)
        must_be(answer.json()["stage"], "OPEN")
        self._http.headers["Cookie"] = answer.headers["set-cookie"].partition(";")[0]  # Secure: no client sends it over http of itself
        self._http.headers["X-CSRF-Token"] = answer.json()["csrfToken"]

    def read(self, path: str) -> Any:
        """What a page of the portal is filled with."""
        return self.ask("GET", f"{PORTAL}{path}", 200).json()


def treat_in_portal(agent: Agent, osl: Partner, case_id: str, files: dict[str, bytes]) -> None:
    """The agent sees a new télédossier, opens it, downloads its files and treats it; the operator hears of each step."""
    _ingest(agent)
    with step(agent.name, "voit un télédossier « Nouveau » dans sa liste"):
        row = only([each for each in agent.read("/cases")["rows"] if each["id"] == case_id], "un télédossier")
        must_be(row["label"], "Nouveau")
    with step(agent.name, "ouvre le télédossier : il passe à « Reçu »"):
        agent.ask("POST", f"{PORTAL}/cases/{case_id}/open", 204)
        detail = agent.read(f"/cases/{case_id}")
        must_be((detail["label"], [each["fileName"] for each in detail["attachments"]]), ("Reçu", list(files)))
        must_be(osl.status_of(case_id), "SI_RECEIVED")
    for each in detail["attachments"]:
        with step(agent.name, f"télécharge {each['fileName']}, identique au fichier déposé"):
            agent.fetch(f"{PORTAL}/cases/{case_id}/attachments/{each['id']}", files[each["fileName"]])
    must_be(osl.status_of(case_id), "IN_PROGRESS")
    with step(agent.name, "confirme que le télédossier est « Traité »"):
        agent.ask("POST", f"{PORTAL}/cases/{case_id}/status", 200, {"status": "DONE", "confirm": True})
        must_be(osl.status_of(case_id), "DONE")
    with step(osl.name, "lit ses notifications : chaque étape, dans l'ordre, et les efface"):
        waiting = osl.waiting(case_id)
        events = [osl.ask("GET", f"{CASES}/{case_id}/events/{each['eventId']}", 200).json() for each in waiting]
        must_be([each["caseNewStatus"] for each in events], ["SENT", "SI_RECEIVED", "IN_PROGRESS", "DONE"])
        osl.delete_all(waiting)


def hear_in_portal(agent: Agent, osl: Partner, case_id: str) -> None:
    """The agent sees that the operator has closed; the operator learns that it was received."""
    _ingest(agent)
    with step(agent.name, "voit le télédossier « Clos », et chaque étape dans son historique"):
        detail = agent.read(f"/cases/{case_id}")
        must_be(detail["label"], "Clos")
        told = [each["statusAfter"] for each in detail["history"] if each["statusAfter"]]
        must_be(told[-4:], ["SI_RECEIVED", "IN_PROGRESS", "DONE", "CLOSED"])
    with step(osl.name, "apprend que la clôture a été reçue, et efface cette notification"):
        receipt = only(osl.waiting(case_id), "une notification")
        must_be((receipt["eventActionType"], receipt["eventStatus"]), ("STATUS_UPDATE", "RECEIVED"))
        osl.delete_all([receipt])
    with step(agent.name, "se déconnecte"):
        agent.ask("DELETE", f"{PORTAL}/session", 204)
        agent.ask("GET", f"{PORTAL}/me", 401)


def _ingest(agent: Agent) -> None:
    with step("Portail", "relève ce que l'opérateur a déposé, comme toutes les 5 minutes"):
        agent.ask("POST", "/sandbox/jobs/ingest", 200, {})
