"""The function that is told of new objects: uploaded files are checked as they arrive (DEP-05)."""

from typing import Any

from chalice import Blueprint

from chalicelib.domain.uploads import SUFFIX

blueprint = Blueprint(__name__)
UPLOADED = {"source": ["aws.s3"], "detail-type": ["Object Created"], "detail": {"object": {"key": [{"suffix": SUFFIX}]}}}
"""What the function is told of; a stage adds its bucket's name. Files that came in a request were checked then, and are not told of."""


@blueprint.on_cw_event(UPLOADED)
def check_attachments(event: Any) -> dict[str, Any]:
    """Check the object that an event names; when that fails AWS calls again, later the job that looks after uploads does."""
    from chalicelib.handlers.uploaded_files import check_told  # here: the function that answers requests never checks an upload

    return check_told(event.to_dict()["detail"]["object"]["key"])
