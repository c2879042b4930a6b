"""What the tests of Neo4j share: opening stores, and looking at the database behind kg's back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import neo4j
from neo4j_server import Server

from kg.ontology import Ontology, load_ontology
from kg.stores.neo4j import Address, Neo4jStore, Owner


@contextmanager
def opened(
    server: Server,
    graph: str = "news",
    workspace: str = "w1",
    *,
    uri: str | None = None,
    ontology: Ontology | None = None,
) -> Iterator[Neo4jStore]:
    """A store that loads as an owner; the server's credentials have to be in the environment."""
    address = Address.parse(uri or server.uri)
    store = Neo4jStore(address, ontology or load_ontology(), owner=Owner(graph, workspace))
    try:
        yield store
    finally:
        store.close()


def ask(server: Server, cypher: str, **parameters: Any) -> list[list[Any]]:
    """Rows of any Cypher, by the driver itself."""
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        return [record.values() for record in driver.execute_query(cypher, parameters).records]


def everything(server: Server) -> tuple[list[Any], list[Any]]:
    """Every node and relationship of the database with all labels and properties, but for the marker of graphs."""
    nodes = ask(server, "MATCH (n) WHERE NOT n:KgGraph RETURN labels(n), properties(n)")
    edges = ask(server, "MATCH (a)-[e]->(b) RETURN properties(a).id, type(e), properties(b).id, properties(e)")
    return sorted(map(_flat, nodes)), sorted(map(_flat, edges))


def _flat(row: list[Any]) -> str:
    return repr([sorted(part.items()) if isinstance(part, dict) else part for part in row])
