"""A télédossier on disk: a folder with its files and ``teledossier.json``, which says what they are and for whom.

The manifest is the body of the interface's ``POST /folders``, but that ``file`` names a file of the folder, from which name and size are taken.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hubee_client import mime_types
from hubee_client.disk import disk_faults, read_json
from hubee_client.faults import Misused

NAME = "teledossier.json"
_FOLDER = {"processCode", "externalId", "applicant", "cases", "attachments"}
_APPLICANT = {"firstName", "lastName", "email"}
_CASE = {"externalId", "recipient", "partnerAttributes"}
_ATTACHMENT = {"file", "fileName", "type", "mimeType", "recipients"}
_LONGEST = {"processCode": 30, "externalId": 30, "firstName": 255, "lastName": 255, "email": 320, "type": 100, "mimeType": 255, "fileName": 255}
_ORGANISATION = ("type", "companyRegister", "branchCode")


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is to be deposited. ``files`` are in the order of the body's attachments."""

    body: dict[str, Any]
    files: tuple[Path, ...]

    @property
    def content(self) -> bytes:
        """The body as it is sent; the same manifest always makes the same bytes, as an idempotency key demands."""
        return json.dumps(self.body, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def read_manifest(directory: Path) -> Manifest:
    """Read a folder's manifest. Raises: Misused, with every fault at once; DiskFault."""
    given = read_json(directory / NAME)
    if given is None:
        raise Misused(f"{directory} ne contient pas de {NAME}.")
    reading = _Reading(directory)
    body = reading.folder(given)
    if reading.faults:
        raise Misused(f"{directory / NAME} n'est pas un manifeste correct.", *reading.faults)
    return Manifest(body=body, files=tuple(reading.files))


def forgotten_files(directory: Path, manifest: Manifest) -> list[str]:
    """The folder's files that its manifest does not name; hidden ones are not counted. Raises: DiskFault."""
    named = {each.resolve() for each in manifest.files} | {(directory / NAME).resolve()}
    with disk_faults(directory):
        paths = [each.relative_to(directory) for each in sorted(directory.rglob("*")) if each.is_file() and each.resolve() not in named]
    return [str(each) for each in paths if not any(part.startswith(".") for part in each.parts)]


class _Reading:
    """Reads a manifest through, and gathers what is wrong with it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.faults: list[str] = []
        self.files: list[Path] = []

    def folder(self, given: Any) -> dict[str, Any]:
        if not self._is_object(given, NAME, _FOLDER):
            return {}
        cases = [self._case(each, f"cases[{index}]") for index, each in enumerate(self._list(given, "cases"))]
        names = [each.get("externalId") for each in cases]
        self.faults += [f"cases : externalId « {each} » est donné deux fois" for each in sorted({str(n) for n in names if names.count(n) > 1})]
        attachments = [self._attachment(each, f"attachments[{index}]", names) for index, each in enumerate(self._list(given, "attachments"))]
        return {
            "processCode": self._text(given, "processCode", ""),
            "externalId": self._text(given, "externalId", ""),
            "applicant": self._applicant(given.get("applicant")),
            "cases": cases,
            "attachments": attachments,
        }

    def _applicant(self, given: Any) -> dict[str, Any]:
        if not self._is_object(given, "applicant", _APPLICANT):
            return {}
        person = {each: self._text(given, each, "applicant.") for each in ("firstName", "lastName")}
        return person | ({"email": self._text(given, "email", "applicant.")} if given.get("email") is not None else {"email": None})

    def _case(self, given: Any, where: str) -> dict[str, Any]:
        if not self._is_object(given, where, _CASE):
            return {}
        case = {
            "externalId": self._text(given, "externalId", f"{where}."),
            "recipient": self._organisation(given.get("recipient"), f"{where}.recipient"),
        }
        return case | ({"partnerAttributes": given["partnerAttributes"]} if "partnerAttributes" in given else {})

    def _organisation(self, given: Any, where: str) -> dict[str, str]:
        if isinstance(given, str) and len(parts := given.split("-", 2)) == 3:
            given = dict(zip(_ORGANISATION, parts, strict=True))
        if not isinstance(given, dict) or not all(isinstance(given.get(each), str) and given[each] for each in _ORGANISATION):
            self.faults.append(f"{where} : un destinataire s'écrit « SI-SIRET-CODE » ou avec {', '.join(_ORGANISATION)}")
            return {}
        register = given["companyRegister"]
        if not (register.isascii() and register.isdigit() and len(register) == 14):
            self.faults.append(f"{where} : le SIRET « {register} » n'a pas 14 chiffres")
        return {each: given[each] for each in _ORGANISATION}

    def _attachment(self, given: Any, where: str, case_names: list[Any]) -> dict[str, Any]:
        if not self._is_object(given, where, _ATTACHMENT):
            return {}
        path, size = self._file(self._text(given, "file", f"{where}."), f"{where}.file")
        name = self._text(given, "fileName", f"{where}.") if "fileName" in given else path.name
        mime_type = self._text(given, "mimeType", f"{where}.") if "mimeType" in given else (mime_types.guessed(name) or "")
        if not mime_type:
            self.faults.append(f"{where} : le type de « {name} » ne se devine pas, donnez mimeType")
        recipients = self._list(given, "recipients", f"{where}.") if "recipients" in given else [each for each in case_names if each]
        self.faults += [f"{where}.recipients : « {each} » n'est l'externalId d'aucun cas" for each in recipients if each not in case_names]
        self.files.append(path)
        return {"fileName": name, "type": self._text(given, "type", f"{where}."), "mimeType": mime_type, "size": size, "recipients": recipients}

    def _file(self, given: str, where: str) -> tuple[Path, int]:
        path = self.directory / given
        if not given:
            return path, 0
        # Links are followed first: neither « .. » nor a link may make a deposit carry what lies outside the folder.
        if not path.resolve().is_relative_to(self.directory.resolve()):
            self.faults.append(f"{where} : « {given} » est hors du dossier")
        elif not path.is_file():
            self.faults.append(f"{where} : « {given} » n'existe pas dans le dossier")
        else:
            return path, path.stat().st_size
        return path, 0

    def _is_object(self, given: Any, where: str, known: set[str]) -> bool:
        if not isinstance(given, dict):
            self.faults.append(f"{where} : manque, ou n'est pas un objet")
            return False
        self.faults += [f"{where} : « {each} » est inconnu (connus : {', '.join(sorted(known))})" for each in given if each not in known]
        return True

    def _list(self, given: dict[str, Any], name: str, prefix: str = "") -> list[Any]:
        value = given.get(name)
        if not isinstance(value, list) or not value:
            self.faults.append(f"{prefix}{name} : manque, ou n'est pas une liste d'au moins un élément")
            return []
        return value

    def _text(self, given: dict[str, Any], name: str, prefix: str) -> str:
        value = given.get(name)
        if not isinstance(value, str) or not value.strip():
            self.faults.append(f"{prefix}{name} : manque, ou n'est pas un texte")
            return ""
        longest = 100 if prefix.startswith("cases") and name == "externalId" else _LONGEST.get(name, 1024)
        if len(value) > longest:
            self.faults.append(f"{prefix}{name} : plus de {longest} caractères")
        return value
