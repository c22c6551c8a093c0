"""What every table of the hub has in common: one connection for all, and indexes that carry whole rows."""

from threading import Lock
from typing import Any, ClassVar, NamedTuple

from pynamodb.attributes import UnicodeAttribute
from pynamodb.connection.base import Connection
from pynamodb.connection.table import TableConnection
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection, Projection
from pynamodb.models import Model

_lock = Lock()
_shared: dict[str, Connection] = {}


class _Place(NamedTuple):
    """Where the tables of a stage are, and how many calls go there at once."""

    prefix: str
    region: str
    pool: int


_place: _Place | None = None


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
                cls._take_place()
                table = super()._get_connection()
                shared = _shared.setdefault("connection", table.connection)
                if shared is not table.connection:
                    shared.add_meta_table(table.get_meta_table())
                    table.connection = shared
                cls._bound = True
        return super()._get_connection()

    @classmethod
    def _take_place(cls) -> None:
        if _place is None:
            raise RuntimeError("bind() comes first")
        meta: Any = cls.Meta
        meta.connect_timeout_seconds, meta.read_timeout_seconds = 2, 5  # a caller is told before the gateway gives up (29 s)
        meta.table_name, meta.region, meta.max_pool_connections = f"{_place.prefix}{cls.base_name}", _place.region, _place.pool

    @classmethod
    def table_name(cls) -> str:
        """What the table is called on this stage."""
        return str(cls._get_connection().table_name)


def bind(*, prefix: str, region: str, pool: int = 32) -> None:
    """Say where the tables are: once, before anything is read. Each takes its name, and joins their one connection, with its first use."""
    global _place
    _place = _Place(prefix, region, pool)
    _shared.clear()
    for model in HubModel.__subclasses__():
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
