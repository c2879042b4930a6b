from __future__ import annotations

import pytest

from kg.read.head import read_head

BODY = (
    "Two men were sentenced to life in prison on Monday for the bombing of a market on March 3, 2021 in the old town."
)


def test_headline_byline_outlet_and_date_in_a_block() -> None:
    text = f"Court jails two for life\n\nBy Jane Doe\nThe Example Post\nMarch 23, 2024\n\n{BODY}"
    head = read_head(text)
    assert (head.title, head.author, head.publisher, head.published) == (
        "Court jails two for life",
        "Jane Doe",
        "The Example Post",
        "2024-03-23",
    )
    assert [text[start:end] for start, end in head.credits] == ["By Jane Doe", "The Example Post", "March 23, 2024"]


@pytest.mark.parametrize(
    ("line", "author", "published"),
    [
        ("by Robin Roe June 2, 2021 8:15 AM 4 min read", "Robin Roe", "2021-06-02"),
        ("By JANE DOE, Associated Press", "JANE DOE", None),
        ("By Jane Doe and John van Roe | 24 May 2024", "Jane Doe and John van Roe", "2024-05-24"),
        ("Published: 24 May 2024, 10.40 GMT", None, "2024-05-24"),
        ("The Example Post, 24 May 2024", None, "2024-05-24"),
        ("Updated: 24 May 2024", None, None),
        ("May 24", None, None),
        ("Police at the market on March 3, 2021, after the bombing that killed twelve people. (AFP)", None, None),
        ("By Friday the death toll had risen", None, None),
    ],
)
def test_lines_below_the_headline(line: str, author: str | None, published: str | None) -> None:
    head = read_head(f"Court jails two for life\n\n{line}\n\n{BODY}")
    assert head.title == "Court jails two for life"
    assert (head.author, head.published) == (author, published)


@pytest.mark.parametrize(
    ("dateline", "published", "publisher"),
    [
        ("MOSCOW, March 23, 2024 (Agency) - ", "2024-03-23", "Agency"),
        ("MOSCOW, March 23 (Agency) — ", None, "Agency"),
        ("VIENNA (Agency) — ", None, "Agency"),
        ("MOSCOW, 23 March 2024 /Agency/. ", "2024-03-23", "Agency"),
        ("", None, None),
    ],
)
def test_dateline(dateline: str, published: str | None, publisher: str | None) -> None:
    head = read_head(f"Court jails two for life\n\n{dateline}{BODY}")
    assert (head.published, head.publisher) == (published, publisher)


@pytest.mark.parametrize(
    "text",
    [BODY, "The two sisters deny every charge.", "Court jails two for life", f"Home | World | Sport\n\n{BODY}", ""],
)
def test_no_headline(text: str) -> None:
    assert read_head(text).title is None


def test_a_published_date_goes_before_others() -> None:
    assert (
        read_head(f"Court jails two\n\nVienna, 1 June 2024\nPublished 24 May 2024\n\n{BODY}").published == "2024-05-24"
    )
