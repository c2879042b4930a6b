"""Train the encoder with all its heads in one run.

    python -m training.train --data ../shared/data --encoder FOLDER --out FOLDER --minutes 90 --threads 1

The length of a run is a budget of minutes (or of steps): the learning rate falls to nothing at its end, on a slow
machine as on a fast one. A run that was stopped goes on from its last checkpoint with the same command. Checkpoints
belong outside the repository; the log (arguments, sizes, figures) goes to `training/runs/`.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import torch

from training.corpora import NAME_CORPORA, Document, Labels, load_names, load_treebanks
from training.evaluate import evaluate
from training.model import LOSS_WEIGHTS, Model, losses
from training.soft import Soft, soft_losses
from training.swaps import Swaps
from training.windows import Indexer, Vocabulary, Window, batches, collate, cut

EMA_EVERY = 5


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Train the encoder with all its heads.")
    parser.add_argument("--data", type=Path, required=True, help="folder with ud/ and ner/")
    parser.add_argument(
        "--encoder", type=Path, required=True, help="folder with config.json, model.safetensors, tokenizer.json"
    )
    parser.add_argument("--out", type=Path, required=True, help="folder for checkpoints, outside the repository")
    parser.add_argument("--log", type=Path, help="JSON log of the run")
    parser.add_argument("--minutes", type=float, default=90.0)
    parser.add_argument("--steps", type=int, default=0, help="a budget of steps instead of minutes (reproducible)")
    parser.add_argument("--pieces", type=int, default=2400, help="word pieces in a batch")
    parser.add_argument("--rate", type=float, default=3e-4, help="learning rate of the encoder's top layer")
    parser.add_argument("--layer-decay", type=float, default=0.9)
    parser.add_argument("--head-rate", type=float, default=1.5e-3)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--head-dropout", type=float, default=0.25)
    parser.add_argument("--ema", type=float, default=0.998)
    parser.add_argument("--start", type=Path, help="final.pt of an earlier run of the same labels, to go on from")
    parser.add_argument("--soft", type=Path, help="a teacher's soft labels (training.soft), to learn from as well")
    parser.add_argument("--soft-share", type=float, default=1.0, help="batches of soft labels for each of gold ones")
    parser.add_argument("--swaps", type=int, default=1, help="1: put other names into sentences, 0: do not")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--dev-words", type=int, default=4000, help="words of each development set in the quick figures"
    )
    parser.add_argument("--checkpoint-minutes", type=float, default=10.0)
    return parser.parse_args()


def parameter_groups(model: Model, rate: float, decay: float, head_rate: float) -> list[dict[str, Any]]:
    """Lower layers learn more slowly; no weight decay on biases, norms and embeddings."""
    depth = len(model.encoder.layers)
    groups: dict[tuple[float, float], list[torch.nn.Parameter]] = {}
    for name, parameter in model.named_parameters():
        if name.startswith("encoder.layers."):
            lr = rate * decay ** (depth - 1 - int(name.split(".")[2]))
        elif name.startswith("encoder.shapes"):
            lr = head_rate
        elif name.startswith("encoder."):
            lr = rate * decay**depth
        else:
            lr = head_rate
        wd = (
            0.0
            if parameter.ndim < 2
            or name.startswith(("encoder.words", "encoder.positions", "encoder.shapes", "encoder.distances"))
            else 0.01
        )
        groups.setdefault((lr, wd), []).append(parameter)
    return [{"params": p, "lr": lr, "base": lr, "weight_decay": wd} for (lr, wd), p in groups.items()]


def round_windows(
    trees: list[Document],
    names: dict[str, list[Document]],
    number: int,
    seed: int,
    vocabulary: Vocabulary,
    index: Indexer,
    swaps: Swaps | None,
) -> tuple[list[Window], random.Random]:
    """The windows of a round: both treebanks once, and the next slice of each name corpus."""
    rng = random.Random(seed * 1000 + number)
    windows: list[Window] = []
    for document in trees:
        windows += cut(document, vocabulary, index, rng, swaps=swaps)
    for corpus in NAME_CORPORA:
        documents = names[corpus.head]
        size = max(1, round(len(documents) * corpus.share))
        begin = number * size
        for i in range(begin, begin + size):
            windows += cut(documents[i % len(documents)], vocabulary, index, rng, swaps=swaps)
    return windows, rng


def rate_factor(progress: float) -> float:
    """Linear warm-up over 4 % of the budget, then linear decay to 1 %."""
    return min(progress / 0.04, 1.0) * max(0.01, 1.0 - progress)


def main() -> None:
    args = arguments()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    args.out.mkdir(parents=True, exist_ok=True)
    train, dev = load_treebanks(args.data, "train"), load_treebanks(args.data, "dev")
    trees = [d for documents in train.values() for d in documents]
    shuffle = random.Random(args.seed)
    names = load_names(args.data)
    for documents in names.values():
        shuffle.shuffle(documents)
    labels = Labels.collect(trees + [d for documents in names.values() for d in documents])
    swaps = Swaps(trees + [d for v in names.values() for d in v]) if int(args.swaps) else None
    config = json.loads((args.encoder / "config.json").read_text())
    vocabulary, index = Vocabulary(str(args.encoder / "tokenizer.json")), Indexer(labels)
    model = Model(config, labels, dropout=args.dropout, head_dropout=args.head_dropout)
    if args.start:
        begun = torch.load(args.start, weights_only=False)
        if begun["labels"] != asdict(labels):
            raise SystemExit(f"{args.start}: was trained with other labels")
        model.load_state_dict(begun["model"])
    else:
        model.encoder.load(args.encoder)
    soft = Soft.load(args.soft) if args.soft else None
    average = {k: v.clone() for k, v in model.state_dict().items()}
    optimizer = torch.optim.AdamW(parameter_groups(model, args.rate, args.layer_decay, args.head_rate), fused=True)
    plain = {k: v for k, v in vars(args).items() if not isinstance(v, Path)}
    log: dict[str, Any] = {
        "arguments": plain,
        "encoder": config.get("_name_or_path") or config["model_type"],
        "words": {k: sum(len(s.words) for d in v for s in d.sentences) for k, v in {**train, **names}.items()},
        "labels": {k: len(v) for k, v in asdict(labels).items()},
        "rounds": [],
    }  # fmt: skip
    state = {"step": 0, "round": 0, "batch": 0, "seconds": 0.0, "pieces": 0}
    checkpoint = args.out / "last.pt"
    if checkpoint.exists():
        saved = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(saved["model"])
        optimizer.load_state_dict(saved["optimizer"])
        average, state, log = saved["average"], saved["state"], saved["log"]
        log.setdefault("resumed", []).append({**state, "arguments": plain})
        print("resumed", state, flush=True)

    def save() -> None:
        part = checkpoint.with_suffix(".part")
        torch.save(
            {
                "model": model.state_dict(), "optimizer": optimizer.state_dict(), "average": average,
                "state": dict(state), "log": log, "labels": asdict(labels), "config": config,
            },
            part,
        )  # fmt: skip
        part.replace(checkpoint)
        if args.log:
            args.log.parent.mkdir(parents=True, exist_ok=True)
            args.log.write_text(json.dumps(log, indent=1) + "\n")

    def progress() -> float:
        done = state["step"] / args.steps if args.steps else state["seconds"] / (60 * args.minutes)
        return min(1.0, float(done))

    def figures() -> dict[str, dict[str, float]]:
        own = {k: v.clone() for k, v in model.state_dict().items()}
        model.load_state_dict(average)
        out = evaluate(model, labels, index, vocabulary, dev, args.dev_words)
        model.load_state_dict(own)
        return out

    model.train()
    last_save = clock = time.monotonic()
    while progress() < 1.0:
        windows, rng = round_windows(trees, names, int(state["round"]), args.seed, vocabulary, index, swaps)
        plan: list[list[Window] | None] = [*batches(windows, args.pieces, rng)]
        if soft is not None:  # None stands for a batch of soft labels
            plan += [None] * round(len(plan) * args.soft_share)
            rng.shuffle(plan)
        sums: dict[str, float] = {}
        for batch_windows in plan[int(state["batch"]) :]:
            if batch_windows is None and soft is not None:
                drawn = random.Random(f"{args.seed} {state['step']}")
                batch = soft.batch(args.pieces, vocabulary, index, drawn)
            else:
                batch = collate(batch_windows or [], vocabulary.pad)
            factor = rate_factor(progress())
            for group in optimizer.param_groups:
                group["lr"] = group["base"] * factor
            with torch.autocast("cpu", dtype=torch.bfloat16):
                parts = (losses if batch_windows is not None else soft_losses)(model, batch)
                loss = sum((LOSS_WEIGHTS[k] * v for k, v in parts.items()), torch.zeros(()))
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            state["step"] += 1
            state["batch"] += 1
            state["pieces"] += int(batch["mask"].sum())
            if state["step"] % EMA_EVERY == 0:
                decay = min(args.ema**EMA_EVERY, (1 + state["step"]) / (50 + state["step"]))
                current = model.state_dict()
                torch._foreach_lerp_(list(average.values()), [current[k] for k in average], 1 - decay)
            for k, v in parts.items():
                sums[k] = sums.get(k, 0.0) + v.item()
            now = time.monotonic()
            state["seconds"] += now - clock
            clock = now
            if state["step"] % 50 == 0:
                shown = {k: round(v / 50, 3) for k, v in sums.items()}
                sums = {}
                rate = round(state["pieces"] / state["seconds"])
                print(state["step"], f"{progress():.3f}", shown, "pieces/s", rate, flush=True)
            if now - last_save > 60 * args.checkpoint_minutes:
                save()
                last_save = time.monotonic()
            if progress() >= 1.0:
                break
        state["round"] += 1
        state["batch"] = 0
        found = figures()
        log["rounds"].append({**state, "seconds": round(state["seconds"]), "batches": len(plan), "dev": found})
        print("round", state["round"], json.dumps(found), flush=True)
        clock = time.monotonic()
        save()
    torch.save({"model": average, "labels": asdict(labels), "config": config}, args.out / "final.pt")


if __name__ == "__main__":
    main()
