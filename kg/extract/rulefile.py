"""What a rule may look like: every key and value is checked before a rule is used, as docs/rules.md tells.

A rule with a misspelt role or value would never fire, or not as it was meant, and nobody would notice.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Mapping
from typing import Any

from kg.errors import UsageError
from kg.ontology import Ontology

TRIGGERS = ("verb", "noun", "adj", "prep")
OBJECT_KINDS = ("violent", "harm", "charge", "own", "undone", "person", "named", "other", "guest")
FALLBACKS = ("salient", "words", "open")
NEEDED = ("id", "relation", "subject", "object")
PATHS = ("subject", "object", "about")
CONDITIONS = ("where", "unless")
KEYS = (*NEEDED, "about", *TRIGGERS, *CONDITIONS, "object_is", "hedge", "polarity", "role", "fallback", "examples")

ROLES = (
    "agent", "patient", "recipient", "subject", "object", "comp", "acl", "compound", "poss", "appos", "described",
    "mark", "self",
)  # fmt: skip
# A preposition is a role under its own name, and so is the conjunction of a clause ("after he left").
PREPOSITIONS = frozenset(
    (  # noqa: SIM905 - a list of seventy words is read as words
        "about above across after against along alongside amid among amongst around as at because before behind below "
        "beneath beside besides between beyond by concerning despite down during except following for from given if "
        "in inside into like near of off on onto out outside over past per regarding since than that through "
        "throughout till to toward towards under underneath unless unlike until up upon via when where whether while "
        "with within without according_to as_of as_to because_of due_to instead_of out_of such_as"
    ).split()
)


def check_rule(raw: Any, ontology: Ontology, where: str, *, own: bool) -> None:
    """Raise UsageError, naming file, rule, key and what is allowed, where a rule is not as it should be.

    `own` rules are a user's: they must come with examples, which are the only test that they have.
    """
    if not isinstance(raw, Mapping):
        raise UsageError(f"{where}: a rule is a mapping of keys to values, not {raw!r:.60}")
    for key in raw:
        _one_of(key, KEYS, f"{where}: unknown key", what="keys")
    for key in NEEDED:
        if raw.get(key) in (None, "", []):
            raise UsageError(f"{where}: needs `{key}`")
    if raw["relation"] not in ontology.predicates:
        close = difflib.get_close_matches(str(raw["relation"]), ontology.predicates, n=1)
        hint = f"did you mean {close[0]}? Else" if close else "if it is new,"
        raise UsageError(
            f"{where}: no such relation: {raw['relation']}; {hint} declare it under `relations:` with its ends"
        )
    if not any(trigger in raw for trigger in TRIGGERS):
        raise UsageError(f"{where}: needs a predicate: one of {', '.join(TRIGGERS)}")
    for key in TRIGGERS:
        _words(raw.get(key, "x"), f"{where}, {key}")
    for key in PATHS:
        for path in _words(raw.get(key) or [], f"{where}, {key}", may_be_empty=True):
            _check_path(path, f"{where}, {key}")
    for key in CONDITIONS:
        conditions = raw.get(key) or {}
        if not isinstance(conditions, Mapping):
            raise UsageError(f"{where}, {key}: maps roles to lemmas, like {{patient: [responsibility]}}")
        for path, words in conditions.items():
            if path != "words":
                _check_path(_word(path, f"{where}, {key}"), f"{where}, {key}")
            _words(words, f"{where}, {key}, {path}")
    closed = {
        "object_is": OBJECT_KINDS,
        "hedge": ontology.vocabularies["certainty"],
        "polarity": ontology.vocabularies["polarity"],
        "role": ontology.vocabularies["accused_role"],
        "fallback": FALLBACKS,
    }
    for key, allowed in closed.items():
        if raw.get(key) is not None:
            _one_of(raw[key], allowed, f"{where}, {key}: no such value:", what="values")
    _check_examples(raw.get("examples"), where, own)


def _check_path(path: str, where: str) -> None:
    for role in path.split("."):
        if role not in PREPOSITIONS:
            _one_of(role, ROLES, f"{where}: no such role:", what="roles, and every preposition:", also=PREPOSITIONS)


def _check_examples(examples: Any, where: str, own: bool) -> None:
    if examples is None and not own:
        return
    # YAML reads a bare yes or no as a truth value.
    given = {{True: "yes", False: "no"}.get(k, k): v for k, v in examples.items()} if isinstance(examples, dict) else {}
    if set(given) - {"yes", "no"} or not given:
        raise UsageError(f"{where}: needs `examples` with `yes` and `no`, each a list: they are the rule's tests")
    for key in ("yes", "no"):
        listed = given.get(key)
        if (own and not listed) or not isinstance(listed or [], list):
            raise UsageError(f"{where}: `examples` needs a list of sentences under `{key}`")
    for example in given.get("yes") or ():
        if not isinstance(example, list) or len(example) not in (2, 3) or not isinstance(example[0], str):
            raise UsageError(
                f"{where}: an example under `yes` is [sentence, words of the subject, words of the object], "
                f"not {example!r:.80}"
            )
    for example in given.get("no") or ():
        if not isinstance(example, str):
            raise UsageError(f"{where}: an example under `no` is a sentence, not {example!r:.80}")


def _words(value: Any, where: str, *, may_be_empty: bool = False) -> list[str]:
    words = [value] if not isinstance(value, list) else value
    if not words and not may_be_empty:
        raise UsageError(f"{where}: needs a word, or a list of words")
    return [_word(word, where) for word in words]


def _word(word: Any, where: str) -> str:
    if isinstance(word, bool):
        raise UsageError(
            f"{where}: YAML reads a bare on, off, yes, no, true or false as a truth value; write it in quotes: 'on'"
        )
    if not isinstance(word, str) or not word.strip():
        raise UsageError(f"{where}: takes a word or a list of words, not {word!r:.60}")
    return word


def _one_of(value: Any, allowed: Collection[str], problem: str, *, what: str, also: Collection[str] = ()) -> None:
    if value in allowed:
        return
    close = difflib.get_close_matches(str(value), [*allowed, *also], n=1)
    hint = f"; did you mean {close[0]}?" if close else ""
    raise UsageError(f"{problem} {value}{hint} ({what} {', '.join(allowed)})")
