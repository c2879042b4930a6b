"""The graph in Neo4j: loaded by difference, marked as ours, read like any other store."""

from __future__ import annotations

from kg.stores.neo4j.address import Address
from kg.stores.neo4j.ownership import Owner
from kg.stores.neo4j.store import Neo4jStore

__all__ = ["Address", "Neo4jStore", "Owner"]
