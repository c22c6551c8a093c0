"""``python -m infra.cost``: what the hub costs a month, as docs/cost.md tells it, from counted calls and list prices (``--check``: is it fresh).

Units of DynamoDB are those that tests/bench/units.py counts; a test holds the two together. Prices are per unit, in dollars.
"""

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from infra.cost_flat import flat_counts

_ROOT = Path(__file__).parents[1]
_PAGE = _ROOT / "docs" / "cost.md"
_TEXT = Path(__file__).parent / "cost_text.md"
_MILLION = 1_000_000

PRICES: Mapping[str, float] = {
    # Public list prices of eu-west-3 as known in November 2026, without taxes, free tiers or commitments. To check against the price list.
    "CloudFront request": 1.20 / _MILLION,
    "CloudFront Function": 0.10 / _MILLION,
    "WAF request": 0.60 / _MILLION,
    "REST API request": 3.50 / _MILLION,
    "HTTP API request": 1.17 / _MILLION,
    "Lambda request": 0.20 / _MILLION,
    "Lambda GB-second": 0.0000166667,
    "Lambda Edge request": 0.60 / _MILLION,
    "Lambda Edge GB-second": 0.00005001,
    "DynamoDB read unit": 0.1485 / _MILLION,
    "DynamoDB write unit": 0.7423 / _MILLION,
    "S3 PUT": 5.30 / _MILLION,
    "S3 GET": 0.42 / _MILLION,
    "SQS request": 0.40 / _MILLION,
    "SES mail": 100 / _MILLION,
    "log GB": 0.5985,
    "X-Ray trace": 5.00 / _MILLION,
}

_LARGE = frozenset({"log GB"})
"""What is not told by the million."""

CASES_A_MONTH = 8 * _MILLION / 12
POLLS_A_MONTH = 10_000 * 12 * 24 * 365 / 12
TOKENS_A_MONTH = POLLS_A_MONTH / 2 + POLLS_A_MONTH / 2 / 12
"""Half of the programs ask for a token with each poll, the others once an hour."""

UNITS: Mapping[str, tuple[int, int]] = {
    # operation of tests/bench/operations.py: (read units, write units), the caller known
    "POST /token": (1, 0),
    "GET /notifications, empty": (1, 0),
    "GET /notifications, 25": (1, 0),
    "POST /folders, 1 case": (2, 11),
    "PUT /folders/{id}/attachments/{id}": (2, 4),
    "GET /folders/{id}": (4, 0),
    "PATCH /folders/{id}, completed": (7, 42),
    "GET /cases/{id}, the first time": (1, 12),
    "GET /cases/{id}/attachments/{id}": (1, 0),
    "PATCH /cases/{id}": (3, 12),
    "POST /cases/{id}/events": (3, 20),
    "PATCH /cases/{id}/events/{id}, by the OSL": (4, 8),
    "DELETE /notifications/{id}": (0, 4),
}
EXCHANGE: Mapping[str, int] = {
    # what one télédossier with two files asks for, deposited, answered and closed as programs in the field do it
    "POST /folders, 1 case": 1,
    "PUT /folders/{id}/attachments/{id}": 2,
    "GET /folders/{id}": 1,
    "PATCH /folders/{id}, completed": 1,
    "GET /notifications, 25": 2,
    "GET /cases/{id}, the first time": 1,
    "GET /cases/{id}/attachments/{id}": 2,
    "PATCH /cases/{id}": 3,
    "POST /cases/{id}/events": 2,
    "PATCH /cases/{id}/events/{id}, by the OSL": 2,
    "DELETE /notifications/{id}": 3,
}
_CALLER = 2
"""Reads that tell what a caller may do: for programs that come back after more than a minute, nearly always."""
_AFTERWARDS = (30, 130)
"""Units of what follows a télédossier: three counts, a mail, its purge, archiving and deletion; read off the jobs, not counted."""


class Line(NamedTuple):
    """So many of something a month."""

    price: str
    number: float

    @property
    def dollars(self) -> float:
        """What they cost."""
        return self.number * PRICES[self.price]


def _each(number: float, **counts: float) -> list[Line]:
    names = {name.lower().replace(" ", "_").replace("-", "_").replace("(", "").replace(")", ""): name for name in PRICES}
    return [Line(names[name], number * count) for name, count in counts.items() if count]


def exchanges() -> list[Line]:
    """The télédossiers, through the REST gateway: 1 GB, 40 ms a request, a line of 700 bytes with Lambda's own, one trace in twenty.

    The edge's function is called twice for each request about an attachment, on its way and on its way back.
    """
    requests = sum(EXCHANGE.values())
    of_files = sum(times for name, times in EXCHANGE.items() if "/attachments/" in name)
    reads = sum(UNITS[name][0] * times for name, times in EXCHANGE.items()) + _CALLER * requests + _AFTERWARDS[0]
    writes = sum(UNITS[name][1] * times for name, times in EXCHANGE.items()) + _AFTERWARDS[1]
    return _each(
        CASES_A_MONTH,
        cloudfront_request=requests,
        waf_request=requests,
        rest_api_request=requests,
        lambda_request=requests,
        lambda_gb_second=requests * 1.0 * 0.040,
        lambda_edge_request=2 * of_files,
        lambda_edge_gb_second=2 * of_files * 0.125 * 0.005,
        dynamodb_read_unit=reads,
        dynamodb_write_unit=writes,
        s3_put=2,
        s3_get=2,
        sqs_request=3,
        ses_mail=0.5,
        log_gb=requests * 700 / 1e9,
        x_ray_trace=requests * 0.05,
    )


def polls_before() -> list[Line]:
    """Empty polls like any other request: 512 MB, 25 ms, a line of the log and Lambda's own, traced one in twenty; a caller took three reads."""
    return _each(
        POLLS_A_MONTH,
        cloudfront_request=1,
        waf_request=1,
        rest_api_request=1,
        lambda_request=1,
        lambda_gb_second=0.5 * 0.025,
        dynamodb_read_unit=1 + 3,
        log_gb=700 / 1e9,
        x_ray_trace=0.05,
    )


def polls_now() -> list[Line]:
    """Empty polls at a function's own address behind CloudFront: no gateway, no line, no trace."""
    return _each(
        POLLS_A_MONTH,
        cloudfront_request=1,
        cloudfront_function=1,
        waf_request=1,
        lambda_request=1,
        lambda_gb_second=0.5 * 0.020,
        dynamodb_read_unit=1 + _CALLER,
    )


def _tokens(**way: float) -> list[Line]:
    return _each(
        TOKENS_A_MONTH,
        cloudfront_request=1,
        waf_request=1,
        **way,
        lambda_request=1,
        lambda_gb_second=0.5 * 0.010,
        dynamodb_read_unit=1,
        log_gb=350 / 1e9,
    )


def tokens_before() -> list[Line]:
    """Tokens through the REST gateway."""
    return _tokens(rest_api_request=1, cloudfront_function=0)


def tokens_now() -> list[Line]:
    """Tokens through an HTTP API to the same function."""
    return _tokens(http_api_request=1, cloudfront_function=1)


def _total(lines: Iterable[Line]) -> float:
    return sum(line.dollars for line in lines)


def _table(*columns: tuple[str, list[Line]]) -> str:
    names = [name for name in PRICES if any(line.price == name for _, lines in columns for line in lines)]
    heads = " | ".join(f"{head} | $ a month" for head, _ in columns)
    rows = [f"| | price | {heads} |", "|---|---:|" + "---:|---:|" * len(columns)]
    for name in names:
        cells = [f"| {name} | {_price(PRICES[name])}" if name in _LARGE else f"| {name}, million | {_price(PRICES[name] * _MILLION)}"]
        for _, lines in columns:
            found = [line for line in lines if line.price == name]
            number = found[0].number / (1 if name in _LARGE else _MILLION) if found else 0
            cells.append(f"{number:,.1f} | {found[0].dollars:,.2f}" if found else " | ")
        rows.append(" | ".join(cells) + " |")
    totals = " | ".join(f" | **{_total(lines):,.0f}**" for _, lines in columns)
    return "\n".join([*rows, f"| **total** | | {totals} |"])


def _price(dollars: float) -> str:
    return f"{dollars:,.4f}".rstrip("0").rstrip(".")


def page() -> str:
    """docs/cost.md: the text, with the figures put in their places."""
    before, now = _total(polls_before()) + _total(tokens_before()), _total(polls_now()) + _total(tokens_now())
    requests = sum(EXCHANGE.values())
    values = {
        **flat_counts(),
        "exchanges": _table(("8 million télédossiers a year", exchanges())),
        "polls": _table(("as any request", polls_before()), ("now", polls_now())),
        "tokens": _table(("through REST", tokens_before()), ("now", tokens_now())),
        "exchange_total": f"{_total(exchanges()):,.0f}",
        "exchange_cents": f"{100 * _total(exchanges()) / CASES_A_MONTH:.3f}",
        "exchange_requests": str(requests),
        "exchange_steps": "\n".join(f"- {times} × `{name}`" for name, times in EXCHANGE.items()),
        "before": f"{before:,.0f}",
        "now": f"{now:,.0f}",
        "saved": f"{before - now:,.0f}",
        "all": f"{now + _total(exchanges()):,.0f}",
        "polls_now": f"{_total(polls_now()):,.0f}",
        "polls_before": f"{_total(polls_before()):,.0f}",
        "polls_http_api": f"{_total(polls_now()) + POLLS_A_MONTH * (PRICES['HTTP API request'] - PRICES['CloudFront Function']):,.0f}",
        "floor": f"{POLLS_A_MONTH * (PRICES['CloudFront request'] + PRICES['WAF request']):,.0f}",
        "polls_million": f"{POLLS_A_MONTH / _MILLION:.1f}",
        "tokens_million": f"{TOKENS_A_MONTH / _MILLION:.1f}",
        "provisioned": f"{50 * 0.5 * 730 * 3600 * 0.0000033334:,.0f}",
    }
    text = _TEXT.read_text(encoding="utf-8")
    for name, value in values.items():
        text = text.replace("{{" + name + "}}", value)
    return text


def main() -> int:
    """Write the page, or say that it is stale; answers the exit code."""
    if "--check" not in sys.argv[1:]:
        _PAGE.write_text(page(), encoding="utf-8")
        return 0
    is_fresh = _PAGE.exists() and _PAGE.read_text(encoding="utf-8") == page()
    if not is_fresh:
        print("docs/cost.md is stale: make cost", file=sys.stderr)
    return 0 if is_fresh else 1


if __name__ == "__main__":
    sys.exit(main())
