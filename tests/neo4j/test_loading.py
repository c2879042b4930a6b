"""Loading into a real server: what is written, what is left alone, whose it is."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from neo4j_server import Server
from stores.small import small_graph
from support import ask, everything, opened

from kg.errors import KgError, UsageError
from kg.ontology import load_ontology
from kg.records import Edge, Graph, Node
from kg.stores import GraphInvalid
from kg.stores.neo4j import loading, migrations, ownership
from kg.stores.neo4j.connection import Connection
from kg.stores.schema import neo4j_rules

pytestmark = pytest.mark.current_line


def without(graph: Graph, *ids: str) -> Graph:
    """A graph without some nodes, and the edges that they have."""
    return Graph(
        tuple(node for node in graph.nodes if node.id not in ids),
        tuple(edge for edge in graph.edges if edge.source not in ids and edge.target not in ids),
    )


def with_node(graph: Graph, node: Node) -> Graph:
    return Graph(tuple(node if one.id == node.id else one for one in graph.nodes), graph.edges)


def test_a_graph_comes_back_as_it_was_loaded_with_its_schema(neo4j_empty: Server) -> None:
    neo4j_empty.clear(schema=True)
    graph = small_graph()
    with opened(neo4j_empty) as store:
        report = store.load(graph)
        assert (report.created, report.written) == (len(graph.nodes) + len(graph.edges),) * 2
        assert store.graph() == graph
    constraints = ask(neo4j_empty, "SHOW CONSTRAINTS YIELD name RETURN name")
    indexes = ask(neo4j_empty, "SHOW INDEXES YIELD name, state WHERE state = 'ONLINE' RETURN name")
    there = {name for (name,) in (*constraints, *indexes)}
    assert {rule.name for rule in neo4j_rules(load_ontology())} <= there
    ((unmarked,),) = ask(neo4j_empty, "MATCH (n) WHERE n.kg_graph <> 'news' OR n.kg_graph IS NULL RETURN count(n)")
    ((edges,),) = ask(neo4j_empty, "MATCH ()-[e]->() WHERE e.kg_graph <> 'news' OR e.kg_hash IS NULL RETURN count(e)")
    assert (unmarked, edges) == (0, 0)
    found = ask(neo4j_empty, "CALL db.index.fulltext.queryNodes('kg_text', 'harbour') YIELD node RETURN node.id")
    assert ["doc_1"] in found


def test_a_second_load_writes_nothing_whatever_the_order(neo4j_empty: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    graph = small_graph()
    nodes, edges = list(graph.nodes), list(graph.edges)
    random.Random(1).shuffle(nodes)
    random.Random(2).shuffle(edges)
    with opened(neo4j_empty) as store:
        store.load(graph)
        kept = everything(neo4j_empty)
        elements = ask(neo4j_empty, "MATCH (n) RETURN elementId(n) AS e ORDER BY e")
        session = Connection.session
        modes: list[bool] = []
        monkeypatch.setattr(
            Connection, "session", lambda self, writing=False: modes.append(writing) or session(self, writing=writing)
        )
        assert store.load(Graph(tuple(nodes), tuple(edges))).written == 0
    assert modes
    assert not any(modes), "not even a transaction that could write"
    assert everything(neo4j_empty) == kept
    assert ask(neo4j_empty, "MATCH (n) RETURN elementId(n) AS e ORDER BY e") == elements


def test_a_changed_graph_leaves_nothing_stale_and_touches_nothing_else(neo4j_empty: Server) -> None:
    graph = small_graph()
    with opened(neo4j_empty) as store:
        store.load(graph)
        ask(
            neo4j_empty,
            "MATCH (a:Person {id: 'per_ada'}), (c:Claim {id: 'clm_09'}) "
            "CREATE (:Note {text: 'mine', kg: 1})-[:ON {since: 2020}]->(a), (:Person {name: 'Ada Kern', id: 'per_ada'}) "
            "SET a.note = 'call her', a:Suspect, c.seen = true",
        )
        ask(neo4j_empty, "MATCH (:Claim {id: 'clm_12'})-[e:SUBJECT]->() SET e.checked = true")
        changed = without(graph, "org_fss", "evt_fear")
        ada = next(node for node in changed.nodes if node.id == "per_ada")
        changed = with_node(changed, replace(ada, properties={"name": "Ada M. Kern"}))
        accused = next(e for e in changed.edges if e.type == "ACCUSED")
        altered = replace(accused, properties={**accused.properties, "claims": 7, "evidence": None})
        changed = Graph(changed.nodes, tuple(altered if e is accused else e for e in changed.edges))
        report = store.load(changed)
        assert report.updated == 2  # Ada, and the edge
        assert report.created == 0
        assert store.graph().nodes == changed.nodes
        loaded = {(e.source, e.type, e.target): e for e in store.graph().edges}
        assert loaded[accused.source, "ACCUSED", accused.target].properties["claims"] == 7
        assert "evidence" not in loaded[accused.source, "ACCUSED", accused.target].properties
        assert len(loaded) == len(changed.edges)
    ((ada_now, labels),) = ask(
        neo4j_empty, "MATCH (a:Person {id: 'per_ada'}) WHERE a.kg_graph = 'news' RETURN properties(a), labels(a)"
    )
    assert ada_now["note"] == "call her"
    assert "aliases" not in ada_now
    assert set(labels) == {"Person", "Suspect"}
    assert ask(neo4j_empty, "MATCH (n:Note)-[r:ON]->(a) RETURN n.text, r.since, a.id") == [["mine", 2020, "per_ada"]]
    assert ask(neo4j_empty, "MATCH (n:Person) WHERE n.kg_graph IS NULL RETURN n.name") == [["Ada Kern"]]
    assert ask(neo4j_empty, "MATCH (c:Claim {id: 'clm_09'}) RETURN c.seen") == [[True]]


def test_a_node_that_has_gone_leaves_what_users_added_to_it(neo4j_empty: Server) -> None:
    graph = small_graph()
    with opened(neo4j_empty) as store:
        store.load(graph)
        ask(neo4j_empty, "MATCH (o {id: 'org_fss'}) SET o.note = 'secret' CREATE (:Note)-[:ON]->(o)")
        report = store.load(without(graph, "org_fss"))
        assert report.kept == 1
        assert store.graph() == without(graph, "org_fss")
    assert ask(neo4j_empty, "MATCH (:Note)-[:ON]->(o) RETURN properties(o), labels(o)") == [
        [{"note": "secret", "kg_was": "org_fss"}, []]
    ]


def test_what_somebody_broke_is_mended(neo4j_empty: Server) -> None:
    graph = small_graph()
    with opened(neo4j_empty) as store:
        store.load(graph)
        for damage in (
            "MATCH (n {id: 'evt_port'}) DETACH DELETE n",
            "MATCH ()-[e:STATED_BY]->() DELETE e",
            "MATCH (n:Person) REMOVE n.kg_hash, n.name",
            "MATCH ()-[e:SUBJECT]->() REMOVE e.kg_hash",
            "MATCH (c {id: 'clm_01'})-[e:FROM]->(d) CREATE (c)-[x:FROM]->(d) SET x = properties(e)",
            "CREATE (:Person {kg_graph: 'news', kg_hash: 5, id: 'per_none', type: 'Person'})",
        ):
            ask(neo4j_empty, damage)
            assert store.load(graph).written > 0
            assert store.graph() == graph, damage
            assert store.load(graph).written == 0


def test_edges_between_the_same_two_are_kept_apart(neo4j_empty: Server) -> None:
    nodes = (Node("o", "Organization", {"name": "O"}), Node("p", "Person", {"name": "P"}))

    def leads(role: str) -> Edge:
        return Edge("p", "LEADS", "o", {"role": role, "claim_ids": ("a", "b"), "confidence": 0.25})

    one = Graph(nodes, (leads("chief"), leads("head"), leads("head")))
    other = Graph(nodes, (leads("chair"), leads("chief"), leads("head")))
    with opened(neo4j_empty) as store:
        store.load(one)
        ask(neo4j_empty, "MATCH ()-[e:LEADS {role: 'chief'}]->() SET e.mine = 1")
        report = store.load(other)
        assert (report.created, report.updated, report.removed) == (0, 1, 0)
    assert ask(neo4j_empty, "MATCH ()-[e:LEADS]->() RETURN e.role, e.mine ORDER BY e.role") == [
        ["chair", None], ["chief", 1], ["head", None],
    ]  # fmt: skip


def test_an_edge_type_that_the_schema_has_no_more_is_taken_out(neo4j_empty: Server, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("relations:\n  ADMIRES: {from: Person, to: Agent, properties: {reason: string}}\n")
    people = (Node("p", "Person"), Node("q", "Person"))
    with opened(neo4j_empty, ontology=load_ontology((rules,))) as store:
        store.load(Graph(people, (Edge("p", "ADMIRES", "q", {"reason": "vanity"}),)))
    with opened(neo4j_empty) as store:
        assert store.load(Graph(people)).removed == 1
    assert ask(neo4j_empty, "MATCH ()-[e]->() RETURN count(e)") == [[0]]


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (Graph((Node("p", "Robot"),)), "no node type Robot"),
        (Graph((Node("p", "Person", {"aliases": "one"}),)), "aliases"),
        (Graph((Node("p", "Person"),), (Edge("p", "LEADS", "p"),)), "does not allow"),
    ],
)
def test_what_the_ontology_forbids_is_refused_before_anything_is_written(
    graph: Graph, message: str, neo4j_empty: Server
) -> None:
    with opened(neo4j_empty) as store, pytest.raises(GraphInvalid, match=message):
        store.load(graph)
    assert ask(neo4j_empty, "MATCH (n) RETURN count(n)") == [[0]]


HOSTILE = "'}) DETACH DELETE n // ` \\ \" \n\r\t\x00 $rows 😀 é́ \ud800"


def test_text_is_data(neo4j_empty: Server) -> None:
    properties: dict[str, Any] = {"name": HOSTILE, "aliases": (HOSTILE, "", "a"), "kind": ""}
    graph = Graph((Node(HOSTILE[:20], "Place", properties),))
    with opened(neo4j_empty, graph=HOSTILE[:30]) as store:
        store.load(graph)
        (place,) = store.graph().nodes
    clean = HOSTILE.replace("\ud800", "\ufffd")
    assert place == Node(HOSTILE[:20], "Place", {"name": clean, "aliases": (clean, "", "a"), "kind": ""})


# -- ownership --------------------------------------------------------------------------------------------------------


def test_two_graphs_live_beside_each_other_and_are_read_as_one(neo4j_empty: Server) -> None:
    graph = small_graph()
    with opened(neo4j_empty) as one, opened(neo4j_empty, "other", "w2") as other:
        one.load(graph)
        other.load(without(graph, "org_fss"))
        assert one.graph() == graph
        one.load(Graph())
        assert other.graph() == without(graph, "org_fss")
        assert other.load(without(graph, "org_fss")).written == 0


def test_the_name_of_another_workspace_is_refused(neo4j_empty: Server) -> None:
    with opened(neo4j_empty) as store:
        store.load(small_graph())
    kept = everything(neo4j_empty)
    with opened(neo4j_empty, workspace="w2") as store, pytest.raises(UsageError, match=r"another workspace.*--graph"):
        store.load(Graph())
    assert everything(neo4j_empty) == kept


def test_a_load_that_is_at_work_keeps_others_out(neo4j_empty: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(neo4j_empty) as one, opened(neo4j_empty) as other:
        one.load(Graph())
        owner = ownership.Owner("news", "w1")
        with owner.holding(one._open()), pytest.raises(KgError, match="another load of the graph 'news' is at work"):
            other.load(small_graph())
        assert other.load(small_graph()).created
        # One that was killed holds the graph only for a while; should it come back to life, it is told.
        monkeypatch.setattr(ownership, "TOKEN_SECONDS", 0)
        with owner.holding(one._open()) as hold, one._open().session(writing=True) as session:
            session.execute_write(hold.renew)
            assert other.load(Graph()).removed
            with pytest.raises(ownership.TakenOver, match="taken over"):
                session.execute_write(hold.renew)


# -- migrations -------------------------------------------------------------------------------------------------------


def test_migrations_are_carried_out_once_and_in_order(neo4j_empty: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with opened(neo4j_empty) as store, opened(neo4j_empty, "other", "w2") as other:
        store.load(small_graph())
        other.load(small_graph())
        counted = "MATCH (g:KgGraph {kg_graph: $graph}) SET g.steps = coalesce(g.steps, []) + "
        later = {2: (counted + "2",), 3: (counted + "3", "MATCH (n:Person {kg_graph: $graph}) SET n.moved = true")}
        monkeypatch.setattr(migrations, "MIGRATIONS", later)
        for module in (ownership, loading):
            monkeypatch.setattr(module, "SCHEMA", 3)
        monkeypatch.setattr(ownership, "MIGRATIONS", later)
        store.load(small_graph())
        store.load(small_graph())
        rows = ask(neo4j_empty, "MATCH (g:KgGraph) RETURN g.kg_graph, g.schema, g.steps ORDER BY g.kg_graph")
        assert rows == [["news", 3, [2, 3]], ["other", 1, None]]
        assert ask(neo4j_empty, "MATCH (n:Person {moved: true}) RETURN DISTINCT n.kg_graph") == [["news"]]
        monkeypatch.undo()
        neo4j_empty.log_in(monkeypatch)
        with pytest.raises(KgError, match="a later version of kg"):
            store.load(Graph())


# -- ids that have changed --------------------------------------------------------------------------------------------


def renamed(graph: Graph, old: str, new: str) -> Graph:
    def now(key: str) -> str:
        return new if key == old else key

    nodes = {now(n.id): replace(n, id=now(n.id)) for n in graph.nodes if not (n.id == old and new in ids(graph))}
    edges = (replace(e, source=now(e.source), target=now(e.target)) for e in graph.edges)
    return Graph(
        tuple(sorted(nodes.values(), key=lambda n: (n.type, n.id))),
        tuple(sorted(edges, key=lambda e: (e.type, e.source, e.target))),
    )


def ids(graph: Graph) -> set[str]:
    return {node.id for node in graph.nodes}


ADDED = (
    "MATCH (a {id: 'per_ada'}), (b {id: 'per_bo'}) "
    "SET a.note = 'first', a.rank = 3, a:Suspect, b.note = 'second', b.rank = 3 "
    "CREATE (:Note {text: 'n'})-[:ON {why: 'w'}]->(a), (a)-[:KNOWS {since: 1}]->(b), (a)-[:IS]->(a)"
)


def test_a_node_with_a_new_id_keeps_what_users_added(neo4j_empty: Server) -> None:
    graph = small_graph()
    with opened(neo4j_empty) as store:
        store.load(graph)
        ask(neo4j_empty, ADDED)
        ((element,),) = ask(neo4j_empty, "MATCH (n {id: 'per_ada'}) RETURN elementId(n)")
        now = renamed(graph, "per_ada", "per_ada2")
        report = store.load(now, moved={"per_ada": "per_ada2", "per_gone": "per_nobody"})
        assert report.moved == 1
        assert store.graph() == now
        assert store.load(now, moved={"per_ada": "per_ada2"}).written == 0
    found = ask(neo4j_empty, "MATCH (n {id: 'per_ada2'}) RETURN elementId(n), n.note, n.rank, labels(n)")
    assert [(*row[:3], set(row[3])) for row in found] == [(element, "first", 3, {"Person", "Suspect"})]
    assert ask(neo4j_empty, "MATCH (n:Note)-[r:ON]->(a) RETURN a.id, r.why") == [["per_ada2", "w"]]
    assert ask(neo4j_empty, "MATCH (n) WHERE n.kg_was IS NOT NULL RETURN n") == []


def test_two_nodes_that_became_one_keep_what_users_added_to_both(neo4j_empty: Server) -> None:
    graph = small_graph()
    with opened(neo4j_empty) as store:
        store.load(graph)
        ask(neo4j_empty, ADDED)
        now = without(graph, "per_ada")
        report = store.load(now, moved={"per_ada": "per_bo"})
        assert (report.moved, report.kept) == (1, 0)
        assert store.graph() == now
    ((properties, labels),) = ask(neo4j_empty, "MATCH (n {id: 'per_bo'}) RETURN properties(n), labels(n)")
    assert (properties["note"], properties["note (per_ada)"], properties["rank"]) == ("second", "first", 3)
    assert "rank (per_ada)" not in properties
    assert set(labels) == {"Person", "Suspect"}
    rows = ask(
        neo4j_empty,
        "MATCH (a)-[r]->(b) WHERE r.kg_graph IS NULL RETURN a.id, type(r), properties(r), b.id ORDER BY type(r)",
    )
    assert rows == [
        ["per_bo", "IS", {}, "per_bo"], ["per_bo", "KNOWS", {"since": 1}, "per_bo"], [None, "ON", {"why": "w"}, "per_bo"],
    ]  # fmt: skip
