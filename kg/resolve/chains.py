"""The chains of one document as resolution sees them: whom they name, by which names, as what kind of thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from kg.records import Extraction, Mention
from kg.resolve.gazetteer import Gazetteer
from kg.resolve.names import is_full, normalise, person_words

LABEL_READS = {"PERSON": "Person", "ORG": "Organization", "LOC": "Place", "GPE": "Place", "FAC": "Place"}


@dataclass(frozen=True, slots=True)
class Chain:
    """A chain with a name: `kind` is person or group (organizations and places are one kind until all documents have
    had their say); `names` counts the names as written, `readings` the node types that its mentions were labelled."""

    document: str
    id: str
    kind: str
    names: Mapping[str, int]
    readings: Mapping[str, int]
    mentions: tuple[Mention, ...]

    @property
    def main(self) -> str:
        """The name that the chain uses most: of a person, most among the fullest."""
        fullest = max(len(person_words(n)) for n in self.names) if self.kind == "person" else 0
        names = [n for n in self.names if not fullest or len(person_words(n)) == fullest]
        return min(names, key=lambda n: (-self.names[n], -len(n), n))


def tidy(name: str) -> str:
    """A name as it is shown: single spaces, no leading article, no possessive.

    >>> tidy("the  White House's")
    'White House'
    """
    words = name.replace("’", "'").split()
    if len(words) > 1 and words[0].casefold() == "the":
        words = words[1:]
    text = " ".join(words)
    return text[:-2] if text.endswith("'s") else text


def _kind(names: Counter[str], readings: Counter[str], gazetteer: Gazetteer) -> str:
    people = readings["Person"]
    if not people:
        return "group"
    known = (gazetteer.countries, gazetteer.groups, gazetteer.capitals)
    if all(any(normalise(n) in table for table in known) for n in names):
        return "group"
    return "person" if people * 2 >= readings.total() else "group"


def chains_of(extraction: Extraction, gazetteer: Gazetteer) -> list[Chain]:
    """The named chains of a document that can be nodes, sorted by id. Demonyms and dates alone make none."""
    by_chain: dict[str, list[Mention]] = {}
    for mention in extraction.mentions:
        by_chain.setdefault(mention.entity, []).append(mention)
    found = []
    for chain, mentions in sorted(by_chain.items()):
        mentions.sort(key=lambda m: (m.start, m.end, m.id))
        names: Counter[str] = Counter()
        readings: Counter[str] = Counter()
        for mention in mentions:
            if mention.form == "name" and mention.label in LABEL_READS and normalise(mention.text):
                names[tidy(mention.text)] += 1
                readings[LABEL_READS[mention.label]] += 1
            elif mention.form == "name" and normalise(mention.text) in gazetteer.groups:
                # "Taliban" and the like are labelled as a people now and then.
                names[tidy(mention.text)] += 1
                readings["Organization"] += 1
        if names:
            kind = _kind(names, readings, gazetteer)
            found.append(Chain(extraction.document.id, chain, kind, names, readings, tuple(mentions)))
    return found


def full_names(chain: Chain) -> list[tuple[str, ...]]:
    """The full names of a person's chain, as words, the most used first."""
    counts: Counter[tuple[str, ...]] = Counter()
    for name, count in chain.names.items():
        if is_full(words := person_words(name)):
            counts[words] += count
    return sorted(counts, key=lambda w: (-counts[w], -len(w), w))
