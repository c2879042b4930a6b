"""Make the committed labels out of two readers' and of a third one's verdicts where they differed.

    python benchmarks/labels/settle.py DRAWN LABELS ATTRIBUTIONS

Reads A-, B- and C-NAME.jsonl in LABELS (ATTRIBUTIONS is GUM's attribution-open.jsonl) and writes NAME.jsonl beside
this file: ids, lines and offsets, without any text.
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


def main(drawn: Path, labels: Path, attributions: Path) -> None:
    for file in sorted(drawn.glob("*.tsv")):
        a, b = (read(labels / f"{reader}-{file.stem}.jsonl") for reader in "AB")
        verdicts = labels / f"C-{file.stem}.jsonl"
        c = read(verdicts) if verdicts.exists() else {}
        rows = (line.split("\t")[:2] for line in file.read_text("utf8").splitlines())
        out = [{"id": k, "line": int(n), "relations": settled(a[k], b[k], c.get(k))} for k, n in rows]
        text = "".join(json.dumps(r, separators=(",", ":")) + "\n" for r in out)
        (HERE / f"{file.stem}.jsonl").write_text(text, encoding="utf8")
    write_attributions(labels, attributions)


def write_attributions(labels: Path, source: Path) -> None:
    """The rows that report speech, with the speaker's tokens counted as in the row's `source_span`."""
    readers = [labels / f"{x}-gum.jsonl" for x in "AC"]
    first, verdicts = ({r["row"]: r for r in map(json.loads, f.read_text("utf8").splitlines())} for f in readers)
    rows = [json.loads(line) for line in source.read_text("utf8").splitlines()]
    out = []
    for number in sorted(first):
        label, row = verdicts.get(number, first[number]), rows[number - 1]
        tokens, wanted = row["source_edu"].split(), (label["speaker"] or "").split()
        at = next((i for i in range(len(tokens)) if wanted and tokens[i : i + len(wanted)] == wanted), None)
        if wanted and at is None:
            raise SystemExit(f"row {number}: no such words: {label['speaker']}")
        begin = row["source_span"][0]
        span = None if at is None else [begin + at, begin + at + len(wanted)]
        out.append({"row": number, "speech": label["speech"], "speaker_span": span})
    text = "".join(json.dumps(r, separators=(",", ":")) + "\n" for r in out)
    (HERE / "attributions.jsonl").write_text(text, encoding="utf8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:4]))
