"""GET /health: whether the hub answers at all. Shallow: it reads nothing, so that asking costs nothing and fails for nothing else."""

from chalicelib.handlers.answers import Answer, answer_plain_json
from chalicelib.handlers.http import OPEN, Routes
from chalicelib.handlers.requests import Call

routes = Routes(__name__, tag="Health")


@routes.route(
    "GET",
    "/health",
    scopes=OPEN,
    operation_id="health",
    summary="Say that the hub answers; whether it delivers is told by its metrics",
    answers={200: dict[str, str]},
)
def tell(call: Call[None]) -> Answer:
    return answer_plain_json({"status": "ok"})._replace(is_routine=True)
