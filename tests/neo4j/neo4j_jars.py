"""The jars of a Neo4j server, from Maven artifacts: fetched once, checked against a committed lock each time.

A lock is a text file with a line a jar: its Maven coordinate and the SHA-256 of the file. `python neo4j_jars.py lts`
(or `current`) resolves the versions below anew and writes it.
"""

from __future__ import annotations

import hashlib
import os
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

LINES = {"lts": "5.26.30", "current": "2026.08.1"}
HERE = Path(__file__).parent


def cache_folder() -> Path:
    """Where jars stay between runs: the environment variable KG_TEST_JARS moves it."""
    if moved := os.environ.get("KG_TEST_JARS"):
        return Path(moved)
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "kg-tests" / "jars"


def locked(line: str) -> list[tuple[str, str]]:
    """The coordinates (group:artifact:version, and the classifier if there is one) and hashes of a line's lock."""
    text = (HERE / f"{line}.lock").read_text(encoding="utf-8")
    return [tuple(row.split()) for row in text.splitlines() if row and not row.startswith("#")]  # type: ignore[misc]


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _fetch(coordinate: str, target: Path) -> None:
    from jgo.maven import MavenContext

    group, name, version, *classifier = coordinate.split(":")
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as half:
        context = MavenContext(repo_cache=Path(half), timeout=60)
        artifact = context.project(group, name).at_version(version).artifact(*classifier)
        artifact.resolve().replace(target)


def _held(coordinate: str, sha256: str) -> Path:
    target = cache_folder() / f"{sha256[:12]}-{coordinate.split(':')[1]}.jar"
    if not target.is_file() or _sha256(target) != sha256:
        _fetch(coordinate, target)
        if (found := _sha256(target)) != sha256:
            target.unlink()
            raise RuntimeError(f"{coordinate}: the jar's SHA-256 is {found}, the lock has {sha256}")
    return target


def jars(line: str) -> list[Path]:
    """The jars of a line, in the order of its lock; raises RuntimeError where one is not what was locked."""
    with ThreadPoolExecutor(8) as pool:
        return list(pool.map(lambda row: _held(*row), locked(line)))


def lock(line: str) -> None:
    """Resolve a line's version anew, and write its lock."""
    import jgo

    version = LINES[line]
    rows = []
    for artifact in jgo.resolve(f"org.neo4j.app:neo4j-server:{version}+org.neo4j:neo4j:{version}"):
        parts = [artifact.groupId, artifact.artifactId, artifact.version, artifact.classifier]
        rows.append(f"{':'.join(part for part in parts if part)} {_sha256(artifact.resolve())}")
    head = f"# The jars of Neo4j {version}, made by `python {Path(__file__).name} {line}`.\n"
    (HERE / f"{line}.lock").write_text(head + "".join(f"{row}\n" for row in sorted(rows)), encoding="utf-8")


if __name__ == "__main__":
    lock(sys.argv[1])
