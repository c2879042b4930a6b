"""JSON: an article as an object, several in an array or one after the other, or in a service's answer."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count
from typing import Any

from kg.read.decode import decode
from kg.read.fields import has_text, read_fields
from kg.read.record import MAX_COLLECTION_BYTES, Options, Problem, Record, Source

_SPACE = re.compile(r"[ \t\r\n]*")
# Control characters inside strings are against the standard, but do no harm.
_DECODER = json.JSONDecoder(strict=False)
# Where feeds, search services and exports put their records.
_COLLECTIONS = ("articles", "items", "results", "documents", "docs", "data", "hits", "posts", "response")


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """The records of the file, decoded one at a time; a single object is the file's only record and has no number.

    What stands after a fault in the file cannot be read, what stands before it is.
    """
    text = decode(source.data(MAX_COLLECTION_BYTES))
    many = text.lstrip().startswith("[")
    numbers = count(1)
    try:
        for value, alone in _values(text):
            if alone and isinstance(value, dict):
                collection = _collection(value, options)
                if collection is None:
                    yield read_fields(value, options)
                else:
                    for number, item in enumerate(collection, 1):
                        yield read_value(item, options, number)
            else:
                yield read_value(value, options, next(numbers))
    except json.JSONDecodeError as error:
        yield Problem(
            f"is not JSON from line {error.lineno} on ({error.msg}): correct that line", next(numbers) if many else None
        )
    except RecursionError:
        yield Problem("is nested too deeply for an article", next(numbers) if many else None)


def read_value(value: Any, options: Options, number: int) -> Record | Problem:
    """The record that one value among many stands for: an object, or a bare string."""
    if isinstance(value, dict):
        return read_fields(value, options, number)
    if isinstance(value, str):
        return Record(value, number=number)
    return Problem(f"is a JSON {type(value).__name__}, not an object with the fields of an article", number)


def _values(text: str) -> Iterator[tuple[Any, bool]]:
    """The values of an array or of a row of values, and whether the value is all that the file holds."""
    at = _skip(text, 0)
    if text.startswith("[", at):
        yield from ((value, False) for value in _array(text, at))
        return
    value, at = _DECODER.raw_decode(text, at)
    at = _skip(text, at)
    yield value, at == len(text)
    while at < len(text):
        value, at = _DECODER.raw_decode(text, at)
        at = _skip(text, at)
        yield value, False


def _array(text: str, at: int) -> Iterator[Any]:
    at = _skip(text, at + 1)
    if not text.startswith("]", at):
        while True:
            value, at = _DECODER.raw_decode(text, at)
            yield value
            at = _skip(text, at)
            if not text.startswith(",", at):
                break
            at = _skip(text, at + 1)
    if not text.startswith("]", at):
        raise json.JSONDecodeError("Expecting ',' or ']'", text, at)
    at = _skip(text, at + 1)
    if at < len(text):
        raise json.JSONDecodeError("Extra data", text, at)


def _skip(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    assert match is not None
    return match.end()


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
