"""Whose a graph in the database is, and who is loading it just now: one small node for each graph.

`(:KgGraph {kg_graph, workspace, schema, loading, loading_at})`. A load takes it with a token of its own, and every
batch that it writes renews the token in the same transaction: of two loads, at most one writes, however connections
break. A load that was killed holds the graph for as long as a token lasts.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

from neo4j import ManagedTransaction

from kg.errors import KgError, UsageError
from kg.stores.neo4j.connection import Connection
from kg.stores.neo4j.migrations import MIGRATIONS, SCHEMA
from kg.stores.schema import GRAPH, MARKER

TOKEN_SECONDS = 30
# A write locks the node, so that what is read behind it holds until the transaction ends.
_LOCK = "SET g.locked = true REMOVE g.locked"


class TakenOver(KgError):
    """Another load has taken the graph while this one was writing."""


@dataclass(frozen=True, slots=True)
class Owner:
    """The name that nodes and edges are marked with, and the id of the workspace that they come from."""

    graph: str
    workspace: str

    def check(self, connection: Connection) -> int | None:
        """The number of the schema that the graph was loaded with; None where the database has no graph of this name.

        Raises UsageError where the name belongs to another workspace, KgError where a later kg has loaded it.
        """
        rows = connection.rows(
            f"MATCH (g:{MARKER} {{{GRAPH}: $graph}}) RETURN g.workspace, g.schema", {"graph": self.graph}
        )
        for workspace, schema in rows:
            if workspace != self.workspace:
                raise UsageError(
                    f"{connection.address}: another workspace has loaded a graph {self.graph!r} there; "
                    "choose another name with --graph"
                )
            if schema > SCHEMA:
                raise KgError(
                    f"{connection.address}: a later version of kg has loaded the graph {self.graph!r} (schema "
                    f"{schema}, this one writes {SCHEMA}); use that version"
                )
            return int(schema)
        return None

    @contextmanager
    def holding(self, connection: Connection) -> Iterator[Hold]:
        """Hold the graph against other loads; raises KgError where one is at work."""
        hold = Hold(self, secrets.token_hex(8))
        (left,) = connection.run(
            f"MERGE (g:{MARKER} {{{GRAPH}: $graph}}) ON CREATE SET g.workspace = $workspace, g.schema = $schema "
            f"{_LOCK} WITH g, CASE WHEN g.loading IS NULL OR g.loading = $token THEN 0 "
            "ELSE g.loading_at + $lasts - timestamp() END AS left, g.workspace = $workspace AS mine "
            "SET g.loading = CASE WHEN left <= 0 AND mine THEN $token ELSE g.loading END, "
            "g.loading_at = CASE WHEN left <= 0 AND mine THEN timestamp() ELSE g.loading_at END "
            "RETURN left",
            hold.parameters | {"workspace": self.workspace, "schema": SCHEMA, "lasts": TOKEN_SECONDS * 1000},
        )
        self.check(connection)
        if left[0] > 0:
            raise KgError(
                f"{connection.address}: another load of the graph {self.graph!r} is at work; wait until it is done "
                f"(one that was killed holds the graph for {-(-left[0] // 1000)} s more)"
            )
        try:
            yield hold
        except BaseException:
            with suppress(KgError):  # what went wrong first is what there is to tell; the token runs out by itself
                hold.release(connection)
            raise
        hold.release(connection)


@dataclass(frozen=True, slots=True)
class Hold:
    """The right to write one graph, as long as its token is renewed."""

    owner: Owner
    token: str

    @property
    def parameters(self) -> dict[str, str]:
        """The parameters that name it in Cypher."""
        return {"graph": self.owner.graph, "token": self.token}

    def renew(self, tx: ManagedTransaction) -> None:
        """Renew the token in a transaction that writes; raises TakenOver where another load has the graph."""
        renewed = tx.run(
            f"MATCH (g:{MARKER} {{{GRAPH}: $graph}}) {_LOCK} "
            "WITH g WHERE g.loading = $token SET g.loading_at = timestamp() RETURN true",
            self.parameters,
        ).values()
        if not renewed:
            raise TakenOver(
                f"another load of the graph {self.owner.graph!r} has taken over from this one; nothing is lost, run "
                "the command again when that one is done"
            )

    def release(self, connection: Connection) -> None:
        """Let others load the graph."""
        connection.run(
            f"MATCH (g:{MARKER} {{{GRAPH}: $graph, loading: $token}}) REMOVE g.loading, g.loading_at", self.parameters
        )

    def migrate(self, connection: Connection, schema: int) -> None:
        """Bring what an earlier version of kg has loaded to the schema of this one, a migration a transaction."""
        for number, statements in MIGRATIONS.items():
            if number <= schema:
                continue

            def work(tx: ManagedTransaction, number: int = number, statements: tuple[str, ...] = statements) -> None:
                self.renew(tx)
                given = {"graph": self.owner.graph, "number": number}
                marker = f"MATCH (g:{MARKER} {{{GRAPH}: $graph}}) "
                if tx.run(f"{marker} WHERE g.schema < $number RETURN true", given).values():
                    for statement in (*statements, f"{marker} SET g.schema = $number"):
                        tx.run(statement, given).consume()

            connection.write(work)
