"""Make the committed labels out of two readers' and of a third one's verdicts where they differed.

    python benchmarks/labels/settle.py DRAWN LABELS

Reads A-, B- and C-NAME.jsonl in LABELS and writes NAME.jsonl beside this file: ids, lines and offsets, without any text.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from agree import matched, read  # noqa: E402


def without_text(relation: dict[str, Any]) -> dict[str, Any]:
    """The labels of a relation and its offsets; its words are the sentence's."""
    return {k: v for k, v in relation.items() if k.endswith("_span") or k in ("type", "polarity", "certainty")}


def settled(a: dict[str, Any], b: dict[str, Any], c: dict[str, Any] | None) -> list[dict[str, Any]]:
    same = len(a["relations"]) == len(b["relations"]) == matched(a["relations"], b["relations"])
    if c is None and not same:
        raise SystemExit(f"{a['id']}: nobody settled it")
    return [without_text(r) for r in (a if c is None else c)["relations"]]


def main(drawn: Path, labels: Path) -> None:
    for file in sorted(drawn.glob("*.tsv")):
        a, b = (read(labels / f"{reader}-{file.stem}.jsonl") for reader in "AB")
        verdicts = labels / f"C-{file.stem}.jsonl"
        c = read(verdicts) if verdicts.exists() else {}
        rows = (line.split("\t")[:2] for line in file.read_text("utf8").splitlines())
        out = [{"id": k, "line": int(n), "relations": settled(a[k], b[k], c.get(k))} for k, n in rows]
        text = "".join(json.dumps(r, separators=(",", ":")) + "\n" for r in out)
        (HERE / f"{file.stem}.jsonl").write_text(text, encoding="utf8")
    rows = [
        {r["row"]: r for r in map(json.loads, (labels / f"{x}-gum.jsonl").read_text("utf8").splitlines())}
        for x in "ABC"
    ]
    final = [rows[2].get(k, rows[0][k]) for k in rows[0]]
    (HERE / "gum.jsonl").write_text(
        "".join(json.dumps(r, separators=(",", ":")) + "\n" for r in final), encoding="utf8"
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
