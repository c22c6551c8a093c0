"""Makes moto's rows cost what they weigh.

moto weighs all of a row again for each attribute it is given, looks every value of an answer up under eight spellings, lists the
methods of a class for each call, and sorts all of a table for each query. What it answers stays the same.
"""

import base64
import copy
import functools
import json
from collections import defaultdict
from typing import Any

from moto.core import responses as moto_responses
from moto.core.responses import ActionResult
from moto.dynamodb.exceptions import ItemSizeTooLarge
from moto.dynamodb.models.dynamo_type import DynamoType, Item, LimitedSizeDict
from moto.dynamodb.models.table import Table
from moto.dynamodb.responses import DynamoResult

from infra.sandbox import moto_indexes
from infra.sandbox.moto_calls import OF_ROWS

_LARGEST = 405_000  # bytes, as moto has it
_as_modelled = ActionResult.execute_result
_methods = moto_responses.method_names_from_class
of_all_rows = Table.query
"""As moto has it."""


def install() -> None:
    """Put it in place."""
    Item.__init__ = _weighed_once  # type: ignore[method-assign]
    DynamoResult.execute_result = _as_it_is  # type: ignore[assignment, method-assign]
    moto_responses.method_names_from_class = functools.cache(_methods)
    Table.query = _of_one_key  # type: ignore[assignment, method-assign]
    moto_indexes.install()


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


def _of_one_key(
    self: Table,
    hash_key: DynamoType | None,
    comparison: str | None,
    compared: list[DynamoType],
    limit: int,
    after: dict[str, Any],
    is_forward: bool,
    projection: list[list[str]] | None,
    index: str | None = None,
    *asked: Any,
    **named: Any,
) -> Any:
    """The query that moto has, of a table that holds nothing but the rows under the key that is asked for."""
    only = copy.copy(self)
    if index is None:
        under: moto_indexes.Rows = {hash_key: self.items[hash_key]} if hash_key is not None and hash_key in self.items else {}
    else:
        [(attribute, value)] = named["hash_key_conditions"]
        under = moto_indexes.rows_with(self, attribute, value)
    only.items = defaultdict(dict, under)
    return of_all_rows(only, hash_key, comparison, compared, limit, after, is_forward, projection, index, *asked, **named)
