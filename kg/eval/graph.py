"""A graph against an answer key: are the right things there, once each, and the right relations between them?

A node stands for an entity of the key when its type is one of the entity's and its name or an alias is among the
entity's names. An event node stands for an event when its name, an alias or a mention equals one of the event's names,
or contains one of two or more words; a full date that contradicts the key rules a match out. A second node for one
entity is an error (a split entity). Relations of the key's edge types are compared between nodes that match; entries
that the key marks as optional are neither rewarded nor punished.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from kg.eval.key import Figures, Key, KeyEntity, KeyEvent, normalise
from kg.ontology import load_ontology
from kg.records import Graph, Node

ENTITIES = ("Person", "Organization", "Place")
# CLEARED_OF says what a denial of an accusation says already; keys leave it to their claims.
UNSCORED = {"CLEARED_OF"}

Triple = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class GraphScore:
    """The figures, and what they rest on."""

    entities: Figures
    relations: Figures
    forbidden: tuple[Triple, ...]
    nodes_of_events: dict[str, int]
    missing_entities: tuple[str, ...] = ()
    split_entities: tuple[tuple[str, str], ...] = ()
    unmatched_nodes: tuple[tuple[str, str], ...] = ()
    missing_relations: tuple[Triple, ...] = ()
    wrong_relations: tuple[Triple, ...] = ()


@dataclass(slots=True)
class _Matches:
    found: dict[str, KeyEntity | KeyEvent] = field(default_factory=dict)
    unmatched: list[tuple[str, str]] = field(default_factory=list)
    nodes: dict[str, list[Node]] = field(default_factory=lambda: defaultdict(list))


def score_graph(graph: Graph, key: Key) -> GraphScore:
    """Score a graph against a key.

    >>> nothing = score_graph(Graph(), Key([KeyEntity("a", "Person", ["Ann"])], [], []))
    >>> nothing.entities.recall, nothing.missing_entities
    (0.0, ('a',))
    """
    matches = _match(graph, key)
    wanted = [entity.id for entity in key.entities if not entity.optional]
    missing = [one for one in wanted if not matches.nodes[one]]
    split = [(one, node.name) for one in wanted for node in matches.nodes[one][1:]]
    entities = Figures(len(wanted) - len(missing), len(matches.unmatched) + len(split), len(missing))

    edge_types = load_ontology().edges
    symmetric = {name for name, edge in edge_types.items() if edge.symmetric}
    scored = {name for name, edge in edge_types.items() if edge.from_claims} - UNSCORED

    def ordered(triple: Triple) -> Triple:
        subject, kind, target = triple
        return (min(subject, target), kind, max(subject, target)) if kind in symmetric else triple

    triples = {ordered(triple) for triple in key.relations}
    neutral = {ordered(triple) for triple in key.optional} - triples
    forbidden = {ordered(triple) for triple in key.forbidden} - triples
    optional_ids = key.optional_ids()
    names = {node.id: node.name for node in graph.nodes}
    hits: set[Triple] = set()
    wrong: set[Triple] = set()
    broken: list[Triple] = []
    for edge in graph.edges:
        if edge.type not in scored:
            continue
        words = (names[edge.source], edge.type, names[edge.target])
        source, target = matches.found.get(edge.source), matches.found.get(edge.target)
        if source is None or target is None:
            wrong.add(words)
            continue
        triple = ordered((source.id, edge.type, target.id))
        if triple in forbidden:
            broken.append(words)
        if triple in triples:
            hits.add(triple)
        elif triple not in neutral and not {source.id, target.id} & optional_ids:
            wrong.add(words)
    return GraphScore(
        entities=entities,
        relations=Figures(len(hits), len(wrong), len(triples - hits)),
        forbidden=tuple(sorted(broken)),
        nodes_of_events={event.id: len(matches.nodes[event.id]) for event in key.events if not event.optional},
        missing_entities=tuple(missing),
        split_entities=tuple(split),
        unmatched_nodes=tuple(matches.unmatched),
        missing_relations=tuple(sorted(triples - hits)),
        wrong_relations=tuple(sorted(wrong)),
    )


def _match(graph: Graph, key: Key) -> _Matches:
    entities = [(entity, {normalise(name) for name in entity.names}) for entity in key.entities]
    events = [(event, {normalise(name) for name in event.names}) for event in key.events]
    matches = _Matches()
    for node in graph.nodes:
        match: KeyEntity | KeyEvent | None
        if node.type in ENTITIES:
            match = _entity_of(node, entities)
            if match is None:
                matches.unmatched.append((node.type, node.name))
        elif node.type == "Event":
            match = _event_of(node, events)
        else:
            continue
        if match is not None:
            matches.found[node.id] = match
            matches.nodes[match.id].append(node)
    return matches


def _words(node: Node, *properties: str) -> set[str]:
    names = [node.name]
    for name in properties:
        value = node.properties.get(name)
        names += value if isinstance(value, tuple) else []
    return {normalise(name) for name in names} - {""}


def _entity_of(node: Node, entities: list[tuple[KeyEntity, set[str]]]) -> KeyEntity | None:
    names = _words(node, "aliases")
    best, most = None, 0
    for entity, right in entities:
        weight = len(names & right) + 2 * (normalise(node.name) in right)
        if node.type in entity.types and weight > most:
            best, most = entity, weight
    return best


def _event_of(node: Node, events: list[tuple[KeyEvent, set[str]]]) -> KeyEvent | None:
    names = _words(node, "aliases", "mentions")
    date = str(node.properties.get("date") or "")[:10]
    best, most = None, 0
    for event, right in events:
        if len(date) == 10 and event.date and date != event.date:
            continue
        inside = sum(any(phrase in name for name in names) for phrase in right if len(phrase.split()) > 1)
        weight = len(names & right) + inside
        if weight > most:
            best, most = event, weight
    return best
