"""Who and what an event's record names: victims, targets, perpetrators, by the fullest name that the text has."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract import extract, load_rules
from kg.records import Article

pytestmark = pytest.mark.model

#: Text, and {(subtype, role, words)} that its attacks must have; what begins with "not " must not be there.
CASES = [
    ("The court heard about the murder of six Jesuits.", {("assassination", "victim", "six Jesuits")}),
    (
        "Maria Elena Lopez flew home on Monday. Rebels kidnapped Lopez near Cali on Tuesday.",
        {("kidnapping", "victim", "Maria Elena Lopez")},
    ),
    (
        "A bomb killed nine people in Quetta on Monday. The Baloch Army claimed responsibility for the bombing.",
        {("bombing", "perpetrator", "Baloch Army")},
    ),
    (
        "A bomb killed nine people in Quetta on Monday. The Baloch Army denied responsibility for the bombing.",
        {("bombing", "not perpetrator", "Baloch Army")},
    ),
    ("The blast damaged a bus station in Lima.", {("bombing", "target", "bus station")}),
    ("A bus station was destroyed in the bombing.", {("bombing", "target", "bus station")}),
    (
        "The bombing of Quetta was over before a bus station was destroyed.",
        {("bombing", "not target", "bus station")},
    ),
    ("Gunmen ambushed a patrol in Cauca.", {("None", "place", "Cauca")}),
    ("A bomb killed nine people in the city of Quetta.", {("bombing", "place", "Quetta")}),
    ("Soldiers seized the Aegean Star, a tanker.", {("hijacking", "target", "Aegean Star")}),
    ("They bombed a bus station in Lima.", {("bombing", "not perpetrator", "They")}),
    (
        "Fighting broke out in Aden when members of the Popular Front attacked a police station.",
        {("None", "target", "police station")},
    ),
    (
        "Hezbollah fired rockets at the town of Metula.",
        {("bombing", "perpetrator", "Hezbollah"), ("bombing", "place", "Metula"), ("bombing", "target", "Metula")},
    ),
    ("Two drones were launched at the refinery in Saratov.", {("bombing", "place", "Saratov")}),
    ("Soldiers fired at protesters in Lagos.", {("None", "victim", "protesters"), ("None", "place", "Lagos")}),
    (
        "Soldiers opened fire on a post of the National Guard at Rugombo.",
        {("shooting", "place", "Rugombo"), ("shooting", "perpetrator", "Soldiers")},
    ),
    ("A clash on the Ruhwa River killed four.", {("clash", "place", "Ruhwa River"), ("clash", "not target", "Ruhwa River")}),
    ("The journalist Ana Ruiz was beaten by officers in Minsk.", {("None", "victim", "Ana Ruiz"), ("None", "place", "Minsk")}),
    ("The mayor was beaten up by masked men.", {("None", "victim", "mayor"), ("None", "perpetrator", "masked men")}),
    ("Gunmen shot dead a human rights defender in Cauca.", {("shooting", "place", "Cauca")}),
    ("Rebels occupied the Kandu airport.", {("None", "not target", "Kandu")}),
    ("A detachment of Rwandan soldiers bombed the village.", {("bombing", "perpetrator", "detachment of Rwandan soldiers")}),
]  # fmt: skip


@pytest.mark.parametrize(("text", "wanted"), CASES, ids=[text[:40] for text, _ in CASES])
def test_arguments_of_attacks(nlp, text, wanted) -> None:
    record = extract(nlp(text), Article(text, "s.txt"), load_rules())
    found = {
        (str(event.subtype), argument.role, argument.text)
        for event in record.events
        if event.event_type == "Attack"
        for argument in event.arguments
    }
    for subtype, role, words in wanted:
        if role.startswith("not "):
            assert (subtype, role.removeprefix("not "), words) not in found
            assert any(kind == subtype for kind, _, _ in found)
        else:
            assert (subtype, role, words) in found


@pytest.mark.parametrize(
    "text",
    [
        "North Korea fired a missile into the sea.",
        "The club fired its coach on Monday.",
        "The company launched a rocket into orbit.",
        "The lawmaker blasted the deal as a betrayal.",
        "Kenya beat Ghana in Lagos on Saturday.",
        "The senator beat the incumbent by 3,000 votes.",
        "Harry Kane fired into the net.",
        "Trump fired back at Powell.",
        "The Conservatives took a beating at the polls.",
        "Djokovic beat the veteran Rafael Nadal in Paris.",
        "A quake struck near Gaziantep before dawn. A second one hit Kahramanmaras nine hours later.",
    ],
)
def test_what_is_no_attack(nlp, text) -> None:
    record = extract(nlp(text), Article(text, "s.txt"), load_rules())
    assert "Attack" not in {event.event_type for event in record.events}


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("The mudslide that buried half of the town of Aplao killed 63 people.", "Aplao"),
        ("The quake flattened the village of Darra.", "Darra"),
    ],
)
def test_where_a_disaster_struck(nlp, text, place) -> None:
    record = extract(nlp(text), Article(text, "s.txt"), load_rules())
    (event,) = (e for e in record.events if e.event_type == "Disaster")
    assert place in {a.text for a in event.arguments if a.role == "place"}


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("The rebels may have planted the bomb.", "occurred"),
        ("The rebels could have bombed the bridge, but did not.", "feared"),
        ("The rebels could bomb the bridge.", "feared"),
        ("Troops went in to stop militants from launching rockets at the town.", "hypothetical"),
        ("Those who fire on hospitals are criminals.", "generic"),
    ],
)
def test_status(nlp, text, status) -> None:
    record = extract(nlp(text), Article(text, "s.txt"), load_rules())
    assert [e.status for e in record.events if e.event_type == "Attack"] == [status]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Among the dead was the school's principal, Anna Borel.", {("KILLED_IN", "Anna Borel")}),
        ("Among those wounded were the mayor, Ivan Borel, and two nuns.", {("INJURED_IN", "Ivan Borel")}),
        ("Among the dead was the brother of President Ivan Borel.", set()),
    ],
)
def test_who_is_named_among_the_dead(nlp: Language, text: str, wanted: set[tuple[str, str]]) -> None:
    text = f"A bomb killed nine people in Lima on Monday. {text}"
    record = extract(nlp(text), Article(text, "s.txt"), load_rules())
    assert {
        (c.predicate, c.subject.text) for c in record.claims if c.predicate in ("KILLED_IN", "INJURED_IN")
    } == wanted


def test_another_doer_is_another_event(nlp: Language) -> None:
    text = (
        "Gunmen of Hamas stormed a post in Lima on Monday, killing nine people.\n\nThe city was quiet.\n\n"
        "Nobody slept.\n\nColombian aircraft bombed a camp."
    )
    record = extract(nlp(text), Article(text, "s.txt"), load_rules())
    assert [len(e.mentions) for e in record.events if e.trigger.text == "bombed"] == [1]
