"""What the stage tells the code, read when it is needed, never at import."""

import os


def _required(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise RuntimeError(f"The environment variable {name} is not set")
    return value


def region() -> str:
    """The AWS region."""
    return os.environ.get("AWS_REGION") or _required("AWS_DEFAULT_REGION")


def table_prefix() -> str:
    """What the tables' names begin with: tells stages of one account apart."""
    return _required("HUB_TABLE_PREFIX")


def attachment_bucket() -> str:
    """The bucket of the attachments."""
    return _required("HUB_ATTACHMENT_BUCKET")


def audit_bucket() -> str:
    """The bucket where finished audit chains are put away for good."""
    return _required("HUB_AUDIT_BUCKET")


def mail_queue_url() -> str:
    """The queue of mails to send."""
    return _required("HUB_MAIL_QUEUE_URL")


def preparation_queue_url() -> str:
    """The queue of archives and exports to prepare."""
    return _required("HUB_PREPARATION_QUEUE_URL")


def mail_sender() -> str:
    """The address mails come from."""
    return _required("HUB_MAIL_SENDER")


def portal_url() -> str:
    """Where people find the portal."""
    return _required("HUB_PORTAL_URL")


def signing_keys_secret() -> str:
    """The name of the secret that holds the token signing keys, a JSON list of private JWKs, newest first."""
    return _required("HUB_SIGNING_KEYS_SECRET")


def canary_secret() -> str:
    """The name of the secret that holds the canary's address, process and credentials."""
    return _required("HUB_CANARY_SECRET")


def token_issuer() -> str:
    """The hub's name in its tokens."""
    return _required("HUB_TOKEN_ISSUER")


def administration() -> str:
    """The organisation id of the administration, which ADMIN and DATAPASS clients act for."""
    return _required("HUB_ADMINISTRATION")


def clamd_address() -> str | None:
    """Where a clamd listens (host:port or a socket's path); None: the embedded scanner serves."""
    return os.environ.get("HUB_CLAMD_ADDRESS") or None
