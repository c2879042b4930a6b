"""Draw claims out of what the extractor says of news, for readers to judge.

    python benchmarks/labels/outputs.py SHARED OUT.tsv [RELATION ...]

writes, for each stance relation (or the ones given), 50 claims of single sentences of GMB train that neither the other
tasks nor an earlier round have drawn, in a random order that each round has of its own: id and line of the sentence,
rule, relation, polarity, certainty, subject, object, speaker, outlets, the sentence.
"""

from __future__ import annotations

import json
import random
import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from draw import SEED, gmb, identity  # noqa: E402
from score import RELATIONS, Reader, as_label, labels  # noqa: E402

WANTED = 50


def main(shared: Path, out: Path, relations: list[str]) -> None:
    drawn = {label["id"] for relation in RELATIONS for label in labels(relation)}
    judged = list(map(json.loads, (HERE / "judged.jsonl").read_text("utf8").splitlines()))
    drawn |= {row["id"] for row in judged}
    rounds = max((row["round"] for row in judged), default=0)
    sentences = [(n, t) for n, t in gmb(shared / "data/ner/gmb/train.conll") if 40 <= len(t) <= 400]
    random.Random(f"{SEED} outputs {rounds + 1}").shuffle(sentences)
    read = Reader()
    counts = dict.fromkeys(relations, 0)
    with out.open("w", encoding="utf8") as file:
        for line, text in sentences:
            if all(n >= WANTED for n in counts.values()):
                break
            if identity(text) in drawn:
                continue
            for c in read(text).claims:
                relation = as_label(c)
                if counts.get(relation, WANTED) >= WANTED or (c.polarity == "denied" and relation != "CLEARED_OF"):
                    continue
                counts[relation] += 1
                row = (
                    identity(text), str(line), c.rule, relation, c.polarity, c.certainty, c.subject.text,
                    c.object.text if c.object else "-", c.speaker.text if c.speaker else "-",
                    "; ".join(s.text for s in c.reported_by) or "-", text,
                )  # fmt: skip
                file.write("\t".join(row) + "\n")
    print(counts)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:] or list(RELATIONS))
