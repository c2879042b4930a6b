"""JSON Lines: an article a line, read line by line, so that a file of any size fits."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.read.decode import decode
from kg.read.formats.json import read_value
from kg.read.record import MAX_BYTES, Options, Problem, Record, Source, Unreadable


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """A record for each line that is not blank, numbered from 1; a faulty line is a problem and the next is read."""
    number = 0
    for line_number, line in enumerate(_lines(source), 1):
        if isinstance(line, bytes) and not line.strip(b" \t\r\n\xef\xbb\xbf"):
            continue
        number += 1
        try:
            if line is None:
                raise Unreadable(f"holds more than {MAX_BYTES // 2**20} MB in line {line_number}: split it")
            yield read_value(json.loads(decode(line).strip(), strict=False), options, number)
        except json.JSONDecodeError as error:
            yield Problem(f"is not JSON in line {line_number} ({error.msg}): correct or delete that line", number)
        except RecursionError:
            yield Problem(f"is nested too deeply in line {line_number} for an article", number)
        except Unreadable as error:
            yield Problem(f"{error} (line {line_number})", number)


def _lines(source: Source) -> Iterator[bytes | None]:
    """The lines in UTF-8 or an unmarked encoding; None for one that is too long to be kept."""
    line = source.stream.readline(MAX_BYTES)
    if line.startswith((b"\xff\xfe", b"\xfe\xff")):  # UTF-16 or UTF-32, where a line end is not one byte
        yield from decode(line + source.data()).encode("utf-8", "surrogatepass").split(b"\n")
        return
    while line:
        if len(line) < MAX_BYTES or line.endswith(b"\n"):
            yield line
        else:
            while (more := source.stream.readline(MAX_BYTES)) and not more.endswith(b"\n"):
                pass
            yield None
        line = source.stream.readline(MAX_BYTES)
