"""From an Article to a spaCy Doc: tokens, sentences, tags, Universal Dependencies, names, mention chains."""

from __future__ import annotations

from kg.language.pipeline import load_pipeline

__all__ = ["load_pipeline"]
