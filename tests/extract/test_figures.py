from __future__ import annotations

import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from kg.extract.figures import find_figures
from kg.extract.quantities import find_quantities

BLANK = spacy.blank("en")

Bounds = tuple[int | None, int | None]
Row = tuple[str, str, int | None, int | None]


@pytest.mark.parametrize(
    ("text", "words", "bounds"),
    [
        ("at least 60 came", "at least 60", (60, None)),
        ("more than 1,200 came", "more than 1,200", (1200, None)),
        ("up to 30 came", "up to 30", (None, 30)),
        ("nearly 10,000 came", "nearly 10,000", (None, 10_000)),
        ("fewer than ten came", "fewer than ten", (None, 10)),
        ("no more than 10 came", "no more than 10", (None, 10)),
        ("about 40 came", "about 40", (40, 40)),
        ("some 40 came", "some 40", (40, 40)),
        ("between 10 and 20 came", "between 10 and 20", (10, 20)),
        ("10 to 20 came", "10 to 20", (10, 20)),
        ("ten or 12 came", "ten or 12", (10, 12)),
        ("50 or more came", "50 or more", (50, None)),
        ("at least another 20 came", "at least another 20", (20, None)),
        ("dozens came", "dozens", (24, None)),
        ("a dozen came", "a dozen", (12, 12)),
        ("more than two dozen came", "more than two dozen", (24, None)),
        ("half a dozen came", "half a dozen", (6, 6)),
        ("hundreds came", "hundreds", (200, None)),
        ("several hundred came", "several hundred", (200, None)),
        ("tens of thousands came", "tens of thousands", (20_000, None)),
        ("sixty came", "sixty", (60, 60)),
        ("twenty-five came", "twenty-five", (25, 25)),
        ("one hundred and twenty came", "one hundred and twenty", (120, 120)),
        ("two thousand five hundred came", "two thousand five hundred", (2500, 2500)),
        ("2.3 million came", "2.3 million", (2_300_000, 2_300_000)),
        ("no one came", "no one", (0, 0)),
        ("a couple of men came", "a couple of", (2, 2)),
    ],
)
def test_numbers_and_their_bounds(text: str, words: str, bounds: Bounds) -> None:
    doc = BLANK(text)
    (found,) = find_quantities(doc)
    assert (doc[found.start : found.end].text, (found.min, found.max)) == (words, bounds)


@pytest.mark.parametrize("text", ["a man came", "several came", "he won 2.5 points", "few came", "and then"])
def test_what_is_no_number(text: str) -> None:
    assert find_quantities(BLANK(text)) == ()


@given(st.integers(1, 9_999_999))
def test_a_number_in_figures_is_read_exactly(number: int) -> None:
    for written in (str(number), f"{number:,}"):
        (found,) = find_quantities(BLANK(f"killing {written} of them"))
        assert (found.min, found.max) == (number, number)


_PIECES = st.sampled_from(
    ["a", "at", "least", "two", "hundred", "and", "twenty", "-", "five", "dozen", "dozens", "of", "2.5", "thousands",
     "million", "between", "10", "20", "to", "no", "one", "more", "than", "up", "or", "half", "several", "12,000",
     "few"]
)  # fmt: skip


@given(st.lists(_PIECES, max_size=10))
def test_any_words_give_numbers_in_order_and_bounds_that_agree(pieces: list[str]) -> None:
    end = 0
    for found in find_quantities(BLANK(" ".join(pieces))):
        assert end <= found.start <= found.number_start < found.number_end <= found.end
        end = found.end
        assert found.min is not None or found.max is not None
        if found.min is not None and found.max is not None:
            assert found.min <= found.max


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The attack left 60 people dead and 145 injured.",
         [("60 people", "killed", 60, 60), ("145", "injured", 145, 145)]),
        ("At least 60 fatalities were reported.", [("At least 60 fatalities", "killed", 60, None)]),
        ("Over 40 sailors lost their lives.", [("Over 40 sailors", "killed", 40, None)]),
        ("More than 100 sustained injuries.", [("More than 100", "injured", 100, None)]),
        ("It led to the death of at least 60 people.", [("at least 60 people", "killed", 60, None)]),
        ("The death toll rose to 137, officials said.", [("137", "killed", 137, 137)]),
        ("The accident brought the death toll to 50.", [("50", "killed", 50, 50)]),
        ("The number of injured stood at 1,200.", [("1,200", "injured", 1200, 1200)]),
        ("The quake claimed 20 lives.", [("20 lives", "killed", 20, 20)]),
        ("The bombing killed 133.", [("133", "killed", 133, 133)]),
        ("It was an attack that killed 40.", [("40", "killed", 40, 40)]),
        ("Between 10 and 20 people were arrested.", [("Between 10 and 20 people", "arrested", 10, 20)]),
        ("Up to 30 people are missing and some 2,000 were evacuated.",
         [("Up to 30 people", "missing", None, 30), ("some 2,000", "evacuated", 2000, 2000)]),
        ("Nearly 10,000 people have been displaced.", [("Nearly 10,000 people", "displaced", None, 10_000)]),
        ("The militants abducted 276 schoolgirls.", [("276 schoolgirls", "kidnapped", 276, 276)]),
        ("The militants took 100 hostages.", [("100 hostages", "kidnapped", 100, 100)]),
        ("More than 120 people were taken to hospital.", [("More than 120 people", "injured", 120, None)]),
        ("Tens of thousands marched in Paris.", [("Tens of thousands", "participants", 20_000, None)]),
        ("The meeting was attended by 500 people.", [("500 people", "participants", 500, 500)]),
        ("At least 60 were killed and 145 wounded in Moscow", [("At least 60", "killed", 60, None), ("145", "injured", 145, 145)]),
        ("The number of people known to have died rose to 87.", [("87", "killed", 87, 87)]),
        ("The number of people in custody stood at 27.", [("27", "arrested", 27, 27)]),
        ("On Monday 46 soldiers were rounded up.", [("46 soldiers", "arrested", 46, 46)]),
        ("Nine men were treated for burns at a hospital.", [("Nine men", "injured", 9, 9)]),
        ("Two demonstrators were shot dead.", [("Two demonstrators", "killed", 2, 2)]),
        ("No one was hurt.", [("No one", "injured", 0, 0)]),
        ("The rebels attacked, killing 145 people and wounding more than 500 others.",
         [("145 people", "killed", 145, 145), ("more than 500 others", "injured", 500, None)]),
        ("Three soldiers and two civilians were killed.", [("Three soldiers and two civilians", "killed", 5, 5)]),
        ("The bombing killed 12 people, including three children, and it wounded dozens.",
         [("12 people", "killed", 12, 12), ("dozens", "injured", 24, None)]),
    ],
)  # fmt: skip
def test_figures(nlp: Language, text: str, expected: list[Row]) -> None:
    doc = nlp(text)
    found = find_figures(doc)
    assert [(one.text(doc), one.kind, one.min, one.max) for one in found] == expected
    for one in found:
        assert doc[one.start : one.end].text == one.text(doc)
        assert one.start <= one.head < one.end


@pytest.mark.model
@pytest.mark.parametrize(
    "text",
    [
        "Of these, 60 are in serious condition.",
        "Ivanov, 25, was killed by two men aged 30.",
        "The rate of murder is 12 per 100,000.",
        "He was jailed for 12 years.",
        "Some 300 homes were destroyed and 12 villages evacuated.",
        "More than 50% of Russians died young.",
        "Two gunmen opened fire.",
        "The storm killed 40 cows.",
        "There were 12 casualties.",
        "He was killed in 2015.",
    ],
)
def test_what_is_no_figure(nlp: Language, text: str) -> None:
    assert find_figures(nlp(text)) == ()


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The bombing killed more than 50 ISIS members.", "ISIS members"),
        ("The deaths of 16 children shocked the town.", "children"),
        ("The bombing killed 12 people.", None),
        ("The attack killed two police officers.", "police officers"),
        ("The bombing injured 10 others.", None),
    ],
)
def test_whom_a_figure_counts(nlp: Language, text: str, group: str | None) -> None:
    (found,) = find_figures(nlp(text))
    assert found.group == group


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "hypothetical"),
    [
        ("An attack could kill thousands.", True),
        ("They planned to kill 200 people.", True),
        ("Police did not arrest 20 people.", True),
        ("Twelve people are feared dead.", True),
        ("The attack killed thousands.", False),
        ("Police who feared riots arrested 20 people.", False),
    ],
)
def test_what_has_not_happened_is_marked(nlp: Language, text: str, hypothetical: bool) -> None:
    (found,) = find_figures(nlp(text))
    assert found.hypothetical is hypothetical
