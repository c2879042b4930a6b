"""The schema of the stores, generated from the ontology: Ladybug's tables, Neo4j's constraints and indexes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from kg.errors import UsageError
from kg.ontology import EdgeType, NodeType, Ontology

LADYBUG_TYPES = {"string": "STRING", "integer": "INT64", "float": "DOUBLE", "boolean": "BOOLEAN", "strings": "STRING[]"}

# What the query library looks nodes up by. A title, or a claim in words, may be longer than what such an index takes:
# those are in the full-text index only.
INDEXED = ("name", "date_from", "predicate")
UNBOUNDED = (("Document", "name"), ("Claim", "name"))
SEARCHED = ("name", "aliases", "mentions", "title", "sentence")

# In Neo4j: whose a node or edge is, the hash of what was written, and the label of the node that stands for a graph.
GRAPH, HASH, MARKER = "kg_graph", "kg_hash", "KgGraph"


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


@dataclass(frozen=True, slots=True)
class Neo4jRule:
    """A constraint or an index of Neo4j: its name, its kind (UNIQUENESS, RANGE, FULLTEXT), and what it is on."""

    name: str
    kind: str
    labels: tuple[str, ...]
    properties: tuple[str, ...]

    @property
    def statement(self) -> str:
        """The statement that makes it, where it is not there yet."""
        on = ", ".join(f"n.{quoted(name)}" for name in self.properties)
        where = f"IF NOT EXISTS FOR (n:{'|'.join(map(quoted, self.labels))})"
        if self.kind == "UNIQUENESS":
            return f"CREATE CONSTRAINT {quoted(self.name)} {where} REQUIRE ({on}) IS UNIQUE"
        if self.kind == "FULLTEXT":
            return f"CREATE FULLTEXT INDEX {quoted(self.name)} {where} ON EACH [{on}]"
        return f"CREATE INDEX {quoted(self.name)} {where} ON ({on})"


def neo4j_rules(ontology: Ontology) -> list[Neo4jRule]:
    """What Neo4j's schema consists of: ids that are unique in their graph, indexes on what queries look up by, and a
    full-text index on what people search."""
    rules = [Neo4jRule("kg_graph_name", "UNIQUENESS", (MARKER,), (GRAPH,))]
    for name in ontology.nodes:
        rules.append(Neo4jRule(f"kg_{name.lower()}_id", "UNIQUENESS", (name,), (GRAPH, "id")))
    for name, node in ontology.nodes.items():
        for column in node_columns(node):
            if column in INDEXED and (name, column) not in UNBOUNDED:
                rules.append(Neo4jRule(f"kg_{name.lower()}_{column}", "RANGE", (name,), (column,)))
    rules.append(Neo4jRule("kg_text", "FULLTEXT", tuple(ontology.nodes), SEARCHED))
    return rules


def neo4j_schema(ontology: Ontology) -> str:
    """The text of `cypher/schema.cypher`."""
    lines = [
        "// Constraints and indexes for Neo4j 5 and later. `kg load` makes those that are missing.",
        "// Generated from kg/ontology.yaml by kg.stores.schema.neo4j_schema.",
        *(f"{rule.statement};" for rule in neo4j_rules(ontology)),
    ]
    return "\n".join(lines) + "\n"
