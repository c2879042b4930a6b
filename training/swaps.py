"""Put other names of the same kind and length into training sentences, so that names are not learnt by heart."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace

from training.corpora import Document, Sentence

SENTENCES, MENTIONS = 0.5, 0.6  # share of sentences touched, and of the names in them
LONGEST = 4
_KINDS = ("PERSON", "ORG", "PLACE")
_NOT_FROM = ("re3d", "social")  # generic phrases, user names


def mentions(tags: list[str]) -> list[tuple[int, int, str]]:
    """Spans of an IOB2 sequence."""
    out: list[tuple[int, int, str]] = []
    for i, tag in enumerate(tags):
        if tag[0] == "B":
            out.append((i, i + 1, tag[2:]))
        elif tag[0] == "I" and out and out[-1][1] == i:
            out[-1] = (out[-1][0], i + 1, out[-1][2])
    return out


class Swaps:
    """The names of all corpora, by kind and number of words.

    A name is used where the corpora agree on its kind and all its words have an initial capital; one that only the
    silver corpus has, where it is seen three times.
    """

    def __init__(self, documents: Iterable[Document]) -> None:
        counts: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        gold: set[tuple[str, ...]] = set()
        for document in documents:
            if document.head in _NOT_FROM:
                continue
            for sentence in document.sentences:
                for start, end, kind in mentions(sentence.names):
                    words = tuple(sentence.words[start:end])
                    counts[words][kind] += 1
                    if document.head != "gmb":
                        gold.add(words)
        self.pool: dict[tuple[str, int], list[tuple[str, ...]]] = defaultdict(list)
        for words, kinds in sorted(counts.items()):
            (kind, count), *_ = kinds.most_common(1)
            capital = all(w[:1].isupper() and w[1:].islower() and w.isalpha() for w in words)
            sure = count >= 0.8 * kinds.total() and (words in gold or count >= 3)
            if kind in _KINDS and len(words) <= LONGEST and capital and sure:
                self.pool[kind, len(words)].append(words)

    def __call__(self, sentence: Sentence, rng: random.Random) -> Sentence:
        """The sentence, perhaps with other names.

        Where it has a tree, only names of nothing but proper nouns are touched, and of organizations only those of one
        word, so that tree and tags stay right.
        """
        if not sentence.names or rng.random() >= SENTENCES:
            return sentence
        words = list(sentence.words)
        for start, end, kind in mentions(sentence.names):
            choices = self.pool.get((kind, end - start))
            if not choices or rng.random() >= MENTIONS:
                continue
            if sentence.xpos:
                if any(tag != "NNP" for tag in sentence.xpos[start:end]):
                    continue
                if any(script != "0+" for script in sentence.scripts[start:end]) or (kind == "ORG" and end - start > 1):
                    continue
            new = rng.choice(choices)
            if all(w.islower() for w in words[start:end]):
                new = tuple(w.lower() for w in new)
            elif all(w.isupper() for w in words[start:end]) and end - start > 1:
                new = tuple(w.upper() for w in new)
            words[start:end] = new
        return replace(sentence, words=words)
