"""The graph in Neo4j, as a Store: it is read like the embedded one, and loaded by difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from neo4j import ManagedTransaction

from kg.errors import UsageError
from kg.ontology import Ontology
from kg.records import Edge, Graph, Node
from kg.stores.base import LoadReport, Progress, QueryFailed, Rows
from kg.stores.neo4j import statements
from kg.stores.neo4j.address import Address
from kg.stores.neo4j.connection import Connection
from kg.stores.neo4j.loading import Load
from kg.stores.neo4j.ownership import Owner
from kg.stores.neo4j.plain import Plain
from kg.stores.readonly import NEO4J_PROCEDURES, check_reading, parameters_of
from kg.stores.schema import GRAPH, quoted
from kg.stores.values import to_record


class Neo4jStore:
    """A database of a Neo4j server. `owner` says as whose it loads; one that only reads needs none.

    Raises KgError where the server cannot be reached or used.
    """

    def __init__(self, address: Address, ontology: Ontology, *, owner: Owner | None = None) -> None:
        self.address = address
        self.ontology = ontology
        self.owner = owner
        self._plain = Plain(ontology)
        self._connection: Connection | None = Connection(address)

    def _open(self) -> Connection:
        if self._connection is None:
            raise QueryFailed(f"{self.address}: the store is closed")
        return self._connection

    @property
    def graph_name(self) -> str:
        """The name that this store loads under; empty where it only reads."""
        return self.owner.graph if self.owner else ""

    def load(
        self, graph: Graph, *, moved: Mapping[str, str] | None = None, progress: Progress | None = None
    ) -> LoadReport:
        """Make our graph in the database equal to this one; whatever else is there stays.

        `moved` are ids that have gone, and what they became: what users added to those nodes moves along.
        """
        if self.owner is None:
            raise UsageError(f"{self.address}: was opened for reading, not for loading")
        show = progress or (lambda phase, done: None)
        return Load(self._open(), self.owner, self.ontology, graph, show).run(moved or {})

    def query(self, cypher: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = None) -> Rows:
        """Run one reading query; at most `limit` rows come back, and `truncated` says whether there are more.

        Raises UsageError where it would write, is several statements, or cannot be run.
        """
        check_reading(cypher, NEO4J_PROCEDURES)
        given = dict(parameters or {})
        if missing := sorted(parameters_of(cypher) - set(given)):
            raise QueryFailed(f"the query needs a value for ${', $'.join(missing)}")

        def work(tx: ManagedTransaction) -> Rows:
            result = tx.run(cypher, given)
            columns = tuple(result.keys())
            if limit is None:
                return Rows(columns, tuple(self._plain.row(record.values()) for record in result))
            rows = tuple(self._plain.row(record.values()) for record in result.fetch(limit))
            return Rows(columns, rows, truncated=result.peek() is not None)

        try:
            return self._open().read(work)
        except (TypeError, ValueError) as error:  # a parameter, or a value, of a type that does not travel
            raise QueryFailed(f"the query cannot be run: {error}") from error

    def graph(self) -> Graph:
        """All that kg has loaded into the database, as it was loaded; properties that are None are left out.

        What is in several graphs (one place in the articles of two workspaces) is there once.
        """
        connection = self._open()
        nodes: dict[str, Node] = {}
        for name in self.ontology.nodes:
            columns = list(statements.of_nodes(self.ontology, name))
            listed = ", ".join(f"n.{quoted(column)}" for column in ["id", *columns])
            query = f"MATCH (n:{quoted(name)}) WHERE n.{GRAPH} IS NOT NULL RETURN {listed} ORDER BY n.{GRAPH}"
            for key, *found in connection.rows(query):
                nodes.setdefault(key, Node(key, name, _properties(columns, found)))
        edges: dict[Any, Edge] = {}
        for name in self.ontology.edges:
            columns = list(statements.of_edges(self.ontology, name))
            listed = ", ".join(["a.id", "b.id", f"e.{GRAPH}", *(f"e.{quoted(column)}" for column in columns)])
            for a, b, _, *found in connection.rows(
                f"MATCH (a)-[e:{quoted(name)}]->(b) WHERE e.{GRAPH} IS NOT NULL RETURN {listed}"
            ):
                edge = Edge(a, name, b, _properties(columns, found))
                key = (a, name, b, repr(sorted(edge.properties.items())))
                edges.setdefault(key, edge)
        return Graph(
            tuple(sorted(nodes.values(), key=lambda n: (n.type, n.id))),
            tuple(edge for _, edge in sorted(edges.items(), key=lambda pair: (pair[0][1], pair[0][0], *pair[0][2:]))),
        )

    def close(self) -> None:
        """Close the connection; a second call does nothing."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None


def _properties(columns: Iterable[str], found: list[Any]) -> dict[str, Any]:
    return {column: to_record(value) for column, value in zip(columns, found, strict=True) if value is not None}
