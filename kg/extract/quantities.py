"""Numbers with their bounds, on plain tokens: "at least 60", "between 10 and 20", "tens of thousands", "no one".

What is counted, and whether it is people, is not known here: see `figures`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

_SMALL_WORDS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_SMALL = {word: number for number, word in enumerate(_SMALL_WORDS.split())}
_TENS_WORDS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS = {word: 10 * number for number, word in enumerate(_TENS_WORDS.split(), 2)}
_SCALES = {"hundred": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
# A plural without a number says at least twice as many as its word; "scores" is two times twenty.
_PLURALS = {"dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2_000, "millions": 2_000_000}
_OF_PLURALS = {
    ("tens", "of", "thousands"): 20_000,
    ("hundreds", "of", "thousands"): 200_000,
    ("tens", "of", "millions"): 20_000_000,
    ("hundreds", "of", "millions"): 200_000_000, ("dozens", "and", "dozens"): 24, ("hundreds", "and", "hundreds"): 200,
    ("thousands", "upon", "thousands"): 2_000,
}  # fmt: skip
_NOBODY = {("no", "one"), ("nobody",), ("no-one",)}

# What stands before (or after) a number and what it does to the bounds.
_LOWER = (
    "at least",
    "no fewer than",
    "not fewer than",
    "no less than",
    "not less than",
    "a minimum of",
    "more than",
    "over",
    "well over",
    "above",
    "upwards of",
    "upward of",
    "in excess of",
    "just over",
    "far more than",
    "exceeding",
)
_UPPER = (
    "up to",
    "as many as",
    "nearly",
    "almost",
    "close to",
    "fewer than",
    "less than",
    "no more than",
    "not more than",
    "under",
    "at most",
    "below",
    "just under",
    "a maximum of",
)
_ABOUT = ("about", "around", "some", "approximately", "roughly", "an estimated", "estimated", "circa", "more or less",
          "exactly", "another", "an additional", "a further", "a total of", "a record", "additional")  # fmt: skip
_BEFORE = sorted(
    [
        (tuple(words.split()), kind)
        for kind, group in (("min", _LOWER), ("max", _UPPER), ("both", _ABOUT))
        for words in group
    ],
    key=lambda one: -len(one[0]),
)
_AFTER = {("or", "more"): "min", ("plus",): "min", ("+",): "min", ("or", "so"): "both", ("or", "fewer"): "max"}

_DIGITS = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(\+?)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in the text: `start`, `end` are tokens, the words that bound it included; `number_end` is where the
    number itself ends (before "or more"). `min` and `max` are inclusive, None = open."""

    start: int
    end: int
    number_start: int
    number_end: int
    min: int | None
    max: int | None


def find_quantities(doc: Doc) -> tuple[Quantity, ...]:
    """All numbers of the document in order, none overlapping another.

    >>> import spacy
    >>> doc = spacy.blank("en")("More than 1,200 came, between ten and 20 left.")
    >>> [(doc[q.start : q.end].text, q.min, q.max) for q in find_quantities(doc)]
    [('More than 1,200', 1200, None), ('between ten and 20', 10, 20)]
    """
    return tuple(_quantities(doc))


def _quantities(doc: Doc) -> Iterator[Quantity]:
    words = [token.lower_ for token in doc]
    index, floor = 0, 0
    while index < len(words):
        read = _number(words, index)
        if read is None:
            index += 1
            continue
        low, high, end, number_start = *read, index
        start, bound = _before(words, floor, index)
        upper = _number(words, end + 1) if end < len(words) else None
        joined = words[end] in ("to", "-", "–", "—", "and", "or") if end < len(words) else False
        if upper is not None and joined and low == high and upper[0] == upper[1] and (low or 0) < (upper[0] or 0):
            between = words[end] == "and" and index > floor and words[index - 1] == "between"
            if between or words[end] in ("to", "-", "–", "—", "or"):
                high, end = upper[1], upper[2]
                if index > floor and words[index - 1] in ("between", "from"):
                    start = index - 1
        number_end = end
        for after, kind in _AFTER.items():
            if tuple(words[end : end + len(after)]) == after:
                bound, end = kind if bound is None else bound, end + len(after)
                break
        if _DIGITS.fullmatch(words[index]) and words[index].endswith("+"):
            bound = "min"
        if bound == "min":
            high = None
        elif bound == "max":
            low, high = None, low if high is None else high
        yield Quantity(start, end, number_start, number_end, low, high)
        index = floor = end


def _before(words: Sequence[str], floor: int, index: int) -> tuple[int, str | None]:
    """The words before a number that bound it; where several stand in a row, all are read ("at least another 20")."""
    start, bound = index, None
    while True:
        for phrase, kind in _BEFORE:
            begin = start - len(phrase)
            if begin >= floor and tuple(words[begin:start]) == phrase:
                start = begin
                bound = kind if bound in (None, "both") else bound
                break
        else:
            return start, bound


def _number(words: Sequence[str], index: int) -> tuple[int | None, int | None, int] | None:
    """(min, max, end) of the number that begins at a token, or None."""
    for length in (2, 1):
        if tuple(words[index : index + length]) in _NOBODY:
            return 0, 0, index + length
    if words[index : index + 1] == ["no"] and words[index + 1 : index + 2] not in (
        ["more"],
        ["less"],
        ["fewer"],
        ["longer"],
    ):
        return 0, 0, index + 1
    three = tuple(words[index : index + 3])
    if three in _OF_PLURALS:
        return _OF_PLURALS[three], None, index + 3
    word = words[index] if index < len(words) else ""
    if word in _PLURALS:
        return _PLURALS[word], None, index + 1
    if word in ("several", "few", "many") or (word == "a" and words[index + 1 : index + 2] == ["few"]):
        at = index + (2 if word == "a" else 1)
        scale = words[at] if at < len(words) else ""
        if scale in _SCALES or scale == "dozen":
            return 2 * _SCALES.get(scale, 12), None, at + 1
        return None
    if word == "half" and words[index + 1 : index + 3] == ["a", "dozen"]:
        return 6, 6, index + 3
    if word == "a" and words[index + 1 : index + 2] == ["couple"]:
        return 2, 2, index + (3 if words[index + 2 : index + 3] == ["of"] else 2)
    return _cardinal(words, index)


def _cardinal(words: Sequence[str], index: int) -> tuple[int, int, int] | None:
    if index >= len(words):
        return None
    total, current, at = 0, 0, index
    seen = False
    if words[at] in ("a", "an") and words[at + 1 : at + 2] and (words[at + 1] in _SCALES or words[at + 1] == "dozen"):
        current, at, seen = 1, at + 1, True
    while at < len(words):
        word = words[at]
        match = _DIGITS.fullmatch(word)
        if match and not seen:
            if match[2]:
                scale = _SCALES.get(words[at + 1]) if at + 1 < len(words) else None
                if scale is None or scale < 1_000:
                    return None  # a fraction counts no people
                # Text, not float: 2.3 million is exactly 2,300,000.
                fraction = match[2][1:]
                return _twice(int(match[1].replace(",", "") + fraction) * scale // 10 ** len(fraction), at + 2)
            current = int(match[1].replace(",", ""))
        elif word in _SMALL and (not seen or (current % 100 == 0 and (current or total))):
            current += _SMALL[word]
        elif word in _TENS and (not seen or (current % 100 == 0 and (current or total))):
            current += _TENS[word]
            # "twenty-five" may be three tokens.
            if words[at + 1 : at + 2] == ["-"] and at + 2 < len(words) and 0 < _SMALL.get(words[at + 2], 0) < 10:
                current += _SMALL[words[at + 2]]
                at += 2
        elif "-" in word and not seen and _compound(word) is not None:
            current = _compound(word) or 0
        elif word == "hundred" and seen:
            current *= 100
        elif word in _SCALES and seen:
            total, current = total + current * _SCALES[word], 0
        elif word == "dozen" and seen and total == 0:
            return _twice(current * 12, at + 1)
        elif (
            word == "and"
            and seen
            and words[at - 1] in _SCALES
            and at + 1 < len(words)
            and (words[at + 1] in _SMALL or words[at + 1] in _TENS)
        ):
            at += 1
            continue
        else:
            break
        seen = True
        at += 1
    if not seen or (at == index + 1 and words[index] in ("a", "an")):
        return None
    return _twice(total + current, at)


def _compound(word: str) -> int | None:
    tens, _, ones = word.partition("-")
    return _TENS[tens] + _SMALL[ones] if tens in _TENS and 0 < _SMALL.get(ones, 0) < 10 else None


def _twice(number: int, end: int) -> tuple[int, int, int]:
    return number, number, end
