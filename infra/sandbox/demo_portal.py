"""The demo's agent: a person at a browser of the portal, over HTTP like the partners' programs."""

from typing import Any

from infra.sandbox.demo_steps import CASES, Partner, Surprise, must_be, only, step

PORTAL = "/portal/v1"
_INGESTION = "/sandbox/jobs/ingest"


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
    with step("Portail", "relève les dépôts, comme toutes les 5 minutes"):
        agent.ask("POST", _INGESTION, 200, {})
    with step(agent.name, "voit un télédossier « Nouveau » dans sa liste"):
        row = only([each for each in agent.read("/cases")["rows"] if each["id"] == case_id], "un télédossier")
        must_be((row["label"], row["isUnread"]), ("Nouveau", True))
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
    with step(agent.name, "retrouve chaque étape dans l'historique"):
        history = agent.read(f"/cases/{case_id}")["history"]
        if len(history) < len(events):
            raise Surprise(expected=f"au moins {len(events)} lignes", came=len(history))
    with step(agent.name, "se déconnecte"):
        agent.ask("DELETE", f"{PORTAL}/session", 204)
        agent.ask("GET", f"{PORTAL}/me", 401)
