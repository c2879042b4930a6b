"""What holds of any documents: order does not matter, and the graph keeps to the ontology."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.ontology import load_ontology
from kg.records import Stored
from kg.resolve import resolve
from kg.resolve.dates import agree, when

from .written import Written, reordered

PEOPLE = [
    "Joe Biden",
    "Hunter Biden",
    "Biden",
    "Ann Lee",
    "Anne Lee",
    "Lee",
    "Mohammed bin Salman",
    "Muhammad bin Salman",
]
GROUPS = ["FSB", "Federal Security Bureau", "ISIS", "Islamic State", "Acme", "Hamas", "City Museum"]
PLACES = ["Kabul", "Afghanistan", "Moscow", "Russia", "City Museum", "Serena Hotel"]
DATES = [None, "2024-05-01", "2024-05-02", "2024-05", "--05-01", "2024"]
CLAIMS = ["CLAIMED_RESPONSIBILITY_FOR", "DENIED_INVOLVEMENT_IN", "ACCUSED_OF", "CARRIED_OUT", "CONDEMNED"]
BETWEEN = ["ACCUSED", "MET_WITH", "ARRESTED", "KILLED", "LEADS", "PART_OF", "FOUGHT"]


@st.composite
def documents(draw: st.DrawFn) -> list[Stored]:
    result = []
    for index in range(draw(st.integers(1, 6))):
        who = draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
        groups = draw(st.lists(st.sampled_from(GROUPS), min_size=1, max_size=3, unique=True))
        places = draw(st.lists(st.sampled_from(PLACES), min_size=1, max_size=2, unique=True))
        parts = [f"[{n}|PERSON|p{draw(st.integers(0, 2))}]" for n in who]
        parts += [f"[{n}|{draw(st.sampled_from(['ORG', 'FAC']))}|g{draw(st.integers(0, 2))}]" for n in groups]
        parts += [f"[{n}|GPE|l{draw(st.integers(0, 2))}]" for n in places]
        parts += ["the <attack|v1>", "a <shooting|v2>"]
        written = Written(f"d{index}", " and ".join(parts) + ".", draw(st.sampled_from([None, "2024-05-03"])))
        for event in ("v1", "v2"):
            written.event(
                event, date=draw(st.sampled_from(DATES)), place=[p for p in places if draw(st.booleans())],
                status=draw(st.sampled_from(["occurred", "ongoing", "feared", "generic"])),
                subtype=draw(st.sampled_from([None, "shooting", "kidnapping"])),
            )  # fmt: skip
            written.claim(
                draw(st.sampled_from(CLAIMS)), draw(st.sampled_from(who + groups)), event,
                polarity=draw(st.sampled_from(["affirmed", "denied"])),
                certainty=draw(st.sampled_from(["fact", "alleged", "possible"])),
            )  # fmt: skip
        written.claim(draw(st.sampled_from(BETWEEN)), who[0], draw(st.sampled_from(groups + places)))
        written.claim("LOCATED_IN", groups[0], places[0])
        result.append(written.stored())
    return result


slow = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@slow
@given(documents(), st.randoms(use_true_random=False), st.booleans())
def test_any_order_gives_the_same_graph(stored: list[Stored], random: object, reverse: bool) -> None:
    shuffled = [reordered(s, reverse) for s in stored]
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert resolve(shuffled) == resolve(stored)


@slow
@given(documents(), st.integers(0, 6))
def test_in_steps_as_from_scratch(stored: list[Stored], cut: int) -> None:
    resolve(stored[:cut])  # what was built before must not matter
    again = [*stored[cut:], *stored[:cut], *stored[:cut]]  # and the same text twice is one document
    assert resolve(again).graph == resolve(stored).graph


@slow
@given(documents())
def test_the_graph_keeps_to_the_ontology(stored: list[Stored]) -> None:
    ontology = load_ontology()
    result = resolve(stored)
    types = {n.id: n.type for n in result.graph.nodes}
    assert len(types) == len(result.graph.nodes)
    assert set(result.atoms.values()) == set(types)
    for node in result.graph.nodes:
        assert set(node.properties) <= {"type", "name", *ontology.nodes[node.type].properties}
        assert node.name
    for edge in result.graph.edges:
        kind = ontology.edges[edge.type]
        assert types[edge.source] in kind.sources
        assert types[edge.target] in kind.targets
        assert edge.source != edge.target
        assert set(edge.properties) <= {"type", *kind.properties}
        if kind.from_claims:
            assert edge.properties["claims"]
            assert set(edge.properties["claim_ids"]) <= set(types)  # type: ignore[arg-type]
    assert max(Counter((e.source, e.type, e.target) for e in result.graph.edges).values()) == 1


@slow
@given(documents())
def test_no_event_holds_two_dates_that_exclude_each_other(stored: list[Stored]) -> None:
    result = resolve(stored)
    dates: dict[str, list[str]] = {}
    by_claim = {e.source: e.target for e in result.graph.edges if e.type == "OBJECT"}
    claimed = {n.id: n for n in result.graph.nodes if n.type == "Claim"}
    by_document = {e.source: e.target for e in result.graph.edges if e.type == "FROM"}
    documents_ = {n.id: n.properties["sha256"] for n in result.graph.nodes if n.type == "Document"}
    by_id = {s.extraction.document.id: s.extraction for s in stored}
    for claim, target in by_claim.items():
        if target.startswith("evt-"):
            extraction = by_id[str(documents_[by_document[claim]])]
            words = claimed[claim].properties["object_text"]
            (date,) = [e.date for e in extraction.events if e.trigger.text == words]
            if date:
                dates.setdefault(target, []).append(date)
    for held in dates.values():
        assert all(agree(when(a), when(b)) is not False for a in held for b in held)


@slow
@given(documents())
def test_two_full_names_are_never_one_person(stored: list[Stored]) -> None:
    for node in resolve(stored).graph.nodes:
        if node.type == "Person":
            names = {node.name, *node.properties["aliases"]}  # type: ignore[misc]
            assert not {"Joe Biden", "Hunter Biden"} <= names
            assert not {"Ann Lee", "Mohammed bin Salman"} <= names
