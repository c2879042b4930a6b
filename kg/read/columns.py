"""Printed pages back into running text: columns one after the other, lines into paragraphs, broken words whole.

What a page gives is pieces of lines with the boxes that they stand in (points, from the lower left corner). Nothing is
known of fonts or structure; all signs are of place and size.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from statistics import median

from kg.read.clean import comparable


@dataclass(frozen=True, slots=True)
class Piece:
    """Words in a box: left, bottom, right, top."""

    x0: float
    y0: float
    x1: float
    y1: float
    text: str

    @property
    def height(self) -> float:
        """How high the box is."""
        return self.y1 - self.y0

    @property
    def middle(self) -> float:
        """How high on the page it stands."""
        return (self.y0 + self.y1) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of a page, and its height."""

    pieces: tuple[Piece, ...]
    height: float


# How much of a page, above and below, running heads and page numbers stand in.
_MARGIN = 0.12
_SAME_HEIGHT = 4.0  # points
_NUMBER = re.compile(r"[-–— ]*(?:page |p\. ?)?\d{1,4}(?: ?(?:of|/) ?\d{1,4})?[-–— ]*", re.I)
_DIGITS = re.compile(r"\d+")
# A gap of this many line heights may part two columns; whether it does is seen from the lines above and below.
_GAP = 0.6
# How much of the lines may run across what is still a gutter: headlines, pictures' captions.
_ACROSS = 0.25
_HYPHENS = "-\u00ad\u2010\x02"  # the last is how pdfium shows the hyphen of a word that goes on in the next line
# Parts of words after which the hyphen at the end of a line is most likely one of spelling.
_KEPT = frozenset({"ex", "self", "vice", "non", "anti"})
_SLACK = 0.12  # how much of the width a line may leave free beyond the word that did not fit
_ENDS = re.compile(r"""[.?!…:]["'”’»)\]]*\Z""")


def running_text(pages: Sequence[Page]) -> str:
    """The text of the pages, a paragraph a block, without running heads, page numbers and hyphenation."""
    blocks: list[list[Piece]] = []
    for body in _bodies(pages):
        for column in _columns(body):
            blocks.extend(_blocks(column))
    texts: list[str] = []
    for above, block in zip([None, *blocks], blocks, strict=False):
        words = [line.text for line in block]
        if above and _goes_on(above, block):
            texts[-1:] = ["\n".join([texts[-1], *words])]
        else:
            texts.append("\n".join(words))
    return _unbroken("\n\n".join(texts))


def _lines(pieces: Iterable[Piece], gap: float = _GAP) -> list[Piece]:
    """The pieces put together to lines, as far as they stand beside each other without a gap, from top to bottom."""
    pieces = [piece for piece in pieces if piece.text.strip()]
    if not pieces:
        return []
    em = median(piece.height for piece in pieces)
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.middle, piece.x0)):
        row = rows[-1] if rows else None
        if row and abs(row[0].middle - piece.middle) < 0.5 * max(row[0].height, piece.height):
            row.append(piece)
        else:
            rows.append([piece])
    lines: list[Piece] = []
    for row in rows:
        row.sort(key=lambda piece: piece.x0)
        line = row[0]
        for piece in row[1:]:
            size = max(line.height, piece.height, em)
            if piece.x0 - line.x1 > gap * size:
                lines.append(line)
                line = piece
            else:
                apart = piece.x0 - line.x1 > 0.15 * size
                line = Piece(
                    min(line.x0, piece.x0),
                    min(line.y0, piece.y0),
                    max(line.x1, piece.x1),
                    max(line.y1, piece.y1),
                    f"{line.text.rstrip()} {piece.text}" if apart else line.text + piece.text,
                )
        lines.append(line)
    return lines


def _bodies(pages: Sequence[Page]) -> list[list[Piece]]:
    """The lines of each page without its running heads and feet, and page numbers.

    Those stand outermost, at the same height on several pages, and say the same there but for their digits.
    """
    lines_of = [_lines(page.pieces) for page in pages]
    counts: Counter[tuple[str, int]] = Counter()
    for page, lines in zip(pages, lines_of, strict=True):
        for line in lines:
            if _in_margin(line, page):
                counts.update({(_key(line), round(line.middle / _SAME_HEIGHT) + near) for near in (0, 1)})
    enough = max(2, 0.3 * len(pages))

    def runs(line: Piece, page: Page) -> bool:
        if not _in_margin(line, page):
            return False
        key, height = _key(line), round(line.middle / _SAME_HEIGHT)
        times = max(counts[key, height], counts[key, height + 1])
        return times >= enough or _NUMBER.fullmatch(line.text.strip()) is not None

    bodies = []
    for page, lines in zip(pages, lines_of, strict=True):
        rows = [list(row) for _, row in groupby(lines, key=lambda line: line.middle)]
        for end in (0, -1):
            while rows and any(runs(line, page) for line in rows[end]):
                rest = [line for line in rows[end] if not runs(line, page)]
                if rest:
                    rows[end] = rest
                    break
                rows.pop(end)
        bodies.append([line for row in rows for line in row])
    return bodies


def _in_margin(line: Piece, page: Page) -> bool:
    return line.middle > (1 - _MARGIN) * page.height or line.middle < _MARGIN * page.height


def _key(line: Piece) -> str:
    text = " ".join(line.text.split())
    return _DIGITS.sub("#", text) if _NUMBER.fullmatch(text) else _DIGITS.sub("#", comparable(text)) or text


def _columns(lines: list[Piece]) -> Iterator[list[Piece]]:
    """The lines in the order in which they are read, those of one column together."""
    gutter = _gutter(lines)
    if gutter is None:
        if lines:
            yield _lines(lines, gap=math.inf)
        return
    across = [line for line in lines if line.x0 < gutter < line.x1]
    beside = [line for line in lines if not line.x0 < gutter < line.x1]
    bands: defaultdict[int, list[Piece]] = defaultdict(list)
    for line in beside:
        bands[sum(line.middle < other.middle for other in across)].append(line)
    across.sort(key=lambda line: -line.middle)
    for number in range(len(across) + 1):
        yield from _columns([line for line in bands[number] if line.x1 <= gutter])
        yield from _columns([line for line in bands[number] if line.x0 >= gutter])
        if number < len(across):
            yield [across[number]]


def _gutter(lines: Sequence[Piece]) -> float | None:
    """Where a strip that (nearly) no line runs across parts the lines into two columns, None where none does."""
    if len(lines) < 6:
        return None
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    best: tuple[int, float, float] | None = None
    edges = sorted({line.x1 for line in lines} | {line.x0 for line in lines})
    for start, end in pairwise(edges):
        at = (start + end) / 2
        if end - start < 2 or not left + 0.1 * (right - left) < at < right - 0.1 * (right - left):
            continue
        across = sum(line.x0 < at < line.x1 for line in lines)
        if across <= _ACROSS * len(lines) and (best is None or (across, start - end) < best[:2]):
            best = (across, start - end, at)
    if best is None:
        return None
    at = best[2]
    before = [line for line in lines if line.x1 <= at]
    after = [line for line in lines if line.x0 >= at]
    fewer = min(before, after, key=len)
    # Columns stand beside each other: a few words at the end of a line that is set apart are no column.
    facing = sum(
        any(abs(line.middle - other.middle) < max(line.height, other.height) for other in before)
        and any(abs(line.middle - other.middle) < max(line.height, other.height) for other in after)
        for line in fewer
    )
    return at if len(fewer) >= 3 and facing >= 0.5 * len(fewer) else None


def _blocks(column: Sequence[Piece]) -> Iterator[list[Piece]]:
    """The paragraphs of a column: parted by space, by an indent, by the size of the letters, by a short last line."""
    pitches = [above.middle - below.middle for above, below in pairwise(column)]
    pitch = sorted(pitches)[len(pitches) // 4] if pitches else 0.0  # more are inside paragraphs than between them
    width = max(line.x1 for line in column) - min(line.x0 for line in column)
    edge = median(line.x0 for line in column)
    block: list[Piece] = []
    for line in column:
        if block and _parts(block[-1], line, pitch, edge, edge + width):
            yield block
            block = []
        block.append(line)
    if block:
        yield block


def _parts(above: Piece, below: Piece, pitch: float, edge: float, right: float) -> bool:
    """Whether a new paragraph begins between two lines."""
    size = max(above.height, below.height)
    space = above.middle - below.middle
    if abs(space) > 1.35 * pitch or size > 1.5 * min(above.height, below.height):
        return True
    if below.x0 - edge > 0.6 * size and above.x0 - edge < 0.6 * size:
        return True
    if space > 1.4 * size and _ENDS.search(above.text.rstrip()):
        return True
    # A line of a paragraph ends where the next word does not fit any more.
    word = below.text.split(maxsplit=1)[0]
    needed = (below.x1 - below.x0) / len(below.text.strip()) * (len(word) + 1)
    return right - above.x1 > needed + _SLACK * (right - edge)


def _goes_on(above: Sequence[Piece], below: Sequence[Piece]) -> bool:
    """Whether a paragraph goes on in the next column or on the next page."""
    last, first = above[-1], below[0]
    if first.middle < last.middle and first.x0 < last.x1 and last.x0 < first.x1 and len(above) > 1:
        return False  # it stands right below, and was parted for a reason
    text, following = last.text.rstrip(), first.text.lstrip()
    if _ENDS.search(text) or not following:
        return False
    if first.height > 1.5 * last.height or last.height > 1.5 * first.height:
        return False
    return text[-1] in _HYPHENS or following[0].islower() or (len(above) > 1 and len(below) > 1)


def _unbroken(text: str) -> str:
    """The text with the lines of each paragraph joined, and words that were parted at the end of a line whole."""
    whole = set(re.findall(r"\w+(?:-\w+)+", text))

    def joined(match: re.Match[str]) -> str:
        before, after = match["before"], match["after"]
        spelled = f"{before}-{after}"
        if after[0].isupper() or before[-1:].isdigit() or before.lower() in _KEPT or spelled in whole:
            return spelled
        return before + after

    text = re.sub(rf"(?P<before>\w+)[{_HYPHENS}] ?\n(?P<after>\w+)", joined, text)
    blocks = (" ".join(block.split()) for block in text.replace("\x02", "-").split("\n\n"))
    return "\n\n".join(block for block in blocks if block)
