"""Graph databases: one schema, one query language, whichever holds the graph."""

from __future__ import annotations

from pathlib import Path

from kg.ontology import Ontology
from kg.records import Graph
from kg.stores.base import GraphInvalid, LoadReport, QueryFailed, Rows, Store, StoreUnreadable
from kg.stores.embedded import EmbeddedStore, build_embedded

__all__ = [
    "EmbeddedStore",
    "GraphInvalid",
    "LoadReport",
    "QueryFailed",
    "Rows",
    "Store",
    "StoreUnreadable",
    "build_embedded",
    "is_address",
    "open_store",
]


def is_address(target: object) -> bool:
    """Whether a store is named by a URL rather than a path.

    >>> is_address("neo4j://localhost"), is_address("graph.lbug")
    (True, False)
    """
    return isinstance(target, str) and "://" in target


def open_store(target: str | Path, *, ontology: Ontology, create: bool = False) -> Store:
    """Open the store that a path or a URL (neo4j://, bolt://) names; `create` makes an empty file where there is none.

    Raises StoreUnreadable where a file cannot be opened (then it is rebuilt from evidence), UsageError where the target
    is no store at all, KgError where a server cannot be reached or used.

    >>> import tempfile; from kg.ontology import load_ontology
    >>> folder = tempfile.TemporaryDirectory()
    >>> store = open_store(Path(folder.name, "graph.lbug"), ontology=load_ontology(), create=True)
    >>> store.query("MATCH (n) RETURN count(n) AS nodes").dicts()
    [{'nodes': 0}]
    >>> store.close(); folder.cleanup()
    """
    if is_address(target):
        from kg.stores.neo4j import Address, Neo4jStore  # the driver is slow to import

        return Neo4jStore(Address.parse(str(target)), ontology)
    path = Path(target)
    if create and not path.exists():
        build_embedded(Graph(), path, ontology)
    return EmbeddedStore(path, ontology)
