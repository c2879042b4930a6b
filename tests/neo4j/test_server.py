"""The server of the tests is what it says it is."""

from __future__ import annotations

import neo4j
import pytest
from neo4j_jars import jars, locked
from neo4j_server import Server, chosen_line

pytestmark = pytest.mark.current_line


def test_the_server_is_the_locked_version_and_wants_a_password(neo4j_server: Server) -> None:
    with neo4j.GraphDatabase.driver(neo4j_server.uri, auth=neo4j_server.auth) as driver:
        info = driver.get_server_info()
        (found,) = driver.execute_query(
            "CALL dbms.components() YIELD name, versions, edition WHERE name = 'Neo4j Kernel' RETURN versions, edition"
        ).records
    assert info.agent == f"Neo4j/{neo4j_server.version}"
    assert found.data() == {"versions": [neo4j_server.version], "edition": "community"}
    with (
        neo4j.GraphDatabase.driver(neo4j_server.uri, auth=("neo4j", "neo4j")) as driver,
        pytest.raises(neo4j.exceptions.AuthError),
    ):
        driver.verify_connectivity()


def test_a_jar_that_is_not_the_locked_one_is_refused(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    import neo4j_jars

    coordinate, sha256 = locked(chosen_line())[0]
    monkeypatch.setenv("KG_TEST_JARS", str(tmp_path))
    monkeypatch.setattr(neo4j_jars, "_fetch", lambda coordinate, target: target.write_bytes(b"another"))
    monkeypatch.setattr(neo4j_jars, "locked", lambda line: [(coordinate, sha256)])
    with pytest.raises(RuntimeError, match="the lock has"):
        jars(chosen_line())
    assert list(tmp_path.iterdir()) == []
