"""How much of the articles is kept, and how much page furniture is kept out.

    python benchmarks/furniture.py                  figures for the pages in tests/read/pages
    python benchmarks/furniture.py --lost           and the words that were lost or let in, for the pages that rules are
                                                    mended with (never for those held out)
    KG_SHARED=../shared python benchmarks/furniture.py      and for the development articles

Each page is text with its body marked by hand. What `kg` would read of it (the stored text without the marked
stretches) is laid beside it word by word. *kept* is the share of the body's words that are read, *out* the share of
the furniture's words that are not. Neutral words (headline, byline, a caption) count for neither. For a web page, what
the main-text extraction drops of the body is lost as well: it is laid beside the text of the whole page.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path

from kg.read import read_articles
from kg.records import Article, unmarked

ROOT = Path(__file__).parent.parent
PAGES = ROOT / "tests" / "read" / "pages"
SHARED = Path(__file__).with_name("shared_bodies.json")

_WORD = re.compile(r"\w+")


@dataclass(slots=True)
class Count:
    """Words of the body and of the furniture, all and as they should be."""

    body: int = 0
    kept: int = 0
    furniture: int = 0
    out: int = 0

    def add(self, other: Count) -> None:
        self.body += other.body
        self.kept += other.kept
        self.furniture += other.furniture
        self.out += other.out

    @property
    def kept_rate(self) -> float:
        return self.kept / self.body if self.body else 1.0

    @property
    def out_rate(self) -> float:
        return self.out / self.furniture if self.furniture else 1.0


@dataclass(slots=True)
class Page:
    """A page and how it was read: `lost` are runs of body words not read, `let_in` runs of furniture read."""

    name: str
    kind: str
    count: Count
    lost: list[str] = field(default_factory=list)
    let_in: list[str] = field(default_factory=list)


def score(text: str, body: list[list[int]], neutral: list[list[int]], read: str) -> tuple[Count, list[str], list[str]]:
    """Lay what is read beside the text of the page: the counts, the body words lost, the furniture let in."""
    labels = ["furniture"] * len(text)
    for label, spans in (("body", body), ("neutral", neutral)):
        for start, end in spans:
            labels[start:end] = [label] * (end - start)
    words = [(match[0].casefold(), labels[match.start()]) for match in _WORD.finditer(text)]
    there = [match[0].casefold() for match in _WORD.finditer(read)]
    seen = [False] * len(words)
    matcher = SequenceMatcher(None, [word for word, _ in words], there, autojunk=False)
    for block in matcher.get_matching_blocks():
        seen[block.a : block.a + block.size] = [True] * block.size
    _told_twice(words, seen)
    count = Count()
    for (_, label), kept in zip(words, seen, strict=True):
        if label == "body":
            count.add(Count(body=1, kept=kept))
        elif label == "furniture":
            count.add(Count(furniture=1, out=not kept))
    return count, _runs(words, seen, "body", False), _runs(words, seen, "furniture", True)


def _told_twice(words: list[tuple[str, str]], seen: list[bool]) -> None:
    """Where the same words stand in the article and in furniture, and one of the two is read, it is the article's."""
    for run in _stretches(words, seen, "furniture", True):
        wanted = [words[index][0] for index in run]
        for other in _stretches(words, seen, "neutral", False) + _stretches(words, seen, "body", False):
            if [words[index][0] for index in other] == wanted:
                for index, twin in zip(run, other, strict=True):
                    seen[index], seen[twin] = False, True
                break


def _runs(words: list[tuple[str, str]], seen: list[bool], label: str, as_seen: bool) -> list[str]:
    return [" ".join(words[index][0] for index in run) for run in _stretches(words, seen, label, as_seen)]


def _stretches(words: list[tuple[str, str]], seen: list[bool], label: str, as_seen: bool) -> list[list[int]]:
    """Runs of neighbouring words that have a label and were read or not, as their numbers."""
    fitting = [index for index, (_, one) in enumerate(words) if one == label and seen[index] == as_seen]
    return [
        [index for _, index in run]
        for _, run in groupby(enumerate(fitting), key=lambda numbered: numbered[1] - numbered[0])
    ]


def read_one(path: Path) -> str:
    """What kg reads of a file, "" where it reads nothing."""
    return " ".join(
        unmarked(found.text, found.furniture)
        for found in read_articles([path], base=path.parent)
        if isinstance(found, Article)
    )


def pages(folder: Path) -> Iterator[Page]:
    """Every page of a folder, as web page and as text."""
    for marks in sorted(folder.glob("*.json")):
        known = json.loads(marks.read_text(encoding="utf-8"))
        path = marks.with_suffix(".txt")
        text = path.read_bytes().decode()
        if hashlib.sha256(text.encode()).hexdigest() != known["sha256"]:
            raise SystemExit(f"{path} is not the text that {marks.name} marks")
        for file, kind in ((marks.with_suffix(".html"), "html"), (path, "text")):
            if file.is_file():
                yield Page(file.name, kind, *score(text, known["body"], known["neutral"], read_one(file)))


def figures() -> dict[str, dict[str, float]]:
    """For the quality gate: both shares for each half and kind, such as `heldout.text.kept`."""
    found = {}
    for half in ("tuned", "heldout"):
        sums = {"html": Count(), "text": Count()}
        for page in pages(PAGES / half):
            sums[page.kind].add(page.count)
        found[half] = {
            f"{kind}.{name}": round(value, 4)
            for kind, one in sums.items()
            for name, value in (("kept", one.kept_rate), ("out", one.out_rate))
        }
    return found


def shared_pages(folder: Path) -> Iterator[Page]:
    """The development articles, whose bodies are marked by line numbers only."""
    for name, known in json.loads(SHARED.read_text(encoding="utf-8")).items():
        path = folder / "articles" / name
        text = path.read_bytes().decode()
        if hashlib.sha256(text.encode()).hexdigest() != known["sha256"]:
            raise SystemExit(f"{path} is not the text that {SHARED.name} marks")
        starts = [0, *(match.end() for match in re.finditer("\n", text)), len(text) + 1]
        spans = {
            label: [[starts[first - 1], starts[last] - 1] for first, last in known[label]]
            for label in ("body", "neutral")
        }
        yield Page(name, "text", *score(text, spans["body"], spans["neutral"], read_one(path)))


def _print(name: str, kind: str, count: Count) -> None:
    print(
        f"{name:24} {kind:5} body {count.kept:5}/{count.body:<5} kept {100 * count.kept_rate:6.2f} %   "
        f"furniture {count.out:5}/{count.furniture:<5} out {100 * count.out_rate:6.2f} %"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--lost", action="store_true", help="list what was lost and let in, but for pages held out")
    parser.add_argument("--each", action="store_true", help="figures for each page, not only for each half")
    options = parser.parse_args()
    halves = [(half, list(pages(PAGES / half))) for half in ("tuned", "heldout")]
    if "KG_SHARED" in os.environ:
        halves.append(("shared", list(shared_pages(Path(os.environ["KG_SHARED"])))))
    for half, found in halves:
        sums: dict[str, Count] = {}
        for page in found:
            sums.setdefault(page.kind, Count()).add(page.count)
            if options.each:
                _print(f"  {page.name}", page.kind, page.count)
            for what, runs in (
                (("LOST", page.lost), ("LET IN", page.let_in)) if options.lost and half == "tuned" else ()
            ):
                for run in runs:
                    print(f"    {page.name}: {what}: {run}")
        for kind, one in sorted(sums.items()):
            _print(half, kind, one)


if __name__ == "__main__":
    main()
