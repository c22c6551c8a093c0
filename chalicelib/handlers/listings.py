"""What the lists of the referential have in common: their window, their order, their Content-Range."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from chalicelib.domain.limits import LIMITS
from chalicelib.domain.pages import Order, Page, Window
from chalicelib.handlers import shape_faults
from chalicelib.handlers.requests import Parameter

_OFFSET_MAX = 1_000_000_000  # what is read at the most has to fit DynamoDB's 32-bit Limit
_ORDER = re.compile(r"(?:(asc|desc)\s*\(\s*(\w+)\s*\)|(\w+))", re.ASCII | re.IGNORECASE)


def order_by(attributes: Iterable[str], maximum: int) -> Parameter:
    """An orderBy parameter: bare, or in asc(…) or desc(…); names in snake_case or camelCase."""
    known = frozenset(attributes)

    def read(value: str) -> tuple[Any, str | None]:
        if len(value) > maximum:
            return None, shape_faults.too_long(value, maximum)
        match = _ORDER.fullmatch(value.strip())
        name = _snake(match[2] or match[3]) if match else ""
        if match is None or name not in known:
            return None, shape_faults.not_in(value, sorted(known))
        return Order(attribute=name, is_descending=(match[1] or "").lower() == "desc"), None

    return Parameter(
        name="orderBy",
        read=read,
        schema={"type": "string", "maxLength": maximum},
        description=f"asc(x), desc(x) or x, of {', '.join(sorted(known))}",
    )


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()


def window_in(values: Mapping[str, Any]) -> Window:
    """The window asked for, bounded."""
    return Window(offset=min(values["offSet"], _OFFSET_MAX), limit=min(values["maxResult"], LIMITS.page_max))


def content_range(name: str, page: Page[Any]) -> dict[str, str]:
    """Which rows of how many a page holds, as published: ``Susbscriptions 0-24/100``."""
    last = max(page.offset + len(page.rows) - 1, 0) if page.rows else 0
    first = page.offset if page.rows else 0
    return {"Content-Range": f"{name} {first}-{last}/{page.total}"}
