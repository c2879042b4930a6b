from __future__ import annotations

import csv
import json
from pathlib import Path

import networkx as nx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stores.small import small_graph

from kg.errors import UsageError
from kg.export import export_graph, export_text, select
from kg.export.csvfolder import guarded, unguarded
from kg.export.xmltext import legal
from kg.records import Edge, Graph, Node

ALL = ("claims", "documents")
EVIL = '=HYPERLINK("x") <b>&\'"\\ \r\n\t\x00\x1b\ufffe 😀 ]]> é\u2028'


def evil_graph() -> Graph:
    nodes = (
        Node("a", "Person", {"name": EVIL, "aliases": (EVIL, ""), "roles": None}),
        Node("b<&\"'>", "Place", {"name": "-1", "latitude": -1.5, "acts": False, "aliases": ()}),
    )
    edges = (
        Edge("a", "LEADS", "b<&\"'>", {"type": "LEADS", "role": EVIL, "claims": 2, "confidence": 1.0, "current": True}),
        Edge("a", "WORKS_FOR", "b<&\"'>", {}),
    )
    return Graph(nodes, edges)


@pytest.mark.parametrize("name", ["g.graphml", "g.GEXF", "g.jsonl", "folder"])
def test_the_same_graph_gives_the_same_bytes_in_any_order(name: str, tmp_path: Path) -> None:
    graph = small_graph()
    contents = []
    for number, one in enumerate((graph, Graph(graph.nodes[::-1], graph.edges[::-1]))):
        path = tmp_path / str(number) / name
        path.parent.mkdir()
        export_graph(one, path, with_=ALL)
        files = sorted(path.iterdir()) if path.is_dir() else [path]
        contents.append([(file.name, file.read_bytes()) for file in files])
    assert contents[0] == contents[1]
    assert all(content for _, content in contents[0])


def test_default_is_entities_and_events_and_the_edges_between_them() -> None:
    chosen = select(small_graph())
    assert {node.type for node in chosen.nodes} == {"Person", "Organization", "Place", "Event"}
    kept = {node.id for node in chosen.nodes}
    assert chosen.edges
    assert all(edge.source in kept and edge.target in kept for edge in chosen.edges)
    assert {n.type for n in select(small_graph(), ["claims"]).nodes} - {n.type for n in chosen.nodes} == {"Claim"}
    accused = next(edge for edge in chosen.edges if edge.type == "ACCUSED")
    assert accused.properties["best_source"] == "Blast at the harbour; Morning Wire; 2021-05-04"


def test_graphml_is_read_by_networkx_with_names_as_labels(tmp_path: Path) -> None:
    export_graph(evil_graph(), tmp_path / "g.graphml")
    read = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    assert read.nodes["a"]["label"] == read.nodes["a"]["name"] == legal(EVIL)
    assert read.nodes["a"]["type"] == "Person"
    assert read.nodes["a"]["labels"] == ":Person"
    assert json.loads(read.nodes["a"]["aliases"]) == [EVIL.replace("\ufffe", "\ufffd"), ""]
    assert read.nodes["b<&\"'>"] == {
        "label": "-1", "name": "-1", "type": "Place", "labels": ":Place",
        "latitude": -1.5, "acts": False, "aliases": "[]",
    }  # fmt: skip
    (leads,) = [d for _, _, d in read.edges(data=True) if d["type"] == "LEADS"]
    expected = {"label": "LEADS", "type": "LEADS", "role": legal(EVIL), "claims": 2, "confidence": 1.0, "current": True}
    assert leads == expected


def test_graphml_key_ids_are_the_attribute_names(tmp_path: Path) -> None:
    export_graph(small_graph(), tmp_path / "g.graphml", with_=ALL)
    import xml.etree.ElementTree as ET

    keys = ET.parse(tmp_path / "g.graphml").getroot().findall("{http://graphml.graphdrawing.org/xmlns}key")
    assert [key.get("id") for key in keys] == [key.get("attr.name") for key in keys]
    assert len({key.get("id") for key in keys}) == len(keys)
    types = {key.get("id"): (key.get("attr.type"), key.get("for")) for key in keys}
    assert types["killed_min"] == ("long", "node")
    assert types["confidence"] == ("double", "all")
    assert types["contested"] == ("boolean", "edge")


def test_graphml_holds_the_whole_graph(tmp_path: Path) -> None:
    graph = small_graph()
    export_graph(graph, tmp_path / "g.graphml", with_=ALL)
    read = nx.read_graphml(tmp_path / "g.graphml", force_multigraph=True)
    assert {n: d["type"] for n, d in read.nodes(data=True)} == {n.id: n.type for n in graph.nodes}
    assert sorted((a, d["type"], b) for a, b, d in read.edges(data=True)) == sorted(
        (e.source, e.type, e.target) for e in graph.edges
    )


def test_gexf_is_read_by_networkx_and_events_have_start_and_end(tmp_path: Path) -> None:
    export_graph(small_graph(), tmp_path / "g.gexf")
    read = nx.read_gexf(tmp_path / "g.gexf")
    velt = read.nodes["evt_velt"]
    assert (velt["label"], velt["start"], velt["end"]) == ("raid, Velt, 2021-06", "2021-06-01", "2021-06-30")
    assert "start" not in read.nodes["evt_fear"]
    assert read.number_of_edges() == len(select(small_graph()).edges)


def test_gexf_keeps_text_and_gives_standing_facts_their_dates(tmp_path: Path) -> None:
    graph = evil_graph()
    leads = Edge("a", "LEADS", "b<&\"'>", {"since": "2019", "until": "2020-02", "role": "x"})
    export_graph(Graph(graph.nodes, (leads,)), tmp_path / "g.gexf")
    read = nx.read_gexf(tmp_path / "g.gexf")
    assert read.nodes["a"]["label"] == legal(EVIL)
    ((_, _, data),) = read.edges(data=True)
    assert (data["start"], data["end"], data["type"]) == ("2019-01-01", "2020-02-29", "LEADS")


def test_json_lines_give_back_every_value(tmp_path: Path) -> None:
    graph = evil_graph()
    export_graph(graph, tmp_path / "g.jsonl")
    lines = (tmp_path / "g.jsonl").read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    assert len(records) == 4
    assert records[0]["properties"] == {"name": EVIL, "aliases": [EVIL, ""]}
    assert records[1] == {
        "record": "node", "id": "b<&\"'>", "type": "Place",
        "properties": {"acts": False, "aliases": [], "latitude": -1.5, "name": "-1"},
    }  # fmt: skip
    assert records[2]["properties"] == {"claims": 2, "confidence": 1.0, "current": True, "role": EVIL}
    assert "".join(export_text(graph, ".jsonl")) == (tmp_path / "g.jsonl").read_bytes().decode()


def test_csv_gives_back_every_text_and_starts_no_formula(tmp_path: Path) -> None:
    export_graph(evil_graph(), tmp_path / "out")
    with (tmp_path / "out" / "Person.csv").open(encoding="utf-8", newline="") as file:
        (person,) = csv.DictReader(file)
    assert person["name"].startswith("'=")
    assert unguarded(person["name"]) == legal(EVIL)
    assert json.loads(person["aliases"])[1] == ""
    with (tmp_path / "out" / "Place.csv").open(encoding="utf-8", newline="") as file:
        (place,) = csv.DictReader(file)
    assert (place["name"], place["latitude"], place["acts"]) == ("'-1", "-1.5", "false")
    with (tmp_path / "out" / "edges.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["source"], row["type"], row["target"]) for row in csv.DictReader(file)] == [
            ("a", "LEADS", "b<&\"'>"),
            ("a", "WORKS_FOR", "b<&\"'>"),
        ]


@given(st.text())
def test_cells_are_guarded_and_given_back(text: str) -> None:
    assert not guarded(text).startswith(("=", "+", "-", "@", "\t", "\r"))
    assert unguarded(guarded(text)) == legal(text)


def test_csv_replaces_an_earlier_export_and_leaves_other_files(tmp_path: Path) -> None:
    (tmp_path / "notes.csv").write_text("mine")
    export_graph(small_graph(), tmp_path, with_=ALL)
    assert (tmp_path / "Claim.csv").exists()
    export_graph(small_graph(), tmp_path)
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == ["Event.csv", "Organization.csv", "Person.csv", "Place.csv", "edges.csv", "notes.csv"]
    assert (tmp_path / "notes.csv").read_text() == "mine"


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=st.text())
def test_no_text_breaks_the_xml(name: str, tmp_path: Path) -> None:
    graph = Graph((Node("n", "Person", {"name": name, "aliases": (name,)}),))
    for suffix, read in ((".graphml", nx.read_graphml), (".gexf", nx.read_gexf)):
        export_graph(graph, tmp_path / f"g{suffix}")
        assert read(tmp_path / f"g{suffix}").nodes["n"]["label"] == legal(name)


@pytest.mark.parametrize("name", ["g.xlsx", "g.csv", "g.graphml.zip"])
def test_an_unknown_suffix_lists_the_formats(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"\.graphml, \.gexf, \.jsonl"):
        export_graph(small_graph(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_wrong_calls_are_usage_errors_and_leave_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    for path, with_ in (
        (tmp_path / "g.graphml", ["pictures"]),
        (tmp_path / "no" / "g.jsonl", []),
        (tmp_path / "file", []),
    ):
        with pytest.raises(UsageError):
            export_graph(small_graph(), path, with_=with_)
    assert [p.name for p in tmp_path.iterdir()] == ["file"]


def test_an_export_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "g.jsonl"
    export_graph(small_graph(), path)
    before = path.read_bytes()
    with pytest.raises(ValueError, match="JSON"):
        export_graph(Graph((Node("n", "Place", {"latitude": float("nan")}),)), path)
    assert path.read_bytes() == before
    assert [p.name for p in tmp_path.iterdir()] == ["g.jsonl"]
