"""A deposit's files go to whom they were announced for."""

import pytest
from hubee_client.deposits import in_order
from hubee_client.faults import Refused

ACTE = {"fileName": "acte.pdf", "type": "PDF", "size": 72, "mimeType": "application/pdf"}


@pytest.mark.rule("DEP-10")
@pytest.mark.parametrize("differing", [{"recipients": ["COMMUNE-2"]}, {"mimeType": "image/png"}])
def test_files_of_one_name_and_size_are_told_apart_whatever_order_a_hub_answers_in(differing: dict[str, object]) -> None:
    announced = [{**ACTE, "recipients": ["COMMUNE-1"]}, {**ACTE, "recipients": ["COMMUNE-1"], **differing}]
    answered = [{**announced[1], "id": "second"}, {**announced[0], "id": "first"}]
    assert [each["id"] for each in in_order(announced, answered)] == ["first", "second"]


def test_recipients_are_the_same_in_another_order_and_an_event_s_files_have_none() -> None:
    for announced, told in [({**ACTE, "recipients": ["A", "B"]}, ["B", "A"]), (ACTE, None)]:
        assert in_order([announced], [{**announced, "id": "f", "recipients": told}]) == [{**announced, "id": "f", "recipients": told}]


@pytest.mark.rule("DEP-10")
def test_a_file_that_a_hub_kept_for_others_is_not_sent() -> None:
    with pytest.raises(Refused, match=r"acte\.pdf"):
        in_order([{**ACTE, "recipients": ["COMMUNE-1"]}], [{**ACTE, "id": "f", "recipients": ["COMMUNE-2"]}])
