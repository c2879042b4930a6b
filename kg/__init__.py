"""kg: news articles in, a knowledge graph with receipts out.

>>> import kg
>>> g = kg.build("examples/articles")                                                           # doctest: +SKIP
>>> g.show("Islamic State")                                                                     # doctest: +SKIP
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from kg.build import build, forget, load
from kg.errors import KgError, UsageError

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph, open_graph
    from kg.language import load_pipeline

__all__ = ["KgError", "KnowledgeGraph", "UsageError", "build", "forget", "load", "load_pipeline", "open_graph"]

# `import kg` stays quick: what needs spaCy or the graph database is imported when it is first used.
_LATER = {"KnowledgeGraph": "kg.graph", "load_pipeline": "kg.language", "open_graph": "kg.graph"}


def __getattr__(name: str) -> Any:
    if name not in _LATER:
        raise AttributeError(f"module 'kg' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_LATER[name]), name)
