from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import kg
import kg.evidence.database
import kg.stores
from kg.build import BuildReport, forget, run_build, workspace_ontology
from kg.errors import KgError, UsageError
from kg.evidence import Evidence, Workspace
from kg.graph import open_graph

RULES = """
relations:
  SANG_FOR: {from: Agent, to: Agent, reads: sang for}
rules: []
"""


def graphml(workspace: Path, tmp_path: Path) -> bytes:
    target = tmp_path / "out.graphml"
    with open_graph(workspace) as graph:
        graph.export(target, with_=("claims", "documents"))
    return target.read_bytes()


def names(workspace: Path) -> set[str]:
    with open_graph(workspace) as graph:
        return {row[0] for row in graph.query("MATCH (n) WHERE n.type <> 'Claim' RETURN n.name AS name")}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three short articles of its own."""
    articles = tmp_path / "news"
    articles.mkdir()
    (articles / "a.txt").write_text(
        "Germany condemned the bombing in Nairobi on 3 May 2021.\n\nPolice arrested Omar Haddad.\n"
    )
    (articles / "b.txt").write_text("Norway's foreign minister Anna Lund met Pedro Alves in Lisbon on Monday.\n")
    (articles / "c.jsonl").write_text(
        '{"id": "x", "text": "France accused Belgium of the attack in Ghent."}\n'
        '{"id": "y", "text": "Kenya sent aid to Uganda after the floods."}\n'
    )
    return articles


def build(folder: Path, **options: Any) -> BuildReport:
    return run_build([folder], workspace=folder.parent / "ws", **options)


# -- what a build does ------------------------------------------------------------------------------------------------


def test_a_build_reads_everything_and_a_second_one_nothing(folder: Path, tmp_path: Path) -> None:
    first = build(folder)
    assert (first.documents, first.read, first.unchanged, first.rebuilt) == (4, 4, 0, True)
    before = (tmp_path / "ws" / "graph.lbug").read_bytes()
    second = build(folder)
    assert (second.documents, second.read, second.unchanged, second.rebuilt) == (4, 0, 4, False)
    assert (tmp_path / "ws" / "graph.lbug").read_bytes() == before


def test_only_what_changed_is_read_again(folder: Path, tmp_path: Path) -> None:
    build(folder)
    (folder / "b.txt").write_text("Sweden's prime minister Karin Berg met Pedro Alves in Oslo on Monday.\n")
    report = build(folder)
    assert (report.documents, report.read, report.unchanged) == (4, 1, 3)
    assert "Karin Berg" in names(tmp_path / "ws")
    assert "Anna Lund" not in names(tmp_path / "ws")


def test_locations_are_relative_to_the_folder_of_the_workspace(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    build(folder)
    with Evidence(tmp_path / "ws" / "evidence.sqlite") as evidence:
        found = [location for stored in evidence.stored() for location in stored.locations]
    assert sorted(found) == ["news/a.txt", "news/b.txt", "news/c.jsonl#1", "news/c.jsonl#2"]


def test_what_has_vanished_is_told_and_goes_only_with_prune(folder: Path, tmp_path: Path) -> None:
    build(folder)
    (folder / "b.txt").unlink()
    (folder / "c.jsonl").write_text('{"id": "x", "text": "France accused Belgium of the attack in Ghent."}\n')
    report = build(folder)
    assert report.vanished == ("news/b.txt", "news/c.jsonl#2")
    assert report.documents == 4
    assert "Anna Lund" in names(tmp_path / "ws")
    report = build(folder, prune=True)
    assert (report.documents, report.pruned, report.rebuilt) == (2, True, True)
    assert "Anna Lund" not in names(tmp_path / "ws")
    assert build(folder).vanished == ()


def test_a_build_in_steps_is_a_build_at_once(folder: Path, tmp_path: Path) -> None:
    build(folder)
    steps = tmp_path / "steps"
    for path in ("c.jsonl", "a.txt", "b.txt"):
        run_build([folder / path], workspace=steps)
    assert graphml(steps, tmp_path) == graphml(tmp_path / "ws", tmp_path)


def test_the_same_file_by_two_paths_is_read_once(folder: Path) -> None:
    report = run_build([folder, folder / "a.txt", str(folder / "*.txt")], workspace=folder.parent / "ws")
    assert (report.documents, report.read) == (4, 4)


def test_what_cannot_be_read_is_named_and_the_rest_goes_on(folder: Path) -> None:
    (folder / "empty.txt").write_text("")
    (folder / "broken.json").write_text("{")
    for _ in range(2):  # also when nothing else has changed
        report = build(folder)
        assert report.documents == 4
        assert [skipped.location for skipped in report.skipped] == ["news/broken.json", "news/empty.txt"]
        assert all(skipped.reason for skipped in report.skipped)


def test_an_article_that_breaks_the_pipeline_is_named_and_the_rest_goes_on(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import kg.workers

    real = kg.workers.reader

    def fragile(model: str | None, rules: tuple[Path, ...]) -> Callable[..., Any]:
        read = real(model, rules)

        def one(article: Any) -> Any:
            if "Kenya" in article.text:
                raise RuntimeError("too hard")
            return read(article)

        return one

    monkeypatch.setattr(kg.workers, "reader", fragile)
    for read in (4, 0):
        report = build(folder)
        assert report.read == read
        (skipped,) = report.skipped if read else report.unreadable
        assert len(report.skipped) + len(report.unreadable) == 1
        assert skipped.location == "news/c.jsonl#2"
        assert "RuntimeError: too hard" in skipped.reason
    assert "France" in names(folder.parent / "ws")


def test_broken_characters_are_skipped_by_name_or_stored(folder: Path) -> None:
    (folder / "odd.jsonl").write_text('{"text": "Spain \\ud800 met Italy."}\n')
    report = build(folder)
    assert report.documents + len(report.skipped) == 5


def test_new_versions_read_everything_again_from_the_stored_text(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder)
    shutil.move(folder / "a.txt", tmp_path / "a-elsewhere.txt")
    monkeypatch.setattr(sys.modules["kg.build"], "code_version", lambda parts: "another")
    said: list[str] = []
    report = build(folder, warn=said.append)
    assert report.read == 4  # also the one whose file is gone
    assert any("kg changed" in message for message in said)
    assert build(folder).read == 0


def test_rule_files_are_kept_and_their_change_is_noticed(folder: Path, tmp_path: Path) -> None:
    rules = tmp_path / "my.yaml"
    rules.write_text(RULES)
    build(folder, rules=[rules])
    assert "SANG_FOR" in workspace_ontology(tmp_path / "ws").edges
    assert build(folder, rules=[rules]).read == 0
    rules.write_text(RULES.replace("SANG_FOR", "DANCED_FOR"))
    assert build(folder, rules=[rules]).read == 4
    rules.unlink()
    assert {"SANG_FOR", "DANCED_FOR"} & set(workspace_ontology(tmp_path / "ws").edges) == {"DANCED_FOR"}
    assert names(tmp_path / "ws")  # the workspace opens without the file
    assert build(folder).read == 4
    assert not list((tmp_path / "ws" / "rules").iterdir())


def test_a_graph_that_cannot_be_read_is_rebuilt_from_evidence(folder: Path, tmp_path: Path) -> None:
    build(folder)
    good = graphml(tmp_path / "ws", tmp_path)
    for damage in (lambda path: path.write_bytes(b"rubbish" * 1000), lambda path: path.unlink()):
        damage(tmp_path / "ws" / "graph.lbug")
        report = build(folder)
        assert (report.read, report.rebuilt) == (0, True)
        assert graphml(tmp_path / "ws", tmp_path) == good


def test_another_store_is_written_and_kept_up_to_date(folder: Path, tmp_path: Path) -> None:
    store = str(tmp_path / "other.lbug")
    assert build(folder, store=store).rebuilt
    assert not build(folder, store=store).rebuilt
    (folder / "b.txt").unlink()
    assert build(folder, store=store, prune=True).rebuilt
    with kg.open_graph(tmp_path / "ws", store=store) as graph:
        assert len(graph.find("Anna Lund")) == 0
        assert len(graph.find("Haddad")) == 1


def test_forgetting_takes_a_document_out_until_undone(folder: Path, tmp_path: Path) -> None:
    build(folder)
    good = graphml(tmp_path / "ws", tmp_path)
    key, changed = forget("news/b.txt", workspace=tmp_path / "ws")
    assert changed
    assert "Anna Lund" not in names(tmp_path / "ws")
    build(folder)
    assert "Anna Lund" not in names(tmp_path / "ws")
    assert forget(key, workspace=tmp_path / "ws") == (key, False)
    assert forget(key[:10], workspace=tmp_path / "ws", undo=True) == (key, True)
    assert graphml(tmp_path / "ws", tmp_path) == good


def test_a_forgotten_document_comes_back_read_by_the_rules_of_today(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(folder)
    forget("news/b.txt", workspace=tmp_path / "ws")
    monkeypatch.setattr(sys.modules["kg.build"], "code_version", lambda parts: "another")
    assert build(folder).read == 3
    forget("news/b.txt", workspace=tmp_path / "ws", undo=True)
    assert build(folder).read == 0


def test_an_id_that_has_gone_is_kept_with_what_became_of_it(folder: Path, tmp_path: Path) -> None:
    build(folder)
    with open_graph(tmp_path / "ws") as graph:
        old = graph.resolve("Anna Lund")
    (folder / "b.txt").unlink()
    build(folder, prune=True)
    with Evidence(tmp_path / "ws" / "evidence.sqlite") as evidence:
        retired = evidence.retired(old)
    assert retired is not None
    assert (retired.name, retired.became) == ("Anna Lund", None)


def test_wrong_arguments_are_told(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--workers 0"):
        build(folder, workers=0)
    with pytest.raises(UsageError, match="no such file"):
        build(folder, rules=[tmp_path / "none.yaml"])
    with pytest.raises(UsageError, match="not a store that kg knows"):
        build(folder, store="ftp://localhost")
    with pytest.raises(UsageError, match="NEO4J_PASSWORD"):
        build(folder, store="neo4j://localhost")
    with pytest.raises(KgError, match="no-such-model"):
        build(folder, model="no-such-model")
    assert not (tmp_path / "none.yaml").exists()


def test_two_builds_at_once_are_refused(folder: Path, tmp_path: Path) -> None:
    build(folder)
    with Workspace(tmp_path / "ws").locked(), pytest.raises(KgError, match="another build is at work"):
        build(folder)


def test_the_python_api_warns_of_what_was_skipped_and_opens_the_graph(folder: Path, tmp_path: Path) -> None:
    (folder / "empty.txt").write_text("")
    with pytest.warns(UserWarning, match=r"empty\.txt"):
        graph = kg.build(folder, workspace=tmp_path / "ws")
    with graph:
        assert len(graph.find("Pedro Alves")) == 1


def test_importing_kg_is_quick() -> None:
    code = "import sys, kg; assert not {'spacy', 'ladybug', 'networkx', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# -- one result, however it comes about -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def fresh(articles: Path, built: Path, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The GraphML of the examples, built once, undisturbed."""
    return graphml(built, tmp_path_factory.mktemp("fresh"))


@pytest.mark.model
def test_two_workers_and_another_order_give_the_same_bytes(articles: Path, tmp_path: Path, fresh: bytes) -> None:
    paths = sorted(articles.iterdir(), reverse=True)
    work = articles.parent / "two-workers"  # beside the articles, so that locations are equal
    report = run_build(paths, workspace=work, workers=2)
    assert report.read == report.documents == len(paths)
    assert graphml(work, tmp_path) == fresh


def test_a_worker_that_dies_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kg.workers._read", _die)
    with pytest.raises(KgError, match="a worker process ended before its time"):
        build(folder, workers=2)
    monkeypatch.undo()
    assert build(folder).documents == 4


def _die(*arguments: Any) -> None:
    os._exit(9)


class Saboteur:
    """Kills its own process when a function has been called so and so often."""

    def __init__(self, real: Callable[..., Any], count: int, *, after: bool = False) -> None:
        self.real, self.count, self.after = real, count, after

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        self.count -= 1
        if self.count == 0 and not self.after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = self.real(*arguments, **options)
        if self.count == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return result


def _method(owner: Any, name: str, count: int, *, after: bool = False) -> None:
    saboteur = Saboteur(getattr(owner, name), count, after=after)
    setattr(owner, name, lambda *arguments, **options: saboteur(*arguments, **options))


DATABASE = kg.evidence.database.Evidence
MOMENTS: dict[str, Callable[[], None]] = {
    "before the first document": lambda: _method(DATABASE, "put", 1),
    "inside a document's transaction": lambda: _method(DATABASE, "_keep", 3),
    "after a document was written": lambda: _method(DATABASE, "put", 6, after=True),
    "before the last document": lambda: _method(DATABASE, "put", 11),
    "when all are read": lambda: _method(DATABASE, "vanished", 1),
    "while resolving": lambda: _method(DATABASE, "stored", 1, after=True),
    "before the graph is written": lambda: _method(kg.stores, "build_embedded", 1),
    "while the graph is written": lambda: _method(kg.stores.embedded, "_fill", 1, after=True),
    "after the graph was renamed": lambda: _method(kg.stores, "build_embedded", 1, after=True),
    "before the build is noted as done": lambda: _method(DATABASE, "record_nodes", 1, after=True),
}


def _build_and_be_killed(moment: str, articles: Path, workspace: Path) -> None:
    MOMENTS[moment]()
    run_build([articles], workspace=workspace)


@pytest.mark.model
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_killed_build_is_completed_by_the_next(
    moment: str, articles: Path, tmp_path: Path, fresh: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    workspace = articles.parent / f"killed-{list(MOMENTS).index(moment)}"
    # A fork has the language model loaded already; it is killed as any process would be.
    process = multiprocessing.get_context("fork").Process(
        target=_build_and_be_killed, args=(moment, articles, workspace)
    )
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    run_build([articles], workspace=workspace)
    assert graphml(workspace, tmp_path) == fresh
    left = {path.name for path in workspace.iterdir()}
    assert left == {"evidence.sqlite", "graph.lbug", "build.lock"}


@pytest.mark.model
def test_a_build_killed_over_an_older_graph_leaves_one_that_answers(folder: Path, tmp_path: Path) -> None:
    build(folder)
    (folder / "b.txt").write_text("Sweden's prime minister Karin Berg met Pedro Alves in Oslo on Monday.\n")
    process = multiprocessing.get_context("fork").Process(
        target=_build_and_be_killed, args=("while the graph is written", folder, tmp_path / "ws")
    )
    process.start()
    process.join(120)
    assert process.exitcode == -signal.SIGKILL
    assert "Anna Lund" in names(tmp_path / "ws")  # the old graph, whole
    build(folder)
    assert "Karin Berg" in names(tmp_path / "ws")


def test_workers_leave_with_a_killed_parent(tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(
        textwrap.dedent("""
        import sys, time
        from concurrent.futures import ProcessPoolExecutor
        import multiprocessing, os
        from kg.workers import _start_worker
        if __name__ == "__main__":
            pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"), initializer=_start_worker)
            print(pool.submit(os.getpid).result(), flush=True)
            time.sleep(60)
        """)
    )
    parent = subprocess.Popen([sys.executable, str(script)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    with closing(parent.stdout):
        worker = int(parent.stdout.readline())
        parent.kill()
        parent.wait()
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and _runs(worker):
        time.sleep(0.05)
    assert not _runs(worker)


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def test_evidence_is_plain_sqlite_with_exact_receipts(folder: Path, tmp_path: Path) -> None:
    build(folder)
    with closing(sqlite3.connect(tmp_path / "ws" / "evidence.sqlite")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT count(*) FROM documents").fetchone() == (4,)
    with Evidence(tmp_path / "ws" / "evidence.sqlite") as evidence:
        for stored in evidence.stored():
            record = json.loads(stored.extraction.to_json())
            for mention in record["mentions"]:
                assert record["document"]["text"][mention["start"] : mention["end"]] == mention["text"]
