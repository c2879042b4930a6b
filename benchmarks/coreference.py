"""Coreference inside a document, on gold tokens of GUM: MUC, B³, CEAF-e and their mean, CoNLL F1.

    python -m venv /tmp/scorer && /tmp/scorer/bin/pip install scorch==0.2.0
    python benchmarks/coreference.py SHARED --scorer /tmp/scorer/bin/python
    python benchmarks/coreference.py SHARED --scorer ... --json      # the same as JSON
    python benchmarks/coreference.py SHARED --errors 40              # wrong and missed links, no scorer needed

SHARED is the folder of development data. The scorer is scorch 0.2.0, an implementation of Pradhan et al. (2014); it
runs in an interpreter of its own and is not needed by the project. Its functions are called on all documents as one
clustering, which adds up numerators and denominators as the reference scorer does; its command line is not used, for
it averages over documents and puts mentions that only the system has into the key.

What is compared: the pipeline reads the treebank's tokens, sentences and paragraphs; tags, trees, names and chains are
its own. Three sets of chains, each without pronouns or with them:

    named    chains with a name (of time excepted: dates are no mentions here), names and nominals alone
    +pron    the same chains with their pronouns
    typed    all chains of persons, organizations and places, those without any name too

Spans of the key are whole noun phrases, the pipeline's are names and nominals without determiner. So a mention is the
same if its HEAD is the same token (by the treebank's tree; of two phrases with one head, "the Sams" and "the Sams and
their child", the shorter has it), and, as a second reading, if the SPAN is exactly the same, for which the pipeline's
mentions are stretched to the whole phrase by its own tree. Adjectives of nations ("French") are no mentions in GUM and
are left out. Chains of one mention count only where the table says "with singletons".
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Token

from kg.language import load_pipeline

TYPES = frozenset(("person", "organization", "place"))
LABELS = frozenset(("PERSON", "ORG", "GPE", "LOC", "FAC", "NORP"))
SETS = ("named", "+pron", "typed")
MATCHES = ("head", "span")

# Runs in the scorer's interpreter: clusterings come as lists, scores go back as (recall, precision, F1).
SCORE = """
import json, sys
from scorch.scores import b_cubed, ceaf_e, muc
out = []
for key, response in json.load(sys.stdin):
    key, response = [set(c) for c in key], [set(c) for c in response]
    out.append({f.__name__: f(key, response) for f in (muc, b_cubed, ceaf_e)})
json.dump(out, sys.stdout)
"""


@dataclass(frozen=True, slots=True)
class Mention:
    """A mention of key or system: its span in treebank tokens, its head, its form (name, nominal, pronoun)."""

    start: int
    end: int
    head: int
    form: str
    type: str


@dataclass(slots=True)
class Text:
    """A document of the treebank: its words and what is annotated on them."""

    id: str
    words: list[str]
    spaces: list[bool]
    tags: list[str]
    heads: list[int]  # index of the governor in the document, or -1
    sentences: list[int]  # first word of each
    paragraphs: set[int]  # first word of each


def treebank(path: Path) -> Iterator[Text]:
    """The documents of a CoNLL-U file."""
    text: Text | None = None
    first, contracted, glued = 0, 0, False
    new_paragraph = False
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("# newdoc id"):
            if text is not None:
                yield text
            text = Text(line.split("=")[1].strip(), [], [], [], [], [], set())
        elif line.startswith("# newpar"):
            new_paragraph = True
        if not line or line[0] == "#" or text is None:
            continue
        cells = line.split("\t")
        if "-" in cells[0]:  # a contraction: nothing stands between its words
            contracted, glued = int(cells[0].split("-")[1]), "SpaceAfter=No" in cells[9]
        if not cells[0].isdigit():
            continue
        number = int(cells[0])
        if number == 1:
            first = len(text.words)
            text.sentences.append(first)
            if new_paragraph:
                text.paragraphs.add(first)
            new_paragraph = False
        text.words.append(cells[1])
        inside = number < contracted
        text.spaces.append(not (inside or "SpaceAfter=No" in cells[9] or (number == contracted and glued)))
        if number == contracted:
            contracted = 0
        text.tags.append(cells[3])
        text.heads.append(first + int(cells[6]) - 1 if cells[6] != "0" else -1)
    if text is not None:
        yield text


def head_of(text: Text, start: int, end: int) -> int:
    """The first word of a span whose governor lies outside."""
    return next(i for i in range(start, end) if not start <= text.heads[i] < end)


def key_chains(text: Text, record: dict[str, Any]) -> list[list[Mention]]:
    """The annotated chains of a document."""
    if record["tokens"] != text.words:
        raise SystemExit(f"{text.id}: chains and treebank have not the same words")
    chains: dict[str, list[Mention]] = defaultdict(list)
    for m in record["mentions"]:
        head = head_of(text, m["start"], m["end"])
        form = "name" if m["name_span"] else "pronoun" if text.tags[head] == "PRON" else "nominal"
        chains[m["chain"]].append(Mention(m["start"], m["end"], head, form, m["type"]))
    return list(chains.values())


def read(nlp: Language, text: Text) -> tuple[Doc, list[int]]:
    """The pipeline's Doc of a document; for each of its tokens the treebank's word, -1 for a paragraph break."""
    words: list[str] = []
    spaces: list[bool] = []
    starts: list[bool | int | None] = []
    index: list[int] = []
    sentences = set(text.sentences)
    for i, word in enumerate(text.words):
        if i in text.paragraphs and i:
            spaces[-1] = False
            words.append("\n\n")
            spaces.append(False)
            starts.append(False)
            index.append(-1)
        words.append(word)
        spaces.append(text.spaces[i])
        starts.append(i in sentences)
        index.append(i)
    return nlp(Doc(nlp.vocab, words=words, spaces=spaces, sent_starts=starts)), index


def phrase(head: Token, start: int, end: int) -> tuple[int, int]:
    """The whole noun phrase around a mention, by the pipeline's tree: no case, conjunct or punctuation at its edges."""
    out = {"case", "conj", "cc", "punct", "cop", "nsubj", "mark", "parataxis", "aux", "expl", "discourse", "advcl"}
    inside = set(range(start, end))
    todo = [head]
    while todo:
        token = todo.pop()
        inside.add(token.i)
        kept = [
            k for k in token.children if token.i != head.i or k.dep_ not in out or k.lower_ in ("'s", "’s", "’", "'")
        ]
        todo += kept
    doc = head.doc
    ordered = sorted(i for i in inside if not doc[i].is_space)
    left, right = ordered[0], ordered[-1]
    while right >= end and doc[right].pos_ == "PUNCT":
        right -= 1
    return left, right + 1


def system_chains(doc: Doc, index: list[int], text: Text) -> list[list[Mention]]:
    """The pipeline's chains of a document, in treebank tokens; spans are whole phrases."""
    chains: dict[int, list[Mention]] = defaultdict(list)
    for m in doc._.mentions:
        root = doc[m.start : m.end].root
        if m.label == "NORP" and root.pos_ == "ADJ":
            continue
        inside = [index[i] for i in range(m.start, m.end) if index[i] >= 0]
        if m.form == "pronoun":
            left, right = m.start, m.end
        else:
            left, right = phrase(root, m.start, m.end)
        whole = [index[i] for i in range(left, right) if index[i] >= 0]
        head = head_of(text, inside[0], inside[-1] + 1)
        chains[m.chain].append(Mention(whole[0], whole[-1] + 1, head, m.form, m.label))
    return list(chains.values())


def chosen(chains: list[list[Mention]], which: str, *, system: bool) -> list[list[Mention]]:
    """The chains of one of the three sets; see the head of this file."""
    out = []
    for chain in chains:
        kind = Counter(m.type for m in chain).most_common(1)[0][0]
        if which == "typed":
            if kind in (LABELS if system else TYPES):
                out.append(chain)
        elif any(m.form == "name" for m in chain) and kind != "time":
            out.append([m for m in chain if which == "+pron" or m.form != "pronoun"])
    return out


def owners(key: list[list[Mention]]) -> dict[int, tuple[int, int]]:
    """For each head word the shortest annotated phrase that it heads."""
    best: dict[int, tuple[int, int]] = {}
    for m in (m for chain in key for m in chain):
        held = best.get(m.head)
        if held is None or m.end - m.start < held[1] - held[0]:
            best[m.head] = (m.start, m.end)
    return best


def clusters(
    chains: list[list[Mention]], match: str, held: dict[int, tuple[int, int]] | None, *, singletons: bool
) -> list[set[Hashable]]:
    """Chains as sets of comparable mentions; `held` is given for the key. A mention is in one chain, the first."""
    out: list[set[Hashable]] = []
    seen: set[Hashable] = set()
    for chain in chains:
        found: set[Hashable] = set()
        for m in chain:
            if match == "span":
                one: Hashable = f"{m.start}-{m.end}"
            elif held is None or held[m.head] == (m.start, m.end):
                one = f"{m.head}"
            else:
                one = f"{m.start}-{m.end}"  # a longer phrase of another thing: no head to be matched by
            if one not in seen:
                found.add(one)
        seen |= found
        if len(found) > (0 if singletons else 1):
            out.append(found)
    return out


Chains = list[tuple[Text, list[list[Mention]], list[list[Mention]]]]


def run(shared: Path, split: str, genre: str | None) -> Chains:
    """Key and system chains of each document of a split."""
    records = {}
    with (shared / "data/re/gum/coref-open.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if record["split"] == split and genre in (None, record["genre"]):
                records[record["id"]] = record
    nlp = load_pipeline()
    out: Chains = []
    for text in treebank(shared / f"data/ud/gum-open/{split}.conllu"):
        if text.id in records:
            doc, index = read(nlp, text)
            out.append((text, key_chains(text, records.pop(text.id)), system_chains(doc, index, text)))
    if records:
        raise SystemExit(f"not in the treebank: {', '.join(sorted(records))}")
    return out


def figures(found: Chains, scorer: str) -> list[dict[str, Any]]:
    """Scores of every set of chains, way of comparing, and with or without chains of one mention."""
    rows: list[dict[str, Any]] = []
    pairs = []
    for which in SETS:
        for match in MATCHES:
            for singletons in (False, True):
                sides: tuple[list[list[str]], list[list[str]]] = ([], [])
                for text, key, system in found:
                    held = owners(key)
                    for side, chains, all_held in ((0, key, held), (1, system, None)):
                        wanted = chosen(chains, which, system=side == 1)
                        for cluster in clusters(wanted, match, all_held, singletons=singletons):
                            sides[side].append(sorted(f"{text.id} {one}" for one in cluster))
                pairs.append(sides)
                known, given = ({m for c in side for m in c} for side in sides)
                rows.append(
                    {"chains": which, "match": match, "singletons": singletons}
                    | {"key_chains": len(sides[0]), "system_chains": len(sides[1])}
                    | {"mentions": _rates(len(known & given), len(known), len(given))}
                )
    answer = subprocess.run([scorer, "-c", SCORE], input=json.dumps(pairs), capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(f"the scorer failed: {answer.stderr.strip().splitlines()[-1]}")
    for row, scores in zip(rows, json.loads(answer.stdout), strict=True):
        for metric, (recall, precision, f1) in scores.items():
            row[metric] = {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}
        for rate in ("precision", "recall", "f1"):
            row.setdefault("conll", {})[rate] = round(sum(s[_AT[rate]] for s in scores.values()) / len(scores), 4)
    return rows


_AT = {"recall": 0, "precision": 1, "f1": 2}


def _rates(right: int, wanted: int, given: int) -> dict[str, float]:
    precision, recall = right / given if given else 0.0, right / wanted if wanted else 0.0
    f1 = 2 * right / (wanted + given) if wanted + given else 0.0
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(f1, 4)}


def table(rows: list[dict[str, Any]]) -> str:
    """The figures as lines of text: precision / recall / F1 in per cent."""
    names = ("mentions", "muc", "b_cubed", "ceaf_e", "conll")
    lines = [f"{'chains':8}{'match':6}{'singletons':12}{'key/system':12}" + "".join(f"{n:20}" for n in names)]
    for row in rows:
        cells = [" / ".join(f"{100 * row[n][r]:.1f}" for r in ("precision", "recall", "f1")) for n in names]
        head = f"{row['chains']:8}{row['match']:6}{'with' if row['singletons'] else 'without':12}"
        lines.append(head + f"{row['key_chains']}/{row['system_chains']}".ljust(12) + "".join(f"{c:20}" for c in cells))
    return "\n".join(lines)


def errors(found: Chains, count: int, seed: int) -> Iterator[str]:
    """A sample of wrong and missed links of named chains with pronouns, by form, with the words around.

    A link is a mention with the nearest one before it in its chain, of those that are names where there are any.
    """
    links: dict[tuple[str, str], list[str]] = defaultdict(list)
    rights: Counter[str] = Counter()
    for text, key, system in found:
        held = owners(key)
        key_of = {m.head: k for k, c in enumerate(key) for m in c if held[m.head] == (m.start, m.end)}
        system_of = {m.head: k for k, c in enumerate(system) for m in c}
        named = chosen(key, "+pron", system=False)
        for kind, chains, other in (("wrong", system, key_of), ("missed", named, system_of)):
            for chain in chains:
                ordered = sorted(chain, key=lambda m: m.head)
                for k, m in enumerate(ordered):
                    before = [o for o in ordered[:k] if o.head != m.head]
                    if kind == "missed" and (held[m.head] != (m.start, m.end)):
                        continue
                    if not before:
                        continue
                    last = next((o for o in reversed(before) if o.form == "name"), before[-1])
                    if m.head in other and other.get(m.head) == other.get(last.head):
                        if kind == "wrong":
                            rights[m.form] += 1
                        continue
                    if kind == "missed" and any(other.get(o.head, -1) == other.get(m.head, -2) for o in before):
                        continue
                    a, b = (" ".join(text.words[x.start : x.end][:8]) for x in (last, m))
                    around = " ".join(text.words[max(0, m.head - 18) : m.head + 8])
                    links[kind, m.form].append(f"{text.id}  [{a}] <- [{b}] {m.type}   ... {around}")
    for (kind, form), lines in sorted(links.items()):
        yield f"== {kind}, {form}: {len(lines)}" + (f" (right {rights[form]})" if kind == "wrong" else "")
        yield from random.Random(seed).sample(lines, min(count, len(lines)))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("shared", type=Path, help="the folder of development data")
    parser.add_argument("--scorer", default=sys.executable, help="an interpreter that has scorch (default: this one)")
    parser.add_argument("--split", default="dev", choices=("train", "dev"))
    parser.add_argument("--genre", help="documents of one genre only, such as news")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--errors", type=int, metavar="N", help="print N links of each kind instead of scores")
    parser.add_argument("--seed", type=int, default=1, help="of the sample of links")
    options = parser.parse_args(arguments)
    found = run(options.shared, options.split, options.genre)
    if options.errors:
        print("\n".join(errors(found, options.errors, options.seed)))
        return 0
    rows = figures(found, options.scorer)
    print(json.dumps(rows, indent=2) if options.json else table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
