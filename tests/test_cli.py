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
from functools import partial
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
    assert json.loads(run("claims", "--predicate", "denied involvement-in", "--format", "json")[1]) == rows
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
    code, out, _ = run("path", "Vladimir Putin", "Islamic State", "--limit", 1)
    chain, edge, quote, where = out.splitlines()[:4]
    assert (code, chain) == (0, f"1. Vladimir Putin — {event} — Islamic State")
    assert edge == f"  Vladimir Putin  EXPRESSED_CONDOLENCES_OVER  {event}  [fact]"
    assert quote.strip().startswith('"')
    assert "The Harbour Courier" in where
    assert "characters" in where
    kinds = [line.split("  ")[2] for line in out.splitlines() if line.startswith("  ") and line.endswith("]")]
    assert kinds[0] == "EXPRESSED_CONDOLENCES_OVER"
    assert "CLAIMED_RESPONSIBILITY_FOR" in kinds
    assert "contested]" in run("path", "Vladimir Putin", "Ukraine")[1] + run("path", "Ukraine", "Islamic State")[1]
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
    for content in (cypher.encode(), b"\xef\xbb\xbf" + cypher.encode()):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert run("query", "-", *arguments)[1] == out
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"MATCH (n) // \xff")))
    code, out, err = run("query", "-")
    assert (code, out) == (2, "")
    assert "not UTF-8 text (byte 13)" in err


def test_export_writes_files_and_standard_output(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    target = tmp_path / "g.graphml"
    code, out, err = run("export", target)
    graph = nx.read_graphml(target)
    told = f"written: {graph.number_of_nodes()} nodes, {graph.number_of_edges()} edges: {target}\n"
    assert (code, out, err) == (0, "", told)
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
        (["export", ""], 2, "the one given is empty"),
        (["claims", "--predicate", "acused"], 2, "did you mean ACCUSED"),
        (["claims", "--since", "yesterday"], 2, "no date; write a day like 2024-03-22"),
        (["claims", "--until", "2023-02-29"], 2, "no date; write a day like 2024-03-22"),
        (["timeline", "--since", "2024-3-1"], 2, "no date; write a day like 2024-03-22"),
        (["query", "timeline", "-p", "since=friday"], 2, "no date; write a day like 2024-03-22"),
        (["timeline", "--since", "2024-04", "--until", "2024-03-31"], 2, "exchange the two"),
        (["query", "MATCH (n) RETURN n, '\udcff'"], 2, "no UTF-8 text"),
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


def test_a_refused_export_touches_nothing(run, built: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.chdir(tmp_path)
    assert run("export", "")[0] == 2
    assert not list(tmp_path.iterdir())
    before = sorted(built.iterdir())
    code, _, err = run("export", built)
    assert code == 2
    assert "is a workspace of kg" in err
    assert sorted(built.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["find", "$x"], "nobody and nothing in the graph is called '$x'"),
        (["claims", "--about", "Putin", "--since", "2031"], "try without --about or --since"),
        (["claims", "--receipts", "--until", "1900"], "try without --until"),
        (["timeline", "--until", "1800"], "try without --since or --until"),
        (["query", "MATCH (n) WHERE n.name = 'x' RETURN n.name"], "no rows"),
        (["why", "Kenya", "Islamic State"], "kg path"),
        (["path", "Kenya", "Islamic State"], "no chain of at most 4 edges"),
    ],
)
def test_an_empty_answer_is_told_and_prints_nothing(run, arguments: list[str], says: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*arguments)
    assert (code, out) == (0, "")
    assert says in err
    assert len(err.splitlines()) == 1
    if "--receipts" not in arguments:
        assert run(*arguments, "--format", "json")[1] == "[]\n"
        assert run(*arguments, "--format", "jsonl")[1] == ""
        assert len(run(*arguments, "--format", "csv")[1].splitlines()) == 1


def test_signs_are_part_of_a_name(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text("Police in Kenya arrested Omar Haddad on 3 May 2021.\n")
    run("build", tmp_path / "a.txt", "-w", tmp_path / "ws")
    assert json.loads(run("find", "haddad!", "--format", "json", "-w", tmp_path / "ws")[1])
    assert json.loads(run("find", "$haddad", "--format", "json", "-w", tmp_path / "ws")[1]) == []


def test_a_surname_lists_everybody_who_bears_it(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    text = (
        "Norwegian Foreign Minister Anna Lund met Pedro Alves in Oslo. Anna Lund accused Russia.\n\n"
        "Lund also criticised Sweden."
    )
    (tmp_path / "a.txt").write_text(text)
    second = {"title": "Skiers mourn", "text": "Trainer Erik Lund praised the skiers of Norway on Monday."}
    (tmp_path / "b.jsonl").write_text(json.dumps(second))
    work = ("-w", tmp_path / "ws")
    run("build", tmp_path / "a.txt", tmp_path / "b.jsonl", *work)
    code, out, err = run("show", "Lund", *work)
    assert (code, out) == (2, "")
    lines = [line for line in err.splitlines() if "Person" in line]
    assert any("Anna Lund" in line and "Foreign Minister" in line for line in lines), err
    assert any("Erik Lund" in line and "'Skiers mourn'" in line for line in lines), err
    chosen = next(line.split()[0] for line in lines if "Erik Lund" in line)
    assert run("show", chosen, *work)[1].startswith("Erik Lund")
    assert run("show", "Anna Lund", *work)[1].startswith("Anna Lund")
    assert run("claims", "--about", "lund", *work)[0] == 2


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
    assert "1 document (1 read now" in out
    assert "skipped: news/empty.txt: " in err
    code, out, _ = run("status", *work)
    assert code == 0
    assert "skipped news/empty.txt: " in out
    report = json.loads(run("build", small, "--format", "json", *work)[1])
    assert (report["documents"], report["read"], report["unchanged"]) == (1, 0, 1)


def test_what_could_not_be_analysed_is_skipped_once(
    run, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:  # type: ignore[no-untyped-def]
    from kg import workers

    real = workers.reader

    def failing(model: str | None, rules: tuple[Path, ...]):  # type: ignore[no-untyped-def]
        read = real(model, rules)

        def one(article):  # type: ignore[no-untyped-def]
            if "Haddad" in article.text:
                raise RecursionError("too deep")
            return read(article)

        return one

    monkeypatch.setattr(workers, "reader", failing)
    (small / "b.txt").write_text("Norway's foreign minister Anna Lund met Pedro Alves in Lisbon.\n")
    work = ("-w", tmp_path / "ws")
    code, _, err = run("build", small, *work)
    assert code == 3
    assert "skipped: news/a.txt: could not be analysed" in err
    code, _, err = run("build", small, *work)
    assert code == 0
    assert "not in the graph since an earlier build: news/a.txt: could not be analysed" in err


def test_a_model_that_cannot_be_loaded_leaves_no_trace(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    assert run("build", small, "--model", "no-such-model", "-w", tmp_path / "ws")[0] == 1
    assert not (tmp_path / "ws").exists()
    assert run("build", small, "-w", tmp_path / "ws")[0] == 0
    assert run("build", small, "--model", "no-such-model", "-w", tmp_path / "ws")[0] == 1
    assert run("build", small, "-w", tmp_path / "ws")[2] == ""  # no remark that the model had changed


def test_forget_and_undo(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    work = ("-w", tmp_path / "ws")
    run("build", small, *work)
    assert run("forget", "news/a.txt", *work)[1].startswith("forgotten: ")
    assert json.loads(run("find", "Haddad", "--format", "json", *work)[1]) == []
    assert run("forget", "news/a.txt", "--undo", *work)[1].startswith("back in the graph: ")
    assert len(json.loads(run("find", "Haddad", "--format", "json", *work)[1])) == 1


def test_forget_takes_the_ids_that_show_and_tables_print(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    work = ("-w", tmp_path / "ws")
    run("build", small, *work)
    table = list(csv.DictReader(io.StringIO(run("claims", "--format", "csv", *work)[1])))
    whole = table[0]["document_id"]
    shown = run("show", "Haddad", *work)[1].rpartition(", ")[2].strip(" )\n")
    assert whole.startswith("doc-")
    assert whole.startswith(shown)
    for name in (whole, shown):
        assert run("forget", name, *work)[1].startswith("forgotten: ")
        assert run("forget", name, "--undo", *work)[1].startswith("back in the graph: ")
    for name in ("doc-", "doc-0", whole[:8]):
        assert run("forget", name, *work)[0] == 2


RULE = "{id: praise, relation: CRITICIZED, verb: [mock], subject: agent, object: patient, examples: EXAMPLES}"
EXAMPLES = "{yes: [[The army mocked Kenya., army, Kenya]], no: [The army was late.]}"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("rules: [\n", "my.yaml: the rule file is not valid YAML"),
        ("- a\n", "my.yaml: a rule file has `relations:` and `rules:`"),
        ("rule: []\n", "unknown key rule (keys relations, rules)"),
        ("rules: {a: b}\n", "`rules` is a list"),
        ("rules: [praise]\n", "a rule is a mapping of keys to values"),
        ("relations: {LIKED: {from: Agent, to: Agent, symetric: true}}\n", "relation LIKED: unknown key symetric"),
        ("relations: {LIKED: {from: Agent, to: Agent, group: friends}}\n", "relation LIKED, group: no such value"),
        (RULE.replace("verb", "verbs"), "rule praise: unknown key verbs; did you mean verb?"),
        (
            RULE.replace("CRITICIZED", "CRITICISED"),
            "rule praise: no such relation: CRITICISED; did you mean CRITICIZED",
        ),
        (RULE.replace("agent", "agnet"), "rule praise, subject: no such role: agnet; did you mean agent? (roles"),
        (RULE.replace("patient,", "patient.fro,"), "rule praise, object: no such role: fro; did you mean from?"),
        (RULE.replace("patient,", "on,"), "write it in quotes: 'on'"),
        (
            RULE.replace("examples", "polarity: negative, examples"),
            "polarity: no such value: negative (values affirmed",
        ),
        (
            RULE.replace("examples", "hedge: suspect, examples"),
            "hedge: no such value: suspect; did you mean suspected?",
        ),
        (RULE.replace("examples", "role: helper, examples"), "role: no such value: helper (values perpetrator"),
        (RULE.replace("examples", "fallback: salience, examples"), "fallback: no such value: salience"),
        (RULE.replace("examples", "object_is: violence, examples"), "object_is: no such value: violence"),
        (RULE.replace("examples", "where: [a], examples"), "rule praise, where: maps roles to lemmas"),
        (RULE.replace(", examples: EXAMPLES", ""), "rule praise: needs `examples` with `yes` and `no`"),
        (RULE.replace("EXAMPLES", "{yes: [[The army mocked Kenya., army]]}"), "needs a list of sentences under `no`"),
        (RULE.replace("EXAMPLES", "{yes: [A sentence.], no: [B.]}"), "is [sentence, words of the subject, words of"),
    ],
)
def test_a_bad_rule_file_is_told_by_file_rule_and_key(
    run, small: Path, tmp_path: Path, content: str, says: str
) -> None:  # type: ignore[no-untyped-def]
    rules = tmp_path / "my.yaml"
    rules.write_text((f"rules:\n  - {content}" if content.startswith("{") else content).replace("EXAMPLES", EXAMPLES))
    code, out, err = run("build", small, "--rules", rules, "-w", tmp_path / "ws")
    assert (code, out) == (2, "")
    assert str(rules) in err
    assert says in err
    assert not (tmp_path / "ws").exists()


def test_a_good_rule_file_is_taken(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    rules = tmp_path / "my.yaml"
    rules.write_text(f"rules:\n  - {RULE}".replace("EXAMPLES", EXAMPLES))
    assert run("build", small, "--rules", rules, "-w", tmp_path / "ws")[0] == 0


def test_eval_reads_what_the_key_covers_and_names_what_is_missing(run, articles: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    gold = Path(__file__).parent.parent / "examples" / "gold" / "crocus.json"
    alone = [articles / name for name in ("crocus-wire.txt", "crocus-agency.md", "crocus-one-year.json")]
    code, out, err = run("eval", gold, *alone, "--format", "json")
    assert code == 3
    assert "document crocus-front-page is not among the articles" in err
    code, more, err = run("eval", gold, *alone, articles / "kenya-result.jsonl", "--format", "json")
    assert code == 3
    assert more == out
    assert "left out, since the key does not cover them: 1 files: " in err
    assert "kenya-result.jsonl" in err
    code, _, err = run("eval", gold, articles / "kenya-result.jsonl")
    assert code == 1
    assert "it covers crocus-agency" in err


def test_status_names_missing_metadata(run, small: Path, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    run("build", small, "-w", tmp_path / "ws")
    rows = json.loads(run("status", "--missing", "--format", "json", "-w", tmp_path / "ws")[1])
    assert [(row["location"], row["missing"], row["published"]) for row in rows] == [
        ("news/a.txt", "published, publisher", None)
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
    for form in ("jsonl", "table"):
        command = f"{sys.executable} -m kg.cli claims --format {form} -w '{built}' | head -n 1; echo ${{PIPESTATUS[0]}}"
        done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, check=True)
        assert done.stderr == ""
        assert done.stdout.splitlines()[1] == "141"


def test_ctrl_c_is_no_traceback(articles: Path, tmp_path: Path) -> None:
    for workers in ("1", "2"):
        arguments = [*KG, "build", str(articles), "-w", str(tmp_path / f"ws{workers}"), "--workers", workers]
        process = subprocess.Popen(
            arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
            # A shell starts what runs in the background with the signal ignored, and so would its children.
            preexec_fn=partial(signal.signal, signal.SIGINT, signal.SIG_DFL),
        )  # fmt: skip
        evidence = tmp_path / f"ws{workers}" / "evidence.sqlite"
        while not evidence.exists() and process.poll() is None:
            time.sleep(0.01)
        time.sleep(0.3)
        os.killpg(process.pid, signal.SIGINT)
        _, err = process.communicate(timeout=60)
        assert process.returncode == 130, err
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
