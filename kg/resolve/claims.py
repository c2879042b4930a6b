"""Claims as resolution sees them: their words turned into nodes, and what in them contradicts what."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from kg.ontology import Ontology
from kg.records import Claim, Document, Span, Value
from kg.resolve.dates import span as days
from kg.resolve.ids import make_atom, node_id

Contradiction = tuple[str, str, str]  # claim, claim that it contradicts, kind

# Words for whoever a figure counts: a figure of these is a figure of all.
_EVERYBODY = frozenset(
    ("", "people", "persons", "person", "others", "lives", "victims", "casualties", "fatalities", "deaths", "dead",
     "individuals", "souls", "injuries", "wounded", "injured", "bodies")
)  # fmt: skip
# Charges that a denial of involvement speaks against.
CHARGES = ("CLAIMED_RESPONSIBILITY_FOR", "ACCUSED_OF", "CARRIED_OUT")
# Where a denial and what it denies were told more often than this, each is linked to the best of the other side only.
MANY = 400


@dataclass(frozen=True, slots=True)
class Told:
    """A claim with the nodes that its words are of."""

    id: str
    atom: str
    claim: Claim
    document: Document
    document_node: str
    subject: str | None
    object: str | None
    about: str | None
    speaker: str | None
    reporters: tuple[str | None, ...]

    @property
    def sentence(self) -> str:
        """The sentence, as it stands in the text."""
        return self.document.text[self.claim.sentence.start : self.claim.sentence.end]

    @property
    def affirmed(self) -> bool:
        """Whether it says that something is so."""
        return self.claim.polarity == "affirmed"


def claim_atom(document: str, claim: Claim, again: int) -> str:
    """The atom of a claim: where it stands and what it says. `again` counts claims that are alike in all that."""

    def place(words: Span | None) -> str:
        return f"{words.start}-{words.end}" if words else ""

    parts = (claim.predicate, claim.polarity, claim.evidence.start, claim.evidence.end, place(claim.subject))
    rest = (place(claim.object), place(claim.speaker), claim.kind or "")
    return make_atom("claim", document, *parts, *rest, again or "")


def claim_ids(document: str, claims: Sequence[Claim]) -> dict[str, tuple[str, str]]:
    """The atom and the node id of each claim of a document, by its id there."""
    seen: dict[str, int] = defaultdict(int)
    found = {}
    for claim in sorted(claims, key=lambda c: c.id):
        bare = claim_atom(document, claim, 0)
        atom = claim_atom(document, claim, seen[bare])
        seen[bare] += 1
        found[claim.id] = (atom, node_id("Claim", atom))
    return found


def claim_properties(told: Told) -> dict[str, Value]:
    """The properties of a Claim node, with None where something is not known."""
    claim = told.claim
    first, last = days(claim.date)
    obj = claim.object.text if claim.object else None
    return {
        "name": " ".join(filter(None, (claim.subject.text, claim.predicate, obj))),
        "predicate": claim.predicate,
        "polarity": claim.polarity,
        "certainty": claim.certainty,
        "voice": claim.voice,
        "quote": claim.quote,
        "role": claim.role,
        "kind": claim.kind,
        "min": claim.min,
        "max": claim.max,
        "group": claim.group,
        "as_of": claim.as_of,
        "date": claim.date,
        "date_from": first,
        "date_to": last,
        "said_on": claim.said_on,
        "since": claim.since,
        "until": claim.until,
        "current": claim.current,
        "verification": claim.verification,
        "verified_by_text": claim.verified_by.text if claim.verified_by else None,
        "subject_text": claim.subject.text,
        "object_text": obj,
        "speaker_text": claim.speaker.text if claim.speaker else None,
        "reported_by_text": "; ".join(s.text for s in claim.reported_by) or None,
        "sentence": told.sentence,
        "sentence_start": claim.sentence.start,
        "sentence_end": claim.sentence.end,
        "start_char": claim.evidence.start,
        "end_char": claim.evidence.end,
        "rule": claim.rule,
        "confidence": claim.confidence,
    }


def strength(told: Told, ontology: Ontology) -> tuple[float, int, str, str, int, str]:
    """What sorts claims from best to worst: confidence, certainty, date, then where they stand."""
    order = ontology.vocabularies["certainty"]
    rank = order.index(told.claim.certainty) if told.claim.certainty in order else len(order)
    published = told.document.published or "9999"
    return -told.claim.confidence, rank, published, told.document.id, told.claim.sentence.start, told.id


def counts_everybody(group: str | None) -> bool:
    """Whether a figure is of all people concerned, and not of children, soldiers, attackers ...

    >>> counts_everybody("people"), counts_everybody("children")
    (True, False)
    """
    return _group(group) == ""


def _group(group: str | None) -> str:
    words = [w for w in re.findall(r"\w+", (group or "").casefold()) if w not in ("the", "other", "more", "of")]
    return "" if all(w in _EVERYBODY for w in words) else " ".join(words)


def _pairs(denials: list[Told], charges: list[Told], ontology: Ontology) -> Iterable[tuple[Told, Told]]:
    if len(denials) * len(charges) <= MANY:
        return [(d, c) for d in denials for c in charges if d.id != c.id]
    best_denial = min(denials, key=lambda t: strength(t, ontology))
    best_charge = min(charges, key=lambda t: strength(t, ontology))
    return [(d, best_charge) for d in denials] + [(best_denial, c) for c in charges if c is not best_charge]


def contradictions(
    claims: Sequence[Told], allied: frozenset[tuple[str, str]], ontology: Ontology
) -> set[Contradiction]:
    """What contradicts what: denials, rival claims of responsibility, figures that exclude each other.

    `allied` are pairs of nodes (both ways round) of which one belongs to the other: they are no rivals.
    """
    by_ends: dict[tuple[str, str], list[Told]] = defaultdict(list)
    by_event: dict[str, list[Told]] = defaultdict(list)
    figures: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for told in claims:
        if told.subject and told.object:
            by_ends[told.subject, told.object].append(told)
            if told.claim.predicate == "CLAIMED_RESPONSIBILITY_FOR" and told.affirmed:
                by_event[told.object].append(told)
        if told.claim.predicate == "FIGURE" and told.subject and told.claim.kind and told.affirmed:
            figures[told.subject, told.claim.kind, _group(told.claim.group)].append(told)
    found: set[Contradiction] = set()
    for same in by_ends.values():
        for denials, charges in _opposed(same):
            found |= {(d.id, c.id, "denial") for d, c in _pairs(denials, charges, ontology)}
    for same in by_event.values():
        found |= _rivals(same, allied, ontology)
    for same in figures.values():
        found |= _figures(same, ontology)
    return found


def _opposed(same: list[Told]) -> Iterable[tuple[list[Told], list[Told]]]:
    own = [t for t in same if t.claim.predicate == "DENIED_INVOLVEMENT_IN" and t.affirmed]
    charges = [t for t in same if t.claim.predicate in CHARGES and t.affirmed]
    if own and charges:
        yield own, charges
    by_predicate: dict[str, tuple[list[Told], list[Told]]] = defaultdict(lambda: ([], []))
    for told in same:
        by_predicate[told.claim.predicate][told.affirmed].append(told)
    for predicate, (denied, affirmed) in sorted(by_predicate.items()):
        against = charges if predicate in CHARGES else affirmed
        if denied and against:
            yield denied, against


def _rivals(same: list[Told], allied: frozenset[tuple[str, str]], ontology: Ontology) -> set[Contradiction]:
    by_agent: dict[str, list[Told]] = defaultdict(list)
    for told in same:
        if told.subject:
            by_agent[told.subject].append(told)
    agents = sorted(by_agent)
    found: set[Contradiction] = set()
    for index, one in enumerate(agents):
        for two in agents[index + 1 :]:
            if (one, two) not in allied:
                pairs = _pairs(by_agent[one], by_agent[two], ontology)
                found |= {(min(a.id, b.id), max(a.id, b.id), "rival_claim") for a, b in pairs}
    return found


def _bounds(told: Told) -> tuple[int | None, int | None]:
    return told.claim.min, told.claim.max


def _figures(same: list[Told], ontology: Ontology) -> set[Contradiction]:
    by_bounds: dict[tuple[int | None, int | None], list[Told]] = defaultdict(list)
    for told in same:
        if _bounds(told) != (None, None):
            by_bounds[_bounds(told)].append(told)
    found: set[Contradiction] = set()
    keys = sorted(by_bounds, key=lambda b: (b[0] is None, b[0] or 0, b[1] is None, b[1] or 0))
    for index, one in enumerate(keys):
        for two in keys[index + 1 :]:
            if _exclude(one, two) or _exclude(two, one):
                pairs = _pairs(by_bounds[one], by_bounds[two], ontology)
                found |= {(min(a.id, b.id), max(a.id, b.id), "figure") for a, b in pairs}
    return found


def _exclude(low: tuple[int | None, int | None], high: tuple[int | None, int | None]) -> bool:
    return low[1] is not None and high[0] is not None and low[1] < high[0]


def event_figures(told: Sequence[Told], kind: Literal["killed", "injured"]) -> Mapping[str, int | None]:
    """`*_min`, `*_max` and `*_latest` of an event from its FIGURE claims: the smallest and largest bound reported, and
    the figure of the latest report. Figures of everybody come before those of a part."""
    figures = [
        t for t in told
        if t.claim.kind == kind and t.affirmed and t.claim.certainty not in ("possible", "planned")
        and _bounds(t) != (None, None)
    ]  # fmt: skip
    figures = [t for t in figures if counts_everybody(t.claim.group)] or figures
    bounds = [b for t in figures for b in _bounds(t) if b is not None]
    if not bounds:
        return {f"{kind}_min": None, f"{kind}_max": None, f"{kind}_latest": None}

    def age(t: Told) -> tuple[str, int, str, int]:
        value = max(b for b in _bounds(t) if b is not None)
        return (
            t.claim.as_of or t.claim.said_on or t.document.published or "",
            value,
            t.document.id,
            t.claim.evidence.start,
        )

    latest = max(figures, key=age)
    value = latest.claim.min if latest.claim.min is not None else latest.claim.max
    return {f"{kind}_min": min(bounds), f"{kind}_max": max(bounds), f"{kind}_latest": value}
