from __future__ import annotations

from typing import Any

import pytest

from kg.records import Edge, Graph
from kg.resolve import resolve

from .written import Written


def graph_of(*documents: Written) -> Graph:
    return resolve([d.stored() for d in documents]).graph


def edges(graph: Graph, kind: str) -> list[tuple[str, str]]:
    names = {n.id: n.name for n in graph.nodes}
    return [(names[e.source], names[e.target]) for e in graph.edges if e.type == kind]


def edge(graph: Graph, kind: str) -> Edge:
    (found,) = [e for e in graph.edges if e.type == kind]
    return found


def blast(document: str = "a", **rest: Any) -> Written:
    text = "[Hamas|ORG|e1] and [Fatah|ORG|e2] and the <blast|v1> in [Gaza|GPE|e3]. [Ann Lee|PERSON|e4] spoke."
    return Written(document, text, **rest).event("v1", date="2024-05-01", place=["Gaza"])


def test_receipts() -> None:
    document = blast(published="2024-05-02").claim("CLAIMED_RESPONSIBILITY_FOR", "Hamas", "v1", confidence=0.7)
    document.claim("CLAIMED_RESPONSIBILITY_FOR", "Ann Lee", "v1").claims[-1].update(subject="Hamas", speaker="Ann Lee")
    document.claims[-1].update(certainty="reported", confidence=0.5, reported_by=["local media"])
    graph = graph_of(document)
    found = edge(graph, "CLAIMED_RESPONSIBILITY_FOR").properties
    text = document.stored().extraction.document.text
    assert found["certainty"] == "fact"
    assert found["certainty_min"] == "reported"
    assert (found["claims"], found["documents"], found["independent_documents"]) == (2, 1, 1)
    assert found["speakers"] == ("Ann Lee",)
    assert found["outlets"] == ("local media",)
    assert found["evidence"] == text[found["start_char"] : found["end_char"]]  # type: ignore[misc]
    assert found["first_reported"] == found["last_reported"] == "2024-05-02"
    assert found["best_document"] in found["document_ids"]  # type: ignore[operator]
    assert set(found["claim_ids"]) <= {n.id for n in graph.nodes}  # type: ignore[arg-type]


def test_copies_of_a_wire_text_count_once_and_confidence_is_noisy_or() -> None:
    wire = "[Hamas|ORG|e1] met [Fatah|ORG|e2] in the old town on Monday to talk about prisoners"
    one = Written("a", f"{wire}.", published="2024-05-02").claim("MET_WITH", "Hamas", "Fatah")
    copy = Written("b", f"{wire} .", published="2024-05-03").claim("MET_WITH", "Hamas", "Fatah")
    other = Written("c", "Envoys of [Hamas|ORG|e1] sat down with [Fatah|ORG|e2].").claim("MET_WITH", "Hamas", "Fatah")
    found = edge(graph_of(one, copy), "MET_WITH").properties
    assert (found["documents"], found["independent_documents"], found["confidence"]) == (2, 1, 0.8)
    assert (found["first_reported"], found["last_reported"]) == ("2024-05-02", "2024-05-03")
    found = edge(graph_of(one, copy, other), "MET_WITH").properties
    assert (found["documents"], found["independent_documents"], found["confidence"]) == (3, 2, 0.96)


def test_confidence_never_reaches_one() -> None:
    words = ["went", "sat", "stood", "ran", "flew"]
    documents = [
        Written(w, f"[Hamas|ORG|e1] {w} {w} with [Fatah|ORG|e2].").claim("MET_WITH", "Hamas", "Fatah") for w in words
    ]
    assert edge(graph_of(*documents), "MET_WITH").properties["confidence"] == 0.99


def test_symmetric_edges_are_drawn_once_from_the_smaller_id() -> None:
    document = blast().claim("MET_WITH", "Hamas", "Fatah").claim("MET_WITH", "Fatah", "Hamas")
    found = edge(graph_of(document), "MET_WITH")
    assert found.source < found.target
    assert found.properties["claims"] == 2


def test_denials_contest_and_draw_nothing_of_what_they_deny() -> None:
    document = (
        blast().claim("ACCUSED_OF", "Hamas", "v1", certainty="alleged").claim("DENIED_INVOLVEMENT_IN", "Hamas", "v1")
    )
    document.claim("MET_WITH", "Hamas", "Fatah", polarity="denied").claim(
        "ARRESTED", "Hamas", "Ann Lee", polarity="denied"
    )
    graph = graph_of(document)
    found = edge(graph, "ACCUSED_OF").properties
    assert (found["denials"], found["contested"]) == (1, True)
    assert edge(graph, "DENIED_INVOLVEMENT_IN").properties["contested"] is False
    assert edges(graph, "MET_WITH") == edges(graph, "ARRESTED") == edges(graph, "CLEARED_OF") == []
    assert [e.properties["kind"] for e in graph.edges if e.type == "CONTRADICTS"] == ["denial"]


def test_a_third_party_clears() -> None:
    graph = graph_of(blast().claim("ACCUSED_OF", "Hamas", "v1", polarity="denied", speaker="Ann Lee"))
    assert edges(graph, "CLEARED_OF") == [("Hamas", "blast, Gaza, 2024-05-01")]
    assert edges(graph, "ACCUSED_OF") == []
    assert (
        edges(graph_of(blast().claim("ACCUSED_OF", "Hamas", "v1", polarity="denied", speaker="Hamas")), "CLEARED_OF")
        == []
    )


@pytest.mark.parametrize("certainty", ["possible", "planned"])
@pytest.mark.parametrize("kind", ["CARRIED_OUT", "CONDEMNED", "INVESTIGATES"])
def test_what_is_only_possible_or_planned_is_not_drawn(certainty: str, kind: str) -> None:
    assert edges(graph_of(blast().claim(kind, "Hamas", "v1", certainty=certainty)), kind) == []
    for drawn in ("ACCUSED_OF", "WARNED_OF"):
        assert edges(graph_of(blast().claim(drawn, "Hamas", "v1", certainty=certainty)), drawn)


def test_a_deed_in_a_feared_event_is_not_drawn() -> None:
    document = blast().claim("CARRIED_OUT", "Hamas", "v1").claim("OCCURRED_AT", "v1", "Gaza")
    document.events["v1"]["status"] = "feared"
    graph = graph_of(document)
    assert edges(graph, "CARRIED_OUT") == []
    assert edges(graph, "OCCURRED_AT")


def test_ends_that_the_ontology_does_not_allow_draw_no_edge() -> None:
    document = (
        blast().claim("KILLED_IN", "Hamas", "v1").claim("LEADS", "Hamas", "Fatah").claim("MET_WITH", "Hamas", "Hamas")
    )
    graph = graph_of(document)
    assert not edges(graph, "KILLED_IN") + edges(graph, "LEADS") + edges(graph, "MET_WITH")
    assert len(edges(graph, "SUBJECT")) == 3


def test_accusations_name_accusers_and_events() -> None:
    document = blast().claim("ACCUSED", "Fatah", "Hamas", about="v1")
    document.claim("ACCUSED_OF", "Hamas", "v1", within="c0", certainty="alleged", role="organiser")
    graph = graph_of(document)
    event = next(n.id for n in graph.nodes if n.type == "Event")
    assert edge(graph, "ACCUSED").properties["event_ids"] == (event,)
    assert edge(graph, "ACCUSED_OF").properties["accusers"] == ("Fatah",)
    assert edge(graph, "ACCUSED_OF").properties["role"] == "organiser"
    inner = next(n.id for n in graph.nodes if n.properties.get("predicate") == "ACCUSED_OF")
    outer = next(n.id for n in graph.nodes if n.properties.get("predicate") == "ACCUSED")
    assert [(e.source, e.target) for e in graph.edges if e.type == "WITHIN"] == [(inner, outer)]
    assert [(e.source, e.target) for e in graph.edges if e.type == "ABOUT"] == [(outer, event)]


def test_standing_facts_carry_the_office_of_the_latest_report() -> None:
    old = Written("a", "[Ann Lee|PERSON|e1], chief of [Hamas|ORG|e2].", published="2020-01-01")
    new = Written("b", "[Ann Lee|PERSON|e1], a former leader of [Hamas|ORG|e2].", published="2024-01-01")
    old.claim("LEADS", "Ann Lee", "Hamas", role="chief", current=True, since="2019")
    new.claim("LEADS", "Ann Lee", "Hamas", role="leader", current=False)
    graph = graph_of(old, new)
    found = edge(graph, "LEADS").properties
    assert (found["role"], found["current"], found["since"], found["until"]) == ("leader", False, "2019", None)
    (person,) = [n for n in graph.nodes if n.type == "Person"]
    assert person.properties["roles"] == ("chief", "leader")


def test_rival_claims_and_figures_contradict() -> None:
    one = (
        blast("a").claim("CLAIMED_RESPONSIBILITY_FOR", "Hamas", "v1").claim("FIGURE", "v1", kind="killed", min=3, max=3)
    )
    two = blast("b").claim("CLAIMED_RESPONSIBILITY_FOR", "Fatah", "v1").claim("FIGURE", "v1", kind="killed", min=9)
    kinds = sorted(str(e.properties["kind"]) for e in graph_of(one, two).edges if e.type == "CONTRADICTS")
    assert kinds == ["figure", "rival_claim"]
    two.claims[-1].update(min=2)  # "at least 2" does not exclude 3
    one.claim("PART_OF", "Hamas", "Fatah")  # a wing claims what its body claims
    assert not [e for e in graph_of(one, two).edges if e.type == "CONTRADICTS"]


def test_figures_of_different_groups_do_not_contradict() -> None:
    one = blast("a").claim("FIGURE", "v1", kind="killed", min=3, max=3, group="children")
    two = blast("b").claim("FIGURE", "v1", kind="killed", min=9, max=9, group="people")
    assert not [e for e in graph_of(one, two).edges if e.type == "CONTRADICTS"]


def test_reporters_keep_their_order_and_publishers_are_organizations() -> None:
    text = "[TASS|ORG|e1], citing [RIA Novosti|ORG|e2]: [Hamas|ORG|e3] met [Fatah|ORG|e4]."
    document = Written("a", text, publisher="The Example Post")
    graph = graph_of(document.claim("MET_WITH", "Hamas", "Fatah", reported_by=["RIA Novosti", "TASS"]))
    names = {n.id: n.name for n in graph.nodes}
    hops = {names[e.target]: e.properties["hop"] for e in graph.edges if e.type == "REPORTED_BY"}
    assert hops == {"RIA Novosti": 1, "TASS": 2}
    assert edges(graph, "PUBLISHED_BY") == [("a.txt", "Example Post")]
    assert edge(graph, "MET_WITH").properties["outlets"] == ("RIA Novosti", "TASS")
