from __future__ import annotations

import importlib.util
import json
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def gate() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gate", ROOT / "benchmarks" / "gate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
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


def test_every_article_has_a_floor(gate: ModuleType) -> None:
    kept = json.loads(gate.FLOORS.read_text())
    listed = [article for one in kept["sets"].values() for article in one["articles"]]
    assert sorted(listed) == sorted(path.name for path in (ROOT / "examples" / "articles").iterdir())
    for one in kept["sets"].values():
        assert set(gate.RATES) <= set(one["floors"])
