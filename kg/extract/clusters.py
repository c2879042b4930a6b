"""Candidates and clusters: one trigger with what its clause says, and the triggers that tell of one event."""

from __future__ import annotations

from dataclasses import dataclass, field

from spacy.tokens import Token

from kg.extract.dates import DateSpan
from kg.extract.frames import Frame, is_verb, lemma_of
from kg.extract.lexicon import Sense
from kg.extract.phrases import Phrases
from kg.extract.words import words

VIOLENT = frozenset({"Attack", "Death", "Injury"})


def kernel(token: Token) -> Token:
    """The noun that "one of the bombs", "hundreds of people" are about."""
    if token.pos_ == "NUM" or token.lemma_.lower() in (
        "number",
        "group",
        "dozen",
        "hundred",
        "thousand",
        "some",
        "most",
        "many",
        "several",
        "part",
        "majority",
        "detachment",
        "contingent",
        "platoon",
        "column",
        "handful",
        "pair",
        "couple",
        "%",
        "percent",
        "cent",
        "half",
        "third",
        "quarter",
        "fifth",
        "minority",
        "share",
        "bulk",
        "all",
    ):
        for c in token.children:
            if c.dep_ == "nmod" and any(k.dep_ == "case" and k.lower_ == "of" for k in c.children):
                return c
    return token


@dataclass(slots=True)
class Candidate:
    """One trigger with what its own clause says of the event."""

    token: Token
    sense: Sense
    frame: Frame
    status: str
    date: DateSpan | None
    arguments: dict[str, list[Token]] = field(default_factory=dict)
    definite: bool = False
    distinct: bool = False
    dimness: int = field(init=False)  # how little the trigger says of the kind of event

    def __post_init__(self) -> None:
        if self.sense.vague:
            self.dimness = 3
        elif self.sense.type in ("Death", "Injury"):
            self.dimness = 2
        else:
            self.dimness = int(lemma_of(self.token) in words("harm_verb"))

    def is_one_sided(self) -> bool:
        """Whether the trigger tells who attacked whom."""
        done_to = self.arguments.get("target") or self.arguments.get("victim")
        return self.sense.subtype != "clash" and bool(done_to and self.arguments.get("perpetrator"))

    def keys(self, phrases: Phrases, *roles: str) -> set[str]:
        """What the fillers of roles are, as chains of names or as words."""
        out = set()
        for role in roles:
            for t in self.arguments.get(role, ()):
                m = phrases.mention(t)
                if m is not None:
                    out.add(f"x{m.chain}")
        return out


@dataclass(slots=True)
class Cluster:
    """One event of the document: its candidates in order of the text."""

    members: list[Candidate] = field(default_factory=list)

    @property
    def lead(self) -> Candidate:
        """The candidate that says most plainly what kind of event it is."""
        return min(self.members, key=lambda c: (c.sense.vague, c.sense.subtype is None, is_verb(c.token), c.token.i))

    @property
    def type(self) -> str:
        """The event's type: that of the plainest trigger that is not vague; "killed" says least of how it came."""
        return min(self.members, key=lambda c: c.dimness).sense.type

    @property
    def subtype(self) -> str | None:
        """The commonest subtype among the triggers, the first told where there are several.

        It is no clash where one side is told to have attacked the other.
        """
        found = [c.sense.subtype for c in self.members if c.sense.subtype]
        if any(c.is_one_sided() for c in self.members):
            found = [subtype for subtype in found if subtype != "clash"]
        return max(found, key=lambda s: (found.count(s), -found.index(s))) if found else None

    @property
    def status(self) -> str:
        """The most real status that any trigger has."""
        order = ("occurred", "ongoing", "planned", "feared", "denied", "hypothetical", "generic")
        return min((c.status for c in self.members), key=order.index)

    @property
    def date(self) -> DateSpan | None:
        """The most precise date that a trigger has."""
        ranks = {"day": 0, "day_without_year": 1, "month": 2, "about": 3, "year": 4}
        dated = [c.date for c in self.members if c.date is not None and c.date.date]
        return min(dated, key=lambda d: ranks.get(d.precision or "", 5)) if dated else None

    def fillers(self, role: str) -> list[Token]:
        """All fillers of a role, in order of the text."""
        return sorted({t for c in self.members for t in c.arguments.get(role, ())}, key=lambda t: t.i)
