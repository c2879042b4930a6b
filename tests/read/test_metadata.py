"""Title, author, outlet, date, url, language: from wherever a source tells them."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest

from kg.read import read_articles
from kg.read.clean import clean_text
from kg.read.head import read_head
from kg.records import Article, Skipped

from .made import BODY, STORY, TITLE, html_page

NODE = {
    "@type": "NewsArticle",
    "headline": TITLE,
    "datePublished": "2024-05-24T10:00:00Z",
    "inLanguage": "en-GB",
    "url": "https://example.org/a",
}
PERSONS = [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "John Roe"}]
OUTLET = {"@type": "Organization", "@id": "#outlet", "name": "The Example Post"}


def linked(value: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(value)}</script>'


@pytest.mark.parametrize(
    "head",
    [
        linked({**NODE, "author": PERSONS, "publisher": OUTLET}),
        linked([{**NODE, "author": ["Jane Doe", "John Roe"], "publisher": "The Example Post"}]),
        linked({"@graph": [OUTLET, {**NODE, "author": PERSONS, "publisher": {"@id": "#outlet"}}]}),
        linked({**NODE, "author": PERSONS, "publisher": OUTLET})
        + linked({**NODE, "headline": "Ferry sinks", "author": "X Y"}),
        '<script type="application/ld+json">{broken</script>'
        '<meta property="og:site_name" content="The Example Post"><meta property="og:url" content="https://example.org/a">'
        '<meta name="author" content="Jane Doe"><meta name="author" content="John Roe">'
        '<meta property="article:published_time" content="2024-05-24T10:00:00Z">',
        '<meta name="DC.creator" content="Jane Doe; John Roe"><meta name="DC.publisher" content="The Example Post">'
        '<meta name="DC.date.issued" content="2024-05-24"><link rel="canonical" href="https://example.org/a">',
    ],
)
def test_a_page_tells_its_metadata_in_many_ways(tmp_path: Path, head: str) -> None:
    (tmp_path / "a.html").write_text(html_page(STORY, head=head))
    [article] = read_articles([tmp_path / "a.html"], base=tmp_path)
    assert isinstance(article, Article)
    assert (article.title, article.publisher, article.published) == (TITLE, "The Example Post", "2024-05-24")
    assert (article.author or "").split("; ")[0] == "Jane Doe"
    assert (article.url, article.language) == ("https://example.org/a", "en")


@pytest.mark.parametrize(
    ("line", "author", "publisher"),
    [
        ("By JANE DOE, Associated Press", "JANE DOE", "Associated Press"),
        ("By Jane Doe, Reuters - 24 May 2024", "Jane Doe", "Reuters"),
        ("By Jane Doe for The Example Post", "Jane Doe", "The Example Post"),
        ("By Jane Doe / AFP", "Jane Doe", "AFP"),
        ("By Jane Doe, Staff Writer", "Jane Doe", None),
        ("By Jane Doe, John Roe and Ann Lee", "Jane Doe", None),
        ("By Jane Doe, Kyiv", "Jane Doe", None),
        ("Author: Jane Doe", "Jane Doe", None),
        ("Source: Northgate Wire", None, "Northgate Wire"),
        ("Source: Example Post, 24 May 2024", None, "Example Post"),
        ("Published by The Example Post | 24 May 2024", None, "The Example Post"),
        ("Sources say the men fled", None, None),
    ],
)
def test_head_lines_that_name_an_outlet(line: str, author: str | None, publisher: str | None) -> None:
    head = read_head(f"{TITLE}\n\n{line}\n\n{BODY}")
    assert (head.author, head.publisher) == (author, publisher)


def test_datelines_and_the_last_line_name_an_outlet() -> None:
    assert read_head(f"{TITLE}\n\nKYIV (Reuters) - {BODY}").publisher == "Reuters"
    assert read_head(f"{TITLE}\n\n{BODY}\n\n(Source: Northgate Wire)").publisher == "Northgate Wire"
    assert read_head(f"{TITLE}\n\n{BODY}\n\nThe source: nobody knows it.").publisher is None


def test_what_stands_beside_a_file_says_more_of_it(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY)
    (tmp_path / "a.txt.meta.json").write_text('{"Outlet": "The Example Post", "date": "2024-05-24", "title": "Told"}')
    (tmp_path / "b.json").write_text(json.dumps({"text": BODY, "title": "Own", "url": "https://example.org/b"}))
    (tmp_path / "b.json.meta.json").write_text('{"title": "Told"}')
    (tmp_path / "c.txt").write_text(BODY)
    (tmp_path / "c.txt.meta.json").write_text("[broken")
    (tmp_path / "meta.csv").write_text("path,title\na.txt,From the table\n")
    files = [tmp_path / name for name in ("a.txt", "b.json", "c.txt")]
    expected = [("a.txt", "From the table"), ("b.json", "Told"), ("c.txt", None)]
    for paths in (files, [*files, tmp_path / "*.meta.json"], [str(tmp_path / "[abc].*")]):
        found = list(read_articles(paths, base=tmp_path, manifest=tmp_path / "meta.csv"))
        articles = [one for one in found if isinstance(one, Article)]
        assert [(one.location, one.title) for one in articles] == expected
        assert (articles[0].publisher, articles[0].published) == ("The Example Post", "2024-05-24")
        assert articles[1].url == "https://example.org/b"
        assert [one.location for one in found if isinstance(one, Skipped)] == ["c.txt.meta.json"]
    [alone] = read_articles([tmp_path / "a.txt.meta.json"], base=tmp_path)
    assert isinstance(alone, Skipped)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("\x1b[1;31mTwo jailed\x1b[0m", "Two jailed"),
        ("\x1b]0;owned\x07Two \x1b]8;;http://x.example\x1b\\jailed\x1b]8;;\x1b\\", "Two jailed"),
        ("\x1b(BTwo \x1b\x1b[2Kjailed", "Two jailed"),
        ("Two\x1bjailed [31m", "Two jailed [31m"),
    ],
)
def test_the_colours_of_terminals_go_whole(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@pytest.mark.parametrize("unit", ["\x1b", "\x1b]", "a\n\n", "a | ", "24 May 2024 ", "By ", '"a" ', "(", "A-"])
def test_texts_made_to_keep_a_reader_busy(tmp_path: Path, unit: str) -> None:
    (tmp_path / "a.txt").write_text(unit * (200_000 // len(unit)))
    start = time.process_time()
    assert len(list(read_articles([tmp_path / "a.txt"]))) == 1
    assert time.process_time() - start < 5
