"""Cut documents into windows of several sentences and turn them into tensors."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from tokenizers import Tokenizer

from kg.language.encoder.words import MAX_PIECES, NO_SHAPE, shape
from training.corpora import IGNORE, Document, Labels, Sentence, choose_case, drop_final_point, recase
from training.swaps import Swaps

SINGLE_SENTENCE = 0.35  # share of windows that are one sentence, as at run time on a lone sentence
PIECES = (48, 220)  # the longest a window of several sentences may get is drawn from this range
MASK_WORD = 0.05
DROP_POINT = 0.08
CUT_LAST = 0.2
MARK_PARAGRAPHS, MARK_SENTENCES = 0.5, 0.08  # shares of windows with [SEP] before each known boundary


class Vocabulary:
    """Word pieces of words, with a cache."""

    def __init__(self, tokenizer_file: str) -> None:
        self.tokenizer = Tokenizer.from_file(tokenizer_file)
        self.tokenizer.no_truncation()
        self.tokenizer.no_padding()
        bert = self.tokenizer.token_to_id("[CLS]") is not None
        special = ("[CLS]", "[SEP]", "[PAD]", "[MASK]") if bert else ("<s>", "</s>", "<pad>", "<mask>")  # else MPNet
        self.cls, self.sep, self.pad, self.mask, self.unknown = map(self.tokenizer.token_to_id, (*special, "[UNK]"))
        self.cache: dict[str, list[int]] = {}

    def pieces(self, word: str) -> list[int]:
        ids = self.cache.get(word)
        if ids is None:
            ids = self.tokenizer.encode(word, add_special_tokens=False).ids[:MAX_PIECES] or [self.unknown]
            self.cache[word] = ids
        return ids


@dataclass(slots=True)
class Window:
    """A window's pieces and, a value a word, its labels (IGNORE where not annotated)."""

    ids: list[int]
    shapes: list[int]
    first: list[int]
    last: list[int]
    sentence: list[int]
    labels: dict[str, list[int]]
    head: str
    words: list[str]


class Indexer:
    """Label strings to output numbers."""

    def __init__(self, labels: Labels) -> None:
        self.of: dict[str, dict[str, int]] = {
            k: {v: i for i, v in enumerate(getattr(labels, k))} for k in ("upos", "xpos", "feats", "scripts", "deprels")
        }
        self.names = {k: {v: i for i, v in enumerate(tags)} for k, tags in labels.names.items()}


LAYERS = {"upos": "upos", "xpos": "xpos", "feats": "feats", "scripts": "scripts", "label": "deprels"}
TARGETS = ("start", "arc", "names", *LAYERS)


def build(
    sentences: list[Sentence], head: str, vocabulary: Vocabulary, index: Indexer, rng: random.Random | None
) -> Window:
    """One window out of consecutive sentences; with `rng` its input is varied as in training."""
    case = choose_case(rng) if rng else None
    mark = rng.random() if rng else 1.0
    cut = rng is not None and len(sentences) > 1 and rng.random() < CUT_LAST
    w = Window([vocabulary.cls], [NO_SHAPE], [], [], [], {k: [] for k in TARGETS}, head, [])
    for number, sentence in enumerate(sentences):
        if rng and rng.random() < DROP_POINT:
            sentence = drop_final_point(sentence)
        size = len(sentence.words)
        partial = cut and number == len(sentences) - 1 and size > 2
        keep = rng.randrange(1, size) if partial and rng else size
        known = mark < MARK_SENTENCES or (sentence.paragraph and mark < MARK_PARAGRAPHS)
        if number and known:
            w.ids.append(vocabulary.sep)
            w.shapes.append(NO_SHAPE)
        base = len(w.words)
        words = recase(sentence.words, case)[:keep] if case else sentence.words[:keep]
        for word in words:
            ids = vocabulary.pieces(word)
            if rng and rng.random() < MASK_WORD:
                ids = [vocabulary.mask]
            w.first.append(len(w.ids))
            w.ids += ids
            w.shapes += [shape(word)] * len(ids)
            w.last.append(len(w.ids) - 1)
        w.words += words
        w.sentence += [number] * keep
        tree = bool(sentence.heads)
        start = [0] * keep if tree else [IGNORE] * keep
        if tree:
            start[0] = 1
            if number == 0 or known:
                start[0] = IGNORE
        w.labels["start"] += start
        if tree and not partial:
            w.labels["arc"] += [h + base if h else 0 for h in sentence.heads]
        else:
            w.labels["arc"] += [IGNORE] * keep
        for target, layer in LAYERS.items():
            values = getattr(sentence, layer)[:keep]
            numbers = [index.of[layer].get(v, IGNORE) for v in values] if values else [IGNORE] * keep
            w.labels[target] += [IGNORE] * keep if partial and target == "label" else numbers
        tags = sentence.names[:keep]
        w.labels["names"] += [index.names[head].get(t, 0) for t in tags] if tags else [IGNORE] * keep
    w.ids.append(vocabulary.sep)
    w.shapes.append(NO_SHAPE)
    return w


def cut(
    document: Document,
    vocabulary: Vocabulary,
    index: Indexer,
    rng: random.Random | None,
    *,
    longest: int | None = None,
    limit: int = 300,
    swaps: Swaps | None = None,
) -> Iterator[Window]:
    """Windows over all sentences of the document; `longest` fixes their size (0: one sentence each)."""
    group: list[Sentence] = []
    size = room = 0
    for sentence in document.sentences:
        n = sum(len(vocabulary.pieces(w)) for w in sentence.words)
        if n > limit:
            continue
        if group and size + n > room:
            yield build(group, document.head, vocabulary, index, rng)
            group, size = [], 0
        if not group:
            if longest is not None:
                room = longest
            elif rng is None or not document.running or rng.random() < SINGLE_SENTENCE:
                room = 0
            else:
                room = rng.randint(*PIECES)
        group.append(swaps(sentence, rng) if swaps and rng else sentence)
        size += n
    if group:
        yield build(group, document.head, vocabulary, index, rng)


def rounded(n: int) -> int:
    """The next multiple of eight."""
    return -(-n // 8) * 8


def batches(windows: list[Window], pieces: int, rng: random.Random) -> list[list[Window]]:
    """Batches of windows of like length, at most `pieces` pieces with padding, in random order.

    Lengths are rounded up so that few shapes occur: matrix kernels are prepared once a shape.
    """
    order = sorted(windows, key=lambda w: len(w.ids) + rng.random() * 6)
    out: list[list[Window]] = []
    current: list[Window] = []
    longest = 0
    for window in order:
        longest = max(longest, rounded(len(window.ids)))
        if current and (len(current) + 1) * longest > pieces:
            out.append(current)
            current, longest = [], rounded(len(window.ids))
        current.append(window)
    if current:
        out.append(current)
    rng.shuffle(out)
    return out


def collate(batch: list[Window], pad: int) -> dict[str, Any]:
    """Padded tensors of a batch."""
    rows = len(batch)
    length, width = rounded(max(len(w.ids) for w in batch)), rounded(max(len(w.words) for w in batch))
    out: dict[str, Any] = {
        "ids": torch.full((rows, length), pad),
        "shapes": torch.zeros(rows, length, dtype=torch.long),
        "mask": torch.zeros(rows, length, dtype=torch.bool),
        "first": torch.zeros(rows, width, dtype=torch.long),
        "last": torch.zeros(rows, width, dtype=torch.long),
        "sentence": torch.full((rows, width), -1),
        "head": [w.head for w in batch],
    }
    for target in TARGETS:
        out[target] = torch.full((rows, width), IGNORE)
    for i, w in enumerate(batch):
        n, m = len(w.ids), len(w.words)
        out["ids"][i, :n] = torch.tensor(w.ids)
        out["shapes"][i, :n] = torch.tensor(w.shapes)
        out["mask"][i, :n] = True
        for key in ("first", "last", "sentence"):
            out[key][i, :m] = torch.tensor(getattr(w, key))
        for target in TARGETS:
            out[target][i, :m] = torch.tensor(w.labels[target])
    return out
