"""Files in, articles out: `read_articles`."""

from __future__ import annotations

from kg.read.articles import read_articles

__all__ = ["read_articles"]
