"""The page on reading says what the code does."""

from __future__ import annotations

from pathlib import Path

from kg.limits import Limits
from kg.read.fields import ALIASES
from kg.read.formats import FORMATS

PAGE = (Path(__file__).parent.parent.parent / "docs" / "reading.md").read_text()


def test_every_format_and_field_name_is_in_the_page() -> None:
    for suffix in FORMATS:
        assert f" {suffix} " in PAGE, suffix
    for ours, theirs in ALIASES.items():
        name = "id" if ours == "given_id" else ours
        assert f"| {name} | {', '.join(theirs)} |" in PAGE


def test_the_limits_are_those_of_the_page() -> None:
    assert f"| {Limits().characters:,} characters |" in PAGE
    assert f"| {Limits().megabytes} MB |" in PAGE
