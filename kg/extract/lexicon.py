"""Which words name which events: the lexicon `rules/events.yaml`, with the senses that its entries exclude."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from spacy.tokens import Token

from kg.extract.frames import case_of, is_verb, lemma_of
from kg.extract.polls import is_opinion_poll
from kg.extract.words import read_data, words
from kg.language.names import human_nouns

AIMED = frozenset({"at", "on", "onto", "into", "against"})
TARGETS = ("place", "area", "human", "vehicle", "state_body", "group_body", "organization")


@dataclass(frozen=True, slots=True)
class Sense:
    """One kind of event as the lexicon knows it; `patient`, `agent` and `possessor` are the roles that these play."""

    type: str
    subtype: str | None = None
    patient: str = "none"
    agent: str = "none"
    unless: frozenset[str] = frozenset()
    vague: bool = False
    possessor: str | None = None
    own: bool = False
    aimed: frozenset[str] | None = None
    singular: bool = False
    bare: bool = False

    def aims(self, verb: Token) -> list[Token]:
        """What the verb, or its object, is aimed at: "fired rockets at the town", not "into the sea"."""
        if self.aimed is None:
            return []
        things = [verb, *(c for c in verb.children if c.dep_ in ("obj", "nsubj:pass"))]
        cases = {"at", "against"} if lemma_of(verb) == "send" else AIMED  # "sent a drone into the ruin to look"
        aims = (c for t in things for c in t.children if c.dep_ in ("obl", "nmod") and case_of(c) in cases)
        return [c for c in aims if _is_target(c) and c.lemma_.lower() not in self.aimed]

    def tells(self, verb: Token) -> bool:
        """Whether a verb of aiming is aimed at something; any other verb tells the event as it is."""
        if self.aimed is None:
            return True
        aims = self.aims(verb)
        if self.bare:  # "fired at", not "fired the coach", "fired into the net"
            objects = any(c.dep_ in ("obj", "nsubj:pass") for c in verb.children)
            return not objects and any(case_of(t) in ("at", "on") for t in aims)
        return bool(aims)


def _is_target(noun: Token) -> bool:
    """Whether a noun stands for something that is shot at: a name, somebody, a place, a vehicle, a body."""
    lemma = noun.lemma_.lower()
    told = noun.pos_ == "PRON" or lemma in human_nouns() or any(lemma in words(name) for name in TARGETS)
    return told or noun.ent_type_ not in ("", "DATE", "EVENT")


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Event nouns (also of several words) and verbs, each with its senses in order of preference."""

    nouns: Mapping[str, tuple[Sense, ...]] = field(default_factory=dict)
    verbs: Mapping[str, tuple[Sense, ...]] = field(default_factory=dict)
    parts: frozenset[str] = frozenset()  # the words that entries are made of: most tokens are none of them

    def noun(self, token: Token) -> Sense | None:
        """The sense of a noun that names an event here, else None."""
        lemma = token.lemma_.lower()
        if lemma not in self.parts or token.pos_ not in ("NOUN", "PROPN") or token.dep_ in ("compound", "nmod:desc"):
            return None
        if is_opinion_poll(token):
            return None
        before = token.nbor(-1) if token.i > 0 else None
        pair = f"{before.lemma_.lower()} {lemma}" if before is not None else ""
        around = {before.lemma_.lower(), before.lower_} if before is not None else set()
        around |= {c.lemma_.lower() for c in token.children if c.dep_ in ("compound", "amod", "nmod:poss")}
        around |= {c.lemma_.lower() for c in token.children if c.dep_ == "nmod" and case_of(c) == "by"}
        for name in (pair, lemma):
            for sense in self.nouns.get(name, ()):
                if not around & sense.unless and not (sense.singular and token.tag_ in ("NNS", "NNPS")):
                    return sense
        return None

    def verb(self, token: Token) -> Sense | None:
        """The sense of a verb whose clause tells an event, else None."""
        if token.lemma_.lower() not in self.parts or not is_verb(token):
            return None
        objects = set()
        for c in token.children:
            if c.dep_ in ("obj", "nsubj:pass"):  # and what they are: "seized the Lady Ann, a tanker"
                kinds = [k for k in c.children if k.dep_ in ("appos", "nmod:desc", "compound") and c.pos_ == "PROPN"]
                objects |= {t.lemma_.lower() for t in (c, *kinds)}
        around = objects | {c.lemma_.lower() for c in token.children if c.dep_ in ("nsubj", "obl:agent")}
        if token.dep_ == "acl":
            around.add(token.head.lemma_.lower())
            if token.tag_ == "VBN":
                objects.add(token.head.lemma_.lower())  # "bombs planted by rebels"
        lemma = lemma_of(token)
        phrases = [f"{lemma}_{o}" for o in sorted(objects)]
        phrases += [f"{s}_{lemma}" for s in sorted(around - objects)]  # "a bomb went off"
        if objects & (words("human") | human_nouns()):
            phrases.append(f"{lemma}_person")  # "seized four engineers"
        turns = [c.lower_ for c in token.children if c.dep_ in ("advmod", "compound:prt")]
        phrases += [f"{s}_{lemma}_{t}" for s in sorted(around - objects) for t in turns]  # "the ferry went down"
        phrases += [
            f"{lemma}_{word}"
            for c in token.children
            if c.dep_ in ("xcomp", "advmod", "obl") and c.i > token.i
            for word in dict.fromkeys((c.lower_, c.lemma_.lower()))
        ]
        around |= {c.lower_ for c in token.children if c.dep_ == "advmod"}  # "hit back at the charge"
        for name in (*phrases, lemma):
            for sense in self.verbs.get(name, ()):
                if not around & sense.unless and sense.tells(token):
                    return sense
        return None


def _paired(pairs: Iterable[Mapping[str, Sequence[str]]]) -> Iterator[str]:
    """The phrases of verbs with their objects or subjects: `seize_ship`, `ferry_sink`."""
    for pair in pairs:
        for verb in pair["verbs"]:
            yield from (f"{verb}_{o}" for o in pair.get("objects", ()))
            yield from (f"{s}_{verb}" for s in pair.get("subjects", ()))


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of events.

    >>> load_lexicon().verbs["kidnap"][0].subtype
    'kidnapping'
    """
    nouns: dict[str, list[Sense]] = {}
    verbs: dict[str, list[Sense]] = {}
    for row in read_data("events.yaml"):
        sense = Sense(
            type=row["type"],
            subtype=row.get("subtype"),
            patient=row.get("patient", "none"),
            agent=row.get("agent", "none"),
            unless=frozenset(row.get("unless", ())),
            vague=row.get("vague", False),
            possessor=row.get("possessor"),
            own=row.get("own", False),
            bare=row.get("bare", False),
            singular=row.get("number") == "singular",
            aimed=frozenset(row["aimed"]) if "aimed" in row else None,
        )
        for noun in row.get("nouns", ()):
            nouns.setdefault(noun, []).append(sense)
        for verb in (*row.get("verbs", ()), *_paired(row.get("pairs", ()))):
            verbs.setdefault(verb, []).append(sense)
    parts = frozenset(part for name in (*nouns, *verbs) for part in (name, *re.split(r"[ _]", name)))
    return Lexicon({k: tuple(v) for k, v in nouns.items()}, {k: tuple(v) for k, v in verbs.items()}, parts)
