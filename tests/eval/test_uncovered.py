from __future__ import annotations

import json
from pathlib import Path

import pytest

from kg import cli
from kg.errors import KgError, UsageError
from kg.eval import find_uncovered
from kg.eval.uncovered import Predicate, Tally
from kg.extract import layers_of, load_rules, record_of
from kg.extract.survey import LONGEST, Use, known, survey
from kg.records import Article
from kg.workers import pipeline


def uses(text: str) -> list[Use]:
    article = Article(text, "a.txt")
    layers = layers_of(pipeline(None)(text), article)
    return list(survey(layers, record_of(layers, article, load_rules())))


def shapes(text: str) -> list[tuple[str, str, bool]]:
    return [(use.lemma, use.frame, use.covered) for use in uses(text)]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]):  # type: ignore[no-untyped-def]
    def kg(*arguments: object) -> tuple[int, str, str]:
        code = cli.run([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return kg


# -- what counts ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("France snubbed Germany.", ("snub", "SUBJ verb OBJ", False)),
        ("Germany was snubbed by France.", ("snub", "SUBJ verb OBJ", False)),
        ("Officials in Spain confided in Italian diplomats.", ("confide", "SUBJ verb in OBL", False)),
        ("Omar Haddad was introduced to Spanish officials.", ("introduce", "SUBJ be verb to OBL", False)),
        ("France's rivalry with Germany is old.", ("rivalry", "POSS noun with OBL", False)),
        ("The rivalry between France and Germany is old.", ("rivalry", "noun between OBL", False)),
        ("Omar Haddad, an heir of Lena Voss, lives here.", ("heir", "APPOS noun of OBL", False)),
        ("Police in Kenya arrested Omar Haddad.", ("arrest", "SUBJ verb OBJ", True)),
    ],
)
def test_a_predicate_of_two_agents_counts_whatever_the_construction(text: str, expected: tuple[str, str, bool]) -> None:
    assert expected in shapes(text)


@pytest.mark.parametrize(
    "text",
    [
        "France snubbed the proposal.",  # a thing
        "It snubbed them.",  # nobody knows who
        "Lena Voss slept in Paris.",  # a place where something is done, not to whom
        "According to Reuters, Lena Voss slept.",
        "Lena Voss admired herself.",
        "Lena Voss left office.",
        "The army refuelled in churches.",
        "Ann Brook, 30 kilometers from Basra, slept.",
    ],
)
def test_one_agent_is_not_two(text: str) -> None:
    assert not shapes(text)


def test_a_light_verb_is_counted_as_its_noun() -> None:
    found = shapes("Norway opened a correspondence with Sweden.")
    assert [lemma for lemma, _, _ in found] == ["correspondence"]


def test_a_remark_covers_nothing_of_what_was_said() -> None:
    found = {lemma: covered for lemma, _, covered in shapes("Lena Voss said that France snubbed Germany.")}
    assert found == {"snub": False}


def test_a_verb_of_saying_is_covered_where_it_gives_a_speaker() -> None:
    text = "Lena Voss told reporters that France attacked Germany. Lena Voss told reporters a joke."
    assert [use.covered for use in uses(text) if use.lemma == "tell"] == [True, False]


def test_offsets_are_those_of_the_sentence_and_of_the_predicate() -> None:
    text = "Rain fell.\n\nFrance snubbed Germany. Nobody minded."
    [use] = uses(text)
    assert text[use.start : use.end] == "France snubbed Germany."
    assert text[use.trigger_start : use.trigger_end] == "snubbed"


def test_a_long_sentence_is_cut_around_its_predicate() -> None:
    text = "Rain fell, " * 60 + "and France snubbed Germany" + ", and snow fell" * 60 + "."
    found = [use for use in uses(text) if use.lemma == "snub"]
    assert found
    for use in found:
        assert use.end - use.start <= LONGEST
        assert use.start <= use.trigger_start < use.trigger_end <= use.end


def test_what_a_lemma_gives_elsewhere_is_named() -> None:
    rules = load_rules()
    assert "SUPPORTED" in known(rules, "support", "verb")
    assert known(rules, "tell", "verb")[-1] == "says"
    assert known(rules, "snub", "verb") == ()


# -- counting ---------------------------------------------------------------------------------------------------------


def use(lemma: str, frame: str = "SUBJ verb OBJ", covered: bool = False) -> Use:
    return Use(lemma, "verb", frame, covered, 0, 4, 0, 2)


def ranked(tally: Tally) -> list[Predicate]:
    return list(tally.predicates(lambda lemma, pos: ()))


def test_the_commonest_comes_first_and_ties_go_by_lemma() -> None:
    tally = Tally(examples=1)
    tally.add(Article("text", "a"), [use("sue"), use("hail"), use("snub"), use("snub", "SUBJ verb in OBL")])
    tally.add(
        Article("Text", "b"), [use("snub", "SUBJ verb in OBL"), use("hail", covered=True), use("visit", covered=True)]
    )
    found = ranked(tally)
    assert [(p.lemma, p.count, p.covered, p.documents) for p in found] == [
        ("snub", 3, 0, 2),
        ("hail", 1, 1, 1),
        ("sue", 1, 0, 1),
    ]
    assert found[0].frames == (("SUBJ verb in OBL", 2), ("SUBJ verb OBJ", 1))
    assert [(e.document, e.sentence) for e in found[0].examples] == [("a", "text")]
    assert (tally.documents, tally.uses, tally.covered) == (2, 7, 2)


def test_only_the_two_commonest_frames_are_told_in_a_fixed_order() -> None:
    tally = Tally()
    tally.add(Article("text", "a"), [use("go", f"SUBJ verb {case} OBL") for case in ("to", "with", "against")])
    assert ranked(tally)[0].frames == (("SUBJ verb against OBL", 1), ("SUBJ verb to OBL", 1))


def test_what_is_kept_does_not_grow_with_the_articles() -> None:
    tally = Tally(examples=2)
    for number in range(500):
        tally.add(Article("text", f"a{number}"), [use("snub")])
    [row] = ranked(tally)
    assert (row.count, row.documents, len(row.examples)) == (500, 500, 2)


# -- the whole --------------------------------------------------------------------------------------------------------


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("France snubbed Germany. Police in Kenya arrested Omar Haddad.\n")
    (folder / "b.jsonl").write_text('{"story": "Spain snubbed Italy."}\n{"story": "Norway sued Iceland."}\n')
    return folder


def test_the_order_of_paths_and_the_number_of_processes_change_nothing(news: Path) -> None:
    files = [news / "a.txt", news / "b.jsonl"]
    found = find_uncovered(files, text_field="story")
    assert [(p.lemma, p.count, p.documents) for p in found.predicates] == [("snub", 2, 2), ("sue", 1, 1)]
    assert found == find_uncovered(reversed(files), text_field="story", workers=2)


def test_a_rule_of_ones_own_covers(news: Path, tmp_path: Path) -> None:
    rules = tmp_path / "my.yaml"
    rules.write_text(
        "rules:\n  - {id: snub, relation: CRITICIZED, verb: snub, subject: agent, object: patient,\n"
        "     examples: {yes: [[France snubbed Germany., France, Germany]], no: [France slept.]}}\n"
    )
    found = find_uncovered([news], text_field="story", rules=[rules])
    assert [p.lemma for p in found.predicates] == ["sue"]


def test_what_cannot_be_read_is_no_report(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("eval", "--uncovered", tmp_path / "none.txt")
    assert (code, out) == (1, "")
    assert "none.txt" in err
    assert "nothing to count" in err


def test_nothing_to_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="no article"):
        find_uncovered([])
    with pytest.raises(UsageError):
        find_uncovered([tmp_path], rules=[tmp_path / "none.yaml"])


def test_the_table_has_a_line_for_each_and_its_sentences(run, news: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run("eval", "--uncovered", news, "--text-field", "story", "--limit", 1, "--examples", 1)
    lines = out.splitlines()
    assert code == 0
    assert lines[0] == "3 documents: something was made of 1 of 4 uses of verbs and nouns with two agents"
    assert lines[2].split()[:5] == ["snub", "verb", "2", "0", "2"]
    assert lines[3:5] == ['    "France snubbed Germany."', f"    {news / 'a.txt'}, characters 0-23"]
    assert "sue" not in out
    assert "--limit cut them off" in err


def test_json_holds_the_same(run, news: Path) -> None:  # type: ignore[no-untyped-def]
    code, out, _ = run("eval", news, "--uncovered", "--text-field", "story", "--format", "json")
    found = json.loads(out)
    assert code == 0
    assert (found["documents"], found["uses"], found["covered"]) == (3, 4, 1)
    assert [row["lemma"] for row in found["predicates"]] == ["snub", "sue"]
    first = found["predicates"][0]
    assert first["frames"] == [{"frame": "SUBJ verb OBJ", "count": 2}]
    assert [e["sentence"] for e in first["examples"]] == ["France snubbed Germany.", "Spain snubbed Italy."]


def test_text_of_articles_is_shown_and_never_obeyed(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a\x1b[31m.txt").write_text("France snubbed Germany, \u202e they say \u202c \x9b2J.\n")
    for form in ("table", "json"):
        code, out, err = run("eval", "--uncovered", tmp_path, "--format", form)
        assert code == 0
        assert "snub" in out
        assert not set("\x1b\x9b\u202e\u202c") & set(out + err)


def test_what_is_not_read_is_named(run, news: Path) -> None:  # type: ignore[no-untyped-def]
    (news / "c.txt").write_text(
        "Der Bundeskanzler hat am Montag in Berlin mit dem Präsidenten über den Haushalt gesprochen.\n"
    )
    (news / "d.json").write_text("{")
    code, out, err = run("eval", "--uncovered", news, "--text-field", "story")
    assert code == 3
    assert out.startswith("3 documents:")
    assert "c.txt: is in German" in err
    assert "d.json" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["eval"], "Missing argument 'KEY'"),
        (["eval", "key.json"], "only --uncovered needs no KEY"),
        (["eval", "none.json", "x"], "'KEY': File 'none.json' does not exist"),
        (["eval", "--uncovered"], "Missing argument 'PATH...'"),
        (["eval", "key.json", "x", "--limit", "3"], "--limit goes with --uncovered"),
        (["eval", "key.json", "x", "--examples", "3"], "--examples goes with --uncovered"),
        (["eval", "--uncovered", "x", "--limit", "-1"], "--limit"),
        (["eval", "--uncovered", "x", "--rules", "none.yaml"], "none.yaml"),
        (["eval", "--uncovered", "x", "--format", "csv"], "csv"),
    ],
)
def test_wrong_usage_is_told(run, arguments: list[str], says: str) -> None:  # type: ignore[no-untyped-def]
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert says in err
