"""The schema as objects: what kinds of nodes and edges there are, their ends, their properties.

Everything is read from `ontology.yaml`, and from the relations of a user's own rule files; no other module lists
node types, edge types or properties.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from kg.errors import UsageError

RESERVED = ("id", "type")  # every record has these
PROPERTY_TYPES = ("string", "integer", "float", "boolean", "strings")


@dataclass(frozen=True, slots=True)
class NodeType:
    """A label, and its properties (name -> property type) beside `id`, `name` and `type`."""

    name: str
    properties: Mapping[str, str]
    reads: str = ""


@dataclass(frozen=True, slots=True)
class EdgeType:
    """An edge type: the node types at its ends, its properties (beside `type`), how it came about.

    `group` is stance, argument, agents, fact (all four derived from claims) or bookkeeping.
    """

    name: str
    group: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    properties: Mapping[str, str]
    symmetric: bool = False
    reads: str = ""
    argument: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)

    @property
    def from_claims(self) -> bool:
        """Whether edges of this type are drawn from claims of the same predicate."""
        return self.group != "bookkeeping"


@dataclass(frozen=True, slots=True)
class Ontology:
    """The whole schema; `vocabularies` are the closed lists of values (certainty, polarity ...).

    `event_codes` gives for an event type its codes of the field (`cameo`, `plover`), `plover_moods` for `planned` and
    `denied` what becomes of a PLOVER code.
    """

    version: int
    nodes: Mapping[str, NodeType]
    edges: Mapping[str, EdgeType]
    vocabularies: Mapping[str, tuple[str, ...]]
    claim_only_predicates: tuple[str, ...]
    event_codes: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    plover_moods: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def plover(self, code: str | None, mood: str | None = None) -> str | None:
        """The PLOVER category of an act of this code that is `planned`, `denied` or (None) done.

        None where there is none: what is denied has a category only where refusing it is one.

        >>> load_ontology().plover("CONSULT", "planned"), load_ontology().plover("ASSAULT", "denied")
        ('AGREE', None)
        """
        if code is None or mood is None:
            return code
        return self.plover_moods[mood].get(code, code if mood == "planned" else None)

    @property
    def predicates(self) -> tuple[str, ...]:
        """What a claim can assert: every edge type derived from claims, and the predicates that draw no edge."""
        return (*(name for name, edge in self.edges.items() if edge.from_claims), *self.claim_only_predicates)


def _ends(value: str | list[str], groups: Mapping[str, list[str]], nodes: Iterable[str], where: str) -> tuple[str, ...]:
    names: list[str] = []
    for item in [value] if isinstance(value, str) else value:
        names += groups.get(item, [item])
    unknown = sorted(set(names) - set(nodes))
    if unknown:
        raise UsageError(f"{where}: no such node type: {', '.join(unknown)} (there are {', '.join(nodes)})")
    return tuple(dict.fromkeys(names))


def _edge(name: str, spec: Mapping[str, Any], raw: Mapping[str, Any], where: str) -> EdgeType:
    group = spec.get("group", "agents")
    properties: dict[str, str] = {}
    if group != "bookkeeping":
        properties |= raw["edge_properties"]
    if group == "fact":
        properties |= raw["fact_properties"]
    properties |= spec.get("properties", {})
    bad = sorted(set(properties.values()) - set(PROPERTY_TYPES))
    if bad:
        raise UsageError(f"{where}: no such property type: {', '.join(bad)} (there are {', '.join(PROPERTY_TYPES)})")
    for own in properties:
        if not own.isidentifier() or own.startswith("kg_") or own in RESERVED:
            raise UsageError(
                f"{where}: a property cannot be called {own!r}: letters, digits, underscores, and not kg_..."
            )
    return EdgeType(
        name=name,
        group=group,
        sources=_ends(spec["from"], raw["ends"], raw["nodes"], where),
        targets=_ends(spec["to"], raw["ends"], raw["nodes"], where),
        properties=properties,
        symmetric=bool(spec.get("symmetric", False)),
        reads=str(spec.get("reads", "")),
        argument=spec.get("argument"),
        codes={k: str(spec[k]) for k in ("cameo", "plover") if k in spec},
    )


RELATION_KEYS = ("from", "to", "reads", "symmetric", "group", "properties", "cameo", "plover")
RELATION_GROUPS = ("stance", "agents", "fact")


def _check_relation(spec: Any, where: str) -> None:
    if not isinstance(spec, dict) or "from" not in spec or "to" not in spec:
        raise UsageError(f"{where}: needs `from` and `to`, the node types at its ends")
    unknown = [str(key) for key in spec if key not in RELATION_KEYS]
    if unknown:
        raise UsageError(f"{where}: unknown key {', '.join(unknown)} (keys {', '.join(RELATION_KEYS)})")
    for key in ("from", "to"):
        ends = spec[key] if isinstance(spec[key], list) else [spec[key]]
        if not ends or not all(isinstance(end, str) for end in ends):
            raise UsageError(f"{where}, {key}: a node type, or a list of them")
    if spec.get("group", "agents") not in RELATION_GROUPS:
        raise UsageError(f"{where}, group: no such value: {spec['group']} (values {', '.join(RELATION_GROUPS)})")
    if not isinstance(spec.get("symmetric", False), bool):
        raise UsageError(f"{where}, symmetric: no such value: {spec['symmetric']} (values true, false)")
    if not isinstance(spec.get("properties", {}), dict):
        raise UsageError(f"{where}, properties: maps names to types ({', '.join(PROPERTY_TYPES)})")


def read_rule_file(path: Path) -> dict[str, Any]:
    """The `relations` (a mapping) and `rules` (a list) of a user's own file; each is there, and may be empty.

    Raises UsageError naming the file where it cannot be read, is no YAML, or holds anything else.
    """
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(f"{path}: the rule file cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise UsageError(f"{path}: the rule file is not UTF-8 text") from error
    except yaml.YAMLError as error:
        raise UsageError(f"{path}: the rule file is not valid YAML: {' '.join(str(error).split())}") from error
    parts: dict[str, Any] = {"relations": {}, "rules": []}
    if not isinstance(content or {}, dict):
        raise UsageError(f"{path}: a rule file has `relations:` and `rules:`, see docs/rules.md")
    for key, value in (content or {}).items():
        if key not in parts:
            raise UsageError(f"{path}: unknown key {key} (keys {', '.join(parts)})")
        if value is not None:
            if type(value) is not type(parts[key]):
                shape = "a list, each entry beginning with `-`" if key == "rules" else "a mapping of names"
                raise UsageError(f"{path}: `{key}` is {shape}")
            parts[key] = value
    return parts


@cache
def load_ontology(extra: tuple[Path, ...] = ()) -> Ontology:
    """The ontology, with the `relations` of users' own rule files added.

    Takes paths of YAML files; raises UsageError where one of them redefines a relation or names ends that do not exist.

    >>> load_ontology().edges["MET_WITH"].symmetric
    True
    """
    raw: dict[str, Any] = yaml.safe_load(resources.files("kg").joinpath("ontology.yaml").read_text(encoding="utf-8"))
    nodes = {n: NodeType(n, s.get("properties", {}), s.get("reads", "")) for n, s in raw["nodes"].items()}
    edges = {n: _edge(n, s, raw, f"ontology.yaml, {n}") for n, s in raw["edges"].items()}
    for path in extra:
        for name, spec in read_rule_file(path)["relations"].items():
            where = f"{path}, relation {name}"
            if name in edges:
                raise UsageError(f"{where}: there is a relation of this name already; choose another")
            if not isinstance(name, str) or not name.isidentifier() or name != name.upper():
                raise UsageError(f"{where}: a relation's name is CAPITALS_AND_UNDERSCORES")
            _check_relation(spec, where)
            edges[name] = _edge(name, {**spec, "group": spec.get("group", "agents")}, raw, where)
    return Ontology(
        version=raw["version"],
        nodes=nodes,
        edges=edges,
        vocabularies={k: tuple(v) for k, v in raw["vocabularies"].items()},
        claim_only_predicates=tuple(raw["claim_only_predicates"]),
        event_codes=raw["event_codes"],
        plover_moods=raw["plover_moods"],
    )


def markdown(ontology: Ontology) -> str:
    """The ontology as tables, for docs/ontology.md; `python -m kg.ontology` prints it.

    >>> "| `CONDEMNED` |" in markdown(load_ontology())
    True
    """
    lines = [
        "# Nodes, edges, claims",
        "",
        "Made from `kg/ontology.yaml` with `python -m kg.ontology > docs/ontology.md`.",
        "",
    ]
    lines += ["Every node has `id`, `name` and `type`, every edge `type`, beside the properties below.", ""]
    lines += ["## Nodes", "", "| label | what | properties |", "|---|---|---|"]
    for node in ontology.nodes.values():
        lines.append(f"| `{node.name}` | {node.reads} | {_listed(node.properties)} |")
    titles = {
        "stance": "Stance towards an event",
        "argument": "What an event consists of",
        "agents": "Between agents",
        "fact": "Standing facts",
        "bookkeeping": "Bookkeeping",
    }
    for group, title in titles.items():
        lines += ["", f"## {title}", "", "| type | from | to | reads | CAMEO | PLOVER |", "|---|---|---|---|---|---|"]
        for edge in (e for e in ontology.edges.values() if e.group == group):
            ends = (", ".join(edge.sources), ", ".join(edge.targets))
            both = " (no direction)" if edge.symmetric else ""
            codes = " | ".join(edge.codes.get(k, "") for k in ("cameo", "plover"))
            lines.append(f"| `{edge.name}` | {ends[0]} | {ends[1]} | {edge.reads}{both} | {codes} |")
    lines += ["", "## Codes of event types", "", "| event type | CAMEO | PLOVER |", "|---|---|---|"]
    lines += [f"| {name} | {codes['cameo']} | {codes['plover']} |" for name, codes in ontology.event_codes.items()]
    for mood, becomes in ontology.plover_moods.items():
        changed = ", ".join(f"{code} is {other}" for code, other in becomes.items())
        lines += ["", f"In PLOVER what is only {mood} is another category: {changed}."]
    derived = ontology.edges["CONDEMNED"].properties
    lines += ["", "## Properties of edges", "", f"Edges drawn from claims have {_listed(derived)}."]
    for edge in ontology.edges.values():
        own = {k: v for k, v in edge.properties.items() if k not in derived}
        if own and edge.group != "fact":
            lines.append(f"`{edge.name}` has {_listed(own)}.")
    facts = {k: v for k, v in ontology.edges["LEADS"].properties.items() if k not in derived}
    lines += [
        f"Standing facts have {_listed(facts)}.",
        "",
        "## Closed lists of values",
        "",
        "| list | values |",
        "|---|---|",
    ]
    lines += [f"| {name} | {', '.join(values)} |" for name, values in ontology.vocabularies.items()]
    return "\n".join(lines) + "\n"


def _listed(properties: Mapping[str, str]) -> str:
    return ", ".join(f"`{name}` ({kind})" for name, kind in properties.items())


if __name__ == "__main__":
    print(markdown(load_ontology()), end="")
