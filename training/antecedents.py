"""Learn whom pronouns mean from the open part of GUM, whose chains are annotated (CC BY 4.0).

    python -m training.antecedents --data DATA

The pipeline reads the training documents on gold tokens, sentences and paragraphs; what it says of a pronoun's
candidates is set against the annotated chains. The weights maximize the probability of all right candidates together
(or of "none"), with a quadratic penalty; the documents are few, so the fit is exact and quick. Writes
`kg/language/data/antecedents.json`.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import torch
from spacy.tokens import Doc, Token

import kg.language
from kg.language import load_pipeline
from kg.language.aliases import name_chains
from kg.language.anaphora import Resolver

sys.path.insert(0, str(Path(__file__).parent.parent / "benchmarks"))
from coreference import key_chains, owners, read, treebank  # type: ignore[import-not-found]

PENALTY = 2.0
RARE = 4  # features seen less often are left out


@dataclass(slots=True)
class Case:
    """A pronoun: the features of its candidates and, last, of "none"; which of them are right."""

    rows: list[list[str]]
    right: list[bool]


class _Told(Resolver):
    """A resolver that is told whom each pronoun means, and keeps what the candidates looked like."""

    def learn(self, key: dict[int, int]) -> list[Case]:
        self.key, self.cases = key, list[Case]()
        self.run()
        return self.cases

    def _third_person(self, token: Token, want: str) -> int | None:
        heads = self.likely.candidates(token, want)
        own = self.key.get(token.i)
        right = [h for h, _ in heads if own is not None and self.key.get(h) == own]
        rows = [*self.likely.features(token, want, heads), self.likely.none_features(token, want, heads)]
        self.cases.append(Case(rows, [h in right for h, _ in heads] + [not right]))
        if not right:
            return None
        named = next((h for h in right if h in self.head_chain), None)
        if named is None:
            self.likely.link(token, right[0])
            return None
        return self.head_chain[named]


def documents(data: Path, split: str) -> Iterator[tuple[Doc, dict[int, int]]]:
    """The pipeline's Docs of a split without chains, and the annotated chain of each head."""
    nlp = load_pipeline()
    nlp.remove_pipe("kg_chains")
    with (data / "re/gum/coref-open.jsonl").open(encoding="utf-8") as lines:
        records = {r["id"]: r for r in map(json.loads, lines) if r["split"] == split}
    for text in treebank(data / f"ud/gum-open/{split}.conllu"):
        if text.id in records:
            doc, index = read(nlp, text)
            key = key_chains(text, records[text.id])
            held = owners(key)
            of = {m.head: k for k, c in enumerate(key) for m in c if held[m.head] == (m.start, m.end)}
            yield doc, {i: of[word] for i, word in enumerate(index) if word in of}


def fit(cases: list[Case]) -> dict[str, float]:
    """The weights of all features that are not rare."""
    counts = Counter(name for case in cases for row in case.rows for name in row)
    number = {name: i for i, name in enumerate(sorted(n for n, count in counts.items() if count >= RARE))}
    names: list[int] = []
    offsets, owner, right = [], [], []
    for k, case in enumerate(cases):
        for row, good in zip(case.rows, case.right, strict=True):
            offsets.append(len(names))
            names += [number[name] for name in row if name in number]
            owner.append(k)
            right.append(float(good))
    flat, at, of = torch.tensor(names), torch.tensor(offsets), torch.tensor(owner)
    good_rows = torch.tensor(right)
    weights = torch.zeros(len(number), requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=150, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        scores = torch.nn.functional.embedding_bag(flat, weights[:, None], at, mode="sum").squeeze(1)
        shares = torch.exp(scores - scores.max())
        total = torch.zeros(len(cases)).index_add(0, of, shares)
        told = torch.zeros(len(cases)).index_add(0, of, shares * good_rows)
        value = PENALTY * (weights**2).sum() - torch.log((told / total).clamp(min=1e-9)).sum()
        value.backward()  # type: ignore[no-untyped-call]
        return value

    optimizer.step(loss)  # type: ignore[arg-type]
    found = weights.detach().tolist()
    return {name: round(found[i], 3) for name, i in number.items() if abs(found[i]) >= 0.0005}


def main() -> None:
    parser = argparse.ArgumentParser(description="Learn whom pronouns mean.")
    parser.add_argument("--data", type=Path, required=True, help="folder with ud/ and re/")
    args = parser.parse_args()
    torch.set_num_threads(1)
    cases = []
    for doc, key in documents(args.data, "train"):
        cases += _Told(doc, *name_chains(doc)).learn(key)
    weights = fit(cases)
    out = Path(kg.language.__file__).parent / "data" / "antecedents.json"
    out.write_text(json.dumps(weights, indent=0, sort_keys=True) + "\n", encoding="utf-8")
    print(f"{len(cases)} pronouns, {len(weights)} weights in {out}")


if __name__ == "__main__":
    main()
