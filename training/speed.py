"""Words a second of the pipeline against the bare encoder over the same words, in one process and one run.

    python -m training.speed FILE.txt ... [--model FOLDER] [--peer PATH_OR_NAME]

Processor time is compared, so other work on the machine does not matter much. The bare encoder gets the words of each
document once, in full windows: the floor that nothing can go under.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path

import spacy

from kg.language.encoder.component import WINDOW, build_pipeline
from kg.language.encoder.words import NO_SHAPE


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed of the pipeline against its encoder.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--peer", nargs="*", default=[])
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    texts = [file.read_text(encoding="utf8") for file in args.files]
    nlp = build_pipeline(args.model)
    network = nlp.get_pipe("kg_encoder").network  # type: ignore[attr-defined]
    docs = [[t.text for t in nlp.make_doc(text) if not t.is_space] for text in texts]
    words = sum(len(d) for d in docs)
    windows = []
    for doc in docs:
        ids, shapes, first, last = [network.pieces.cls], [NO_SHAPE], [], []
        for number, word in enumerate(doc):
            own, form = network.pieces(word)
            first.append(len(ids))
            ids += own
            shapes += [form] * len(own)
            last.append(len(ids) - 1)
            if len(ids) >= WINDOW or number == len(doc) - 1:
                windows.append(([*ids, network.pieces.sep], [*shapes, NO_SHAPE], first, last))
                ids, shapes, first, last = [network.pieces.cls], [NO_SHAPE], [], []

    def bare() -> None:
        for window in windows:
            network.run(*window)

    jobs = {
        "bare encoder": bare,
        "nlp.pipe": lambda: list(nlp.pipe(texts)),
        "tokenizer": lambda: [nlp.make_doc(t) for t in texts],
    }
    for peer in args.peer:
        other = spacy.load(peer)
        jobs[peer] = lambda other=other: list(other.pipe(texts))
    floor = 0.0
    for name, job in jobs.items():
        job()
        best = 1e9
        for _ in range(args.repeat):
            begin = time.process_time()
            job()
            best = min(best, time.process_time() - begin)
        floor = floor or best
        print(f"{name}: {words / best:,.0f} words/s, {floor / best:.2f} of the bare encoder ({words} words)")


if __name__ == "__main__":
    main()
