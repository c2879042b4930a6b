"""Opinion polls: what the people asked say is theirs, in words; the poll is where it was read, and no election."""

from __future__ import annotations

import pytest
from spacy.language import Language

from kg.extract import extract
from kg.extract.rules import load_rules
from kg.records import Article, Extraction


def read(nlp: Language, text: str) -> Extraction:
    return extract(nlp(text), Article(text, "a.txt"), load_rules())


@pytest.mark.parametrize(
    ("text", "people", "accused", "poll"),
    [
        (
            "More than half of Danes believe that Russia organised the attack in Malmo, a Megafon poll showed.",
            "More than half of Danes", "Russia", "Megafon poll",
        ),
        (
            "A survey by Ipsos found that 54% of Chileans believe Bolivia carried out the attack.",
            "54% of Chileans", "Bolivia", "survey",
        ),
        (
            "Three in five South Koreans hold Pyongyang responsible for the attack, according to an opinion poll.",
            "Three in five South Koreans", "Pyongyang", "opinion poll",
        ),
        (
            "Nearly 60 per cent of respondents blamed the junta for the attack, the survey said.",
            "Nearly 60 per cent of respondents", "junta", "survey",
        ),
        ("Most Swedes say Iran carried out the attack, a Novus poll suggests.", "Most Swedes", "Iran", "Novus poll"),
    ],
)  # fmt: skip
def test_the_people_asked_accuse_in_words(nlp: Language, text: str, people: str, accused: str, poll: str) -> None:
    record = read(nlp, text)
    (charge,) = (c for c in record.claims if c.predicate == "ACCUSED_OF")
    assert charge.subject is not None
    assert charge.subject.text == accused
    assert charge.speaker is not None
    assert (charge.speaker.text, charge.speaker.mention) == (people, None)
    assert [o.text for o in charge.reported_by] == [poll]
    peoples = {m.id for m in record.mentions if m.label == "NORP"}
    assert not peoples & {part.mention for c in record.claims for part in (c.subject, c.speaker) if part is not None}
    assert not [e for e in record.events if e.event_type == "Election"]


def test_peoples_that_nobody_asked_stay_who_they_are(nlp: Language) -> None:
    record = read(nlp, "Hamas killed many Israelis in October.")
    (killed,) = (c for c in record.claims if c.predicate == "KILLED")
    assert killed.object is not None
    assert killed.object.mention is not None


def test_a_poll_is_an_election_where_people_vote_in_it(nlp: Language) -> None:
    text = "Turnout at the polls in Nairobi was low, and the opposition boycotted the poll."
    assert [e.event_type for e in read(nlp, text).events] == ["Election"]


def test_what_nobody_covers_is_what_the_people_asked_said(nlp: Language) -> None:
    record = read(nlp, "A Gallup poll found that 48 percent of Kenyans think the election was rigged.")
    (said,) = (c for c in record.claims if c.predicate == "SAID_ABOUT")
    assert said.speaker is not None
    assert said.speaker.text == "48 percent of Kenyans"
    assert said.certainty == "suspected"
