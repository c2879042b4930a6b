from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.ontology import load_ontology
from kg.records import Edge, Graph, Node
from kg.stores import EmbeddedStore, GraphInvalid, StoreUnreadable, build_embedded, open_store
from stores.small import small_graph

ONTOLOGY = load_ontology()

# Text that has broken loaders before, beside whatever hypothesis thinks of.
NASTY = st.sampled_from(
    [
        "",
        "'",
        '"',
        "\\",
        "\\'",
        "a\nb\r\nc",
        "\t",
        "😀",
        "é́",
        "'}) DETACH DELETE n //",
        "`",
        "$rows",
        "null",
        "[a, b]",
        "\x00",
    ]
)
TEXT = st.one_of(NASTY, st.text(st.characters(exclude_categories=["Cs"]), max_size=20))
STRINGS = st.lists(TEXT, max_size=3).map(tuple)


def properties(kinds: dict[str, str]) -> st.SearchStrategy[dict[str, Any]]:
    values = {
        "string": TEXT,
        "strings": STRINGS,
        "integer": st.integers(-(2**63), 2**63 - 1),
        "float": st.floats(allow_nan=False),
        "boolean": st.booleans(),
    }
    return st.fixed_dictionaries({}, optional={name: values[kind] for name, kind in kinds.items()})


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    ids = draw(st.lists(TEXT.filter(bool), min_size=1, max_size=8, unique=True))
    nodes = []
    for number, key in enumerate(ids):
        kind = ["Person", "Claim", "Place"][number % 3]
        nodes.append(Node(key, kind, draw(properties({"name": "string", **ONTOLOGY.nodes[kind].properties}))))
    people = [n.id for n in nodes if n.type == "Person"]
    places = [n.id for n in nodes if n.type == "Place"]
    claims = [n.id for n in nodes if n.type == "Claim"]
    edges = []
    for kind, sources, targets in (
        ("LEADS", people, places),
        ("SUBJECT", claims, people),
        ("MET_WITH", people, people),
    ):
        if sources and targets:
            pairs = draw(
                st.lists(st.tuples(st.sampled_from(sources), st.sampled_from(targets)), max_size=4, unique=True)
            )
            edges += [Edge(a, kind, b, draw(properties(dict(ONTOLOGY.edges[kind].properties)))) for a, b in pairs]
    return Graph(
        tuple(sorted(nodes, key=lambda n: (n.type, n.id))),
        tuple(sorted(edges, key=lambda e: (e.type, e.source, e.target))),
    )


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=graphs())
def test_a_graph_comes_back_as_it_was_loaded(graph: Graph, tmp_path: Path) -> None:
    path = tmp_path / "graph.lbug"
    build_embedded(graph, path, ONTOLOGY)
    store = open_store(path, ontology=ONTOLOGY)
    try:
        assert store.graph() == graph
    finally:
        store.close()


AWKWARD = [
    "",
    "-",
    '"',
    '""',
    "'",
    "\\",
    "\\N",
    ",",
    "\r",
    "\n",
    "\r\n",
    "\0",
    'a\0,"b',
    " x ",
    "[a,b]",
    "NULL",
    "\u2028",
    "1",
]


def test_texts_and_lists_that_a_csv_file_could_confuse(tmp_path: Path) -> None:
    folder = tmp_path / "case [2024]*'s \\ {1}"  # what the engine would take for a pattern, or the end of a text
    folder.mkdir()
    values: list[dict[str, Any]] = [{}, {"min": 1}, {"min": -(2**63)}, {"group": ""}, {"current": True}, {}]
    values += [{"group": text, "sentence": text * 2} for text in AWKWARD]
    lists = [(), ("",), ("", ""), ("", "", "x", ""), *((one, other) for one in AWKWARD for other in AWKWARD)]
    nodes = [Node(f"c{i:02}", "Claim", row) for i, row in enumerate(values)]
    nodes += [Node(f"p{i:03}{text}", "Person", {"aliases": text}) for i, text in enumerate(lists)]
    nodes += [Node(text, "Place") for text in sorted(set(AWKWARD) - {""})]
    places = [node.id for node in nodes if node.type == "Place"]
    edges = [Edge(node.id, "SUBJECT", places[i % len(places)]) for i, node in enumerate(nodes[: len(values)])]
    graph = Graph(tuple(nodes), tuple(edges))
    build_embedded(graph, folder / "g", ONTOLOGY)
    store = open_store(folder / "g", ontology=ONTOLOGY)
    assert store.graph() == graph
    store.close()


def test_rows_are_written_where_the_name_of_the_folder_is_a_pattern(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "t[1]*'").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "t[1]*'"))
    build_embedded(small_graph(), tmp_path / "g", ONTOLOGY)
    assert list((tmp_path / "t[1]*'").iterdir()) == []
    store = open_store(tmp_path / "g", ontology=ONTOLOGY)
    assert store.graph() == small_graph()
    store.close()


def test_none_is_left_out_and_lone_surrogates_are_replaced(tmp_path: Path) -> None:
    store = open_store(tmp_path / "g", ontology=ONTOLOGY, create=True)
    store.load(Graph((Node("p", "Person", {"name": "a\ud800", "roles": None}),)))
    assert store.graph() == Graph((Node("p", "Person", {"name": "a\ufffd"}),))
    store.close()


def test_loading_replaces_what_was_there(tmp_path: Path) -> None:
    store = open_store(tmp_path / "g", ontology=ONTOLOGY, create=True)
    store.load(small_graph())
    store.load(Graph((Node("p", "Person", {"name": "Only"}),)))
    assert store.query("MATCH (n) RETURN n.id AS id, n.type AS type").rows == (("p", "Person"),)
    store.close()
    assert [p.name for p in tmp_path.iterdir()] == ["g"]


@pytest.mark.parametrize(
    ("graph", "message"),
    [
        (Graph((Node("p", "Robot"),)), "no node type Robot"),
        (Graph((Node("p", "Person", {"wings": 2}),)), "wings"),
        (Graph((Node("p", "Person", {"aliases": "one"}),)), "aliases"),
        (Graph((Node("e", "Event", {"killed_min": True}),)), "killed_min"),
        (Graph((Node("p", "Person"), Node("p", "Place"))), "two nodes"),
        (Graph((Node("", "Person"),)), "empty id"),
        (Graph((Node("p", "Person"),), (Edge("p", "LEADS", "x"),)), "there is no node x"),
        (Graph((Node("p", "Person"),), (Edge("p", "LEADS", "p"),)), "does not allow"),
        (Graph((Node("p", "Person"),), (Edge("p", "LOVES", "p"),)), "no edge type LOVES"),
    ],
)
def test_a_graph_that_the_ontology_forbids_is_refused_and_the_old_one_stays(
    graph: Graph, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "g"
    build_embedded(small_graph(), path, ONTOLOGY)
    with pytest.raises(GraphInvalid, match=message):
        build_embedded(graph, path, ONTOLOGY)
    store = open_store(path, ontology=ONTOLOGY)
    assert store.graph() == small_graph()
    store.close()
    assert [p.name for p in tmp_path.iterdir()] == ["g"]


def test_what_cannot_be_opened_is_said_to_be_unreadable(tmp_path: Path) -> None:
    path = tmp_path / "g"
    build_embedded(small_graph(), path, ONTOLOGY)
    whole = path.read_bytes()
    for broken in (b"", b"no database", whole[: len(whole) // 2], whole[:5] + b"\xff" + whole[6:]):
        path.write_bytes(broken)
        with pytest.raises(StoreUnreadable):
            open_store(path, ontology=ONTOLOGY)
    path.unlink()
    with pytest.raises(StoreUnreadable, match="kg build"):
        open_store(path, ontology=ONTOLOGY)


def test_a_store_of_another_schema_is_unreadable(tmp_path: Path) -> None:
    rules = tmp_path / "rules.yaml"
    rules.write_text("relations:\n  ADMIRES: {from: Person, to: Agent, properties: {reason: string}}\n")
    wider = load_ontology((rules,))
    build_embedded(Graph(), tmp_path / "g", ONTOLOGY)
    with pytest.raises(StoreUnreadable, match="schema"):
        open_store(tmp_path / "g", ontology=wider)
    build_embedded(
        Graph((Node("p", "Person"),), (Edge("p", "ADMIRES", "p", {"reason": "vanity"}),)), tmp_path / "g", wider
    )
    store = open_store(tmp_path / "g", ontology=wider)
    assert store.query("MATCH (a)-[r:ADMIRES]->(b) RETURN r.reason").rows == (("vanity",),)
    store.close()


def test_targets_that_are_no_store(tmp_path: Path) -> None:
    for call in (
        lambda: open_store("bolt://somewhere", ontology=ONTOLOGY),
        lambda: open_store(tmp_path, ontology=ONTOLOGY),
        lambda: build_embedded(Graph(), tmp_path, ONTOLOGY),
        lambda: build_embedded(Graph(), tmp_path / "no" / "g", ONTOLOGY),
    ):
        with pytest.raises(UsageError):
            call()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Any:
    path = tmp_path_factory.mktemp("store") / "g"
    build_embedded(small_graph(), path, ONTOLOGY)
    opened = EmbeddedStore(path, ONTOLOGY)
    yield opened
    opened.close()


def test_rows_are_plain_python(store: EmbeddedStore) -> None:
    rows = store.query("MATCH (n:Person)-[r:LEADS]->(m) RETURN n, r.contested AS contested, date('2020-01-02') AS day")
    assert rows.columns == ("n", "contested", "day")
    node = {"id": "per_bo", "type": "Person", "name": "Bo Lund", "aliases": []}
    assert rows.rows == ((node, False, "2020-01-02"),)


def test_a_limit_cuts_and_says_so(store: EmbeddedStore) -> None:
    cypher = "MATCH (n:Person) RETURN n.name ORDER BY n.name"
    assert store.query(cypher, limit=1).rows == (("Ada Kern",),)
    assert store.query(cypher, limit=1).truncated
    assert not store.query(cypher, limit=2).truncated
    assert store.query(cypher, limit=0).rows == ()


def test_parameters_are_data(store: EmbeddedStore) -> None:
    for hostile in ("' OR true OR '", "x'}) RETURN 1 //", "\\", "`"):
        assert len(store.query("MATCH (n:Person) WHERE n.name = $name RETURN n", {"name": hostile})) == 0


@pytest.mark.parametrize(
    "cypher",
    [
        "CREATE (:Person {id: 'x'})",
        "MATCH (n) SET n.name = ''",
        "MATCH (n) SET (n).name = ''",
        "MATCH (n) DETACH DELETE n",
        "DROP TABLE Person",
        "CALL threads=4",
        "CALL read_parquet('secret.parquet') RETURN *",
        "CALL `READ_PARQUET`('secret.parquet') RETURN *",
        "INSTALL json",
        "LOAD FROM 'secret.csv' RETURN *",
        "ATTACH 'other' AS x",
        "MATCH (n) RETURN 1; DROP TABLE Person",
        "// harmless\rCOPY (MATCH (n) RETURN n.id) TO 'out.csv'",
        "RETURN 'x' /* */ ; COPY (RETURN 1) TO 'out.csv'",
        "EXPLAIN COPY (RETURN 1) TO 'out.csv'",
    ],
)
def test_writing_is_refused(cypher: str, store: EmbeddedStore) -> None:
    before = store.path.read_bytes()
    with pytest.raises(UsageError):
        store.query(cypher)
    assert store.path.read_bytes() == before


def test_a_file_is_not_written_by_a_query(store: EmbeddedStore, tmp_path: Path) -> None:
    for cypher in ("COPY (MATCH (n) RETURN n.id) TO '{}'", "copy(MATCH (n) RETURN n.id) TO '{}'"):
        with pytest.raises(UsageError, match="COPY"):
            store.query(cypher.format(tmp_path / "out.csv"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "cypher", ["MATCH (n) RETRN n", "MATCH (n) RETURN n.nothing", "MATCH (n) WHERE n.id = $x RETURN n", ""]
)
def test_a_query_that_cannot_run_is_a_usage_error(cypher: str, store: EmbeddedStore) -> None:
    with pytest.raises(UsageError):
        store.query(cypher)


def test_a_closed_store_says_so(tmp_path: Path) -> None:
    closed = open_store(tmp_path / "g", ontology=ONTOLOGY, create=True)
    closed.close()
    closed.close()
    with pytest.raises(UsageError, match="closed"):
        closed.query("RETURN 1")


BUILDER = """
import sys
from pathlib import Path
from kg.ontology import load_ontology
from kg.records import Graph, Node
from kg.stores import build_embedded
print("ready", flush=True)
nodes = tuple(Node(f"p{i:05}", "Person", {"name": "new"}) for i in range(4000))
build_embedded(Graph(nodes), Path(sys.argv[1]), load_ontology())
"""


def test_a_killed_build_leaves_the_old_graph_or_the_new_one(tmp_path: Path) -> None:
    path = tmp_path / "g"
    killed = 0
    for wait in (0.0, 0.05, 0.2, 0.4):
        build_embedded(small_graph(), path, ONTOLOGY)
        process = subprocess.Popen([sys.executable, "-c", BUILDER, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(wait)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        process.stdout.close()
        opened = open_store(path, ontology=ONTOLOGY)
        graph = opened.graph()
        opened.close()
        assert graph == small_graph() or (len(graph.nodes) == 4000 and not graph.edges)
    assert killed
    build_embedded(small_graph(), path, ONTOLOGY)
    assert [p.name for p in tmp_path.iterdir()] == ["g"], "what killed builds left is swept up"


def test_sweeping_leaves_the_files_of_a_build_at_work(tmp_path: Path) -> None:
    other = tmp_path / f".g.building-{os.getppid()}-abcd"
    other.write_text("in use")
    build_embedded(Graph(), tmp_path / "g", ONTOLOGY)
    assert other.exists()


def test_a_log_beside_the_target_is_not_replayed_into_the_new_graph(tmp_path: Path) -> None:
    path = tmp_path / "g"
    path.with_name("g.wal").write_bytes(b"left over")
    build_embedded(small_graph(), path, ONTOLOGY)
    opened = open_store(path, ontology=ONTOLOGY)
    assert opened.graph() == small_graph()
    opened.close()
