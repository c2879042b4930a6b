"""The quality gate: no figure on the project's own answer keys and marked pages may fall.

    python benchmarks/gate.py             compare; exit 1 where a figure is below its floor by more than the tolerance
    python benchmarks/gate.py --update    raise the floors to what is reached now; they never go down

The floors stand in `floors.json`: for each set its key, its articles (from the repository's root), and the figures of
the last run that was better; for all sets together the same; for the pages whose body was marked by hand, how much of
it is kept and how much page furniture is kept out. A set has a wider tolerance than all of them have: the last bits of
the language model's scores differ between families of processors, and one label more or less moves a set of four
articles by up to .04, all of them by less than .005.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import furniture

from kg.eval import Evaluation, evaluate
from kg.eval.key import Figures

ROOT = Path(__file__).parent.parent
FLOORS = Path(__file__).with_name("floors.json")

RATES = ("entities.f1", "relations.f1", "claims.f1", "speaker", "outlet", "certainty", "figures")
# Shares of all claims of the key, not of those found: who finds more must not look worse for the hard ones among them.
OF_ALL = ("speaker", "outlet", "certainty", "figures")
FAULTS = ("forbidden", "bad_offsets", "documents_missing", "evidence_not_in_text", "skipped")


def figures(result: Evaluation) -> dict[str, float]:
    """The figures of a run that have a floor, and its faults, which have a ceiling."""
    plain = result.figures() | {"skipped": len(result.skipped)}
    plain["documents_missing"] = len(plain["documents_missing"])
    found: dict[str, float] = {}
    for name in RATES + FAULTS:
        value: Any = plain
        for part in name.split("."):
            value = value[part]
        if name in OF_ALL:
            wanted = result.claims.tp + result.claims.fn
            value = round(getattr(result.claims, name).right / wanted, 4) if wanted else None
        if value is not None:
            found[name] = value
    return found


def together(results: Sequence[Evaluation]) -> dict[str, float]:
    """The rates of several sets as of one: what is right, wrong and missed in each is added up."""
    found = {
        "entities.f1": _sum([r.graph.entities for r in results]).f1,
        "relations.f1": _sum([r.graph.relations for r in results]).f1,
        "claims.f1": _sum([r.claims.claims for r in results]).f1,
    }
    wanted = sum(r.claims.tp + r.claims.fn for r in results)
    for name in OF_ALL:
        found[name] = sum(getattr(r.claims, name).right for r in results) / wanted
    return {name: round(value, 4) for name, value in found.items()}


def _sum(parts: Iterable[Figures]) -> Figures:
    tp, fp, fn = map(sum, zip(*((p.tp, p.fp, p.fn) for p in parts), strict=True))
    return Figures(tp, fp, fn)


def fallen(now: Mapping[str, float], floors: Mapping[str, float], tolerance: float) -> list[str]:
    """What is worse than it was: a rate below its floor by more than the tolerance, more faults, a lost figure."""
    worse = []
    for name, floor in floors.items():
        value = now.get(name)
        if value is None:
            worse.append(f"{name}: nothing to score any more, it was {floor}")
        elif name in FAULTS and value > floor:
            worse.append(f"{name}: {value}, at most {floor} are allowed")
        elif name not in FAULTS and value < floor - tolerance:
            worse.append(f"{name}: {value:.4f}, the floor is {floor:.4f} (tolerance {tolerance})")
    return worse


def raised(now: Mapping[str, float], floors: Mapping[str, float]) -> dict[str, float]:
    """New floors: the better of what was and what is."""
    better = dict(floors)
    for name, value in now.items():
        old = floors.get(name, value)
        better[name] = min(old, value) if name in FAULTS else max(old, value)
    return better


def _measured(kept: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any], dict[str, float], float]]:
    """Everything that has floors: its name, its entry in the file, its figures now, and its tolerance."""
    results = []
    for name, one in kept["sets"].items():
        paths = [ROOT / article for article in one["articles"]]
        results.append(evaluate(ROOT / one["key"], paths))
        yield name, one, figures(results[-1]), kept["tolerance"]["set"]
    yield "all sets", kept["all"], together(results), kept["tolerance"]["all"]
    for half, now in furniture.figures().items():
        yield f"furniture, {half} pages", kept["furniture"][half], now, kept["tolerance"]["all"]


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--update", action="store_true", help="raise the floors to what is reached now")
    options = parser.parse_args(arguments)
    kept = json.loads(FLOORS.read_text(encoding="utf-8"))
    failed = False
    for name, one, now, tolerance in _measured(kept):
        print(f"{name}: " + ", ".join(f"{key} {value:.4g}" for key, value in now.items()))
        for line in fallen(now, one["floors"], tolerance):
            print(f"  FALLEN  {line}")
            failed = True
        one["floors"] = raised(now, one["floors"])
    if options.update:
        FLOORS.write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    print("the quality gate is closed: figures have fallen" if failed else "no figure has fallen")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
