"""A teacher's soft labels for plain text: made once, kept as arrays, learnt from beside the gold labels.

    python -m training.soft --teacher CHECKPOINTS/final.pt --encoder MPNET --data DATA --out soft.npz --words 600000

A small model learns more from the probabilities that a large one gives to all labels than from its best label alone
(Hinton, Vinyals and Dean 2015, https://arxiv.org/abs/1503.02531). Of each word the likeliest labels of each layer are
kept, and of each name head. Sentences stand alone: the text of the name corpora has no order to rely on.
"""

from __future__ import annotations

import argparse
import random
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from torch import Tensor

from training.corpora import Labels, Sentence, load_names
from training.model import Model, masked_arcs
from training.windows import Indexer, Vocabulary, Window, build, collate, rounded

TOP = 4  # labels of a word that are kept
NAMES = ("ewt", "gum", "crossner", "redocred", "gmb")  # the name heads that ship
TARGETS = ("upos", "xpos", "feats", "scripts", "arc", "label", *(f"names.{head}" for head in NAMES))
LONGEST = 220  # pieces of a sentence
SAMPLE = 400  # sentences, of which those around one length make a batch


@dataclass(slots=True)
class Soft:
    """Sentences and, for each target, arrays (words, TOP) of labels and of their probabilities."""

    sentences: list[list[str]]
    offsets: list[int]  # of each sentence's first word
    labels: dict[str, Any]
    probabilities: dict[str, Any]

    def save(self, path: Path) -> None:
        """Write it as one compressed file of arrays."""
        text = "\n".join(" ".join(words) for words in self.sentences)  # no word holds white space
        arrays: dict[str, Any] = {"text": np.frombuffer(text.encode(), np.uint8)}
        arrays |= {f"labels.{k}": v for k, v in self.labels.items()}
        arrays |= {f"probabilities.{k}": v for k, v in self.probabilities.items()}
        part = path.with_suffix(".part.npz")
        np.savez_compressed(part, **arrays)
        part.replace(path)

    @classmethod
    def load(cls, path: Path) -> Soft:
        """Read what `save` wrote."""
        with np.load(path) as arrays:
            sentences = [line.split(" ") for line in arrays["text"].tobytes().decode().split("\n")]
            offsets = [0]
            for words in sentences:
                offsets.append(offsets[-1] + len(words))
            labels = {k: arrays[f"labels.{k}"] for k in TARGETS}
            probabilities = {k: arrays[f"probabilities.{k}"] for k in TARGETS}
        return cls(sentences, offsets, labels, probabilities)

    def batch(self, pieces: int, vocabulary: Vocabulary, index: Indexer, rng: random.Random) -> dict[str, Any]:
        """A batch of sentences of like length, drawn at random, their input varied as in training."""
        sample = [self._window(rng.randrange(len(self.sentences)), vocabulary, index, rng) for _ in range(SAMPLE)]
        sample.sort(key=lambda pair: len(pair[1].ids))
        drawn: list[tuple[int, Window]] = []
        longest, at = 0, rng.randrange(SAMPLE)
        for pair in sample[at:] + sample[:at]:
            longest = max(longest, rounded(len(pair[1].ids)))
            if drawn and (len(drawn) + 1) * longest > pieces:
                break
            drawn.append(pair)
        return self._collate(drawn, vocabulary.pad)

    def _window(self, number: int, vocabulary: Vocabulary, index: Indexer, rng: random.Random) -> tuple[int, Window]:
        return number, build([Sentence(self.sentences[number])], "gmb", vocabulary, index, rng)

    def _collate(self, drawn: list[tuple[int, Window]], pad: int) -> dict[str, Any]:
        batch = collate([window for _, window in drawn], pad)
        rows, width = batch["sentence"].shape
        for target in TARGETS:
            labels, shares = np.zeros((rows, width, TOP), np.int64), np.zeros((rows, width, TOP), np.float32)
            for row, (number, window) in enumerate(drawn):
                begin, size = self.offsets[number], len(window.words)
                labels[row, :size] = self.labels[target][begin : begin + size]
                shares[row, :size] = self.probabilities[target][begin : begin + size]
            batch[f"soft.{target}"] = torch.from_numpy(labels), torch.from_numpy(shares)
        return batch


def soft_losses(model: Model, batch: dict[str, Any]) -> dict[str, Tensor]:
    """The cross-entropies of all heads to the teacher's probabilities, before weighting."""
    words = model.drop(model.represent(batch))
    out = {k: _cross_entropy(f(words), batch[f"soft.{k}"]) for k, f in model.tags.items()}
    out["arc"] = _cross_entropy(masked_arcs(model.arcs(words), batch["sentence"]), batch["soft.arc"])
    head, dep = model.label_parts(words)
    best = batch["soft.arc"][0][..., :1].expand(-1, -1, head.shape[-1])
    out["label"] = _cross_entropy(model.labels(torch.gather(head, 1, best), dep), batch["soft.label"])
    scores = model.name_scores(words)
    names = [_cross_entropy(scores[k], batch[f"soft.names.{k}"]) for k in NAMES]
    out["names"] = torch.stack(names).mean()
    return out


def _cross_entropy(scores: Tensor, soft: tuple[Tensor, Tensor]) -> Tensor:
    labels, shares = soft
    found = torch.gather(F.log_softmax(scores.float(), -1), -1, labels)
    return -(found * shares).sum() / shares.sum().clamp(min=1e-6)


@torch.inference_mode()
def label(model: Model, batch: dict[str, Any]) -> dict[str, tuple[Tensor, Tensor]]:
    """The teacher's likeliest labels of each word, and their probabilities, for each target."""
    with torch.autocast("cpu", dtype=torch.bfloat16):
        words = model.represent(batch)
        scores = {k: f(words) for k, f in model.tags.items()}
        scores["arc"] = masked_arcs(model.arcs(words), batch["sentence"])
        head, dep = model.label_parts(words)
        best = scores["arc"].argmax(-1, keepdim=True).expand(-1, -1, head.shape[-1])
        scores["label"] = model.labels(torch.gather(head, 1, best), dep)
        scores |= {f"names.{k}": v for k, v in model.name_scores(words).items() if k in NAMES}
    out = {}
    for target, values in scores.items():
        top = torch.topk(torch.softmax(values.float(), -1), min(TOP, values.shape[-1]), -1)
        room = (0, TOP - top.values.shape[-1])
        out[target] = F.pad(top.indices, room), F.pad(top.values, room)
    return out


def texts(data: Path, words: int, seed: int) -> list[list[str]]:
    """Sentences of the name corpora, as many as hold so many words, in random order but the same each time."""
    documents = [document for corpus in load_names(data).values() for document in corpus]
    sentences = [s.words for d in documents for s in d.sentences if 3 <= len(s.words) <= 90]
    random.Random(seed).shuffle(sentences)
    out: list[list[str]] = []
    total = 0
    for sentence in sentences:
        if total >= words:
            break
        if not any(c.isspace() for word in sentence for c in word):
            out.append(sentence)
            total += len(sentence)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description="Label plain text with a teacher.")
    parser.add_argument("--teacher", type=Path, required=True, help="final.pt of a training run")
    parser.add_argument("--encoder", type=Path, required=True, help="folder with the teacher's tokenizer.json")
    parser.add_argument("--data", type=Path, required=True, help="folder with ner/")
    parser.add_argument("--out", type=Path, required=True, help="file of arrays, outside the repository")
    parser.add_argument("--words", type=int, default=600_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    saved = torch.load(args.teacher, weights_only=False)
    labels = Labels(**saved["labels"])
    model = Model(saved["config"], labels)
    model.load_state_dict(saved["model"])
    model.eval()
    vocabulary, index = Vocabulary(str(args.encoder / "tokenizer.json")), Indexer(labels)
    # The labels are laid down in the order of the text, which is sorted by length: batches are of one length.
    windows = [
        (build([Sentence(s)], "gmb", vocabulary, index, None), s) for s in texts(args.data, args.words, args.seed)
    ]
    windows = sorted((w for w in windows if len(w[0].ids) <= LONGEST), key=lambda w: len(w[0].ids))
    found: dict[str, tuple[list[Any], list[Any]]] = {k: ([], []) for k in TARGETS}
    begun = time.monotonic()
    for at in range(0, len(windows), 48):
        part = [w for w, _ in windows[at : at + 48]]
        told = label(model, collate(part, vocabulary.pad))
        for row, window in enumerate(part):
            for target, (ids, shares) in told.items():
                found[target][0].append(ids[row, : len(window.words)].numpy().astype(np.int16))
                found[target][1].append(shares[row, : len(window.words)].numpy().astype(np.float16))
        if at // 48 % 50 == 49:
            print(at + 48, "of", len(windows), "sentences", round(time.monotonic() - begun), "s", flush=True)
    Soft(
        [s for _, s in windows],
        [],
        {k: np.concatenate(v[0]) for k, v in found.items()},
        {k: np.concatenate(v[1]) for k, v in found.items()},
    ).save(args.out)


if __name__ == "__main__":
    main()
