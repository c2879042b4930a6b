"""The query library: its heads, the Cypher that both stores run, and the rows of every query on a small graph."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from stores.small import small_graph

from kg.errors import UsageError
from kg.ontology import load_ontology
from kg.records import Graph
from kg.stores import Store, open_store
from kg.stores.library import NamedQuery, library, parse_query
from kg.stores.readonly import check_reading

NAMES = sorted(library())
# These list or count, and assert nothing of anybody.
WITHOUT_SENTENCE = {"most-connected", "documents-mentioning"}
PAIRED = {"rival-claims", "contradictions"}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    opened = open_store(tmp_path_factory.mktemp("queries") / "g", ontology=load_ontology(), create=True)
    opened.load(small_graph())
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def shuffled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    graph = small_graph()
    opened = open_store(tmp_path_factory.mktemp("queries") / "g", ontology=load_ontology(), create=True)
    opened.load(Graph(graph.nodes[::-1], graph.edges[::-1]))
    yield opened
    opened.close()


def run(store: Store, name: str, /, **given: Any) -> list[dict[str, Any]]:
    query = library()[name]
    return store.query(query.cypher, query.bind(given)).dicts()


# name: the claims of its rows in order, and the first row in part.
EXPECTED: dict[str, tuple[list[str], dict[str, Any]]] = {
    "accused-of": (["clm_04"], {"who": "Ruria", "role": "organiser", "certainty": "alleged", "speaker": "Ada Kern"}),
    "affiliations": (["clm_23"], {"who": "Ada Kern", "how": "MEMBER_OF", "what": "River Brigade"}),
    "arrests": (["clm_12"], {"who": "Federal Service", "whom": "Ada Kern"}),
    "casualty-figures": (
        ["clm_07", "clm_08"],
        {"kind": "killed", "at_least": 10, "at_most": 10, "publisher": "Morning Wire"},
    ),
    "condolences": (["clm_25"], {"who": "Ruria"}),
    "criticism": (["clm_18"], {"who": "Bo Lund", "what": "CRITICIZED", "whom": "Ada Kern"}),
    "demands": (["clm_26"], {"who": "Bo Lund", "whom": "Ruria"}),
    "disputed-events": (
        ["clm_04", "clm_06", "clm_01", "clm_02", "clm_03"],
        {"event": "bombing, Port Ansel, 2021-05-04", "who": "Ruria", "says": "ACCUSED_OF", "polarity": "affirmed"},
    ),
    "events-without-claim": (["clm_10", "clm_21"], {"event": "raid, Velt, 2021-06", "date": "2021-06"}),
    "meetings": (["clm_19"], {"who": "Ada Kern", "what": "MET_WITH", "whom": "Bo Lund"}),
    "nameless-sources": (["clm_17"], {"speaker": "two officials", "reported_by": "Radio One", "object": "Velt"}),
    "one-speaker-only": (
        ["clm_05", "clm_04", "clm_02", "clm_20", "clm_14", "clm_18", "clm_26", "clm_03", "clm_13"],
        {"speaker": "Ada Kern", "predicate": "ACCUSED", "object": "Ruria"},
    ),
    "said-about": (
        ["clm_04", "clm_05", "clm_02", "clm_20", "clm_14", "clm_03", "clm_13", "clm_18", "clm_26", "clm_07", "clm_06"],
        {"speaker": "Ada Kern", "subject": "Ruria", "predicate": "ACCUSED_OF"},
    ),
    "sanctions": (["clm_13"], {"who": "Ruria", "whom": "Northern Front", "speaker": "Bo Lund"}),
    "support": (["clm_20"], {"who": "River Brigade", "what": "SUPPORTED"}),
    "timeline": (["clm_01", "clm_10"], {"day": "2021-05-04", "event_type": "Attack", "status": "occurred"}),
    "victims": (["clm_22"], {"who": "Ada Kern", "how": "INJURED_IN"}),
    "violence": (["clm_17"], {"who": "River Brigade", "what": "ATTACKED", "whom": "Velt"}),
    "warnings": (["clm_15"], {"who": "Federal Service", "what": "attack, Ruria", "said_on": "2021-04-20"}),
    "warnings-before": (["clm_15"], {"event": "bombing, Port Ansel, 2021-05-04", "warned_of": "attack, Ruria"}),
    "what-happened": (["clm_28", "clm_09", "clm_10"], {"event": "attack, Ruria", "status": "feared", "date": ""}),
    "who-accuses-whom": (
        ["clm_05"],
        {"accuser": "Ada Kern", "accused": "Ruria", "event": "bombing, Port Ansel, 2021-05-04"},
    ),
    "who-claimed": (["clm_01", "clm_02"], {"who": "Northern Front", "certainty": "fact", "speaker": ""}),
    "who-clears-whom": (["clm_06"], {"who": "Ruria", "speaker": "Federal Service"}),
    "who-condemned": (["clm_14"], {"who": "Bo Lund", "speaker": "Bo Lund"}),
    "who-denied": (["clm_03", "clm_16"], {"who": "Ruria", "speaker": "Bo Lund"}),
    "who-investigates": (["clm_24"], {"who": "Federal Service"}),
    "who-leads-what": (
        ["clm_11"],
        {"who": "Bo Lund", "role": "president", "since": "2019", "current": True, "what": "Ruria"},
    ),
}


def test_every_query_has_expected_rows() -> None:
    assert sorted({*EXPECTED, *WITHOUT_SENTENCE, *PAIRED}) == NAMES
    assert len(NAMES) >= 18


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_rows(name: str, store: Store) -> None:
    rows = run(store, name)
    claims, first = EXPECTED[name]
    assert [row["claim"] for row in rows] == claims
    assert {key: rows[0][key] for key in first} == first
    for row in rows:
        assert row["sentence"] == f"Sentence of {row['claim']}."
        assert row["document"]
        assert {"publisher", "published", "speaker", "reported_by"} <= set(row)


def test_rival_claims_name_both_sides_with_their_sources(store: Store) -> None:
    (row,) = run(store, "rival-claims")
    assert (row["one"], row["other"]) == ("River Brigade", "Northern Front")
    assert (row["one_sentence"], row["other_sentence"]) == ("Sentence of clm_02.", "Sentence of clm_01.")
    assert (row["one_document"], row["other_publisher"]) == ("A week after", "Morning Wire")


def test_contradictions_of_a_kind(store: Store) -> None:
    assert [row["kind"] for row in run(store, "contradictions")] == ["denial", "figure", "rival_claim"]
    (row,) = run(store, "contradictions", kind="figure")
    assert (row["one_claim"], row["other_claim"]) == ("clm_07", "clm_08")


def test_counts(store: Store) -> None:
    rows = run(store, "most-connected")
    assert rows[0] == {
        "name": "bombing, Port Ansel, 2021-05-04",
        "type": "Event",
        "neighbours": 7,
        "edges": 10,
        "documents": 2,
        "id": "evt_port",
    }
    assert {row["type"] for row in run(store, "most-connected", type="Person")} == {"Person"}
    mentions = run(store, "documents-mentioning", name="nf")
    assert [(r["document"], r["times"]) for r in mentions] == [("Blast at the harbour", 1), ("A week after", 1)]


@pytest.mark.parametrize(
    ("name", "given", "claims"),
    [
        ("who-claimed", {"who": "the front"}, ["clm_01"]),
        ("who-claimed", {"event": "HARBOUR"}, ["clm_01", "clm_02"]),
        ("who-claimed", {"event": "harbour", "who": "nobody"}, []),
        ("who-denied", {"event": "charges"}, ["clm_16"]),
        ("said-about", {"speaker": "kern", "about": "rurian"}, ["clm_04", "clm_05"]),
        ("casualty-figures", {"kind": "injured"}, []),
        ("what-happened", {"since": "2021-06-15"}, ["clm_10"]),
        ("what-happened", {"until": "2021-05-04", "place": "port"}, ["clm_09"]),
        ("timeline", {"until": "2021-05-31"}, ["clm_01"]),
        ("one-speaker-only", {"speaker": "bo"}, ["clm_14", "clm_18", "clm_26", "clm_03", "clm_13"]),
        ("who-claimed", {"who": "' OR true OR '"}, []),
    ],
)
def test_parameters(name: str, given: dict[str, str], claims: list[str], store: Store) -> None:
    assert [row["claim"] for row in run(store, name, **given)] == claims


@pytest.mark.parametrize("name", NAMES)
def test_rows_do_not_depend_on_the_order_of_loading(name: str, store: Store, shuffled: Store) -> None:
    assert run(store, name) == run(shuffled, name)


def stripped(cypher: str) -> str:
    """Cypher without its string literals."""
    return re.sub(r"'(?:\\.|[^'\\])*'", "''", cypher)


@pytest.mark.parametrize("name", NAMES)
def test_the_subset_that_both_stores_run(name: str) -> None:
    query = library()[name]
    text = stripped(query.cypher)
    check_reading(query.cypher)
    for construct, what in {
        r"\b(labels|type|keys|properties|id|elementId|label|nodes|relationships|rels)\s*\(": "a function of one store",
        r"\bCALL\b": "CALL",
        r"\w\s*\{\s*\.": "a map projection",
        r"\[\s*\w+\s+IN\b[^\]]*\|": "a list comprehension",
        r"\b(shortestPath|allShortestPaths|SHORTEST|ANY SHORTEST)\b": "a shortest path",
        r"\*\s*(\]|\.\.\s*\]|\d+\.\.\s*\]|\.\.)": "an unbounded path",
        r"\b(apoc|list_\w+|array_\w+|struct_\w+|regexp_\w+)\b": "a function of one store",
        r"\b(FROM|MIN|MAX|GROUP)\b(?!`)(?=\s*\])": "an unquoted keyword",
        r"\.(min|max|group)\b": "an unquoted keyword as a property",
        r"\bany\([^()]*\$": "a parameter inside any(), which the embedded store cannot run",
        r":\w+:\w+": "several labels, which the stores read differently",
    }.items():
        assert not re.search(construct, text, re.IGNORECASE if construct.startswith(r"\bC") else 0), what


@pytest.mark.parametrize("name", NAMES)
def test_every_query_ends_in_a_total_order(name: str) -> None:
    cypher = library()[name].cypher
    returned, order = re.split(r"\bORDER BY\b", cypher.rsplit("RETURN", 1)[1])
    keys = [key.strip().removesuffix(" DESC") for key in order.split(",")]
    aliases = dict(re.findall(r"((?:\w+\.)+\w+) AS (\w+)", returned))
    ids = {alias for value, alias in aliases.items() if value.endswith(".id")}
    assert any(key in ids or key.endswith(".id") for key in keys), "the last key of the order is an id"
    nullable = [key for key in keys if re.fullmatch(r"\w+\.\w+", key) and not key.endswith(".id")]
    assert not nullable, "what may be null is sorted under coalesce"


@pytest.mark.parametrize("name", NAMES)
def test_names_of_the_ontology_in_queries_exist(name: str) -> None:
    ontology = load_ontology()
    text = stripped(library()[name].cypher)
    edges = {part for group in re.findall(r"\[\w*:([`\w|]+)", text) for part in group.replace("`", "").split("|")}
    assert edges <= set(ontology.edges)
    assert set(re.findall(r"\(\w*:(\w+)", text)) <= set(ontology.nodes)
    literals = set(re.findall(r"'([A-Z][A-Z_]{3,})'", library()[name].cypher))
    assert literals <= set(ontology.predicates)


@pytest.mark.parametrize("name", NAMES)
def test_every_parameter_is_described_and_used(name: str) -> None:
    query = library()[name]
    assert {parameter.name for parameter in query.parameters} == set(re.findall(r"\$(\w+)", query.cypher))
    assert query.title
    assert query.answers


def test_binding_refuses_what_does_not_fit() -> None:
    query = parse_query(
        "q", "// title: T\n// answers: A\n// param n: a number (default 3)\n// param who: a name\nRETURN $n\n"
    )
    assert query == NamedQuery("q", "T", "A", query.parameters, "RETURN $n\n")
    assert query.bind({"who": "x", "n": "7"}) == {"n": 7, "who": "x"}
    for given, message in (
        ({}, "needs a value for who"),
        ({"who": "x", "z": 1}, "it takes n, who"),
        ({"who": "x", "n": "many"}, "many"),
    ):
        with pytest.raises(UsageError, match=message):
            query.bind(given)


def test_a_head_that_is_not_a_head_is_found() -> None:
    for text in ("// titel: T\nRETURN 1", "// title: T\nRETURN 1"):
        with pytest.raises(ValueError, match="head"):
            parse_query("q", text)


def test_the_library_is_found_in_a_checkout_and_in_a_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    from kg.stores import library as module

    (tmp_path / "cypher" / "queries").mkdir(parents=True)
    assert Path(str(module.cypher_folder())).name == "cypher"
    monkeypatch.setattr(module.resources, "files", lambda package: tmp_path)
    assert Path(str(module.cypher_folder())) == tmp_path / "cypher"
