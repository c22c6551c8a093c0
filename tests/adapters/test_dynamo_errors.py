"""What DynamoDB refuses is told apart: a row that changed, a conflict to try again, a store that does not answer. **Source:** CAS-13, NOT-03."""

import pytest
from botocore.exceptions import ConnectTimeoutError
from pynamodb.exceptions import CancellationReason, GetError, TransactWriteError, VerboseClientError

from chalicelib.adapters.dynamo_commit import translated
from chalicelib.domain.case_events import EventDraft
from chalicelib.domain.errors import StaleRow, StaleWrite, Unavailable
from chalicelib.domain.writes import Write
from chalicelib.handlers.answers import Answer
from chalicelib.handlers.doors import judged_again
from chalicelib.use_cases.exchange_events import send_event
from tests.scenes import MemoryScene


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
        (cancelled(error="TransactionConflictException"), StaleWrite),
        (cancelled(error="TransactionInProgressException"), Unavailable),
        (cancelled("ValidationError"), Unavailable),
        (cancelled(error="InternalServerError"), Unavailable),
        (GetError("no"), Unavailable),
        (ConnectTimeoutError(endpoint_url="https://dynamodb.test"), Unavailable),
    ],
    ids=[
        "condition",
        "condition and conflict",
        "conflict",
        "throttled",
        "throughput",
        "one row",
        "own in progress",
        "validation",
        "internal",
        "read",
        "timeout",
    ],
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


@pytest.mark.rule("NOT-03", "CAS-13")
def test_what_ones_own_transaction_may_still_make_is_not_made_again() -> None:
    scene = MemoryScene()
    town = scene.town()
    case_id = scene.delivered(town).cases[0].id
    asked: list[int] = []

    def still_under_way(*writes: Write) -> None:
        """The first answer was lost; asked again under the same token, the store says that it is still at it, and then makes it."""
        asked.append(1)
        scene.hub.commit(*writes)
        with translated():
            raise cancelled(error="TransactionInProgressException")

    def send() -> Answer:
        hub, message = scene.hub, EventDraft(action_type="SENDING_MESSAGE", message="Bonjour", asks_notification=True)
        send_event(case_id, message, caller=town, now=scene.now, ids=hub.ids, exchange=hub.exchange, commit=still_under_way)
        return Answer(status=201)

    with pytest.raises(Unavailable):
        judged_again(send)
    dossier = scene.hub.exchange.dossier(case_id)
    assert dossier is not None
    assert (len(asked), len(dossier.events), len(scene.waiting(scene.osl))) == (1, 1, 1)
