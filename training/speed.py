"""Words a second of the pipeline and its peers against the bare encoder, and how well each finds names, in one run.

    OMP_NUM_THREADS=1 taskset -c 0 python -m training.speed FILE.txt ... [--peer PIPELINE ...] [--names FILE.conll ...]

Processor time is compared, so other work on the machine does not matter much. The bare encoder gets the words of each
document once, in full windows: the floor that nothing can go under. Names (PERSON, ORG, and GPE, LOC, FAC as places)
are right where span and kind are; tokens and sentences are the corpus's.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training.iob_utils import iob_to_biluo, tags_to_entities

from kg.language.encoder.component import WINDOW, build_pipeline
from kg.language.encoder.words import NO_SHAPE
from training.corpora import read_names

KINDS = {"PERSON": "PERSON", "PER": "PERSON", "ORG": "ORG", **dict.fromkeys(("GPE", "LOC", "FAC", "PLACE"), "PLACE")}


def main() -> None:
    parser = argparse.ArgumentParser(description="Speed and names of the pipeline, its encoder and its peers.")
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--model", type=Path)
    parser.add_argument("--peer", nargs="*", default=[])
    parser.add_argument("--names", nargs="*", type=Path, default=[])
    parser.add_argument("--repeat", type=int, default=3)
    args = parser.parse_args()
    texts = [file.read_text(encoding="utf8") for file in args.files]
    nlp = build_pipeline(args.model)
    pipelines = {"nlp.pipe": nlp} | {Path(peer).name: spacy.load(peer) for peer in args.peer}
    words = sum(not t.is_space for text in texts for t in nlp.make_doc(text))
    jobs: dict[str, Callable[[], object]] = {
        "bare encoder": bare_encoder(nlp, texts),
        "tokenizer": lambda: [nlp.make_doc(t) for t in texts],
    }
    for name, pipeline in pipelines.items():
        jobs[name] = lambda p=pipeline: list(p.pipe(texts))  # type: ignore[misc]
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
    for file in args.names:
        for name, pipeline in pipelines.items():
            print(f"{name}: names of {file.parent.name}/{file.stem}: F1 {names_f1(pipeline, file):.1f}")


def bare_encoder(nlp: Language, texts: list[str]) -> Callable[[], object]:
    """A job that runs the encoder, and nothing else, over the words of the texts."""
    network = nlp.get_pipe("kg_encoder").network  # type: ignore[attr-defined]
    windows = []
    for text in texts:
        doc = [t.text for t in nlp.make_doc(text) if not t.is_space]
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
    return lambda: [network.run(*window) for window in windows]


def names_f1(nlp: Language, file: Path) -> float:
    """F1 in per cent of names by span and kind over the sentences of an IOB2 file."""
    sentences = [s for document in read_names(file, "", split=False) for s in document.sentences]
    docs = (Doc(nlp.vocab, words=s.words, sent_starts=[i == 0 for i in range(len(s.words))]) for s in sentences)
    right = gold_n = found_n = 0
    for sentence, doc in zip(sentences, nlp.pipe(docs), strict=True):
        gold = {(KINDS.get(kind), i, j + 1) for kind, i, j in tags_to_entities(iob_to_biluo(sentence.names))}
        found = {(KINDS.get(e.label_), e.start, e.end) for e in doc.ents}
        gold, found = ({name for name in names if name[0]} for names in (gold, found))
        right, gold_n, found_n = right + len(gold & found), gold_n + len(gold), found_n + len(found)
    return 200 * right / max(1, gold_n + found_n)


if __name__ == "__main__":
    main()
