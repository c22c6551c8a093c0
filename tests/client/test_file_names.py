"""Names given by another party become names on this disk, and nothing more."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hubee_client.file_names import LONGEST_BYTES, free_name, safe_name
from hypothesis import given
from hypothesis import strategies as st


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("certificat.pdf", "certificat.pdf"),
        ("récapitulatif d'été.pdf", "récapitulatif d'été.pdf"),
        ("re\u0301sume\u0301.pdf", "résumé.pdf"),
        ("../../etc/passwd", "_._.._etc_passwd"),
        ("..\\..\\windows\\system.ini", "_._.._windows_system.ini"),
        ("/etc/passwd", "_etc_passwd"),
        ("C:\\boot.ini", "C__boot.ini"),
        ("..", "_"),
        (".", "_"),
        ("", "sans-nom"),
        ("   ", "sans-nom"),
        (".bashrc", "_bashrc"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("Com1.pdf", "_Com1.pdf"),
        ("lpt².pdf", "_lpt².pdf"),
        ("console.txt", "console.txt"),
        ("a\x00b\nc.pdf", "a_b_c.pdf"),
        ("facture\u202efdp.exe", "facture_fdp.exe"),
        ("fichier.pdf. .", "fichier.pdf"),
        ('a<b>c"d|e?f*.pdf', "a_b_c_d_e_f_.pdf"),
    ],
)
def test_a_name_is_made_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


def test_a_long_name_keeps_its_extension() -> None:
    name = safe_name("😀" * 251 + ".pdf")
    assert name == "😀" * 49 + ".pdf"
    assert len(name.encode()) == LONGEST_BYTES


@given(st.text(max_size=300))
def test_any_text_makes_one_name_of_one_directory(given_name: str) -> None:
    name = safe_name(given_name)
    assert name not in ("", ".", "..")
    assert PurePosixPath(name).name == name
    assert PureWindowsPath(name).name == name
    assert not name.startswith(".")
    assert len(name.encode()) <= LONGEST_BYTES + 1  # the underscore before a device's name
    assert safe_name(name) == name


@given(
    st.lists(
        st.sampled_from(["a.pdf", "A.PDF", "a (2).pdf", "é.pdf", "e\u0301.pdf", "CON", "b" * 300 + ".pdf", "c" * 300 + ".pdf", "", ".."]), max_size=12
    )
)
def test_equal_names_are_told_apart_on_any_file_system(given_names: list[str]) -> None:
    taken: list[str] = []
    for each in given_names:
        taken.append(free_name(each, taken))
    assert len({name.casefold() for name in taken}) == len(given_names)
    assert all(safe_name(name) == name for name in taken)


def test_a_name_can_be_written(tmp_path: Path) -> None:
    for given_name in ("../x", "😀" * 300, "CON", "a\x00b", "\udcff.pdf"):
        (tmp_path / safe_name(given_name)).write_bytes(b"x")
    assert len(list(tmp_path.iterdir())) == 5
