"""Make a graph in the database equal to ours: only what differs is written, and only what is ours is touched.

First digests are compared (hashes.py). Where they are equal, nothing is written. Where they are not, the load takes
the graph, looks at the buckets that differ one by one, writes, and compares again: it is done when both sides are
equal, node by node and edge by edge.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from kg.errors import KgError
from kg.ontology import Ontology
from kg.records import Edge, Graph, Node
from kg.stores.base import LoadReport, Progress
from kg.stores.checked import edges_by_table, nodes_by_type, values
from kg.stores.neo4j import statements
from kg.stores.neo4j.connection import Connection
from kg.stores.neo4j.constraints import ensure_schema
from kg.stores.neo4j.hashes import BUCKETS, Digest, content_hash, differing, digest_columns, digests
from kg.stores.neo4j.importing import finish
from kg.stores.neo4j.migrations import SCHEMA
from kg.stores.neo4j.moving import move_ids
from kg.stores.neo4j.ownership import Hold, Owner
from kg.stores.neo4j.writing import Writer
from kg.stores.schema import GRAPH, HASH, quoted

ROUNDS = 3  # of writing and comparing, before a load gives up
PASS_ROWS = 100_000  # of the database's that are held at once


@dataclass(slots=True)
class _Table:
    """Nodes of one label, or edges of one type between two labels, with the hash of each."""

    items: Sequence[Any]
    columns: Mapping[str, str]
    ends: tuple[str, str] | None = None  # the labels at the ends of an edge
    hashes: array[int] = field(default_factory=lambda: array("q"))

    def __post_init__(self) -> None:
        for item in self.items:
            self.hashes.append(content_hash(self.row(item), *_identity(item)))

    def row(self, item: Any) -> list[Any]:
        return values(item, item.properties, self.columns)


def _identity(item: Node | Edge) -> tuple[str, ...]:
    return (item.id,) if isinstance(item, Node) else (item.source, item.target)


class Load:
    """One graph on its way into a database. Raises GraphInvalid where the ontology forbids it."""

    def __init__(
        self, connection: Connection, owner: Owner, ontology: Ontology, graph: Graph, progress: Progress
    ) -> None:
        self.connection = connection
        self.owner = owner
        self.ontology = ontology
        self.progress = progress
        self.report = LoadReport(len(graph.nodes), len(graph.edges))
        progress("comparing", 0)
        by_type = nodes_by_type(graph, ontology)
        self.nodes = {
            label: _Table(by_type.get(label, ()), statements.of_nodes(ontology, label)) for label in ontology.nodes
        }
        self.edges: dict[str, list[_Table]] = {name: [] for name in ontology.edges}
        for (name, source, target), edges in edges_by_table(graph, ontology).items():
            self.edges[name].append(_Table(edges, statements.of_edges(ontology, name), (source, target)))
        self.ids = {node.id: node.type for node in graph.nodes}

    def run(self, moved: Mapping[str, str]) -> LoadReport:
        """Carry it out; `moved` are ids that have gone, and what they became."""
        schema = self.owner.check(self.connection)
        ensure_schema(self.connection, self.ontology)
        finish(self.connection, self.ontology)
        if schema == SCHEMA and not any(self._compare()):
            return self.report
        with self.owner.holding(self.connection) as hold:
            hold.migrate(self.connection, SCHEMA if schema is None else schema)
            self.report.moved = move_ids(self.connection, hold, self.ontology, moved, self.ids)
            for _ in range(ROUNDS):
                of_nodes, of_edges = self._compare()
                if not of_nodes and not of_edges:
                    return self.report
                self._write(hold, of_nodes, of_edges)
            raise KgError(f"{self.connection.address}: what was sent is not what is stored: {self._difference()}")

    # -- comparing ----------------------------------------------------------------------------------------------

    def _compare(self) -> tuple[dict[str, dict[int, int]], dict[str, dict[int, int]]]:
        """By label and by edge type, the buckets that differ, and how many the database has in each."""
        return self._unequal(self._stored_nodes(), self._own_nodes()), self._unequal(
            self._stored_edges(), self._own_edges()
        )

    @staticmethod
    def _unequal(
        stored: Mapping[str, dict[int, Digest]], own: Mapping[str, dict[int, Digest]]
    ) -> dict[str, dict[int, int]]:
        found = {}
        for name in sorted(stored.keys() | own.keys()):
            theirs = stored.get(name, {})
            if buckets := differing(own.get(name, {}), theirs):
                found[name] = {one: theirs.get(one, (0, 0, 0))[0] for one in buckets}
        return found

    def _own_nodes(self) -> dict[str, dict[int, Digest]]:
        return {label: digests(table.hashes) for label, table in self.nodes.items()}

    def _own_edges(self) -> dict[str, dict[int, Digest]]:
        return {name: digests(one for table in tables for one in table.hashes) for name, tables in self.edges.items()}

    def _stored_nodes(self) -> dict[str, dict[int, Digest]]:
        return {
            label: {
                one: (many, low, high)
                for one, many, low, high in self._rows(
                    f"MATCH (n:{quoted(label)}) WHERE n.{GRAPH} = $graph RETURN {digest_columns('n')}"
                )
            }
            for label in self.ontology.nodes
        }

    def _stored_edges(self) -> dict[str, dict[int, Digest]]:
        found: dict[str, dict[int, Digest]] = {}
        # Whatever type they have: one that the ontology has no more is stale.
        query = f"MATCH ()-[e]->() WHERE e.{GRAPH} = $graph RETURN type(e) AS name, {digest_columns('e')}"
        for name, one, many, low, high in self._rows(query):
            found.setdefault(name, {})[one] = (many, low, high)
        return found

    def _rows(self, query: str, **parameters: Any) -> list[list[Any]]:
        return self.connection.rows(query, {"graph": self.owner.graph, **parameters})

    def _difference(self) -> str:
        told = []
        pairs = ((self._own_nodes(), self._stored_nodes()), (self._own_edges(), self._stored_edges()))
        for own, stored in pairs:
            for name in sorted(own.keys() | stored.keys()):
                sent, found = (sum(d[0] for d in side.get(name, {}).values()) for side in (own, stored))
                if own.get(name, {}) != stored.get(name, {}):
                    told.append(f"{name}: {sent} sent, {found} stored")
        return "; ".join(told)

    # -- writing ------------------------------------------------------------------------------------------------

    def _write(self, hold: Hold, of_nodes: dict[str, dict[int, int]], of_edges: dict[str, dict[int, int]]) -> None:
        done = 0

        def show(rows: int) -> None:
            self.progress("loading", done + rows)

        writer = Writer(self.connection, hold, show)
        stale: dict[str, list[list[Any]]] = {}
        for label, buckets in of_nodes.items():
            stale[label] = []
            for chosen in _passes(buckets):
                done += self._write_nodes(writer, label, chosen, stale[label])
        for name, buckets in of_edges.items():
            for chosen in _passes(buckets):
                done += self._write_edges(writer, name, chosen)
        for label, rows in stale.items():
            self._drop_nodes(writer, label, rows)

    def _in_buckets(self, chosen: dict[int, int], match: str, variable: str, identity: str) -> list[list[Any]]:
        """What is stored in some buckets: element id, hash, identity."""
        if not any(chosen.values()):
            return []
        hashed = f"coalesce({variable}.{HASH}, 0)"
        return self._rows(
            f"{match} WHERE {variable}.{GRAPH} = $graph AND {hashed} % {BUCKETS} IN $buckets "
            f"RETURN elementId({variable}), {hashed}, {identity}",
            buckets=list(chosen),
        )

    def _write_nodes(self, writer: Writer, label: str, chosen: dict[int, int], stale: list[list[Any]]) -> int:
        table = self.nodes[label]
        stored = {
            key: (element, found)
            for element, found, key in self._in_buckets(chosen, f"MATCH (n:{quoted(label)})", "n", "n.id")
        }
        stale += [[found, element] for key, (element, found) in stored.items() if self.ids.get(key) != label]
        known = sum(self.ids.get(key) == label for key in stored)
        equal = 0

        def rows() -> Iterator[list[Any]]:
            nonlocal equal
            for node, own in zip(table.items, table.hashes, strict=True):
                if own % BUCKETS in chosen:
                    if node.id in stored and stored[node.id][1] == own:
                        equal += 1
                    else:
                        yield [own, node.id, *table.row(node)]

        written = writer.write(statements.put_nodes(label, table.columns), rows())
        self.report.updated += known - equal
        self.report.created += written - (known - equal)
        return written

    def _write_edges(self, writer: Writer, name: str, chosen: dict[int, int]) -> int:
        stored: dict[tuple[str, str], list[tuple[int, str]]] = {}
        match = f"MATCH (a)-[e:{quoted(name)}]->(b)"
        for element, found, source, target in self._in_buckets(chosen, match, "e", "a.id, b.id"):
            stored.setdefault((source, target), []).append((found, element))
        written = 0
        changed: list[tuple[Edge, int]] = []

        def fresh(table: _Table) -> Iterator[list[Any]]:
            for edge, own in zip(table.items, table.hashes, strict=True):
                if own % BUCKETS not in chosen:
                    continue
                here = stored.get((edge.source, edge.target))
                if here:
                    # The same content first: what is left over on both sides has changed.
                    equal = next((one for one in here if one[0] == own), None)
                    if equal is not None:
                        here.remove(equal)
                    else:
                        changed.append((edge, own))
                    continue
                yield [own, edge.source, edge.target, *table.row(edge)]

        for table in self.edges.get(name, ()):
            assert table.ends is not None
            make, again = (
                statements.make_edges(name, *table.ends, table.columns, again=again) for again in (False, True)
            )
            made = writer.write(make, fresh(table), again=again)
            late: list[list[Any]] = []
            updates: list[list[Any]] = []
            for edge, own in changed:
                here = stored[edge.source, edge.target]
                if here:
                    updates.append([own, here.pop()[1], *table.row(edge)])
                else:
                    late.append([own, edge.source, edge.target, *table.row(edge)])
            changed.clear()
            made += writer.write(make, late, again=again)
            self.report.created += made
            self.report.updated += writer.write(statements.set_edges(name, table.columns), updates)
            written += made + len(updates)
        gone = [list(one) for here in stored.values() for one in here]
        self.report.removed += writer.write(statements.drop_edges(name), gone)
        return written + len(gone)

    def _drop_nodes(self, writer: Writer, label: str, rows: list[list[Any]]) -> None:
        before = writer.stripped
        writer.write(statements.strip_nodes(label, statements.of_nodes(self.ontology, label)), rows)
        writer.write(statements.drop_nodes(label), rows)
        self.report.kept += writer.stripped - before
        self.report.removed += len(rows) - (writer.stripped - before)


def _passes(buckets: dict[int, int]) -> Iterator[dict[int, int]]:
    """The buckets in portions, of which the database has no more rows than are held at once."""
    chosen: dict[int, int] = {}
    held = 0
    for one, many in buckets.items():
        if chosen and held + many > PASS_ROWS:
            yield chosen
            chosen, held = {}, 0
        chosen[one] = many
        held += many
    if chosen:
        yield chosen
