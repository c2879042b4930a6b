"""Every example sentence of every rule: positive ones yield the claim, negative ones do not."""

import pytest

from kg.errors import UsageError
from kg.extract import extract, load_rules
from kg.extract.rules import Example, Rule
from kg.records import Article, Claim

pytestmark = pytest.mark.model

RULES = load_rules()
STANCES = (
    "CLAIMED_RESPONSIBILITY_FOR",
    "DENIED_INVOLVEMENT_IN",
    "ACCUSED_OF",
    "CARRIED_OUT",
    "CONDEMNED",
    "EXPRESSED_CONDOLENCES_OVER",
    "WARNED_OF",
    "INVESTIGATES",
)


def claims(nlp, text: str, polarity: str = "affirmed") -> tuple[list[Claim], dict[str, str]]:
    record = extract(nlp(text), Article(text, "example", published="2024-05-24"), RULES)
    chains = {m.id: m.entity for m in record.mentions}
    names: dict[str, str] = {}
    for m in record.mentions:
        names[m.entity] = names.get(m.entity, "") + " " + m.text
    return [c for c in record.claims if c.polarity == polarity], {m: names[e] for m, e in chains.items()}


POSITIVE = [pytest.param(r, e, id=f"{r.id}-{n}") for r in RULES for n, e in enumerate(r.positive)]
NEGATIVE = [pytest.param(r, t, id=f"{r.id}-{n}") for r in RULES for n, t in enumerate(r.negative)]


@pytest.mark.parametrize(("rule", "example"), POSITIVE)
def test_positive_example_yields_the_claim(nlp, rule: Rule, example: Example) -> None:
    found, names = claims(nlp, example.text, rule.polarity or "affirmed")
    told = [(c.predicate, c.subject.text, c.object.text if c.object else None) for c in found]
    assert any(
        c.predicate == rule.relation
        and example.subject in c.subject.text + names.get(c.subject.mention or "", "")
        and (
            example.object is None
            or (c.object is not None and example.object in c.object.text + names.get(c.object.mention or "", ""))
        )
        for c in found
    ), told


@pytest.mark.parametrize(("rule", "text"), NEGATIVE)
def test_negative_example_does_not(nlp, rule: Rule, text: str) -> None:
    found, _ = claims(nlp, text, rule.polarity or "affirmed")
    assert not [(c.subject.text, c.object and c.object.text) for c in found if c.predicate == rule.relation]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Kandu and Zabor accused each other of the bombing.", {("ACCUSED", "Kandu", "Zabor"), ("ACCUSED", "Zabor", "Kandu")}),
        ("Police arrested an officer for his suspected role in the massacre.", {("ACCUSED_OF", "officer", "massacre")}),
        ("The school was bombed by the army, not by the rebels.", {("CARRIED_OUT", "army", "bombed")}),
        ("A Western diplomat said that there was no sign that Kandu was behind the attack.", set()),
        ("The minister stopped short of accusing Zabor of the bombing.", set()),
        ("There were no signs pointing to Zabor in the bombing.", set()),
        (
            "Kandu blamed Zabor for the attack and Munu also blamed Zabor for it.",
            {("ACCUSED", "Kandu", "Zabor"), ("ACCUSED", "Munu", "Zabor"), ("ACCUSED_OF", "Zabor", "attack")},
        ),
    ],
)  # fmt: skip
def test_who_is_said_to_have_done_it(nlp, text: str, wanted: set[tuple[str, str, str]]) -> None:
    found, _ = claims(nlp, text)
    told = {(c.predicate, c.subject.text, c.object.text if c.object else "") for c in found}
    assert wanted <= told
    charged = {subject for predicate, subject, _ in told if predicate in ("ACCUSED_OF", "CARRIED_OUT")}
    assert charged <= {party for _, *parties in wanted for party in parties}


def test_each_stance_has_examples_enough() -> None:
    positive = {s: sum(len(r.positive) for r in RULES if r.relation == s) for s in STANCES}
    negative = {s: sum(len(r.negative) for r in RULES if r.relation == s) for s in STANCES}
    assert {s: n for s, n in positive.items() if n < 5} == {}
    assert {s: n for s, n in negative.items() if n < 3} == {}


def test_a_rule_file_of_ones_own_adds_a_relation(nlp, tmp_path) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(
        "relations:\n  PRAISED: {from: Agent, to: Agent}\n"
        "rules:\n  - {id: praise, relation: PRAISED, verb: [praise], subject: agent, object: patient,\n"
        "     examples: {yes: [[The army praised Kenya., army, Kenya]], no: [The army left Kenya.]}}\n"
    )
    rules = load_rules([path])
    text = "The army was praised by Angela Merkel."
    record = extract(nlp(text), Article(text, "x"), rules)
    assert [(c.predicate, c.subject.text, c.object.text) for c in record.claims if c.rule == "praise"] == [
        ("PRAISED", "Angela Merkel", "army")
    ]
    assert rules.fingerprint != RULES.fingerprint


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("rules:\n  - {id: a, relation: NOPE, verb: [x], subject: agent, object: patient}\n", "no such relation: NOPE"),
        ("rules:\n  - {id: a, relation: ACCUSED, verb: [x], subject: agent}\n", "needs `object`"),
        ("rules:\n  - {id: a, relation: ACCUSED, subject: agent, object: patient}\n", "needs a predicate"),
        (
            "rules:\n  - {id: a, relation: ACCUSED, verb: [x], subject: agent, object: patient, wher: {}}\n",
            "unknown key wher",
        ),
        (
            "rules:\n  - {id: accuse, relation: ACCUSED, verb: [x], subject: agent, object: patient,\n"
            "     examples: {yes: [[The army x Kenya., army, Kenya]], no: [The army left.]}}\n",
            "two rules have the id accuse",
        ),
        ("relations:\n  ACCUSED: {from: Agent, to: Agent}\n", "a relation of this name already"),
        ("relations:\n  LIKED: {from: Robot, to: Agent}\n", "no such node type: Robot"),
        ("rules: [\n", "not valid YAML"),
    ],
)
def test_a_broken_rule_file_says_what_is_wrong(tmp_path, content: str, message: str) -> None:
    path = tmp_path / "my.yaml"
    path.write_text(content)
    with pytest.raises(UsageError, match=message):
        load_rules([path])
