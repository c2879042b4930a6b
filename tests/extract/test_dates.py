from __future__ import annotations

import calendar
from datetime import date

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language
from spacy.tokens import Doc

from kg.extract.date_rules import Reference
from kg.extract.dates import DateSpan, date_of, event_date, find_dates

# 24 March 2024 is a Sunday.
SUNDAY = "2024-03-24"
BLANK = spacy.blank("en")


def read(text: str, published: str | None = None) -> list[tuple[str, str | None, str | None]]:
    doc = BLANK(text)
    return [(one.text(doc), one.date, one.date_end) for one in find_dates(doc, published)]


def one(text: str, published: str | None = None) -> DateSpan:
    (found,) = find_dates(BLANK(text), published)
    return found


@pytest.mark.parametrize(
    ("text", "words", "day", "precision"),
    [
        ("It happened on March 22, 2024.", "March 22, 2024", "2024-03-22", "day"),
        ("It happened on 22 March 2024.", "22 March 2024", "2024-03-22", "day"),
        ("It happened on the 22nd of March 2024.", "22nd of March 2024", "2024-03-22", "day"),
        ("It happened on Friday, March 22, 2024.", "Friday, March 22, 2024", "2024-03-22", "day"),
        ("Updated 2024-03-22.", "2024-03-22", "2024-03-22", "day"),
        ("On 03/22/2024 it began.", "03/22/2024", "2024-03-22", "day"),
        ("On 22.03.2024 it began.", "22.03.2024", "2024-03-22", "day"),
        ("On 03/04/2024 it began.", "03/04/2024", "2024", "year"),
        ("On 04/04/2024 it began.", "04/04/2024", "2024-04-04", "day"),
        ("In March 2024 it began.", "March 2024", "2024-03", "month"),
        ("In early March 2024 it began.", "early March 2024", "2024-03", "about"),
        ("It was in 2024.", "2024", "2024", "year"),
        ("It was in spring 2023.", "spring 2023", "2023", "about"),
        ("The 2002 siege ended.", "2002", "2002", "year"),
        ("On 28 DEC 89 they met.", "28 DEC 89", "1989-12-28", "day"),
        ("It was on 22 March.", "22 March", "--03-22", "day_without_year"),
        ("It was on February 29.", "February 29", "--02-29", "day_without_year"),
    ],
)
def test_dates_that_the_text_itself_gives(text: str, words: str, day: str, precision: str) -> None:
    found = one(text)
    assert (found.text(BLANK(text)), found.date, found.precision, found.source) == (words, day, precision, "text")


@pytest.mark.parametrize(
    ("text", "words", "day", "end", "precision"),
    [
        ("It happened on Friday.", "Friday", "2024-03-22", None, "day"),
        ("It happened on Friday night.", "Friday night", "2024-03-22", None, "day"),
        ("It happened on Sunday.", "Sunday", "2024-03-24", None, "day"),
        ("It happened last Sunday.", "last Sunday", "2024-03-17", None, "day"),
        ("They meet next Tuesday.", "next Tuesday", "2024-03-26", None, "day"),
        ("They will meet on Friday.", "Friday", "2024-03-29", None, "day"),
        ("They will vote on 7 April.", "7 April", "2024-04-07", None, "day"),
        ("They voted on 7 April.", "7 April", "2023-04-07", None, "day"),
        ("It happened yesterday.", "yesterday", "2024-03-23", None, "day"),
        ("It happened last night.", "last night", "2024-03-23", None, "day"),
        ("It happened this morning.", "this morning", "2024-03-24", None, "day"),
        ("It happened yesterday evening.", "yesterday evening", "2024-03-23", None, "day"),
        ("It happened two days ago.", "two days ago", "2024-03-22", None, "day"),
        ("It happened two weeks ago.", "two weeks ago", "2024-03-10", None, "about"),
        ("It happened three months ago.", "three months ago", "2023-12", None, "about"),
        ("It happened last month.", "last month", "2024-02", None, "month"),
        ("It happened last year.", "last year", "2023", None, "year"),
        ("It comes next week.", "next week", "2024-03-25", "2024-03-31", "about"),
        ("It happened in December.", "December", "2023-12", None, "month"),
        ("It happened on 22 March.", "22 March", "2024-03-22", None, "day"),
        ("It happened on 22 December.", "22 December", "2023-12-22", None, "day"),
        ("It happened on Friday (March 22).", "Friday (March 22)", "2024-03-22", None, "day"),
        ("It lasted from Monday to Wednesday.", "from Monday to Wednesday", "2024-03-18", "2024-03-20", "day"),
        ("It happened over the past two weeks.", "the past two weeks", "2024-03-10", "2024-03-24", "about"),
    ],
)
def test_dates_against_publication(text: str, words: str, day: str, end: str | None, precision: str) -> None:
    found = one(text, SUNDAY)
    assert (found.text(BLANK(text)), found.date, found.date_end, found.precision) == (words, day, end, precision)
    assert found.source == "published"


@pytest.mark.parametrize(
    ("text", "words", "begin", "end"),
    [
        ("between 3 and 5 May 2023", "between 3 and 5 May 2023", "2023-05-03", "2023-05-05"),
        ("from March 5 to March 9", "from March 5 to March 9", "--03-05", "--03-09"),
        ("on March 5-9, 2024", "March 5-9, 2024", "2024-03-05", "2024-03-09"),
        ("from 28 December to 3 January 2024", "from 28 December to 3 January 2024", "2023-12-28", "2024-01-03"),
        ("between 2014 and 2016", "between 2014 and 2016", "2014", "2016"),
        ("the war of 2014-16", "2014-16", "2014", "2016"),
        ("in the 1990s", "the 1990s", "1990", "1999"),
        ("since the early 2000s", "the early 2000s", "2000", "2004"),
        ("since 2015", "2015", "2015", None),
        ("until 5 May 2023", "5 May 2023", None, "2023-05-05"),
    ],
)
def test_spans(text: str, words: str, begin: str | None, end: str | None) -> None:
    doc = BLANK(text)
    (found,) = find_dates(doc, None)
    assert (found.text(doc), found.date, found.date_end, found.kind) == (words, begin, end, "span")


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("A year earlier he fled.", "-P1Y"),
        ("Two days later he fled.", "+P2D"),
        ("He fled the day before.", "-P1D"),
        ("He fled the following week.", "+P1W"),
        ("Six hours later it was out.", "+PT6H"),
        ("He died the same day.", "+P0D"),
    ],
)
def test_offsets_from_an_event_are_no_dates(text: str, offset: str) -> None:
    found = one(text, SUNDAY)
    assert (found.date, found.source, found.relative_to_event) == (None, "none", offset)


@pytest.mark.parametrize(
    "text",
    ["He may 3 times march on.", "In 2000 homes lights went out.", "It killed 2000.", "He paid $2024.",
     "Room 2024 is ours.", "The sun rose.", "They march in step.", "It costs 20,240.", "Article 5 of the treaty.",
     "Dial 03/99/1234 now."],
)  # fmt: skip
def test_what_is_no_date(text: str) -> None:
    assert read(text, SUNDAY) == []


def test_unknown_stays_unknown() -> None:
    found = one("He left on Friday.")
    assert (found.date, found.precision, found.source) == (None, None, "none")
    assert one("He left in March.").date is None
    assert one("He left on Friday.", "2024-03").date is None
    assert one("He left on 22 May.", "2024").date == "--05-22"
    # A weekday that the 5th of January never had near publication takes the year away again.
    assert one("He left on Monday, January 5.", "2024-03-24").date == "--01-05"


def test_the_year_comes_from_the_same_day_written_in_full() -> None:
    text = "On 22 March 2019 they fought. The battle of March 22 is remembered. On 23 March they left."
    assert [day for _, day, _ in read(text)] == ["2019-03-22", "2019-03-22", "--03-23"]
    # ... unless the day is news, or the text gives two years.
    assert read("The fire of March 22, 2019 ... the fire of March 22.", SUNDAY)[1][1] == "2024-03-22"
    both = "March 22, 2019, and March 22, 2020: every March 22 they meet."
    assert read(both)[-1][1] == "--03-22"


def test_the_dateline_of_a_wire_report_dates_it() -> None:
    assert read("BOGOTA, 10 JAN 90 (EFE) -- Gunmen struck on 8 January. Yesterday")[1:] == [
        ("8 January", "1990-01-08", None),
        ("Yesterday", "1990-01-09", None),
    ]
    assert read("He was born on 10 January 1990 in Bogota. Yesterday")[1] == ("Yesterday", None, None)


def test_a_publication_date_that_is_none_is_an_error() -> None:
    for wrong in ("yesterday", "2024-02-31", "24-03-2024"):
        with pytest.raises(ValueError, match=wrong):
            find_dates(BLANK("On Friday."), wrong)
    assert Reference.of("2024-05-24T10:40:00+00:00").full == date(2024, 5, 24)


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2099, 12, 31)), st.integers(0, 5))
def test_a_full_date_is_read_back_however_it_is_written(day: date, style: int) -> None:
    month, short = calendar.month_name[day.month], calendar.month_abbr[day.month]
    written = [
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        day.isoformat(),
        f"{calendar.day_name[day.weekday()]}, {day.day} {month} {day.year}",
        f"{short} {day.day}, {day.year}",
        f"{day.day} {short.upper()} {day.year}",
    ][style]
    assert read(f"It was on {written} there.") == [(written, day.isoformat(), None)]


@given(st.dates(min_value=date(1950, 1, 1), max_value=date(2090, 12, 31)), st.integers(0, 6))
def test_a_weekday_lies_in_the_week_up_to_publication(published: date, weekday: int) -> None:
    found = one(f"It was on {calendar.day_name[weekday]}.", published.isoformat())
    assert found.date is not None
    day = date.fromisoformat(found.date)
    assert day.weekday() == weekday
    assert 0 <= (published - day).days < 7


_PIECES = st.sampled_from(
    ["March", "May", "22", "2024", "Friday", "last", "next", "week", "between", "and", "to", "-", ",", "(", ")", "the",
     "1990s", "two", "days", "ago", "later", "in", "on", "31", "February", "'90", "early", "/", ".", "\n", "night"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=12), st.sampled_from([None, "2024", "2024-03", SUNDAY, "2024-02-29"]))
def test_any_words_give_spans_that_quote_and_days_that_exist(pieces: list[str], published: str | None) -> None:
    doc = BLANK(" ".join(pieces))
    end = 0
    for found in find_dates(doc, published):
        assert found.start >= end
        end = found.end
        words = doc[found.start : found.end].text
        assert found.text(doc) in words
        for value in (found.date, found.date_end):
            if value is not None and len(value) == 10:
                date.fromisoformat(value)
        if found.date and found.date_end:
            assert found.date <= found.date_end


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "trigger", "own", "event"),
    [
        ("Bortnikov said on Friday that the attack happened on Monday.", "said", "Friday", "Friday"),
        ("Bortnikov said on Friday that the attack happened on Monday.", "attack", None, "Monday"),
        ("Bortnikov said on Friday that gunmen attacked a hall.", "attacked", None, None),
        ("Friday's attack in Moscow killed 40.", "attack", "Friday", "Friday"),
        ("Rebels opened fire in Bangui on the night of March 22, killing 40 people.", "killing", None, "March 22"),
        ("Police arrested two men on Monday and charged them on Wednesday.", "charged", "Wednesday", "Wednesday"),
        ("Gunmen attacked the village on Monday and killed ten farmers.", "killed", None, "Monday"),
        ("The March 22 attack was condemned by France on March 23.", "attack", "March 22", "March 22"),
        ("The March 22 attack was condemned by France on March 23.", "condemned", "March 23", "March 23"),
        ("Talks will be held on 3 June in Geneva, the minister said on Thursday.", "Talks", None, "3 June"),
        ("The summit is to take place on July 4.", "summit", None, "July 4"),
        ("He was sentenced on Friday to ten years for the 2015 attack.", "attack", "2015", "2015"),
        ("He was sentenced on Friday to ten years for the 2015 attack.", "sentenced", "Friday", "Friday"),
    ],
)
def test_which_date_belongs_to_what(nlp: Language, text: str, trigger: str, own: str | None, event: str | None) -> None:
    doc = nlp(text)
    dates = find_dates(doc, SUNDAY)
    (token,) = [token for token in doc if token.text == trigger]

    def words(span: DateSpan | None) -> str | None:
        return span.text(doc) if span else None

    assert (words(date_of(token, dates)), words(event_date(doc, token, dates))) == (own, event)


def hand_built(rows: list[tuple[str, str, int, str]]) -> Doc:
    """A Doc from (word, part of speech, head, relation)."""
    words, tags, heads, deps = zip(*rows, strict=True)
    return Doc(BLANK.vocab, words=list(words), pos=list(tags), heads=list(heads), deps=list(deps))


def test_a_date_of_another_clause_is_never_taken() -> None:
    doc = hand_built(
        [("Ivanov", "PROPN", 1, "nsubj"), ("denied", "VERB", 1, "root"), ("on", "ADP", 3, "case"),
         ("Friday", "PROPN", 1, "obl"), ("the", "DET", 5, "det"), ("bombing", "NOUN", 1, "obj")]
    )  # fmt: skip
    dates = find_dates(doc, SUNDAY)
    assert date_of(doc[1], dates) == dates[0]
    # `lemma` is not set on hand-built tokens; the verb is known by its lemma.
    doc[1].lemma_ = "deny"
    assert event_date(doc, 5, dates) is None
