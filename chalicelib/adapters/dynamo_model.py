"""What every table of the hub has in common: one connection for all, and indexes that carry whole rows."""

from threading import Lock
from typing import Any, ClassVar

from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection.base import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, Projection
from pynamodb.models import Model

_lock = Lock()
_shared: dict[str, Connection] = {}


class HubModel(Model):
    """A table of the hub. All tables share one connection: one client to make at a cold start, one pool."""

    base_name: ClassVar[str]
    version: Any
    document: Any
    expires_with: ClassVar[str | None] = None
    _bound: ClassVar[bool] = False

    @classmethod
    def _get_connection(cls) -> TableConnection:
        if not cls._bound:
            with _lock:
                table = super()._get_connection()
                shared = _shared.setdefault("connection", table.connection)
                if shared is not table.connection:
                    shared.add_meta_table(table.get_meta_table())
                    table.connection = shared
                cls._bound = True
        return super()._get_connection()


def unbind(models: tuple[type[HubModel], ...]) -> None:
    """Forget the shared connection: the next use of each table makes or joins a new one."""
    _shared.clear()
    for model in models:
        model._bound = False
        model._connection = None


def index_by(name: str, partition: str, sort: str | None = None) -> GlobalSecondaryIndex[Any]:
    """An index that carries whole rows; rows without its attributes are not in it."""
    return _index(name, partition, sort, AllProjection())


def keys_by(name: str, partition: str, sort: str) -> GlobalSecondaryIndex[Any]:
    """An index that tells the keys of rows only: what a job reads anew before it judges it."""
    return _index(name, partition, sort, KeysOnlyProjection())


def _index(name: str, partition: str, sort: str | None, projection: Projection) -> GlobalSecondaryIndex[Any]:
    meta = type("Meta", (), {"index_name": name, "projection": projection})
    attributes: dict[str, Any] = {"Meta": meta, partition: UnicodeAttribute(hash_key=True)}
    if sort is not None:
        attributes[sort] = UnicodeAttribute(range_key=True)
    made: GlobalSecondaryIndex[Any] = type(name, (GlobalSecondaryIndex,), attributes)()
    return made


def listing_by(name: str, partition: str) -> GlobalSecondaryIndex[Any]:
    """An index that lists rows of one kind in order of creation."""
    return index_by(name, partition, "created")
