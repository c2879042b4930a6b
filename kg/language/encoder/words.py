"""What the encoder sees of a word beside its word pieces: its shape; shared by training and run time.

The vocabulary is uncased (MiniLM-L6), so case and digits reach the encoder as an embedding of the word's shape that
is added at the encoder's input.
"""

from __future__ import annotations

import re

#: Shape 0 is for the special pieces ([CLS], [SEP], padding).
NO_SHAPE, UPPER, TITLE, INITIAL, LOWER, NUMBER, ALPHANUMERIC, MIXED, SYMBOL = range(9)
SHAPES = 9

#: Pieces of one word that the encoder reads; the tail of a longer one (a URL, a hash) adds nothing.
MAX_PIECES = 8

#: First parts that the UD English treebanks do not split from what follows the hyphen ("co-worker", "pro-Beijing",
#: "e-mail"): derivational prefixes, https://universaldependencies.org/en/tokenization.html
AFFIXES = frozenset({
    "anti", "bi", "co", "counter", "cross", "de", "dis", "e", "ex", "extra", "hyper", "inter", "intra", "mid",
    "micro", "mini", "mis", "multi", "non", "over", "post", "pre", "pro", "proto", "psycho", "re", "semi",
    "socio", "sub", "super", "trans", "ultra", "un", "under",
})  # fmt: skip

_HYPHEN = re.compile(r"(?<=[^\W_])([-–])(?=[^\W_])")


def shape(word: str) -> int:
    """Class of the word's case and digits."""
    if word.isdigit():
        return NUMBER
    if word.isupper():
        return UPPER if len(word) > 1 else INITIAL
    if word.islower():
        return LOWER
    if word[:1].isupper() and word[1:].islower():
        return TITLE
    if any(ch.isdigit() for ch in word):
        return ALPHANUMERIC
    if any(ch.isupper() for ch in word):
        return MIXED
    return SYMBOL


def split_hyphens(word: str) -> list[str]:
    """Split a compound at its hyphens as the UD English treebanks do.

    >>> split_hyphens("state-run"), split_hyphens("co-worker")
    (['state', '-', 'run'], ['co-worker'])
    """
    parts = _HYPHEN.split(word)
    if len(parts) == 1 or any(ch.isdigit() for ch in word) or "." in word or "/" in word or "@" in word:
        return [word]
    out = parts[:1]
    for hyphen, part in zip(parts[1::2], parts[2::2], strict=True):
        if len(out) % 2 and (out[-1].lower() in AFFIXES or len(out[-1]) == 1):
            out[-1] += hyphen + part
        else:
            out += [hyphen, part]
    return out
