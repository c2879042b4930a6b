"""Quick development figures during training: gold tokens, greedy heads; the real scores come from the pipeline."""

from __future__ import annotations

import torch

from training.corpora import Document, Labels
from training.model import Model, masked_arcs
from training.windows import Indexer, Vocabulary, Window, collate, cut


def spans(tags: list[str]) -> set[tuple[int, int, str]]:
    """Spans of an IOB2 sequence."""
    out: set[tuple[int, int, str]] = set()
    start, kind = -1, ""
    for i, tag in enumerate([*tags, "O"]):
        if start >= 0 and (tag == "O" or tag[0] == "B" or tag[2:] != kind):
            out.add((start, i, kind))
            start = -1
        if tag != "O" and start < 0:
            start, kind = i, tag[2:]
    return out


def windows_of(
    documents: list[Document], vocabulary: Vocabulary, index: Indexer, longest: int, words: int
) -> list[Window]:
    """Windows over about the first `words` words, taking every document alike."""
    out: list[Window] = []
    share = max(1, words // max(1, len(documents)))
    for document in documents:
        n = 0
        for window in cut(document, vocabulary, index, None, longest=longest):
            out.append(window)
            n += len(window.words)
            if n >= share:
                break
    return sorted(out, key=lambda w: len(w.ids))


@torch.inference_mode()
def evaluate(
    model: Model, labels: Labels, index: Indexer, vocabulary: Vocabulary, dev: dict[str, list[Document]], words: int
) -> dict[str, dict[str, float]]:
    """Accuracies and F1 (names of PERSON, ORG, PLACE; sentence starts in windows of 200 pieces) in per cent."""
    model.eval()
    out: dict[str, dict[str, float]] = {}
    for head, documents in dev.items():
        single = windows_of(documents, vocabulary, index, 0, words)
        hits = dict.fromkeys(("upos", "xpos", "feats", "scripts", "uas", "las"), 0)
        total = right = gold_n = found_n = 0
        for i in range(0, len(single), 24):
            part = single[i : i + 24]
            batch = collate(part, vocabulary.pad)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                rep = model.represent(batch)
                arcs = masked_arcs(model.arcs(rep), batch["sentence"]).argmax(-1)
                h, d = model.label_parts(rep)
                label = model.labels(torch.gather(h, 1, arcs.unsqueeze(-1).expand(-1, -1, h.shape[-1])), d).argmax(-1)
                tags = {k: f(rep).argmax(-1) for k, f in model.tags.items()}
                names = model.name_scores(rep)[head].argmax(-1)
            real = batch["sentence"] >= 0
            total += int(real.sum())
            for k, v in tags.items():
                hits[k] += int(((v == batch[k]) & real).sum())
            good = (arcs == batch["arc"]) & real
            hits["uas"] += int(good.sum())
            hits["las"] += int((good & (label == batch["label"])).sum())
            for row, window in enumerate(part):
                n = len(window.words)
                tagset = labels.names[head]
                gold = spans([tagset[max(0, t)] for t in window.labels["names"]])
                found = spans([tagset[t] for t in names[row, :n].tolist()])
                gold, found = ({s for s in x if s[2] in ("PERSON", "ORG", "PLACE")} for x in (gold, found))
                right += len(gold & found)
                gold_n += len(gold)
                found_n += len(found)
        out[head] = {k: round(100 * v / max(1, total), 2) for k, v in hits.items()}
        out[head]["names"] = round(200 * right / max(1, gold_n + found_n), 2)
        right = gold_n = found_n = 0
        for window in windows_of(documents, vocabulary, index, 200, words):
            batch = collate([window], vocabulary.pad)
            with torch.autocast("cpu", dtype=torch.bfloat16):
                found_start = (model.start(model.represent(batch)).squeeze(-1) > 0) & (batch["start"] >= 0)
            gold_start = batch["start"] == 1
            right += int((found_start & gold_start).sum())
            gold_n += int(gold_start.sum())
            found_n += int(found_start.sum())
        out[head]["starts"] = round(200 * right / max(1, gold_n + found_n), 2)
    model.train()
    return out
