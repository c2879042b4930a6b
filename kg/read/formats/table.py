"""CSV and the like: an article a row, read row by row, so that a file of any size fits."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator

from kg.read.fields import DELIMITERS, has_text_column, read_fields
from kg.read.lines import text_lines
from kg.read.record import Options, Problem, Record, Source, Unreadable

_SEPARATOR_LINE = re.compile(r"sep=(.)\s*\Z", re.I)  # which Excel writes before the names of the columns

csv.field_size_limit(2**31 - 1)  # a field is an article; how long it may be is checked line by line


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """A record for each row below the names of the columns, numbered from 1; a faulty row is a problem.

    The delimiter is the one that the names of the columns are parted by. Raises `Unreadable` where no column holds
    the text.
    """
    lines = _Lines(source)
    head = next(lines, "")
    delimiter = max(DELIMITERS, key=head.count)
    if match := _SEPARATOR_LINE.match(head):
        delimiter, head = match[1], next(lines, "")
    names = [name.strip() for name in next(csv.reader([head], delimiter=delimiter), [])]
    if not any(names):
        raise Unreadable("has no first line that names the columns: put one there")
    if not has_text_column(names, options):
        wanted = options.field_map.get("text")
        columns = ", ".join(repr(name[:40]) for name in names[:12])
        raise Unreadable(
            f"has no column {wanted!r}: it has {columns}"
            if wanted
            else f"has no column with the text: name it with --text-field; it has {columns}"
        )
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 0
    while True:
        lines.start_record()
        try:
            row = next(rows)
        except StopIteration:
            return
        except csv.Error as error:
            number += 1
            if "end of data" in str(error):
                reason = "opens a quotation mark that is never closed, so that all below it is lost: close it"
                yield Problem(f"{reason} (line {lines.first})", number)
                return
            yield Problem(f"is no CSV in line {lines.first} ({error}): correct that row", number)
            rows = csv.reader(lines, delimiter=delimiter, strict=True)
            continue
        if not row and not lines.too_long:
            continue
        number += 1
        if lines.too_long:
            yield Problem(
                f"holds more than {source.limits.megabytes} MB from line {lines.first} on: is a quotation mark never "
                "closed there?",
                number,
            )
        elif any(row[len(names) :]):
            yield Problem(
                f"has more cells than there are columns in line {lines.first}: put texts with a {delimiter!r} in them "
                "in quotation marks",
                number,
            )
        else:
            yield read_fields(dict(zip(names, row, strict=False)), options, number)


class _Lines:
    """The lines of a table, none of them larger than the limit, nor all of one row together."""

    def __init__(self, source: Source) -> None:
        self._lines = text_lines(source)
        self._limit = source.limits.bytes
        self._held = 0
        self._number = 0
        self.first = 1
        self.too_long = False

    def start_record(self) -> None:
        """Forget the row before."""
        self._held = 0
        self.first = self._number + 1
        self.too_long = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self._number += 1
        if line is not None and self._held + len(line) <= self._limit:
            self._held += len(line)
            return line
        self.too_long = True
        return '"\n' if self._held else "\n"  # a row of several lines is one that a quotation mark holds open
