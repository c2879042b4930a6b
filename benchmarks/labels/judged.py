"""What two readers said of claims that outputs.py had drawn: how many are right, by relation.

    python benchmarks/labels/judged.py

A claim counts as right where both readers say so. Intervals are Wilson's, 95 %.
"""

from __future__ import annotations

import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from score import wilson  # noqa: E402


def main() -> None:
    rows = list(map(json.loads, (HERE / "judged.jsonl").read_text("utf8").splitlines()))
    for number in sorted({row["round"] for row in rows}):
        print(f"round {number}")
        one_round([row for row in rows if row["round"] == number])


def one_round(rows: list[dict[str, Any]]) -> None:
    by_relation = defaultdict(list)
    for row in rows:
        by_relation[row["relation"]].append(row)
    for relation, found in sorted(by_relation.items()):
        shares = (f"{kind} {wilson(sum(all(r[kind]) for r in found), len(found))}" for kind in ("right", "certainty"))
        print(f"{relation:28} {'  '.join(shares)}")
    same = sum(r["right"][0] == r["right"][1] for r in rows)
    speaker = sum(all(r["speaker"]) for r in rows)
    print(f"the readers agree on {wilson(same, len(rows))}; speaker right {wilson(speaker, len(rows))}")


if __name__ == "__main__":
    main()
