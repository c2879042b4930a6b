"""Direct edges between what is named, each derived from the claims that say so."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from kg.ontology import EdgeType, Ontology
from kg.records import Edge, Value
from kg.resolve.claims import Told, strength
from kg.resolve.cliques import Groups
from kg.resolve.copies import independent

# What is only possible or planned is drawn where the edge is itself about what is not certain ...
_UNSURE_DRAWN = frozenset({"ACCUSED_OF", "WARNED_OF"})
# ... and where it says what an event consists of, whose own `status` tells that it was planned or feared.
_OF_THE_EVENT = frozenset({"OCCURRED_AT", "TARGETED", "PARTICIPATED_IN", "PART_OF_EVENT"})
_UNSURE = frozenset({"possible", "planned"})
# A deed done in an event that did not happen is no deed.
_DEEDS_IN = frozenset({"CARRIED_OUT", "KILLED_IN", "INJURED_IN", "CLAIMED_RESPONSIBILITY_FOR"})
_UNREAL = frozenset({"planned", "feared", "hypothetical", "denied"})
_CONFIDENCE_CAP = 0.99


@dataclass(frozen=True, slots=True)
class Context:
    """What drawing edges needs to know beside the claims: types, names and statuses of nodes, copies of texts."""

    ontology: Ontology
    types: Mapping[str, str]
    name: Callable[[str], str]
    statuses: Mapping[str, str]
    same_text: Groups


def drawn_as(told: Told, context: Context) -> tuple[str, str, str] | None:
    """The edge (source, type, target) that a claim speaks for, or None where it draws none."""
    claim = told.claim
    source, target, kind = told.subject, told.object, claim.predicate
    if source is None or target is None or source == target or kind not in context.ontology.edges:
        return None
    if not told.affirmed:
        third_party = told.speaker != source
        if kind != "ACCUSED_OF" or not third_party or claim.certainty in _UNSURE:
            return None
        kind = "CLEARED_OF"
    elif not _sure_enough(told, context):
        return None
    edge = context.ontology.edges[kind]
    if not edge.from_claims:
        return None
    if edge.symmetric and source > target:
        source, target = target, source
    if context.types[source] not in edge.sources or context.types[target] not in edge.targets:
        return None
    return source, kind, target


def _sure_enough(told: Told, context: Context) -> bool:
    kind = told.claim.predicate
    if kind in _DEEDS_IN and any(context.statuses.get(node or "") in _UNREAL for node in (told.subject, told.object)):
        return False
    return told.claim.certainty not in _UNSURE or kind in _UNSURE_DRAWN or kind in _OF_THE_EVENT


def denials_of(claims: Sequence[Told], context: Context) -> Mapping[tuple[str, str, str], list[Told]]:
    """The claims against each edge: of denied polarity, and the accused's own denial of involvement."""
    found: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for told in claims:
        if told.subject is None or told.object is None:
            continue
        source, kind, target = told.subject, told.claim.predicate, told.object
        if not told.affirmed:
            edge = context.ontology.edges.get(kind)
            if edge is not None and edge.symmetric and source > target:
                source, target = target, source
            found[source, kind, target].append(told)
        elif kind == "DENIED_INVOLVEMENT_IN":
            found[source, "ACCUSED_OF", target].append(told)
            found[source, "CARRIED_OUT", target].append(told)
    return found


def derive_edges(claims: Sequence[Told], context: Context) -> list[Edge]:
    """One edge for each (source, type, target) that at least one claim speaks for, with its receipts."""
    support: dict[tuple[str, str, str], list[Told]] = defaultdict(list)
    for told in claims:
        if (key := drawn_as(told, context)) is not None:
            support[key].append(told)
    against = denials_of(claims, context)
    accusations = {t.id: t for t in claims if t.claim.predicate == "ACCUSED"}
    edges = []
    for (source, kind, target), told_by in sorted(support.items()):
        edge = context.ontology.edges[kind]
        properties = _receipts(told_by, against.get((source, kind, target), []), context)
        properties |= _particulars(edge, told_by, accusations, context)
        known = {k: v for k, v in properties.items() if k in edge.properties}
        edges.append(Edge(source, kind, target, {"type": kind, **known}))
    return edges


def speaker_of(told: Told, context: Context) -> str | None:
    """Who says it, by name where it is a node, else in the text's words."""
    if told.speaker is not None:
        return context.name(told.speaker)
    return told.claim.speaker.text if told.claim.speaker else None


def _outlets(told: Told, context: Context) -> list[str]:
    spans = zip(told.reporters, told.claim.reported_by, strict=True)
    return [context.name(node) if node else span.text for node, span in spans]


def _receipts(told_by: list[Told], denials: list[Told], context: Context) -> dict[str, Value]:
    ranked = sorted(told_by, key=lambda t: strength(t, context.ontology))
    best = ranked[0]
    order = list(context.ontology.vocabularies["certainty"])
    certainties = sorted({t.claim.certainty for t in told_by}, key=lambda c: (order.index(c) if c in order else 99, c))
    documents, sentences = independent([(t.document.id, t.sentence) for t in ranked], context.same_text)
    doubt = math.prod(1 - max(ranked[i].claim.confidence for i in same) for same in sentences)
    published = sorted({t.document.published for t in told_by if t.document.published})
    return {
        "confidence": round(min(_CONFIDENCE_CAP, 1 - doubt), 4),
        "certainty": certainties[0],
        "certainty_min": certainties[-1],
        "claims": len({t.id for t in told_by}),
        "claim_ids": tuple(sorted({t.id for t in told_by})),
        "speakers": tuple(sorted({s for t in told_by if (s := speaker_of(t, context))})),
        "outlets": tuple(sorted({o for t in told_by for o in _outlets(t, context)})),
        "document_ids": tuple(sorted({t.document_node for t in told_by})),
        "documents": len({t.document_node for t in told_by}),
        "independent_documents": documents,
        "denials": len({t.id for t in denials}),
        "contested": bool(denials),
        "first_reported": published[0] if published else None,
        "last_reported": published[-1] if published else None,
        "evidence": best.sentence,
        "best_document": best.document_node,
        "start_char": best.claim.sentence.start,
        "end_char": best.claim.sentence.end,
    }


def _particulars(
    edge: EdgeType, told_by: list[Told], accusations: Mapping[str, Told], context: Context
) -> dict[str, Value]:
    if edge.name == "ACCUSED":
        return {"event_ids": tuple(sorted({t.about for t in told_by if t.about}))}
    if edge.name == "ACCUSED_OF":
        accusers = {a for t in told_by for a in _accusers(t, accusations, context)}
        return {"accusers": tuple(sorted(accusers)), "role": _most(t.claim.role for t in told_by)}
    if edge.group == "fact":
        latest = max(told_by, key=lambda t: (t.document.published or "", t.claim.confidence, t.id))
        currents = [t for t in told_by if t.claim.current is not None]
        current = max(currents, key=lambda t: (t.document.published or "", t.claim.confidence, t.id), default=None)
        since = sorted({t.claim.since for t in told_by if t.claim.since})
        until = sorted({t.claim.until for t in told_by if t.claim.until})
        return {
            "role": latest.claim.role if latest.claim.role else _most(t.claim.role for t in told_by),
            "since": since[0] if since else None,
            "until": until[-1] if until else None,
            "current": current.claim.current if current else None,
        }
    return {}


def _accusers(told: Told, accusations: Mapping[str, Told], context: Context) -> list[str]:
    outer = accusations.get(told.claim.within or "")
    if outer is not None:
        return [context.name(outer.subject) if outer.subject else outer.claim.subject.text]
    speaker = speaker_of(told, context)
    return [speaker] if speaker else []


def _most(values: Iterable[str | None]) -> str | None:
    counts: Counter[str] = Counter(v for v in values if v)
    return min(counts, key=lambda v: (-counts[v], v)) if counts else None
