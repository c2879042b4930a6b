from __future__ import annotations

import gzip
import io
import json
import os
import random
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.read import read_articles
from kg.read.clean import clean_text
from kg.read.locate import find_files, location
from kg.records import Article, Skipped, text_hash

BODY = "Two men were sentenced to life in prison on Monday for the bombing of a market in which twelve people died."


def fill(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{BODY} This is {name}.")


def locations(*paths: str | Path, base: Path) -> list[str]:
    return [found.location for found in find_files(paths, base)]


def skips(*paths: str | Path, base: Path) -> dict[str, str]:
    found = list(read_articles(paths, base=base))
    assert all(isinstance(item, Skipped) for item in found)
    return {item.location: item.reason for item in found if isinstance(item, Skipped)}


def test_folders_are_read_whole_and_once_and_in_order(tmp_path: Path) -> None:
    fill(tmp_path, "b/2.txt", "b/10.txt", "a.txt", "b/c/x.md", ".hidden.txt", "b/.git/y.txt", "b/Thumbs.db")
    everything = ["a.txt", "b/10.txt", "b/2.txt", "b/c/x.md"]
    assert locations(tmp_path, base=tmp_path) == everything
    paths = [tmp_path, tmp_path / "b", tmp_path / "a.txt", f"{tmp_path}/**/*.txt", f"{tmp_path}/b/../a.txt"]
    for seed in range(5):
        random.Random(seed).shuffle(paths)
        assert locations(*paths, base=tmp_path) == everything
    assert locations(tmp_path / ".hidden.txt", base=tmp_path) == [".hidden.txt"]


def test_globs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a1.txt", "a2.txt", "b.txt", "sub/a3.txt", "odd[1].txt")
    monkeypatch.chdir(tmp_path)
    assert locations("a*.txt", base=tmp_path) == ["a1.txt", "a2.txt"]
    assert locations("**/a?.txt", base=tmp_path) == ["a1.txt", "a2.txt", "sub/a3.txt"]
    assert locations("odd[1].txt", base=tmp_path) == ["odd[1].txt"]
    assert skips("c*.txt", base=tmp_path) == {"c*.txt": "matches no file: check the pattern"}


def test_links_lead_to_each_file_once_and_never_in_circles(tmp_path: Path) -> None:
    fill(tmp_path, "z/real.txt", "other/one.txt")
    (tmp_path / "z/loop").symlink_to(tmp_path)
    (tmp_path / "a-link.txt").symlink_to(tmp_path / "z/real.txt")
    (tmp_path / "b-folder").symlink_to(tmp_path / "other")
    assert locations(tmp_path, base=tmp_path) == ["other/one.txt", "z/real.txt"]
    assert locations(tmp_path / "b-folder", tmp_path / "z", base=tmp_path / "z")[-1] == "real.txt"
    (tmp_path / "broken.txt").symlink_to(tmp_path / "nowhere")
    assert "does not exist" in skips(tmp_path / "broken.txt", base=tmp_path)["broken.txt"]


def test_location(tmp_path: Path) -> None:
    assert location(tmp_path / "x/../a.txt", tmp_path) == "a.txt"
    assert location(tmp_path / "a.txt", tmp_path / "inner") == (tmp_path / "a.txt").as_posix()
    strange = os.fsdecode(b"caf\xe9.txt")
    assert location(tmp_path / strange, tmp_path) == "caf\\xe9.txt"


def test_what_cannot_be_read_is_named_with_its_reason_and_the_rest_is_read(tmp_path: Path) -> None:
    fill(tmp_path, "good.txt")
    for name, content in {
        "empty.txt": b"",
        "blank.txt": b" \n\t\r\n\xef\xbb\xbf",
        "zeros.txt": b"abc\0\0\0def",
        "picture.txt": b"\x89PNG\r\n\x1a\n....",
        "paper.txt": b"%PDF-1.7\n....",
        "noise.txt": bytes(range(1, 9)) * 40,
        "cut.txt": b"\xff\xfea\x00b",
        "x.docx": b"PK\x03\x04",
        "nosuffix": b"text",
        "cut.txt.gz": gzip.compress(BODY.encode() * 50)[:-20],
        "bad.txt.gz": b"\x1f\x8b not gzip",
        "x.gz": gzip.compress(b"x"),
    }.items():
        (tmp_path / name).write_bytes(content)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "nothing").mkdir()
    (tmp_path / "nothing either").mkdir()
    found = list(read_articles([tmp_path, tmp_path / "nothing", tmp_path / "gone.txt"], base=tmp_path))
    assert [item.location for item in found if isinstance(item, Article)] == ["good.txt"]
    reasons = {item.location: item.reason for item in found if isinstance(item, Skipped)}
    expected = {
        "empty.txt": "empty",
        "blank.txt": "empty",
        "zeros.txt": "binary",
        "picture.txt": "image",
        "paper.txt": "PDF",
        "noise.txt": "binary",
        "cut.txt": "damaged",
        "x.docx": "zip archive",
        "nosuffix": "no suffix",
        "cut.txt.gz": "gzip",
        "bad.txt.gz": "gzip",
        "x.gz": "suffix",
        "pipe.txt": "regular",
        "nothing": "no files",
        "gone.txt": "does not exist",
    }
    assert reasons.keys() == expected.keys()
    assert {name: word for name, word in expected.items() if word not in reasons[name]} == {}
    assert [item.location for item in found] == sorted(item.location for item in found)


def test_no_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(tmp_path, "a.txt", "b.txt")
    opened = Path.open

    def refuse(self: Path, *args: object, **options: object) -> object:  # the tests may run as root, who may read all
        if self.name == "a.txt":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", refuse)
    first, second = read_articles([tmp_path], base=tmp_path)
    assert isinstance(first, Skipped)
    assert "permission" in first.reason
    assert isinstance(second, Article)


def test_a_file_that_vanishes_before_its_turn(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "b.txt", "c.txt")
    found = read_articles([tmp_path], base=tmp_path)
    first = next(found)
    (tmp_path / "b.txt").unlink()
    second, third = found
    assert isinstance(first, Article)
    assert isinstance(second, Skipped)
    assert isinstance(third, Article)


def test_a_workspace_is_not_read(tmp_path: Path) -> None:
    fill(tmp_path, "a.txt", "kg-workspace/evidence.sqlite", "kg-workspace/graph.lbug")
    assert [item.location for item in read_articles([tmp_path / "a.txt", tmp_path], base=tmp_path)] == ["a.txt"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("packed", [False, True])
def test_encodings(tmp_path: Path, encoding: str, packed: bool) -> None:
    text = "“We deny it,” said the mayor of Orléans – twice."
    path = tmp_path / ("a.TXT.gz" if packed else "a.TXT")
    data = text.encode(encoding)
    path.write_bytes(gzip.compress(data) if packed else data)
    [article] = read_articles([path], base=tmp_path)
    assert isinstance(article, Article)
    assert article.text == text


def test_other_alphabets_are_detected(tmp_path: Path) -> None:
    text = "Москва отрицает причастность к нападению на концертный зал. Следствие продолжается, сообщили в пятницу.\n"
    (tmp_path / "a.txt").write_bytes((text * 5).encode("cp1251"))
    [article] = read_articles([tmp_path], base=tmp_path)
    assert isinstance(article, Article)
    assert article.text.startswith("Москва отрицает")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_json_lines_in_other_encodings(tmp_path: Path, encoding: str) -> None:
    lines = "\n".join(json.dumps({"text": f"Orléans denies it {n} times."}, ensure_ascii=False) for n in range(3))
    (tmp_path / "a.jsonl").write_bytes(lines.encode(encoding))
    articles = list(read_articles([tmp_path], base=tmp_path))
    assert [a.text for a in articles if isinstance(a, Article)] == [f"Orléans denies it {n} times." for n in range(3)]


def test_json_lines_are_read_as_they_come(tmp_path: Path) -> None:
    with gzip.open(tmp_path / "a.jsonl.gz", "wt") as stream:
        for number in range(2000):
            stream.write(json.dumps({"text": f"{BODY} {number}."}) + "\n")
    found = read_articles([tmp_path], base=tmp_path)
    first = next(found)
    assert isinstance(first, Article)
    assert first.location == "a.jsonl.gz#1"
    assert sum(1 for _ in found) == 1999


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (BODY.encode(), [BODY]),
        (f"[Agency] {BODY}".encode(), [f"[Agency] {BODY}"]),
        (f"{{sic}} {BODY}".encode(), [f"{{sic}} {BODY}"]),
        (json.dumps({"text": BODY}, indent=1).encode(), [BODY]),
        (json.dumps([{"text": BODY}]).encode(), [BODY]),
        (f'{{"text": "{BODY}"}}\n{{"text": "Yes."}}\n'.encode(), [BODY, "Yes."]),
        (gzip.compress(f'{{"text": "{BODY}"}}\n'.encode()), [BODY]),
        (f'id,text\n1,"{BODY}"\n2,Yes.\n'.encode(), [BODY, "Yes."]),
        (f"From: a@example.org\nTo: b@example.org\nDate: Fri, 24 May 2024 10:40:00 GMT\n\n{BODY}\n".encode(), [BODY]),
        (b"", []),
    ],
)
def test_standard_input(monkeypatch: pytest.MonkeyPatch, data: bytes, texts: list[str]) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(data))
    monkeypatch.setattr(sys, "stdin", stdin)
    found = list(read_articles(["-", "-"]))
    # Standard input has no place: what comes in twice is the same, what comes in later replaces nothing.
    expected = [(f"-:{text_hash(text)[:16]}", text) for text in texts]
    assert [(item.location, item.text) for item in found if isinstance(item, Article)] == expected
    assert len(found) == max(1, len(texts))
    assert not stdin.buffer.closed


def test_stored_text(tmp_path: Path) -> None:
    raw = "A\u00a0b \t\r\n\r\n\r\n\r\nc\x00\x1b\u200bd\u00ad\x93e\x94\u2028f\x0cg\ud800 "
    assert clean_text(raw) == "A b\n\nc  d“e”\nf\ng\ufffd"


@given(st.text() | st.text(alphabet=st.sampled_from(" \n\r\t\x0b\x0c\x00\x85\u2028\u00a0\ufeffa.")))
def test_cleaning_a_clean_text_changes_nothing(text: str) -> None:
    clean = clean_text(text)
    assert clean_text(clean) == clean
    assert not set(clean) & set("\r\0\x0b\x0c\x1b\ufeff\u2028")
    assert "\n\n\n" not in clean
    clean.encode()
