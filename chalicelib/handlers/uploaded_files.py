"""An uploaded object is checked, then its folder is delivered if it waited for nothing else (DEP-05)."""

from datetime import datetime
from typing import Any

from chalicelib import composition
from chalicelib.composition import Composition
from chalicelib.domain.errors import Unavailable
from chalicelib.domain.uploads import place_of
from chalicelib.handlers import telemetry
from chalicelib.use_cases.check_files import check_upload
from chalicelib.use_cases.deposit import deliver_checked


def check_told(key: str) -> dict[str, Any]:
    """Check an object that has arrived."""
    hub = composition.present()
    is_done = check(key, hub, hub.clock.now())
    return {"key": key, "isDone": is_done}


def checked_when_asked(key: str, hub: Composition, now: datetime) -> bool:
    """The same for an object that may have been forgotten; the log names one that can not be checked now. Raises: StaleWrite, Unavailable."""
    try:
        return check(key, hub, now)
    except Unavailable as error:
        telemetry.record_failure("file not checked", error, key=key)
        raise


def check(key: str, hub: Composition, now: datetime) -> bool:
    """Check the upload that a key names and deliver its folder; answers whether nothing is left to wait for.

    Raises: StaleWrite, Unavailable.
    """
    checked = check_upload(key, now=now, exchange=hub.exchange, files=hub.files, uploads=hub.uploads, scanner=hub.scanner, commit=hub.commit)
    if checked is not None:
        telemetry.record("file checked", key=key, status=checked.status)
    place = place_of(key)
    match place.container.split("/") if place else ():
        case ["folders", folder_id]:
            return deliver_checked(folder_id, now=now, ids=hub.ids, exchange=hub.exchange, files=hub.files, commit=hub.commit)
        case _:
            return True
