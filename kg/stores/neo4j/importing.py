"""What is left to do when Neo4j's bulk import has read a graph: it leaves empty lists out.

Each row names its empty lists in `kg_empty` (and, as `name=`, those of a single empty text). Finishing makes them, and
takes that away, and the note on the graph's marker. A script in the exported folder does it, or the next load.
"""

from __future__ import annotations

from collections.abc import Mapping

from kg.ontology import Ontology
from kg.stores.neo4j import statements
from kg.stores.neo4j.connection import Connection
from kg.stores.schema import MARKER, quoted

EMPTY, UNFINISHED = "kg_empty", "unfinished"
ROWS = 50_000  # a transaction


def finishing(ontology: Ontology) -> list[str]:
    """The statements that finish an import; each commits by itself as it goes, and may be carried out again."""
    found = []
    for label in ontology.nodes:
        found.append(_lists(f"(n:{quoted(label)})", statements.of_nodes(ontology, label)))
    for name in ontology.edges:
        found.append(_lists(f"()-[n:{quoted(name)}]->()", statements.of_edges(ontology, name)))
    return [*filter(None, found), f"MATCH (n:{MARKER}) REMOVE n.{UNFINISHED}"]


def _lists(pattern: str, columns: Mapping[str, str]) -> str:
    lists = [name for name, kind in columns.items() if kind == "strings"]
    sets = ", ".join(
        f"n.{quoted(name)} = CASE WHEN '{name}' IN n.{EMPTY} THEN [] WHEN '{name}=' IN n.{EMPTY} THEN [''] "
        f"ELSE n.{quoted(name)} END"
        for name in lists
    )
    if not lists:
        return ""
    return (
        f"MATCH {pattern} WHERE n.{EMPTY} IS NOT NULL "
        f"CALL (n) {{ SET {sets} REMOVE n.{EMPTY} }} IN TRANSACTIONS OF {ROWS} ROWS"
    )


def finish(connection: Connection, ontology: Ontology) -> None:
    """Finish what was imported into a database, if anything was."""
    if connection.rows(f"MATCH (n:{MARKER}) WHERE n.{UNFINISHED} RETURN true LIMIT 1"):
        for statement in finishing(ontology):
            with connection.session(writing=True) as session:
                session.run(statement).consume()
