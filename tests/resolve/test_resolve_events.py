from __future__ import annotations

from kg.records import Graph, Node
from kg.resolve import resolve

from .written import Written


def events(*documents: Written) -> list[Node]:
    return [n for n in graph_of(*documents).nodes if n.type == "Event"]


def graph_of(*documents: Written) -> Graph:
    return resolve([d.stored() for d in documents]).graph


def attack(document: str, place: str | None, date: str | None, **rest: object) -> Written:
    where = f" in [{place}|GPE|p1]" if place else ""
    return Written(document, f"[Acme|ORG|o1] condemned the <attack|v1>{where}.").event(
        "v1", date=date, place=[place] if place else [], **rest
    ).claim("CONDEMNED", "Acme", "v1")  # fmt: skip


def test_same_type_date_and_place_are_one_event() -> None:
    (event,) = events(attack("a", "Kabul", "2024-05-01"), attack("b", "Kabul", "2024-05-01"))
    assert event.name == "attack, Kabul, 2024-05-01"
    assert (event.properties["date_from"], event.properties["date_to"]) == ("2024-05-01", "2024-05-01")


def test_never_by_type_alone() -> None:
    assert len(events(attack("a", None, None), attack("b", None, None))) == 2


def test_two_dates_or_two_places_are_two_events() -> None:
    assert len(events(attack("a", "Kabul", "2024-05-01"), attack("b", "Kabul", "2024-05-09"))) == 2
    assert len(events(attack("a", "Kabul", "2024-05-01"), attack("b", "Lima", "2024-05-01"))) == 2


def test_dates_agree_by_precision() -> None:
    for date in ("2024-05", "--05-01", "2024"):
        (event,) = events(attack("a", "Kabul", "2024-05-01"), attack("b", "Kabul", date))
        assert event.properties["date"] == "2024-05-01"


def test_unknown_date_joins_the_one_candidate() -> None:
    assert len(events(attack("a", "Kabul", "2024-05-01"), attack("b", "Kabul", None))) == 1


def test_unknown_date_with_two_candidates_stays_alone() -> None:
    found = events(attack("a", "Kabul", "2024-05-01"), attack("b", "Kabul", "2024-05-09"), attack("c", "Kabul", None))
    assert sorted(str(e.properties["date"]) for e in found) == ["2024-05-01", "2024-05-09", "None"]


def test_a_month_does_not_weld_two_days() -> None:
    found = events(
        attack("a", "Kabul", "2024-05-01"), attack("b", "Kabul", "2024-05-09"), attack("c", "Kabul", "2024-05")
    )
    assert sorted(str(e.properties["date"]) for e in found) == ["2024-05", "2024-05-01", "2024-05-09"]


def test_a_city_does_not_weld_two_of_its_venues() -> None:
    def venue(document: str, name: str) -> Written:
        return Written(document, f"An <attack|v1> at [{name}|FAC|p1] in [Kabul|GPE|p2].").event(
            "v1", date="2024-05-01", place=[name]
        ).claim("LOCATED_IN", name, "Kabul")  # fmt: skip

    assert len(events(venue("a", "Serena Hotel"), attack("c", "Kabul", "2024-05-01"))) == 1
    found = events(venue("a", "Serena Hotel"), venue("b", "Zarnegar Park"), attack("c", "Kabul", "2024-05-01"))
    assert sorted(e.name for e in found) == [
        "attack, Kabul, 2024-05-01",
        "attack, Serena Hotel, 2024-05-01",
        "attack, Zarnegar Park, 2024-05-01",
    ]


def test_a_city_lies_in_its_country_but_a_country_alone_needs_more() -> None:
    both = [attack("a", "Kabul", "2024-05-01"), attack("b", "Afghanistan", "2024-05-01")]
    assert len(events(*both)) == 1
    assert len(events(attack("a", "Kabul", "2024-05-01"), attack("b", "Afghanistan", None))) == 2


def test_date_and_shared_party_join_without_a_place() -> None:
    def by(document: str, place: list[str]) -> Written:
        return Written(document, "[Kabul|GPE|p1] [Haqqani Network|ORG|o1] made the <attack|v1>.").event(
            "v1", date="2024-05-01", place=place
        ).claim("CARRIED_OUT", "Haqqani Network", "v1")  # fmt: skip

    assert len(events(by("a", ["Kabul"]), by("b", []))) == 1


def test_planned_and_feared_do_not_join_what_happened() -> None:
    feared = attack("b", "Kabul", "2024-05-01", status="feared")
    assert len(events(attack("a", "Kabul", "2024-05-01"), feared)) == 2
    assert len(events(feared, attack("c", "Kabul", None, status="planned"))) == 1


def test_hypothetical_events_stay_local() -> None:
    assert len(events(*(attack(d, "Kabul", "2024-05-01", status="hypothetical") for d in "ab"))) == 2


def test_kidnapping_is_no_bombing() -> None:
    one = attack("a", "Kabul", "2024-05-01", subtype="kidnapping")
    assert len(events(one, attack("b", "Kabul", "2024-05-01", subtype="bombing"))) == 2
    assert len(events(one, attack("b", "Kabul", "2024-05-01"))) == 1


def test_arrests_of_two_people_are_two_events() -> None:
    def arrest(document: str, who: str) -> Written:
        return Written(document, f"[{who}|PERSON|e1] was <arrested|v1> in [Kabul|GPE|p1].").event(
            "v1", "Arrest", date="2024-05-01", place=["Kabul"], target=[who]
        )  # fmt: skip

    assert len(events(arrest("a", "Ann Lee"), arrest("b", "Bob Ray"))) == 2
    assert len(events(arrest("a", "Ann Lee"), arrest("b", "Ann Lee"))) == 1


def test_two_events_of_one_document_are_not_joined_by_what_is_unknown() -> None:
    document = Written("a", "An <attack|v1> in [Kabul|GPE|p1] and an <attack|v2> in [Kabul|GPE|p1].")
    document.event("v1", place=["Kabul"]).event("v2", place=["Kabul"], date="2024-05-01")
    assert len(events(document)) == 2


def test_which_events_become_nodes() -> None:
    bare = Written("a", "An <attack|v1>.").event("v1")
    assert events(bare) == []
    assert events(Written("a", "An <attack|v1>.").event("v1", date="2024", status="generic")) == []
    assert len(events(Written("a", "An <attack|v1>.").event("v1", date="2024"))) == 1
    claimed = (
        Written("a", "[Acme|ORG|e1]: an <attack|v1>.").event("v1", status="generic").claim("CONDEMNED", "Acme", "v1")
    )
    assert len(events(claimed)) == 1


def test_figures_of_an_event() -> None:
    def killed(document: str, published: str, low: int | None, high: int | None, group: str | None = None) -> Written:
        written = attack(document, "Kabul", "2024-05-01")
        written.published = published
        return written.claim("FIGURE", "v1", kind="killed", min=low, max=high, group=group)

    (event,) = events(
        killed("a", "2024-05-02", 40, 40), killed("b", "2024-05-04", 60, None, "people"),
        killed("c", "2024-05-03", 3, 3, "children"),
    )  # fmt: skip
    assert [event.properties[f"killed_{k}"] for k in ("min", "max", "latest")] == [40, 60, 60]
    assert event.properties["injured_min"] is None


def test_a_chain_of_agreeing_reports_that_ends_in_two_venues_is_cut() -> None:
    """A hotel in a district and a park elsewhere, with reports of the district and of the city between them."""
    claims = [("Serena Hotel", "Wazir District"), ("Wazir District", "Kabul"), ("Zarnegar Park", "Kabul")]

    def at(document: str, place: str) -> Written:
        text = "The <attack|v1> at " + ", ".join(
            f"[{p}|LOC|p{i}]" for i, p in enumerate(["Serena Hotel", "Wazir District", "Zarnegar Park", "Kabul"])
        )
        written = Written(document, text).event("v1", date="2024-05-01", place=[place])
        for inner, outer in claims:
            written.claim("LOCATED_IN", inner, outer)
        return written

    places = ["Serena Hotel", "Wazir District", "Kabul", "Zarnegar Park"]
    found = events(*(at(f"d{i}", p) for i, p in enumerate(places)))
    assert not any("Serena Hotel" in e.name and "Zarnegar Park" in e.name for e in found)
    assert {"attack, Zarnegar Park, 2024-05-01", "attack, Kabul, 2024-05-01"} <= {e.name for e in found}


def test_many_reports_of_one_attack_are_one_event() -> None:
    documents = [attack(f"d{i}", "Kabul", [None, "2024-05-01", "--05-01"][i % 3]) for i in range(30)]
    (event,) = events(*documents)
    assert event.properties["date"] == "2024-05-01"
