"""``make demo``: three télédossiers go from deposit to closing against a running sandbox, over nothing but HTTP."""

import json
import os
import sys
import time
from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import httpx

from infra.sandbox.demo_portal import Agent, hear_in_portal, treat_in_portal
from infra.sandbox.demo_steps import CASES, FOLDERS, Cast, Partner, Surprise, digest_of, must_be, only, step
from infra.sandbox.home import sandbox_home
from infra.sandbox.samples import PDF, XML, business_xml, certificate_pdf, certificate_xml, person_of

Contents = Mapping[str, tuple[str, bytes]]
"""By file name: the attachment's type and its bytes."""

AGENT = "lou.moreau@mairie-vienne.test"
_MIME_BY_ENDING = {"pdf": PDF, "xml": XML}


def _announced(files: Contents) -> list[dict[str, Any]]:
    return [{"fileName": name, "type": kind, "size": len(content), "mimeType": _MIME_BY_ENDING[name[-3:]]} for name, (kind, content) in files.items()]


def _deposit(osl: Partner, process_code: str, files: Contents, recipients: Mapping[Partner, list[str]]) -> dict[str, Any]:
    """Announce a télédossier, bring its files, complete it; answers the folder. ``recipients`` are given file names."""
    number = f"DEMO-{uuid4().hex[:12].upper()}"
    case_number = {town: f"{number}-{index}" for index, town in enumerate(recipients, start=1)}
    person = person_of(process_code)
    body = {
        "processCode": process_code,
        "externalId": number,
        "applicant": {"firstName": person.first_name, "lastName": person.last_name, "email": None},
        "cases": [{"externalId": case_number[town], "recipient": town.organisation} for town in recipients],
        "attachments": [
            {**each, "recipients": [case_number[town] for town, names in recipients.items() if each["fileName"] in names]}
            for each in _announced(files)
        ],
    }
    with step(osl.name, f"dépose le télédossier {number} ({process_code}) pour {', '.join(town.name for town in recipients)}"):
        folder: dict[str, Any] = osl.ask("POST", FOLDERS, 201, body).json()
        must_be((folder["globalStatus"], {each["status"] for each in folder["cases"]}), ("HUBEE_RECEIVED", {"HUBEE_RECEIVED"}))
    path = f"{FOLDERS}/{folder['id']}"
    for each in folder["attachments"]:
        _bring(osl, f"{path}/attachments/{each['id']}", each["fileName"], files)
    with step(osl.name, "vérifie que chaque fichier est bien arrivé"):
        must_be([each["status"] for each in osl.ask("GET", path, 200).json()["attachments"]], ["RECEIVED"] * len(files))
    with step(osl.name, "termine le dépôt : chaque destinataire est notifié"):
        osl.ask("PATCH", path, 204, {"globalStatus": "HUBEE_COMPLETED"})
        must_be(osl.ask("GET", path, 200).json()["globalStatus"], "HUBEE_NOTIFIED")
    return folder


def _bring(sender: Partner, path: str, name: str, files: Contents) -> None:
    content = files[name][1]
    with step(sender.name, f"envoie {name} ({len(content)} octets)"):
        sender.ask("PUT", path, 204, content=content, headers={"Content-Type": "application/octet-stream", "digest": digest_of(content)})


def _receive(town: Partner, case_id: str, files: Contents, names: list[str]) -> None:
    """Read the notification of a new case, fetch its files, acknowledge."""
    with step(town.name, "lit sa notification : un nouveau télédossier"):
        notification = only(town.waiting(case_id), "une notification")
        must_be((notification["eventId"], notification["eventStatus"]), (None, None))
    with step(town.name, "ouvre le télédossier"):
        case = town.ask("GET", f"{CASES}/{case_id}", 200).json()
        must_be((case["status"], [each["fileName"] for each in case["attachments"]]), ("HUBEE_NOTIFIED", names))
    for each in case["attachments"]:
        with step(town.name, f"récupère {each['fileName']}, identique au fichier déposé"):
            town.fetch(f"{CASES}/{case_id}/attachments/{each['id']}", files[each["fileName"]][1])
    with step(town.name, "efface sa notification : elle a quitté la file"):
        town.delete_all([notification])
        must_be(town.waiting(case_id), [])


def _change(sender: Partner, case_id: str, status: str, *, becomes: str | None = None, action: str = "STATUS_UPDATE", **fields: Any) -> None:
    """Tell the other side of a new status, by an event alone."""
    message = f", avec ce message : « {fields['message']} »" if "message" in fields else ""
    with step(sender.name, f"passe le télédossier à {status}{message}"):
        sender.send(case_id, action, caseNewStatus=status, **fields)
        must_be(sender.status_of(case_id), becomes or status)


def _send_files(sender: Partner, case_id: str, files: Contents, *, what: str, status: str, becomes: str, message: str) -> None:
    """Answer with files: announce them on an event, bring them, send the event."""
    with step(sender.name, f"prépare {what}"):
        event = sender.send(case_id, "ATTACH_DEPOSIT", caseNewStatus=status, message=message, attachments=_announced(files))
        must_be(event["status"], "IN_PROGRESS")
    path = f"{CASES}/{case_id}/events/{event['id']}"
    for each in event["attachments"]:
        _bring(sender, f"{path}/attachments/{each['id']}", each["fileName"], files)
    with step(sender.name, f"transmet {what} : le télédossier passe à {becomes}"):
        sender.ask("PATCH", path, 204, {"status": "SENT"})
        must_be(sender.status_of(case_id), becomes)


def _hear(receiver: Partner, sender: Partner, case_id: str, told: list[tuple[str, str | None]], files: Contents | None = None) -> None:
    """Read the events waiting, in order, with their files; acknowledge and delete. The sender learns of each acknowledgement."""
    with step(receiver.name, f"lit ses notifications : {len(told)} (expéditeur : {sender.name})"):
        waiting = receiver.waiting(case_id)
        must_be([(each["eventActionType"], each["eventStatus"]) for each in waiting], [(action, "SENT") for action, _ in told])
    for notification, (action, status) in zip(waiting, told, strict=True):
        path = f"{CASES}/{case_id}/events/{notification['eventId']}"
        with step(receiver.name, f"lit l'événement {action}{f' ({status})' if status else ''} et en accuse réception"):
            event = receiver.ask("GET", path, 200).json()
            must_be((event["actionType"], event["caseNewStatus"]), (action, status))
            must_be([each["fileName"] for each in event["attachments"]], list(files or ()) if action == "ATTACH_DEPOSIT" else [])
            for each in event["attachments"]:
                receiver.fetch(f"{path}/attachments/{each['id']}", (files or {})[each["fileName"]][1])
            receiver.ask("PATCH", path, 204, {"status": "RECEIVED"})
    with step(receiver.name, "efface ses notifications"):
        receiver.delete_all(waiting)
        must_be(receiver.waiting(case_id), [])
    with step(sender.name, "apprend que tout a été reçu, et efface ces notifications"):
        receipts = sender.waiting(case_id)
        must_be([(each["eventActionType"], each["eventStatus"]) for each in receipts], [(action, "RECEIVED") for action, _ in told])
        sender.delete_all(receipts)
        must_be(sender.waiting(case_id), [])


def _close(osl: Partner, folder_id: str, towns: Mapping[Partner, str]) -> None:
    """Close every case, each recipient hearing of it, then the folder."""
    for town, case_id in towns.items():
        _change(osl, case_id, "CLOSED")
        _hear(town, osl, case_id, [("STATUS_UPDATE", "CLOSED")])
    _report(osl, folder_id, "CLOSED", "clôt le télédossier")


def _report(osl: Partner, folder_id: str, status: str, does: str) -> None:
    with step(osl.name, does):
        osl.ask("PATCH", f"{FOLDERS}/{folder_id}", 204, {"globalStatus": status})
        must_be(osl.ask("GET", f"{FOLDERS}/{folder_id}", 200).json()["globalStatus"], status)


def tell_certdc(cast: Cast) -> None:
    """A death certificate goes to the statistics office and to the town hall; both treat it; it is closed."""
    print("\nCertificat de décès (CERTDC) : de la DGS à l'INSEE et à la mairie de Vienne")
    dgs = cast.partner("DGS", "DGS")
    insee = cast.partner("INSEE", "SI INSEE POF CERTDC")
    vienne = cast.partner("Mairie de Vienne", "SI Mairie de Vienne CERTDC")
    person = person_of("CERTDC")
    number = f"FICTIF-{uuid4().hex[:8].upper()}"
    lines = [f"Certificat : {number}", f"Nom : {person.last_name}", f"Prénom : {person.first_name}"]
    xml = certificate_xml(number=number, deceased=person, died_on="2024-02-29", town="Ville-Fictive")
    files = {
        "volet-administratif.pdf": ("VA_CertificatdeDeces", certificate_pdf("Certificat de décès : volet administratif", lines)),
        "volet-administratif.xml": (
            "VA_CertificatdeDeces",
            xml,
        ),
        "certificat.pdf": ("DD_Certificatdedeces", certificate_pdf("Certificat de décès", lines)),
        "certificat.xml": ("DD_Certificatdedeces", business_xml("CERTDC", {"Certificat": number, "Nom": person.last_name})),
    }
    names = {insee: list(files), vienne: [name for name in files if name.startswith("volet")]}
    folder = _deposit(dgs, "CERTDC", files, names)
    case_by_town = {town: case["id"] for town, case in zip(names, folder["cases"], strict=True)}
    for town, case_id in case_by_town.items():
        _receive(town, case_id, files, names[town])
        _change(town, case_id, "IN_PROGRESS")
        _change(town, case_id, "DONE")
        _hear(dgs, town, case_id, [("STATUS_UPDATE", "IN_PROGRESS"), ("STATUS_UPDATE", "DONE")])
    _close(dgs, folder["id"], case_by_town)


def tell_recensement(cast: Cast) -> None:
    """A census goes to the town hall, which answers, asks for a complement and gets it; it is closed, reopened, closed again."""
    print("\nRecensement citoyen : de la DILA à la mairie de Vienne, et retour")
    dila = cast.partner("DILA", "DILA")
    vienne = cast.partner("Mairie de Vienne", "SI Mairie de Vienne recensementCitoyen")
    person = person_of("recensementCitoyen")
    fields = {"Référence": f"FICTIF-{uuid4().hex[:8].upper()}", "Nom": person.last_name, "Prénom": person.first_name}
    lines = [f"{name} : {value}" for name, value in fields.items()]
    files = {
        "recensement.xml": ("10870-XML", business_xml("recensementCitoyen", fields)),
        "recensement.pdf": ("10870-PDF", certificate_pdf("Recensement citoyen", lines)),
    }
    folder = _deposit(dila, "recensementCitoyen", files, {vienne: list(files)})
    case_id = folder["cases"][0]["id"]
    _receive(vienne, case_id, files, list(files))

    answer = {"recepisse.pdf": ("recepisse", certificate_pdf("Récépissé de dépôt", lines))}
    _send_files(vienne, case_id, answer, what="une réponse avec un fichier", status="SI_RECEIVED", becomes="SI_RECEIVED", message="Demande reçue.")
    _hear(dila, vienne, case_id, [("ATTACH_DEPOSIT", "SI_RECEIVED")], answer)

    _change(vienne, case_id, "ADD_AWAITING", message="Le livret de famille est illisible, merci d'en envoyer un autre.")
    _hear(dila, vienne, case_id, [("STATUS_UPDATE", "ADD_AWAITING")])
    given = {"livret-de-famille.pdf": ("jf", certificate_pdf("Livret de famille", lines))}
    _send_files(dila, case_id, given, what="le complément demandé", status="HUBEE_COMPLETED", becomes="HUBEE_NOTIFIED", message="Voici le livret.")
    _hear(vienne, dila, case_id, [("ATTACH_DEPOSIT", "HUBEE_COMPLETED")], given)

    _change(vienne, case_id, "DONE")
    _hear(dila, vienne, case_id, [("STATUS_UPDATE", "DONE")])
    _close(dila, folder["id"], {vienne: case_id})

    _change(dila, case_id, "HUBEE_NOTIFIED", action="SENDING_MESSAGE", message="L'adresse était erronée, merci de reprendre la demande.")
    _report(dila, folder["id"], "HUBEE_NOTIFIED", "rouvre le télédossier")
    _hear(vienne, dila, case_id, [("SENDING_MESSAGE", "HUBEE_NOTIFIED")])
    _change(vienne, case_id, "DONE")
    _hear(dila, vienne, case_id, [("STATUS_UPDATE", "DONE")])
    _close(dila, folder["id"], {vienne: case_id})

    with step("Mairie de Vienne", "relit l'historique complet du télédossier, dans l'ordre"):
        events = vienne.ask("GET", f"{CASES}/{case_id}", 200).json()["events"]
        history = ["SI_RECEIVED", "ADD_AWAITING", "HUBEE_COMPLETED", "DONE", "CLOSED", "HUBEE_NOTIFIED", "DONE", "CLOSED"]
        must_be([(each["caseNewStatus"], each["status"]) for each in events], [(status, "RECEIVED") for status in history])


def tell_coordinates(cast: Cast) -> None:
    """A change of address goes to a town hall that works on the portal: an agent treats it, the operator closes it."""
    print("\nChangement de coordonnées (JCC) : de la DILA à une agente de la mairie de Vienne, sur le portail")
    dila = cast.partner("DILA", "DILA")
    with step("Agente de Vienne", "se connecte au portail"):
        account = cast.account_by_email.get(AGENT)
        if account is None:
            raise Surprise(expected=f"le compte {AGENT}", came=f"un fichier {sandbox_home() / 'credentials.json'} sans lui")
        agent = Agent("Agente de Vienne", account, cast.base_url)
        agent.sign_in()
    person = person_of("JeChangeDeCoordonnees")
    fields = {"Référence": f"FICTIF-{uuid4().hex[:8].upper()}", "Nom": person.last_name, "Prénom": person.first_name}
    lines = [f"{name} : {value}" for name, value in fields.items()]
    files = {
        "coordonnees.xml": ("flux-siv", business_xml("JeChangeDeCoordonnees", fields)),
        "coordonnees.pdf": ("flux-siv", certificate_pdf("Changement de coordonnées", lines)),
    }
    folder = _deposit(dila, "JeChangeDeCoordonnees", files, {agent: list(files)})
    case_id = folder["cases"][0]["id"]
    treat_in_portal(agent, dila, case_id, {name: content for name, (_, content) in files.items()})
    _change(dila, case_id, "CLOSED")
    _report(dila, folder["id"], "CLOSED", "clôt le télédossier")
    hear_in_portal(agent, dila, case_id)


def find_sandbox() -> Cast:
    """The running sandbox and its clients; ends the program when there is none."""
    path = sandbox_home() / "credentials.json"
    try:
        credentials = json.loads(path.read_text(encoding="utf-8"))
        base_url = os.environ.get("HUB_URL") or credentials["baseUrl"]
        clients, accounts = credentials["clients"], credentials["accounts"]
    except FileNotFoundError:
        sys.exit(f"✗ Aucun bac à sable : {path} n'existe pas. Lancez « make run » dans un autre terminal.")
    except (OSError, ValueError, KeyError):
        sys.exit(f"✗ {path} est illisible. Relancez « make run » dans un autre terminal.")
    try:
        httpx.get(f"{base_url}/sandbox/clock", timeout=5, trust_env=False).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL):
        sys.exit(f"✗ Aucun bac à sable ne répond à {base_url}. Lancez « make run » dans un autre terminal.")
    return Cast(base_url, clients, accounts)


def main() -> None:
    """Tell the exchanges; exit 1 at the first surprise."""
    cast = find_sandbox()
    started = time.perf_counter()
    try:
        tell_certdc(cast)
        tell_recensement(cast)
        tell_coordinates(cast)
    except Surprise as surprise:
        sys.exit(f"✗ {surprise}")
    except httpx.HTTPError as error:
        sys.exit(f"✗ Le bac à sable a cessé de répondre à {cast.base_url} ({type(error).__name__}).")
    print(f"\nTout s'est passé comme attendu, en {time.perf_counter() - started:.1f} s.")


if __name__ == "__main__":
    main()
