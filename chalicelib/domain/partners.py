"""What a partner's program says of itself in its headers (OAU-06)."""

from msgspec import Struct


class PartnerInfo(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The headers editorName, applicationName, softwareVersion: at most 50 characters each."""

    editor_name: str | None = None
    application_name: str | None = None
    software_version: str | None = None
