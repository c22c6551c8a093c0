"""CSV cells: what a spreadsheet must not run, and what must come back as it was."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.csv_cells import csv_line, safe_cell


@pytest.mark.rule("POR-10", "POR-12")
@pytest.mark.parametrize(
    "text", ["=1+1", "+33", "-2", "@SUM(A1)", "\tx", "\r=1", " =cmd|' /C calc'!A0", "\u00a0=1", "\ufeff=1", "\u2003\x00@x", "＝1", "＠x"]
)
def test_a_text_that_a_spreadsheet_would_run_is_disarmed(text: str) -> None:
    read = next(csv.reader(io.StringIO(csv_line([text]), newline=""), delimiter=";"))
    assert read == ["'" + text]


@pytest.mark.rule("POR-12")
def test_numbers_stay_numbers_and_nothing_stays_empty() -> None:
    assert csv_line([-3, 2.5, None, "Café ; « bar »"]) == '-3;2.5;;"Café ; « bar »"\r\n'
    assert safe_cell('un "mot"') == '"un ""mot"""'


@pytest.mark.rule("POR-10")
@given(st.lists(st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0")), min_size=2, max_size=5))
def test_whatever_is_written_reads_back_but_for_its_apostrophe(cells: list[str]) -> None:
    read = next(csv.reader(io.StringIO(csv_line(cells), newline=""), delimiter=";"))
    assert [each.removeprefix("'") for each in read] == [each.removeprefix("'") for each in cells]
