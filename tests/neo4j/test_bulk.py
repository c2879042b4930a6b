"""The folder for neo4j-admin: imported by the real importer, it gives what a load gives."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import neo4j
import pytest
from neo4j_server import Server, running_server
from stores.small import small_graph
from support import ask, everything, opened

from kg.cli import run as kg
from kg.errors import UsageError
from kg.export import neo4jadmin
from kg.ontology import load_ontology
from kg.records import Edge, Graph, Node
from kg.stores.neo4j import Owner

EVIL = "'\" \\ ; | \x1f \x1e \r\n\t, 😀 é́ \u2028 \ue000 ''"


def awkward() -> Graph:
    """Everything that a CSV file can lose: empty text and lists, quotes, line ends, delimiters, numbers at the edge."""
    rows: list[dict[str, Any]] = [
        {"name": EVIL, "aliases": (EVIL, "", " a ", "b"), "kind": ""},
        {"name": "", "aliases": ()},
        {"name": " padded ", "aliases": ("one",), "latitude": -0.1, "longitude": 1e-300, "acts": False},
        {"aliases": ("", "")},
        {"aliases": ("",)},
        {"name": "null", "kind": "true", "aliases": ("null", "1")},
    ]
    places = tuple(Node(f"p{i}", "Place", row) for i, row in enumerate(rows))
    claims = (Node("c1", "Claim", {"min": -(2**63), "max": 2**63 - 1, "sentence": EVIL * 50}), Node(EVIL, "Claim"))
    edges = (
        Edge("p0", "LOCATED_IN", "p1", {"claim_ids": (), "confidence": 1.0, "current": True, "role": EVIL}),
        Edge("c1", "SUBJECT", "p0"),
        Edge(EVIL, "WITHIN", "c1"),
    )
    return Graph((*places, *claims), edges)


def imported(folder: Path, server: Server) -> None:
    """Run the command of the folder's README, in the folder, for a server that has never been started."""
    text = (folder / "README.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"^neo4j-admin (.*)$", text, re.MULTILINE)
    server.admin(*shlex.split(command), cwd=folder)


def finished(folder: Path, server: Server) -> None:
    """Run the folder's script, a statement at a time, as cypher-shell does."""
    text = (folder / "finish.cypher").read_text(encoding="utf-8")
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver, driver.session() as session:
        for line in text.splitlines():
            if not line.startswith("//"):
                session.run(line.removesuffix(";")).consume()


def test_what_is_imported_is_what_a_load_writes(
    built: Path, neo4j_empty: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "bulk"
    assert kg(["export", str(folder), "--for", "neo4j-admin", "-w", str(built), "--graph", "news"]) == 0
    assert kg(["load", neo4j_empty.uri, "-w", str(built), "--graph", "news"]) == 0
    loaded = everything(neo4j_empty)
    markers = "MATCH (g:KgGraph) RETURN properties(g)"
    with running_server(before=lambda server: imported(folder, server)) as other, pytest.MonkeyPatch.context() as patch:
        finished(folder, other)
        assert everything(other) == loaded
        assert ask(other, markers) == ask(neo4j_empty, markers)
        other.log_in(patch)
        capsys.readouterr()
        assert kg(["load", other.uri, "-w", str(built), "--graph", "news"]) == 0
        assert "unchanged" in capsys.readouterr().out
        assert everything(other) == loaded


def test_awkward_values_survive_the_importer(
    neo4j_empty: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(neo4jadmin, "PART_ROWS", 2)
    graph = awkward()
    neo4jadmin.write(graph, tmp_path / "bulk", load_ontology(), Owner(EVIL[:9], "w1"))
    assert len(list((tmp_path / "bulk").glob("Place-part*.csv"))) == 3
    with opened(neo4j_empty, graph=EVIL[:9]) as store:
        store.load(graph)
    loaded = everything(neo4j_empty)
    with running_server(before=lambda server: imported(tmp_path / "bulk", server)) as other:
        other.log_in(monkeypatch)
        with opened(other, graph=EVIL[:9]) as store:
            assert store.load(graph).written == 0  # but it has finished the import
        assert everything(other) == loaded


def test_an_earlier_export_is_replaced_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "bulk"
    owner = Owner("news", "w1")
    neo4jadmin.write(small_graph(), folder, load_ontology(), owner)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    neo4jadmin.write(Graph(), folder, load_ontology(), owner)
    assert {path.name for path in folder.iterdir()} < set(first)
    neo4jadmin.write(Graph(small_graph().nodes[::-1], small_graph().edges), folder, load_ontology(), owner)
    assert {path.name for path in folder.iterdir()} == set(first)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_text("my notes")
    (tmp_path / "file").write_text("a file")
    for wrong in (tmp_path / "mine", tmp_path / "file", tmp_path / "no" / "folder"):
        with pytest.raises(UsageError):
            neo4jadmin.write(small_graph(), wrong, load_ontology(), owner)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bulk", "file", "mine"]
    assert (tmp_path / "mine" / "README.md").read_text() == "my notes"


def test_options_that_do_not_go_together(tmp_path: Path, built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = ["-w", str(built)]
    for wrong in (
        ["export", "-", "--as", "jsonl", "--for", "neo4j-admin"],
        ["export", str(tmp_path / "x"), "--for", "neo4j-admin", "--with", "claims"],
        ["export", str(tmp_path / "x.jsonl"), "--graph", "news"],
        ["export", str(tmp_path / "x"), "--for", "neo4j-admin", "-w", str(tmp_path / "none")],
        ["load", str(tmp_path / "x.lbug"), "--graph", "news"],
    ):
        assert kg([*wrong, *([] if "-w" in wrong else where)]) == 2, capsys.readouterr()
    assert list(tmp_path.iterdir()) == []
