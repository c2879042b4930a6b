from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import kg.read.formats.html
from kg.errors import UsageError
from kg.read import read_articles
from kg.read.record import Options, Problem, Record, Source
from kg.records import Article, Skipped

BODY = "Two men were sentenced to life in prison on Monday for the bombing of a market in which twelve people died."
MORE = "Their lawyers denied that the men had built the bomb and said that they would go to a higher court in spring."


def write(folder: Path, name: str, content: str | bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def read_one(path: Path, **options: object) -> Article:
    [article] = read_articles([path], base=path.parent, **options)  # type: ignore[arg-type]
    assert isinstance(article, Article), article
    return article


def skip_one(path: Path, **options: object) -> Skipped:
    [skipped] = read_articles([path], base=path.parent, **options)  # type: ignore[arg-type]
    assert isinstance(skipped, Skipped), skipped
    return skipped


def page(head: str = "", body: str = "", attributes: str = "") -> str:
    paragraphs = (BODY, MORE, BODY.replace("Two", "Four"), MORE.replace("lawyers", "friends"))
    prose = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<!doctype html><html {attributes}><head>{head}</head><body><nav><a href='/'>Home</a></nav>"
        f"<article>{body}{prose}</article></body></html>"
    )


def test_plain_text(tmp_path: Path) -> None:
    article = read_one(
        write(tmp_path, "a.txt", f"Court jails two for life\r\n\r\nBy Jane Doe\r\n24 May 2024\r\n\r\n{BODY}\r\n")
    )
    assert article.text == f"Court jails two for life\n\nBy Jane Doe\n24 May 2024\n\n{BODY}"
    assert (article.title, article.author, article.published) == ("Court jails two for life", "Jane Doe", "2024-05-24")
    assert [article.text[mark.start : mark.end] for mark in article.furniture] == ["By Jane Doe", "24 May 2024"]
    assert article.location == "a.txt"
    assert article.given_id is None


def test_the_files_time_is_not_the_articles(tmp_path: Path) -> None:
    for name, content in {
        "a.txt": BODY,
        "b.html": page(body="<h1>Court jails two</h1>"),
        "c.json": json.dumps({"text": BODY}),
        "d.md": BODY,
    }.items():
        assert read_one(write(tmp_path, name, content)).published is None


MARKDOWN = """---
title: "Court jails two: for life"
date: 2024-05-24
author: [Jane Doe, John Roe]
publisher: The Example Post
url: https://example.org/a
---

Two men were **sentenced** to [life](https://example.org) in prison
on *Monday*. <!-- note -->

## What they did

- The first &amp; only bomb
- A `second`

> I know nothing, one said.

![a picture](x.png)

1. One
2. Two

| a | b |
|---|---|
| c | d |
"""


def test_markdown(tmp_path: Path) -> None:
    article = read_one(write(tmp_path, "a.md", MARKDOWN))
    assert article.text.split("\n\n") == [
        "Court jails two: for life",
        "Two men were sentenced to life in prison on Monday.",
        "What they did",
        "- The first & only bomb",
        "- A second",
        "I know nothing, one said.",
        "1. One",
        "2. Two",
        "a | b",
        "c | d",
    ]
    assert article.title == "Court jails two: for life"
    assert (article.author, article.publisher) == ("Jane Doe; John Roe", "The Example Post")
    assert (article.published, article.url) == ("2024-05-24", "https://example.org/a")


@pytest.mark.parametrize(
    "front",
    [
        "---\ntitle: Court jails two: for life\ndate: 24 May 2024\n---\n",
        "+++\ntitle = 'Court jails two: for life'\ndate = 2024-05-24\n+++\n",
        "# Court jails two: for life\n\n24 May 2024\n\n",
    ],
)
def test_markdown_heads(tmp_path: Path, front: str) -> None:
    article = read_one(write(tmp_path, "a.md", f"{front}{BODY}\n"))
    assert (article.title, article.published) == ("Court jails two: for life", "2024-05-24")
    assert article.text.count("Court jails two") == 1


def test_web_page(tmp_path: Path) -> None:
    head = """<meta charset="utf-8"><title>Court jails two - The Example Post</title>
      <meta property="og:site_name" content="The Example Post"><meta name="author" content="Jane Doe">
      <meta property="article:published_time" content="2024-05-24T23:30:00-04:00">
      <link rel="canonical" href="https://example.org/news/a">"""
    article = read_one(write(tmp_path, "a.html", page(head, attributes='lang="en-GB"')))
    assert article.title == "Court jails two"
    assert (article.author, article.publisher, article.language) == ("Jane Doe", "The Example Post", "en-GB")
    assert (article.published, article.url) == ("2024-05-24", "https://example.org/news/a")
    assert article.text.startswith(f"Court jails two\n\n{BODY}\n\n")
    assert "Home" not in article.text


@pytest.mark.parametrize(
    ("head", "body", "published"),
    [
        ('<meta property="article:modified_time" content="2024-05-24T10:00:00Z">', "", None),
        ("", "<p>On 2019-09-14 a bomb went off in the market of the town, and killed twelve people there.</p>", None),
        ("", "<img src='/2018/03/04/a.jpg'><p>Copyright 2021 The Example Post</p>", None),
        ("", "<aside><time datetime='2018-03-04'>4 March 2018</time></aside>", None),
        ("", "<h1>Court jails two</h1><time datetime='2024-05-24T10:00'>today</time>", "2024-05-24"),
        ("", "<span itemprop='datePublished' content='2024-05-24'>x</span>", "2024-05-24"),
        ('<meta name="date" content="24 May 2024">', "", "2024-05-24"),
        ('<link rel="canonical" href="https://example.org/2024/05/24/a">', "", "2024-05-24"),
        (
            '<script type="application/ld+json">{"@type":"NewsArticle","datePublished":"2024-05-24T01:00:00Z",'
            '"dateModified":"2025-01-01"}</script>',
            "",
            "2024-05-24",
        ),
        ('<meta property="article:published_time" content="2150-05-24T10:00:00Z">', "", "2150-05-24"),
        ('<meta property="article:published_time" content="1981-05-24T10:00:00Z">', "", "1981-05-24"),
    ],
)
def test_the_date_of_a_page_is_the_one_it_states(tmp_path: Path, head: str, body: str, published: str | None) -> None:
    assert read_one(write(tmp_path, "a.html", page(head, body))).published == published


def test_encoding_of_a_web_page(tmp_path: Path) -> None:
    html = page(
        '<meta http-equiv="Content-Type" content="text/html; charset=windows-1251">',
        "<p>Он отрицал всё, сказал судья.</p>",
    )
    assert "Он отрицал всё" in read_one(write(tmp_path, "a.html", html.encode("cp1251"))).text


@pytest.mark.parametrize(
    "content", ["<html><body></body></html>", "not a page", "<p>", "<html><head><title>x</title></head></html>"]
)
def test_page_without_text(tmp_path: Path, content: str) -> None:
    assert "web page" in skip_one(write(tmp_path, "a.html", content)).reason


def test_json_object(tmp_path: Path) -> None:
    record = {
        "ID": 7,
        "headline": "Court jails two",
        "body": [BODY, MORE],
        "source": {"id": None, "name": "The Example Post"},
        "authors": [{"name": "Jane Doe"}, "John Roe"],
        "publishedAt": "2024-05-24T10:00:00Z",
        "link": "https://example.org/a",
        "lang": "en",
    }
    article = read_one(write(tmp_path, "a.json", json.dumps(record)))
    assert article == Article(
        text=f"Court jails two\n\n{BODY}\n\n{MORE}",
        location="a.json",
        given_id="7",
        title="Court jails two",
        url="https://example.org/a",
        author="Jane Doe; John Roe",
        publisher="The Example Post",
        published="2024-05-24",
        language="en",
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", [{"id": "a", "text": BODY}, {"id": "b", "text": MORE}]),
        ("a.json", {"status": "ok", "articles": [{"id": "a", "text": BODY}, {"id": "b", "text": MORE}]}),
        ("a.json", {"response": {"results": [{"id": "a", "text": BODY}, {"id": "b", "text": MORE}]}}),
        ("a.jsonl", None),
        ("a.json", None),
    ],
)
def test_many_records(tmp_path: Path, name: str, content: object) -> None:
    lines = f"{json.dumps({'id': 'a', 'text': BODY})}\n\n{json.dumps({'id': 'b', 'text': MORE})}\n"
    path = write(tmp_path, name, lines if content is None else json.dumps(content, indent=1))
    articles = list(read_articles([path], base=tmp_path))
    assert [(a.location, a.given_id, a.text) for a in articles if isinstance(a, Article)] == [
        (f"{name}#1", "a", BODY),
        (f"{name}#2", "b", MORE),
    ]


def test_a_title_that_opens_the_text_is_not_put_there_again(tmp_path: Path) -> None:
    record = {"title": "Court jails two", "text": f"COURT JAILS TWO!\n\n{BODY}"}
    assert read_one(write(tmp_path, "a.json", json.dumps(record))).text == record["text"]


def test_broken_lines_are_named_and_the_rest_is_read(tmp_path: Path) -> None:
    good = json.dumps({"text": BODY})
    path = write(tmp_path, "a.jsonl", f'{good}\n{{"text": "x\n\n[1]\n{{"title": "x"}}\n"{MORE}"\n{good}')
    first, broken, number, empty, string, last = read_articles([path], base=tmp_path)
    assert isinstance(first, Article)
    assert isinstance(last, Article)
    assert isinstance(string, Article)
    assert (string.text, last.location) == (MORE, "a.jsonl#6")
    assert broken == Skipped("a.jsonl#2", broken.reason)  # type: ignore[union-attr]
    assert "line 2 " in broken.reason  # type: ignore[union-attr]
    assert "list" in number.reason  # type: ignore[union-attr]
    assert "--text-field" in empty.reason  # type: ignore[union-attr]
    assert "'title'" in empty.reason  # type: ignore[union-attr]


def test_broken_json_names_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, "a.json", f'[\n{{"text": "{BODY}"}},\n{{"text": }}\n]')
    good, broken = read_articles([path], base=tmp_path)
    assert isinstance(good, Article)
    assert isinstance(broken, Skipped)
    assert (broken.location, "line 3" in broken.reason) == ("a.json#2", True)
    assert "line 1" in skip_one(write(tmp_path, "b.json", "{'text': 'x'}")).reason
    assert skip_one(write(tmp_path, "c.json", "[" * 100_000)).reason


def test_text_field_and_field_map(tmp_path: Path) -> None:
    record = {
        "text": "shown",
        "clean": {"text": BODY},
        "kop": "Court jails two",
        "date": "2020-01-01",
        "when": "24.5.2024",
    }
    path = write(tmp_path, "a.json", json.dumps(record))
    article = read_one(path, text_field="clean.text", field_map={"title": "kop", "date": "when"})
    assert (article.text, article.published) == (f"Court jails two\n\n{BODY}", "2024-05-24")
    assert "'absent'" in skip_one(path, text_field="absent").reason
    with pytest.raises(UsageError, match="colour"):
        read_articles([path], field_map={"colour": "x"})


def test_ids_used_twice(tmp_path: Path) -> None:
    lines = "\n".join(
        json.dumps({"id": given, "text": f"{BODY} {n}."}) for n, given in enumerate(["a", "a", "a#2", None, "a"])
    )
    warnings: list[str] = []
    articles = list(read_articles([write(tmp_path, "a.jsonl", lines)], base=tmp_path, warn=warnings.append))
    assert [a.given_id for a in articles if isinstance(a, Article)] == ["a", "a#2", "a#2#2", None, "a#3"]
    assert len(warnings) == 3
    assert "a.jsonl#2" in warnings[0]


def test_a_date_that_cannot_be_read_is_said(tmp_path: Path) -> None:
    warnings: list[str] = []
    record = {"text": f"Court jails two for life\n\n24 May 2024\n\n{BODY}", "date": "03/04/2024"}
    article = read_one(write(tmp_path, "a.json", json.dumps(record)), warn=warnings.append)
    assert article.published is None
    assert len(warnings) == 1
    assert "03/04/2024" in warnings[0]


def test_manifest(tmp_path: Path) -> None:
    write(tmp_path, "texts/a.txt", BODY)
    write(tmp_path, "texts/b.jsonl", json.dumps({"text": MORE, "title": "Old"}))
    table = write(
        tmp_path,
        "texts/list.csv",
        'Path;Date;Outlet;Title\na.txt;24 May 2024;"Post; Example";\nb.jsonl#1;;;New\ngone.txt;;Post;\n',
    )
    warnings: list[str] = []
    paths = [tmp_path / "texts" / name for name in ("a.txt", "b.jsonl")]
    first, second = read_articles(paths, base=tmp_path, manifest=table, warn=warnings.append)
    assert isinstance(first, Article)
    assert isinstance(second, Article)
    assert (first.published, first.publisher, second.title) == ("2024-05-24", "Post; Example", "New")
    assert len(warnings) == 1
    assert "texts/gone.txt" in warnings[0]
    with pytest.raises(UsageError, match="path"):
        read_articles([], manifest=write(tmp_path, "bad.csv", "a,b\n1,2\n"))
    with pytest.raises(UsageError, match="does not exist"):
        read_articles([], manifest=tmp_path / "none.csv")


def test_html_inside_json(tmp_path: Path) -> None:
    record = {"title": {"rendered": "Court jails two"}, "content": {"rendered": f"<p>{BODY}</p>\n<p>{MORE}</p>"}}
    assert read_one(write(tmp_path, "a.json", json.dumps(record))).text == f"Court jails two\n\n{BODY}\n\n{MORE}"
    plain = {"text": "He said that a < b, and <i> is a tag."}
    assert read_one(write(tmp_path, "b.json", json.dumps(plain))).text == plain["text"]


def test_a_reader_that_fails_is_named_and_the_rest_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(source: Source, options: Options) -> Iterator[Record | Problem]:
        raise ZeroDivisionError("deep in a library")
        yield

    monkeypatch.setattr(kg.read.formats.html, "read", failing)
    for name in ("a.html", "b.txt"):
        (tmp_path / name).write_text("Ann met Bob in Rome.")
    found = list(read_articles([tmp_path], base=tmp_path))
    assert [type(one) for one in found] == [Skipped, Article]
    assert isinstance(found[0], Skipped)
    assert found[0].location == "a.html"
    assert "ZeroDivisionError: deep in a library" in found[0].reason


def test_front_matter_that_unfolds_without_end_is_not_unfolded(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12)]
    front = "\n".join([*lines, "author: *a11", "title: Calm in Rome"])
    article = read_one(write(tmp_path, "a.md", f"---\n{front}\n---\n\nAnn met Bob in Rome.\n"))
    assert article.title == "Calm in Rome"
    assert len(article.author or "") < 100
