"""Mention chains inside a document: which names, nominals and pronouns are of one thing.

Three passes, each in a module: names with names (`aliases`), then, from left to right, appositions, copulas, definite
nominals and pronouns with the names (`anaphora`). Precision comes before recall: a nominal or pronoun without one
clear antecedent joins nothing, and only chains that have a name are kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from spacy.language import Language
from spacy.tokens import Doc

from kg.language.aliases import name_chains
from kg.language.anaphora import resolve


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


@Language.component("kg_chains", requires=["doc.ents", "token.dep"], assigns=["doc._.mentions"])
def kg_chains(doc: Doc) -> Doc:
    """Set `doc._.mentions`: MentionSpans sorted by start; chains are numbered by their first mention."""
    names, chain_of = name_chains(doc)
    found = [(n.start, n.end, n.label_, "name", chain_of[k]) for k, n in enumerate(names)]
    found += [(m.start, m.end, m.label, m.form, m.chain) for m in resolve(doc, names, chain_of)]
    number: dict[int, int] = {}
    doc._.mentions = tuple(
        MentionSpan(start, end, label, form, number.setdefault(chain, len(number)))
        for start, end, label, form, chain in sorted(found)
    )
    return doc
