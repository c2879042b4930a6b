from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read.clean import clean_text
from kg.read.furniture import mark_furniture

BODY = [
    "Two men were sentenced to life in prison on Monday for the bombing of a market in which twelve people died.",
    'The judge said that they had shown no remorse. "You knew what you did," she told them before they were led away.',
    "Their lawyers denied that the men had built the bomb and announced that they would go to a higher court.",
    "A third man, who was accused of having paid for the explosives, was cleared of all charges for lack of evidence.",
]
TITLE = "Court jails two for life over market bombing"


def marked(text: str, **known: str) -> dict[str, str]:
    return {text[mark.start : mark.end]: mark.rule for mark in mark_furniture(text, **known)}


def page(*lines: str, before: int = 2) -> str:
    return "\n\n".join([TITLE, *BODY[:before], *lines, *BODY[before:]])


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("Skip to content", "control"),
        ("ADVERTISEMENT", "control"),
        ("Home | World | Business | Sport", "menu"),
        ("Sign in | Register", "menu"),
        ("Subscribe to our newsletter", "call"),
        ("Enjoying this story? Sign up today.", "call"),
        ("Enter your email to subscribe", "call"),
        ("We use cookies to make our site better.", "call"),
        ("© 2024 The Example Post", "notice"),
        ("This audio is created with AI assistance", "notice"),
        ("3:44 PM", "stamp"),
        ("Updated 24 May 2024, 10:40 GMT", "stamp"),
        ("2 hours ago", "stamp"),
        ("(Jane Doe/AFP via Getty Images)", "credit"),
        ("Photo: Jane Doe", "credit"),
        ("By Jane Doe and John Roe", "byline"),
        ("John Roe in Vienna and Jane Doe contributed to this report.", "byline"),
        ("Read also: Minister resigns over leaked letters", "related"),
        ("Related", "related"),
    ],
)
def test_general_signs(line: str, rule: str) -> None:
    assert marked(page(line)) == {line: rule}


@pytest.mark.parametrize(
    "line",
    [
        "International reaction",
        "NATO admitted two new members.",
        "They asked him to join us",
        "Regulators fined the firm over its privacy policy.",
        "More on the suspects",
        "Video by rebels shows gunmen",
        "By noon the fire was out.",
        "He refused to subscribe to the pact.",
        '"Support us, donate to our newsroom," he said.',
        "The police asked witnesses to sign up.",
        "Yes.",
        "Comments were not allowed.",
        "13 November 2015 was a Friday.",
        "The gunmen fled through the car park, and nobody has seen them since that night.",
    ],
)
def test_the_articles_own_short_lines_stay(line: str) -> None:
    assert marked(page(line)) == {}


def test_appeals_for_money_are_furniture_at_any_length() -> None:
    appeal = (
        "Millions of people read this paper, but only one in ten thousand makes a contribution, and without our "
        "readers "
        "we could not keep our reporting free for everyone. Become a member today and help us do more of it."
    )
    assert marked(page(appeal)) == {appeal: "appeal"}
    quoted = f'The head of the newspaper wrote to those who had cancelled: "{appeal}"'
    assert marked(page(quoted)) == {}
    report = (
        "The charity said that donations and contributions from members had doubled after the earthquake, and that it "
        "would use the money for tents, blankets and water in the three provinces."
    )
    assert marked(page(report)) == {}


def test_everything_below_a_feed_at_the_end() -> None:
    other = "A ferry with forty people aboard sank off the coast on Sunday, and rescuers were looking for nine of them."
    text = "\n\n".join([TITLE, *BODY, "News Feed", "Ferry sinks off coast.", other, "Subscribe"])
    assert [text[m.start : m.end] for m in mark_furniture(text)] == [
        "News Feed",
        "Ferry sinks off coast.",
        other,
        "Subscribe",
    ]


def test_a_feed_in_the_middle_ends_where_the_article_goes_on() -> None:
    text = "\n\n".join([TITLE, BODY[0], "Most read\nFerry sinks off coast\nMinister resigns", *BODY[1:]])
    assert set(marked(text)) == {"Most read", "Ferry sinks off coast", "Minister resigns"}


def test_a_teaser_that_is_cut_off_belongs_to_its_link() -> None:
    teaser = "The men had been known to the police for years, a report found. The murder of"
    assert set(marked(page(f"Analysis: How the police failed\n{teaser}"))) == {
        "Analysis: How the police failed",
        teaser,
    }
    assert set(marked(page("Analysis: How the police failed", BODY[0]))) == {"Analysis: How the police failed"}


def test_the_title_stays_where_it_comes_first() -> None:
    text = "\n\n".join(
        ["Menu", "Opinion: Why the judge was right", "By Jane Doe", "Opinion: Why the judge was right", *BODY]
    )
    marks = mark_furniture(text, title="Opinion: Why the judge was right")
    assert [(mark.start, mark.rule) for mark in marks][:1] == [(0, "control")]
    assert text.index("Opinion") not in {mark.start for mark in marks}
    assert text.rindex("Opinion") in {mark.start for mark in marks}


def test_repeated_lines() -> None:
    text = page("Story Lab", BODY[0], "Story Lab", BODY[1], "Story Lab")
    assert marked(text) == {"Story Lab": "repeat"}
    assert len(mark_furniture(text)) == 3


def test_a_short_line_in_the_middle_of_furniture() -> None:
    text = page("Advertisement\nWinter tyres from 49\nShare")
    assert marked(text) == {"Advertisement": "control", "Winter tyres from 49": "between", "Share": "control"}


def test_author_line_of_a_web_page() -> None:
    assert marked(page("Jane Doe in Vienna", before=0), author="Jane Doe; John Roe") == {"Jane Doe in Vienna": "byline"}


WORDS = st.sampled_from(
    """
    police said gunmen attack the of in on Monday sign for news members our we you donate time photo comments by
    related more latest read May 2024 10:40 © cookies source Reuters world live
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
PHRASE = st.lists(WORDS, min_size=1, max_size=25).map(" ".join)
LINES = st.lists(
    PHRASE
    | PHRASE.map(lambda phrase: phrase + ".")
    | st.sampled_from(["News Feed", "Menu", "a | b | c", "Subscribe", "", "By Jane Doe", "Read also: x", "Source:"])
)


@given(LINES.map("\n".join) | st.text())
def test_marks_are_whole_lines_inside_the_text_and_apart(raw: str) -> None:
    text = clean_text(raw)
    last = 0
    for mark in mark_furniture(text):
        assert last <= mark.start < mark.end <= len(text)
        assert mark.start == 0 or text[mark.start - 1] == "\n"
        assert mark.end == len(text) or text[mark.end] == "\n"
        assert mark.rule
        assert mark.reason
        last = mark.end


PLAIN = st.sampled_from(
    """
    police said gunmen attacked market near border while officials denied reports about Monday hearing
    """.split()  # noqa: SIM905 - a list of words is read more easily so
)
PROSE = st.lists(PLAIN, min_size=15, max_size=40).map(lambda words: " ".join(words).capitalize() + ".")
OTHER = st.sampled_from(
    ["Menu", "Subscribe to our newsletter", "Read also: Ferry sinks", "By Jane Doe", "3:44 PM", "Advertisement", TITLE]
)


@given(st.lists(PROSE | OTHER, min_size=1, max_size=12))
def test_the_articles_own_paragraphs_are_never_marked(lines: list[str]) -> None:
    text = "\n\n".join(lines)
    for mark in mark_furniture(text):
        assert len(text[mark.start : mark.end].split()) < 15
