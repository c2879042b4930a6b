"""Draw the sentences that readers label, before anything is extracted from them.

    python benchmarks/labels/draw.py SHARED/data OUT

writes one TSV a task to OUT: id (the first 16 digits of the sentence's sha256), the source file's line, the sentence.
The draw is fixed by its seed; the sentences themselves are not committed, only their ids and labels.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

SEED = 20261124
CANDIDATES, PER_RELATION = 320, 50
#: Words that make a sentence of GMB train a candidate for a stance relation: wide, so that hard negatives come along.
TRIGGERS = {
    "CLAIMED_RESPONSIBILITY_FOR": r"responsib|\bcredit\b|\badmit|\bconfess",
    "DENIED_INVOLVEMENT_IN": r"\bden(y|ies|ied|ial)|\breject|\binvolvement\b|\bplead",
    "ACCUSED_OF": r"\baccus|\bblam|\bsuspect|\bcharged\b|\bindict|\balleg",
    "CLEARED_OF": r"\bacquit|\bclear(ed|s)\b|\bexonerat|\bno evidence\b|\bnot guilty\b|\binnocent\b",
    "CARRIED_OUT": r"\battack|\bbomb|\bkill|\bshot\b|\bshoot|\bkidnap|\babduct|\bambush|\bshell|\braid|\bprotest",
    "CONDEMNED": r"\bcondemn|\bdenounc|\bdeplor|\boutrag",
    "EXPRESSED_CONDOLENCES_OVER": r"\bcondolence|\bmourn|\bsympath|\bgrief|\btribute|\bvictims' famil",
    "WARNED_OF": r"\bwarn|\balert|\badvisor|\bthreat",
    "INVESTIGATES": r"\binvestigat|\bprobe|\binquir|\bprosecut",
}


def detokenized(tokens: list[str]) -> str:
    """A sentence of tokens as running text."""
    text = " ".join(tokens)
    text = re.sub(r" ([.,;:!?%)\]]|'s\b|n't\b|'(?=\s|$))", r"\1", text)
    return re.sub(r"([(\[$]) ", r"\1", text).replace("` ` ", '"').replace(" ' '", '"')


def gmb(path: Path) -> Iterator[tuple[int, str]]:
    """Line number and text of each sentence of a token file."""
    tokens: list[str] = []
    begin = 0
    with path.open(encoding="utf8") as lines:
        for number, line in enumerate([*lines, "\n"], 1):
            if line.strip() and not line.startswith("#"):
                begin = begin if tokens else number
                tokens.append(line.split("\t")[0])
            elif tokens:
                yield begin, detokenized(tokens)
                tokens = []


def identity(sentence: str) -> str:
    """The id of a sentence: it names it without telling it."""
    return hashlib.sha256(sentence.encode()).hexdigest()[:16]


def write(path: Path, rows: Iterable[tuple[int, str]]) -> None:
    path.write_text("".join(f"{identity(text)}\t{line}\t{text}\n" for line, text in rows), encoding="utf8")


def main(data: Path, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    events = data / "event-coding"
    known = {json.loads(s)["text"] for s in (events / "claims-denials-dev.jsonl").read_text("utf8").splitlines()}
    candidates = [
        (number, json.loads(line)["text"])
        for number, line in enumerate((events / "claims-denials-candidates.jsonl").read_text("utf8").splitlines(), 1)
    ]
    candidates = list({text: (number, text) for number, text in candidates if text not in known}.values())
    write(out / "candidates.tsv", sorted(random.Random(SEED).sample(candidates, CANDIDATES)))
    sentences = [(n, t) for n, t in gmb(data / "ner/gmb/train.conll") if 40 <= len(t) <= 400]
    for relation, words in TRIGGERS.items():
        hits = [(n, t) for n, t in sentences if re.search(words, t, re.IGNORECASE)]
        write(out / f"{relation}.tsv", sorted(random.Random(f"{SEED} {relation}").sample(hits, PER_RELATION)))


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
