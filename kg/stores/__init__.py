"""Graph databases: one schema, one query language, whichever holds the graph."""

from __future__ import annotations

from pathlib import Path

from kg.errors import UsageError
from kg.ontology import Ontology
from kg.records import Graph
from kg.stores.base import GraphInvalid, QueryFailed, Rows, Store, StoreUnreadable
from kg.stores.embedded import EmbeddedStore, build_embedded

__all__ = [
    "EmbeddedStore",
    "GraphInvalid",
    "QueryFailed",
    "Rows",
    "Store",
    "StoreUnreadable",
    "build_embedded",
    "open_store",
]


def open_store(target: str | Path, *, ontology: Ontology, create: bool = False) -> Store:
    """Open the store that a path names; `create` makes an empty one where there is none.

    Raises StoreUnreadable where it cannot be opened (then it is rebuilt from evidence), UsageError where the target is
    no store at all.

    >>> import tempfile; from kg.ontology import load_ontology
    >>> folder = tempfile.TemporaryDirectory()
    >>> store = open_store(Path(folder.name, "graph.lbug"), ontology=load_ontology(), create=True)
    >>> store.query("MATCH (n) RETURN count(n) AS nodes").dicts()
    [{'nodes': 0}]
    >>> store.close(); folder.cleanup()
    """
    if isinstance(target, str) and "://" in target:
        raise UsageError(f"{target}: not a store that kg can open; give the path of a file")
    path = Path(target)
    if create and not path.exists():
        build_embedded(Graph(), path, ontology)
    return EmbeddedStore(path, ontology)
