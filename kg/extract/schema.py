"""The JSON Schema of a record of `kg extract`, made of the dataclasses and the ontology's vocabularies.

`record.schema.json` beside this module is its output for the shipped ontology; a test fails when it drifts. Write it
anew with `python -m kg.extract.schema`.
"""

from __future__ import annotations

import inspect
import json
from pathlib import Path
from typing import Any

import msgspec

from kg.ontology import Ontology, load_ontology
from kg.records import Extraction

# (record, field) -> the vocabulary of the ontology that its values come from
VOCABULARIES = {
    ("Mention", "label"): "label",
    ("Mention", "form"): "form",
    ("Event", "event_type"): "event_type",
    ("Event", "subtype"): "attack_subtype",
    ("Event", "status"): "status",
    ("Event", "date_precision"): "date_precision",
    ("Event", "date_source"): "date_source",
    ("Argument", "role"): "argument_role",
    ("Figure", "kind"): "figure_kind",
    ("Claim", "polarity"): "polarity",
    ("Claim", "certainty"): "certainty",
    ("Claim", "voice"): "voice",
    ("Claim", "quote"): "quote",
    ("Claim", "kind"): "figure_kind",
    ("Claim", "verification"): "verification",
}
FILE = Path(__file__).with_name("record.schema.json")


def record_schema(ontology: Ontology | None = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of one record; predicates and vocabularies are those of the ontology.

    >>> record_schema()["$defs"]["Claim"]["properties"]["polarity"]["enum"]
    ['affirmed', 'denied']
    """
    ontology = ontology or load_ontology()
    (root,), parts = msgspec.json.schema_components([Extraction], ref_template="#/$defs/{name}")
    for (record, name), vocabulary in VOCABULARIES.items():
        _enumerate(parts[record]["properties"], name, list(ontology.vocabularies[vocabulary]))
    _enumerate(parts["Claim"]["properties"], "predicate", list(ontology.predicates))
    for part in parts.values():
        if "description" in part:  # versions of msgspec differ in the indentation they leave
            part["description"] = inspect.cleandoc(part["description"])
        for name in ("start", "end"):
            if name in part.get("properties", {}):
                part["properties"][name]["minimum"] = 0
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "kg extract record",
        **root,
        "$defs": parts,
    }
    plain: dict[str, Any] = json.loads(json.dumps(schema))  # defaults come as tuples
    return plain


def _enumerate(properties: dict[str, Any], name: str, values: list[str]) -> None:
    old = properties[name]
    nullable = "anyOf" in old
    properties[name] = {k: v for k, v in old.items() if k not in ("anyOf", "type")} | {
        "enum": [*values, None] if nullable else values
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(record_schema(), indent=1) + "\n", encoding="utf-8")
