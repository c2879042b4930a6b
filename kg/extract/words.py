"""The word lists of the extractor, by name: `rules/words.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml


def read_data(name: str) -> Any:
    """One of the YAML files in `rules/`, as plain Python values."""
    return yaml.safe_load(resources.files("kg.extract").joinpath("rules", name).read_text(encoding="utf-8"))


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    return {name: frozenset(map(str, values)) for name, values in read_data("words.yaml").items()}


def words(name: str) -> frozenset[str]:
    """One list of words.

    >>> "soldier" in words("human")
    True
    """
    return _lists()[name]
