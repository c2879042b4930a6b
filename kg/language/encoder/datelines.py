"""Datelines: "GAZA CITY (Reuters) - Two men ...". What follows one begins a sentence of its own.

A parser that meets the place and the sentence as one takes the city for whoever acts in it.
"""

from __future__ import annotations

from collections.abc import Sequence

_DASHES = frozenset(("-", "–", "—", "--", "―"))
_LONGEST = 16  # words of a dateline
_JOINERS = frozenset((",", ".", "/", "(", ")", "of", "the", "and", "de", "al"))


def dateline_end(words: Sequence[str], spaces: Sequence[bool], start: int) -> int | None:
    """The word that follows the dateline which a paragraph begins with, or None where it begins with none.

    A dateline is a place in capitals, or one with an agency in brackets, with whatever capitals, dates and commas
    follow it, up to a dash. Takes the document's words, which of them a space follows, and the first word of the
    paragraph.

    >>> words = "MUAN , South Korea - A jet crashed .".split()
    >>> dateline_end(words, [True] * len(words), 0)
    5
    """
    if not words[start][:1].isupper():
        return None
    shouted = words[start].isupper() and len(words[start]) > 2
    bracket = False
    for at in range(start + 1, min(start + _LONGEST, len(words) - 1)):
        word = words[at]
        if word in _DASHES:
            apart = spaces[at - 1] or word in ("—", "--")  # "NATO-led" is none
            follows = words[at + 1 : at + 4]  # in a text all in capitals they tell nothing
            told = bracket or (shouted and any(w != w.upper() for w in follows))
            return at + 1 if told and apart and follows[0][:1].isalnum() else None
        bracket = bracket or word in ("(", "/")
        if not (word in _JOINERS or word[:1].isupper() or word.isdigit()):
            return None
    return None
