"""Values of the driver as plain Python, in the form that the embedded store gives them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from neo4j.graph import Node, Path, Relationship
from neo4j.spatial import Point
from neo4j.time import Date, DateTime, Duration, Time

from kg.ontology import Ontology
from kg.stores.schema import GRAPH, HASH, edge_columns, node_columns


class Plain:
    """Makes rows plain; nodes and edges become dictionaries of their properties, ours first, in the schema's order."""

    def __init__(self, ontology: Ontology) -> None:
        columns = [node_columns(node) for node in ontology.nodes.values()]
        self._node_order = _order(columns)
        self._edge_order = _order([edge_columns(edge) for edge in ontology.edges.values()])

    def row(self, values: Iterable[Any]) -> tuple[Any, ...]:
        """A row of plain values."""
        return tuple(self.value(value) for value in values)

    def value(self, value: Any) -> Any:
        """One value; raises TypeError for a type that no query should give."""
        if value is None or isinstance(value, (str, int, float, bool)):
            return value
        if isinstance(value, Path):
            return {
                "nodes": [self.value(n) for n in value.nodes],
                "edges": [self.value(e) for e in value.relationships],
            }
        if isinstance(value, Node):
            return self._entity(value, self._node_order)
        if isinstance(value, Relationship):
            return self._entity(value, self._edge_order)
        if isinstance(value, Point):  # a tuple, too: before lists
            return list(value)
        if isinstance(value, Duration):  # likewise
            return str(value) if value.months else str(timedelta(value.days, value.seconds, value.nanoseconds // 1000))
        if isinstance(value, (list, tuple)):
            return [self.value(item) for item in value]
        if isinstance(value, Mapping):
            return {str(name): self.value(item) for name, item in value.items()}
        if isinstance(value, (Date, DateTime, Time)):
            return value.to_native().isoformat()
        if isinstance(value, (bytes, bytearray)):
            return bytes(value).hex()
        raise TypeError(f"the server gave a value of an unexpected type: {type(value).__name__}")

    def _entity(self, entity: Node | Relationship, order: Mapping[str, int]) -> dict[str, Any]:
        names = sorted(set(entity) - {GRAPH, HASH}, key=lambda name: (order.get(name, len(order)), name))
        return {name: self.value(entity[name]) for name in names}


def _order(tables: list[dict[str, str]]) -> dict[str, int]:
    """The place of each column among all: the tables one after another, as the embedded store lists them."""
    return {name: place for place, name in enumerate(dict.fromkeys(name for table in tables for name in table))}
