"""Sentences out of which a hasty reader makes a false deed or a false word: what must, and what must not, be read."""

from __future__ import annotations

import pytest

from kg.extract import extract, load_rules
from kg.records import Article

pytestmark = pytest.mark.model

#: Sentence, and what it may say as {(predicate, polarity, subject)} of the relations under test.
CASES = [
    ('"The army killed my son," his mother, Maria Lopez, said.', {("ACCUSED_OF", "affirmed", "army")}),
    ('"Soldiers shot the boys," the headmaster, John Obi, said.', {("ACCUSED_OF", "affirmed", "Soldiers")}),
    ("Ukraine did not say that Russia was responsible for the blast.", set()),
    ("The minister refused to say whether Hezbollah carried out the attack.", set()),
    (
        "A spokesman said the report that Egypt had bombed Derna was false.",
        {("ACCUSED_OF", "denied", "Egypt"), ("ATTACKED", "denied", "Egypt")},
    ),
    ("A Jeju Air Boeing crashed on Sunday, killing 179 people.", set()),
    ("MUAN, South Korea - A Jeju Air Boeing crashed on Sunday, killing 179 people.", set()),
    ("LIMA (Reuters) - Gunmen killed nine farmers on Sunday.", {("CARRIED_OUT", "affirmed", "Gunmen")}),
    ("Bird flu killed 12 people in Vietnam.", set()),
    ("Hurricane Maria killed 40 people in Puerto Rico.", set()),
    ("Nine people were killed when the plane crashed near Almaty.", set()),
    (
        "One policeman was killed and nine others wounded when gunmen attacked a post.",
        {("CARRIED_OUT", "affirmed", "gunmen")},
    ),
    ("China warned the United States not to attack Iran.", set()),
    ("Russia urged Turkey not to invade Syria.", set()),
    (
        "Soldiers killed nine rebels near Jolo, the Philippine army said.",
        {("CLAIMED_RESPONSIBILITY_FOR", "affirmed", "Philippine army")},
    ),
    ("The general has the authority to attack civilians in Kivu.", set()),
    ("The U.S. strike in Idlib killed a commander of al-Qaeda.", {("CARRIED_OUT", "affirmed", "U.S.")}),
    ("Ukraine struck an oil depot in Bryansk.", {("CARRIED_OUT", "affirmed", "Ukraine")}),
    ("The rebels did not want to kill the hostages.", set()),
    ("The group has no plans to bomb the capital.", set()),
    ("The state should attack the rebels in Kivu.", set()),
    ("The army did not pay the gunmen who attacked the base.", {("CARRIED_OUT", "affirmed", "gunmen")}),
    ("At least 41 people killed in Qaim were buried on Monday.", set()),
    ("The raid, which was carried out by Boko Haram, killed nine people.", {("CARRIED_OUT", "affirmed", "Boko Haram")}),
    ("The ambush that Hezbollah carried out killed nine soldiers.", {("CARRIED_OUT", "affirmed", "Hezbollah")}),
    ("Bombs planted by rebels destroyed a bridge in Mindanao.", {("CARRIED_OUT", "affirmed", "rebels")}),
    ("The aid agencies suspended their operations in Darfur.", set()),
    ("The embassy warned that insurgents could attack hotels in Kabul.", set()),
    ("A militant group said Pakistani groups trained them.", set()),
    ("Should any navy attack the port, insurers say, prices would rise.", set()),
    ("No official suggested that India had carried out the bombing.", set()),
    ("The court found Ali Hassan guilty of ordering the murder.", {("ACCUSED_OF", "affirmed", "Ali Hassan")}),
    ('"They bombed the school," said Omar Bello, the leader of Boko Haram.', {("ACCUSED_OF", "affirmed", "They")}),
    ("The Kordofan Liberation Movement said government jets had bombed the school.",
     {("ACCUSED_OF", "affirmed", "government jets")}),
    ("Witnesses say a blast killed two policemen.", set()),
    ("It killed 70,000 people in Sichuan.", set()),
    ("A lawyer for Ali Hassan said her client had not planted the bomb.", {("DENIED_INVOLVEMENT_IN", "affirmed", "Ali Hassan")}),
    ("A spokesman for Hezbollah denied involvement in the bombing.", {("DENIED_INVOLVEMENT_IN", "affirmed", "Hezbollah")}),
    ("The imam rejected the bombing.", set()),
    ("He thought about how to pin the bombing on Hezbollah.", set()),
    ("Her family said the charges against her were baseless.", set()),
    ("The U.S. will not attack Iran, the prime minister said.", {("ATTACKED", "denied", "U.S.")}),
    ("A Hezbollah spokesman, Hamid Asefi, denied involvement in the bombing.", {("DENIED_INVOLVEMENT_IN", "affirmed", "Hezbollah")}),
    ("Customs officers seized a ship with cocaine.", set()),
    ("Santander took over the bank.", set()),
    ("A Turkish truck hit a bus, killing 12 people.", set()),
    ("A bomb killed nine people. The gunman's wife, Noor Amin, denied any involvement in the attack.", {("DENIED_INVOLVEMENT_IN", "affirmed", "Noor Amin")}),
    ("A bomb killed nine people. The victims' families denied any role in the attack.", {("DENIED_INVOLVEMENT_IN", "affirmed", "victims' families")}),
    ("A bomb killed nine people. The suspect, Ivan Borel, was held. His sister, Anna Borel, denied the charge.", {("ACCUSED_OF", "denied", "His")}),
    ("The man was convicted in absentia.", set()),
    ("The group charged that children were starving in Gaza.", set()),
    ("Three people shot dead in Oslo.", set()),
    ("Russian artillery killed six firefighters in Kherson.", {("CARRIED_OUT", "affirmed", "Russian artillery"), ("KILLED", "affirmed", "Russian artillery")}),
    ("The army admitted the death of six of its soldiers.", set()),
]  # fmt: skip
DEEDS = frozenset(
    (
        "CARRIED_OUT",
        "CLAIMED_RESPONSIBILITY_FOR",
        "ACCUSED",
        "ACCUSED_OF",
        "DENIED_INVOLVEMENT_IN",
        "ATTACKED",
        "KILLED",
    )
)


@pytest.mark.parametrize(("sentence", "wanted"), CASES, ids=[sentence[:40] for sentence, _ in CASES])
def test_deeds_of_a_sentence(nlp, sentence, wanted):
    record = extract(nlp(sentence), Article(sentence, "s.txt"), load_rules())
    found = {(c.predicate, c.polarity, c.subject.text) for c in record.claims if c.predicate in DEEDS}
    assert found == wanted


@pytest.mark.parametrize(
    ("text", "events"),
    [
        ("The strikes were a response to last month's massacre in Haifa.", 2),
        ("The plane crashed near Almaty. Nine people were killed.", 1),
    ],
)
def test_events_of_a_text(nlp, text, events):
    record = extract(nlp(text), Article(text, "s.txt"), load_rules())
    assert len(record.events) == events


def test_who_was_counted_may_be_suspected_and_the_count_is_not(nlp):
    text = "Two suspected militants were killed in the raid."
    record = extract(nlp(text), Article(text, "s.txt"), load_rules())
    assert [(c.kind, c.min, c.certainty) for c in record.claims if c.predicate == "FIGURE"] == [("killed", 2, "fact")]
