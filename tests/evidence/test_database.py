from __future__ import annotations

import itertools
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kg.errors import KgError, UsageError
from kg.evidence import Evidence, Outcome
from kg.evidence.database import file_of
from kg.records import Article, Document, Extraction, Furniture, Mention, Node, Skipped, text_hash


def extraction(article: Article) -> Extraction:
    document = Document(
        text_hash(article.text),
        article.title,
        article.url,
        article.author,
        article.publisher,
        article.published,
        article.language,
        article.text,
        article.furniture,
    )
    word = article.text.split()[0]
    return Extraction(document, (Mention("m1", 0, len(word), word, "PERSON", "name", "e1"),))


def put(evidence: Evidence, article: Article, versions: str = "v1") -> None:
    due = evidence.due(article, versions)
    evidence.put(article, due, Outcome.of(extraction(due)) if due else None, versions)


@pytest.fixture
def evidence(tmp_path: Path) -> Iterator[Evidence]:
    with Evidence(tmp_path / "evidence.sqlite", create=True) as opened:
        opened.begin_build()
        yield opened


def test_a_document_comes_back_as_it_was_put(evidence: Evidence) -> None:
    article = Article(
        "Ann met Bob.\n\N{ROCKET}\0 \x1b[31m",
        "a.txt",
        "id-1",
        title="T",
        furniture=(Furniture(0, 3, "menu", "a menu"),),
    )
    put(evidence, article)
    (stored,) = evidence.stored()
    assert stored.extraction == extraction(article)
    assert stored.locations == ("a.txt",)
    assert stored.given_ids == ("id-1",)


def test_the_same_text_at_two_places_is_one_document(evidence: Evidence) -> None:
    put(evidence, Article("Ann.", "b.txt", "two"))
    put(evidence, Article("Ann.", "a.txt", "one"))
    (stored,) = evidence.stored()
    assert (stored.locations, stored.given_ids) == (("a.txt", "b.txt"), ("one", "two"))


def test_changed_content_replaces_the_old_document(evidence: Evidence) -> None:
    put(evidence, Article("Ann.", "a.txt"))
    put(evidence, Article("Bob.", "a.txt"))
    assert [s.extraction.document.text for s in evidence.stored()] == ["Bob."]


def test_a_document_stays_as_long_as_one_location_holds_it(evidence: Evidence) -> None:
    for location in ("a.txt", "b.txt"):
        put(evidence, Article("Ann.", location))
    put(evidence, Article("Bob.", "a.txt"))
    assert sorted(s.extraction.document.text for s in evidence.stored()) == ["Ann.", "Bob."]


def test_files_that_swap_their_names_keep_both_documents(evidence: Evidence) -> None:
    put(evidence, Article("Ann.", "a.txt"))
    put(evidence, Article("Bob.", "b.txt"))
    # Both are decided on before either is written, as it happens with several workers.
    first, second = Article("Bob.", "a.txt"), Article("Ann.", "b.txt")
    assert evidence.due(first, "v1") is None
    assert evidence.due(second, "v1") is None
    evidence.put(first, None, None, "v1")
    evidence.put(second, None, None, "v1")
    for key, article in evidence.stale("v1"):
        evidence.reread(key, article, Outcome.of(extraction(article)), "v1")
    assert {s.locations: s.extraction.document.text for s in evidence.stored()} == {
        ("a.txt",): "Bob.",
        ("b.txt",): "Ann.",
    }


def test_nothing_is_due_twice_and_everything_when_versions_change(evidence: Evidence) -> None:
    article = Article("Ann.", "a.txt")
    put(evidence, article)
    assert evidence.due(article, "v1") is None
    assert evidence.holds(article)
    assert list(evidence.stale("v1")) == []
    assert [a.text for _, a in evidence.stale("v2")] == ["Ann."]


def test_new_metadata_makes_a_document_due(evidence: Evidence) -> None:
    put(evidence, Article("Ann.", "a.txt"))
    dated = Article("Ann.", "a.txt", published="2024-03-22")
    assert not evidence.holds(dated)
    assert evidence.due(dated, "v1") is not None


def test_metadata_do_not_depend_on_the_order_of_locations(tmp_path: Path) -> None:
    articles = [
        Article("Ann.", "a.txt", publisher="A"),
        Article("Ann.", "b.txt", publisher="B", published="2024-03-22"),
        Article("Ann.", "c.txt", published="2025-01-01", title="C"),
    ]
    seen = set()
    for number, order in enumerate(itertools.permutations(articles)):
        with Evidence(tmp_path / f"{number}.sqlite", create=True) as evidence:
            evidence.begin_build()
            for article in order:
                put(evidence, article)
            for key, article in evidence.stale("v1"):
                evidence.reread(key, article, Outcome.of(extraction(article)), "v1")
            seen.add((evidence.state(), next(iter(evidence.stored())).extraction.to_json()))
    assert len(seen) == 1
    assert b'"publisher":"A","published":"2024-03-22"' in seen.pop()[1]


def test_a_forgotten_document_stays_away_until_undone(evidence: Evidence) -> None:
    article = Article("Ann.", "news/a.txt", "story-7")
    put(evidence, article)
    before = evidence.state()
    key = text_hash("Ann.")
    assert evidence.forget(key)
    assert not evidence.forget(key)
    assert list(evidence.stored()) == []
    assert evidence.state() != before
    put(evidence, article)
    put(evidence, Article("Ann.", "copy.txt"))
    assert list(evidence.stored()) == []
    assert list(evidence.stale("v2")) == []
    assert evidence.remember(key)
    assert [s.extraction.document.text for s in evidence.stored()] == ["Ann."]


@pytest.mark.parametrize("name", ["news/a.txt", "story-7", text_hash("Ann."), text_hash("Ann.")[:8]])
def test_a_document_is_found_by_what_a_user_knows_of_it(evidence: Evidence, name: str) -> None:
    put(evidence, Article("Ann.", "news/a.txt", "story-7"))
    put(evidence, Article("Bob.", "news/b.txt", "story-8"))
    assert evidence.find(name) == text_hash("Ann.")


def test_unknown_and_ambiguous_documents_are_refused(evidence: Evidence) -> None:
    put(evidence, Article("Ann.", "a.jsonl#1", "x"))
    put(evidence, Article("Bob.", "b.jsonl#1", "x"))
    with pytest.raises(UsageError, match="names 2 documents"):
        evidence.find("x")
    with pytest.raises(UsageError, match="no document '%'"):
        evidence.find("%")


def test_vanished_locations_are_told_and_go_only_when_pruned(evidence: Evidence, tmp_path: Path) -> None:
    (tmp_path / "here.txt").write_text("x")
    (tmp_path / "many.jsonl").write_text("x")
    for text, location in [
        ("Ann.", "here.txt"),
        ("Bob.", "gone.txt"),
        ("Cid.", "many.jsonl#1"),
        ("Dan.", "many.jsonl#2"),
        ("Eve.", "-#1"),
    ]:
        put(evidence, Article(text, location))
    evidence.begin_build()
    assert evidence.vanished(tmp_path) == ["gone.txt"]  # many.jsonl was not read by this build
    evidence.saw("many.jsonl#1")
    gone = evidence.vanished(tmp_path)
    assert gone == ["gone.txt", "many.jsonl#2"]
    assert len(list(evidence.stored())) == 5
    evidence.prune(gone, tmp_path)
    assert sorted(s.extraction.document.text for s in evidence.stored()) == ["Ann.", "Cid.", "Eve."]
    assert evidence.vanished(tmp_path) == []


def test_a_file_that_has_become_unreadable_has_not_vanished(evidence: Evidence, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("")
    put(evidence, Article("Ann.", "a.txt"))
    evidence.begin_build()
    evidence.skip(Skipped("a.txt", "empty"))
    assert evidence.vanished(tmp_path) == []
    (tmp_path / "a.txt").unlink()
    assert evidence.vanished(tmp_path) == ["a.txt"]
    put(evidence, Article("Ann.", "a.txt"))
    assert evidence.skipped() == []


def test_failures_are_named_and_not_tried_again(evidence: Evidence) -> None:
    article = Article("Ann.", "a.txt")
    evidence.saw("a.txt")
    evidence.put(article, article, Outcome(failure="too long"), "v1")
    assert [skipped for _, skipped in evidence.failures()] == evidence.skipped() == [Skipped("a.txt", "too long")]
    assert evidence.due(article, "v1") is None
    assert evidence.due(article, "v2") is not None
    assert list(evidence.stored()) == []


def test_an_interrupted_write_leaves_nothing_behind(evidence: Evidence, monkeypatch: pytest.MonkeyPatch) -> None:
    put(evidence, Article("Ann.", "a.txt"))
    before = evidence.state()
    monkeypatch.setattr(evidence, "_keep", lambda *a: (_ for _ in ()).throw(KeyboardInterrupt))
    with pytest.raises(KeyboardInterrupt):
        put(evidence, Article("Bob.", "a.txt"))
    assert evidence.state() == before
    assert [s.extraction.document.text for s in evidence.stored()] == ["Ann."]


def test_a_full_disk_is_told_and_leaves_whole_documents(tmp_path: Path) -> None:
    path = tmp_path / "evidence.sqlite"
    full = pytest.raises(KgError, match="disk is full")
    with full, Evidence(path, create=True) as evidence:
        evidence.begin_build()
        put(evidence, Article("Ann.", "a.txt"))
        pages = evidence._db.execute("PRAGMA page_count").fetchone()[0]
        evidence._db.execute(f"PRAGMA max_page_count = {pages + 2}")
        put(evidence, Article("B" * 1_000_000, "b.txt"))
    with Evidence(path) as evidence:
        assert [s.locations for s in evidence.stored()] == [("a.txt",)]


def test_what_is_no_evidence_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "evidence.sqlite"
    path.write_bytes(b"something else" * 100)
    with pytest.raises(KgError, match="no evidence file"):
        Evidence(path)


def test_another_format_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "evidence.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE t (x)")
        other.execute("PRAGMA user_version = 99")
    other.close()
    with pytest.raises(KgError, match="another version of kg"):
        Evidence(path)


def test_odd_folder_names_are_no_part_of_the_address(tmp_path: Path) -> None:
    folder = tmp_path / "a?mode=ro#%41"
    folder.mkdir()
    with Evidence(folder / "evidence.sqlite", create=True) as evidence:
        evidence.begin_build()
        put(evidence, Article("Ann.", "a.txt"))
    assert (folder / "evidence.sqlite").is_file()


def test_a_retired_id_leads_to_what_it_became(evidence: Evidence) -> None:
    def nodes(**names: str) -> list[Node]:
        return [Node(i, "Person", {"name": n}) for i, n in names.items()]

    evidence.record_nodes(nodes(n1="Ann", n2="Anne", n3="Bob"), {"a": "n1", "b": "n2", "c": "n3"})
    evidence.record_nodes(nodes(n1="Ann"), {"a": "n1", "b": "n1"})
    merged, lost = evidence.retired("n2"), evidence.retired("n3")
    assert merged is not None
    assert lost is not None
    assert (merged.name, merged.became) == ("Anne", "n1")
    assert (lost.name, lost.became) == ("Bob", None)
    evidence.record_nodes(nodes(n0="Ann"), {"0": "n0", "a": "n0", "b": "n0"})
    chained = evidence.retired("n2")
    assert chained is not None
    assert chained.became == "n0"
    evidence.record_nodes(nodes(n2="Anne"), {"b": "n2"})
    assert evidence.retired("n2") is None


TEXTS = st.sampled_from(["Ann.", "Bob.", "Cid."])
STEPS = st.lists(st.tuples(st.sampled_from("abc"), TEXTS, st.sampled_from([None, "P", "Q"])), max_size=8)


@given(STEPS)
@settings(deadline=None)  # it builds databases: a busy machine is no error
def test_any_history_ends_like_a_fresh_build_of_its_last_state(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str, str | None]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    states = []
    for name, changes in [("steps", steps), ("fresh", sorted({s[0]: s for s in steps}.values()))]:
        with Evidence(folder / f"{name}.sqlite", create=True) as evidence:
            evidence.begin_build()
            for location, text, publisher in changes:
                put(evidence, Article(text, location, publisher=publisher))
            for key, article in evidence.stale("v1"):
                evidence.reread(key, article, Outcome.of(extraction(article)), "v1")
            states.append((evidence.state(), [s.extraction.to_json() for s in evidence.stored()]))
    assert states[0] == states[1]


def test_the_number_of_a_record_is_not_part_of_its_file() -> None:
    assert file_of("a#b.jsonl#12") == "a#b.jsonl"
    assert file_of("a#b.txt") == "a#b.txt"
