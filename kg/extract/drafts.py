"""Drafts: claims still in terms of tokens, and who tells them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Token

from kg.extract.attribution import Attribution
from kg.extract.events import Cluster
from kg.extract.modality import less_sure

CLAIM, DENIAL, CHARGE, ACCUSATION, DEED = (
    "CLAIMED_RESPONSIBILITY_FOR",
    "DENIED_INVOLVEMENT_IN",
    "ACCUSED_OF",
    "ACCUSED",
    "CARRIED_OUT",
)
SURE = ("fact", "reported")


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim still in terms of tokens. `event` is the event it is about, `object` its other end in words;
    `subject_event` is the subject where that is an event, `subject_as` whom a first-person subject stands for."""

    predicate: str
    trigger: Token
    subject: Token | None
    object: Token | None
    event: Cluster | None
    polarity: str
    certainty: str
    rule: str
    attributions: tuple[Attribution, ...] = ()
    speaker: Token | None = None
    outlets: tuple[Token, ...] = ()
    role: str | None = None
    within: Draft | None = None
    quote: str = "none"
    subject_event: Cluster | None = None
    subject_as: Token | None = None
    confidence: float = 0.9


@dataclass(frozen=True, slots=True)
class Teller:
    """From whom a text has something: `level` is what the nearest verb of saying lends, `outlets` nearest first."""

    speaker: Token | None
    outlets: tuple[Token, ...]
    level: str
    quote: str

    def passes_on(self, certainty: str) -> str:
        """How sure something is on this teller's word."""
        told = less_sure(certainty, "reported") if certainty in SURE else certainty
        return self.level if told == "reported" and self.level in ("alleged", "suspected") else told


def teller(attributions: Iterable[Attribution]) -> Teller:
    """The teller of what the attributions (nearest first) cover."""
    speaker: Token | None = None
    outlets: list[Token] = []
    level, quote = "fact", "none"
    for a in attributions:
        speaker = speaker if speaker is not None else a.speaker
        outlets += [t for t in a.outlets if t not in outlets]
        level = a.level if level == "fact" else level
        quote = a.quote if quote == "none" else quote
    return Teller(speaker, tuple(outlets), level, quote)


def opposite(polarity: str) -> str:
    """Affirmed for denied, denied for affirmed."""
    return "affirmed" if polarity == "denied" else "denied"
