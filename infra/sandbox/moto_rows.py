"""Makes moto's rows cost what they weigh.

moto weighs all of a row again for each attribute it is given, looks every value of an answer up under eight spellings, and lists the
methods of a class for each call. What it answers stays the same.
"""

import base64
import functools
import json
from typing import Any

from moto.core import responses as moto_responses
from moto.core.responses import ActionResult
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.responses import DynamoResult

from infra.sandbox.moto_calls import OF_ROWS

_LARGEST = 405_000  # bytes, as moto has it
_as_modelled = ActionResult.execute_result
_methods = moto_responses.method_names_from_class


def install() -> None:
    """Put it in place."""
    Item.__init__ = _weighed_once  # type: ignore[method-assign]
    DynamoResult.execute_result = _as_it_is  # type: ignore[assignment, method-assign]
    moto_responses.method_names_from_class = functools.cache(_methods)


def _weighed_once(self: Item, hash_key: DynamoType, range_key: DynamoType | None, attrs: dict[str, Any]) -> None:
    self.hash_key, self.range_key = hash_key, range_key
    self.attrs = LimitedSizeDict()
    for key, value in attrs.items():
        dict.__setitem__(self.attrs, key, DynamoType(value))
    if self.size() > _LARGEST:
        raise ItemSizeTooLarge


def _as_it_is(self: DynamoResult, context: Any) -> Any:
    """A result of rows is in the shape of the wire already; any other goes through moto's own serializer."""
    if context.operation_model.name not in OF_ROWS or not isinstance(self.result, dict):
        return _as_modelled(self, context)
    told = {name: value for name, value in self.result.items() if value is not None}
    return 200, {"Content-Type": "application/x-amz-json-1.0"}, json.dumps(told, default=_in_base64)


def _in_base64(value: Any) -> str:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    raise TypeError(f"{type(value)} in a row")
