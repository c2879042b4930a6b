"""Score the extractor on sentences coded by hand with the event categories of PLOVER.

    python benchmarks/plover.py SHARED [--verbose] [--json]

Right: one claim, or one event with its arguments, whose subject (perpetrator, participant) is a source of the record,
whose object (target, victim, other participant) is a target of it, and whose PLOVER code is the record's category.

* Code: that of the relation or event type in `kg/ontology.yaml`; for what is only planned or is denied as its
  `plover_moods` say (a meeting that is planned is AGREE, one that is refused REJECT). The records bear the names of
  2016: DEMAND, DISAPPROVE and FIGHT are what REQUEST, ACCUSE and ASSAULT are now.
* Actor: the words of the phrase, or of a mention of its chain, and those of the record have the same head, or one holds
  the other; a demonym is its country. One of several sources and one of several targets are enough. Where the record
  has no target any will do, and none; but two sources without a target ("Jordan and Britain agreed") are the two
  parties of one act, and must be found one at each end.
* Pair only: any claim or event between the two, whatever its code. Category only: any of the code, whoever its parties.
"""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kg.extract import extract, load_rules
from kg.language import load_pipeline
from kg.ontology import load_ontology
from kg.records import Article, Extraction
from kg.resolve.gazetteer import load_gazetteer

RENAMED = {"DEMAND": "REQUEST", "DISAPPROVE": "ACCUSE", "FIGHT": "ASSAULT"}
HEAD_ENDS = re.compile(
    r"\s(?:of|in|from|for|at|by|on|with|to|whose|who|that|ordered|living|operating|fleeing|loyal)\s|[,(]"
)
LONGEST_NAME = 4  # words of a country's name
SUBJECT_ROLES, OBJECT_ROLES = ("perpetrator", "participant"), ("target", "victim", "participant")


@dataclass(frozen=True, slots=True)
class Act:
    """What the extractor read: a category, and the words of either side (each party by all its words)."""

    code: str | None
    subjects: tuple[tuple[str, ...], ...]
    objects: tuple[tuple[str, ...], ...]
    what: str
    symmetric: bool = False


def terms(text: str) -> list[str]:
    """The words of a phrase, every country under its code, by name or demonym (and its plural)."""
    gazetteer = load_gazetteer()
    words = re.findall(
        r"[\w.&-]*\w", re.sub(r"['’]s\b|['’]", " ", text.lower()).replace("u.s.", "us").replace("u.n.", "un")
    )
    out: list[str] = []
    n = 0
    while n < len(words):
        for size in range(min(LONGEST_NAME, len(words) - n), 0, -1):
            name = " ".join(words[n : n + size])
            code = next(
                (
                    c
                    for w in (name, name.removesuffix("s"))
                    if (c := gazetteer.countries.get(w) or gazetteer.demonyms.get(w))
                ),
                None,
            )
            if code is not None or size == 1:
                out.append(code or name)
                n += size
                break
    return [w for w in out if w not in ("the", "a", "an")]


def holds(whole: list[str], part: list[str]) -> bool:
    return bool(part) and any(whole[n : n + len(part)] == part for n in range(len(whole) - len(part) + 1))


def head(text: str) -> str | None:
    words = terms(HEAD_ENDS.split(text, maxsplit=1)[0])
    return words[-1] if words else None


def same(found: str, gold: str) -> bool:
    """Whether two phrases name the same actor."""
    a, b = terms(found), terms(gold)
    return holds(a, b) or holds(b, a) or (head(found) is not None and head(found) == head(gold))


def acts(record: Extraction) -> Iterator[Act]:
    """The claims and events of a record as coded acts."""
    ontology = load_ontology()
    chains = {m.id: m.entity for m in record.mentions}
    names: dict[str, list[str]] = {}
    for m in record.mentions:
        names.setdefault(m.entity, []).append(m.text)

    def party(span: Any) -> tuple[str, ...]:
        return (span.text, *names.get(chains.get(span.mention, ""), ()))

    for c in record.claims:
        edge = ontology.edges.get(c.predicate)
        mood = "denied" if c.polarity == "denied" else "planned" if c.certainty == "planned" else None
        plain = edge.codes.get("plover") if edge is not None else None
        code = ontology.plover(plain, mood)
        objects = [c.object] if c.object is not None else []
        if edge is None or edge.group in ("stance", "agents"):
            told = [e for e in record.events if c.object is not None and e.id == c.object.event]
            harmed = [a for e in told for a in e.arguments if a.role in ("target", "victim")]
            symmetric = edge is not None and edge.symmetric
            subject, sides = party(c.subject), tuple(party(o) for o in (*objects, *harmed))
            yield Act(code, (subject,), sides, f"{c.predicate} {c.polarity} {c.certainty}", symmetric)
    for e in record.events:
        if e.status != "hypothetical":
            mood = {"denied": "denied", "planned": "planned", "feared": "planned"}.get(e.status)
            code = ontology.plover(ontology.event_codes.get(e.event_type, {}).get("plover"), mood)
            subjects = tuple(party(a) for a in e.arguments if a.role in SUBJECT_ROLES)
            objects_ = tuple(party(a) for a in e.arguments if a.role in OBJECT_ROLES)
            yield Act(code, subjects, objects_, f"{e.event_type} {e.status}")


def has(parties: tuple[tuple[str, ...], ...], gold: list[str]) -> list[tuple[int, int]]:
    """(party, gold actor) of those that are the same."""
    return [(n, m) for n, p in enumerate(parties) for m, g in enumerate(gold) if any(same(words, g) for words in p)]


def right_pair(act: Act, sources: list[str], targets: list[str]) -> bool:
    """Whether an act is between the record's actors."""
    if len(sources) > 1 and not targets:
        return any(
            a != b and act.subjects[n] != act.objects[k]
            for n, a in has(act.subjects, sources)
            for k, b in has(act.objects, sources)
        )
    ways = [(act.subjects, act.objects)] + ([(act.objects, act.subjects)] if act.symmetric else [])
    for subjects, objects in ways:
        firsts, seconds = has(subjects, sources), has(objects, targets)
        if not targets and (firsts or not sources):
            return True
        if not sources and seconds:
            return True
        if any(subjects[n] != objects[k] for n, _ in firsts for k, _ in seconds):
            return True
    return False


def actors(record: dict[str, Any], side: str) -> list[str]:
    listed = record[side] if isinstance(record[side], list) else [record[side]]
    found = [one if isinstance(one, str) else one.get("actorText", "") for one in listed]
    return [text for text in found if text]


def main(shared: Path, *, verbose: bool, as_json: bool) -> None:
    nlp, rules = load_pipeline(), load_rules()
    counts: dict[str, Counter[str]] = {}
    lines = (shared / "data/event-coding/plover-gsr.jsonl").read_text("utf8").splitlines()
    for record in map(json.loads, lines):
        text, category = record["text"], RENAMED.get(record["event"], record["event"])
        read = list(acts(extract(nlp(text), Article(text, record["id"]), rules)))
        sources, targets = actors(record, "source"), actors(record, "target")
        pairs = [a for a in read if right_pair(a, sources, targets)]
        right = any(a.code == category for a in pairs)
        for name in (record["event"], "all"):
            row = counts.setdefault(name, Counter())
            row["records"] += 1
            row["right"] += right
            row["pair"] += bool(pairs)
            row["category"] += any(a.code == category for a in read)
        if verbose:
            print("right" if right else "WRONG", record["event"], text)
            print("    ", " & ".join(sources), "->", " & ".join(targets))
            for a in read:
                print(
                    "      ",
                    a.code,
                    a.what,
                    [p[0] for p in a.subjects],
                    [p[0] for p in a.objects],
                    "*" if a in pairs else "",
                )
    if as_json:
        print(json.dumps(counts, sort_keys=True))
        return
    print(f"{'':12} records  right         pair only  category only")
    for name, row in sorted(counts.items(), key=lambda item: (item[0] == "all", item[0])):
        n = row["records"]
        right, pair, category = row["right"], row["pair"], row["category"]
        print(f"{name:12} {n:7}  {right:3} ({right / n:.3f})  {pair / n:9.3f}  {category / n:13.3f}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), verbose="--verbose" in sys.argv, as_json="--json" in sys.argv)
