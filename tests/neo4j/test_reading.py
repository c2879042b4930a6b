"""The same questions, the same answers: from the embedded store, and from a real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from neo4j_server import Server
from stores.small import small_graph
from support import ask, everything, opened

from kg.build import load, run_build
from kg.cli import run as kg
from kg.errors import KgError, UsageError
from kg.graph import open_graph
from kg.ontology import load_ontology
from kg.stores import Store, open_store
from kg.stores.library import library

pytestmark = pytest.mark.current_line


@pytest.fixture(scope="module")
def loaded(built: Path, neo4j_server: Server) -> Iterator[str]:
    """The URL of a server that holds the graph of the example articles, and nothing else."""
    neo4j_server.clear()
    with pytest.MonkeyPatch.context() as patch:
        neo4j_server.log_in(patch)
        load(neo4j_server.uri, workspace=built)
    yield neo4j_server.uri
    neo4j_server.clear()


@pytest.fixture(autouse=True)
def credentials(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    neo4j_server.log_in(monkeypatch)


@pytest.mark.parametrize("name", sorted(library()))
def test_a_query_of_the_library_gives_the_same_rows_in_the_same_order(name: str, built: Path, loaded: str) -> None:
    given = {parameter.name: "a" for parameter in library()[name].parameters if parameter.required}
    with open_graph(built) as embedded, open_graph(built, store=loaded) as server:
        expected, found = embedded.query(name, given), server.query(name, given)
        assert found.columns == expected.columns
        assert found.rows == expected.rows
        # Strings that do not count as sought: part of what one of the first rows names, in another case.
        for parameter in library()[name].parameters:
            words = {str(value)[1:6].upper() for row in expected.rows[:3] for value in row if isinstance(value, str)}
            sought = isinstance(parameter.default, str) and parameter.name not in ("since", "until")
            for word in sorted(words - {""})[:4] if sought else ():
                chosen = given | {parameter.name: word}
                assert server.query(name, chosen).rows == embedded.query(name, chosen).rows


def test_the_whole_graph_is_the_same(built: Path, loaded: str) -> None:
    with open_graph(built) as embedded, open_graph(built, store=loaded) as server:
        assert server.graph() == embedded.graph()


def test_a_url_with_routing_and_a_database_reads_the_same(built: Path, loaded: str) -> None:
    url = loaded.replace("bolt://", "neo4j://") + "/neo4j"
    with open_graph(built) as embedded, open_graph(built, store=url) as server:
        assert server.graph() == embedded.graph()


COMMANDS: list[tuple[str, ...]] = [
    ("query", "who-claimed"),
    ("query", "MATCH (n:Person)-[r]->(m) RETURN n, r.type, m.name ORDER BY n.id, r.type, m.id"),
    ("query", "who-claimed", "--limit", "1"),
    ("find", "islamic"),
    ("show", "Islamic State"),
    ("claims",),
    ("claims", "--about", "Islamic State", "--predicate", "CLAIMED_RESPONSIBILITY_FOR", "--receipts"),
    ("claims", "--speaker", "officials"),
    ("why", "Islamic State", "ISIS-K"),
    ("path", "Islamic State", "Russia"),
    ("conflicts",),
    ("timeline", "--since", "2015"),
    ("export", "-", "--as", "jsonl", "--with", "claims,documents"),
    ("export", "-", "--as", "graphml"),
]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: " ".join(command)[:40])
def test_every_reading_command_prints_the_same(
    command: tuple[str, ...], built: Path, loaded: str, capsys: pytest.CaptureFixture[str]
) -> None:
    printed = []
    forms = ["json", "table"] if command[0] != "export" else [None]
    for store in ((), ("--store", loaded)):
        told = []
        for form in forms:
            form_option = ("--format", form) if form else ()
            code = kg([*command, *form_option, "-w", str(built), *store])
            told.append((code, *capsys.readouterr()))
        printed.append(told)
    assert printed[0] == printed[1]
    assert printed[0][0][0] == 0
    assert printed[0][0][1].strip()


def test_writing_is_refused_and_changes_nothing(neo4j_server: Server, loaded: str) -> None:
    kept = everything(neo4j_server)
    store = open_store(loaded, ontology=load_ontology())
    for cypher in (
        "CREATE (:Person {id: 'x'})",
        "MATCH (n) SET n.name = ''",
        "MATCH (n) DETACH DELETE n",
        "MERGE (n:Person {id: 'x'}) RETURN n",
        "LOAD CSV FROM 'file:///etc/passwd' AS line RETURN line",
        "CALL apoc.load.json('file:///etc/passwd') YIELD value RETURN value",
        "CALL dbms.setConfigValue('db.transaction.timeout', '1s')",
        "CALL { CREATE (n) } RETURN 1",
        "DROP CONSTRAINT kg_person_id",
        "CREATE USER eve SET PASSWORD 'password'",
        "TERMINATE TRANSACTIONS 'neo4j-transaction-1'",
        "USE system SHOW USERS",
        "MATCH (n) RETURN n; MATCH (n) DETACH DELETE n",
        "CALL db.createLabel('X')",
        "CALL db.`createLabel`('X')",
    ):
        with pytest.raises(UsageError, match=r"only read|one statement"):
            store.query(cypher)
    store.close()
    assert everything(neo4j_server) == kept


def test_the_server_refuses_too_what_slips_past(
    neo4j_server: Server, loaded: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = everything(neo4j_server)
    monkeypatch.setattr("kg.stores.neo4j.store.check_reading", lambda *_: None)
    store = open_store(loaded, ontology=load_ontology())
    for cypher in (
        "MATCH (n) DETACH DELETE n",
        "CREATE (:X)",
        "CALL db.createLabel('X')",
        "DROP CONSTRAINT kg_person_id",
    ):
        with pytest.raises(KgError):
            store.query(cypher)
    store.close()
    assert everything(neo4j_server) == kept


@pytest.mark.parametrize(
    ("cypher", "message"),
    [
        ("MATCH (n) RETRN n", "cannot be run"),
        ("MATCH (n) WHERE n.id = $x RETURN n", r"needs a value for \$x"),
        ("RETURN 1/0", "cannot be run"),
        ("", "empty"),
    ],
)
def test_a_query_that_cannot_run_is_a_usage_error(cypher: str, message: str, loaded: str) -> None:
    store = open_store(loaded, ontology=load_ontology())
    with pytest.raises(UsageError, match=message):
        store.query(cypher)
    store.close()


def test_reading_procedures_and_subqueries_run(loaded: str) -> None:
    store = open_store(loaded, ontology=load_ontology())
    assert ("Person",) in store.query("CALL db.labels() YIELD label RETURN label").rows
    text = "CALL db.index.fulltext.queryNodes('kg_text', $text) YIELD node RETURN count(node) > 0 AS some"
    assert store.query(text, {"text": "Islamic"}).rows == ((True,),)
    assert store.query("CALL { MATCH (n:Person) RETURN count(n) AS many } RETURN many > 0 AS some").rows == ((True,),)
    store.close()


@pytest.fixture
def small(neo4j_empty: Server) -> Iterator[Store]:
    with opened(neo4j_empty) as store:
        store.load(small_graph())
        yield store


def test_rows_are_plain_python(small: Store) -> None:
    rows = small.query("MATCH (n:Person)-[r:LEADS]->(m) RETURN n, r.contested AS contested, date('2020-01-02') AS day")
    assert rows.columns == ("n", "contested", "day")
    node = {"id": "per_bo", "name": "Bo Lund", "type": "Person", "aliases": []}
    assert rows.rows == ((node, False, "2020-01-02"),)
    assert list(rows.rows[0][0]) == list(node)
    path = (
        "MATCH p = (:Document {id: 'doc_1'})-[:PUBLISHED_BY]->(o) RETURN p, [1, {a: datetime('2020-01-02T03:04:05Z')}]"
    )
    found, listed = small.query(path).rows[0]
    assert [node["id"] for node in found["nodes"]] == ["doc_1", "org_wire"]
    assert [edge["type"] for edge in found["edges"]] == ["PUBLISHED_BY"]
    assert listed == [1, {"a": "2020-01-02T03:04:05+00:00"}]
    odd = small.query("RETURN duration('P1DT2H') AS d, duration('P1M') AS m, point({x: 1, y: 2}) AS p").rows
    assert odd == (("1 day, 2:00:00", "P1M", [1.0, 2.0]),)


def test_a_limit_cuts_and_says_so(small: Store) -> None:
    cypher = "MATCH (n:Person) RETURN n.name ORDER BY n.name"
    assert small.query(cypher, limit=1).rows == (("Ada Kern",),)
    assert small.query(cypher, limit=1).truncated
    assert not small.query(cypher, limit=2).truncated
    assert small.query(cypher, limit=0).rows == ()


def test_parameters_are_data(small: Store) -> None:
    for hostile in ("' OR true OR '", "x'}) RETURN 1 //", "\\", "`"):
        assert len(small.query("MATCH (n:Person) WHERE n.name = $name RETURN n", {"name": hostile})) == 0


def test_a_mistyped_store_is_not_made_by_reading(
    built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for workspace in (built, tmp_path / "none"):
        assert kg(["find", "x", "-w", str(workspace), "--store", str(tmp_path / "graph.lbg")]) == 1
        assert "no graph there" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_build_goes_straight_into_a_server_and_forgetting_follows(
    neo4j_empty: Server, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Anna Lund accused Omar Haddad of fraud on Monday.\n")
    (folder / "b.txt").write_text("Mayor Ines Carvalho condemned the bombing in Lisbon.\n")
    where = ["-w", str(tmp_path / "ws")]
    assert kg(["build", str(folder), *where, "--store", neo4j_empty.uri]) == 0
    assert "graph written" in capsys.readouterr().out
    assert kg(["build", str(folder), *where, "--store", neo4j_empty.uri]) == 0
    assert "graph unchanged" in capsys.readouterr().out
    names = "MATCH (n:Person) RETURN n.name ORDER BY n.name"
    assert ["Ines Carvalho"] in ask(neo4j_empty, names)
    assert ask(neo4j_empty, "MATCH (g:KgGraph) RETURN g.kg_graph") == [[tmp_path.name]]
    # Retracted in the workspace's own graph: the server has to be told, and the user is told so.
    assert kg(["forget", "news/b.txt", *where]) == 0
    assert f"kg load {neo4j_empty.uri} --graph {tmp_path.name}" in capsys.readouterr().err
    assert kg(["load", neo4j_empty.uri, *where]) == 0
    assert ["Ines Carvalho"] not in ask(neo4j_empty, names)
    assert kg(["forget", "--undo", "news/b.txt", *where, "--store", neo4j_empty.uri]) == 0
    assert ["Ines Carvalho"] in ask(neo4j_empty, names)


def test_what_became_of_an_id_moves_in_the_server(neo4j_empty: Server, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "b.txt").write_text("President Anna Lund accused Omar Haddad of fraud on Monday. Lund spoke in Oslo.\n")
    run_build([folder], workspace=tmp_path / "ws", store=neo4j_empty.uri)
    ((old,),) = ask(neo4j_empty, "MATCH (n:Person {name: 'Anna Lund'}) SET n.note = 'mine' RETURN n.id")
    (folder / "a.txt").write_text("Anna Aaberg Lund accused Omar Haddad. Anna Lund spoke.\n")
    run_build([folder], workspace=tmp_path / "ws", store=neo4j_empty.uri)
    ((now, name),) = ask(neo4j_empty, "MATCH (n) WHERE n.note = 'mine' RETURN n.id, n.name")
    assert now != old
    assert name == "Anna Aaberg Lund"
    with open_graph(tmp_path / "ws", store=neo4j_empty.uri) as graph:
        shown = graph.show(old)
    assert (shown.node.id, shown.moved_from, shown.node.properties["note"]) == (now, old, "mine")
