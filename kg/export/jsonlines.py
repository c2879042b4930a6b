"""JSON Lines: one object a node, then one an edge; values keep their types, lists are lists."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from kg.export.selection import attributes
from kg.records import Graph
from kg.stores.values import clean


def _line(record: dict[str, Any]) -> str:
    # U+2028 and the like end a line for some readers.
    encoded = clean(json.dumps(record, ensure_ascii=False, allow_nan=False))
    return encoded.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029").replace("\x85", "\\u0085") + "\n"


def chunks(graph: Graph) -> Iterator[str]:
    """The lines: `{"record": "node", "id", "type", "properties"}` and `{"record": "edge", "source", "type", ...}`.

    >>> from kg.records import Node
    >>> print(*chunks(Graph((Node("p", "Person", {"name": "Ann"}),))), end="")
    {"record": "node", "id": "p", "type": "Person", "properties": {"name": "Ann"}}
    """
    for node in graph.nodes:
        yield _line({"record": "node", "id": node.id, "type": node.type, "properties": dict(attributes(node))})
    for edge in graph.edges:
        ends = {"source": edge.source, "type": edge.type, "target": edge.target}
        yield _line({"record": "edge", **ends, "properties": dict(attributes(edge))})
