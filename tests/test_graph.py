from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import lxml.html
import networkx as nx
import pytest
from stores.small import small_graph

from kg.errors import KgError, UsageError
from kg.evidence import Evidence, Workspace
from kg.graph import Ambiguous, KnowledgeGraph, NotFound, library, open_graph
from kg.ontology import load_ontology
from kg.records import Edge, Graph, Node
from kg.stores import Rows, open_store

BOMBING = "bombing, Port Ansel, 2021-05-04"


def opened(graph: Graph, folder: Path, **options: Any) -> KnowledgeGraph:
    store = open_store(folder / "g", ontology=load_ontology(), create=True)
    store.load(graph)
    return KnowledgeGraph(store, **options)


@pytest.fixture(scope="module")
def g(tmp_path_factory: pytest.TempPathFactory) -> Iterator[KnowledgeGraph]:
    forward = {"org_old": "org_front", "org_lost": "org_nowhere"}.get
    with opened(small_graph(), tmp_path_factory.mktemp("graph"), forward=forward) as graph:
        yield graph


def test_query_takes_names_and_cypher(g: KnowledgeGraph) -> None:
    assert [row["who"] for row in g.query("who-claimed", who="brigade").dicts()] == ["River Brigade"]
    assert g.query("who-claimed", {"who": "brigade"}, limit=5) == g.query("who-claimed", who="brigade")
    assert g.query("MATCH (n:Person) WHERE n.id = $id RETURN n.name AS name", id="per_bo").rows == (("Bo Lund",),)
    with pytest.raises(UsageError, match="who-claimed"):
        g.query("who-claims")
    with pytest.raises(UsageError, match="it takes who, event"):
        g.query("who-claimed", whom="x")
    with pytest.raises(UsageError, match="only read"):
        g.query("MATCH (n) DELETE n")
    assert "who-claimed" in library()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("northern front", ["org_front"]),
        ("the FRONT", ["org_front"]),
        ("Kérn", ["per_ada"]),
        ("blast", ["evt_port"]),
        ("port ansel", ["pla_port", "evt_port"]),
        ("(.*", []),
        ("nobody", []),
    ],
)
def test_find(text: str, ids: list[str], g: KnowledgeGraph) -> None:
    assert [row["id"] for row in g.find(text).dicts()] == ids


def test_show_gives_edges_with_their_receipts(g: KnowledgeGraph) -> None:
    shown = g.show("Ruria")
    assert shown.node.id == "pla_ruria"
    assert shown.moved_from is None
    assert list(shown.edges) == sorted(shown.edges)
    (accused,) = shown.edges["ACCUSED_OF"]
    assert (accused.outgoing, accused.other.name, accused.sentence) == (True, BOMBING, "Sentence of clm_04.")
    assert (accused.document, accused.publisher, accused.published) == (
        "Blast at the harbour",
        "Morning Wire",
        "2021-05-04",
    )
    assert accused.properties["speakers"] == ["Ada Kern"]
    assert accused.properties["contested"] is True
    (led_by,) = shown.edges["LEADS"]
    assert (led_by.outgoing, led_by.other.id) == (False, "per_bo")
    assert not {"MENTIONED_IN", "SUBJECT", "STATED_BY"} & set(shown.edges)
    assert [row["document"] for row in shown.documents.dicts()] == ["Blast at the harbour", "A week after"]
    row = next(row for row in shown.rows().dicts() if row["type"] == "ACCUSED_OF")
    assert (row["start_char"], row["end_char"], row["other_id"]) == (0, 19, "evt_port")


def test_show_follows_ids_that_have_gone(g: KnowledgeGraph) -> None:
    shown = g.show("org_old")
    assert (shown.node.id, shown.moved_from) == ("org_front", "org_old")
    shown = g.show("per_gone", forward={"per_gone": "per_bo"})
    assert (shown.node.id, shown.moved_from) == ("per_bo", "per_gone")
    assert g.show("per_bo", by_id=True).node.id == "per_bo"
    for key in ("org_lost", "Ruria"):
        with pytest.raises(NotFound):
            g.show(key, by_id=True)


def test_a_name_of_several_is_ambiguous_and_lists_them(g: KnowledgeGraph) -> None:
    with pytest.raises(Ambiguous, match="pick one by its id") as caught:
        g.show("r")
    assert caught.value.exit_code == 2
    assert {"org_brigade", "pla_ruria"} <= {row["id"] for row in caught.value.candidates.dicts()}
    with pytest.raises(NotFound, match="Bo Lund"):
        g.show("Bo Lundd")


def test_a_full_name_comes_before_an_alias_and_an_alias_before_a_part(tmp_path: Path) -> None:
    nodes = (
        Node("a", "Organization", {"name": "Alpha", "aliases": ("AL",)}),
        Node("b", "Organization", {"name": "AL", "aliases": ()}),
        Node("c", "Person", {"name": "Cal", "aliases": ("Beta",)}),
        Node("d", "Person", {"name": "Betamax", "aliases": ()}),
        Node("e", "Person", {"name": "Same"}),
        Node("f", "Place", {"name": "SAME"}),
    )
    with opened(Graph(nodes), tmp_path) as g:
        assert [g.resolve(name) for name in ("al", "alpha", "beta", "betam")] == ["b", "a", "c", "d"]
        with pytest.raises(Ambiguous) as caught:
            g.resolve("same")
        assert [row["id"] for row in caught.value.candidates.dicts()] == ["f", "e"]


@pytest.mark.parametrize(
    ("options", "claims"),
    [
        ({"about": "NF", "speaker": "Kern"}, ["clm_20"]),
        ({"speaker": "two officials"}, ["clm_17"]),
        ({"predicate": "LEADS"}, ["clm_11"]),
        ({"certainty": "alleged"}, ["clm_04"]),
        ({"until": "2021-04"}, ["clm_15"]),
        ({"since": "2021-05-05", "predicate": "FIGURE"}, ["clm_08"]),
        ({"since": "2021-05-05", "until": "2021-05-10"}, []),
        ({"about": "pla_velt", "by_id": True}, ["clm_10", "clm_17"]),
    ],
)
def test_claims(options: dict[str, Any], claims: list[str], g: KnowledgeGraph) -> None:
    rows = g.claims(**options).dicts()
    assert [row["claim"] for row in rows] == claims
    for row in rows:
        assert row["sentence"] == f"Sentence of {row['claim']}."
        assert (row["start_char"], row["end_char"], row["rule"]) == (3, 9, "by-hand")


def test_claims_refuse_what_does_not_exist(g: KnowledgeGraph) -> None:
    with pytest.raises(UsageError, match="there are fact, reported"):
        g.claims(certainty="sure")
    with pytest.raises(NotFound):
        g.claims(about="nobody here")
    with pytest.raises(NotFound):
        g.claims(speaker="nobody here")
    assert g.claims(limit=3).truncated


def test_why_lists_the_claims_of_both_sides(g: KnowledgeGraph) -> None:
    rows = g.why("Ruria", "harbour blast").dicts()
    assert [(row["claim"], row["stands"]) for row in rows] == [
        ("clm_04", "for"),
        ("clm_03", "denies"),
        ("clm_06", "denies"),
        ("clm_25", "for"),
    ]
    assert rows == g.why(BOMBING, "Ruria").dicts()
    assert rows[0]["speaker"] == "Ada Kern"
    assert g.why("River Brigade", BOMBING).dicts()[0]["reported_by"] == "Morning Wire"


def test_why_brings_the_denials_that_name_other_ends(tmp_path: Path) -> None:
    graph = small_graph()
    edges = (*graph.edges, Edge("clm_16", "CONTRADICTS", "clm_12", {"kind": "denial"}))
    with opened(Graph(graph.nodes, edges), tmp_path) as g:
        rows = g.why("Federal Service", "Ada Kern").dicts()
    assert [(row["claim"], row["stands"]) for row in rows] == [("clm_12", "for"), ("clm_16", "against")]


def test_path_is_shortest_and_keeps_to_named_things(g: KnowledgeGraph) -> None:
    rows = g.path("Northern Front", "Velt").dicts()
    assert [(r["path"], r["step"], r["source"], r["type"], r["target"]) for r in rows] == [
        (1, 1, "River Brigade", "SUPPORTED", "Northern Front"),
        (1, 2, "River Brigade", "ATTACKED", "Velt"),
    ]
    assert rows[1]["document"] == "Notes"
    assert len(g.path("Northern Front", "Velt", max_length=1)) == 0
    assert len(g.path("Velt", "Velt")) == 0
    assert len(g.path("Morning Wire", "Velt")) == 0, "a publisher is no link"


def test_path_lists_every_shortest_chain_up_to_the_limit(tmp_path: Path) -> None:
    nodes = tuple(Node(key, "Person", {"name": key}) for key in "abcd")
    edges = (
        Edge("a", "MET_WITH", "b"),
        Edge("b", "MET_WITH", "d"),
        Edge("a", "MET_WITH", "c"),
        Edge("c", "MET_WITH", "d"),
        Edge("c", "KILLED", "d"),
    )
    with opened(Graph(nodes, edges), tmp_path) as g:
        rows = [(r["path"], r["step"], r["type"]) for r in g.path("a", "d", by_id=True).dicts()]
        assert rows == [
            (1, 1, "MET_WITH"),
            (1, 2, "MET_WITH"),
            (2, 1, "MET_WITH"),
            (2, 2, "KILLED"),
            (2, 2, "MET_WITH"),
        ]
        assert g.path("a", "d", by_id=True, limit=1).truncated


def test_conflicts_group_the_claims_that_disagree(g: KnowledgeGraph) -> None:
    rows = g.conflicts().dicts()
    assert [(r["conflict"], r["conflict_kind"], r["claim"]) for r in rows] == [
        (1, "denial", "clm_04"),
        (1, "denial", "clm_03"),
        (2, "figure", "clm_07"),
        (2, "figure", "clm_08"),
        (3, "rival_claim", "clm_01"),
        (3, "rival_claim", "clm_02"),
    ]
    assert {r["about"] for r in rows} == {BOMBING, f"{BOMBING}: killed"}


def test_figures_that_one_number_fits_are_no_conflict(tmp_path: Path) -> None:
    def figures(*bounds: tuple[str, int | None, int | None, str]) -> Graph:
        nodes = [Node("e", "Event", {"name": "E"}), Node("d", "Document", {"name": "D"})]
        edges = []
        for number, (kind, low, high, group) in enumerate(bounds):
            values = {
                "predicate": "FIGURE",
                "polarity": "affirmed",
                "kind": kind,
                "min": low,
                "max": high,
                "group": group,
            }
            nodes.append(Node(f"c{number}", "Claim", values))
            edges += [Edge(f"c{number}", "SUBJECT", "e"), Edge(f"c{number}", "FROM", "d")]
        return Graph(tuple(nodes), tuple(edges))

    agreeing = figures(
        ("killed", 10, None, ""), ("killed", 12, 12, ""), ("killed", None, 15, ""), ("injured", 40, 40, "")
    )
    with opened(agreeing, tmp_path) as g:
        assert len(g.conflicts()) == 0
    with opened(figures(("killed", 10, 10, "children"), ("killed", 12, 12, "soldiers")), tmp_path) as g:
        assert len(g.conflicts()) == 0
    with opened(figures(("killed", None, 10, ""), ("killed", 11, None, "")), tmp_path) as g:
        assert [row["claim"] for row in g.conflicts().dicts()] == ["c0", "c1"]


def test_timeline(g: KnowledgeGraph) -> None:
    rows = g.timeline().dicts()
    assert [(r["date"], r["id"], r["places"]) for r in rows] == [
        ("2021-05-04", "evt_port", ["Port Ansel"]),
        ("2021-06", "evt_velt", ["Velt"]),
    ]
    assert (rows[0]["killed_min"], rows[0]["killed_max"], rows[0]["sentence"]) == (10, 14, "Sentence of clm_01.")
    assert [r["id"] for r in g.timeline(since="2021-06-15").dicts()] == ["evt_velt"]
    assert [r["id"] for r in g.timeline(until="2021-05").dicts()] == ["evt_port"]
    assert [r["id"] for r in g.timeline(until="2021").dicts()] == ["evt_port", "evt_velt"]


def test_networkx_has_everything(g: KnowledgeGraph) -> None:
    network = g.to_networkx()
    assert isinstance(network, nx.MultiDiGraph)
    assert (network.number_of_nodes(), network.number_of_edges()) == (
        len(small_graph().nodes),
        len(small_graph().edges),
    )
    assert network.nodes["org_front"]["aliases"] == ["NF", "the Front"]
    assert network.nodes["org_front"]["label"] == "Northern Front"
    assert {d["type"] for _, _, d in network.edges("per_bo", data=True)} >= {"LEADS", "CONDEMNED"}
    assert not {d["type"] for _, d in g.to_networkx(with_=()).nodes(data=True)} & {"Claim", "Document"}


def test_pandas(g: KnowledgeGraph, monkeypatch: pytest.MonkeyPatch) -> None:
    events = g.to_pandas("events")
    assert sorted(events["id"]) == ["evt_fear", "evt_port", "evt_velt"]
    edges = g.to_pandas("edges").set_index(["source", "type", "target"])
    assert edges.loc[("per_bo", "LEADS", "pla_ruria"), "target_name"] == "Ruria"
    assert len(g.to_pandas("claims")) == len([n for n in small_graph().nodes if n.type == "Claim"])
    assert len(g.to_pandas("nodes")) == len(small_graph().nodes)
    with pytest.raises(UsageError, match="there are claims"):
        g.to_pandas("rumours")
    monkeypatch.setitem(__import__("sys").modules, "pandas", None)
    with pytest.raises(KgError, match="newskg\\[pandas\\]"):
        g.to_pandas("events")


def test_export(g: KnowledgeGraph, tmp_path: Path) -> None:
    g.export(tmp_path / "g.graphml", with_=("claims",))
    assert {d["type"] for _, d in nx.read_graphml(tmp_path / "g.graphml").nodes(data=True)} >= {"Claim", "Person"}


def test_a_shown_node_prints_itself(g: KnowledgeGraph) -> None:
    name = g.find("a").dicts()[0]["name"]
    assert str(g.show(g.find("a").dicts()[0]["id"])).startswith(name)


def test_tables_are_shown_in_notebooks_as_text_and_become_dataframes() -> None:
    hostile = "<script>alert(1)</script> \x1b[31m\u202e & \"'"
    rows = Rows(("id", hostile), (("per-1", hostile), ("per-2", None), ("per-3", ["a", "b"])))
    shown = lxml.html.fromstring(rows._repr_html_())
    assert not shown.xpath("//script")
    assert not set("\x1b\u202e") & set(rows._repr_html_())
    assert [cell.text for cell in shown.xpath("//td")] == [
        *("per-1", "<script>alert(1)</script> \\x1b[31m\\u202e & \"'"),
        *("per-2", None),
        *("per-3", "a; b"),
    ]
    assert "No rows." in Rows(("id",), ())._repr_html_()
    assert "more rows" in rows.head(1)._repr_html_()
    assert rows.to_pandas()["id"].tolist() == ["per-1", "per-2", "per-3"]


def test_names_are_never_part_of_cypher(g: KnowledgeGraph) -> None:
    hostile = "x'}) DETACH DELETE n //"
    for call in (g.show, g.resolve, lambda t: g.why(t, t), lambda t: g.path(t, t), lambda t: g.claims(about=t)):
        with pytest.raises(NotFound):
            call(hostile)
    with pytest.raises(UsageError, match="no such predicate"):
        g.claims(predicate=hostile)
    assert g.graph() == small_graph()


def test_a_workspace_opens_and_its_graph_is_rebuilt_when_it_cannot_be_read(tmp_path: Path) -> None:
    workspace = Workspace(tmp_path / "w")
    with pytest.raises(UsageError, match="kg build"):
        open_graph(workspace.folder)
    with workspace.locked(create=True), Evidence(workspace.evidence, create=True):
        pass
    for content in (None, b"broken"):
        if content is not None:
            workspace.graph.write_bytes(content)
        with open_graph(workspace.folder) as g:
            assert g.query("MATCH (n) RETURN count(n) AS n").rows == ((0,),)
    with open_graph(workspace.folder) as g, pytest.raises(NotFound):
        g.show("per_never_was")


def test_a_store_without_a_workspace_opens(tmp_path: Path) -> None:
    opened(small_graph(), tmp_path).close()
    with open_graph(tmp_path / "none", store=str(tmp_path / "g")) as g:
        assert g.show("Bo Lund").node.id == "per_bo"
