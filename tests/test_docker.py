"""The containers' files, as far as they can be tried without Docker: schema, settings, and what the image is made of."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import ROOT
from neo4j_jars import LINES
from neo4j_server import Server

COMPOSE = ROOT / "docker-compose.yml"
# Variables of the official image that are no settings.
NO_SETTINGS = {"NEO4J_AUTH"}


def compose() -> dict[str, Any]:
    """The file with its variables filled in as Docker does where .env is a copy of .env.example."""
    given = dict(line.split("=", 1) for line in example())
    text = re.sub(r"\$\{(\w+)(?::[-?][^}]*)?\}", lambda match: given[match[1]], COMPOSE.read_text(encoding="utf-8"))
    return dict(yaml.safe_load(text))


def example() -> list[str]:
    lines = (ROOT / ".env.example").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def settings() -> dict[str, str]:
    """Settings of neo4j.conf, out of the variables that the official image makes them from."""
    environment = compose()["services"]["neo4j"]["environment"]
    return {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): str(value)
        for name, value in environment.items()
        if name not in NO_SETTINGS
    }


def check_schema(path: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_compose_file_fits_the_schema(tmp_path: Path) -> None:
    done = check_schema(COMPOSE)
    assert done.returncode == 0, done.stdout
    wrong = tmp_path / "docker-compose.yml"
    wrong.write_text(COMPOSE.read_text(encoding="utf-8").replace("healthcheck:", "health_check:"), encoding="utf-8")
    assert check_schema(wrong).returncode == 1


def test_the_variables_are_those_of_the_example() -> None:
    used = set(re.findall(r"\$\{(\w+)", COMPOSE.read_text(encoding="utf-8")))
    assert used == {line.split("=")[0] for line in example()}
    password = next(line for line in example() if line.startswith("NEO4J_PASSWORD")).split("=")[1]
    assert len(password) >= 8  # less than that Neo4j refuses
    ignored = subprocess.run(["git", "check-ignore", "-q", ".env"], cwd=ROOT, check=False)
    assert ignored.returncode == 0


def test_neo4j_is_the_tested_version_and_accepts_every_setting(tmp_path: Path) -> None:
    assert compose()["services"]["neo4j"]["image"] == f"neo4j:{LINES['lts']}-community"
    assert len(settings()) >= 4
    Server(tmp_path / "right", line="lts", settings=settings()).admin("server", "validate-config")
    for wrong in ({"server.memory.heap.maximum": "1g"}, {"server.memory.pagecache.size": "much"}):
        with pytest.raises(RuntimeError, match=next(iter(wrong)).replace(".", r"\.")):
            Server(tmp_path / "wrong", line="lts", settings=settings() | wrong).admin("server", "validate-config")


def test_the_services_fit_together() -> None:
    services, volumes = compose()["services"], compose()["volumes"]
    kg, neo4j = services["kg"], services["neo4j"]
    assert kg["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert kg["environment"]["NEO4J_PASSWORD"] == neo4j["environment"]["NEO4J_AUTH"].removeprefix("neo4j/")
    assert kg["environment"]["KG_STORE"] == "bolt://neo4j:7687"
    assert all(port.startswith("127.0.0.1:") for port in neo4j["ports"])
    named = {volume.split(":")[0] for one in services.values() for volume in one["volumes"]}
    assert {name for name in named if not name.startswith(".")} == set(volumes)


def test_the_dockerfile_passes_the_linter() -> None:
    hadolint = Path(sys.executable).with_name("hadolint")
    done = subprocess.run([hadolint, "Dockerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_gets_all_that_the_package_needs(tmp_path: Path) -> None:
    copied = re.findall(r"^COPY (.+) (\S+)$", (ROOT / "Dockerfile").read_text(encoding="utf-8"), re.MULTILINE)
    allowed = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for sources, target in copied:
        for source in sources.split():
            assert f"!{source}" in allowed
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, tmp_path / target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, tmp_path / target)
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "-w", "dist", "."]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True)
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    files = [
        p.relative_to(ROOT) for p in ROOT.joinpath("kg").rglob("*") if p.is_file() and "__pycache__" not in p.parts
    ]
    assert {file.as_posix() for file in files} <= set(names)
    assert "kg/cypher/queries/who-claimed.cypher" in names
