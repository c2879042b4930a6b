from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

# A busy machine is no failure of what is tested.
settings.register_profile("kg", deadline=None)
settings.load_profile("kg")

if TYPE_CHECKING:
    from neo4j_server import Server

ROOT = Path(__file__).parent.parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests marked `shared` need development data that is not in the repository: without it they do not exist."""
    if os.environ.get("KG_SHARED"):
        return
    without = [item for item in items if "shared" in item.keywords]
    if without:
        config.hook.pytest_deselected(items=without)
        items[:] = [item for item in items if "shared" not in item.keywords]


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data, for tests marked `shared`."""
    return Path(os.environ["KG_SHARED"])


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment of whoever runs the tests must not lead them into his workspace."""
    for name in ("KG_WORKSPACE", "KG_STORE", "NEO4J_USERNAME", "NEO4J_PASSWORD"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="session")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the example articles, beside which workspaces can stand; not to be changed."""
    folder = tmp_path_factory.mktemp("examples") / "articles"
    shutil.copytree(ROOT / "examples" / "articles", folder)
    return folder


@pytest.fixture(scope="session")
def built(articles: Path) -> Path:
    """A workspace of the example articles; not to be changed."""
    from kg.build import run_build

    workspace = articles.parent / "kg-workspace"
    run_build([articles], workspace=workspace)
    return workspace


@pytest.fixture(scope="session")
def neo4j_server() -> Iterator[Server]:
    """A real Neo4j server that all tests of a run share: they leave it running, and whatever data they like in it."""
    from neo4j_server import running_server

    with running_server() as server:
        yield server


@pytest.fixture
def neo4j_empty(neo4j_server: Server, monkeypatch: pytest.MonkeyPatch) -> Server:
    """The shared server with no data in it; its credentials are in the environment."""
    neo4j_server.clear()
    neo4j_server.log_in(monkeypatch)
    return neo4j_server
