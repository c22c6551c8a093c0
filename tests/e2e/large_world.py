"""A world whose process takes a gigabyte."""

from typing import Any

from tests.e2e.remote import FOLDERS, Program, RemoteWorld

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + b"$EICAR-STANDARD-" + b"ANTIVIRUS-TEST-FILE!$H+H*"


class LargeWorld(RemoteWorld):
    """One whose process takes a gigabyte."""

    def _process_body(self) -> dict[str, Any]:
        return {**super()._process_body(), "attachmentMaxSizeEnabled": 2**30}

    def announced(self, osl: Program, town: Program, size: int) -> tuple[str, str, str]:
        """A folder with one file of that size; answers its id, its case's, its attachment's path."""
        file = {"fileName": "plan.pdf", "type": "10870-PDF", "size": size, "mimeType": "application/pdf", "recipients": ["EXT-1"]}
        folder = osl.ask("POST", FOLDERS, 201, self.folder_body(town, attachments=[file])).json()
        return folder["id"], folder["cases"][0]["id"], f"{FOLDERS}/{folder['id']}/attachments/{folder['attachments'][0]['id']}"


def state(osl: Program, folder_id: str) -> tuple[str, str]:
    folder = osl.ask("GET", f"{FOLDERS}/{folder_id}", 200).json()
    return folder["globalStatus"], folder["attachments"][0]["status"]
