"""Mention chains inside a document: which mentions are of one thing."""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class MentionSpan:
    """A mention: tokens `start` to `end` (exclusive), its label, its form (name, nominal, pronoun), its chain."""

    start: int
    end: int
    label: str
    form: str
    chain: int


if not Doc.has_extension("mentions"):
    Doc.set_extension("mentions", default=())


@Language.component("kg_chains", requires=["doc.ents"], assigns=["doc._.mentions"])
def kg_chains(doc: Doc) -> Doc:
    """Set `doc._.mentions`: the named mentions (dates excepted), sorted by start, with the chain of each."""
    chains: dict[tuple[str, str], int] = {}
    mentions = []
    for ent in doc.ents:
        if ent.label_ == "DATE":
            continue
        chain = chains.setdefault((ent.label_, ent.text.casefold()), len(chains))
        mentions.append(MentionSpan(ent.start, ent.end, ent.label_, "name", chain))
    doc._.mentions = tuple(mentions)
    return doc
