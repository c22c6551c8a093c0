"""Who speaks to which hub: named profiles, in files that only their owner reads."""

import os
import re
import stat
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlsplit

import typer

from hubee_client.disk import PRIVATE, disk_faults, make_directory, read_json, write_json
from hubee_client.faults import Misused, NotAuthenticated

DEFAULT = "default"
SCOPES = ("OSL", "SI", "ADMIN")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_AT_HOME = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One client of one hub. ``base_url`` has no slash at its end."""

    name: str
    base_url: str
    client_id: str
    client_secret: str
    scope: str

    def __repr__(self) -> str:
        """Never the secret."""
        return f"Profile({self.name!r}, {self.base_url!r}, {self.client_id!r}, {self.scope!r})"


def home(environment: Mapping[str, str] = os.environ) -> Path:
    """Where profiles and tokens are kept: HUBEE_HOME, else the platform's place for a program's settings."""
    return Path(environment.get("HUBEE_HOME") or typer.get_app_dir("hubee"))


def checked_name(name: str) -> str:
    """A profile's name, which is also a file's. Raises: Misused."""
    if not _NAME.fullmatch(name):
        raise Misused(f"« {name} » n'est pas un nom de profil : lettres, chiffres, points et tirets.")
    return name


def checked_url(url: str) -> str:
    """A hub's address, without its last slash. Raises: Misused; a secret crosses no network in clear."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.fragment or parts.username:
        raise Misused(f"« {url} » n'est pas l'adresse d'un hub, comme https://hubee.example.")
    if parts.scheme == "http" and parts.hostname not in _AT_HOME:
        raise Misused("L'adresse du hub doit commencer par https:// : le secret passerait en clair.")
    return url.strip().rstrip("/")


def checked_scope(scope: str) -> str:
    """A scope in capitals. Raises: Misused."""
    if scope.upper() not in SCOPES:
        raise Misused(f"« {scope} » n'est pas une portée : {', '.join(SCOPES)}.")
    return scope.upper()


def _path(name: str, directory: Path) -> Path:
    return directory / "profiles" / f"{checked_name(name)}.json"


def token_path(name: str, directory: Path) -> Path:
    """Where a profile's token is kept meanwhile."""
    return directory / "tokens" / f"{checked_name(name)}.json"


def save(profile: Profile, directory: Path) -> Path:
    """Keep a profile for its owner's eyes only; a token of its former self is forgotten. Raises: DiskFault."""
    path = _path(profile.name, directory)
    for each in (path.parent, token_path(profile.name, directory).parent):
        make_directory(each)
        if os.name != "nt":
            with disk_faults(each):
                each.chmod(0o700)
    with disk_faults(path):
        token_path(profile.name, directory).unlink(missing_ok=True)
    write_json(path, {name: value for name, value in asdict(profile).items() if name != "name"}, mode=PRIVATE)
    return path


def load(name: str | None, environment: Mapping[str, str] = os.environ) -> Profile:
    """The profile of a command: the one named, else HUBEE_PROFILE's, else the environment's own client, else the default one.

    Raises: Misused, NotAuthenticated when nobody logged in.
    """
    name = name or environment.get("HUBEE_PROFILE")
    if name is None and environment.get("HUBEE_CLIENT_ID"):
        return _from_environment(environment)
    path = _path(name or DEFAULT, home(environment))
    stored = read_json(path)
    if stored is None:
        raise NotAuthenticated(f"Le profil « {name or DEFAULT} » n'existe pas : lancez « hubee login ».")
    if os.name != "nt" and stat.S_IMODE(path.stat().st_mode) & 0o077:
        raise Misused(f"D'autres que vous peuvent lire {path}, qui contient un secret : chmod 600 {path}, et changez ce secret.")
    try:
        fields = {each: str(stored[each]) for each in ("base_url", "client_id", "client_secret", "scope")}
    except (KeyError, TypeError) as error:
        raise Misused(f"{path} est incomplet : relancez « hubee login ».") from error
    return Profile(name=name or DEFAULT, **fields)


def _from_environment(environment: Mapping[str, str]) -> Profile:
    missing = [each for each in ("HUBEE_URL", "HUBEE_CLIENT_SECRET", "HUBEE_SCOPE") if not environment.get(each)]
    if missing:
        raise Misused(f"HUBEE_CLIENT_ID est donné, il manque {', '.join(missing)}.")
    return Profile(
        name="environment",
        base_url=checked_url(environment["HUBEE_URL"]),
        client_id=environment["HUBEE_CLIENT_ID"],
        client_secret=environment["HUBEE_CLIENT_SECRET"],
        scope=checked_scope(environment["HUBEE_SCOPE"]),
    )
