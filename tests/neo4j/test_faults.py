"""What goes wrong between a load and a server, for real: told in a line, nothing lost, and a later load completes it."""

from __future__ import annotations

import io
import os
import random
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pexpect
import pytest
from neo4j_server import Server, free_port, running_server
from stores.small import small_graph
from support import ask, everything, opened

from kg.cli import run as kg
from kg.errors import KgError
from kg.ontology import load_ontology
from kg.records import Edge, Graph, Node
from kg.stores import open_store
from kg.stores.neo4j import connection, ownership, writing

PASSWORD = "not-to-be-seen"


def big_graph(nodes: int = 3000, edges: int = 12000, seed: int = 1) -> Graph:
    chosen = random.Random(seed)
    people = tuple(Node(f"p{i:05}", "Person", {"name": f"Person {i}", "aliases": (f"P{i}",)}) for i in range(nodes))
    pairs = {(chosen.randrange(nodes), chosen.randrange(nodes)) for _ in range(edges)}
    met = (Edge(f"p{a:05}", "ACCUSED", f"p{b:05}", {"evidence": "x" * 80, "claims": 1}) for a, b in sorted(pairs))
    return Graph(people, tuple(met))


@pytest.fixture(autouse=True)
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """A load that was killed holds its graph for a shorter while than usual."""
    monkeypatch.setattr(ownership, "TOKEN_SECONDS", 3)
    monkeypatch.setattr(writing, "BATCH_ROWS", 500)


@pytest.fixture(scope="module")
def mortal() -> Iterator[Server]:
    """A server that tests may kill; it runs between them."""
    with running_server() as server:
        yield server


@pytest.fixture
def own_server(mortal: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The same, empty."""
    mortal.clear()
    mortal.log_in(monkeypatch)
    return mortal


# -- who listens ------------------------------------------------------------------------------------------------------


@contextmanager
def listening(answer: Callable[[socket.socket], None]) -> Iterator[int]:
    """Something on a loopback port that is no Neo4j: `answer` gets each connection."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    one, _ = listener.accept()
                    threading.Thread(target=talk, args=(one,), daemon=True).start()

        def talk(one: socket.socket) -> None:
            with one, suppress(OSError):
                answer(one)

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]


def echo(one: socket.socket) -> None:
    while data := one.recv(4096):
        one.sendall(data)


def http(one: socket.socket) -> None:
    one.recv(4096)
    one.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")


def old_neo4j(one: socket.socket) -> None:
    """A server that speaks none of the offered versions of Bolt says so with four zeros."""
    one.recv(20)
    one.sendall(b"\0\0\0\0")


def silent(one: socket.socket) -> None:
    one.recv(4096)
    time.sleep(60)


def closing(one: socket.socket) -> None:
    one.recv(1)


@pytest.mark.parametrize("answer", [echo, http, old_neo4j, silent, closing])
def test_what_is_no_neo4j_is_told_in_a_line(
    answer: Callable[[socket.socket], None], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
    built: Path,
) -> None:  # fmt: skip
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    monkeypatch.setattr(connection, "CONNECT_SECONDS", 3)
    with listening(answer) as port:
        for scheme in ("bolt", "neo4j"):
            started = time.monotonic()
            assert kg(["load", f"{scheme}://127.0.0.1:{port}", "-w", str(built)]) == 1
            assert time.monotonic() - started < 30
            told = capsys.readouterr().err
            assert "Neo4j" in told
            assert told.count("\n") == 1, told
            assert PASSWORD not in told


def test_a_server_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], built: Path
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    for arguments in (["load"], ["find", "x", "--store"]):
        assert kg([*arguments, f"neo4j://127.0.0.1:{free_port()}", "-w", str(built)]) == 1
        assert "no Neo4j server answers" in capsys.readouterr().err


def test_a_build_for_a_server_that_is_not_there_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    (tmp_path / "a.txt").write_text("The ministry condemned the attack.")
    store = f"bolt://127.0.0.1:{free_port()}"
    assert kg(["build", str(tmp_path / "a.txt"), "--store", store, "-w", str(tmp_path / "w")]) == 1
    assert "no Neo4j server answers" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["a.txt"]


def test_a_version_that_is_too_old_is_refused(neo4j_empty: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "OLDEST", (9999, 0))
    with pytest.raises(KgError, match=rf"Neo4j/{neo4j_empty.version}; kg needs"):
        open_store(neo4j_empty.uri, ontology=load_ontology())


@pytest.mark.parametrize(
    ("url", "message"),
    [
        (f"neo4j://neo4j:{PASSWORD}@127.0.0.1", "holds no user and no password"),
        ("neo4j://", "HOST"),
        ("neo4j://host:port", "HOST"),
        ("neo4j://host/a/b", "HOST"),
        ("http://127.0.0.1", "not a store that kg knows"),
    ],
)
def test_wrong_urls(url: str, message: str, built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kg(["load", url, "-w", str(built)]) == 2
    told = capsys.readouterr()
    assert message in told.err
    assert PASSWORD not in told.out + told.err


def test_a_wrong_password_and_a_missing_one(
    neo4j_empty: Server, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], built: Path
) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    for verbose in ((), ("--verbose",)):
        assert kg(["load", neo4j_empty.uri, "-w", str(built), *verbose]) == 1
        told = capsys.readouterr().err
        assert "not accepted" in told
        assert PASSWORD not in told
        assert ("Traceback" in told) == bool(verbose)
    monkeypatch.delenv("NEO4J_PASSWORD")
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert kg(["load", neo4j_empty.uri, "-w", str(built)]) == 2
    assert "NEO4J_PASSWORD" in capsys.readouterr().err
    assert PASSWORD.encode() not in b"".join(path.read_bytes() for path in built.iterdir() if path.is_file())


def test_a_password_is_asked_for_on_a_terminal(neo4j_empty: Server, built: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "NEO4J_PASSWORD"}
    for given, code in ((neo4j_empty.password, 0), (PASSWORD, 1)):
        terminal = pexpect.spawn(
            sys.executable,
            ["-m", "kg", "load", neo4j_empty.uri, "-w", str(built)],
            env=environment,
            encoding="utf-8",
            timeout=120,
        )
        terminal.expect_exact(f"password of neo4j at {neo4j_empty.uri}: ")
        terminal.sendline(given)
        terminal.expect(pexpect.EOF)
        terminal.close()
        assert terminal.exitstatus == code, terminal.before
        assert given not in terminal.before
        assert ("not accepted" in terminal.before) == bool(code)


def test_a_database_that_does_not_exist(neo4j_empty: Server, built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kg(["load", f"{neo4j_empty.uri}/nowhere", "-w", str(built)]) == 1
    assert "no such database" in capsys.readouterr().err
    assert kg(["load", f"{neo4j_empty.uri}/neo4j", "-w", str(built)]) == 0


# -- while a load is under way ----------------------------------------------------------------------------------------


def test_a_server_that_is_killed_in_the_middle(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY_SECONDS", 1)
    graph = big_graph()
    ask(own_server, "CREATE (:Person {name: 'not ours'})")
    (told,) = _killed_while_loading(own_server, graph)
    assert isinstance(told, str)
    assert own_server.uri in told
    assert "\n" not in told
    own_server.start()
    assert 0 < _rows(own_server) < len(graph.nodes) + len(graph.edges)
    time.sleep(ownership.TOKEN_SECONDS)
    with opened(own_server) as store:
        store.load(graph)
        assert store.graph() == graph
        assert store.load(graph).written == 0
    assert ask(own_server, "MATCH (n:Person) WHERE n.kg_graph IS NULL RETURN n.name") == [["not ours"]]


def test_a_restart_is_waited_for(own_server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY_SECONDS", 120)  # however slow the machine is
    graph = big_graph()
    (written,) = _killed_while_loading(own_server, graph, then=own_server.start)
    assert written == len(graph.nodes) + len(graph.edges)
    with opened(own_server) as store:
        assert store.graph() == graph


def _killed_while_loading(server: Server, graph: Graph, *, then: Callable[[], None] = lambda: None) -> list[str | int]:
    """Load, and kill the server when a part is there; gives what the load said, or how much it wrote."""
    told: list[str | int] = []

    def load() -> None:
        try:
            with opened(server) as store:
                told.append(store.load(graph).written)
        except KgError as error:
            told.append(str(error))

    thread = threading.Thread(target=load)
    thread.start()
    while thread.is_alive() and _rows(server) < 5000:
        time.sleep(0.05)
    server.kill()
    then()
    thread.join(300)
    assert not thread.is_alive()
    return told


def _rows(server: Server) -> int:
    ((nodes,),) = ask(server, "MATCH (n:Person) WHERE n.kg_graph IS NOT NULL RETURN count(n)")
    ((edges,),) = ask(server, "MATCH ()-[e:ACCUSED]->() RETURN count(e)")
    return int(nodes + edges)


COMMIT = b"\x00\x02\xb0\x12\x00\x00"  # in Bolt: a chunk of two bytes, a structure of no fields, the end


class DroppingProxy:
    """Passes bytes on to a server, and drops every connection again and again.

    After some seconds, or where the next commit has gone to the server, before its answer comes back.
    """

    def __init__(self, port: int, seconds: float, *, commits: int = 0) -> None:
        self.port = port
        self.seconds = seconds
        self.commits = commits  # how many to drop after
        self.dropped = 0

    @contextmanager
    def listening(self) -> Iterator[int]:
        with listening(self._pass_on) as port:
            yield port

    def _pass_on(self, client: socket.socket) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as server:
            threads = [
                threading.Thread(target=self._pump, args=pair, daemon=True)
                for pair in ((client, server), (server, client))
            ]
            for thread in threads:
                thread.start()
            threads[0].join(self.seconds)
            self.dropped += 1
            for one in (client, server):
                with suppress(OSError):
                    one.shutdown(socket.SHUT_RDWR)

    def _pump(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.commits and data.endswith(COMMIT):
                    self.commits -= 1
                    source.shutdown(socket.SHUT_RDWR)  # the answer goes nowhere
                    target.sendall(data)
                    time.sleep(0.5)
                    return
                target.sendall(data)


def test_a_connection_that_drops_again_and_again(neo4j_empty: Server) -> None:
    graph = big_graph()
    proxy = DroppingProxy(neo4j_empty.port, seconds=1.5)
    told: list[str] = []
    with proxy.listening() as port:
        for _ in range(10):
            try:
                with opened(neo4j_empty, uri=f"bolt://127.0.0.1:{port}") as store:
                    store.load(graph)
                break
            except KgError as error:
                told.append(str(error))
                time.sleep(ownership.TOKEN_SECONDS)
    assert len(told) < 10
    assert not any("\n" in one for one in told)
    assert proxy.dropped > 1
    with opened(neo4j_empty) as store:
        assert store.graph() == graph
        assert store.load(graph).written == 0, "not an edge twice, though nobody knew which commits had arrived"


@pytest.mark.parametrize("commits", [1, 3])
def test_a_connection_that_drops_in_a_commit(neo4j_empty: Server, commits: int) -> None:
    """The server has carried the transaction out, and nobody was told."""
    graph = big_graph()
    proxy = DroppingProxy(neo4j_empty.port, seconds=600)
    with proxy.listening() as port, opened(neo4j_empty, uri=f"bolt://127.0.0.1:{port}") as store:
        proxy.commits = commits
        store.load(graph)
        assert proxy.dropped == commits
        assert proxy.commits == 0
        assert store.graph() == graph
        assert store.load(graph).written == 0


def test_batches_shrink_where_the_server_has_too_little_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH_ROWS", 20_000)
    monkeypatch.setattr(writing, "BATCH_CHARACTERS", 10**9)
    sizes: list[int] = []
    send = writing.Writer._transaction

    def noted(self: writing.Writer, first: str, again: str, rows: list[list[object]]) -> None:
        send(self, first, again, rows)
        sizes.append(len(rows))

    monkeypatch.setattr(writing.Writer, "_transaction", noted)
    claims = tuple(Node(f"c{i:05}", "Claim", {"sentence": f"{i} " + "x" * 4000}) for i in range(4_000))
    graph = Graph((*claims, Node("d", "Document")), tuple(Edge(claim.id, "FROM", "d") for claim in claims))
    # What one transaction may have of the 512 MB is a setting with a default near the whole of it; a lower one gives
    # the same error for a graph that a test has the time for.
    with running_server(heap="512m", settings={"db.memory.transaction.max": "12m"}) as server:
        server.log_in(monkeypatch)
        with opened(server) as store:
            assert store.load(graph).created == len(graph.nodes) + len(graph.edges)
            assert store.load(graph).written == 0
            ((count, length),) = ask(server, "MATCH (c:Claim) RETURN count(c), sum(size(c.sentence))")
    assert (count, length) == (len(claims), sum(len(str(c.properties["sentence"])) for c in claims))
    assert max(sizes) < len(claims), "the first batch was too big, and was halved"


LOADER = """
import sys
from kg.cli import run
sys.exit(run(["load", sys.argv[1], "-w", sys.argv[2]]))
"""


def test_two_loads_at_once(built: Path, neo4j_empty: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import shutil

    # Two copies of one workspace, as on two machines: the lock of the folder keeps two loads of one copy apart.
    workspaces = [tmp_path / name / "news" / "kg-workspace" for name in ("one", "two")]
    for one in workspaces:
        shutil.copytree(built, one)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", LOADER, neo4j_empty.uri, str(one)],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **neo4j_empty.environment},
        )
        for one in workspaces
    ]  # fmt: skip
    told = [process.communicate(timeout=120) for process in running]
    codes = [process.returncode for process in running]
    assert 0 in codes, told
    for code, (out, error) in zip(codes, told, strict=True):
        assert code == 0 or "another load of the graph 'news'" in error, error
        assert code == 1 or "nodes and" in out or "unchanged" in out
    neo4j_empty.log_in(monkeypatch)
    time.sleep(ownership.TOKEN_SECONDS)
    assert kg(["load", neo4j_empty.uri, "-w", str(workspaces[0])]) == 0
    with open_store_of(built) as expected, open_store_of(neo4j_empty.uri) as found:
        assert found.graph() == expected.graph()


@contextmanager
def open_store_of(target: Path | str) -> Iterator[object]:
    store = open_store(target / "graph.lbug" if isinstance(target, Path) else target, ontology=load_ontology())
    try:
        yield store
    finally:
        store.close()


def test_a_user_who_may_only_read_is_told(neo4j_empty: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    # The community edition has no roles: what it can refuse is a password that has not been changed yet.
    ask(neo4j_empty, "CREATE USER intern IF NOT EXISTS SET PASSWORD 'initial-one' CHANGE REQUIRED")
    monkeypatch.setenv("NEO4J_USERNAME", "intern")
    monkeypatch.setenv("NEO4J_PASSWORD", "initial-one")
    try:
        with pytest.raises(KgError, match="password must be changed"), opened(neo4j_empty) as store:
            store.load(small_graph())
    finally:
        ask(neo4j_empty, "DROP USER intern IF EXISTS")


def test_a_read_only_database_is_told_and_takes_a_load_that_changes_nothing(
    own_server: Server, built: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert kg(["load", own_server.uri, "-w", str(built)]) == 0
    kept = everything(own_server)
    own_server.stop()
    own_server.configure(**{"server.databases.default_to_read_only": "true"})
    own_server.start()
    capsys.readouterr()
    assert kg(["load", own_server.uri, "-w", str(built)]) == 0
    assert "unchanged" in capsys.readouterr().out
    assert kg(["load", own_server.uri, "-w", str(built), "--graph", "another"]) == 1
    assert "read-only" in capsys.readouterr().err
    assert kg(["query", "who-claimed", "-w", str(built), "--store", own_server.uri]) == 0
    assert everything(own_server) == kept
    own_server.stop()
    own_server.configure(**{"server.databases.default_to_read_only": "false"})
    own_server.start()
