"""What DynamoDB refuses is told apart: a row that changed, a conflict to try again, a store that does not answer. **Source:** CAS-13, NOT-03."""

import pytest
from botocore.exceptions import ConnectTimeoutError
from pynamodb.exceptions import CancellationReason, GetError, TransactWriteError, VerboseClientError

from chalicelib.adapters.dynamo_commit import translated
from chalicelib.domain.errors import StaleRow, StaleWrite, Unavailable
from chalicelib.handlers.answers import Answer
from chalicelib.handlers.doors import judged_again


def cancelled(*codes: str | None, error: str = "TransactionCanceledException") -> TransactWriteError:
    """A transaction that DynamoDB cancelled, with a reason per row."""
    reasons = [CancellationReason(code=code) if code is not None else None for code in codes]
    return TransactWriteError("no", VerboseClientError({"Error": {"Code": error}}, "TransactWriteItems", {}, cancellation_reasons=reasons))


@pytest.mark.rule("CAS-13")
@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (cancelled(None, "ConditionalCheckFailed"), StaleRow),
        (cancelled("TransactionConflict", "ConditionalCheckFailed"), StaleRow),
        (cancelled("TransactionConflict", None), StaleWrite),
        (cancelled("ThrottlingError"), StaleWrite),
        (cancelled("ProvisionedThroughputExceeded"), StaleWrite),
        (cancelled(error="TransactionInProgressException"), StaleWrite),
        (cancelled("ValidationError"), Unavailable),
        (cancelled(error="InternalServerError"), Unavailable),
        (GetError("no"), Unavailable),
        (ConnectTimeoutError(endpoint_url="https://dynamodb.test"), Unavailable),
    ],
    ids=["condition", "condition and conflict", "conflict", "throttled", "throughput", "in progress", "validation", "internal", "read", "timeout"],
)
def test_a_refusal_of_dynamodb_is_told_as_what_it_is(refused: Exception, told: type[Exception]) -> None:
    with pytest.raises(Exception, match=r".") as caught, translated():
        raise refused
    assert type(caught.value) is told


@pytest.mark.rule("CAS-13", "NOT-03")
def test_what_met_a_conflict_is_judged_again_and_given_up_after_eight_times() -> None:
    asked: list[int] = []

    def conflict(succeeds_at: int) -> Answer:
        asked.append(1)
        if len(asked) < succeeds_at:
            raise StaleWrite("Another transaction is under way")
        return Answer(status=204)

    assert judged_again(lambda: conflict(3)) == Answer(status=204)
    assert len(asked) == 3
    asked.clear()
    with pytest.raises(StaleWrite):
        judged_again(lambda: conflict(100))
    assert len(asked) == 8
