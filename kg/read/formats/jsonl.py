"""JSON Lines: an article a line, read line by line, so that a file of any size fits."""

from __future__ import annotations

import json
from collections.abc import Iterator

from kg.read.formats.json import read_value
from kg.read.lines import text_lines
from kg.read.record import Options, Problem, Record, Source


def read(source: Source, options: Options) -> Iterator[Record | Problem]:
    """A record for each line that is not blank, numbered from 1; a faulty line is a problem and the next is read."""
    number = 0
    for line_number, line in enumerate(text_lines(source), 1):
        if line is not None and not line.strip():
            continue
        number += 1
        try:
            if line is None:
                yield Problem(f"holds more than {source.limits.megabytes} MB in line {line_number}: split it", number)
            else:
                yield read_value(json.loads(line, strict=False), options, number)
        except json.JSONDecodeError as error:
            yield Problem(f"is not JSON in line {line_number} ({error.msg}): correct or delete that line", number)
        except RecursionError:
            yield Problem(f"is nested too deeply in line {line_number} for an article", number)
        except ValueError as error:  # a number of more digits than Python turns into one
            yield Problem(f"cannot be read in line {line_number} ({error}): correct or delete that line", number)
