from __future__ import annotations

import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.layout import paragraphs

STORY = [
    "Gunmen in camouflage burst into a packed concert hall on the edge of the capital on Friday evening and opened "
    "fire on the audience, killing at least 60 people in the deadliest attack in the country in two decades.",
    "The group claimed responsibility for the shooting in a short statement carried by its news agency. It offered "
    "no proof, and officials said that they could not yet confirm the claim or say how many gunmen there were.",
    "Nobody else has come forward.",
]


def read(text: str) -> list[str]:
    return [text[start:end] for start, end in paragraphs(text)]


def unfolded(text: str) -> list[str]:
    return [" ".join(paragraph.split()) for paragraph in read(text)]


@pytest.mark.parametrize("separator", ["\n", "\n\n", "\n \t \n", "\n\n\n"])
def test_one_paragraph_a_line(separator: str) -> None:
    assert read(separator.join(STORY)) == STORY


@pytest.mark.parametrize("width", [60, 72, 80, 98])
def test_hard_wrapped_paragraphs_are_whole(width: int) -> None:
    text = "\n\n".join(textwrap.fill(paragraph, width) for paragraph in STORY)
    assert unfolded(text) == STORY


@pytest.mark.parametrize("width", [60, 80])
def test_hard_wrapped_without_blank_lines_breaks_after_short_lines(width: int) -> None:
    long = [p for p in STORY if len(textwrap.wrap(p, width)[-1]) < width * 0.7]
    assert len(long) > 1
    assert unfolded("\n".join(textwrap.fill(p, width) for p in long)) == long


def test_hard_wrapped_capitals() -> None:
    text = "\n\n".join(textwrap.fill(paragraph.upper(), 70) for paragraph in STORY)
    assert unfolded(text) == [paragraph.upper() for paragraph in STORY]


def test_headlines_below_each_other_stay_apart() -> None:
    headlines = [
        "Minister resigns over leaked letters to weapons company",
        "Court frees former mayor held since the riots in August",
        "Flood waters reach old town as second dyke gives way",
        "Rivals agree to meet in Geneva for talks on prisoners",
    ]
    assert read("\n".join(headlines)) == headlines


def test_headline_byline_and_date_stay_apart() -> None:
    head = ["Two men jailed for life over market bombing that killed 12", "By Jane Doe", "24 May 2024"]
    assert read("\n".join([*head, "", STORY[0]])) == [*head, STORY[0]]


def test_sentence_a_line_stays_apart() -> None:
    lines = [
        "The minister denied that he had met the two men in Vienna.",
        "His lawyer called the letters a forgery and asked for them.",
        "The court will hear the case in June, a spokeswoman said.",
    ]
    assert read("\n".join(lines)) == lines


def test_a_line_that_goes_on_in_lower_case_is_one_paragraph() -> None:
    text = "The minister denied on Tuesday that he had ever met either of\nthe two men."
    assert read(text) == [text]


def test_list_items_are_paragraphs() -> None:
    text = textwrap.fill(STORY[0], 72) + "\n- first demand\n- second demand"
    assert read(text)[1:] == ["- first demand", "- second demand"]


@given(st.text(alphabet=st.sampled_from("ab .\n\tA-")) | st.text())
def test_extents_cover_the_text_once(text: str) -> None:
    found = paragraphs(text)
    last = 0
    for start, end in found:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not text[last:start].strip()
        last = end
    assert not text[last:].strip()
