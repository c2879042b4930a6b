from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.errors import UsageError
from kg.evidence import Evidence, Outcome, search
from kg.evidence.fulltext import parse
from kg.records import Article, Document, Extraction, Furniture, text_hash

TEXTS = {
    "a.txt": "Ann Lee was arrested in Zürich.\n\nThe city hall was closed, and the hall of the city museum too.",
    "b.txt": "Most read: city hall flooded\nBo Tan was arrested on Monday.",
    "c.txt": "俄罗斯总统普京周六表示，乌克兰与袭击有关。",
}
FURNITURE = {"b.txt": (Furniture(0, 28, "feed", "is a list"),)}


def put(evidence: Evidence, article: Article) -> None:
    due = evidence.due(article, "v1")
    document = Document(text_hash(article.text), None, None, None, None, None, article.language, article.text)
    evidence.put(article, due, Outcome.of(Extraction(document)), "v1")


@pytest.fixture
def evidence(tmp_path: Path) -> Iterator[Evidence]:
    with Evidence(tmp_path / "evidence.sqlite", create=True) as opened:
        opened.begin_build()
        for location, text in TEXTS.items():
            put(opened, Article(text, location, title=location, furniture=FURNITURE.get(location, ())))
        yield opened


def found(evidence: Evidence, text: str) -> dict[str, list[str]]:
    """The locations that are found, best first, each with the words that are its hits."""
    return {hit.location: [TEXTS[hit.location][a:b] for a, b in hit.hits] for hit in search(evidence, text)}


@pytest.mark.parametrize(
    ("text", "hits"),
    [
        ("arrested", {"b.txt": ["arrested"], "a.txt": ["arrested"]}),
        ("ARRESTED zurich", {"a.txt": ["arrested", "Zürich"]}),
        ('"city hall"', {"a.txt": ["city hall"]}),
        ("city hall", {"a.txt": ["city hall", "hall", "city"]}),
        ("arrest*", {"b.txt": ["arrested"], "a.txt": ["arrested"]}),
        ("arrest", {}),
        ("普京", {"c.txt": ["普京"]}),
        ("普京 arrested", {}),
        ("flooded", {}),
        ('arrested "Bo Tan', {"b.txt": ["Bo Tan", "arrested"]}),
        ("text:arrested", {}),
        ("Lee's", {}),
    ],
)
def test_hits(evidence: Evidence, text: str, hits: dict[str, list[str]]) -> None:
    result = found(evidence, text)
    assert {key: sorted(" ".join(words).split()) for key, words in result.items()} == {
        key: sorted(" ".join(words).split()) for key, words in hits.items()
    }


def test_the_snippet_marks_the_hits(evidence: Evidence) -> None:
    [hit] = search(evidence, "zurich museum")
    assert hit.snippet.startswith("Ann Lee was arrested in **Zürich**. The city hall")
    assert "**museum**" in hit.snippet
    assert hit.row()[:2] == ("a.txt", None)
    assert TEXTS["a.txt"][hit.hits[0][0] : hit.hits[0][1]] == "Zürich"


def test_the_index_follows_what_is_put_pruned_and_forgotten(evidence: Evidence, tmp_path: Path) -> None:
    put(evidence, Article("Cy Moss was arrested.", "a.txt"))
    assert [hit.location for hit in search(evidence, "moss")] == ["a.txt"]
    assert list(search(evidence, "zurich")) == []
    key = text_hash("Cy Moss was arrested.")
    evidence.forget(key)
    assert list(search(evidence, "moss")) == []
    evidence.remember(key)
    assert [hit.document for hit in search(evidence, "moss")] == [key]
    evidence.prune(["a.txt", "c.txt"], tmp_path)
    assert list(search(evidence, "moss")) == list(search(evidence, "普京")) == []
    with sqlite3.connect(tmp_path / "evidence.sqlite") as db:
        db.execute("INSERT INTO search (search, rank) VALUES ('integrity-check', 1)")


@given(st.text() | st.text(st.sampled_from("ab \"*()-:^+{}[]\\'ANDORNT\0普é_")))
def test_nothing_that_a_user_types_is_an_error_of_syntax(text: str) -> None:
    try:
        query = parse(text)
    except UsageError:
        return
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE search USING fts5 (text)")
    if query.match is not None:
        database.execute("SELECT * FROM search WHERE search MATCH ?", (query.match,)).fetchall()
    database.close()


WORDS = st.sampled_from(["Ann", "arrested", "city", "hall", "Zürich", "the", "of"])


@given(st.lists(WORDS, min_size=1, max_size=60).map(" ".join), st.lists(WORDS, min_size=1, max_size=3, unique=True))
def test_hits_are_the_words_and_snippets_hold_one(text: str, words: list[str]) -> None:
    with TemporaryDirectory() as folder, Evidence(Path(folder, "evidence.sqlite"), create=True) as evidence:
        evidence.begin_build()
        put(evidence, Article(text, "a.txt"))
        hits = list(search(evidence, " ".join(words)))
    assert bool(hits) == all(word in text.split() for word in words)
    for hit in hits:
        assert " ".join(text[a:b] for a, b in hit.hits).split() == [word for word in text.split() if word in words]
        assert "**" in hit.snippet
