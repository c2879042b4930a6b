"""The record: offsets that quote, a schema that holds, the same answer every time, nothing out of furniture."""

import json
from collections.abc import Iterator
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kg.extract import extract, load_rules
from kg.extract.schema import FILE, record_schema
from kg.records import Article, Extraction, Furniture

pytestmark = pytest.mark.model

RULES = load_rules()
EXAMPLES = [e.text for r in RULES for e in r.positive] + [t for r in RULES for t in r.negative]
NOISE = [
    "",
    "—",
    "“No!”",
    "\t",
    "Türkiye’s İstanbul",
    "naïve café 😀",
    "NASA\u00a0said",
    "(AFP)",
    "12,000",
    "a" * 300,
    "…",
    "\u202e",
]
VALIDATOR = jsonschema.Draft202012Validator(record_schema())


def spans(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        for v in value.values():
            yield from spans(v)
    elif isinstance(value, list):
        for v in value:
            yield from spans(v)


def check(record: Extraction) -> dict[str, Any]:
    """What must hold of any record; gives it as plain JSON."""
    data = json.loads(record.to_json())
    VALIDATOR.validate(data)
    text = record.document.text
    for s in spans({k: v for k, v in data.items() if k != "document"}):
        assert text[s["start"] : s["end"]] == s["text"]
        assert s["text"].strip() == s["text"] != ""
    mentions = {m.id for m in record.mentions}
    events = {e.id for e in record.events}
    claims = {c.id for c in record.claims}
    for c in record.claims:
        assert 0 <= c.sentence.start < c.sentence.end <= len(text)
        assert 0 <= c.evidence.start < c.evidence.end <= len(text)
        assert c.within is None or c.within in claims
        assert c.about is None or c.about in events
    for s in spans(data["claims"]):
        assert s["mention"] is None or s["mention"] in mentions
        assert s["event"] is None or s["event"] in events
    assert len(mentions) == len(record.mentions)
    assert len(claims) == len(record.claims)
    assert Extraction.from_json(record.to_json()) == record
    return data


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    parts=st.lists(st.sampled_from(EXAMPLES) | st.sampled_from(NOISE) | st.text(max_size=40), min_size=1, max_size=6),
    joiner=st.sampled_from([" ", "\n", "\n\n", ". "]),
)
def test_any_text_gives_a_record_that_holds(nlp, parts: list[str], joiner: str) -> None:
    text = joiner.join(parts)
    record = extract(nlp(text), Article(text, "x", published="2024-05-24"), RULES)
    check(record)
    assert extract(nlp(text), Article(text, "x", published="2024-05-24"), RULES).to_json() == record.to_json()


STORY = (
    "Rebels claim attack on ministry\n\n"
    "The Free Highland Army claimed responsibility on Tuesday for the bombing of the Finance Ministry in Tbilisi, which killed at least 12 people.\n\n"
    'President Salome Zourabichvili condemned the attack. "We accuse Freedonia of financing the bombing," she said.\n\n'
    "Freedonia denied any involvement in the bombing.\n"
)


def test_a_story_from_end_to_end(nlp) -> None:
    record = extract(nlp(STORY), Article(STORY, "x", published="2024-05-24"), RULES)
    data = check(record)
    attacks = [e for e in data["events"] if e["event_type"] == "Attack"]
    assert len(attacks) == 1
    told = {(c.predicate, c.subject.text) for c in record.claims}
    assert ("CLAIMED_RESPONSIBILITY_FOR", "Free Highland Army") in told
    assert ("DENIED_INVOLVEMENT_IN", "Freedonia") in told
    figure = next(c for c in record.claims if c.predicate == "FIGURE")
    assert (figure.kind, figure.min, figure.max) == ("killed", 12, None)
    assert figure.subject.event == attacks[0]["id"]
    denial = next(c for c in record.claims if c.predicate == "DENIED_INVOLVEMENT_IN")
    assert denial.object is not None
    assert denial.object.event == attacks[0]["id"]
    assert STORY[denial.evidence.start : denial.evidence.end].startswith("Freedonia denied")


def test_nothing_is_read_out_of_furniture(nlp) -> None:
    at = STORY.index("Freedonia denied")
    marks = (Furniture(at, len(STORY), "feed", "a list of other news"),)
    record = extract(nlp(STORY), Article(STORY, "x", furniture=marks), RULES)
    assert not [c for c in record.claims if c.predicate == "DENIED_INVOLVEMENT_IN"]
    assert not [m for m in record.mentions if m.start >= at]


def test_a_doc_of_another_text_is_refused(nlp) -> None:
    with pytest.raises(ValueError, match="not made of this article"):
        extract(nlp("One."), Article("Two.", "x"), RULES)


def test_the_schema_file_is_the_ontologys() -> None:
    assert json.loads(FILE.read_text(encoding="utf-8")) == record_schema()
