"""Compare two readers' labels: agreement as F1 of one against the other, and the sentences where they differ.

    python benchmarks/labels/agree.py DRAWN LABELS [--differences]

`DRAWN` is what draw.py wrote, `LABELS` holds A-NAME.jsonl and B-NAME.jsonl. Two relations agree where their type (for
the tasks of one relation: their polarity) is the same and the spans of who does it, or of the accused, overlap or are
both empty.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Relation = Mapping[str, Any]


def overlaps(a: Sequence[int] | None, b: Sequence[int] | None) -> bool:
    return (a is None and b is None) or bool(a and b and a[0] < b[1] and b[0] < a[1])


def alike(a: Relation, b: Relation) -> bool:
    """Whether two readers mean the same relation."""
    if a.get("type") != b.get("type") or a.get("polarity") != b.get("polarity"):
        return False
    if "subject_span" in a:
        return overlaps(a["subject_span"], b["subject_span"])
    return overlaps(a.get("source_span"), b.get("source_span")) and overlaps(
        a.get("accused_span"), b.get("accused_span")
    )


def matched(first: Sequence[Relation], second: Sequence[Relation]) -> int:
    left = list(second)
    for r in first:
        hit = next((x for x in left if alike(r, x)), None)
        if hit is not None:
            left.remove(hit)
    return len(second) - len(left)


def read(path: Path) -> dict[str, Any]:
    return {r["id"]: r for r in map(json.loads, path.read_text(encoding="utf8").splitlines())}


def main(drawn: Path, labels: Path, *, differences: bool) -> None:
    for file in sorted(drawn.glob("*.tsv")):
        a, b = (read(labels / f"{reader}-{file.stem}.jsonl") for reader in "AB")
        texts = {line.split("\t")[0]: line.split("\t")[2].strip() for line in file.read_text("utf8").splitlines()}
        both = sum(matched(a[k]["relations"], b[k]["relations"]) for k in texts)
        total = sum(len(x[k]["relations"]) for x in (a, b) for k in texts)
        differ = [
            k
            for k in texts
            if not len(a[k]["relations"]) == len(b[k]["relations"]) == matched(a[k]["relations"], b[k]["relations"])
        ]
        yes = [sum(bool(x[k]["relations"]) for k in texts) / len(texts) for x in (a, b)]
        same = sum(bool(a[k]["relations"]) == bool(b[k]["relations"]) for k in texts) / len(texts)
        chance = yes[0] * yes[1] + (1 - yes[0]) * (1 - yes[1])
        kappa = (same - chance) / (1 - chance) if chance < 1 else 1.0
        f1 = 2 * both / max(1, total)
        print(f"{file.stem:28} F1 {f1:.3f}  kappa of any {kappa:.2f}  differ {len(differ)}/{len(texts)}")
        if differences:
            for k in differ:
                print(
                    json.dumps(
                        {"task": file.stem, "id": k, "text": texts[k], "A": a[k]["relations"], "B": b[k]["relations"]}
                    )
                )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), differences="--differences" in sys.argv)
