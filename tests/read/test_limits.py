"""Too large, too many, too deep, gone, refused: named with the reason, and the rest goes on."""

from __future__ import annotations

import ctypes
import gzip
import io
import json
import resource
import subprocess
import sys
import tracemalloc
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from kg import cli
from kg.limits import Limits
from kg.read import read_articles
from kg.records import Article, Skipped

from .made import BODY, MORE, STORY, html_page, mbox_bytes, message, warc_bytes, zip_bytes

SMALL = Limits(megabytes=1, characters=20_000)


def outcome(folder: Path, limits: Limits = SMALL) -> tuple[list[str], dict[str, str]]:
    found = list(read_articles([folder], base=folder, limits=limits))
    articles = [item.location for item in found if isinstance(item, Article)]
    return articles, {item.location: item.reason for item in found if isinstance(item, Skipped)}


def test_what_is_too_large_is_named_with_the_option_that_lets_it_in(tmp_path: Path) -> None:
    long = (BODY + " ") * 300
    huge = (BODY + " ") * 12_000
    records = [json.dumps({"text": text}) for text in (BODY, long, huge, MORE)]
    (tmp_path / "good.txt").write_text(BODY)
    (tmp_path / "line.txt").write_text(long)
    (tmp_path / "huge.txt").write_text(huge)
    (tmp_path / "page.html").write_text(html_page([huge]))
    (tmp_path / "many.jsonl").write_text("\n".join(records))
    (tmp_path / "many.json").write_text(f"[{','.join(records[:2])},{records[3]}]")
    (tmp_path / "one.json").write_text(f"[{','.join(records)}]")
    (tmp_path / "many.csv").write_text(f'text\n{BODY}\n"{huge}"\n{MORE}\n')
    (tmp_path / "many.mbox").write_bytes(mbox_bytes([message(BODY), message(huge), message(MORE)], tmp_path))
    (tmp_path / "many.warc").write_bytes(
        warc_bytes(
            [("http://x.example/", "200 OK", "text/html", html_page(text).encode()) for text in (STORY, [huge], STORY)]
        )
    )
    articles, skipped = outcome(tmp_path)
    assert articles == [
        "good.txt",
        "many.csv#1",
        "many.csv#3",
        "many.json#1",
        "many.json#3",
        "many.jsonl#1",
        "many.jsonl#4",
        "many.mbox#1",
        "many.mbox#3",
        "many.warc#1",
        "many.warc#3",
        "one.json#1",
        "one.json#4",
    ]
    too_long = {name for name, reason in skipped.items() if "--max-characters" in reason}
    too_large = {name for name, reason in skipped.items() if "1 MB" in reason or "--max-megabytes" in reason}
    assert too_long == {"line.txt", "many.json#2", "many.jsonl#2", "one.json#2"}
    assert too_large == skipped.keys() - too_long
    assert too_large == {
        "huge.txt",
        "many.csv#2",
        "many.jsonl#3",
        "many.mbox#2",
        "many.warc#2",
        "one.json#3",
        "page.html",
    }


def test_one_line_of_5_megabytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text(BODY[:-1] * 50_000)
    (tmp_path / "b.txt").write_text(BODY)
    articles, skipped = outcome(tmp_path, Limits())
    assert articles == ["b.txt"]
    assert "1,000,000 characters" in skipped["a.txt"]


class Endless(io.RawIOBase):
    """Records without end, of which a reader must not want more than one at a time."""

    def __init__(self, begin: bytes, record: bytes, times: int) -> None:
        super().__init__()
        self.rest, self.record, self.times = begin, record, times

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        while len(self.rest) < len(buffer) and self.times:
            self.rest += self.record
            self.times -= 1
        data, self.rest = self.rest[: len(buffer)], self.rest[len(buffer) :]
        buffer[: len(data)] = data
        return len(data)


def collections(folder: Path) -> Iterator[tuple[str, bytes, bytes]]:
    """How files of many records begin, and a record of about 20 kB."""
    text = "\n\n".join([f"{BODY} {MORE}"] * 100)
    yield "jsonl", b"", json.dumps({"text": text}).encode() + b"\n"
    yield "json", b"[1", b"," + json.dumps({"text": text}).encode()
    yield "table", b"title,text\r\n", f'x,"{text}"\r\n'.encode()
    yield "mbox", b"", mbox_bytes([message(text)], folder)
    yield (
        "warc",
        b"",
        warc_bytes([("http://x.example/", "200 OK", "text/html", html_page(text.split("\n\n")).encode())]),
    )


def test_memory_is_flat_in_the_number_of_records(tmp_path: Path) -> None:
    from kg.read.formats import reader
    from kg.read.record import Options, Record, Source

    for name, begin, record in collections(tmp_path):
        peaks = []
        for times in (60, 240):
            stream = io.BufferedReader(Endless(begin, record, times))
            tracemalloc.start()
            records = sum(isinstance(one, Record) for one in reader(name)(Source(stream), Options()))  # type: ignore[arg-type]
            peaks.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert records == times, name
        assert peaks[1] < peaks[0] + 1_000_000, (name, peaks)  # the records that are more are 3.6 MB


def test_bombs_are_refused(tmp_path: Path) -> None:
    zeros = b"0" * 40_000_000
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(zeros))
    (tmp_path / "bomb.txt.gz").write_bytes(gzip.compress(zeros))
    (tmp_path / "bomb.zip").write_bytes(zip_bytes({"a.jsonl": zeros, "b.txt": zeros, "good.txt": BODY.encode()}))
    (tmp_path / "nested.zip").write_bytes(
        zip_bytes({"in.zip": zip_bytes({"a.jsonl": zeros}), "b.jsonl.gz": gzip.compress(zeros)})
    )
    many = io.BytesIO()
    with zipfile.ZipFile(many, "w") as archive:
        for number in range(3):
            with warnings.catch_warnings(action="ignore"):
                archive.writestr("same.txt", f"{BODY} {number}.")
    (tmp_path / "same.zip").write_bytes(many.getvalue())
    entity = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9)
    )
    (tmp_path / "bomb.docx").write_bytes(
        zip_bytes({"[Content_Types].xml": b"<Types/>", "word/document.xml": f"{entity}]><d>&j;</d>".encode()})
    )
    (tmp_path / "fat.docx").write_bytes(zip_bytes({"[Content_Types].xml": b"<Types/>", "word/document.xml": zeros}))
    articles, skipped = outcome(tmp_path)
    assert articles == ["bomb.zip!/good.txt", "same.zip!/same.txt"]
    assert skipped.keys() == {
        "bomb.docx",
        "bomb.jsonl.gz",
        "bomb.txt.gz",
        "bomb.zip!/a.jsonl",
        "bomb.zip!/b.txt",
        "fat.docx",
        "nested.zip!/b.jsonl.gz",
        "nested.zip!/in.zip",
        "same.zip!/same.txt",
    }
    assert "300 times" in skipped["bomb.jsonl.gz"]
    assert "300 times" in skipped["bomb.zip!/a.jsonl"]


def test_nesting_without_end(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text('{"text":' + '{"name":' * 50_000)
    (tmp_path / "b.html").write_text("<div>" * 50_000 + BODY)
    (tmp_path / "c.md").write_text("> " * 20_000 + BODY)
    mail = message(BODY)
    for _ in range(30):
        outer = message("See below.")
        outer.add_attachment(mail)
        mail = outer
    (tmp_path / "d.eml").write_bytes(mail.as_bytes())
    articles, skipped = outcome(tmp_path)
    assert "d.eml" in articles
    assert {"a.json"} <= skipped.keys()
    assert {location.split("#")[0] for location in [*articles, *skipped]} == {"a.json", "b.html", "c.md", "d.eml"}
    assert any("messages inside messages" in reason for reason in skipped.values())


def run(*arguments: object, **options: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "kg.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, **options)  # type: ignore[call-overload,no-any-return]


def without_privilege() -> None:
    """Take from root, as whom the tests may run, what lets him read all."""
    libc = ctypes.CDLL(None)
    for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
        libc.prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


def test_what_one_may_not_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Police in Kenya arrested Omar Haddad.")
    for name in ("closed.txt", "shut/a.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BODY)
    (tmp_path / "closed.txt").chmod(0)
    (tmp_path / "shut").chmod(0)
    done = run("extract", tmp_path, preexec_fn=without_privilege, cwd=tmp_path)
    (tmp_path / "shut").chmod(0o700)
    assert (done.returncode, len(done.stdout.splitlines())) == (3, 1)
    assert "skipped: closed.txt: may not be read" in done.stderr
    assert "skipped: shut: may not be read" in done.stderr


def test_missing_unreadable_and_empty_are_exit_3_beside_a_good_one_and_exit_1_alone(tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("Police in Kenya arrested Omar Haddad on 3 May 2021.\n")
    (tmp_path / "empty.txt").write_text("")
    for name in ("none.txt", "empty.txt"):
        for command in (("build", "-w", tmp_path / "ws1"), ("extract",)):
            alone = run(*command, tmp_path / name)
            assert (alone.returncode, alone.stdout) == (1, ""), command
            assert f"skipped: {name}" in alone.stderr or f"{name}: " in alone.stderr
            assert "no article was found" in alone.stderr
            assert "Traceback" not in alone.stderr
        assert not (tmp_path / "ws1").exists()
    for command in (("build", "-w", tmp_path / "ws2"), ("extract",)):
        beside = run(*command, tmp_path / "none.txt", tmp_path / "good.txt")
        assert beside.returncode == 3, command
        assert "none.txt" in beside.stderr
    # The workspace stays as it is where nothing of what was named can be read.
    assert run("build", "-w", tmp_path / "ws2", tmp_path / "none.txt").returncode == 1
    assert (
        json.loads(run("status", "-w", tmp_path / "ws2", "--format", "json").stdout)["documents"][0]["location"]
        == "good.txt"
    )


def test_a_disk_that_is_full_is_told_and_the_build_is_completed_later(tmp_path: Path) -> None:
    lines = [
        json.dumps({"text": f"Police in Kenya arrested Omar Haddad in May {1900 + n}. " + "x" * 3000})
        for n in range(40)
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(lines))

    def small_disk() -> None:
        import signal

        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))

    # No room even for what is unpacked for a moment.
    full = run("build", tmp_path / "a.jsonl", "-w", tmp_path / "ws", preexec_fn=small_disk)
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "TMPDIR" in full.stderr
    # No room in the workspace.
    filled = (
        "import resource, signal, sys; from kg.cli import main; from kg.read.language import language_of;"
        "language_of('Police arrested two men in Kenya.'); signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000)); main()"
    )
    arguments = ["build", str(tmp_path / "a.jsonl"), "-w", str(tmp_path / "ws")]
    full = subprocess.run([sys.executable, "-c", filled, *arguments], capture_output=True, text=True)
    assert full.returncode == 1
    assert "Traceback" not in full.stderr
    assert "evidence.sqlite" in full.stderr
    whole = run("build", tmp_path / "a.jsonl", "-w", tmp_path / "ws")
    assert (whole.returncode, whole.stdout.split(" (")[0]) == (0, "40 documents")


def test_a_second_article_on_standard_input_does_not_replace_the_first(tmp_path: Path) -> None:
    for text in (
        "Police in Kenya arrested Omar Haddad.",
        "Norway's Anna Lund met Pedro Alves.",
        "Norway's Anna Lund met Pedro Alves.",
    ):
        assert run("build", "-", "--prune", "-w", tmp_path / "ws", input=text).returncode == 0
    status = json.loads(run("status", "-w", tmp_path / "ws", "--format", "json").stdout)
    assert len(status["documents"]) == 2


def test_limits_are_options_of_the_command_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.txt").write_text("Police in Kenya arrested Omar Haddad. " * 10)
    assert cli.run(["extract", str(tmp_path / "a.txt"), "--max-characters", "100"]) == 1
    assert "--max-characters" in capsys.readouterr().err
    assert cli.run(["extract", str(tmp_path / "a.txt"), "--max-characters", "1000"]) == 0


def test_missing_metadata_is_written_out_filled_in_and_read_back(tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Police in Kenya arrested Omar Haddad on Friday.\n")
    (folder / "b.txt").write_text("Norway's Anna Lund met Pedro Alves on Friday.\n")
    (folder / "b.txt.meta.json").write_text('{"outlet": "The Example Post", "date": "2024-05-24"}')
    work = ("-w", tmp_path / "ws")
    assert run("build", folder, *work).returncode == 0
    table = run("status", "--missing", "--format", "csv", *work).stdout
    head, row = table.splitlines()
    assert row.startswith('news/a.txt,"published, publisher"')
    columns = head.split(",")
    values = {"location": "news/a.txt", "published": "2024-05-31", "publisher": "Northgate Wire"}
    (tmp_path / "meta.csv").write_text(f"{head}\n{','.join(values.get(name, '') for name in columns)}\n")
    done = run("build", folder, *work, "--manifest", tmp_path / "meta.csv")
    assert (done.returncode, "1 read now, 1 unchanged" in done.stdout) == (0, True)
    assert len(run("status", "--missing", "--format", "csv", *work).stdout.splitlines()) == 1


def test_notes_on_what_was_broken_go_when_it_is_whole(tmp_path: Path) -> None:
    from kg.build import run_build

    file = tmp_path / "a.jsonl"
    file.write_text('{"text": "Police in Kenya arrested Omar Haddad."}\n{"text": \n')
    work = tmp_path / "ws"
    assert [one.location for one in run_build([file], workspace=work).skipped] == ["a.jsonl#2"]
    file.write_text('{"text": "Police in Kenya arrested Omar Haddad."}\n')
    assert run_build([file], workspace=work).skipped == ()
    from kg.evidence import Evidence

    with Evidence(work / "evidence.sqlite") as evidence:
        assert evidence.skipped() == []


def test_what_vanishes_inside_an_archive(tmp_path: Path) -> None:
    from kg.build import run_build

    file = tmp_path / "a.zip"
    good, gone = b"Police in Kenya arrested Omar Haddad.", b"Norway's Anna Lund met Pedro Alves."
    file.write_bytes(zip_bytes({"a/good.txt": good, "gone.txt": gone}))
    work = tmp_path / "ws"
    assert run_build([file], workspace=work).documents == 2
    file.write_bytes(zip_bytes({"a/good.txt": good}))
    report = run_build([file], workspace=work, prune=True)
    assert (report.documents, report.vanished) == (1, ("a.zip!/gone.txt",))
    file.write_bytes(b"PK\x03\x04 damaged")
    assert run_build([file], workspace=work, prune=True).vanished == ()
    file.unlink()
    assert run_build([tmp_path / "*.zip"], workspace=work, prune=True).vanished == ("a.zip!/a/good.txt",)
