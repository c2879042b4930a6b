"""Score the extractor on the labels of this folder, joined with the texts that are not in the repository.

    python benchmarks/labels/score.py SHARED [--verbose]

* `candidates`: CLAIM, DENY, ACCUSE in single sentences, by SHARED/tools/score_claims.py (its head says what is right).
* one line a stance relation: of the claims read out of the drawn sentences, how many a reader's label covers
  (precision), and of the labels how many are found (recall). Right: the same polarity, and the subject's words, or
  those of its mention chain, overlap the label's. A sentence was drawn by a trigger word of its relation; claims of
  other relations are left out. Intervals are Wilson's, 95 %.
* `attributions`: rows of GUM that report speech. Found: a claim whose speaker (the subject, where that is who speaks)
  lies in the row's source and whose evidence overlaps its content. Right speaker: of those found, the claim's speaker
  overlaps the reader's words.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from math import sqrt
from pathlib import Path
from typing import Any

from kg.extract import extract, load_rules
from kg.language import load_pipeline
from kg.records import Article, Claim, Extraction

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))
from draw import gmb, identity  # noqa: E402

RELATIONS = (
    "CLAIMED_RESPONSIBILITY_FOR", "DENIED_INVOLVEMENT_IN", "ACCUSED_OF", "CLEARED_OF", "CARRIED_OUT", "CONDEMNED",
    "EXPRESSED_CONDOLENCES_OVER", "WARNED_OF", "INVESTIGATES",
)  # fmt: skip


def wilson(right: int, total: int) -> str:
    """A share with its interval."""
    if not total:
        return "-"
    p, z = right / total, 1.96
    middle, spread = p + z * z / (2 * total), z * sqrt(p * (1 - p) / total + z * z / (4 * total * total))
    low, high = ((middle + s * spread) / (1 + z * z / total) for s in (-1, 1))
    return f"{p:.3f} ({low:.2f}-{high:.2f}; {right}/{total})"


def overlaps(a: Any, b: Any) -> bool:
    return bool(a and b) and a[0] < b[1] and b[0] < a[1]


def labels(name: str) -> Iterator[dict[str, Any]]:
    yield from map(json.loads, (HERE / f"{name}.jsonl").read_text("utf8").splitlines())


class Reader:
    """Extractions, made once a text."""

    def __init__(self) -> None:
        self.nlp, self.rules = load_pipeline(), load_rules()

    def __call__(self, text: str, published: str | None = None) -> Extraction:
        return extract(self.nlp(text), Article(text, "label", published=published), self.rules)


def as_label(claim: Claim) -> str:
    """The relation that a claim stands for: a charge that is denied clears somebody."""
    return "CLEARED_OF" if claim.predicate == "ACCUSED_OF" and claim.polarity == "denied" else claim.predicate


def score_candidates(shared: Path, read: Reader) -> None:
    lines = (shared / "data/event-coding/claims-denials-candidates.jsonl").read_text("utf8").splitlines()
    with tempfile.TemporaryDirectory() as folder:
        gold, out = Path(folder, "gold.jsonl"), Path(folder, "out.jsonl")
        with gold.open("w", encoding="utf8") as g, out.open("w", encoding="utf8") as o:
            for label in labels("candidates"):
                text = json.loads(lines[label["line"] - 1])["text"]
                assert identity(text) == label["id"]
                g.write(json.dumps({"id": label["id"], "text": text, "relations": label["relations"]}) + "\n")
                record = json.loads(read(text).to_json())
                record["document"]["id"] = label["id"]
                o.write(json.dumps(record) + "\n")
        command = [sys.executable, str(shared / "tools/score_claims.py"), str(out), str(gold)]
        subprocess.run(command + [a for a in sys.argv if a == "--verbose"], check=True)


def names(claim: Claim, record: Extraction) -> list[tuple[int, int]]:
    """Where a claim's subject stands: its words, and every mention of its chain (a pronoun's antecedent)."""
    chain = next((m.entity for m in record.mentions if m.id == claim.subject.mention), None)
    chained = [(m.start, m.end) for m in record.mentions if chain is not None and m.entity == chain]
    return [(claim.subject.start, claim.subject.end), *chained]


def score_relation(relation: str, texts: dict[int, str], read: Reader) -> None:
    found = right = wanted = covered = 0
    for label in labels(relation):
        text = texts[label["line"]]
        assert identity(text) == label["id"]
        record = read(text)
        claims = [c for c in record.claims if as_label(c) == relation]
        if relation != "CLEARED_OF":
            claims = [c for c in claims if c.polarity == "affirmed"]
        gold = list(label["relations"])
        wanted += len(gold)
        who = {c.id: names(c, record) for c in claims}
        hits = [r for r in gold if any(overlaps(s, r["subject_span"]) for c in claims for s in who[c.id])]
        good = [c for c in claims if any(overlaps(s, r["subject_span"]) for s in who[c.id] for r in gold)]
        covered, right, found = covered + len(hits), right + len(good), found + len(claims)
        if "--verbose" in sys.argv:
            for r in gold:
                if r not in hits:
                    a, b = r["subject_span"]
                    print("   missed", text[a:b], "::", text)
            for c in claims:
                if c not in good:
                    print("   wrong ", c.rule, c.subject.text, "::", text)
    print(f"{relation:28} precision {wilson(right, found)}  recall {wilson(covered, wanted)}")


def gum_texts(path: Path) -> Iterator[tuple[str, str, list[tuple[int, int]]]]:
    """Documents of a CoNLL-U file: name, running text, the characters of each word."""
    name, text, places = "", "", list[tuple[int, int]]()
    space, skip = "", 0
    for raw in path.read_text("utf8").splitlines():
        cells = raw.split("\t")
        if raw.startswith("# newdoc"):
            if name:
                yield name, text, places
            name, text, places, space = raw.split(" = ")[1], "", [], ""
        elif raw.startswith("# newpar") and text:
            space = "\n\n"
        elif len(cells) == 10 and "-" in cells[0]:  # "don't" is written once
            first, last = map(int, cells[0].split("-"))
            start = len(text) + len(space)
            text += space + cells[1]
            space = "" if "SpaceAfter=No" in cells[9] else " "
            places += [(start, len(text))] * (last - first + 1)
            skip = last
        elif len(cells) == 10 and cells[0].isdigit():
            if int(cells[0]) <= skip:
                skip = 0 if int(cells[0]) == skip else skip
                continue
            start = len(text) + len(space)
            text += space + cells[1]
            places.append((start, len(text)))
            space = "" if "SpaceAfter=No" in cells[9] else " "
    yield name, text, places


def score_attributions(shared: Path, read: Reader) -> None:
    rows = [json.loads(r) for r in (shared / "data/re/gum/attribution-open.jsonl").read_text("utf8").splitlines()]
    documents = {n: (t, p) for n, t, p in gum_texts(shared / "data/ud/gum-open/dev.conllu")}
    records: dict[str, Extraction] = {}
    total = found = named = right = 0
    for label in labels("attributions"):
        row = rows[label["row"] - 1]
        if not label["speech"]:
            continue
        text, places = documents[row["doc"]]
        if row["doc"] not in records:
            records[row["doc"]] = read(text)

        def characters(span: list[int], places: list[tuple[int, int]] = places) -> tuple[int, int]:
            return places[span[0]][0], places[span[1] - 1][1]

        source, contents = characters(row["source_span"]), [characters(s) for s in row["content_spans"]]
        hits = [
            who
            for c in records[row["doc"]].claims
            for who in [c.speaker or (c.subject if c.voice == "article" or c.predicate == "SAID_ABOUT" else None)]
            if who is not None
            and overlaps((who.start, who.end), source)
            and any(overlaps((c.evidence.start, c.evidence.end), s) for s in contents)
        ]
        total, found = total + 1, found + bool(hits)
        if hits and label["speaker_span"]:
            named += 1
            right += any(overlaps((w.start, w.end), characters(label["speaker_span"])) for w in hits)
        if not hits and "--verbose" in sys.argv:
            print("   missed", row["genre"], "::", row["source_edu"], "::", row["content"][:150])
    print(f"attributions                 found {wilson(found, total)}  right speaker {wilson(right, named)}")


def main(shared: Path) -> None:
    read = Reader()
    score_candidates(shared, read)
    texts = dict(gmb(shared / "data/ner/gmb/train.conll"))
    for relation in RELATIONS:
        score_relation(relation, texts, read)
    score_attributions(shared, read)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
