from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest

from kg.build import BuildReport
from kg.eval import Evaluation
from kg.eval.claims import ClaimScore, Right
from kg.eval.graph import GraphScore
from kg.eval.key import Figures

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    return load("furniture") and load("gate")


def load(name: str) -> ModuleType:
    """A script of `benchmarks/`, where it is imported by the scripts beside it too."""
    spec = importlib.util.spec_from_file_location(name, ROOT / "benchmarks" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


FLOORS = {"claims.f1": 0.7, "forbidden": 1, "speaker": 0.9}


@pytest.mark.parametrize(
    ("now", "names"),
    [
        ({"claims.f1": 0.7, "forbidden": 1, "speaker": 0.9}, []),
        ({"claims.f1": 0.695, "forbidden": 0, "speaker": 0.95}, []),
        ({"claims.f1": 0.68, "forbidden": 1, "speaker": 0.9}, ["claims.f1"]),
        ({"claims.f1": 0.8, "forbidden": 2, "speaker": 0.9}, ["forbidden"]),
        ({"claims.f1": 0.8, "forbidden": 1}, ["speaker"]),
    ],
)
def test_a_fallen_figure_is_noticed(gate: ModuleType, now: dict[str, float], names: list[str]) -> None:
    assert [line.split(":")[0] for line in gate.fallen(now, FLOORS, 0.01)] == names


def test_floors_only_rise(gate: ModuleType) -> None:
    now = {"claims.f1": 0.65, "forbidden": 0, "speaker": 0.95, "outlet": 0.5}
    assert gate.raised(now, FLOORS) == {"claims.f1": 0.7, "forbidden": 0, "speaker": 0.95, "outlet": 0.5}


def test_all_sets_together_are_as_one(gate: ModuleType) -> None:
    def result(tp: int, fp: int, fn: int) -> Evaluation:
        whole = Right(tp, tp)
        claims = ClaimScore(tp=tp, fp=fp, fn=fn, speaker=whole, outlet=whole, certainty=whole, figures=Right(1, tp))
        return Evaluation(GraphScore(Figures(tp, fp, fn), Figures(tp, 0, 0), (), {}), claims, BuildReport())

    found = gate.together([result(3, 1, 0), result(1, 0, 3)])
    assert (found["entities.f1"], found["relations.f1"]) == (round(8 / 12, 4), 1.0)
    assert (found["speaker"], found["figures"]) == (round(4 / 7, 4), round(2 / 7, 4))


def test_every_article_has_a_floor(gate: ModuleType) -> None:
    kept = json.loads(gate.FLOORS.read_text())
    listed = [article for one in kept["sets"].values() for article in one["articles"]]
    written = [*(ROOT / "examples" / "articles").iterdir(), *(ROOT / "benchmarks").glob("news*/*.txt")]
    assert sorted(listed) == sorted(path.relative_to(ROOT).as_posix() for path in written)
    for one in kept["sets"].values():
        assert set(gate.RATES) <= set(one["floors"])


def test_floors_of_the_pages_are_no_lower_than_what_is_promised(gate: ModuleType) -> None:
    for one in json.loads(gate.FLOORS.read_text())["furniture"].values():
        assert all(
            one["floors"][f"{kind}.kept"] >= 0.98 and one["floors"][f"{kind}.out"] >= 0.9 for kind in ("html", "text")
        )


def test_the_score_of_a_page() -> None:
    furniture = load("furniture")
    text = "Menu Home\nTwo men were jailed\nfor life.\nTwo men were jailed\nRead more here"
    body, neutral = [[10, 39]], [[0, 0]]
    assert text[10:39] == "Two men were jailed\nfor life."
    score = lambda read: furniture.score(text, body, neutral, read)  # noqa: E731
    count, lost, let_in = score(text[10:39])
    assert (count.kept_rate, count.out_rate, lost, let_in) == (1.0, 1.0, [], [])
    count, lost, let_in = score("men were jailed for life Read more")
    assert (count.kept, lost, let_in) == (5, ["two"], ["read more"])
    # Of a line told twice, the one that is read is the article's.
    twice = "Ann Lee speaks\nBoth men deny it.\nAnn Lee speaks\nBoth men"
    count, lost, let_in = furniture.score(twice, [[0, 14]], [], "Ann Lee speaks")
    assert (count.kept, lost, let_in) == (3, [], [])
    count, lost, let_in = score(text)
    assert (count.kept_rate, count.out_rate) == (1.0, 0.0)
    assert score("")[0].kept_rate == 0.0
