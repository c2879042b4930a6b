"""Dates as precise as they are known: the days that they cover, and whether two of them agree."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

_FULL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?\Z")
_YEARLESS = re.compile(r"--(\d{2})(?:-(\d{2}))?\Z")
# "around 22 March": how many days either way still agree.
ABOUT = 3


@dataclass(frozen=True, slots=True)
class When:
    """A stretch of days, with a year (`first`, `last`) or without (`month`, `day`)."""

    first: date | None = None
    last: date | None = None
    month: int | None = None
    day: int | None = None


def _days(value: str) -> tuple[date, date] | None:
    match = _FULL.match(value)
    if match is None:
        return None
    year, month, day = (int(g) if g else None for g in match.groups())
    if year is None or not 1 <= year <= 9999:
        return None
    try:
        if month is None:
            return date(year, 1, 1), date(year, 12, 31)
        if day is None:
            return date(year, month, 1), date(year, month, monthrange(year, month)[1])
        return date(year, month, day), date(year, month, day)
    except ValueError:
        return None


def span(value: str | None, end: str | None = None) -> tuple[str | None, str | None]:
    """The first and the last full day of a date, or (None, None) where the year is unknown.

    >>> span("2024-02"), span("--03-22")
    (('2024-02-01', '2024-02-29'), (None, None))
    """
    days = _days(value) if value else None
    if days is None:
        return None, None
    last = _days(end) if end else None
    return days[0].isoformat(), max(days[1], last[1] if last else days[1]).isoformat()


def when(value: str | None, end: str | None = None, precision: str | None = None) -> When | None:
    """A date to compare, or None where nothing is known of it.

    >>> when("--03-22")
    When(first=None, last=None, month=3, day=22)
    """
    if not value:
        return None
    if match := _YEARLESS.match(value):
        return When(month=int(match[1]), day=int(match[2]) if match[2] else None)
    days = _days(value)
    if days is None:
        return None
    last = _days(end) if end else None
    slack = timedelta(days=ABOUT if precision == "about" else 0)
    try:
        return When(days[0] - slack, (max(days[1], last[1]) if last else days[1]) + slack)
    except OverflowError:
        return When(*days)


def agree(one: When | None, two: When | None) -> bool | None:
    """Whether two dates can be one; None where either is unknown.

    >>> agree(when("2024-03"), when("2024-03-22")), agree(when("--03-22"), when("2024-03-22"))
    (True, True)
    >>> agree(when("2024-03-22"), when("2024-03-23")), agree(None, when("2024"))
    (False, None)
    """
    if one is None or two is None:
        return None
    if one.first and one.last and two.first and two.last:
        return one.first <= two.last and two.first <= one.last
    if one.month is not None and two.month is not None:
        return one.month == two.month and (one.day is None or two.day is None or one.day == two.day)
    yearless, full = (one, two) if one.month is not None else (two, one)
    if full.first is None or full.last is None:  # cannot be: one of the two has a year
        return None
    if (full.last - full.first).days >= 365:
        return True
    day = full.first
    while day <= full.last:
        if day.month == yearless.month and yearless.day in (None, day.day):
            return True
        day += timedelta(days=1)
    return False


def exact(value: When | None) -> bool:
    """Whether a date is known to within a few days (a year may be missing)."""
    if value is None:
        return False
    if value.first and value.last:
        return (value.last - value.first).days <= 2 * ABOUT + 1
    return value.day is not None


def days_of(value: When | None) -> list[str]:
    """The days of an exact date, as month and day, since the year may be missing; none where the date is not exact.

    >>> days_of(when("2024-03-22")), days_of(when("--03-22")), days_of(when("2024-03"))
    (['03-22'], ['03-22'], [])
    """
    if value is None or not exact(value):
        return []
    if value.first is None or value.last is None:
        return [f"{value.month:02d}-{value.day:02d}"]
    length = (value.last - value.first).days
    return [(value.first + timedelta(days=n)).strftime("%m-%d") for n in range(length + 1)]
