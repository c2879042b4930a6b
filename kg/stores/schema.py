"""The schema of the stores, generated from the ontology: Ladybug's tables, Neo4j's constraints and indexes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

from kg.errors import UsageError
from kg.ontology import EdgeType, NodeType, Ontology

LADYBUG_TYPES = {"string": "STRING", "integer": "INT64", "float": "DOUBLE", "boolean": "BOOLEAN", "strings": "STRING[]"}

# What the query library looks nodes up by.
INDEXED = ("name", "date_from", "predicate")


def quoted(name: str) -> str:
    """A name as Cypher takes it, whatever is in it.

    >>> print(quoted("a`b"))
    `a``b`
    """
    return "`" + name.replace("`", "``") + "`"


def node_columns(node: NodeType) -> dict[str, str]:
    """All columns of a node's table and their property types: `id`, `name` and `type` first."""
    return {"id": "string", "name": "string", "type": "string"} | dict(node.properties)


def edge_columns(edge: EdgeType) -> dict[str, str]:
    """All columns of an edge's table and their property types: `type` first."""
    return {"type": "string"} | dict(edge.properties)


def _check_one_type(tables: Mapping[str, Mapping[str, str]], what: str) -> None:
    """A query over several tables (`MATCH (n) RETURN n.date`) needs a property to be of one type in all of them."""
    seen: dict[str, tuple[str, str]] = {}
    for table, columns in tables.items():
        for column, kind in columns.items():
            other, before = seen.setdefault(column, (table, kind))
            if before != kind:
                raise UsageError(
                    f"the property {column} is {kind} on the {what} {table} but {before} on {other}; "
                    "give it the same type, or another name"
                )


def ladybug_ddl(ontology: Ontology) -> list[str]:
    """The statements that make the tables of an embedded store.

    Raises UsageError where two types have a property of one name but not of one type.

    >>> from kg.ontology import load_ontology
    >>> ladybug_ddl(load_ontology())[0][:33]
    'CREATE NODE TABLE `Person` (`id` '
    """
    nodes = {name: node_columns(node) for name, node in ontology.nodes.items()}
    edges = {name: edge_columns(edge) for name, edge in ontology.edges.items()}
    _check_one_type(nodes, "node")
    _check_one_type(edges, "edge")
    statements = []
    for name, columns in nodes.items():
        listed = ", ".join(
            f"{quoted(column)} {LADYBUG_TYPES[kind]}" + (" PRIMARY KEY" if column == "id" else "")
            for column, kind in columns.items()
        )
        statements.append(f"CREATE NODE TABLE {quoted(name)} ({listed})")
    for name, columns in edges.items():
        edge = ontology.edges[name]
        ends = [f"FROM {quoted(s)} TO {quoted(t)}" for s in edge.sources for t in edge.targets]
        listed = ", ".join([*ends, *(f"{quoted(column)} {LADYBUG_TYPES[kind]}" for column, kind in columns.items())])
        statements.append(f"CREATE REL TABLE {quoted(name)} ({listed})")
    return statements


def fingerprint(ontology: Ontology) -> str:
    """A short hash of the tables: a store that carries another one was made for another schema."""
    return hashlib.sha256("\n".join(ladybug_ddl(ontology)).encode()).hexdigest()[:16]


def neo4j_schema(ontology: Ontology) -> str:
    """The text of `cypher/schema.cypher`: a unique id for each label, indexes on what queries look up by."""
    lines = [
        "// Constraints and indexes for Neo4j 5 and later.",
        "// Generated from kg/ontology.yaml by kg.stores.schema.neo4j_schema.",
    ]
    for name in ontology.nodes:
        lines.append(
            f"CREATE CONSTRAINT {quoted(name.lower() + '_id')} IF NOT EXISTS "
            f"FOR (n:{quoted(name)}) REQUIRE n.`id` IS UNIQUE;"
        )
    for name, node in ontology.nodes.items():
        for column in node_columns(node):
            if column in INDEXED:
                lines.append(
                    f"CREATE INDEX {quoted(f'{name.lower()}_{column}')} IF NOT EXISTS "
                    f"FOR (n:{quoted(name)}) ON (n.{quoted(column)});"
                )
    return "\n".join(lines) + "\n"
