"""The statements that a load writes with: one for each label and edge type, names from the ontology, values as
parameters.

Rows are lists, not maps: names would travel with every row otherwise. A row of a node is its hash, its id, then its
columns; a row of an edge its hash, the ids of its ends (or the edge's own element id), then its columns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from kg.ontology import Ontology
from kg.stores.schema import GRAPH, HASH, edge_columns, node_columns, quoted


def of_nodes(ontology: Ontology, label: str) -> Mapping[str, str]:
    """The columns of a label that travel in rows: all but its id and its type."""
    return {name: kind for name, kind in node_columns(ontology.nodes[label]).items() if name not in {"id", "type"}}


def of_edges(ontology: Ontology, edge_type: str) -> Mapping[str, str]:
    """The columns of an edge type that travel in rows: all but its type."""
    return {name: kind for name, kind in edge_columns(ontology.edges[edge_type]).items() if name != "type"}


def put_nodes(label: str, columns: Iterable[str]) -> str:
    """Make nodes, or bring those that are there up to date; what users added to them stays."""
    sets = _listed("n.{} = r[{}]", columns, 2)
    return (
        f"UNWIND $rows AS r MERGE (n:{quoted(label)} {{{GRAPH}: $graph, id: r[1]}}) "
        f"SET n.{HASH} = r[0], n.type = {_literal(label)}, {sets}"
    )


def make_edges(edge_type: str, source: str, target: str, columns: Iterable[str], *, again: bool) -> str:
    """Make edges. `again`: only those not there yet, where nobody knows whether the last try was carried out."""
    name = quoted(edge_type)
    mine = f"{GRAPH}: $graph, {HASH}: r[0]"
    known = f"WHERE NOT EXISTS {{ (a)-[:{name} {{{mine}}}]->(b) }} " if again else ""
    return (
        f"UNWIND $rows AS r MATCH (a:{quoted(source)} {{{GRAPH}: $graph, id: r[1]}}) "
        f"MATCH (b:{quoted(target)} {{{GRAPH}: $graph, id: r[2]}}) {known}"
        f"CREATE (a)-[:{name} {{{mine}, type: {_literal(edge_type)}{_listed(', {}: r[{}]', columns, 3, '')}}}]->(b)"
    )


def set_edges(edge_type: str, columns: Iterable[str]) -> str:
    """Bring edges up to date, by their element ids."""
    sets = _listed(", e.{} = r[{}]", columns, 2, "")
    return (
        f"UNWIND $rows AS r MATCH ()-[e:{quoted(edge_type)}]->() WHERE elementId(e) = r[1] AND e.{GRAPH} = $graph "
        f"SET e.{HASH} = r[0]{sets}"
    )


def drop_edges(edge_type: str) -> str:
    """Take edges away, by their element ids: rows are (hash, element id)."""
    return (
        f"UNWIND $rows AS r MATCH ()-[e:{quoted(edge_type)}]->() WHERE elementId(e) = r[1] AND e.{GRAPH} = $graph "
        "DELETE e"
    )


def strip_nodes(label: str, columns: Iterable[str]) -> str:
    """Take what is ours off nodes that users have added to: their edges, labels and properties stay, and `kg_was`."""
    ours = sorted({*columns, "id", "type", GRAPH, HASH, "kg_was"})
    nulls = ", ".join(f"{quoted(name)}: null" for name in ours)
    return (
        f"UNWIND $rows AS r MATCH (n:{quoted(label)}) WHERE elementId(n) = r[1] AND n.{GRAPH} = $graph "
        f"AND (size(labels(n)) > 1 OR EXISTS {{ (n)--() }} "
        f"OR any(k IN keys(n) WHERE NOT k IN [{', '.join(map(_literal, ours))}])) "
        f"WITH n, n.id AS was SET n += {{{nulls}}} SET n.kg_was = was REMOVE n:{quoted(label)}"
    )


def drop_nodes(label: str) -> str:
    """Take nodes away, by their element ids: rows are (hash, element id). Those that were stripped are ours no more."""
    return f"UNWIND $rows AS r MATCH (n:{quoted(label)}) WHERE elementId(n) = r[1] AND n.{GRAPH} = $graph DELETE n"


def _listed(form: str, columns: Iterable[str], first: int, separator: str = ", ") -> str:
    return separator.join(form.format(quoted(name), number) for number, name in enumerate(columns, start=first))


def _literal(name: str) -> str:
    return "'" + name.replace("\\", "\\\\").replace("'", "\\'") + "'"
