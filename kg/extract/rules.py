"""Rules: what a frame means. Data in `rules/*.yaml` and in users' files; read, checked and matched here.

A rule names the predicate (by verb, noun, adjective, or the preposition of "X is behind Y"), where its subject and
object stand among the roles of the frame, and what the words do to certainty and polarity. The keys are explained, with
examples, in docs/rules.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import Any

import yaml
from spacy.tokens import Doc, Token

from kg.errors import UsageError
from kg.extract.frames import Frame, Frames, case_of, is_predicate, is_verb, measured, neighbours
from kg.extract.rulefile import TRIGGERS, check_rule
from kg.extract.words import read_data
from kg.ontology import Ontology, load_ontology, read_rule_file

SHIPPED = ("stance.yaml", "agents.yaml")


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence that must yield the claim, and words of its subject and object (None where any will do)."""

    text: str
    subject: str
    object: str | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One reading of a predicate. Paths name a role, or a role of a role's filler: `patient.for`."""

    id: str
    relation: str
    triggers: Mapping[str, frozenset[str]]
    subject: tuple[str, ...]
    object: tuple[str, ...]
    about: tuple[str, ...] = ()
    where: Mapping[str, frozenset[str]] = field(default_factory=dict)
    unless: Mapping[str, frozenset[str]] = field(default_factory=dict)
    object_is: str | None = None
    hedge: str | None = None
    polarity: str = "affirmed"
    role: str | None = None
    fallback: str | None = None
    positive: tuple[Example, ...] = ()
    negative: tuple[str, ...] = ()


class Rules:
    """A set of rules, looked up by predicate. `fingerprint` changes when any rule or lexicon does."""

    def __init__(self, rules: Sequence[Rule], ontology: Ontology, fingerprint: str):
        self.rules, self.ontology, self.fingerprint = tuple(rules), ontology, fingerprint
        self.accused_roles = {verb: role for role, verbs in read_data("roles.yaml").items() for verb in verbs}
        self._index: dict[tuple[str, str], list[Rule]] = {}
        for rule in rules:
            for kind, words in rule.triggers.items():
                for word in words:
                    self._index.setdefault((kind, word), []).append(rule)
        self._cases = frozenset(word for kind, word in self._index if kind == "prep")
        self._lemmas = frozenset(word.partition("_")[0] for kind, word in self._index if kind != "prep")

    def __iter__(self) -> Iterator[Rule]:
        return iter(self.rules)

    def predicates(self, doc: Doc) -> Iterator[Token]:
        """The tokens that a rule may fire on, in order; to make every frame would cost more than to read them."""
        after: set[int] = set()
        tokens = list(doc)
        for token in tokens:
            if token.lower_ in self._cases and token.dep_ == "case":
                after.add(token.head.i)
        for token in tokens:
            if (token.lemma_.lower() in self._lemmas and is_predicate(token)) or token.i in after:
                yield token

    def matching(self, frame: Frame, frames: Frames) -> Iterator[Rule]:
        """The rules whose predicate and conditions a frame meets."""
        kinds: list[tuple[str, str]] = [(frame.pos, frame.lemma)]
        if frame.pos == "noun" and frame.copular and (case := case_of(frame.head)):
            kinds.append(("prep", case))
        for key in kinds:
            for rule in self._index.get(key, ()):
                if all(_holds(frame, frames, role, words) for role, words in rule.where.items()) and not any(
                    _holds(frame, frames, role, words) for role, words in rule.unless.items()
                ):
                    yield rule


def _holds(frame: Frame, frames: Frames, role: str, words: frozenset[str]) -> bool:
    if role == "words":
        pool: Iterable[Token] = (
            t
            for c in frame.head.children
            if c.i > frame.head.i and c.dep_ in ("xcomp", "obl", "advcl", "ccomp", "obj")
            for t in c.subtree
        )
    else:
        pool = walk(frame, frames, role)
    return any(t.lemma_.lower() in words or t.lower_ in words for p in pool for t in (p, *measured(p)))


def walk(frame: Frame, frames: Frames, path: str) -> tuple[Token, ...]:
    """Tokens at the end of a path of roles: `patient.for` the "for" phrases of the patient, `self` the predicate."""
    first, *rest = path.split(".")
    tokens = (frame.head,) if first == "self" else neighbours(frames, frame, first)
    for role in rest:
        found: list[Token] = []
        for t in tokens:
            inner = frames.frame(t)
            found += inner.get(role) or (neighbours(frames, inner, role) if is_verb(t) else ())
        tokens = tuple(found)
    return tokens


def first_filled(frame: Frame, frames: Frames, paths: Sequence[str]) -> tuple[Token, ...]:
    """The tokens of the first path that leads anywhere."""
    for path in paths:
        found = walk(frame, frames, path)
        if found:
            return found
    return ()


def _strings(value: Any) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(str(v) for v in value)


def _words(value: Any) -> Mapping[str, frozenset[str]]:
    return {str(k): frozenset(_strings(v)) for k, v in (value or {}).items()}


def _rule(raw: Any, ontology: Ontology, file: str | Path, *, own: bool) -> Rule:
    check_rule(raw, ontology, f"{file}, rule {raw.get('id', '?') if isinstance(raw, Mapping) else '?'}", own=own)
    examples = raw.get("examples") or {}
    return Rule(
        id=str(raw["id"]),
        relation=str(raw["relation"]),
        triggers={t: frozenset(_strings(raw[t])) for t in TRIGGERS if t in raw},
        subject=_strings(raw["subject"]),
        object=_strings(raw["object"]),
        about=_strings(raw.get("about")),
        where=_words(raw.get("where")),
        unless=_words(raw.get("unless")),
        object_is=raw.get("object_is"),
        hedge=raw.get("hedge"),
        polarity=raw.get("polarity", "affirmed"),
        role=raw.get("role"),
        fallback=raw.get("fallback"),
        positive=tuple(
            Example(str(e[0]), str(e[1]), None if len(e) < 3 or e[2] in (None, "~") else str(e[2]))
            for e in _examples(examples.get(True, examples.get("yes")))
        ),
        negative=tuple(str(e) for e in _examples(examples.get(False, examples.get("no")))),
    )


def _examples(value: Any) -> list[Any]:
    return list(value or [])


def load_rules(extra: Sequence[str | Path] = ()) -> Rules:
    """The shipped rules, and those of users' own files (`relations:` and `rules:`, see docs/rules.md).

    Raises UsageError naming the file and the rule where one is not as it should be.

    >>> rules = load_rules()
    >>> {r.relation for r in rules if "condemn" in r.triggers.get("verb", ())} >= {"CONDEMNED"}
    True
    """
    paths = tuple(Path(p) for p in extra)
    for path in paths:
        if not path.is_file():
            raise UsageError(f"{path}: no such rule file")
    ontology = load_ontology(paths)
    folder = resources.files("kg.extract").joinpath("rules")
    digest = hashlib.sha256()
    found: list[Rule] = []
    for item in sorted(folder.iterdir(), key=lambda i: i.name):
        if item.name.endswith(".yaml"):
            digest.update(item.read_bytes())
    digest.update(resources.files("kg").joinpath("ontology.yaml").read_bytes())
    for name in SHIPPED:
        for raw in yaml.safe_load(folder.joinpath(name).read_text(encoding="utf-8")):
            found.append(_rule(raw, ontology, name, own=False))
    for path in paths:
        digest.update(path.read_bytes())
        for raw in read_rule_file(path)["rules"]:
            found.append(_rule(raw, ontology, path, own=True))
    seen: set[str] = set()
    for rule in found:
        if rule.id in seen:
            raise UsageError(f"two rules have the id {rule.id}")
        seen.add(rule.id)
    return Rules(found, ontology, digest.hexdigest()[:16])
