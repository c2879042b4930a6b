"""Claims against an answer key: who says what of whom, how surely, in which words.

A claim stands for one of the key when predicate and polarity are equal, its evidence overlaps the key's, and its
subject, and an object that is no event, are the same: the same entity by one of its names, or overlapping words.
Figures are compared by kind. Claims of predicates that keys do not annotate are left out. Of the claims that are
found, it is counted whether speaker, outlet, certainty, and both bounds of a figure are right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec

from kg.eval.key import Figures, Key, KeyClaim, Side, normalise
from kg.ontology import load_ontology
from kg.records import Claim, Extraction, Span

# What keys annotate claim by claim: stances, relations between agents, figures; not standing facts, nor what an event
# consists of, nor the few predicates that are left to the reader's taste.
UNSCORED = {"CLEARED_OF", "PROTESTED_AGAINST"}

Place = tuple[int, int]
Detail = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Right:
    """How many of those that were counted are right."""

    right: int = 0
    of: int = 0

    @property
    def share(self) -> float | None:
        """The share that is right; None where nothing was counted."""
        return self.right / self.of if self.of else None

    def add(self, right: bool) -> Right:
        """One more."""
        return Right(self.right + right, self.of + 1)


@dataclass(slots=True)
class ClaimScore:
    """The figures, and what they rest on. `unplaced` is evidence of the key that stands nowhere in its document."""

    tp: int = 0
    fp: int = 0
    fn: int = 0
    neutral: int = 0
    bad_offsets: int = 0
    speaker: Right = Right()
    outlet: Right = Right()
    certainty: Right = Right()
    figures: Right = Right()
    documents_missing: list[str] = field(default_factory=list)
    unplaced: list[Detail] = field(default_factory=list)
    missed: list[Detail] = field(default_factory=list)
    wrong: list[Detail] = field(default_factory=list)
    wrong_speaker: list[Detail] = field(default_factory=list)
    wrong_certainty: list[Detail] = field(default_factory=list)

    @property
    def claims(self) -> Figures:
        """Precision, recall and F1 of the claims."""
        return Figures(self.tp, self.fp, self.fn)


def score_claims(records: Mapping[str, Sequence[Extraction]], key: Key) -> ClaimScore:
    """Score what was read out of documents against a key.

    Takes the records of each document by the document's name in the key: the name of its file without suffix. Of a
    file with several records, the one that holds most of the key's evidence is scored.
    """
    scorer = _Scorer(key)
    for document in sorted(key.covered()):
        gold = [claim for claim in key.claims if claim.document == document]
        candidates = records.get(document, ())
        if not candidates:
            scorer.score.documents_missing.append(document)
            scorer.score.fn += sum(not claim.optional for claim in gold)
            continue
        placed = [(_places(record.document.text, gold), record) for record in candidates]
        places, record = max(placed, key=lambda pair: sum(start >= 0 for start, _ in pair[0]))
        scorer.document(document, record, gold, places)
    return scorer.score


def bad_offsets(record: Extraction) -> int:
    """How many spans of a record do not quote the text at their offsets; 0 is what it must be."""
    text = record.document.text
    plain = msgspec.to_builtins(record)
    del plain["document"]

    def walk(value: Any) -> int:
        if isinstance(value, dict):
            own = {"start", "end", "text"} <= value.keys() and text[value["start"] : value["end"]] != value["text"]
            return own + sum(walk(inner) for inner in value.values())
        return sum(walk(inner) for inner in value) if isinstance(value, list | tuple) else 0

    return walk(plain)


def _places(text: str, gold: Sequence[KeyClaim]) -> list[Place]:
    """Where each claim's evidence stands; white space does not count, since readers join and strip lines."""
    where = [i for i, character in enumerate(text) if not character.isspace()]
    squeezed = "".join(text.split())
    places = []
    for claim in gold:
        start = text.find(claim.evidence)
        if start >= 0:
            places.append((start, start + len(claim.evidence)))
            continue
        wanted = "".join(claim.evidence.split())
        at = squeezed.find(wanted)
        places.append((where[at], where[at + len(wanted) - 1] + 1) if at >= 0 and wanted else (-1, -1))
    return places


def _same(names: set[str], wanted: set[str]) -> bool:
    """Whether a name is equal, or all words of one stand in the other (three letters at least)."""
    return any(
        a == b or (len(a) > 2 and len(b) > 2 and (f" {a} " in f" {b} " or f" {b} " in f" {a} "))
        for a in names
        for b in wanted
    )


class _Scorer:
    def __init__(self, key: Key) -> None:
        self.names = {one: {normalise(name) for name in names} for one, names in key.names().items()}
        self.events = {event.id for event in key.events}
        self.score = ClaimScore()
        ontology = load_ontology()
        scored = {name for name, edge in ontology.edges.items() if edge.group in ("stance", "agents")}
        self.predicates = (scored | {"FIGURE"}) - UNSCORED
        self.symmetric = {name for name, edge in ontology.edges.items() if edge.symmetric}

    def document(self, document: str, record: Extraction, gold: Sequence[KeyClaim], places: Sequence[Place]) -> None:
        """Score one document's claims."""
        score, text = self.score, record.document.text
        score.bad_offsets += bad_offsets(record)
        score.unplaced += [(document, c.evidence[:120]) for c, p in zip(gold, places, strict=True) if p[0] < 0]
        said = _sayer(record)
        used: set[int] = set()
        for claim in record.claims:
            if claim.predicate not in self.predicates:
                continue
            hits = [
                (exact, number not in used, not wanted.optional, -number)
                for number, (wanted, place) in enumerate(zip(gold, places, strict=True))
                if (exact := self._stands_for(claim, wanted, place, said)) is not None
            ]
            if not hits:
                score.fp += 1
                span = claim.evidence
                target = claim.object.text if claim.object else ""
                words = text[span.start : span.end][:120]
                score.wrong.append((document, claim.predicate, claim.subject.text, target, words))
                continue
            number = -max(hits)[3]
            if number in used or gold[number].optional:
                score.neutral += 1  # told twice from one place, or left to taste
                used.add(number)
                continue
            used.add(number)
            score.tp += 1
            self._details(document, claim, gold[number], said)
        for number, wanted in enumerate(gold):
            if number not in used and not wanted.optional:
                score.fn += 1
                sides = (str(wanted.subject), str(wanted.object))
                score.missed.append((document, wanted.predicate, *sides, wanted.evidence[:120]))

    def _stands_for(
        self, claim: Claim, wanted: KeyClaim, place: Place, said: Callable[[Span | None], set[str]]
    ) -> bool | None:
        """None where the claim is not the wanted one; else whether a figure's lower bound is right (True if none)."""
        if (claim.predicate, claim.polarity) != (wanted.predicate, wanted.polarity):
            return None
        if not (claim.evidence.start < place[1] and place[0] < claim.evidence.end):
            return None
        if claim.predicate == "FIGURE":
            return claim.min == wanted.min if claim.kind == wanted.kind else None
        subject, target = self._wording(wanted.subject), self._wording(wanted.object)
        has_subject, has_target = said(claim.subject), said(claim.object)
        is_event = isinstance(wanted.object, str) and wanted.object in self.events
        free = target is None or is_event or not has_target
        ok = (subject is None or _same(has_subject, subject)) and (
            free or (target is not None and _same(has_target, target))
        )
        if not ok and claim.predicate in self.symmetric and subject is not None and target is not None:
            ok = _same(has_subject, target) and _same(has_target, subject)
        return True if ok else None

    def _details(self, document: str, claim: Claim, wanted: KeyClaim, said: Callable[[Span | None], set[str]]) -> None:
        score, words = self.score, wanted.evidence[:100]
        right = self._same_speaker(claim.speaker, wanted.speaker, wanted, said)
        score.speaker = score.speaker.add(right)
        if not right:
            got = claim.speaker.text if claim.speaker else ""
            score.wrong_speaker.append((document, claim.predicate, str(wanted.speaker), got, words))
        score.outlet = score.outlet.add(self._same_outlet(claim, wanted.reported_by, said))
        if claim.predicate == "FIGURE":
            score.figures = score.figures.add((claim.min, claim.max) == (wanted.min, wanted.max))
            return
        right = claim.certainty in wanted.certainty
        score.certainty = score.certainty.add(right)
        if not right:
            expected = "/".join(wanted.certainty)
            score.wrong_certainty.append((document, claim.predicate, expected, claim.certainty, words))

    def _same_speaker(
        self, span: Span | None, value: Side, wanted: KeyClaim, said: Callable[[Span | None], set[str]]
    ) -> bool:
        """A speaker who is the claim's own subject counts as none."""
        if isinstance(value, dict):
            return any(self._same_speaker(span, one, wanted, said) for one in value["any"])
        names, subject = self._wording(value), self._wording(wanted.subject)
        if value == wanted.subject:
            names = None
        if span is None:
            return names is None
        if names is None:
            return subject is not None and _same(said(span), subject)
        return _same(said(span), names)

    def _same_outlet(self, claim: Claim, value: Side, said: Callable[[Span | None], set[str]]) -> bool:
        if isinstance(value, dict):
            return any(self._same_outlet(claim, one, said) for one in value["any"])
        names = self._wording(value)
        if names is None:
            return not claim.reported_by
        return any(_same(said(span), names) for span in claim.reported_by)

    def _wording(self, side: Side) -> set[str] | None:
        """All acceptable names of a side; None for nobody."""
        if isinstance(side, dict):
            return {name for one in side["any"] for name in self._wording(one) or ()}
        if isinstance(side, str):
            return self.names[side]
        return None if side is None else {normalise(word) for word in side}


def _sayer(record: Extraction) -> Callable[[Span | None], set[str]]:
    """What gives all names of a span: its words and those of the chain that it belongs to."""
    chain_of = {mention.id: mention.entity for mention in record.mentions}
    words: dict[str, set[str]] = {}
    for mention in record.mentions:
        words.setdefault(mention.entity, set()).add(normalise(mention.text))

    def said(span: Span | None) -> set[str]:
        if span is None:
            return set()
        chain = chain_of.get(span.mention) if span.mention else None
        return ({normalise(span.text)} | (words[chain] if chain else set())) - {""}

    return said
