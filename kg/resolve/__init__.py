"""Who is who, which reports tell of one event, and what the claims of all documents come to: one graph.

`resolve` is a pure function of the documents: the same set gives the same graph, whatever their order.
"""

from __future__ import annotations

from kg.resolve.entities import Join
from kg.resolve.graph import Resolution, resolve

__all__ = ["Join", "Resolution", "resolve"]
