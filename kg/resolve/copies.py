"""Which sentences and texts are copies of one another: wire stories that many outlets print."""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import lru_cache

from kg.resolve.cliques import Groups

SIMILAR = 0.8
_SHINGLE = 3
_SKETCH = 48


@lru_cache(maxsize=8192)
def shingles(text: str) -> frozenset[int]:
    """The runs of three words of a text, as numbers."""
    words = re.findall(r"\w+", text.casefold())
    runs = (words[i : i + _SHINGLE] for i in range(max(1, len(words) - _SHINGLE + 1)))
    return frozenset(zlib.crc32(" ".join(run).encode("utf-8", "surrogatepass")) for run in runs)


def similar(one: str, two: str) -> bool:
    """Whether two texts are all but the same.

    >>> similar("Police said 40 people were killed in the hall.", "police said 40 people were killed in the hall")
    True
    >>> similar("Police said 40 people were killed.", "Officials denied it.")
    False
    """
    first, second = shingles(one), shingles(two)
    return len(first & second) >= SIMILAR * len(first | second)


def copies(texts: Mapping[str, str]) -> Groups:
    """The keys of texts that are copies of one another, as groups; only texts that share rare runs are compared."""
    groups = Groups()
    blocks: dict[int, list[str]] = defaultdict(list)
    for key in sorted(texts):
        for number in sorted(shingles(texts[key]))[:_SKETCH]:
            blocks[number].append(key)
    seen: set[tuple[str, str]] = set()
    for block in blocks.values():
        # A run that very many texts share (a footer) tells nothing; copies share others too.
        for index, one in enumerate(block[:200]):
            for two in block[index + 1 : 200]:
                if (one, two) not in seen and groups.find(one) != groups.find(two):
                    seen.add((one, two))
                    if similar(texts[one], texts[two]):
                        groups.join(one, two)
    return groups


def independent(statements: Sequence[tuple[str, str]], same_text: Groups) -> tuple[int, list[list[int]]]:
    """How many independent documents make these statements (document, sentence), and which sentences are copies.

    Documents whose texts are copies, or that share an all but equal sentence, count once. The statements come back as
    lists of indexes, each list one sentence and its copies.

    >>> independent([("a", "He said so."), ("b", "He said so."), ("c", "She denied everything yesterday.")], Groups())
    (2, [[0, 1], [2]])
    """
    keys = [f"{index:09d}" for index in range(len(statements))]
    alike = copies({key: sentence for key, (_, sentence) in zip(keys, statements, strict=True)})
    sentences: dict[str, list[int]] = defaultdict(list)
    documents = Groups()
    for index, (key, (document, _)) in enumerate(zip(keys, statements, strict=True)):
        sentences[alike.find(key)].append(index)
        documents.join(f"document {same_text.find(document)}", f"sentence {alike.find(key)}")
    return len({documents.find(f"sentence {root}") for root in sentences}), sorted(sentences.values())
