"""The pipeline components of this room, registered with spaCy under their names."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from spacy.language import Language
from spacy.tokens import Doc

from kg.language.chains import kg_chains  # noqa: F401  (registers the component)
from kg.language.names import kg_names  # noqa: F401
from kg.language.repairs import put_right
from kg.language.universal import CLEARNLP_ONLY, to_universal
from kg.read.layout import paragraphs


@Language.component("kg_paragraphs", assigns=["token.is_sent_start"])
def kg_paragraphs(doc: Doc) -> Doc:
    """Start a sentence at each paragraph start, so that no sentence runs from a headline into the text below it.

    A Doc that came with sentence starts of its own is left as it is.
    """
    if doc.has_annotation("SENT_START"):
        return doc
    starts = iter(sorted(start for start, _ in paragraphs(doc.text)))
    start = next(starts, None)
    for token in doc:
        if start is not None and token.idx >= start and not token.is_space:
            token.is_sent_start = True
            while start is not None and start <= token.idx:
                start = next(starts, None)
    return doc


@Language.component("kg_repairs", requires=["token.dep"], assigns=["token.dep"])
def kg_repairs(doc: Doc) -> Doc:
    """Relations that parsers get wrong with certain words, put right."""
    return put_right(doc)


@Language.factory("kg_universal", requires=["token.dep"], assigns=["token.dep", "token.head", "token.pos"])
def make_universal(nlp: Language, name: str) -> Callable[[Doc], Doc]:
    """Universal Dependencies, where the pipeline's parser gives ClearNLP's labels."""
    labels = nlp.get_pipe("parser").labels  # type: ignore[attr-defined]
    return partial(to_universal, clearnlp=not CLEARNLP_ONLY.isdisjoint(labels))
