"""Profiles: whose eyes they are for, where they come from, and the locks of commands."""

import stat
from pathlib import Path

import pytest
from hubee_client.disk import write_json
from hubee_client.faults import Locked, Misused, NotAuthenticated
from hubee_client.locks import lock
from hubee_client.profiles import Profile, checked_url, load, save, token_path

PROFILE = Profile(name="vienne", base_url="https://hub.example", client_id="id", client_secret="s3cret", scope="SI")


def modes(*paths: Path) -> list[int]:
    return [stat.S_IMODE(each.stat().st_mode) for each in paths]


def test_a_profile_is_for_its_owner_s_eyes_only(tmp_path: Path) -> None:
    path = save(PROFILE, tmp_path)
    assert modes(path, path.parent, token_path("vienne", tmp_path).parent) == [0o600, 0o700, 0o700]
    assert load("vienne", {"HUBEE_HOME": str(tmp_path)}) == PROFILE
    path.chmod(0o644)
    with pytest.raises(Misused, match="chmod 600"):
        load("vienne", {"HUBEE_HOME": str(tmp_path)})
    save(PROFILE, tmp_path)
    assert modes(path) == [0o600]


def test_a_secret_is_not_shown(tmp_path: Path) -> None:
    assert "s3cret" not in repr(PROFILE)
    assert "s3cret" not in str(PROFILE)


def test_a_profile_that_changes_forgets_its_token(tmp_path: Path) -> None:
    save(PROFILE, tmp_path)
    write_json(token_path("vienne", tmp_path), {})
    save(PROFILE, tmp_path)
    assert not token_path("vienne", tmp_path).exists()


def test_a_profile_is_chosen_by_option_then_variable_then_default(tmp_path: Path) -> None:
    home = {"HUBEE_HOME": str(tmp_path)}
    with pytest.raises(NotAuthenticated):
        load(None, home)
    save(PROFILE, tmp_path)
    default = Profile(name="default", base_url="https://other.example", client_id="o", client_secret="x", scope="OSL")
    save(default, tmp_path)
    assert load(None, home) == default
    assert load(None, home | {"HUBEE_PROFILE": "vienne"}) == PROFILE
    assert load("vienne", home | {"HUBEE_PROFILE": "default"}) == PROFILE


def test_the_environment_can_be_a_client_of_its_own(tmp_path: Path) -> None:
    given = {
        "HUBEE_HOME": str(tmp_path),
        "HUBEE_URL": "https://hub.example/",
        "HUBEE_CLIENT_ID": "id",
        "HUBEE_CLIENT_SECRET": "s",
        "HUBEE_SCOPE": "osl",
    }
    assert load(None, given) == Profile(name="environment", base_url="https://hub.example", client_id="id", client_secret="s", scope="OSL")
    del given["HUBEE_CLIENT_SECRET"]
    with pytest.raises(Misused, match="HUBEE_CLIENT_SECRET"):
        load(None, given)


@pytest.mark.parametrize("name", ["../x", "a/b", "", ".hidden", "a" * 65, "é"])
def test_a_profile_s_name_chooses_no_path(tmp_path: Path, name: str) -> None:
    with pytest.raises(Misused):
        save(Profile(name=name, base_url="https://h", client_id="i", client_secret="s", scope="SI"), tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("url", ["http://hub.example", "ftp://hub.example", "hub.example", "https://", "https://u:p@hub.example", "https://h/?q=1"])
def test_an_address_that_would_show_the_secret_is_refused(url: str) -> None:
    with pytest.raises(Misused):
        checked_url(url)


@pytest.mark.parametrize("url", ["https://hub.example/base", "http://localhost:8000", "http://127.0.0.1:8000", "http://[::1]:8000"])
def test_a_safe_address_is_taken_without_its_last_slash(url: str) -> None:
    assert checked_url(f" {url}/ ") == url


def test_a_lock_is_held_by_one_and_falls_with_him(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with lock(path, "la boîte"), pytest.raises(Locked, match="la boîte"), lock(path, "la boîte"):
        raise AssertionError("both have it")
    with lock(path, "la boîte"):
        assert path.exists()
