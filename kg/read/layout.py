"""Where the paragraphs of a text are, by its line breaks alone.

A blank line always parts two paragraphs. What a single line break means depends on the text: most articles are
pasted with one paragraph a line, so that it parts; in hard-wrapped text (mail, wire copy, plain-text archives) it
only folds the line. Hard wrapping is told by how a wrapping program works: it breaks a line where the next word
would not have fitted any more.
"""

from __future__ import annotations

import re
from itertools import pairwise

MIN_WIDTH = 50
MAX_WIDTH = 100
# How much of the width a wrapped line may leave free beyond the word that did not fit (fmt balances its lines).
SLACK = 0.12

_LINE = re.compile(r"[^\n]*[^\s][^\n]*")
_SENTENCE_END = re.compile(r"""[.?!…:]["'”’»)\]]*\Z""")
_ITEM = re.compile(r"(?:[-*•·–—]|\d{1,3}[.)])\s")


def paragraphs(text: str) -> list[tuple[int, int]]:
    """The extents of the paragraphs: (start, end) in characters, end exclusive, without surrounding white space.

    Together they cover every character of `text` that is not white space; they are sorted and do not overlap.

    >>> text = "Court jails two\\n\\nTwo men were jailed on Monday.\\nBoth deny it.\\n"
    >>> [text[start:end] for start, end in paragraphs(text)]
    ['Court jails two', 'Two men were jailed on Monday.', 'Both deny it.']
    """
    blocks = _blocks(text)
    widths = [width for block in blocks if (width := _wrap_width(text, block)) is not None]
    document_width = max(widths, default=None)
    found: list[tuple[int, int]] = []
    for block in blocks:
        start, end = block[0]
        for line, following in pairwise(block):
            if not _folds(text[slice(*line)], text[slice(*following)], document_width):
                found.append((start, end))
                start = following[0]
            end = following[1]
        found.append((start, end))
    return found


def lines(text: str) -> list[tuple[int, int]]:
    """The extents of the lines that are not blank, without surrounding white space.

    >>> lines("a\\n  b \\n\\n")
    [(0, 1), (4, 5)]
    """
    return [_trim(text, match.start(), match.end()) for match in _LINE.finditer(text)]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), end - len(piece) + len(piece.rstrip())


def _blocks(text: str) -> list[list[tuple[int, int]]]:
    """Runs of lines with no blank line between them."""
    blocks: list[list[tuple[int, int]]] = []
    previous = None
    for extent in lines(text):
        if previous is None or text.count("\n", previous, extent[0]) > 1:
            blocks.append([])
        blocks[-1].append(extent)
        previous = extent[1]
    return blocks


def _first_word(line: str) -> str:
    return line.split(maxsplit=1)[0]


def _is_full(line: str, following: str, width: int) -> bool:
    """Whether the first word of the following line would not have fitted onto this one."""
    return len(line) + 1 + len(_first_word(following)) + SLACK * width > width


def _wrap_width(text: str, block: list[tuple[int, int]]) -> int | None:
    """The width at which a block of three lines or more is hard-wrapped, None where it is not (or cannot be told)."""
    strings = [text[start:end] for start, end in block]
    width = max(map(len, strings))
    if len(strings) < 3 or not MIN_WIDTH <= width <= MAX_WIDTH:
        return None
    pairs = [pair for pair in pairwise(strings) if not _ITEM.match(pair[1])]
    full = [pair for pair in pairs if _is_full(*pair, width)]
    # A paragraph's last line is short, so one block of several indented paragraphs has a few lines that are not full.
    if len(full) < 2 or len(full) < 0.7 * len(pairs):
        return None
    if sum(bool(_SENTENCE_END.search(line)) for line, _ in full) > 0.5 * len(full):
        return None
    # Headlines below each other are about as long as each other too, but start with capitals; text that is all
    # capitals has nothing to tell by.
    continued = [following for _, following in full if any(map(str.islower, following))]
    if continued and sum(following[0].islower() for following in continued) < 0.4 * len(continued):
        return None
    return width


def _folds(line: str, following: str, width: int | None) -> bool:
    """Whether the break between two neighbouring lines only folds a paragraph."""
    if _ITEM.match(following):
        return False
    if width is not None and len(line) <= width:
        return _is_full(line, following, width)
    return MIN_WIDTH <= len(line) <= MAX_WIDTH and not _SENTENCE_END.search(line) and following[0].islower()
