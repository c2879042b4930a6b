"""Expressions of time in English news, as a table: what they look like and which days they name.

Nothing here knows of syntax or of spaCy, and nothing ever looks at today's date: an expression is read against a
`Reference` (when the document was published) or stays unknown. `EXPRESSIONS` is the table; each entry has a pattern
and a reader that turns a match into a `Reading`.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal

Precision = Literal["day", "month", "year", "about", "day_without_year"]
Source = Literal["text", "published", "none"]
Kind = Literal["point", "span", "duration"]

# How far after publication a day may lie and still be "the most recent": articles are dated in one time zone and
# written in another.
TIME_ZONE_SLACK = timedelta(days=1)
# A day-and-month this close to publication is news, whatever full date with the same day stands elsewhere in the text.
FRESH = timedelta(days=31)

MONTHS: Mapping[str, int] = {
    name: number
    for number in range(1, 13)
    for name in (calendar.month_name[number].lower(), calendar.month_abbr[number].lower())
} | {"sept": 9}
WEEKDAYS: Mapping[str, int] = {name.lower(): number for number, name in enumerate(calendar.day_name)} | {
    "mon": 0, "tue": 1, "tues": 1, "wed": 2, "thu": 3, "thurs": 3, "thur": 3, "fri": 4, "sat": 5, "sun": 6,
}  # fmt: skip
NUMBERS: Mapping[str, int] = {
    "a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "couple": 2, "a couple of": 2, "half a dozen": 6, "a dozen": 12,
}  # fmt: skip
# Expressions that count in these units are only ever as exact as the unit.
UNIT_PRECISION: Mapping[str, Precision] = {
    "day": "day", "week": "about", "month": "about", "year": "about", "decade": "about", "hour": "day",
    "minute": "day", "night": "day",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Partial:
    """A date as far as it is written."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    def iso(self) -> str | None:
        """ISO 8601 as far as known; None where nothing orderable is known.

        >>> Partial(2024, 3).iso(), Partial(None, 3, 22).iso(), Partial(None, 3).iso()
        ('2024-03', '--03-22', None)
        """
        if self.year is None:
            return f"--{self.month:02d}-{self.day:02d}" if self.month and self.day else None
        if self.month is None:
            return f"{self.year:04d}"
        return f"{self.year:04d}-{self.month:02d}" + (f"-{self.day:02d}" if self.day else "")

    def precision(self) -> Precision | None:
        """How exact the written part is."""
        if self.year is None:
            return "day_without_year" if self.month and self.day else None
        return "day" if self.day else "month" if self.month else "year"

    def valid(self) -> bool:
        """Whether such a day can exist: there is no 31 April, and 29 February needs its leap year."""
        if self.month is not None and not 1 <= self.month <= 12:
            return False
        if self.day is None:
            return True
        if self.month is None:
            return False
        longest = calendar.monthrange(self.year if self.year is not None else 2000, self.month)[1]
        return 1 <= self.day <= longest


@dataclass(frozen=True, slots=True)
class Reference:
    """When the document was published, as far as its source says."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def of(cls, published: str | None) -> Reference:
        """Read an ISO date of any precision, with or without a time; anything else raises ValueError.

        >>> Reference.of("2024-05-24T10:40:00Z").full
        datetime.date(2024, 5, 24)
        """
        if published is None:
            return cls()
        match = re.match(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?(?:[T ].*)?$", published)
        if match is None:
            raise ValueError(f"not an ISO 8601 date of publication: {published!r}")
        year, month, day = (int(part) if part else None for part in match.groups())
        if not Partial(year, month, day).valid():
            raise ValueError(f"no such day: {published!r}")
        return cls(year, month, day)

    @property
    def full(self) -> date | None:
        """The day of publication, where the day is known."""
        return date(self.year, self.month, self.day) if self.year and self.month and self.day else None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a match means: ISO dates (None = unknown), and the date as it was written."""

    date: str | None
    precision: Precision | None
    source: Source
    date_end: str | None = None
    kind: Kind = "point"
    relative_to_event: str | None = None
    written: Partial = field(default_factory=Partial)


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader may use: the reference, whether the words around speak of the future, or of what is past, and
    the years that the document itself gives to a month and day; `told` is the year that the text named last."""

    reference: Reference
    future: bool
    years: Mapping[tuple[int, int], frozenset[int]]
    told: int | None = None


Groups = Mapping[str, str | None]
Reader = Callable[[Groups, Context], Reading | None]

UNKNOWN = Reading(None, None, "none")


def _day(day: date) -> Reading:
    return Reading(day.isoformat(), "day", "published", written=Partial(day.year, day.month, day.day))


def complete(partial: Partial, context: Context, weekday: int | None = None) -> tuple[Partial, Source]:
    """Give a written day or month its year, if there is an honest one.

    In this order: the year as written; the year of publication where the day is fresh news; the one year that the
    document gives to the same day elsewhere; else the last such day before publication (the next, where the verb is
    in the future). A weekday that contradicts the year takes it away again.
    """
    if partial.year is not None:
        return partial, "text"
    assert partial.month is not None
    guess, source = _year_from_publication(partial, context), "published"
    written = context.years.get((partial.month, partial.day)) if partial.day else None
    if written is not None and len(written) == 1:
        published = context.reference.full
        fresh = False
        if guess is not None and published is not None and guess.day:
            distance = date(guess.year or 1, guess.month or 1, guess.day) - published
            fresh = abs(distance) <= FRESH
        if not fresh:
            guess, source = Partial(next(iter(written)), partial.month, partial.day), "text"
    if guess is None or not guess.valid():
        return partial, "text" if partial.iso() else "none"
    if weekday is not None and guess.day and date(guess.year or 1, guess.month or 1, guess.day).weekday() != weekday:
        other = Partial((guess.year or 0) + 1, guess.month, guess.day)
        near = context.reference.full is not None and other.valid() and source == "published"
        if near and date(other.year or 1, other.month or 1, other.day or 1).weekday() == weekday:
            return other, "published"
        return partial, "text" if partial.iso() else "none"
    return guess, "published" if source == "published" else "text"


def _year_from_publication(partial: Partial, context: Context) -> Partial | None:
    reference = context.reference
    if reference.year is None or reference.month is None or partial.month is None:
        return None
    year = reference.year
    if partial.day is None or reference.day is None:
        if context.future:
            year += partial.month < reference.month
        else:
            year -= partial.month > reference.month
        return Partial(year, partial.month, partial.day)
    published = reference.full
    assert published is not None
    candidates = [Partial(year + step, partial.month, partial.day) for step in (-1, 0, 1)]
    days = [date(one.year or 1, one.month or 1, one.day or 1) for one in candidates if one.valid()]
    if context.future:
        later = [day for day in days if day >= published]
        chosen = min(later) if later else None
    else:
        earlier = [day for day in days if day <= published + TIME_ZONE_SLACK]
        chosen = max(earlier) if earlier else None
    return Partial(chosen.year, chosen.month, chosen.day) if chosen else None


def _number(word: str) -> int:
    word = " ".join(word.lower().split())
    return int(word) if word.isdigit() else NUMBERS[word]


def _month(word: str) -> int:
    return MONTHS[word.lower().rstrip(".")]


def _weekday(word: str | None) -> int | None:
    return WEEKDAYS[word.lower().rstrip(".")] if word else None


def _year(word: str | None) -> int | None:
    """A year; two digits are read as 1930 to 2029.

    >>> _year("2024"), _year("'90"), _year("04")
    (2024, 1990, 2004)
    """
    if word is None:
        return None
    digits = word.lstrip("'’")
    value = int(digits)
    if len(digits) == 2:
        value += 1900 if value >= 30 else 2000
    return value


def _read_calendar_day(groups: Groups, context: Context) -> Reading | None:
    month, day = groups["month"], groups["day"]
    assert month is not None
    assert day is not None
    partial = Partial(_year(groups.get("year")), _month(month), int(re.sub(r"\D", "", day)))
    if not partial.valid():
        return None
    done, source = complete(partial, context, _weekday(groups.get("weekday")))
    return Reading(done.iso(), done.precision(), source, written=partial)


def _read_iso(groups: Groups, context: Context) -> Reading | None:
    partial = Partial(int(groups["year"] or 0), int(groups["month"] or 0), int(groups["day"] or 0))
    return Reading(partial.iso(), "day", "text", written=partial) if partial.valid() else None


def _read_numeric(groups: Groups, context: Context) -> Reading | None:
    """Day and month in figures: only where one order alone is possible is the day known; the year always is."""
    first, second, year = int(groups["first"] or 0), int(groups["second"] or 0), int(groups["year"] or 0)
    readings = {Partial(year, first, second), Partial(year, second, first)}
    possible = [one for one in readings if one.valid()]
    if not possible:
        return None
    if len(possible) == 1:
        return Reading(possible[0].iso(), "day", "text", written=possible[0])
    return Reading(f"{year:04d}", "year", "text", written=Partial(year))


def _read_month(groups: Groups, context: Context) -> Reading | None:
    assert groups["month"]
    partial = Partial(_year(groups.get("year")), _month(groups["month"]))
    done, source = complete(partial, context)
    precision: Precision | None = "about" if groups.get("part") and done.year else done.precision()
    return Reading(done.iso(), precision, source if done.iso() else "none", written=partial)


def _read_that_year(groups: Groups, context: Context) -> Reading | None:
    """ "January of that year": the month of whichever year the text named last."""
    assert groups["month"]
    if context.told is None:
        return UNKNOWN
    partial = Partial(context.told, _month(groups["month"]))
    return Reading(partial.iso(), "month", "text", written=partial)


def _read_year(groups: Groups, context: Context) -> Reading | None:
    year = _year(groups["year"])
    precision: Precision = "about" if groups.get("part") or groups.get("season") else "year"
    return Reading(f"{year:04d}", precision, "text", written=Partial(year))


def _read_decade(groups: Groups, context: Context) -> Reading | None:
    first = _year(groups["year"])
    assert first is not None
    if groups.get("part") and (groups["part"] or "").lower().startswith("early"):
        return Reading(f"{first:04d}", "about", "text", f"{first + 4:04d}", "span")
    if groups.get("part") and (groups["part"] or "").lower().startswith("late"):
        return Reading(f"{first + 5:04d}", "about", "text", f"{first + 9:04d}", "span")
    return Reading(f"{first:04d}", "about", "text", f"{first + 9:04d}", "span")


def _read_weekday(groups: Groups, context: Context) -> Reading | None:
    wanted = _weekday(groups["weekday"])
    assert wanted is not None
    published = context.reference.full
    if published is None:
        return UNKNOWN
    back = (published.weekday() - wanted) % 7
    which = (groups.get("which") or "").lower().strip()
    if which in ("last", "past", "this past"):
        return _day(published - timedelta(days=back or 7))
    if which in ("next", "coming", "this coming"):
        return _day(published + timedelta(days=7 - back))
    if context.future:
        return _day(published + timedelta(days=(7 - back) % 7))
    return _day(published - timedelta(days=back))


def _read_near_day(groups: Groups, context: Context) -> Reading | None:
    words = " ".join((groups["near"] or "").lower().split())
    shift = {"yesterday": -1, "last night": -1, "tomorrow": 1, "the day before yesterday": -2,
             "the day after tomorrow": 2}.get(words.removesuffix(" morning").removesuffix(" night")
                                              .removesuffix(" evening").removesuffix(" afternoon")
                                              if not words.startswith("last") else words, 0)  # fmt: skip
    published = context.reference.full
    return UNKNOWN if published is None else _day(published + timedelta(days=shift))


def _shift(day: date, unit: str, count: int) -> Reading:
    """The day, month or year that lies `count` units from `day`, as exact as the unit."""
    if unit in ("hour", "minute"):
        return UNKNOWN if count > 48 or count < -48 else Reading(day.isoformat(), "about", "published")
    if unit in ("day", "night"):
        return _day(day + timedelta(days=count))
    if unit == "week":
        return Reading((day + timedelta(weeks=count)).isoformat(), "about", "published")
    years = count * (10 if unit == "decade" else 1) if unit != "month" else 0
    months = day.year * 12 + day.month - 1 + (count if unit == "month" else years * 12)
    if not 12 <= months < 9999 * 12:
        return UNKNOWN
    if unit == "month":
        return Reading(Partial(months // 12, months % 12 + 1).iso(), "about", "published")
    return Reading(Partial(months // 12).iso(), "about", "published")


def _read_ago(groups: Groups, context: Context) -> Reading | None:
    unit, count = (groups["unit"] or "").lower().rstrip("s"), _number(groups["count"] or "1")
    if context.reference.full is None or count > 5000:
        return UNKNOWN
    if groups.get("vague"):
        exact = _shift(context.reference.full, unit, -count)
        return Reading(exact.date, "about" if exact.date else None, exact.source)
    return _shift(context.reference.full, unit, -count)


def _read_hence(groups: Groups, context: Context) -> Reading | None:
    unit, count = (groups["unit"] or "").lower().rstrip("s"), _number(groups["count"] or "1")
    if context.reference.full is None or count > 5000:
        return UNKNOWN
    return _shift(context.reference.full, unit, count)


def _read_unit(groups: Groups, context: Context) -> Reading | None:
    """'last month', 'this week', 'next year'."""
    unit, which = (groups["unit"] or "").lower(), (groups["which"] or "").lower()
    step = {"last": -1, "past": -1, "previous": -1, "this": 0, "current": 0, "next": 1, "coming": 1}[which.split()[-1]]
    reference = context.reference
    part: Precision | None = "about" if groups.get("part") else None
    if unit == "year" and reference.year is not None:
        return Reading(Partial(reference.year + step).iso(), part or "year", "published")
    if unit == "month" and reference.year is not None and reference.month is not None:
        months = reference.year * 12 + reference.month - 1 + step
        return Reading(Partial(months // 12, months % 12 + 1).iso(), part or "month", "published")
    if unit in ("week", "weekend") and reference.full is not None:
        monday = reference.full - timedelta(days=reference.full.weekday()) + timedelta(weeks=step)
        if unit == "weekend":
            saturday = monday + timedelta(days=5)
            # Said from Monday to Friday of the weekend gone by; "this weekend" in the past tense is that one too.
            past = step == -1 or (step == 0 and not context.future and reference.full.weekday() < 5)
            if past and reference.full.weekday() < 5:
                saturday = reference.full - timedelta(days=reference.full.weekday() + 2)
            return Reading(saturday.isoformat(), "about", "published", (saturday + timedelta(days=1)).isoformat(),
                           "span")  # fmt: skip
        return Reading(monday.isoformat(), "about", "published", (monday + timedelta(days=6)).isoformat(), "span")
    return UNKNOWN


def _read_past_period(groups: Groups, context: Context) -> Reading | None:
    """'over the past two weeks': a span that ends with publication."""
    unit, count = (groups["unit"] or "").lower().rstrip("s"), _number(groups["count"] or "1")
    if context.reference.full is None or count > 5000:
        return Reading(None, None, "none", kind="span")
    begin = _shift(context.reference.full, unit, -count)
    return Reading(
        begin.date, "about" if begin.date else None, begin.source, context.reference.full.isoformat(), "span"
    )


def _read_from_event(groups: Groups, context: Context) -> Reading | None:
    """'two days later', 'a year earlier': an offset from whatever the text tells of, never from publication."""
    unit, count = (groups["unit"] or "").lower().rstrip("s"), _number(groups["count"] or "1")
    sign = "-" if (groups["direction"] or "").lower() in ("earlier", "before", "previously", "prior") else "+"
    return Reading(None, None, "none", relative_to_event=_offset(sign, count, unit))


def _offset(sign: str, count: int, unit: str) -> str:
    """A signed ISO 8601 duration.

    >>> _offset("-", 1, "year"), _offset("+", 6, "hour")
    ('-P1Y', '+PT6H')
    """
    if unit == "decade":
        count, unit = count * 10, "year"
    if unit in ("hour", "minute"):
        return f"{sign}PT{count}{unit[0].upper()}"
    return f"{sign}P{count}{'D' if unit in ('day', 'night') else unit[0].upper()}"


def _read_adjacent(groups: Groups, context: Context) -> Reading | None:
    """'the next day', 'the previous year', 'the same day'."""
    which, unit = (groups["which"] or "").lower(), (groups["unit"] or "").lower()
    sign, count = ("+", 0) if which == "same" else ("-", 1) if which in ("previous", "preceding") else ("+", 1)
    if unit in ("morning", "evening", "afternoon"):
        unit = "day"
    return Reading(None, None, "none", relative_to_event=_offset(sign, count, unit))


def _read_before(groups: Groups, context: Context) -> Reading | None:
    """'the day before', 'the week after'."""
    sign = "-" if (groups["direction"] or "").lower() in ("before", "earlier") else "+"
    return Reading(None, None, "none", relative_to_event=_offset(sign, 1, (groups["unit"] or "").lower()))


def _read_duration(groups: Groups, context: Context) -> Reading | None:
    return Reading(None, None, "none", kind="duration")


def _read_day_range(groups: Groups, context: Context) -> Reading | None:
    """'between 3 and 5 May', 'March 5-9, 2024', 'from March 28 to April 2'."""
    second_month = groups.get("month2") or groups.get("month")
    first_month = groups.get("month") or second_month
    assert first_month is not None
    assert second_month is not None
    year2 = _year(groups.get("year"))
    year1 = _year(groups.get("year1")) or year2
    begin = Partial(year1, _month(first_month), int(re.sub(r"\D", "", groups["day"] or "")))
    end = Partial(year2, _month(second_month), int(re.sub(r"\D", "", groups["day2"] or "")))
    if not begin.valid() or not end.valid():
        return None
    if year2 is None:
        end, source = complete(end, context)
    else:
        source = "text"
    if begin.year is None and end.year is not None:
        # The span runs forward: 28 December to 3 January began the year before.
        crosses = (begin.month or 0, begin.day or 0) > (end.month or 0, end.day or 0)
        begin = Partial(end.year - crosses, begin.month, begin.day)
        if not begin.valid():
            return None
    if begin.year is not None and end.year is not None and (begin.iso() or "") > (end.iso() or ""):
        if groups.get("year1"):
            return None
        begin = Partial(end.year - 1, begin.month, begin.day)
    return Reading(begin.iso(), end.precision(), source, end.iso(), "span", written=Partial(year2))


def _read_month_range(groups: Groups, context: Context) -> Reading | None:
    assert groups["month"] is not None
    assert groups["month2"] is not None
    end, source = complete(Partial(_year(groups.get("year")), _month(groups["month2"])), context)
    first = _month(groups["month"])
    if end.year is None or end.month is None:
        return Reading(None, None, "none", None, "span")
    begin = Partial(_year(groups.get("year1")) or end.year - (first > end.month), first)
    return Reading(begin.iso(), "month", source, end.iso(), "span", written=Partial(_year(groups.get("year"))))


def _read_year_range(groups: Groups, context: Context) -> Reading | None:
    first = int(groups["year"] or 0)
    second = groups["year2"] or ""
    last = int(second) if len(second) == 4 else first // 100 * 100 + int(second)
    return Reading(f"{first:04d}", "year", "text", f"{last:04d}", "span") if first < last else None


def _read_weekday_range(groups: Groups, context: Context) -> Reading | None:
    first, last = _weekday(groups["weekday"]), _weekday(groups["weekday2"])
    published = context.reference.full
    if published is None or first is None or last is None:
        return Reading(None, None, "none", None, "span")
    if context.future:
        begin = published + timedelta(days=(first - published.weekday()) % 7)
        end = begin + timedelta(days=(last - first) % 7)
    else:
        end = published - timedelta(days=(published.weekday() - last) % 7)
        begin = end - timedelta(days=(last - first) % 7)
    return Reading(begin.isoformat(), "day", "published", end.isoformat(), "span")


@dataclass(frozen=True, slots=True)
class Expression:
    """One way to write a time. Where a group `at` exists in the pattern, the span begins there."""

    id: str
    pattern: re.Pattern[str]
    read: Reader


def _names(table: Mapping[str, int], *, dotted: bool) -> str:
    """Alternatives for names that count as names only with a capital ("march" and "may" are verbs)."""
    alternatives = []
    for word in sorted(table, key=lambda word: (-len(word), word)):
        dot = r"\.?" if dotted and len(word) < 5 and word not in ("may", "june", "july") else ""
        alternatives.append(f"(?:{word.capitalize()}|{word.upper()})" + dot)
    return "|".join(alternatives)


_MONTH = _names(MONTHS, dotted=True)
_WEEKDAY = _names(WEEKDAYS, dotted=True)
_FULL_WEEKDAY = _names({word: 0 for word in WEEKDAYS if word.endswith("day")}, dotted=False)
_DAY = r"(?:[12]\d|3[01]|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[0-9]|20)\d\d"
_YEAR_OF_DECADE = r"(?:1[0-9]|20)\d0"
_ANY_YEAR = rf"(?:{_YEAR}|['’]\d\d)"
_DASH = r"\s?[-–—]\s?"
_TO = rf"(?:{_DASH}|\s+(?:to|and|until|till|through)\s+)"
# What must not follow a year: more of a date in figures, or words that make it a count ("in 2000 homes").
_COUNTED = (
    r"(?![-/]\d)(?!\s+(?i:people|men|women|children|civilians|soldiers|troops|others|members|fighters|victims|prisoners|police|officers|"
    r"homes|houses|families|residents|refugees|protesters|more|or|to|percent|per|km|kilometers|kilometres|miles|metres|"
    r"meters|dollars|euros|pounds|tons|tonnes|votes|seats)\b)"
)
_PART = r"(?:early|earlier\s+in|mid|middle\s+of|late|later\s+in|end\s+of|beginning\s+of|start\s+of)"
_UNIT = r"(?:minute|hour|day|night|week|month|year|decade)s?"
_COUNT = (
    r"(?:\d{1,4}|a\s+couple\s+of|half\s+a\s+dozen|a\s+dozen|an?|one|two|three|four|five|six|seven|eight|nine|ten|"
    r"eleven|twelve)"
)
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_END = r"(?![\w%])(?![.,]\d)"
_BEGIN = r"(?<![\w.,$€£#/-])"


def _expression(name: str, pattern: str, read: Reader, *, ignore_case: bool = False) -> Expression:
    return Expression(name, re.compile(_BEGIN + pattern + _END, re.IGNORECASE if ignore_case else 0), read)


# The order is that of preference where two expressions of one length begin at one place.
EXPRESSIONS: tuple[Expression, ...] = (
    _expression("iso", rf"(?P<year>{_YEAR})[-/](?P<month>\d\d)[-/](?P<day>\d\d)(?:T[\d:.]+Z?)?", _read_iso),
    _expression("numeric", rf"(?P<first>\d\d?)(?P<sep>[/.])(?P<second>\d\d?)(?P=sep)(?P<year>{_YEAR})", _read_numeric),
    _expression(
        "day-month-range",
        rf"(?:(?i:between|from)\s+)?(?:the\s+)?(?P<day>{_DAY})(?:\s+(?:of\s+)?(?P<month>{_MONTH}))?(?:,?\s+(?P<year1>{_YEAR}))?"
        rf"{_TO}(?P<day2>{_DAY})\s+(?:of\s+)?(?P<month2>{_MONTH})(?:,?\s+(?P<year>{_YEAR}))?",
        _read_day_range,
    ),
    _expression(
        "month-day-range",
        rf"(?:(?i:between|from)\s+)?(?P<month>{_MONTH})\s+(?P<day>{_DAY})(?:,?\s+(?P<year1>{_YEAR}))?"
        rf"{_TO}(?:(?P<month2>{_MONTH})\s+)?(?P<day2>{_DAY})(?:,?\s+(?P<year>{_YEAR}))?",
        _read_day_range,
    ),
    _expression(
        "month-range",
        rf"(?i:between|from)\s+(?P<month>{_MONTH})(?:\s+(?P<year1>{_YEAR}))?{_TO}(?P<month2>{_MONTH})(?:\s+(?P<year>{_YEAR}))?",
        _read_month_range,
    ),
    _expression("year-range", rf"(?i:between|from)\s+(?P<year>{_YEAR}){_TO}(?P<year2>{_YEAR})", _read_year_range),
    _expression("year-dash", rf"(?P<year>{_YEAR})[-–—](?P<year2>(?:{_YEAR}|\d\d))", _read_year_range),
    _expression(
        "weekday-range",
        rf"(?i:between|from)\s+(?P<weekday>{_FULL_WEEKDAY})(?:\s+(?:to|and|until|through)\s+|{_DASH})(?P<weekday2>{_FULL_WEEKDAY})",
        _read_weekday_range,
    ),
    _expression(
        "month-day",
        rf"(?:(?P<weekday>{_WEEKDAY}),?\s+(?P<bracket>\()?)?(?P<month>{_MONTH})\s+(?:the\s+)?(?P<day>{_DAY})"
        rf"(?:,?\s*(?P<year>{_ANY_YEAR}){_COUNTED})?(?(bracket)\))",
        _read_calendar_day,
    ),
    _expression(
        "day-month",
        rf"(?:(?P<weekday>{_WEEKDAY}),?\s+(?P<bracket>\()?(?:the\s+)?)?(?P<day>{_DAY})\s+(?:of\s+)?(?P<month>{_MONTH})"
        rf"(?:,?\s+(?P<year>{_ANY_YEAR}){_COUNTED})?(?(bracket)\))",
        _read_calendar_day,
    ),
    # "28 DEC 89": the wire style of dates.
    _expression("wire", rf"(?P<day>\d\d?)\s+(?P<month>{_MONTH})\s+(?P<year>\d\d)", _read_calendar_day),
    _expression(
        "month-year",
        rf"(?:(?P<part>{_PART})[-\s]+)?(?P<month>{_MONTH})(?:\s+of|,)?\s+(?P<year>{_ANY_YEAR})",
        _read_month,
    ),
    _expression("part-month", rf"(?P<part>(?i:{_PART}))[-\s]+(?P<month>{_MONTH})", _read_month),
    _expression(
        "that-year",
        rf"(?P<month>{_MONTH})\s+(?:of\s+)?(?:that|the\s+same)\s+year",
        _read_that_year,
    ),
    _expression("month-modifier", rf"(?i:the)\s+(?P<at>(?P<month>{_MONTH}))(?=\s+[a-z]{{3}})", _read_month),
    # A bare month is a name only after such words: "May" is a name and a verb, "March" a walk.
    _expression(
        "month",
        rf"(?i:in|since|until|till|by|during|from|last|this|next|before|after)\s+(?P<at>(?P<month>{_MONTH}))(?!\s+\d)"
        r"(?!\s+(?:of\s+)?(?:that|the\s+same)\s+year)",
        _read_month,
    ),
    _expression(
        "decade",
        rf"(?:(?:the\s+)?(?P<part>(?i:{_PART}))[-\s]+)?(?:the\s+)?(?P<year>{_YEAR_OF_DECADE}|['’]\d0)['’]?s",
        _read_decade,
    ),
    _expression(
        "season", rf"(?:(?i:{_PART})[-\s]+)?(?P<season>(?i:{_SEASON}))\s+(?:of\s+)?(?P<year>{_YEAR})", _read_year
    ),
    _expression("part-year", rf"(?P<part>(?i:{_PART}))[-\s]+(?P<year>{_YEAR})", _read_year),
    _expression(
        "year",
        r"(?i:in|since|until|till|by|during|from|of|before|after|for|early|late)\s+"
        rf"(?:the\s+year\s+)?(?P<at>(?P<year>{_YEAR})){_COUNTED}",
        _read_year,
    ),
    _expression("year-brackets", rf"(?:(?<=\()|(?<=\s)\()(?P<at>(?P<year>{_YEAR}))(?=[),;])", _read_year),
    _expression(
        "year-modifier", rf"(?i:the|a)\s+(?P<at>(?P<year>(?:19|20)\d\d)){_COUNTED}(?=\s+[A-Za-z][a-z]+)", _read_year
    ),
    _expression("year-possessive", r"(?P<year>(?:19|20)\d\d)(?=['’]s\b)", _read_year),
    _expression(
        "weekday",
        rf"(?:(?P<which>(?i:last|this\s+past|past|next|this\s+coming|coming|this))\s+)?(?P<weekday>{_FULL_WEEKDAY})"
        r"(?:\s+(?:morning|afternoon|evening|night))?",
        _read_weekday,
    ),
    _expression(
        "near-day",
        r"(?P<near>the\s+day\s+before\s+yesterday|the\s+day\s+after\s+tomorrow|(?:yesterday|tomorrow)(?:\s+(?:morning|afternoon|evening|"
        r"night))?|today|tonight|last\s+night|this\s+(?:morning|afternoon|evening))",
        _read_near_day,
        ignore_case=True,
    ),
    _expression(
        "ago",
        rf"(?P<vague>(?:about|around|some|nearly|almost|over|more\s+than|less\s+than)\s+)?"
        rf"(?P<count>{_COUNT})\s+(?P<unit>{_UNIT})\s+ago",
        _read_ago,
        ignore_case=True,
    ),
    _expression("hence", rf"in\s+(?P<count>{_COUNT})\s+(?P<unit>{_UNIT})['’]?\s+time", _read_hence, ignore_case=True),
    _expression(
        "unit",
        r"(?:(?P<part>early|earlier|mid|late|later)[-\s]+)?(?P<which>last|this|next|this\s+coming|this\s+past)\s+"
        r"(?P<unit>weekend|week|month|year)",
        _read_unit,
        ignore_case=True,
    ),
    _expression(
        "past-period",
        rf"(?:in|over|during|within|for)\s+(?P<at>the\s+(?:past|last)\s+(?:(?P<count>{_COUNT})\s+)?(?P<unit>{_UNIT}))",
        _read_past_period,
        ignore_case=True,
    ),
    _expression(
        "from-event",
        rf"(?P<count>{_COUNT})\s+(?P<unit>{_UNIT})\s+(?P<direction>earlier|later|before|after|afterwards?|previously)",
        _read_from_event,
        ignore_case=True,
    ),
    _expression(
        "adjacent",
        r"the\s+(?P<which>next|following|previous|preceding|same)\s+"
        r"(?P<unit>day|night|week|month|year|morning|evening|afternoon)",
        _read_adjacent,
        ignore_case=True,
    ),
    _expression(
        "before",
        r"the\s+(?P<unit>day|night|week|month|year)\s+(?P<direction>before|earlier|after)",
        _read_before,
        ignore_case=True,
    ),
    _expression(
        "duration",
        rf"for\s+(?P<at>(?:about\s+|around\s+|nearly\s+|almost\s+|over\s+|more\s+than\s+|at\s+least\s+)?"
        rf"{_COUNT}\s+{_UNIT})(?!\s+(?:ago|earlier|later|before))",
        _read_duration,
        ignore_case=True,
    ),
)
