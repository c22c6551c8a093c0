"""/portal/v1/cases/{caseId}/attachments/{attachmentId}/upload: a file for the person concerned that no request carries (DEP-05, POR-07)."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from chalicelib.domain.errors import Invalid, NotFound
from chalicelib.handlers.portal_case_files import FILES, MANAGERS
from chalicelib.handlers.portal_http import PortalRoutes
from chalicelib.handlers.requests import Call
from chalicelib.handlers.upload_routes import bind_uploads
from chalicelib.use_cases.attach_from_portal import portal_file
from chalicelib.use_cases.file_at_hand import FileAtHand

routes = PortalRoutes(__name__)


def _of_case(call: Call[Any]) -> FileAtHand:
    return portal_file(call.values["caseId"], call.values["attachmentId"], user=call.user, exchange=call.hub.exchange)


@contextmanager
def _in_words_of_people(file: FileAtHand) -> Iterator[None]:
    name = file.attachment.file_name
    try:
        yield
    except NotFound as error:
        raise NotFound(f"L'envoi du fichier « {name} » n'est plus en cours. Envoyez-le de nouveau.") from error
    except Invalid as error:
        raise Invalid(f"Le fichier « {name} » n'a pas été reçu tel qu'il était annoncé. Envoyez-le de nouveau ou retirez-le.") from error


bind_uploads(partial(routes.route, roles=MANAGERS), f"{FILES}/{{attachmentId}}/upload", "PortalFile", _of_case, _in_words_of_people)
