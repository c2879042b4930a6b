"""Encrypted connections: a certificate that is trusted, one that is not, one that need not be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme
from neo4j_server import Server, running_server

from kg.cli import run as kg


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture(scope="module")
def encrypted(authority: trustme.CA) -> Iterator[Server]:
    def certify(server: Server) -> None:
        folder = server.home / "certificates"
        folder.mkdir()
        certificate = authority.issue_cert("127.0.0.1")
        certificate.private_key_pem.write_to_path(folder / "private.key")
        certificate.cert_chain_pems[0].write_to_path(folder / "public.crt")
        server.configure(
            **{
                "server.bolt.tls_level": "OPTIONAL",
                "dbms.ssl.policy.bolt.enabled": "true",
                "dbms.ssl.policy.bolt.base_directory": str(folder),
            }
        )

    with running_server(before=certify) as server:
        yield server


def test_encrypted_connections(
    encrypted: Server,
    authority: trustme.CA,
    built: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    encrypted.log_in(monkeypatch)
    at = f"127.0.0.1:{encrypted.port}"
    assert kg(["load", f"neo4j+ssc://{at}", "-w", str(built)]) == 0, "any certificate will do"
    capsys.readouterr()
    for scheme in ("neo4j+s", "bolt+s"):
        assert kg(["load", f"{scheme}://{at}", "-w", str(built)]) == 1
        told = capsys.readouterr().err
        assert "certificate" in told
        assert told.count("\n") == 1, told
    authority.cert_pem.write_to_path(tmp_path / "authority.pem")
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "authority.pem"))
    for scheme in ("neo4j+s", "bolt+s"):
        assert kg(["load", f"{scheme}://{at}", "-w", str(built)]) == 0
        assert "unchanged" in capsys.readouterr().out
