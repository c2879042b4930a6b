from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from kg.errors import KgError, UsageError
from kg.eval import evaluate, load_key, score_claims, score_graph
from kg.eval.claims import bad_offsets
from kg.eval.key import Key
from kg.eval.run import document_name
from kg.records import Claim, Document, Edge, Extent, Extraction, Graph, Mention, Node, Span

TEXT = "Officials said the Front bombed the port.\nThe Front denied it. At least 12 people died, TASS said."


def key(**changes: object) -> Key:
    plain: dict[str, object] = {
        "entities": [
            {"id": "front", "type": "Organization", "names": ["the Front", "FRT"]},
            {"id": "port", "type": ["Place", "Organization"], "names": ["Port of Adra"]},
            {"id": "taste", "type": "Person", "names": ["Ann Lee"], "optional": True},
        ],
        "events": [{"id": "bombing", "names": ["bombing of the port", "attack"], "date": "2024-03-22"}],
        "relations": [["front", "ACCUSED_OF", "bombing"], ["front", "MET_WITH", "port"]],
        "optional": [["bombing", "OCCURRED_AT", "port"]],
        "forbidden": [["front", "CARRIED_OUT", "bombing"]],
        "claims": [
            {
                "document": "news", "predicate": "ACCUSED_OF", "polarity": "affirmed", "subject": "front",
                "object": "bombing", "speaker": ["officials"], "reported_by": None, "certainty": ["reported"],
                "evidence": "Officials said the Front  bombed the port.",
            },
            {
                "document": "news", "predicate": "FIGURE", "polarity": "affirmed", "subject": "bombing", "object": None,
                "speaker": None, "reported_by": ["TASS"], "certainty": ["reported"], "kind": "killed", "min": 12,
                "max": None, "evidence": "At least 12 people died, TASS said.",
            },
            {
                "document": "news", "predicate": "DENIED_INVOLVEMENT_IN", "polarity": "affirmed", "subject": "front",
                "object": "bombing", "speaker": None, "reported_by": None, "certainty": ["fact"],
                "evidence": "The Front denied it.",
            },
        ],
    }  # fmt: skip
    return msgspec.convert({**plain, **changes}, Key)


def node(kind: str, name: str, **properties: object) -> Node:
    return Node(name, kind, {"name": name, **properties})  # type: ignore[dict-item]


FRONT, PORT = node("Organization", "Front", aliases=("FRT",)), node("Place", "Port of Adra")
BOMBING = node("Event", "attack, Adra, 2024-03-22", mentions=("attack",), date="2024-03-22")


def span(words: str, mention: str | None = None) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words), words, mention)


def claim(predicate: str, subject: str, evidence: str, **changes: object) -> Claim:
    start = TEXT.index(evidence)
    extent = Extent(start, start + len(evidence))
    plain = Claim(
        "c", predicate, "affirmed", "reported", "unknown", "none", span(subject, "m1"), None, extent, extent, "r", 0.9
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def record(*claims: Claim) -> Extraction:
    front = TEXT.index("Front")
    mention = Mention("m1", front, front + 5, "Front", "ORG", "name", "e1")
    return Extraction(Document("d", None, None, None, None, None, "en", TEXT), (mention,), (), claims)


ACCUSED = claim("ACCUSED_OF", "Front", "the Front bombed the port", speaker=span("Officials"))
FIGURE = claim("FIGURE", "port", "12 people died", kind="killed", min=12, reported_by=(span("TASS"),))


def test_a_right_graph_scores_one() -> None:
    edges = (
        Edge("Front", "ACCUSED_OF", BOMBING.id),
        Edge("Port of Adra", "MET_WITH", "Front"),  # symmetric: the order of the ends does not count
        Edge(BOMBING.id, "OCCURRED_AT", "Port of Adra"),
        Edge("Front", "MENTIONED_IN", "Port of Adra"),
    )
    score = score_graph(Graph((FRONT, PORT, BOMBING), edges), key())
    assert score.entities.f1 == pytest.approx(1)
    assert (score.relations.tp, score.relations.fp, score.relations.fn) == (2, 0, 0)
    assert score.nodes_of_events == {"bombing": 1}
    assert score.forbidden == ()


def test_faults_of_a_graph_are_counted() -> None:
    split = node("Organization", "FRT")
    stranger, tasted = node("Person", "Bob"), node("Person", "Ann Lee")
    edges = (
        Edge("Front", "CARRIED_OUT", BOMBING.id),
        Edge("Bob", "LEADS", "Front"),
        Edge("Ann Lee", "LEADS", "Front"),
        Edge("Front", "CLEARED_OF", BOMBING.id),
    )
    score = score_graph(Graph((FRONT, split, stranger, tasted, BOMBING), edges), key())
    assert (score.entities.tp, score.entities.fp, score.entities.fn) == (1, 2, 1)
    assert score.split_entities == (("front", "FRT"),)
    assert score.missing_entities == ("port",)
    assert (score.relations.tp, score.relations.fp, score.relations.fn) == (0, 2, 2)
    assert len(score.forbidden) == 1


def test_an_event_of_another_day_is_no_match() -> None:
    other = node("Event", "attack, Adra, 2020-01-01", mentions=("attack",), date="2020-01-01")
    assert score_graph(Graph((other,)), key()).nodes_of_events == {"bombing": 0}
    vague = node("Event", "attack, Adra", mentions=("the bombing of the port",), date="2024")
    assert score_graph(Graph((vague,)), key()).nodes_of_events == {"bombing": 1}


def test_right_claims_score_one_and_the_missed_one_counts() -> None:
    score = score_claims({"news": [record(ACCUSED, FIGURE)]}, key())
    assert (score.tp, score.fp, score.fn, score.neutral) == (2, 0, 1, 0)
    assert [score.speaker.share, score.outlet.share, score.certainty.share, score.figures.share] == [1, 1, 1, 1]
    assert score.bad_offsets == 0
    assert score.unplaced == []


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        (replace(ACCUSED, speaker=None), "speaker"),
        (replace(ACCUSED, certainty="fact"), "certainty"),
        (replace(ACCUSED, reported_by=(span("TASS"),)), "outlet"),
        (replace(FIGURE, max=12), "figures"),
        (replace(FIGURE, reported_by=()), "outlet"),
        (replace(FIGURE, speaker=span("TASS")), "speaker"),
    ],
)
def test_a_wrong_detail_lowers_its_figure_alone(changed: Claim, part: str) -> None:
    others = [FIGURE if changed.predicate == "ACCUSED_OF" else ACCUSED]
    score = score_claims({"news": [record(changed, *others)]}, key())
    assert score.tp == 2
    for name in ("speaker", "outlet", "certainty", "figures"):
        assert (getattr(score, name).share == 1) == (name != part)


@pytest.mark.parametrize(
    "changed",
    [
        replace(ACCUSED, polarity="denied"),
        replace(ACCUSED, subject=span("Officials")),
        replace(ACCUSED, evidence=FIGURE.evidence, sentence=FIGURE.sentence),
        replace(ACCUSED, predicate="CONDEMNED"),
        replace(FIGURE, kind="injured"),
    ],
)
def test_another_claim_is_wrong(changed: Claim) -> None:
    score = score_claims({"news": [record(changed)]}, key())
    assert (score.tp, score.fp, score.fn) == (0, 1, 3)


def test_a_claim_told_twice_is_neutral_and_standing_facts_are_left_out() -> None:
    score = score_claims({"news": [record(ACCUSED, ACCUSED, replace(ACCUSED, predicate="LEADS"))]}, key())
    assert (score.tp, score.fp, score.neutral) == (1, 0, 1)


def test_a_document_that_is_missing_is_named_and_counts() -> None:
    score = score_claims({}, key())
    assert (score.documents_missing, score.fn) == (["news"], 3)


def test_of_several_records_the_one_with_the_evidence_is_scored() -> None:
    other = Extraction(Document("o", None, None, None, None, None, "en", "Something else."))
    assert score_claims({"news": [other, record(ACCUSED)]}, key()).tp == 1


def test_offsets_that_do_not_quote_the_text_are_counted() -> None:
    assert bad_offsets(record(ACCUSED)) == 0
    wrong = replace(ACCUSED.subject, text="Fronts")
    assert bad_offsets(record(replace(ACCUSED, subject=wrong, speaker=replace(wrong, start=0)))) == 2


def test_a_broken_key_is_told(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    with pytest.raises(UsageError, match="cannot be read"):
        load_key(path)
    path.write_text("{}")
    with pytest.raises(KgError, match="is no answer key"):
        load_key(path)
    path.write_bytes(msgspec.json.encode(key(relations=[("front", "ACCUSED_OF", "nobody")])))
    with pytest.raises(KgError, match="'nobody', which is no id"):
        load_key(path)
    wrong = msgspec.structs.replace(key().claims[0], speaker={"any": ["nobody"]})
    path.write_bytes(msgspec.json.encode(key(claims=[wrong])))
    with pytest.raises(KgError, match="'nobody', which is no id"):
        load_key(path)


def test_documents_are_named_by_their_files() -> None:
    for location in ("a/b/news.txt", "news.html.gz", "news.jsonl#3", "/x/news.md"):
        assert document_name(location) == "news"


def test_the_example_keys_fit_their_articles(articles: Path) -> None:
    gold = Path(__file__).parents[2] / "examples" / "gold"
    names = {path.stem for path in articles.iterdir()}
    told = {claim.document for name in ("crocus", "world") for claim in load_key(gold / f"{name}.json").claims}
    assert told == names


@pytest.mark.model
@pytest.mark.shared
def test_the_figures_are_those_of_the_reference_scorers(shared: Path, tmp_path: Path) -> None:
    gold, texts = shared / "gold" / "crocus.json", shared / "articles"
    ours = evaluate(gold, [texts]).figures()
    kg = [sys.executable, "-m", "kg.cli"]
    subprocess.run([*kg, "build", str(texts), "-w", str(tmp_path / "ws")], check=True, capture_output=True)
    subprocess.run([*kg, "export", str(tmp_path / "g.graphml"), "-w", str(tmp_path / "ws")], check=True)
    with (tmp_path / "out.jsonl").open("w") as out:
        subprocess.run([*kg, "extract", str(texts)], check=True, stdout=out)

    def reference(tool: str, file: str) -> dict[str, object]:
        command = [sys.executable, str(shared / "tools" / tool), str(tmp_path / file), str(gold), "--json"]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        return dict(json.loads(done.stdout))

    graph, claims = reference("score_graph.py", "g.graphml"), reference("score_record.py", "out.jsonl")
    assert ours["entities"] == graph["entities"]
    assert ours["relations"] == graph["relations"]
    assert ours["forbidden"] == graph["forbidden"]
    assert ours["nodes_of_events"]["attack"] == graph["attack_nodes"]
    for name in ("tp", "fp", "fn", "neutral"):
        assert ours["claims"][name] == claims[name]
    for name in ("speaker", "outlet", "certainty", "figures"):
        assert ours[name] == pytest.approx(claims[name], abs=1e-4)
    assert ours["bad_offsets"] == claims["bad_offsets"]
