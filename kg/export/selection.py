"""What of the graph goes into a file, and in which order."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from kg.errors import UsageError
from kg.records import Edge, Graph, Node, Value

WITH = {"claims": "Claim", "documents": "Document"}


def select(graph: Graph, with_: Collection[str] = ()) -> Graph:
    """Entities, events and the edges between them; `with_` adds claims and documents, and the edges that they have.

    Each edge that has evidence gets `best_source`, which names its document in words ("title; publisher; date"), so
    that a chart without its documents can still be defended. Sorted: the same graph gives the same file. Raises
    UsageError for another value of `with_`.
    """
    unknown = sorted(set(with_) - set(WITH))
    if unknown:
        raise UsageError(f"an export has no {', '.join(unknown)} to add; there are {', '.join(WITH)}")
    left_out = {label for name, label in WITH.items() if name not in with_}
    nodes = sorted((node for node in graph.nodes if node.type not in left_out), key=lambda n: (n.type, n.id))
    kept = {node.id for node in nodes}
    sources = {node.id: _source(node) for node in graph.nodes if node.type == "Document"}
    edges = [_with_source(edge, sources) for edge in graph.edges if edge.source in kept and edge.target in kept]
    return Graph(tuple(nodes), tuple(sorted(edges, key=_edge_order)))


def _source(document: Node) -> str:
    told = (document.name, document.properties.get("publisher"), document.properties.get("published"))
    return "; ".join(str(value) for value in told if value)


def _with_source(edge: Edge, sources: Mapping[str, str]) -> Edge:
    best = edge.properties.get("best_document")
    if not isinstance(best, str) or best not in sources:
        return edge
    return replace(edge, properties={**edge.properties, "best_source": sources[best]})


def _edge_order(edge: Edge) -> tuple[str, str, str, str]:
    return edge.type, edge.source, edge.target, json.dumps(dict(attributes(edge)), sort_keys=True)


def attributes(item: Node | Edge) -> Iterator[tuple[str, Value]]:
    """The properties that have a value, in order of name; `id` and `type` are on the record itself."""
    for name, value in sorted(item.properties.items()):
        if value is not None and name not in {"id", "type"}:
            yield name, value


def text(value: Value) -> str:
    """A value as formats without types write it: lists as JSON arrays, booleans as true and false.

    >>> text(("a", "ü")), text(True), text(1.5)
    ('["a", "ü"]', 'true', '1.5')
    """
    if isinstance(value, (tuple, list)):
        return json.dumps(list(value), ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def kinds(items: Collection[Mapping[str, Value]]) -> dict[str, str]:
    """The XML type of each attribute: boolean, long, double or string, the narrowest that fits all its values.

    >>> kinds([{"a": 1, "b": "x"}, {"a": 1.5, "c": True}])
    {'a': 'double', 'b': 'string', 'c': 'boolean'}
    """
    found: dict[str, set[str]] = {}
    for item in items:
        for name, value in item.items():
            found.setdefault(name, set()).add(_kind(value))
    return {
        name: next(iter(seen)) if len(seen) == 1 else "double" if seen == {"long", "double"} else "string"
        for name, seen in sorted(found.items())
    }


def _kind(value: Value) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "long"
    return "double" if isinstance(value, float) else "string"
