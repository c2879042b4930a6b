"""A graph as stores take it: sorted by table, and held against the ontology before anything is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from kg.ontology import Ontology
from kg.records import Edge, Graph, Node, Value
from kg.stores.base import GraphInvalid
from kg.stores.values import to_store

_OF_ALL = ("id", "type")  # a record has these itself


def nodes_by_type(graph: Graph, ontology: Ontology) -> dict[str, list[Node]]:
    """The nodes of each node type; raises GraphInvalid for an unknown type, an empty id, or an id used twice."""
    by_type: dict[str, list[Node]] = defaultdict(list)
    seen: set[str] = set()
    for node in graph.nodes:
        if node.type not in ontology.nodes:
            raise GraphInvalid(f"node {node.id}: the ontology has no node type {node.type}")
        if not node.id:
            raise GraphInvalid(f"a node of type {node.type} has an empty id")
        if node.id in seen:
            raise GraphInvalid(f"two nodes have the id {node.id}")
        seen.add(node.id)
        by_type[node.type].append(node)
    return by_type


def edges_by_table(graph: Graph, ontology: Ontology) -> dict[tuple[str, str, str], list[Edge]]:
    """The edges of each (edge type, type of source, type of target), in order.

    Raises GraphInvalid for an unknown type, an end that is not there, or ends that the ontology does not allow.
    """
    types = {node.id: node.type for node in graph.nodes}
    by_table: dict[tuple[str, str, str], list[Edge]] = defaultdict(list)
    for edge in graph.edges:
        try:
            table = (edge.type, types[edge.source], types[edge.target])
        except KeyError as error:
            raise GraphInvalid(f"{_told(edge)}: there is no node {error.args[0]}") from None
        by_table[table].append(edge)
    for (name, source, target), edges in by_table.items():
        if name not in ontology.edges:
            raise GraphInvalid(f"{_told(edges[0])}: the ontology has no edge type {name}")
        schema = ontology.edges[name]
        if source not in schema.sources or target not in schema.targets:
            raise GraphInvalid(f"{_told(edges[0])}: goes from {source} to {target}, which the ontology does not allow")
    return dict(sorted(by_table.items()))


def values(item: Node | Edge, properties: Mapping[str, Value], columns: Mapping[str, str]) -> list[Any]:
    """The value of each column as stores take it; raises GraphInvalid for what the ontology does not allow."""
    unknown = [name for name in properties if name not in columns and name not in _OF_ALL]
    if unknown and (unknown := sorted(name for name in unknown if properties[name] is not None)):
        raise GraphInvalid(f"{_told(item)} has properties that the ontology does not know: {', '.join(unknown)}")
    get = properties.get
    row = []
    for column, kind in columns.items():
        value = get(column)
        if value is None or (type(value) is str and kind == "string" and value.isascii()):  # most values, by far
            row.append(value)
            continue
        try:
            row.append(to_store(value, kind))
        except TypeError as error:
            raise GraphInvalid(f"{_told(item)}, property {column}: {error}") from error
    return row


def _told(item: Node | Edge) -> str:
    if isinstance(item, Node):
        return f"{item.type} {item.id}"
    return f"edge {item.source} -{item.type}-> {item.target}"
