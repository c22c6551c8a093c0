"""What a partner's program says of itself in its headers (OAU-06)."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerInfo:
    """The headers editorName, applicationName, softwareVersion: at most 50 characters each."""

    editor_name: str | None = None
    application_name: str | None = None
    software_version: str | None = None
