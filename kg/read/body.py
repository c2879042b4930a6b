"""Where in a text its article begins and ends, by the shape and the words of its lines alone.

A page's text is prose with short lines about it. The article is the stretch from the headline on in which prose
outweighs labels most: menus before it and boxes after it have many lines and few sentences. What a line is worth does
not depend on any phrase, so this holds for sites whose words nobody has listed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from kg.read.clean import comparable, stems
from kg.read.head import Extent, ends_properly, is_prose

# What a label costs, in words of prose: a comment or teaser of some fifteen words comes with three labels.
_LABEL = 6
# What is marked already stands inside articles as well: adverts, pointers, invitations.
_MARKED = 4
# A time stamp alone costs little: every entry of a live blog has one.
_STAMP = 1
# How much of the prose may stand below the end: more of it is a second article, or an article oddly laid out.
_BELOW = 0.4
# How many of a label's longer words have to come in the prose for it to speak of the same thing.
KIN = 1 / 3
# A sentence of so many words speaks of something.
SENTENCE = 6
# Paragraphs that go on after boxes: so many words with that kinship, or a sentence with this.
_TELLING = 12
_CLOSE = 0.5
_BULLET = re.compile(r"(?:[-*•·–—▪●]|\d{1,3}[.)])\s")
_FIGURE_ROW = re.compile(r"\S.*\s[-+$€£]?\d[\d.,]*\s?[%a-z]{0,2}\Z")
# A row of a table as main-text extraction writes it.
_BARRED = re.compile(r"\|?[^|]+\|.*\|\Z")


@dataclass(slots=True)
class Line:
    """A paragraph (most are one line): its number of words, its words for comparison, and what it is marked as."""

    extent: Extent
    text: str
    prose: bool
    proper: bool
    words: int
    key: str
    stems: set[str]
    mark: tuple[str, str] | None = None

    @classmethod
    def of(cls, extent: Extent, text: str) -> Line:
        """The line at an extent, not marked yet."""
        return cls(extent, text, is_prose(text), ends_properly(text), len(text.split()), comparable(text), stems(text))

    def kinship(self, vocabulary: set[str]) -> float:
        """The share of its longer words that come in a vocabulary, 0 where it has none."""
        return len(self.stems & vocabulary) / len(self.stems) if self.stems else 0.0

    @property
    def rule(self) -> str | None:
        """The rule that marked it."""
        return self.mark[0] if self.mark else None

    @property
    def label(self) -> bool:
        """Whether it is neither a sentence nor introduces something."""
        return not self.proper and not self.text.endswith(":")


def gap(lines: list[Line]) -> int:
    """How far apart paragraphs are that touch: a web page's are all two line breaks from each other."""
    return min((line.extent[0] - above.extent[1] for above, line in pairwise(lines)), default=1)


def words_of(lines: list[Line]) -> set[str]:
    """The vocabulary of the article: the stems of its sentences that are not marked."""
    return set().union(*(line.stems for line in lines if line.proper and line.words >= SENTENCE and not line.mark))


def common_words(lines: list[Line]) -> set[str]:
    """The stems that come in two sentences or more, so that a sentence that has them is not alone with them."""
    counts = Counter(stem for line in lines if line.proper and not line.mark for stem in line.stems)
    return {stem for stem, count in counts.items() if count > 1}


def mark_outside(lines: list[Line], own: Line | None) -> None:
    """Mark what stands above the headline `own`, below the article's end, and runs of labels in between."""
    if not any(line.proper and line.words >= SENTENCE and not line.mark for line in lines):
        return
    listed = _listed(lines)
    vocabulary = words_of(lines)
    start = next((index for index, line in enumerate(lines) if line is own), 0)
    for line in lines[:start]:
        if not line.prose and not (line.proper and line.kinship(vocabulary) >= KIN):
            line.mark = line.mark or ("above", "stands above the headline")
    end = _end(lines, listed, start)
    below = sum(line.words for line in lines[end:] if line.prose and not line.mark)
    total = sum(line.words for line in lines if line.prose and not line.mark)
    if below <= _BELOW * total:
        for line in lines[end:]:
            line.mark = line.mark or ("below", "stands below the end of the article, among labels")
    for run, introducing in _runs(lines, listed):
        # The last label before a sentence may be its cross-heading.
        able = run[:-1] if introducing else run
        strange = [line for line in able if not line.mark and line is not own and line.kinship(vocabulary) < KIN]
        if sum(line.mark is not None for line in run) >= 2 or (len(run) >= 3 and len(strange) >= 2):
            for line in strange:
                line.mark = ("labels", "is in a run of labels that have no words of the article")


def _listed(lines: list[Line]) -> set[int]:
    """Numbers of the lines that belong to a list or table of the article: they cost nothing."""
    found: set[int] = set()
    introduced = False
    close = gap(lines)
    for index, line in enumerate(lines):
        touching = index > 0 and line.extent[0] - lines[index - 1].extent[1] <= close
        if introduced and (line.mark or line.prose or not (touching or index - 1 not in found)):
            introduced = False
        if line.mark:
            continue
        if introduced and index - 1 not in found:
            found.add(index - 1)
        if introduced or _BULLET.match(line.text) or "\t" in line.text or _BARRED.match(line.text):
            found.add(index)
        if line.text.endswith(":"):
            introduced = True
    for index, (above, line) in enumerate(pairwise(lines), start=1):
        columns = line.text.count("; ")
        if columns and columns == above.text.count("; ") and not (line.prose or above.prose or line.mark or above.mark):
            found |= {index - 1, index}
        if all(not one.mark and one.label and _FIGURE_ROW.match(one.text) for one in (above, line)):
            found |= {index - 1, index}
            # A table's first row names its columns.
            if index > 1 and lines[index - 2].label and above.extent[0] - lines[index - 2].extent[1] <= close:
                found.add(index - 2)
    return found


def _end(lines: list[Line], listed: set[int], start: int) -> int:
    """The index after the last line of the article: where the worth of the lines summed up is greatest."""
    frames = _frames(lines)
    common = common_words(lines)
    worth = best = 0
    end = len(lines)
    for index, line in enumerate(lines[start:], start):
        if line.mark:
            worth -= _STAMP if line.mark[0] == "stamp" or line.key in frames else _MARKED
        elif line.proper:
            # A paragraph that speaks of the same things is the article's, however many boxes stand before it.
            close = line.kinship(common)
            kin = (line.words >= _TELLING and close >= KIN) or (line.words >= SENTENCE and close >= _CLOSE)
            worth = line.words + (max(worth, best) if kin else worth)
        elif index in listed:
            # What is set with bullets or in columns was set by hand.
            worth += line.words if _BULLET.match(line.text) or "\t" in line.text else 0
        else:
            worth -= _STAMP if line.key in frames else _LABEL
        if worth > best or (worth == best and index in listed and index == end):
            best, end = worth, index + 1
    return end


def _frames(lines: list[Line]) -> set[str]:
    """Labels that come again and again in the first half of the prose: they frame its pieces, as in a live blog."""
    total = sum(line.words for line in lines if line.proper and not line.mark)
    counts: Counter[str] = Counter()
    above = 0
    for line in lines:
        if line.proper and not line.mark:
            above += line.words
        elif above:
            counts[line.key] += 1
        if above > total / 2:
            break
    return {key for key, count in counts.items() if key and count >= 2}


def _runs(lines: list[Line], listed: set[int]) -> Iterator[tuple[list[Line], bool]]:
    """Runs of lines that are labels or marked, with no sentence and no list between; whether one of these follows."""
    run: list[Line] = []
    for index, line in enumerate(lines):
        if (line.mark or line.label) and index not in listed:
            run.append(line)
        elif run:
            yield run, not run[-1].mark
            run = []
    if run:
        yield run, False
