from __future__ import annotations

import csv
import io
import json
import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import networkx as nx
import pytest

from kg import cli
from kg.present import to_json, visible
from kg.records import Extraction

KG = [sys.executable, "-m", "kg.cli"]
ESCAPE = "\x1b]0;owned\x07\x1b[31m"


@pytest.fixture
def run(built: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    """Runs `kg` in the workspace of the examples; gives exit code, standard output, standard error."""
    monkeypatch.setenv("KG_WORKSPACE", str(built))

    def kg(*arguments: object) -> tuple[int, str, str]:
        code = cli.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return kg


@pytest.fixture
def small(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Police in Kenya arrested Omar Haddad on 3 May 2021.\n")
    return folder


# -- questions --------------------------------------------------------------------------------------------------------


def test_find_lists_names_with_ids(run) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("find", "putin", "--format", "json")
    assert (code, err) == (0, "")
    assert any(row["type"] == "Person" and "Putin" in row["name"] for row in json.loads(out))


def test_the_formats_tell_the_same(run) -> None:  # type: ignore[no-untyped-def]
    whole = json.loads(run("claims", "--format", "json")[1])
    lines = [json.loads(line) for line in run("claims", "--format", "jsonl")[1].splitlines()]
    cells = list(csv.DictReader(io.StringIO(run("claims", "--format", "csv")[1])))
    assert whole == lines
    assert len(whole) > 50
    assert [row["claim"] for row in cells] == [row["claim"] for row in whole]
    assert list(cells[0]) == list(whole[0])


def test_limit_says_that_it_cut(run) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("claims", "--limit", 3, "--format", "jsonl")
    assert (code, len(out.splitlines())) == (0, 3)
    assert "--limit" in err


def test_claims_are_filtered(run) -> None:  # type: ignore[no-untyped-def]
    rows = json.loads(run("claims", "--predicate", "DENIED_INVOLVEMENT_IN", "--format", "json")[1])
    assert rows
    assert {row["predicate"] for row in rows} == {"DENIED_INVOLVEMENT_IN"}
    early = json.loads(run("claims", "--until", "2019-12-31", "--format", "json")[1])
    late = json.loads(run("claims", "--since", "2020-01-01", "--format", "json")[1])
    assert early
    assert late
    assert not {row["claim"] for row in early} & {row["claim"] for row in late}


def test_show_prints_receipts(run) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("show", "Islamic State")
    assert code == 0
    assert "CLAIMED_RESPONSIBILITY_FOR" in out
    assert "Northgate Wire" in out
    assert "2024-03-23, characters " in out


def test_the_offsets_of_a_receipt_quote_the_stored_text(run, built: Path) -> None:  # type: ignore[no-untyped-def]
    from kg.evidence import Evidence

    with Evidence(built / "evidence.sqlite") as evidence:
        texts = [stored.extraction.document.text for stored in evidence.stored()]
    rows = json.loads(run("show", "Islamic State", "--format", "json")[1])["edges"]
    assert rows
    for row in rows:
        quoted = {text[row["start_char"] : row["end_char"]] for text in texts}
        assert any(part and part in row["sentence"] for part in quoted)


def test_why_and_path_and_timeline_and_conflicts_answer(run) -> None:  # type: ignore[no-untyped-def]
    event = next(
        row["other"]
        for row in json.loads(run("show", "Islamic State", "--format", "json")[1])["edges"]
        if row["type"] == "CLAIMED_RESPONSIBILITY_FOR"
    )
    code, out, _ = run("why", "Islamic State", event)
    assert code == 0
    assert "CLAIMED_RESPONSIBILITY_FOR" in out
    assert "characters" in out
    assert json.loads(run("path", "Islamic State", event, "--format", "json")[1])
    dates = [row["date"] for row in json.loads(run("timeline", "--format", "json")[1])]
    assert len(dates) > 5
    assert [d[:4] for d in dates] == sorted(d[:4] for d in dates)
    assert json.loads(run("conflicts", "--format", "json")[1])


def test_query_takes_names_cypher_and_standard_input(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    name = json.loads(run("queries", "--format", "json")[1])[0]["name"]
    assert run("query", name)[0] == 0
    cypher = "MATCH (n) WHERE n.type = $type RETURN count(*) AS many, $list AS list"
    arguments = ("-p", "type=Document", "-p", "list=[1, 2]", "--format", "json")
    code, out, _ = run("query", cypher, *arguments)
    assert (code, json.loads(out)) == (0, [{"many": 11, "list": [1, 2]}])
    monkeypatch.setattr(sys, "stdin", io.StringIO(cypher))
    assert run("query", "-", *arguments)[1] == out


def test_export_writes_files_and_standard_output(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "g.graphml"
    assert run("export", target) == (0, "", "")
    graph = nx.read_graphml(target)
    assert graph.number_of_nodes() > 50
    code, out, _ = run("export", "-", "--as", "graphml")
    assert code == 0
    assert out == target.read_text()
    run("export", target, "--with", "claims,documents")
    assert nx.read_graphml(target).number_of_nodes() > graph.number_of_nodes()


# -- errors -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        (["find", "x", "-w", "none"], 2, "kg build"),
        (["show", "nobody at all"], 2, "called"),
        (["show", "x", "--id"], 2, "no node has the id x"),
        (["claims", "--certainty", "maybe"], 2, "no such certainty"),
        (["query", "no-such-query"], 2, "kg queries"),
        (["query", "MATCH (n) DETACH DELETE n"], 2, "only read"),
        (["query", "MATCH (n RETURN n"], 2, "cannot be run"),
        (["query", "MATCH (n) RETURN n", "-p", "novalue"], 2, "key=value"),
        (["export", "g.docx"], 2, "no such format"),
        (["export", "-"], 2, "--as"),
        (["export", "no/such/folder/g.graphml"], 2, "folder"),
        (["forget", "nothing like it"], 2, "no document"),
        (["nonsense"], 2, "nonsense"),
        (["claims", "--limit", "-1"], 2, "--limit"),
        (["build", "x", "--map", "text"], 2, "FIELD=F"),
        (["build", "x", "--rules", "none.yaml"], 2, "none.yaml"),
        (["build", "x.txt", "--model", "no-such-model", "-w", "ws"], 1, "no-such-model"),
        (["build", "none.txt", "-w", "ws"], 1, "no article was found"),
        (["eval", "none.json", "x"], 2, "none.json"),
    ],
)
def test_errors_are_told_in_a_sentence(
    run, arguments: list[str], code: int, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    for name in ("x", "x.txt"):
        (tmp_path / name).write_text("Police in Kenya arrested Omar Haddad.")
    monkeypatch.chdir(tmp_path)
    got, out, err = run(*arguments)
    assert got == code
    assert out == ""
    assert says in err
    assert "Traceback" not in err


def test_a_name_that_fits_several_lists_them(run) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("show", "a")
    assert (code, out) == (2, "")
    assert "pick one by its id" in err


def test_a_fault_of_kg_itself_is_one_line_unless_verbose(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    def broken(*arguments: object, **options: object) -> None:
        raise ZeroDivisionError("oh")

    monkeypatch.setattr("kg.graph.open_graph", broken)
    code, _, err = run("conflicts")
    assert (code, len(err.splitlines())) == (1, 1)
    assert "ZeroDivisionError" in err
    assert "Traceback" in run("conflicts", "--verbose")[2]


def test_an_id_that_has_gone_is_explained(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    work = ("-w", tmp_path / "ws")
    (small / "b.txt").write_text("Norway's foreign minister Anna Lund met Pedro Alves in Lisbon.\n")
    assert run("build", small, *work)[0] == 0
    old = json.loads(run("find", "Anna Lund", "--format", "json", *work)[1])[0]["id"]
    (small / "b.txt").unlink()
    code, _, err = run("build", small, "--prune", *work)
    assert code == 0
    assert "vanished: news/b.txt (taken out)" in err
    code, _, err = run("show", old, *work)
    assert code == 2
    assert "was 'Anna Lund' (Person)" in err


# -- build, forget, status --------------------------------------------------------------------------------------------


def test_skipped_files_make_exit_3_and_are_named(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (small / "empty.txt").write_text("")
    work = ("-w", tmp_path / "ws")
    code, out, err = run("build", small, *work)
    assert code == 3
    assert "1 documents (1 read now" in out
    assert "skipped: news/empty.txt: " in err
    code, out, _ = run("status", *work)
    assert code == 0
    assert "skipped news/empty.txt: " in out
    report = json.loads(run("build", small, "--format", "json", *work)[1])
    assert (report["documents"], report["read"], report["unchanged"]) == (1, 0, 1)


def test_forget_and_undo(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    work = ("-w", tmp_path / "ws")
    run("build", small, *work)
    assert run("forget", "news/a.txt", *work)[1].startswith("forgotten: ")
    assert json.loads(run("find", "Haddad", "--format", "json", *work)[1]) == []
    assert run("forget", "news/a.txt", "--undo", *work)[1].startswith("back in the graph: ")
    assert len(json.loads(run("find", "Haddad", "--format", "json", *work)[1])) == 1


def test_status_names_missing_metadata(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("build", small, "-w", tmp_path / "ws")
    rows = json.loads(run("status", "--missing", "--format", "json", "-w", tmp_path / "ws")[1])
    assert rows == [{"location": "news/a.txt", "missing": "title, publisher, published"}] or rows == [
        {"location": "news/a.txt", "missing": "publisher, published"}
    ]


# -- extract ----------------------------------------------------------------------------------------------------------


def test_extract_keeps_ids_and_order_whatever_the_workers(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "in.jsonl"
    texts = [f"Police in Kenya arrested {name} Haddad." for name in ("Omar", "Ali", "Sami", "Nur", "Zaid")]
    ids: list[str | None] = ["z", "a", "z", None, "m"]
    records = [{"text": t} | ({"id": i} if i else {}) for t, i in zip(texts, ids, strict=True)]
    path.write_text("".join(json.dumps(record) + "\n" for record in records))
    code, out, err = run("extract", path)
    assert code == 0
    assert "z" in err  # the id that was used twice
    found = [Extraction.from_json(line) for line in out.splitlines()]
    assert [one.document.text for one in found] == texts
    given = [one.document.id for one in found]
    assert given[:3] + given[4:] == ["z", "a", "z#2", "m"]
    assert len(given[3]) == 64
    assert "furniture" not in json.loads(out.splitlines()[0])["document"]
    assert run("extract", path, "--workers", 2)[1] == out


def test_extract_reads_standard_input(tmp_path: Path) -> None:
    text = "Police in Kenya arrested Omar Haddad."
    done = subprocess.run([*KG, "extract", "-"], input=text, capture_output=True, text=True, check=True)
    assert Extraction.from_json(done.stdout).document.text == text


def test_extract_tells_furniture_when_asked(run, articles: Path) -> None:  # type: ignore[no-untyped-def]
    out = run("extract", articles / "singapore-summit.txt", "--furniture")[1]
    assert json.loads(out)["document"]["furniture"]


# -- the terminal -----------------------------------------------------------------------------------------------------


def test_escape_sequences_of_articles_do_not_reach_the_terminal(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    hostile = {
        "id": "h",
        "title": f"Haddad {ESCAPE} held \u202egnp",
        "publisher": f"P{ESCAPE}",
        "text": f"Police in Kenya arrested Omar Haddad{ESCAPE}.\n\nOmar {ESCAPE} Haddad \x9b31m denied it.",
    }
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.jsonl").write_text(json.dumps(hostile))
    (folder / f"b{ESCAPE[:4]}.txt").write_text("")
    work = ("-w", tmp_path / "ws")
    said = [*run("build", folder, *work)[1:], *run("extract", folder)[1:], *run("status", *work)[1:]]
    for suffix in ("graphml", "gexf", "jsonl"):
        said += run("export", "-", "--as", suffix, "--with", "claims,documents", *work)[1:]
    for form in ("table", "json", "jsonl", "csv"):
        for command in (["claims"], ["find", "Haddad"], ["conflicts"], ["status"], ["show", "Kenya"]):
            said += run(*command, "--format", form, *work)[1:]
    assert any("Haddad" in text for text in said)
    for text in said:
        assert not set(text) & {"\x1b", "\x07", "\x9b", "\u202e"}


def test_visible_and_json_keep_what_is_harmless() -> None:
    assert visible("Привет, 東京\n\t🚀") == "Привет, 東京\n\t🚀"
    for text in (ESCAPE, "\x9b\u202e\u2028", "a\nb\\u0041"):
        assert json.loads(to_json({"text": text})) == {"text": text}


def test_a_closed_pipe_ends_quietly(built: Path) -> None:
    command = f"{sys.executable} -m kg.cli claims --format jsonl -w '{built}' | head -n 1"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert json.loads(done.stdout)


def test_ctrl_c_is_no_traceback(articles: Path, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        arguments = [*KG, "build", str(articles), "-w", str(tmp_path / f"ws{workers}"), "--workers", workers]
        process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        evidence = tmp_path / f"ws{workers}" / "evidence.sqlite"
        while not evidence.exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 1
        assert "Traceback" not in err
        assert "stopped" in err


def test_progress_is_for_terminals_only(small: Path, tmp_path: Path) -> None:
    quiet = subprocess.run(
        [*KG, "build", str(small), "-w", str(tmp_path / "ws")], capture_output=True, text=True, check=True
    )
    assert quiet.stderr == ""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*KG, "build", str(small), "-w", str(tmp_path / "ws2")],
        stdout=subprocess.PIPE,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm"},
    )
    os.close(theirs)
    seen = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        seen += piece
    os.close(ours)
    process.communicate()
    assert process.returncode == 0
    assert b"reading" in seen


def test_a_full_disk_is_told(built: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*KG, "claims", "--format", "json", "-w", str(built)], stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_is_installed() -> None:
    command = shutil.which("kg", path=str(Path(sys.executable).parent))
    assert command is not None
    done = subprocess.run([command, "--help"], capture_output=True, text=True, check=True)
    for name in ("build", "query", "find", "show", "why", "path", "conflicts", "timeline", "export", "forget", "eval"):
        assert name in done.stdout


def test_other_languages_are_kept_and_searchable_and_not_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "en.txt").write_text("Police in Kenya arrested Omar Haddad on 3 May 2021.\n")
    (folder / "es.txt").write_text(
        "La policía de Kenia detuvo el lunes a Omar Haddad, acusado del atentado contra un mercado en Nairobi.\n"
    )
    assert cli.run(["build", "news"]) == 3
    told = capsys.readouterr().err
    assert "news/es.txt: is in Spanish (es): it is kept and can be searched" in told
    assert cli.run(["search", "haddad", "--format", "jsonl"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["location"], row["language"]) for row in rows] == [("news/en.txt", "en"), ("news/es.txt", "es")]
    assert "**Haddad**" in rows[1]["snippet"]
    assert cli.run(["status"]) == 0
    told = capsys.readouterr().out
    assert "in other languages: 1" in told
    assert "not read news/es.txt: is in Spanish (es)" in told
    assert cli.run(["query", "MATCH (d:Document) OPTIONAL MATCH (n)-[:MENTIONED_IN]->(d) "
                    "RETURN d.language AS language, count(n) > 0 AS mentions ORDER BY language", "--format", "csv"]) == 0  # fmt: skip
    assert capsys.readouterr().out.splitlines()[1:] == ["en,true", "es,false"]
    assert cli.run(["extract", "news"]) == 3
    captured = capsys.readouterr()
    records = {record["document"]["language"]: record for record in map(json.loads, captured.out.splitlines())}
    assert (bool(records["en"]["mentions"]), records["es"]["mentions"], records["es"]["claims"]) == (True, [], [])
    assert "is in Spanish" in captured.err
    assert cli.run(["forget", "news/es.txt"]) == 0
    assert cli.run(["search", "atentado"]) == 0
    assert "no document has 'atentado'" in capsys.readouterr().err
    assert cli.run(["search", '" (']) == 2
