"""Constraints and indexes: those of the schema that are missing are made, and then looked for."""

from __future__ import annotations

from kg.errors import KgError
from kg.ontology import Ontology
from kg.stores.neo4j.connection import Connection
from kg.stores.schema import Neo4jRule, neo4j_rules

INDEX_SECONDS = 300


def ensure_schema(connection: Connection, ontology: Ontology) -> None:
    """Make what is missing, wait until it is in use, and verify it; raises KgError where it cannot be had.

    A rule that the database has under another name is as good as ours.
    """
    rules = neo4j_rules(ontology)
    missing = _missing(connection, rules)
    if not missing:
        return
    for rule in missing:
        connection.run(rule.statement)
    connection.rows("CALL db.awaitIndexes($seconds)", {"seconds": INDEX_SECONDS})
    if left := _missing(connection, rules):
        raise KgError(
            f"{connection.address}: the database does not have {', '.join(rule.name for rule in left)} after it was "
            "made; is there something else of that name?"
        )


def _missing(connection: Connection, rules: list[Neo4jRule]) -> list[Neo4jRule]:
    constraints = connection.rows("SHOW CONSTRAINTS YIELD type, labelsOrTypes, properties")
    indexes = connection.rows("SHOW INDEXES YIELD type, state, labelsOrTypes, properties WHERE state = 'ONLINE'")
    # The type of a constraint is UNIQUENESS or NODE_PROPERTY_UNIQUENESS, by version.
    there = {("UNIQUENESS", *_on(row[1:])) for row in constraints if row[0].endswith("UNIQUENESS")}
    there |= {(row[0], *_on(row[2:])) for row in indexes}
    return [rule for rule in rules if (rule.kind, frozenset(rule.labels), rule.properties) not in there]


def _on(columns: list[list[str] | None]) -> tuple[frozenset[str], tuple[str, ...]]:
    labels, properties = columns
    return frozenset(labels or ()), tuple(properties or ())
