"""The graph out of all documents: what resolution does, from one end to the other."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from kg.ontology import Ontology, load_ontology
from kg.records import Claim, Edge, Extraction, Graph, Node, Span, Stored, Value, unmarked
from kg.resolve.claims import Told, claim_ids, claim_properties, contradictions, event_figures
from kg.resolve.copies import copies
from kg.resolve.dates import span as days
from kg.resolve.edges import Context, derive_edges
from kg.resolve.entities import Entities, Join, resolve_entities
from kg.resolve.events import Happening, Report, merge_events
from kg.resolve.gazetteer import Gazetteer, load_gazetteer
from kg.resolve.ids import document_node, make_atom
from kg.resolve.names import names_event, normalise
from kg.resolve.places import Places

# Edge types whose object is spoken to or about as one who acts: a capital there may stand for its state.
_OBJECT_ACTS = frozenset(
    ("ACCUSED", "CRITICIZED", "SUPPORTED", "WARNED", "THREATENED", "DEMANDED_OF", "MET_WITH", "AGREED_WITH", "AIDED",
     "SANCTIONED")
)  # fmt: skip
# Edge types by which one agent belongs to another: their claims of responsibility are no rivals.
_BELONGS = frozenset({"PART_OF", "MEMBER_OF", "LEADS", "SPOKESPERSON_FOR", "WORKS_FOR"})
_BLAMED = frozenset({"ACCUSED_OF", "CLAIMED_RESPONSIBILITY_FOR", "CARRIED_OUT"})


@dataclass(frozen=True, slots=True)
class Resolution:
    """The graph; `atoms` says which node each atom has gone into, `joins` why atoms are one node."""

    graph: Graph
    atoms: Mapping[str, str]
    joins: tuple[Join, ...] = ()


@dataclass(slots=True)
class _Source:
    """A document with the ids of its node and its claims."""

    stored: Stored
    node: str
    atom: str
    claims: Mapping[str, tuple[str, str]]

    @property
    def extraction(self) -> Extraction:
        return self.stored.extraction


def resolve(documents: Iterable[Stored], ontology: Ontology | None = None) -> Resolution:
    """Make one graph of what was read out of all documents.

    A pure function of the set of documents: their order does not matter, and a text that comes twice counts once.
    `ontology` is the one of `kg/ontology.yaml` unless a user's relations are added.

    >>> from kg.records import Document, Extraction, Mention
    >>> text = "Vladimir Putin spoke. Putin left."
    >>> mentions = (Mention("m1", 0, 14, "Vladimir Putin", "PERSON", "name", "e1"),
    ...             Mention("m2", 22, 27, "Putin", "PERSON", "name", "e1"))
    >>> record = Extraction(Document("d1", None, None, None, None, None, "en", text), mentions)
    >>> [(n.type, n.name) for n in resolve([Stored(record)]).graph.nodes]
    [('Document', 'd1'), ('Person', 'Vladimir Putin')]
    """
    return _Resolve(_once(documents), ontology or load_ontology(), load_gazetteer()).run()


def _once(documents: Iterable[Stored]) -> list[Stored]:
    """The documents sorted, each once, with the locations of all its copies."""
    found: dict[str, list[Stored]] = defaultdict(list)
    for stored in documents:
        found[stored.extraction.document.id].append(stored)
    result = []
    for _, same in sorted(found.items()):
        first = min(same, key=lambda s: s.extraction.to_json()) if len(same) > 1 else same[0]
        locations = tuple(sorted({x for s in same for x in s.locations}))
        given = tuple(sorted({x for s in same for x in s.given_ids}))
        result.append(replace(first, locations=locations, given_ids=given))
    return result


def _acts(claim: Claim, ontology: Ontology) -> Iterable[Span]:
    """The spans of a claim that speak or act in it."""
    edge = ontology.edges.get(claim.predicate)
    if (edge is not None and edge.group in ("stance", "agents")) or claim.predicate == "SAID_ABOUT":
        yield claim.subject
    if claim.object is not None and claim.predicate in _OBJECT_ACTS:
        yield claim.object
    if claim.speaker is not None:
        yield claim.speaker


class _Resolve:
    def __init__(self, documents: Sequence[Stored], ontology: Ontology, gazetteer: Gazetteer) -> None:
        self.ontology = ontology
        self.gazetteer = gazetteer
        self.sources = []
        for stored in documents:
            document = stored.extraction.document
            atom = make_atom("document", document.id)
            ids = claim_ids(document.id, stored.extraction.claims)
            self.sources.append(_Source(stored, document_node(document.id), atom, ids))

    def run(self) -> Resolution:
        documents = [s.extraction.document for s in self.sources]
        # Menus and footers are the same on every page of a site.
        self.same_text = copies({d.id: unmarked(d.text, d.furniture) for d in documents})
        self.entities = self._entities()
        self.places = self._places()
        self._events()
        self.told = [t for source in self.sources for t in self._told(source)]
        atoms = dict(self.entities.atoms)
        atoms |= {a: h.id for h in self.happenings for a in h.atoms}
        atoms |= {s.atom: s.node for s in self.sources}
        atoms |= {atom: node for s in self.sources for atom, node in s.claims.values()}
        nodes = self._nodes()
        edges = self._edges(nodes)
        graph = Graph(
            tuple(sorted(nodes, key=lambda n: (n.type, n.id))),
            tuple(sorted(edges, key=lambda e: (e.type, e.source, e.target, json.dumps(e.properties, sort_keys=True)))),
        )
        return Resolution(graph, dict(sorted(atoms.items())), self.entities.joins)

    # -- nodes of the words ------------------------------------------------------------------------------------------
    def _entities(self) -> Entities:
        used: dict[str, set[str]] = defaultdict(set)
        acting: dict[str, set[str]] = defaultdict(set)
        for source in self.sources:
            document = source.extraction.document.id
            for claim in source.extraction.claims:
                spans = (claim.subject, claim.object, claim.speaker, *claim.reported_by)
                used[document] |= {s.mention for s in spans if s is not None and s.mention}
                acting[document] |= {s.mention for s in _acts(claim, self.ontology) if s.mention}
        publishers = [p for s in self.sources if (p := s.extraction.document.publisher)]
        extractions = [s.extraction for s in self.sources]
        return resolve_entities(extractions, used, acting, publishers, self.gazetteer)

    def _places(self) -> Places:
        located = set()
        for source in self.sources:
            document = source.extraction.document.id
            for claim in source.extraction.claims:
                if claim.predicate != "LOCATED_IN" or claim.polarity != "affirmed" or claim.object is None:
                    continue
                if claim.certainty in ("possible", "planned"):
                    continue
                inner = self.entities.of(document, claim.subject.mention)
                outer = self.entities.of(document, claim.object.mention)
                if inner and outer and self.entities.nodes[outer].type == "Place":
                    located.add((inner, outer))
        return Places(self.entities, sorted(located), self.gazetteer)

    # -- events ------------------------------------------------------------------------------------------------------
    def _events(self) -> None:
        reports = []
        for source in self.sources:
            claimed = _claimed_events(source.extraction)
            blamed = self._blamed(source.extraction)
            for event in source.extraction.events:
                report = self._report(source.extraction, event.id, blamed)
                happens = event.status in ("occurred", "ongoing", "planned", "feared")
                known = bool(event.date or report.places or event.figures)
                if event.id in claimed or (happens and known):
                    reports.append(report)
        self.happenings = merge_events(reports, self.places)
        self.event_nodes = {(r.document, r.event.id): h.id for h in self.happenings for r in h.reports}

    def _blamed(self, extraction: Extraction) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for claim in extraction.claims:
            if claim.predicate in _BLAMED and claim.polarity == "affirmed" and claim.object and claim.object.event:
                node = self.entities.of(extraction.document.id, claim.subject.mention, acting=True)
                if node:
                    found[claim.object.event].add(node)
        return found

    def _report(self, extraction: Extraction, event_id: str, blamed: Mapping[str, set[str]]) -> Report:
        event = next(e for e in extraction.events if e.id == event_id)
        by_role: dict[str, set[str]] = defaultdict(set)
        for argument in event.arguments:
            acting = argument.role in ("perpetrator", "participant")
            node = self.entities.of(extraction.document.id, argument.mention, acting=acting)
            if node:
                by_role[argument.role].add(node)
        for claim in extraction.claims:
            if claim.predicate == "OCCURRED_AT" and claim.polarity == "affirmed" and claim.subject.event == event_id:
                node = self.entities.of(extraction.document.id, claim.object.mention if claim.object else None)
                if node:
                    by_role["place"].add(node)
        types = self.entities.nodes
        target = by_role["target"] | by_role["victim"]
        return Report(
            document=extraction.document.id,
            event=event,
            places=frozenset(n for n in by_role["place"] if types[n].type != "Person"),
            targets=frozenset(by_role["target"]),
            persons=frozenset(n for n in target if types[n].type == "Person"),
            parties=frozenset(by_role["participant"]),
            others=frozenset(by_role["perpetrator"] | by_role["instrument"] | blamed.get(event_id, set())),
        )

    # -- claims ------------------------------------------------------------------------------------------------------
    def _node(self, document: str, span: Span | None, *, acting: bool = False) -> str | None:
        if span is None:
            return None
        if span.event is not None and (node := self.event_nodes.get((document, span.event))):
            return node
        return self.entities.of(document, span.mention, acting=acting)

    def _told(self, source: _Source) -> Iterable[Told]:
        document = source.extraction.document
        for claim in source.extraction.claims:
            acts = [(s.start, s.end) for s in _acts(claim, self.ontology)]

            def node(span: Span | None, acts: list[tuple[int, int]] = acts) -> str | None:
                return self._node(document.id, span, acting=span is not None and (span.start, span.end) in acts)

            atom, identifier = source.claims[claim.id]
            outer = source.claims.get(claim.within or "")
            yield Told(
                id=identifier,
                atom=atom,
                claim=claim if claim.within is None else replace(claim, within=outer[1] if outer else None),
                document=document,
                document_node=source.node,
                subject=node(claim.subject),
                object=node(claim.object),
                about=self.event_nodes.get((document.id, claim.about)) if claim.about else None,
                speaker=node(claim.speaker),
                reporters=tuple(self._node(document.id, s) for s in claim.reported_by),
            )

    # -- nodes -------------------------------------------------------------------------------------------------------
    def _node_of(self, node_type: str, identifier: str, properties: Mapping[str, Value]) -> Node:
        allowed = self.ontology.nodes[node_type].properties
        kept = {k: v for k, v in properties.items() if k == "name" or k in allowed}
        return Node(identifier, node_type, {"type": node_type, **kept})

    def _nodes(self) -> list[Node]:
        acting = set()
        roles: dict[str, set[str]] = defaultdict(set)
        figures: dict[str, list[Told]] = defaultdict(list)
        for told in self.told:
            edge = self.ontology.edges.get(told.claim.predicate)
            if edge is not None and edge.group in ("stance", "agents") and told.subject:
                acting.add(told.subject)
            if edge is not None and edge.group == "fact" and told.affirmed and told.subject and told.claim.role:
                roles[told.subject].add(" ".join(told.claim.role.split()))
            if told.claim.predicate == "FIGURE" and told.subject:
                figures[told.subject].append(told)
        nodes = [self._entity(i, acting, roles) for i in self.entities.nodes]
        nodes += [self._event(h, figures[h.id]) for h in self.happenings]
        originals = self._originals()
        nodes += [self._document(source, originals[source.extraction.document.id]) for source in self.sources]
        nodes += [self._node_of("Claim", t.id, claim_properties(t)) for t in self.told]
        return nodes

    def _entity(self, identifier: str, acting: set[str], roles: Mapping[str, set[str]]) -> Node:
        entity = self.entities.nodes[identifier]
        name = entity.name
        properties: dict[str, Value] = {"name": name, "aliases": _aliases(entity.names, name)}
        if entity.type == "Person":
            properties["roles"] = tuple(sorted(roles.get(identifier, ())))
        elif entity.type == "Place":
            city = self.places.city(identifier)
            facility = entity.labels["FAC"] * 2 > entity.labels.total()
            properties |= {
                "kind": "country" if entity.country else "city" if city else "facility" if facility else None,
                "country_code": self.places.country(identifier),
                "latitude": city.latitude if city else None,
                "longitude": city.longitude if city else None,
                "acts": identifier in acting,
            }
        return self._node_of(entity.type, identifier, properties)

    def _event(self, happening: Happening, figures: Sequence[Told]) -> Node:
        dated = happening.dated
        first, last = days(dated.date, dated.date_end) if dated else (None, None)
        mentions, kind = happening.mentions, happening.reports[0].event.event_type
        nouns = [m for m in mentions if names_event(m)]  # "stormed" tells of an event, it does not name one
        best = min(
            nouns,
            key=lambda m: (-mentions[m] * (2 if 2 <= len(m.split()) <= 4 else 1), -len(m), m),
            default=(happening.subtype or kind).lower(),
        )
        place = self.entities.nodes[happening.place].name if happening.place else None
        properties: dict[str, Value] = {
            "name": ", ".join(filter(None, (best, place, dated.date if dated else None))),
            "event_type": kind,
            "subtype": happening.subtype,
            "status": happening.status,
            "date": dated.date if dated else None,
            "date_end": dated.date_end if dated else None,
            "date_precision": dated.date_precision if dated else None,
            "date_source": dated.date_source if dated else "none",
            "date_from": first,
            "date_to": last,
            "mentions": tuple(sorted(mentions)),
            **event_figures(figures, "killed"),
            **event_figures(figures, "injured"),
        }
        return self._node_of("Event", happening.id, properties)

    def _originals(self) -> Mapping[str, str]:
        """For each document the node of the one that it is taken to be a copy of: the earliest of its group."""
        first: dict[str, _Source] = {}
        for source in sorted(self.sources, key=lambda s: (s.extraction.document.published or "~", s.node)):
            first.setdefault(self.same_text.find(source.extraction.document.id), source)
        return {
            document: first[self.same_text.find(document)].node
            for document in (source.extraction.document.id for source in self.sources)
        }

    def _document(self, source: _Source, original: str) -> Node:
        document, stored = source.extraction.document, source.stored
        path = stored.locations[0] if stored.locations else None
        return self._node_of(
            "Document",
            source.node,
            {
                "name": document.title or (stored.given_ids[0] if stored.given_ids else None) or path or document.id,
                "title": document.title,
                "url": document.url,
                "path": path,
                "author": document.author,
                "publisher": document.publisher,
                "published": document.published,
                "language": document.language,
                "sha256": document.id,
                "copy_of": original if original != source.node else None,
            },
        )

    # -- edges -------------------------------------------------------------------------------------------------------
    def _edges(self, nodes: Sequence[Node]) -> list[Edge]:
        names = {n.id: n.name for n in nodes}
        context = Context(
            ontology=self.ontology,
            types={n.id: n.type for n in nodes},
            name=names.__getitem__,
            statuses={h.id: h.status for h in self.happenings},
            same_text=self.same_text,
        )
        derived = derive_edges(self.told, context)
        return [*derived, *self._mentioned(), *self._published(), *self._bookkeeping(context, derived)]

    def _mentioned(self) -> Iterable[Edge]:
        by_document = {s.extraction.document.id: s.node for s in self.sources}
        counts: Counter[tuple[str, str]] = Counter()
        for identifier, entity in self.entities.nodes.items():
            for document, count in entity.counts.items():
                counts[identifier, by_document[document]] += count
        for happening in self.happenings:
            for report in happening.reports:
                spans = {(s.start, s.end) for s in (report.event.trigger, *report.event.mentions)}
                counts[happening.id, by_document[report.document]] += len(spans)
        for (node, document), count in counts.items():
            yield Edge(node, "MENTIONED_IN", document, {"type": "MENTIONED_IN", "count": count})

    def _published(self) -> Iterable[Edge]:
        for source in self.sources:
            publisher = source.extraction.document.publisher
            node = self.entities.named(publisher) if publisher and normalise(publisher) else None
            if node is not None and self.entities.nodes[node].type == "Organization":
                yield Edge(source.node, "PUBLISHED_BY", node, {"type": "PUBLISHED_BY"})

    def _bookkeeping(self, context: Context, derived: Sequence[Edge]) -> Iterable[Edge]:
        found: dict[tuple[str, str, str], dict[str, Value]] = {}

        def add(source: str, edge: str, target: str | None, **properties: Value) -> None:
            if target is not None and context.types[target] in self.ontology.edges[edge].targets:
                found.setdefault((source, edge, target), {"type": edge, **properties})

        for told in self.told:
            add(told.id, "FROM", told.document_node)
            add(told.id, "SUBJECT", told.subject)
            add(told.id, "OBJECT", told.object)
            add(told.id, "ABOUT", told.about)
            add(told.id, "STATED_BY", told.speaker)
            for hop, reporter in enumerate(told.reporters, start=1):
                add(told.id, "REPORTED_BY", reporter, hop=hop)
            if told.claim.within != told.id:
                add(told.id, "WITHIN", told.claim.within)
        belongs = {(e.source, e.target) for e in derived if e.type in _BELONGS}
        allied = frozenset(belongs | {(b, a) for a, b in belongs})
        kinds: dict[tuple[str, str], list[str]] = defaultdict(list)
        for one, two, kind in sorted(contradictions(self.told, allied, self.ontology)):
            kinds[one, two].append(kind)
        for (one, two), why in kinds.items():
            add(one, "CONTRADICTS", two, kind=why[0])
        return [Edge(s, k, t, p) for (s, k, t), p in found.items()]


def _claimed_events(extraction: Extraction) -> set[str]:
    found = set()
    for claim in extraction.claims:
        found |= {s.event for s in (claim.subject, claim.object, claim.speaker) if s is not None and s.event}
        if claim.about:
            found.add(claim.about)
    return found


def _aliases(names: Mapping[str, int], best: str) -> tuple[str, ...]:
    return tuple(sorted(n for n in names if n != best))
