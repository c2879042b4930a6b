"""State organs: "Foreign Ministry" is as many bodies as there are states, so its state is a part of who it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from kg.records import Mention
from kg.resolve.gazetteer import Gazetteer
from kg.resolve.names import normalise

# How many times more often than any other a state must be named for a bare organ to be its own.
CLEARLY = 2


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ by its bare name, and the state that its name tells, if it tells one."""

    name: str
    country: str | None


def organ(name: str, gazetteer: Gazetteer) -> Organ | None:
    """The organ that a name means, or None where it is no state organ's.

    >>> from kg.resolve.gazetteer import load_gazetteer
    >>> organ("Ukraine's Foreign Ministry", load_gazetteer())
    Organ(name='foreign ministry', country='UA')
    >>> organ("Ministry of Defence of the Russian Federation", load_gazetteer())
    Organ(name='ministry of defence', country='RU')
    >>> organ("Supreme Court", load_gazetteer()), organ("Ukraine", load_gazetteer())
    (Organ(name='supreme court', country=None), None)
    """
    words = normalise(name).split()
    for size in range(min(4, len(words) - 1), 0, -1):
        head, rest = " ".join(words[:size]), words[size:]
        code = gazetteer.demonyms.get(head) or gazetteer.countries.get(head)
        if code and _bare(rest, gazetteer):
            return Organ(" ".join(rest), code)
        tail, rest = " ".join(words[-size:]), words[:-size]
        while rest and rest[-1] in ("of", "the"):
            rest = rest[:-1]
        code = gazetteer.countries.get(tail)
        if code and _bare(rest, gazetteer):
            return Organ(" ".join(rest), code)
    return Organ(" ".join(words), None) if _bare(words, gazetteer) else None


def _bare(words: list[str], gazetteer: Gazetteer) -> bool:
    text = f" {' '.join(words)} "
    heads = [h for h in gazetteer.organs if f" {h} " in text]
    if not heads:
        return False
    rest = text.replace(f" {max(heads, key=lambda h: (len(h), h))} ", " ", 1).split()
    return all(w in gazetteer.organ_words for w in rest)


def main_state(mentions: Iterable[Mention], gazetteer: Gazetteer) -> str | None:
    """The state that a document names far more often than any other, by its name or its demonym."""
    counts: Counter[str] = Counter()
    for mention in mentions:
        if mention.form == "name":
            known = organ(mention.text, gazetteer)
            code = gazetteer.countries.get(normalise(mention.text)) or gazetteer.demonym(mention.text)
            code = code or (known.country if known else None)
            if code:
                counts[code] += 1
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if not ranked or (len(ranked) > 1 and ranked[0][1] < CLEARLY * ranked[1][1]):
        return None
    return ranked[0][0]
