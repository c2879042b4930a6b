"""The graph as people ask it: find, show, claims, why, path, conflicts, timeline, and exports.

Everything is parameterised Cypher in the subset that all stores run, over any Store.
"""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import combinations, islice, pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import networkx as nx

from kg.errors import UsageError
from kg.export import export_graph, select
from kg.naming import FOUND_COLUMNS, Ambiguous, Named, NotFound, comparable, pick, rank
from kg.ontology import Ontology, load_ontology
from kg.records import Graph, Node
from kg.stores import Rows, Store, StoreUnreadable, open_store
from kg.stores.library import NamedQuery, library

if TYPE_CHECKING:
    import pandas

__all__ = [
    "Ambiguous", "EdgeReceipt", "KnowledgeGraph", "NamedQuery", "NotFound", "Shown", "library", "open_graph"
]  # fmt: skip

NAMED = ("Person", "Organization", "Place", "Event")
SEARCH_COLUMNS = (
    "document", "publisher", "published", "location", "language", "hits", "snippet", "start_char", "end_char",
    "document_id",
)  # fmt: skip
CLAIM_COLUMNS = (
    *("predicate", "subject", "object", "polarity", "certainty", "role", "kind", "min", "max", "date", "said_on"),
    *("speaker", "reported_by", "sentence", "document", "publisher", "published"),
    *("document_id", "start_char", "end_char", "rule", "confidence", "claim"),
)

# One row a claim, whatever asks for it. The WHERE of the caller comes between the two halves.
_CLAIM_MATCH = "MATCH (c:Claim)-[:`FROM`]->(d:Document)"
_CLAIM_RETURN = """
OPTIONAL MATCH (c)-[:SUBJECT]->(a)
OPTIONAL MATCH (c)-[:OBJECT]->(b)
OPTIONAL MATCH (c)-[:STATED_BY]->(s)
OPTIONAL MATCH (c)-[hop:REPORTED_BY]->(o) WHERE hop.hop = 1
RETURN c.predicate AS predicate, coalesce(a.name, c.subject_text, '') AS subject,
       coalesce(b.name, c.object_text, '') AS object, c.polarity AS polarity, c.certainty AS certainty,
       c.role AS role, c.kind AS kind, c.`min` AS `min`, c.`max` AS `max`, c.date AS date, c.said_on AS said_on,
       coalesce(s.name, c.speaker_text, '') AS speaker, coalesce(o.name, c.reported_by_text, '') AS reported_by,
       c.sentence AS sentence, coalesce(d.name, '') AS document, coalesce(d.publisher, '') AS publisher,
       coalesce(d.published, '') AS published, d.id AS document_id, c.start_char AS start_char, c.end_char AS end_char,
       c.rule AS rule, c.confidence AS confidence, c.id AS claim
ORDER BY published, document, document_id, start_char, claim
"""


@dataclass(frozen=True, slots=True)
class EdgeReceipt:
    """An edge of a shown node: the other end, and the best evidence. `outgoing` tells its direction."""

    type: str
    outgoing: bool
    other: Node
    properties: Mapping[str, Any]
    sentence: str | None
    document: str | None
    publisher: str | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """What the graph knows of one node: the node, its edges by type, the documents that mention it.

    `moved_from` is the id that was asked for, where it has gone and became this node.
    """

    node: Node
    edges: Mapping[str, tuple[EdgeReceipt, ...]]
    documents: Rows
    moved_from: str | None = None

    def __str__(self) -> str:
        """What `kg show` prints: the node, and each edge with its receipt."""
        from kg.present import shown_text

        return "\n".join(shown_text(self))

    def rows(self) -> Rows:
        """The edges as a table, one row each."""
        columns = (
            *("type", "direction", "other", "other_type", "certainty", "contested", "claims", "speakers"),
            *("sentence", "start_char", "end_char", "document", "publisher", "published", "other_id"),
        )
        rows = []
        for receipts in self.edges.values():
            for e in receipts:
                get = e.properties.get
                rows.append(
                    (
                        *(e.type, "->" if e.outgoing else "<-", e.other.name, e.other.type),
                        *(get("certainty"), get("contested"), get("claims"), get("speakers")),
                        *(e.sentence, get("start_char"), get("end_char")),
                        *(e.document, e.publisher, e.published, e.other.id),
                    )
                )
        return Rows(columns, tuple(rows))


def _node(value: Mapping[str, Any]) -> Node:
    properties = {k: tuple(v) if isinstance(v, list) else v for k, v in value.items() if k not in {"id", "type"}}
    return Node(value["id"], value["type"], properties)


class KnowledgeGraph:
    """The questions people ask of a graph, over any store.

    `forward` maps ids that have gone to what they became (None: nothing); it is asked where an id is unknown.
    `search` looks through the texts, which a store does not hold.

    >>> from kg.stores import open_store
    >>> import tempfile; folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name, "graph.lbug")
    >>> with KnowledgeGraph(open_store(path, ontology=load_ontology(), create=True)) as g:
    ...     len(g.find("Ann"))
    0
    >>> folder.cleanup()
    """

    def __init__(
        self,
        store: Store,
        *,
        forward: Callable[[str], str | None] | None = None,
        search: Callable[[str, int | None], Rows] | None = None,
    ) -> None:
        self.store = store
        self._search = search
        self._forward = forward
        self._entities: list[Named] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

    def query(
        self,
        cypher_or_name: str,
        parameters: Mapping[str, Any] | None = None,
        /,
        *,
        limit: int | None = None,
        **more: Any,
    ) -> Rows:
        """Run a query of the library by its name, or Cypher. Parameters come as a mapping or as keywords.

        Raises UsageError where the name or a parameter is unknown, or the query would write or cannot be run.
        """
        given = {**(parameters or {}), **more}
        name = cypher_or_name.strip()
        try:
            "".join([name, *(value for value in given.values() if isinstance(value, str))]).encode()
        except UnicodeEncodeError as error:
            raise UsageError("the query or a parameter is no UTF-8 text") from error
        named = library().get(name)
        if named is not None:
            bound = named.bind(given)
            _check_period(bound.get("since") or None, bound.get("until") or None)
            return self.store.query(named.cypher, bound, limit=limit)
        if re.fullmatch(r"[\w-]+", name):
            close = difflib.get_close_matches(name, library(), n=3, cutoff=0.4)
            hint = f"; close to it: {', '.join(close)}" if close else ""
            raise UsageError(f"the library has no query {name}{hint}. `kg queries` lists them")
        return self.store.query(cypher_or_name, given, limit=limit)

    def _named(self) -> list[Named]:
        """Every person, organization, place and event with its names: read once."""
        if self._entities is None:
            counts = self.store.query(
                "MATCH (n)-[:MENTIONED_IN]->(d:Document) RETURN n.id, count(d), min(coalesce(d.name, ''))"
            )
            documents: dict[str, tuple[int, str]] = {key: (count, title) for key, count, title in counts}
            rows = self.store.query(
                "MATCH (n) WHERE n.type IN $types AND n.id IS NOT NULL "
                "RETURN n.id, n.type, coalesce(n.name, ''), n.aliases, n.mentions, n.date, n.roles, n.kind, "
                "n.country_code, n.event_type ORDER BY n.id",
                {"types": list(NAMED)},
            )
            found: dict[str, Named] = {}  # one each, also where a database holds it in the graphs of two workspaces
            for key, kind, name, aliases, mentions, day, roles, sort, country, event_type in rows:
                what = ", ".join(part for part in (*(roles or ()), sort, country, event_type) if part)
                names = tuple(aliases or mentions or ())
                keys = frozenset(comparable(n) for n in names) - {""}
                found.setdefault(key, Named(key, kind, name, what, names, day, *documents.get(key, (0, "")), keys))
            self._entities = list(found.values())
        return self._entities

    def find(self, text: str, *, limit: int | None = None) -> Rows:
        """People, organizations, places and events by (part of) a name or alias, best fit first.

        Case, accents and punctuation do not matter.
        """
        return Rows(FOUND_COLUMNS, tuple(entity.row() for _, entity in rank(text, self._named()))).head(limit)

    def search(self, text: str, *, limit: int | None = None) -> Rows:
        """Full text of the stored documents, best first: those that have all words of `text`, or a "phrase" in quotes,
        or `word*` for its beginnings; a row a document, with the words around its best hit, and hits between `**`.

        Documents that are not read, being in another language, are searched too; page furniture is not. Raises
        UsageError where there is no word to search for, or no workspace with texts.
        """
        if self._search is None:
            raise UsageError("this graph was opened without a workspace, which holds the texts: give -w")
        return self._search(text, limit)

    def resolve(self, name_or_id: str, *, by_id: bool = False) -> str:
        """The id of the one node that a name or an id stands for.

        A full name comes before an alias, an alias before a part of a name; a surname alone stands for everybody who
        bears it. Raises Ambiguous where several fit, NotFound where none does.
        """
        known = {entity.id for entity in self._named()}
        if name_or_id in known:
            return name_or_id
        if self._forward is not None and (now := self._forward(name_or_id)) is not None and now in known:
            return now
        if by_id:
            raise NotFound(f"no node has the id {name_or_id}; kg find NAME gives ids")
        return pick(name_or_id, self._named()).id

    def show(self, name_or_id: str, by_id: bool = False, *, forward: Mapping[str, str] | None = None) -> Shown:
        """What the graph knows of one node: its edges grouped by type, each with its best sentence, document, offsets.

        `forward` maps old ids to new ones. Raises Ambiguous or NotFound.
        """
        asked = (forward or {}).get(name_or_id, name_or_id)
        key = self.resolve(asked, by_id=by_id)
        found = self.store.query("MATCH (n) WHERE n.id = $id AND n.type IN $types RETURN n", self._typed(id=key))
        documents = self.store.query(
            "MATCH (n)-[m:MENTIONED_IN]->(d:Document) WHERE n.id = $id "
            "RETURN coalesce(d.name, '') AS document, coalesce(d.publisher, '') AS publisher, "
            "coalesce(d.published, '') AS published, m.count AS times, d.id AS document_id "
            "ORDER BY published, document, document_id",
            {"id": key},
        )
        node = _node(found.rows[0][0])
        gone = name_or_id != key and (
            asked != name_or_id or (self._forward is not None and self._forward(asked) == key)
        )
        return Shown(node, self._edges_of(key), documents, name_or_id if gone else None)

    def _typed(self, **parameters: Any) -> dict[str, Any]:
        return {"types": list(NAMED), **parameters}

    def _documents(self) -> dict[str, tuple[str, str, str]]:
        rows = self.store.query(
            "MATCH (d:Document) RETURN d.id, coalesce(d.name, ''), coalesce(d.publisher, ''), coalesce(d.published, '')"
        )
        return {key: (name, publisher, published) for key, name, publisher, published in rows}

    def _edges_of(self, key: str) -> dict[str, tuple[EdgeReceipt, ...]]:
        documents = self._documents()
        found: dict[str, list[EdgeReceipt]] = defaultdict(list)
        for outgoing in (True, False):
            pattern = "(n)-[r]->(m)" if outgoing else "(n)<-[r]-(m)"
            rows = self.store.query(
                f"MATCH {pattern} WHERE n.id = $id AND n.type IN $types AND m.type IN $types RETURN r, m",
                self._typed(id=key),
            )
            for edge, other in rows:
                document = documents.get(edge.get("best_document", ""), (None, None, None))
                found[edge["type"]].append(
                    EdgeReceipt(edge["type"], outgoing, _node(other), edge, edge.get("evidence"), *document)
                )
        return {
            kind: tuple(sorted(found[kind], key=lambda e: (not e.outgoing, e.other.name, e.other.id)))
            for kind in sorted(found)
        }

    def claims(
        self,
        *,
        about: str | None = None,
        speaker: str | None = None,
        predicate: str | None = None,
        certainty: str | None = None,
        since: str | None = None,
        until: str | None = None,
        by_id: bool = False,
        limit: int | None = None,
    ) -> Rows:
        """Who says what of whom, a row a claim, in order of publication.

        `about` and `speaker` are names or ids (a speaker may also be words: "two officials"); `since` and `until` are
        days, months or years, and compare with the day it was said, else published. Remarks that no relation covers
        (`SAID_ABOUT`) come only where they, a speaker, or somebody they are about are asked for. Raises Ambiguous,
        NotFound, or UsageError for a predicate or certainty that does not exist, or dates that are none.
        """
        ontology = load_ontology()
        if predicate is not None:
            predicate = self._predicate(predicate)
        if certainty is not None:
            certainty = certainty.lower()
            if certainty not in ontology.vocabularies["certainty"]:
                known = ", ".join(ontology.vocabularies["certainty"])
                raise UsageError(f"no such certainty: {certainty}; there are {known}")
        _check_period(since, until)
        where, parameters = ["true"], dict[str, Any]()
        if about is None and speaker is None and predicate is None:
            where = ["c.predicate <> 'SAID_ABOUT'"]
        if about is not None:
            where.append("EXISTS { MATCH (c)-[:SUBJECT|OBJECT|ABOUT]->(x) WHERE x.id = $about }")
            parameters["about"] = self.resolve(about, by_id=by_id)
        if speaker is not None:
            try:
                parameters["speaker"] = self.resolve(speaker, by_id=by_id)
                where.append("EXISTS { MATCH (c)-[:STATED_BY]->(x) WHERE x.id = $speaker }")
            except NotFound:
                if by_id:
                    raise
                parameters["speaker"] = speaker.lower()
                where.append("toLower(coalesce(c.speaker_text, '')) CONTAINS $speaker")
                if not len(
                    self.store.query(f"{_CLAIM_MATCH} WHERE {where[-1]} RETURN c.id", {"speaker": speaker.lower()})
                ):
                    raise
        for name, value in (("predicate", predicate), ("certainty", certainty)):
            if value is not None:
                where.append(f"c.{name} = ${name}")
                parameters[name] = value
        said = "coalesce(c.said_on, d.published, '')"
        if since is not None:
            where.append(f"{said} >= $since")
            parameters["since"] = since
        if until is not None:
            where.append(f"{said} <> '' AND {said} <= $until")
            parameters["until"] = _end_of(until)
        return self._claims(" AND ".join(where), parameters, limit)

    def _predicate(self, name: str) -> str:
        """A predicate as claims have it; the graph knows those of users' own rules, the ontology all others."""
        wanted = re.sub(r"[\s-]+", "_", name.strip()).upper()
        known = set(load_ontology().predicates)
        if wanted not in known:
            known |= {row[0] for row in self.store.query("MATCH (c:Claim) RETURN DISTINCT c.predicate")}
        if wanted not in known:
            close = difflib.get_close_matches(wanted, sorted(known), n=3, cutoff=0.5)
            hint = f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(sorted(known))}"
            raise UsageError(f"no such predicate: {name}; {hint}")
        return wanted

    def _claims(self, where: str, parameters: Mapping[str, Any], limit: int | None = None) -> Rows:
        return self.store.query(f"{_CLAIM_MATCH}\nWHERE {where}{_CLAIM_RETURN}", parameters, limit=limit)

    def why(self, a: str, b: str, *, by_id: bool = False, limit: int | None = None) -> Rows:
        """Every claim behind the edges between two nodes, and every claim that contradicts one of those.

        Columns as `claims`, and `stands`: `for` an edge, `denies` it, or `against` (contradicts another row).
        Raises Ambiguous or NotFound.
        """
        ends = {"a": self.resolve(a, by_id=by_id), "b": self.resolve(b, by_id=by_id)}
        subject = "EXISTS {{ MATCH (c)-[:SUBJECT]->(x) WHERE x.id = ${} }}"
        target = "EXISTS {{ MATCH (c)-[:OBJECT]->(y) WHERE y.id = ${} }}"
        pairs = (f"({subject.format(one)} AND {target.format(other)})" for one, other in (("a", "b"), ("b", "a")))
        between = f"({' OR '.join(pairs)})"
        direct = self._claims(between, ends)
        position = direct.columns.index("claim")
        ids = [row[position] for row in direct]
        against = self._claims(
            "EXISTS { MATCH (c)-[k:CONTRADICTS]-(x:Claim) WHERE x.id IN $ids AND k.kind = 'denial' } "
            "AND NOT c.id IN $ids",
            {"ids": ids or [""]},
        )
        denial, polarity = direct.columns.index("predicate"), direct.columns.index("polarity")
        rows = [
            ("denies" if row[polarity] == "denied" or row[denial] == "DENIED_INVOLVEMENT_IN" else "for", *row)
            for row in direct
        ] + [("against", *row) for row in against]
        return Rows(("stands", *direct.columns), tuple(rows)).head(limit)

    def path(self, a: str, b: str, max_length: int = 4, *, by_id: bool = False, limit: int = 10) -> Rows:
        """The shortest chains between two nodes over the edges between people, organizations, places and events.

        One row for each edge of each step; `path` numbers the chains, at most `limit` of them. No rows: there is no
        chain of at most `max_length` edges. Raises Ambiguous or NotFound.
        """
        start, end = self.resolve(a, by_id=by_id), self.resolve(b, by_id=by_id)
        columns = (
            *("path", "step", "source", "type", "target", "certainty", "contested", "sentence"),
            *("document", "publisher", "published", "start_char", "end_char", "source_id", "target_id"),
        )
        edges = self.store.query(
            "MATCH (n)-[r]->(m) WHERE n.type IN $types AND m.type IN $types AND n.id <> m.id "
            "RETURN n.id, r.type, m.id, r.certainty, r.contested, r.evidence, r.best_document, "
            "r.start_char, r.end_char ORDER BY n.id, r.type, m.id",
            self._typed(),
        )
        between: dict[frozenset[str], list[tuple[Any, ...]]] = defaultdict(list)
        network: nx.Graph[str] = nx.Graph()
        for row in edges:
            between[frozenset((row[0], row[2]))].append(row)
            network.add_edge(row[0], row[2])
        if start == end or start not in network or end not in network:
            return Rows(columns, ())
        try:
            if nx.shortest_path_length(network, start, end) > max_length:
                return Rows(columns, ())
        except nx.NetworkXNoPath:
            return Rows(columns, ())
        names = {entity.id: entity.name for entity in self._named()}
        documents = self._documents()
        chains = list(islice(nx.all_shortest_paths(network, start, end), limit + 1))
        rows = []
        for number, chain in enumerate(sorted(chains[:limit]), start=1):
            for step, ends in enumerate(pairwise(chain), start=1):
                for source, kind, target, certainty, contested, sentence, best, *place in between[frozenset(ends)]:
                    told = documents.get(best or "", ("", "", ""))
                    told_of = (names[source], kind, names[target], certainty, contested, sentence)
                    rows.append((number, step, *told_of, *told, *place, source, target))
        return Rows(columns, tuple(rows), truncated=len(chains) > limit)

    def conflicts(self, *, limit: int | None = None) -> Rows:
        """Denials against claims, rival claims, figures that differ: a row a claim, numbered by conflict.

        Figures of one event and kind conflict where their bounds leave no number that fits both.
        """
        claims = self._claims("true", {})
        by_id = {row["claim"]: row for row in claims.dicts()}
        subjects = dict(self.store.query("MATCH (c:Claim)-[:SUBJECT]->(n) RETURN c.id, n.id").rows)
        counted = dict(self.store.query("MATCH (c:Claim) RETURN c.id, coalesce(c.`group`, '')").rows)
        pairs = self.store.query("MATCH (x:Claim)-[k:CONTRADICTS]->(y:Claim) RETURN k.kind, x.id, y.id")
        groups: dict[tuple[str, str], set[str]] = {}
        graphs: dict[str, nx.Graph[str]] = defaultdict(nx.Graph)
        for kind, one, other in pairs:
            graphs[kind].add_edge(one, other)
        for one, other in _figures_apart(by_id, subjects, counted):
            graphs["figure"].add_edge(one, other)
        for kind, network in graphs.items():
            for component in nx.connected_components(network):
                members = {claim for claim in component if claim in by_id}
                if len(members) > 1:
                    groups[kind, min(members)] = members
        ordered = []
        for (kind, _), members in groups.items():
            told = sorted((by_id[m] for m in members), key=lambda c: (c["published"], c["document"], c["claim"]))
            ordered.append((kind, _about(told), told))
        ordered.sort(key=lambda group: (group[0], group[1], group[2][0]["claim"]))
        rows = [
            (number, kind, about, *(claim[column] for column in CLAIM_COLUMNS))
            for number, (kind, about, told) in enumerate(ordered, start=1)
            for claim in told
        ]
        return Rows(("conflict", "conflict_kind", "about", *CLAIM_COLUMNS), tuple(rows)).head(limit)

    def timeline(self, since: str | None = None, until: str | None = None, *, limit: int | None = None) -> Rows:
        """Events in order of date, each with its places, figures and best receipt. Undated events are left out.

        Raises UsageError where `since` or `until` is no day, month or year, or nothing can lie between them.
        """
        _check_period(since, until)
        events = self.store.query(
            "MATCH (e:Event) WHERE e.date_from IS NOT NULL "
            "AND ($since = '' OR coalesce(e.date_to, e.date_from) >= $since) "
            "AND ($until = '' OR e.date_from <= $until) "
            "RETURN e.date_from AS day, e.date AS date, e.event_type AS event_type, e.status AS status, "
            "e.name AS event, e.killed_min AS killed_min, e.killed_max AS killed_max, e.injured_min AS injured_min, "
            "e.injured_max AS injured_max, e.id AS id ORDER BY day, event, id",
            {"since": since or "", "until": _end_of(until) if until else ""},
        )
        places: dict[str, list[str]] = defaultdict(list)
        for event, place in self.store.query(
            "MATCH (e:Event)-[:OCCURRED_AT]->(p:Place) RETURN e.id, p.name ORDER BY e.id, p.name, p.id"
        ):
            places[event].append(place)
        touching = self.store.query("MATCH (c:Claim)-[:SUBJECT|OBJECT]->(e:Event) RETURN e.id, c.id")
        claims = {row["claim"]: row for row in self._claims("true", {}).dicts()}
        best: dict[str, dict[str, Any]] = {}
        for event, claim in touching:
            if (row := claims.get(claim)) is not None:
                best[event] = min(best.get(event, row), row, key=_receipt_rank)
        shown = ("certainty", "speaker", "sentence", "document", "publisher", "published", "claim")
        rows = [
            (*event[1:5], places[event[-1]], *event[5:], *(best.get(event[-1], {}).get(column) for column in shown))
            for event in events
        ]
        return Rows((*events.columns[1:5], "places", *events.columns[5:], *shown), tuple(rows)).head(limit)

    def graph(self) -> Graph:
        """The whole graph as records."""
        return self.store.graph()

    def to_networkx(self, *, with_: Collection[str] = ("claims", "documents")) -> nx.MultiDiGraph[str]:
        """The graph as a networkx MultiDiGraph; edge keys are edge types, lists are Python lists.

        `with_` names what comes beside entities and events: claims, documents.
        """
        chosen = select(self.store.graph(), with_)
        network: nx.MultiDiGraph[str] = nx.MultiDiGraph()
        for node in chosen.nodes:
            network.add_node(node.id, **_lists({**node.properties, "type": node.type, "label": node.name}))
        for edge in chosen.edges:
            network.add_edge(edge.source, edge.target, **_lists({**edge.properties, "type": edge.type}))
        return network

    def to_pandas(self, kind: str) -> pandas.DataFrame:
        """A table as a DataFrame: nodes, edges, claims, timeline, conflicts, or a node type (events, people ...).

        Raises UsageError for a kind that does not exist, KgError where pandas is not installed.
        """
        return self._table(kind).to_pandas()

    def _table(self, kind: str) -> Rows:
        special: dict[str, Callable[[], Rows]] = {
            "claims": self.claims,
            "timeline": self.timeline,
            "conflicts": self.conflicts,
        }
        if kind in special:
            return special[kind]()
        graph = self.store.graph()
        labels = {
            "nodes": None, "people": "Person", "persons": "Person", "organizations": "Organization",
            "places": "Place", "events": "Event", "documents": "Document",
        }  # fmt: skip
        if kind == "edges":
            named = {node.id: node.name for node in graph.nodes}
            ends = ("source", "type", "target", "source_name", "target_name")
            found = [
                {**e.properties}
                | dict(zip(ends, (e.source, e.type, e.target, named[e.source], named[e.target]), strict=True))
                for e in select(graph, ()).edges
            ]
            first: tuple[str, ...] = ends
        elif kind in labels:
            label = labels[kind]
            found = [{"id": n.id, "type": n.type, **n.properties} for n in graph.nodes if label in {None, n.type}]
            first = ("id", "type", "name")
        else:
            raise UsageError(f"no such table: {kind}; there are {', '.join(sorted([*special, *labels, 'edges']))}")
        columns = (*first, *sorted({column for row in found for column in row} - set(first)))
        return Rows(columns, tuple(tuple(_lists(row).get(column) for column in columns) for row in found))

    def export(self, path: str | Path, with_: Collection[str] = ()) -> Graph:
        """Write the graph to a file or folder; the suffix decides on the format. See `kg.export.export_graph`.

        Gives what was written. Raises UsageError, also for an empty name: what was meant by one is anyone's guess.
        """
        if not str(path).strip():
            raise UsageError("an export needs the name of a file or folder: the one given is empty")
        return export_graph(self.store.graph(), Path(path), with_=with_)


def _check_period(since: str | None, until: str | None) -> None:
    """Raise UsageError unless both are days, months or years as they are written in the graph, and in order."""
    for name, value in (("since", since), ("until", until)):
        if value is not None and not _is_date(value):
            raise UsageError(
                f"{name}: {value!r} is no date; write a day like 2024-03-22, a month like 2024-03 or a year like 2024"
            )
    if since is not None and until is not None and since > _end_of(until):
        raise UsageError(f"since {since} is after until {until}: nothing lies between; exchange the two")


def _is_date(text: str) -> bool:
    parts = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", text, re.ASCII)
    if parts is None:
        return False
    try:
        date(*(int(part or 1) for part in parts.groups()))
    except ValueError:
        return False
    return True


def _end_of(until: str) -> str:
    """What sorts behind every date within a day, month or year: `~` comes after digits and dashes."""
    return until + "~"


def _lists(properties: Mapping[str, Any]) -> dict[str, Any]:
    return {k: list(v) if isinstance(v, tuple) else v for k, v in properties.items()}


def _receipt_rank(claim: Mapping[str, Any]) -> tuple[Any, ...]:
    denied = claim["polarity"] == "denied"
    return denied, -(claim["confidence"] or 0.0), claim["published"] or "9999", claim["claim"]


def _about(told: Iterable[Mapping[str, Any]]) -> str:
    """What a conflict is about: what most of its claims name."""
    counts: dict[str, int] = defaultdict(int)
    for claim in told:
        name = claim["subject"] if claim["predicate"] == "FIGURE" else claim["object"] or claim["subject"]
        counts[f"{name}: {claim['kind']}" if claim["predicate"] == "FIGURE" else name] += 1
    return min(counts, key=lambda name: (-counts[name], name))


def _figures_apart(
    claims: Mapping[str, Mapping[str, Any]], subjects: Mapping[str, str], counted: Mapping[str, str]
) -> Iterable[tuple[str, str]]:
    """Pairs of figures for one event, kind and group that no single number fits."""
    figures: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for key, claim in claims.items():
        if claim["predicate"] == "FIGURE" and claim["polarity"] == "affirmed" and key in subjects:
            figures[subjects[key], claim["kind"] or "", comparable(counted.get(key, ""))].append(claim)
    for same in figures.values():
        for one, other in combinations(same, 2):
            lows = [c["min"] for c in (one, other) if c["min"] is not None]
            highs = [c["max"] for c in (one, other) if c["max"] is not None]
            if lows and highs and max(lows) > min(highs):
                yield one["claim"], other["claim"]


def open_graph(workspace: str | Path = "kg-workspace", *, store: str | None = None) -> KnowledgeGraph:
    """Open the graph of a workspace, or the store that a path or a URL names.

    The workspace's own graph is rebuilt from evidence where it cannot be read; any other store is only ever read.
    Raises UsageError where there is no such workspace, StoreUnreadable where `store` is missing or broken.
    """
    from kg.build import project, workspace_ontology
    from kg.evidence import Evidence, Workspace, search

    place = Workspace(Path(workspace))
    if store is not None and not place.evidence.is_file():
        return KnowledgeGraph(open_store(store, ontology=load_ontology()))
    ontology: Ontology = workspace_ontology(workspace)
    target = place.graph if store is None else store

    def successor(node: str) -> str | None:
        with Evidence(place.evidence) as evidence:
            retired = evidence.retired(node)
        return retired.became if retired is not None else None

    def found(text: str, limit: int | None) -> Rows:
        with Evidence(place.evidence) as evidence:
            hits = list(islice(search(evidence, text), None if limit is None else limit + 1))
        return Rows(SEARCH_COLUMNS, tuple(hit.row() for hit in hits)).head(limit)

    try:
        return KnowledgeGraph(open_store(target, ontology=ontology), forward=successor, search=found)
    except StoreUnreadable:
        if store is not None:
            raise
        with place.locked(), Evidence(place.evidence) as evidence:
            project(evidence, place, ontology)
        return KnowledgeGraph(open_store(target, ontology=ontology), forward=successor, search=found)
