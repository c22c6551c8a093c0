"""Names of files in headers and in archives: what was asked for, and nothing else."""

import re
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.file_names import disposition_of, safe_name, unique_name

pytestmark = pytest.mark.rule("POR-04")
NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("récapitulatif d'état civil.pdf", "récapitulatif d'état civil.pdf"),
        ("../../etc/passwd", ".._.._etc_passwd"),
        ("C:\\Users\\a.pdf", "C__Users_a.pdf"),
        ("a\x00b\nc\x7f\u0085.pdf", "a_b_c__.pdf"),
        ("\u202efdp.exe", "_fdp.exe"),
        ("..", "fichier"),
        ("", "fichier"),
        (" . ", "fichier"),
        ("rapport. ", "rapport"),
        ("con.pdf", "_con.pdf"),
        ("NUL", "_NUL"),
        ("com1.tar.gz", "_com1.tar.gz"),
        ("concours.pdf", "concours.pdf"),
        (".gitignore", ".gitignore"),
        ("\U0001f600\u200d\U0001f600.pdf", "\U0001f600\u200d\U0001f600.pdf"),
        ("é" * 300 + ".pdf", "é" * 98 + ".pdf"),
    ],
    ids=ascii,
)
def test_a_name_in_an_archive_is_kept_as_far_as_every_system_can_unpack_it(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(NAMES)
def test_a_safe_name_is_one_step_of_a_path_and_stays_as_it_is(name: str) -> None:
    safe = safe_name(name)
    assert PurePosixPath(safe).parts == (safe,)
    assert PureWindowsPath(safe).parts == (safe,)
    assert safe not in ("", ".", "..")
    assert len(safe.encode()) <= 220
    assert safe_name(safe) == safe


@given(st.lists(st.sampled_from(["a.pdf", "A.PDF", "a (2).pdf", "e\u0301", "é", "a", ".a"]), max_size=12))
def test_no_two_names_of_an_archive_meet_on_any_system(names: list[str]) -> None:
    taken: set[str] = set()
    made = [unique_name(each, taken) for each in names]
    assert len(taken) == len(made) == len({each.casefold() for each in made})
    assert made[:1] == names[:1]


def test_a_second_one_is_numbered_before_its_extension() -> None:
    taken: set[str] = set()
    assert [unique_name("nom.pdf", taken) for _ in range(3)] == ["nom.pdf", "nom (2).pdf", "nom (3).pdf"]


@given(NAMES)
def test_a_name_in_a_header_breaks_out_of_nothing_and_is_read_back_whole(name: str) -> None:
    match = re.fullmatch(r"attachment; filename=\"([^\"\\\r\n]*)\"; filename\*=UTF-8''([A-Za-z0-9%_.~-]*)", disposition_of(name))
    assert match is not None
    assert match[1].isascii()
    assert unquote(match[2], errors="strict") == name
