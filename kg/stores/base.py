"""What every store can do, and what goes wrong with one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from kg.errors import KgError, UsageError
from kg.records import Graph

if TYPE_CHECKING:
    import pandas


class StoreUnreadable(KgError):
    """A store that is missing, broken, or made by another version or schema: it can be rebuilt from evidence."""


class GraphInvalid(KgError):
    """A graph that the ontology does not allow: an unknown type or property, a dangling edge, an id used twice."""


class QueryFailed(UsageError):
    """A query that the store cannot run as it is written."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: what a query gives. Values are plain Python (str, int, float, bool, None, list, dict).

    `truncated` says that a limit cut rows off.

    >>> Rows(("name",), (("Ann",),)).dicts()
    [{'name': 'Ann'}]
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    truncated: bool = False

    def __len__(self) -> int:
        """How many rows there are."""
        return len(self.rows)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        """The rows, one after another."""
        return iter(self.rows)

    def dicts(self) -> list[dict[str, Any]]:
        """Each row as a dictionary of column name and value."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]

    def to_pandas(self) -> pandas.DataFrame:
        """The table as a DataFrame; raises KgError where pandas is not installed.

        >>> Rows(("name", "age"), (("Ann", 40),)).to_pandas().shape
        (1, 2)
        """
        try:
            import pandas as pd
        except ImportError as error:
            raise KgError("tables for pandas need pandas: pip install 'newskg[pandas]'") from error
        return pd.DataFrame(list(self.rows), columns=list(self.columns))

    def _repr_html_(self) -> str:
        """How a notebook shows the table: as on the command line, text out of articles is shown, never obeyed."""
        from kg.present import html_table

        return html_table(self)

    def head(self, limit: int | None) -> Rows:
        """The first `limit` rows (all of them for None)."""
        if limit is None or len(self.rows) <= limit:
            return self
        return Rows(self.columns, self.rows[:limit], truncated=True)


Progress = Callable[[str, int], None]


@dataclass(slots=True)
class LoadReport:
    """What a load did: how much the graph has, and how much of that was written.

    `moved` nodes have a new id. `kept` ones are gone, but users had added to them: what they added stays.
    """

    nodes: int = 0
    edges: int = 0
    created: int = 0
    updated: int = 0
    removed: int = 0
    moved: int = 0
    kept: int = 0

    @property
    def written(self) -> int:
        """How much was written at all; 0 where the store was as it should be."""
        return self.created + self.updated + self.removed + self.moved + self.kept


class Store(Protocol):
    """A graph database that holds a graph in the schema of the ontology."""

    def load(self, graph: Graph) -> LoadReport:
        """Make what the store holds of ours equal to this graph; raises GraphInvalid where the ontology forbids it."""

    def query(self, cypher: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = None) -> Rows:
        """Run one reading query; raises UsageError where it would write, or cannot be run."""

    def graph(self) -> Graph:
        """The whole graph, as it was loaded (properties that are None are left out)."""

    def close(self) -> None:
        """Let go of the store; a second call does nothing."""
