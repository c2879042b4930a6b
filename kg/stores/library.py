"""The query library: `cypher/queries/*.cypher`, named questions that run on every store."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import takewhile
from pathlib import Path
from typing import Any

from kg.errors import UsageError

_HEAD = re.compile(r"// (title|answers|param ([a-z_]+)): (.+)")
_DEFAULT = re.compile(r"(.+) \(default (.+)\)")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter of a named query; `required` where it has no default."""

    name: str
    description: str
    default: str | int | float | bool | None = None
    required: bool = False

    def value(self, given: Any) -> Any:
        """What was given, as the type of the default: a command line has text only. Raises UsageError."""
        if self.default is None or type(given) is type(self.default):
            return given
        kind = type(self.default)
        try:
            if kind is bool:
                return {"true": True, "false": False}[str(given).lower()]
            return kind(given)
        except (KeyError, ValueError) as error:
            raise UsageError(
                f"the parameter {self.name} is {given!r}; it takes a value like {self.default!r}"
            ) from error


@dataclass(frozen=True, slots=True)
class NamedQuery:
    """A question of the library: its name, title, what it answers, its parameters, and the Cypher behind it."""

    name: str
    title: str
    answers: str
    parameters: tuple[Parameter, ...]
    cypher: str

    def bind(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """All parameters with their values; raises UsageError where one is unknown, missing or of a wrong type."""
        known = {parameter.name: parameter for parameter in self.parameters}
        unknown = sorted(set(given) - set(known))
        if unknown:
            takes = f"it takes {', '.join(known)}" if known else "it takes none"
            raise UsageError(f"{self.name}: no such parameter: {', '.join(unknown)}; {takes}")
        missing = sorted(name for name, parameter in known.items() if parameter.required and name not in given)
        if missing:
            raise UsageError(f"{self.name}: needs a value for {', '.join(missing)}")
        return {name: parameter.value(given.get(name, parameter.default)) for name, parameter in known.items()}


def parse_query(name: str, text: str) -> NamedQuery:
    """Read a query file: the comment head, then Cypher. Raises ValueError where the head is not as it should be."""
    title = answers = ""
    parameters: list[Parameter] = []
    lines = text.splitlines()
    head = list(takewhile(lambda line: line.startswith("//"), lines))
    for line in head:
        match = _HEAD.fullmatch(line)
        if match is None:
            raise ValueError(f"{name}: a comment head has title, answers and param lines, not {line!r}")
        key, parameter, content = match.groups()
        if key == "title":
            title = content
        elif key == "answers":
            answers = content
        elif with_default := _DEFAULT.fullmatch(content):
            parameters.append(Parameter(parameter, with_default[1], json.loads(with_default[2])))
        else:
            parameters.append(Parameter(parameter, content, required=True))
    if not title or not answers:
        raise ValueError(f"{name}: the comment head needs a title and what the query answers")
    return NamedQuery(name, title, answers, tuple(parameters), "\n".join(lines[len(head) :]) + "\n")


def cypher_folder() -> Traversable:
    """Where the Cypher files are: inside the installed package, or at the top of a checkout."""
    shipped = resources.files("kg").joinpath("cypher")
    return shipped if shipped.is_dir() else Path(__file__).resolve().parents[2] / "cypher"


@cache
def library() -> Mapping[str, NamedQuery]:
    """All named queries by name, sorted.

    >>> library()["who-claimed"].title
    'Who claimed what'
    """
    files = sorted(cypher_folder().joinpath("queries").iterdir(), key=lambda file: file.name)
    names = [(file.name.removesuffix(".cypher"), file) for file in files if file.name.endswith(".cypher")]
    return {name: parse_query(name, file.read_text(encoding="utf-8")) for name, file in names}
