"""The notebooks run from top to bottom, show what they showed when they were committed, and nothing of a machine."""

from __future__ import annotations

import importlib.util
import json
import re
import shutil
import socket
from pathlib import Path
from types import ModuleType
from typing import Any

import nbformat
import pytest
from conftest import ROOT
from neo4j_server import running_server

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CYPHER = "02-cypher-questions.ipynb"
HOSTILE = "<img src=x onerror=alert(1)> $\\frac{ Courier"

pytestmark = pytest.mark.model


@pytest.fixture(scope="module")
def runner() -> ModuleType:
    spec = importlib.util.spec_from_file_location("run_notebooks", ROOT / "notebooks" / "run.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def checkout(folder: Path, examples: Path | None = None) -> Path:
    """A copy of what the notebooks need, as it stands in the repository; `examples` may have a workspace already."""
    chosen = examples or ROOT / "examples"
    shutil.copytree(chosen, folder / "examples", ignore=None if examples else shutil.ignore_patterns("kg-workspace"))
    (folder / "notebooks").mkdir()
    for path in (*NOTEBOOKS, ROOT / "notebooks" / "world.geojson"):
        shutil.copy(path, folder / "notebooks")
    return folder / "notebooks"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return checkout(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def executed(runner: ModuleType, folder: Path) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as environment:
        for name in ("KG_STORE", "KG_WORKSPACE"):
            environment.delenv(name, raising=False)
        found = {path.name: runner.run(folder / path.name) for path in NOTEBOOKS}
    for made in ("crocus.html", "articles.graphml"):
        assert (folder / made).stat().st_size > 10_000
    return found


def outputs(notebook: Any) -> list[Any]:
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def texts(notebook: Any) -> list[str]:
    """What the notebook says, without pictures."""
    said = []
    for output in outputs(notebook):
        data = output.get("data", {})
        said += [
            output.get("text", ""),
            data.get("text/html", ""),
            "" if "image/png" in data else data.get("text/plain", ""),
        ]
    return [text for text in said if text]


def structure(notebook: Any) -> list[Any]:
    """What each cell shows: kinds of output, and the heads of tables. The articles decide on the rest."""
    shown = []
    for cell in notebook.cells:
        if cell.cell_type == "code":
            kinds = [(one.output_type, one.get("name"), sorted(one.get("data", {}))) for one in cell.outputs]
            heads = [
                re.findall(r"<th\b[^>]*>(.*?)</th>", one.get("data", {}).get("text/html", "")) for one in cell.outputs
            ]
            shown.append((cell.source, cell.execution_count, kinds, heads))
    return shown


def test_there_are_three() -> None:
    assert [path.name[:2] for path in NOTEBOOKS] == ["01", "02", "03"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_it_showed(executed: dict[str, Any], path: Path) -> None:
    committed, now = nbformat.read(path, as_version=4), executed[path.name]
    nbformat.validate(committed)
    assert {output.output_type for output in outputs(now)} <= {"stream", "display_data", "execute_result"}
    assert not [output.text for output in outputs(now) if output.get("name") == "stderr"]
    assert structure(committed) == structure(now)
    assert (
        sum("image/png" in output.get("data", {}) for output in outputs(now))
        == {"01": 1, "02": 0, "03": 7}[path.name[:2]]
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_outputs_tell_nothing_of_a_machine(runner: ModuleType, executed: dict[str, Any], path: Path) -> None:
    committed = nbformat.read(path, as_version=4)
    assert committed.metadata == runner.METADATA
    assert all(cell.metadata == {} for cell in committed.cells)
    assert path.stat().st_size < 2_000_000
    for notebook in (committed, executed[path.name]):
        for text in texts(notebook):
            assert not re.search(r"(^|[\s\"'(=])(/(home|root|tmp|work|usr|var|private|Users)/|[A-Z]:\\|file:)", text)
            assert socket.gethostname() not in text
            assert not re.search(r"\b0x[0-9a-f]{6}", text)


def test_the_second_says_the_same_of_neo4j(
    runner: ModuleType,
    executed: dict[str, Any],
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # A server of its own: in one that had planned many hundred queries (the tests of reading), 5.26.30 on Java 21.0.8 was
    # seen to ask "CONTAINS" of a range index from then on, whatever was planned anew; its schema was as it should be.
    with running_server() as server:
        server.log_in(monkeypatch)
        monkeypatch.setenv("KG_STORE", server.uri)
        assert texts(runner.run(checkout(tmp_path, folder.parent / "examples") / CYPHER)) == texts(executed[CYPHER])


def test_text_of_articles_is_never_taken_for_markup(
    runner: ModuleType, executed: dict[str, Any], folder: Path, tmp_path: Path
) -> None:
    hostile = checkout(tmp_path, folder.parent / "examples")
    article = {
        "title": f"Toll rises {HOSTILE}",
        "publisher": HOSTILE,
        "published": "2024-03-25",
        "text": "The attack on Crocus City Hall in Moscow on 22 March 2024 killed 137 people, officials said on Monday. "
        "President Vladimir Putin accused Ukraine of the attack on Crocus City Hall on 22 March 2024.",
    }
    (tmp_path / "examples" / "articles" / "hostile.jsonl").write_text(json.dumps(article))
    for path in (NOTEBOOKS[0], NOTEBOOKS[2]):
        said = "\n".join(texts(runner.run(hostile / path.name)))
        assert "&lt;img src=x" in said
        assert "<img src=x" not in said
    assert "<img src=x" not in (hostile / "crocus.html").read_text(encoding="utf-8")
