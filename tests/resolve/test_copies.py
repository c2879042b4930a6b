"""Copies of texts: wire stories in several papers, and reports that only tell of the same thing."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kg.records import Furniture
from kg.resolve import resolve
from kg.resolve.copies import _candidates, copies

from .written import Written

STORY = [
    "Rescuers pulled eleven people out of the rubble of a hotel in the port on Tuesday, two days after it fell in.",
    "The fire brigade said that a wall in the cellar had been taken down a week before to make room for a lift.",
    "The owner could not be reached, and a man who answered his telephone said that he had gone to the mountains.",
    "Neighbours had complained about the noise since the spring, and one of them had written to the mayor twice.",
    "The mayor said that she had never seen the letters, and that the clerk who had opened them had since retired.",
]
LATER = [
    "A cousin of one of the dead said that nobody had told the family where the bodies were to be taken that night.",
    "The national union of builders called for a law under which every change of a wall would need a permit.",
]
INDEPENDENT = (
    "At the old quay nobody sleeps. Since Sunday, when the Bellevue came down, people bring soup and sit on crates. "
    "An engineer who lives opposite says that the lift was to go where the wall had been; he had told them so. "
    "Eleven came out alive yesterday, and each time somebody in the crowd rang a bicycle bell until it was quiet again."
)


def texts() -> dict[str, str]:
    return {
        "agency": " ".join(["Eleven alive after hotel collapse.", *STORY]),
        "cut tail": " ".join(["Hotel of horrors: they took down the wall", *STORY[:3]]),
        "added": " ".join(["Miracle in the port.", *STORY, *LATER]),
        "other": INDEPENDENT,
    }


def test_versions_of_a_wire_story_are_copies_and_a_report_of_the_same_event_is_none() -> None:
    groups = copies(texts())
    assert {groups.find(name) for name in ("agency", "cut tail", "added")} == {"added"}
    assert groups.find("other") == "other"


def test_the_order_of_documents_does_not_matter() -> None:
    wanted = {name: copies(texts()).find(name) for name in texts()}
    for order in permutations(texts().items()):
        groups = copies(dict(order))
        assert {name: groups.find(name) for name in texts()} == wanted


@given(st.integers(min_value=0, max_value=len(" ".join(STORY)) // 2))
def test_a_cut_text_is_a_copy_wherever_it_is_cut(cut: int) -> None:
    whole = " ".join(STORY)
    groups = copies({"a": whole, "b": whole[: len(whole) - cut]})
    assert groups.find("b") == "a"


def test_what_a_short_text_shares_by_chance() -> None:
    groups = copies({"a": "He left the hall.", "b": f"He left the hall. {STORY[0]}", "c": "He left the hall!"})
    assert (groups.find("b"), groups.find("c")) == ("b", "a")


@pytest.mark.parametrize("size", [2000])
def test_texts_that_are_no_copies_are_hardly_ever_compared(size: int) -> None:
    chance = random.Random(3)
    words = [f"w{number}" for number in range(500)]
    corpus = {f"{i:05d}": " ".join(chance.choice(words) for _ in range(120)) for i in range(size)}
    assert sum(1 for _ in _candidates(corpus)) < size / 100


def test_edges_count_independent_documents_and_copies_are_marked() -> None:
    told = {
        "agency": "[Hamas|ORG|e1] accused [Fatah|ORG|e2] of it.",
        "cut tail": "Blame fell quickly: [Fatah|ORG|e2] did it, [Hamas|ORG|e1] claims in a leaflet.",
        "added": "In a leaflet [Hamas|ORG|e1] pointed at [Fatah|ORG|e2] as those who took it down.",
        "other": "It was [Fatah|ORG|e2], a man from [Hamas|ORG|e1] tells whoever wants to hear it.",
    }
    days = {"agency": "2024-05-02", "cut tail": "2024-05-03", "added": "2024-05-03", "other": None}
    documents = [
        Written(name, f"{text} {told[name]}", published=days[name], publisher=name)
        .claim("ACCUSED", "Hamas", "Fatah", certainty="alleged")
        .stored()
        for name, text in texts().items()
    ]
    graph = resolve(documents).graph
    [edge] = [edge for edge in graph.edges if edge.type == "ACCUSED"]
    assert (edge.properties["documents"], edge.properties["independent_documents"]) == (4, 2)
    nodes = {str(node.properties["sha256"]): node for node in graph.nodes if node.type == "Document"}
    assert {key: node.properties["copy_of"] for key, node in nodes.items()} == {
        "agency": None,
        "cut tail": nodes["agency"].id,
        "added": nodes["agency"].id,
        "other": None,
    }


def test_menus_that_two_pages_share_make_no_copies() -> None:
    from dataclasses import replace

    menu = " ".join(f"Section{number} news" for number in range(60)) + "\n"
    documents = []
    for name, text in (("a", STORY[0]), ("b", LATER[0])):
        stored = Written(name, menu + text).stored()
        document = replace(
            stored.extraction.document, furniture=(Furniture(0, len(menu), "menu", "is a row of short links"),)
        )
        documents.append(replace(stored, extraction=replace(stored.extraction, document=document)))
    graph = resolve(documents).graph
    assert [node.properties["copy_of"] for node in graph.nodes if node.type == "Document"] == [None, None]
