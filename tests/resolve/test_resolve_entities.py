from __future__ import annotations

import pytest

from kg.records import Graph, Node
from kg.resolve import resolve

from .written import Written


def named(graph: Graph, name: str) -> Node:
    found = [n for n in graph.nodes if n.name == name]
    assert len(found) == 1, (name, [(n.type, n.name) for n in graph.nodes])
    return found[0]


def names(graph: Graph, *types: str) -> list[str]:
    return sorted(n.name for n in graph.nodes if n.type in (types or ("Person", "Organization", "Place")))


def graph_of(*documents: Written) -> Graph:
    return resolve([d.stored() for d in documents]).graph


def test_one_name_in_two_documents_is_one_node() -> None:
    graph = graph_of(
        Written("a", "The [Red Cross|ORG|e1] helped. The [Red Cross|ORG|e1] left."),
        Written("b", "[the Red Cross's|ORG|e4] aid came."),
    )
    node = named(graph, "Red Cross")
    assert {
        e.target: e.properties["count"] for e in graph.edges if e.source == node.id and e.type == "MENTIONED_IN"
    } == {d.id: 2 if d.properties["sha256"] == "a" else 1 for d in graph.nodes if d.type == "Document"}


def test_acronym_and_expansion_of_one_chain_carry_over_to_other_documents() -> None:
    graph = graph_of(
        Written("a", "[National Guard Union|ORG|e1] ([NGU|ORG|e1]) met."),
        Written("b", "[NGU|ORG|e1] spoke in [Oslo|GPE|e2]."),
        Written("c", "[National Guard Union|ORG|e1] left."),
    )
    assert named(graph, "NGU" if "NGU" in names(graph) else "National Guard Union").properties["aliases"]
    assert len(names(graph, "Organization")) == 1


def test_acronym_that_fits_two_expansions_joins_neither() -> None:
    graph = graph_of(
        Written("a", "[National Party of Workers|ORG|e1] in [Oslo|GPE|e2]."),
        Written("b", "[New People Workers|ORG|e1] in [Oslo|GPE|e2]."),
        Written("c", "[NPW|ORG|e1] in [Oslo|GPE|e2]."),
    )
    assert names(graph, "Organization") == ["NPW", "National Party of Workers", "New People Workers"]


@pytest.mark.parametrize(
    ("one", "two"),
    [("US", "United States"), ("U.S.", "America"), ("UK", "Britain"), ("Russia", "Russian Federation"),
     ("Iran", "Islamic Republic of Iran"), ("ISIS", "Islamic State"), ("Hezbollah", "Hizbullah")],
)  # fmt: skip
def test_names_known_to_be_one(one: str, two: str) -> None:
    label = "ORG" if one in ("ISIS", "Hezbollah") else "GPE"
    graph = graph_of(Written("a", f"[{one}|{label}|e1] spoke."), Written("b", f"[{two}|{label}|e1] spoke."))
    assert len(names(graph)) == 1


@pytest.mark.parametrize(
    ("one", "two", "label"),
    [("Islamic State", "ISIS-K", "ORG"), ("Ukraine", "Security Service of Ukraine", "ORG"), ("Niger", "Nigeria", "GPE"),
     ("North Korea", "South Korea", "GPE"), ("Guinea", "Guinea-Bissau", "GPE"), ("Moscow", "Moscow Times", "ORG")],
)  # fmt: skip
def test_names_that_only_look_alike_stay_apart(one: str, two: str, label: str) -> None:
    graph = graph_of(
        Written("a", f"[{one}|{label}|e1] and [{two}|{label}|e2] spoke."), Written("b", f"[{two}|{label}|x].")
    )
    assert names(graph) == sorted([one, two])


def test_part_of_a_name_in_one_chain_does_not_join_a_state_with_its_organ() -> None:
    graph = graph_of(
        Written("a", "[Security Service of Ukraine|ORG|e1] spoke; [Ukraine|GPE|e1] did."),
        Written("b", "[Ukraine|GPE|e1] spoke."),
        Written("c", "[Security Service of Ukraine|ORG|e1] spoke."),
    )
    assert names(graph) == ["Security Service of Ukraine", "Ukraine"]


def test_a_wrong_chain_does_not_weld_two_well_attested_nodes() -> None:
    graph = graph_of(
        Written("a", "[Hamas|ORG|e1] and then [Red Crescent|ORG|e1] spoke."),
        Written("b", "[Hamas|ORG|e1] spoke to the [Red Crescent|ORG|e2]."),
        Written("c", "[Red Crescent|ORG|e2] left."),
    )
    assert names(graph) == ["Hamas", "Red Crescent"]


def test_surname_joins_the_one_full_name_of_its_context() -> None:
    graph = graph_of(
        Written("a", "[Alexander Bortnikov|PERSON|e1] of the [FSB|ORG|e2]; [Bortnikov|PERSON|e1] spoke."),
        Written("b", "[Bortnikov|PERSON|e1] of the [FSB|ORG|e2] spoke."),
    )
    assert names(graph, "Person") == ["Alexander Bortnikov"]
    assert named(graph, "Alexander Bortnikov").properties["aliases"] == ("Bortnikov",)


def test_surname_without_shared_context_stays_alone() -> None:
    graph = graph_of(
        Written("a", "[Mary Smith|PERSON|e1] of the [FSB|ORG|e2] spoke."),
        Written("b", "[Smith|PERSON|e1] of [Acme|ORG|e2] spoke."),
    )
    assert names(graph, "Person") == ["Mary Smith", "Smith"]


def test_surname_with_two_candidates_stays_alone() -> None:
    graph = graph_of(
        Written("a", "[Joe Biden|PERSON|e1] in [Oslo|GPE|e3]."),
        Written("b", "[Hunter Biden|PERSON|e1] in [Oslo|GPE|e3]."),
        Written("c", "[Biden|PERSON|e1] in [Oslo|GPE|e3]."),
    )
    assert names(graph, "Person") == ["Biden", "Hunter Biden", "Joe Biden"]


def test_surname_goes_to_the_bearer_named_in_its_document() -> None:
    graph = graph_of(
        Written("a", "[Joe Biden|PERSON|e1] in [Oslo|GPE|e3]."),
        Written("b", "[Hunter Biden|PERSON|e1] left. [Biden|PERSON|e2] laughed."),
    )
    assert named(graph, "Hunter Biden").properties["aliases"] == ("Biden",)


def test_two_full_names_never_join_even_in_one_chain() -> None:
    graph = graph_of(Written("a", "[Joe Biden|PERSON|e1] and [Jill Biden|PERSON|e1] met. [Biden|PERSON|e1] left."))
    assert names(graph, "Person") == ["Jill Biden", "Joe Biden"]


def test_a_shorter_full_name_that_fits_two_people_joins_neither() -> None:
    graph = graph_of(
        Written("a", "[George W. Bush|PERSON|e1] met."),
        Written("b", "[George H. W. Bush|PERSON|e1] met."),
        Written("c", "[George Bush|PERSON|e1] met."),
        Written("d", "[George Herbert Walker Bush|PERSON|e1] met."),
    )
    people = names(graph, "Person")
    assert "George Bush" in people
    assert "George W. Bush" in people
    assert len(people) == 3


def test_particles_titles_and_spellings() -> None:
    graph = graph_of(
        Written("a", "[Mohammed bin Salman|PERSON|e1] met in [Riyadh|GPE|e2]. [bin Salman|PERSON|e1] left."),
        Written("b", "[Crown Prince Mohammed bin Salman|PERSON|e1] met in [Riyadh|GPE|e2]."),
        Written("c", "[Muhammad bin Salman|PERSON|e1] met in [Riyadh|GPE|e2]."),
    )
    assert len(names(graph, "Person")) == 1


def test_spellings_need_one_context() -> None:
    graph = graph_of(
        Written("a", "[Dmitry Ivanov|PERSON|e1] met in [Riyadh|GPE|e2]."),
        Written("b", "[Dmitri Ivanov|PERSON|e1] met in [Lima|GPE|e2]."),
    )
    assert len(names(graph, "Person")) == 2


def test_demonym_is_its_state_only_where_a_claim_uses_it() -> None:
    assert names(graph_of(Written("a", "[Russian|NORP|e1] people met."))) == []
    graph = graph_of(
        Written("a", "The [Russian|NORP|e1] side accused [Acme|ORG|e2].").claim("ACCUSED", "Russian", "Acme")
    )
    assert named(graph, "Russia").type == "Place"
    assert [(e.source, e.type) for e in graph.edges if e.type == "ACCUSED"] == [(named(graph, "Russia").id, "ACCUSED")]
    assert names(
        graph_of(Written("a", "[Russians|NORP|e1] met [Acme|ORG|e2].").claim("MET_WITH", "Russians", "Acme"))
    ) == ["Acme"]


def test_a_capital_that_acts_is_its_state_and_one_where_things_happen_is_the_city() -> None:
    document = Written("a", "[Kyiv|GPE|e1] denied the <blast|v1> in [Kyiv|GPE|e2]. [Ukraine|GPE|e3] mourned.")
    document.event("v1", place=["Kyiv"]).claim("DENIED_INVOLVEMENT_IN", "Kyiv", "v1").claim("OCCURRED_AT", "v1", "Kyiv")
    result = resolve([document.stored()])
    edges = {e.type: e for e in result.graph.edges}
    assert edges["DENIED_INVOLVEMENT_IN"].source == named(result.graph, "Ukraine").id
    assert edges["OCCURRED_AT"].target == named(result.graph, "Kyiv").id
    assert any("capital" in j.reason for j in result.joins)
    assert named(result.graph, "Ukraine").properties["acts"] is True
    assert named(result.graph, "Kyiv").properties["country_code"] == "UA"


def test_a_capital_stays_a_city_where_its_state_is_not_named() -> None:
    document = Written("a", "[Kyiv|GPE|e1] met [Acme|ORG|e2].").claim("MET_WITH", "Kyiv", "Acme")
    assert names(graph_of(document)) == ["Acme", "Kyiv"]


@pytest.mark.parametrize(
    ("labels", "expected"),
    [(["ORG", "FAC", "FAC"], "Place"), (["ORG", "FAC"], "Organization"), (["ORG", "ORG", "FAC"], "Organization")],
)
def test_organization_or_place_by_majority_over_documents(labels: list[str], expected: str) -> None:
    documents = [Written(str(i), f"[City Museum|{label}|e1] shut.") for i, label in enumerate(labels)]
    assert named(graph_of(*documents), "City Museum").type == expected


def test_nominals_and_chains_without_a_name_make_no_node() -> None:
    graph = graph_of(Written("a", "[gunmen|PERSON/nominal|e1] met [Friday|DATE|e2] [Acme|ORG|e3] [it|ORG/pronoun|e3]."))
    assert names(graph) == ["Acme"]
    assert [e.properties["count"] for e in graph.edges if e.type == "MENTIONED_IN"] == [2]


def test_ids_rest_on_names_and_stay_when_documents_come() -> None:
    one = Written("a", "[Alexander Bortnikov|PERSON|e1] of the [FSB|ORG|e2].")
    two = Written("b", "[Bortnikov|PERSON|e1] of the [FSB|ORG|e2] spoke.")
    before, after = graph_of(one), graph_of(one, two)
    assert named(before, "Alexander Bortnikov").id == named(after, "Alexander Bortnikov").id
    assert named(before, "FSB").id.startswith("org-")


def test_every_atom_leads_to_a_node() -> None:
    document = Written("a", "[Bortnikov|PERSON|e1] met [Acme|ORG|e2] after the <blast|v1>.").event("v1", date="2024")
    result = resolve([document.claim("MET_WITH", "Bortnikov", "Acme").stored()])
    assert set(result.atoms.values()) == {n.id for n in result.graph.nodes}


def test_a_state_organ_is_told_apart_by_its_state() -> None:
    graph = graph_of(
        Written("a", "[Russia|GPE|e1]: the [Russian Foreign Ministry|ORG|e2] spoke."),
        Written("b", "[Russia|GPE|e1], [Russian|NORP|e9] aid: the [Foreign Ministry|ORG|e2] spoke."),
        Written("c", "[Iran|GPE|e1]: the [Foreign Ministry|ORG|e2] and [Iran's Foreign Ministry|ORG|e3] spoke."),
        Written("d", "[Iran|GPE|e1] and [Russia|GPE|e2]: the [Foreign Ministry|ORG|e3] spoke."),
    )
    ministries = [{n.name, *n.properties["aliases"]} for n in graph.nodes if n.type == "Organization"]  # type: ignore[misc]
    assert sorted(map(sorted, ministries)) == [
        ["Foreign Ministry"],  # of whichever state: the document does not tell
        ["Foreign Ministry", "Iran's Foreign Ministry"],
        ["Foreign Ministry", "Russian Foreign Ministry"],
    ]


def test_one_acronym_of_two_bodies_does_not_weld_them() -> None:
    graph = graph_of(
        Written("a", "[National Party of Workers|ORG|e1] ([NPW|ORG|e1]) in [Oslo|GPE|e2]."),
        Written("b", "[New People Workers|ORG|e1] ([NPW|ORG|e1]) in [Oslo|GPE|e2]."),
    )
    found = sorted((n.name, n.properties["aliases"]) for n in graph.nodes if n.type == "Organization")
    assert [aliases for _, aliases in found] in (
        [("NPW",), ("NPW",)],
        [("National Party of Workers",), ("New People Workers",)],
    )


def test_a_name_misread_once_as_a_person_is_what_most_readings_say() -> None:
    graph = graph_of(
        Written("a", "[Crocus Hall|FAC|e1] burned. [Crocus Hall|FAC|e1] fell."),
        Written("b", "[Crocus Hall|PERSON|e1] burned."),
    )
    assert [(n.type, n.name) for n in graph.nodes if n.type in ("Person", "Place")] == [("Place", "Crocus Hall")]


def test_a_surname_is_not_the_city_of_its_name() -> None:
    graph = graph_of(
        Written("a", "[Lincoln|GPE|e1] and [Lincoln|GPE|e1] are flat."),
        Written("b", "[Ann Lincoln|PERSON|e1] met [Lincoln|PERSON|e2]."),
    )
    assert names(graph) == ["Ann Lincoln", "Lincoln"]
    assert named(graph, "Lincoln").type == "Place"


def test_a_well_known_group_labelled_as_a_people_is_the_group() -> None:
    graph = graph_of(Written("a", "The [Taliban|NORP|e1] spoke."), Written("b", "The [Taliban|ORG|e1] spoke."))
    assert [(n.type, n.name) for n in graph.nodes if n.type != "Document"] == [("Organization", "Taliban")]
