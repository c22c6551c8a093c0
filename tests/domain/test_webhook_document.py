"""The code that docs/webhooks.md gives to receivers does what it says."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from chalicelib.domain.limits import LIMITS
from chalicelib.domain.webhook_signatures import signature

pytestmark = pytest.mark.rule("NOT-05")
DOCUMENT = (Path(__file__).parents[2] / "docs" / "webhooks.md").read_text("utf-8")
NOW = 1_764_061_200
BODY = b'{"id": "d"}'


@pytest.fixture(scope="module")
def is_genuine() -> Callable[..., bool]:
    (code,) = re.findall(r"```python\n(.*?)```", DOCUMENT, re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102 - it is ours
    verify: Callable[..., bool] = names["is_genuine"]
    return verify


def signed(*secrets: str) -> str:
    return signature(BODY, secrets=secrets, at=datetime.fromtimestamp(NOW, UTC))


def test_it_takes_what_the_hub_signs_with_either_secret(is_genuine: Callable[..., bool]) -> None:
    assert is_genuine(signed("new"), BODY, "new", now=NOW)
    assert is_genuine(signed("new", "old"), BODY, "old", now=NOW + 300)


def test_it_refuses_another_body_secret_or_time(is_genuine: Callable[..., bool]) -> None:
    assert not is_genuine(signed("new"), BODY + b" ", "new", now=NOW)
    assert not is_genuine(signed("new"), BODY, "old", now=NOW)
    assert not is_genuine(signed("new"), BODY, "new", now=NOW + 301)
    assert not is_genuine(signed("new").replace(str(NOW), str(NOW + 400)), BODY, "new", now=NOW + 400)
    assert not is_genuine(signed("new"), BODY, "new")  # long ago by now
    for header in ("", "t=", f"t={NOW}", "v1=é", f"t={NOW},v1=é", "t=²,v1=a"):
        assert not is_genuine(header, BODY, "new", now=NOW)


def test_the_pauses_it_tells_are_those_in_force() -> None:
    told = [str(int(each.total_seconds() // 60)) for each in LIMITS.webhook_pauses]
    assert f"{', '.join(told[:-1])} and {told[-1]} minutes apart" in DOCUMENT
