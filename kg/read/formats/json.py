"""JSON: an article as an object, several in an array or one after the other, or in a service's answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

from kg.read.fields import has_text, read_fields
from kg.read.lines import text_pieces
from kg.read.record import Options, Problem, Record, Source, Unreadable

_SPACE = re.compile(r"[ \t\r\n]*")
# Control characters inside strings are against the standard, but do no harm.
_DECODER = json.JSONDecoder(strict=False)
# Where feeds, search services and exports put their records.
_COLLECTIONS = ("articles", "items", "results", "documents", "docs", "data", "hits", "posts", "response")


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """The records of the file, decoded one at a time; a single object is the file's only record and has no number.

    Of an array, or a row of values, one value is held in memory at a time. What stands after a fault in the file
    cannot be read, what stands before it is.
    """
    text = _Text(text_pieces(source), source.limits.bytes)
    many = text.peek() == "["
    numbers = count(1)
    try:
        for value, alone in _values(text):
            if isinstance(value, Problem):
                yield value if alone else replace(value, number=next(numbers))
            elif alone and isinstance(value, dict):
                collection = _collection(value, options)
                if collection is None:
                    yield read_fields(value, options)
                else:
                    for number, item in enumerate(collection, 1):
                        yield read_value(item, options, number)
            else:
                yield read_value(value, options, next(numbers))
    except json.JSONDecodeError as error:
        line = text.line + error.lineno - 1
        yield Problem(
            f"is not JSON from line {line} on ({error.msg}): correct that line", next(numbers) if many else None
        )
    except RecursionError:
        yield Problem("is nested too deeply for an article", next(numbers) if many else None)
    except ValueError as error:  # a number of more digits than Python turns into one
        yield Problem(f"cannot be read as JSON ({error}): correct it", next(numbers) if many else None)


def read_value(value: Any, options: Options, number: int) -> Record | Problem:
    """The record that one value among many stands for: an object, or a bare string."""
    if isinstance(value, dict):
        return read_fields(value, options, number)
    if isinstance(value, str):
        return Record(value, number=number)
    return Problem(f"is a JSON {type(value).__name__}, not an object with the fields of an article", number)


_TOO_LARGE = "holds a value that is larger than --max-megabytes: split it, or raise that limit"


class _Text:
    """JSON text that is read as far as it is needed: `text[at:]` is what has not been used yet."""

    def __init__(self, pieces: Iterator[str], limit: int) -> None:
        self._pieces = pieces
        self._limit = limit
        self.text = ""
        self.at = 0
        self.line = 1  # the number of the line that `text` begins in

    def peek(self) -> str:
        """The next character that is not white space, or nothing at the end."""
        while True:
            match = _SPACE.match(self.text, self.at)
            assert match is not None
            self.at = match.end()
            if self.at < len(self.text):
                return self.text[self.at]
            if not self._more():
                return ""

    def take(self, character: str) -> bool:
        """Go past the next character, if it is this one."""
        found = self.peek() == character
        self.at += found
        return found

    def value(self) -> Any:
        """Go past the next value, and give it, or a `Problem` where it is too large.

        Raises `JSONDecodeError`, with the line counted from `line`.
        """
        self.peek()
        while True:
            try:
                value, end = _DECODER.raw_decode(self.text, self.at)
            except json.JSONDecodeError as error:
                used = self.at
                if not self._more():  # which has dropped what was used
                    raise json.JSONDecodeError(error.msg, self.text, error.pos - used) from None
                continue
            # A number that ends where the text ends may go on in the next piece.
            if end < len(self.text) or not isinstance(value, int | float) or not self._more():
                size, self.at = end - self.at, end
                return value if size <= self._limit else Problem(_TOO_LARGE)

    def fault(self, message: str) -> json.JSONDecodeError:
        """The error that something else should stand here."""
        return json.JSONDecodeError(message, self.text, self.at)

    def _more(self) -> bool:
        """Read on, twice as far each time that what is there does not suffice; whether there was more."""
        self.line += self.text.count("\n", 0, self.at)
        self.text, self.at = self.text[self.at :], 0
        if len(self.text) > 2 * self._limit:  # it is not worth looking for its end
            raise Unreadable(_TOO_LARGE)
        wanted = 2 * len(self.text) + 1
        pieces = [self.text]
        for piece in self._pieces:
            pieces.append(piece)
            wanted -= len(piece)
            if wanted <= 0:
                break
        self.text = "".join(pieces)
        return len(self.text) > len(pieces[0])


def _values(text: _Text) -> Iterator[tuple[Any, bool]]:
    """The values of an array or of a row of values, and whether the value is all that the file holds."""
    if text.take("["):
        yield from ((value, False) for value in _array(text))
        return
    value = text.value()
    yield value, not text.peek()
    while text.peek():
        yield text.value(), False


def _array(text: _Text) -> Iterator[Any]:
    if not text.take("]"):
        while True:
            yield text.value()
            if not text.take(","):
                break
        if not text.take("]"):
            raise text.fault("Expecting ',' or ']'")
    if text.peek():
        raise text.fault("Extra data")


def _collection(value: dict[str, Any], options: Options) -> list[Any] | None:
    """The records inside an object that is no article itself, None where there are none."""
    if has_text(value, options):
        return None
    for name in _COLLECTIONS:
        inner = value.get(name)
        if isinstance(inner, list) and any(isinstance(item, dict) for item in inner):
            return inner
        if isinstance(inner, dict) and (found := _collection(inner, options)) is not None:
            return found
    return None
