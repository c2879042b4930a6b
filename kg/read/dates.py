"""Dates of publication: from what the source writes to ISO 8601, or nothing.

Nothing is ever taken from today's date: no "yesterday", no missing year, no century of the reader's own. A date that
can be read in two ways (03/04/2024) is not read.
"""

from __future__ import annotations

import datetime as dt
import re
from datetime import date

from dateutil import parser

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY = r"\b(?:0?[1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"\b(?:1[5-9]|20|21)\d\d\b"
_ISO = re.compile(rf"({_YEAR})-(\d\d)(?:-(\d\d))?(?=$|[T\s,;)])", re.I)
_COMPACT = re.compile(r"((?:1[5-9]|20|21)\d\d)(\d\d)(\d\d)(?=$|T\d)")
_YEAR_FIRST = re.compile(rf"({_YEAR})[/.](\d{{1,2}})[/.](\d{{1,2}})\b")
_NUMERIC = re.compile(rf"\b(\d{{1,2}})[/.-](\d{{1,2}})[/.-]({_YEAR})")
_WORDS = re.compile(
    rf"{_DAY}(?:\s+of)?[\s-]+{_MONTH},?[\s-]+{_YEAR}|\b{_MONTH}\s+{_DAY},?\s+{_YEAR}|{_YEAR}\s+{_MONTH}\s+{_DAY}"
    rf"|\b{_MONTH}\s+{_DAY}\s+\d\d:\d\d(?::\d\d)?(?:\s+(?:[A-Z]{{3,4}}|[+-]\d{{4}}))?\s+{_YEAR}",
    re.I,
)
_MONTH_YEAR = re.compile(rf"(?<!\d )(?<!\d-)\b{_MONTH},?\s+{_YEAR}", re.I)
_OLD = re.compile(rf"{_DAY}[\s-]+{_MONTH}[\s-]+['’]?\d\d\b(?!:)", re.I)


class _FixedCentury(parser.parserinfo):
    """dateutil's parser takes the century of a two-digit year from today; POSIX has a fixed rule."""

    def convertyear(self, year: int, century_specified: bool = False) -> int:
        if year >= 100 or century_specified:
            return year
        return year + (1900 if year >= 69 else 2000)


_INFO = _FixedCentury()


def iso_date(value: str) -> str | None:
    """The date that a field for dates gives: YYYY-MM-DD, or YYYY-MM or YYYY where it gives no more, else None.

    The day is the one written there, in the time zone written there.

    >>> iso_date("Fri, 24 May 2024 23:40:00 -0400"), iso_date("2024-05-24T10:40Z"), iso_date("May 2024")
    ('2024-05-24', '2024-05-24', '2024-05')
    >>> iso_date("03/04/2024"), iso_date("yesterday"), iso_date("May 24")
    (None, None, None)
    """
    value = value.strip()
    if re.fullmatch(r"-?\d{9,10}|-?\d{12,13}", value):  # seconds or milliseconds since 1970
        seconds = int(value) / (1000 if len(value.lstrip("-")) > 10 else 1)
        return (dt.datetime(1970, 1, 1) + dt.timedelta(seconds=seconds)).date().isoformat()
    if match := _COMPACT.match(value):
        return _ymd(*match.groups())
    if found := find_date(value):
        return found
    if match := _OLD.search(value):
        return _parse(match[0])
    if match := _MONTH_YEAR.search(value):
        parsed = _parse(f"1 {match[0]}")
        return parsed and parsed[:7]
    return value if re.fullmatch(_YEAR, value) else None


def find_date(line: str) -> str | None:
    """The first full date written in a line, as YYYY-MM-DD; None where there is none, or it can be read in two ways.

    >>> find_date("by Jane Doe June 2, 2021 8:15 AM 4 min read")
    '2021-06-02'
    """
    extent = date_extent(line)
    return None if extent is None else _read(line[slice(*extent)])


def date_extent(line: str) -> tuple[int, int] | None:
    """Where the first full date of a line stands."""
    found = [
        match.span()
        for pattern in (_ISO, _YEAR_FIRST, _NUMERIC, _WORDS)
        for match in pattern.finditer(line)
        if _read(match[0])
    ]
    return min(found, default=None)


def _read(value: str) -> str | None:
    if match := _ISO.match(value):
        return _ymd(*match.groups()) if match[3] else _ymd(match[1], match[2], "01") and match[0]
    if match := _YEAR_FIRST.match(value):
        return _ymd(*match.groups())
    if match := _NUMERIC.match(value):
        first, second, year = match.groups()
        readings = {_ymd(year, second, first), _ymd(year, first, second)} - {None}
        return readings.pop() if len(readings) == 1 else None
    return _parse(value)


def _ymd(year: str, month: str, day: str) -> str | None:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def _parse(value: str) -> str | None:
    try:
        return (
            parser.parse(value.replace("’", "'"), parserinfo=_INFO, default=dt.datetime(2000, 1, 1)).date().isoformat()
        )
    except (ValueError, OverflowError):
        return None
