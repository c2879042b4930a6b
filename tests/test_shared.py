"""Scores on development data that is not in the repository: run only where KG_SHARED points at it."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.shared, pytest.mark.model]


def shared() -> Path:
    return Path(os.environ["KG_SHARED"]).resolve()


def kg(*args: str, cwd: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "kg", *args], cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def scorer(name: str, *args: str) -> str:
    command = [sys.executable, str(shared() / "tools" / name), *args]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_two_articles_of_the_web_against_their_key(tmp_path: Path) -> None:
    kg("build", str(shared() / "articles"), cwd=tmp_path)
    kg("export", "graph.graphml", cwd=tmp_path)
    result = json.loads(
        scorer("score_graph.py", str(tmp_path / "graph.graphml"), str(shared() / "gold/crocus.json"), "--json")
    )
    assert result["entities"]["f1"] >= 0.85
    assert result["relations"]["f1"] >= 0.80
    assert result["forbidden"] == 0
    assert result["attack_nodes"] == 1


def test_claims_of_the_two_articles(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text(kg("extract", str(shared() / "articles"), cwd=tmp_path))
    result = json.loads(scorer("score_record.py", str(out), str(shared() / "gold/crocus.json"), "--json"))
    assert result["f1"] >= 0.70
    assert result["speaker"] >= 0.85
    assert result["certainty"] >= 0.85
    assert result["bad_offsets"] == 0


def test_single_sentences_of_claims_denials_accusations(tmp_path: Path) -> None:
    data = shared() / "data/event-coding/claims-denials-dev.jsonl"
    out = tmp_path / "out.jsonl"
    out.write_text(kg("extract", str(data), cwd=tmp_path))
    last = scorer("score_claims.py", str(out), str(data)).strip().splitlines()[-1]
    assert float(last.split("F1")[1]) >= 0.75
