"""Which texts are copies of one another: wire stories that many outlets print, cut, or add a paragraph to.

MinHash finds who may be a copy of whom without comparing everybody with everybody; each pair that it finds is then
compared in full, so that chance decides only what is looked at, with fixed seeds.
"""

from __future__ import annotations

import re
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from rensa import RMinHash, RMinHashLSH

from kg.resolve.cliques import Groups

# How much of the shorter text has to stand in the other. Two reports of one event share names and quotations, a few
# runs in a hundred; a copy that was cut, or has a paragraph more, keeps most of them.
CONTAINED = 0.6
# How much of all their words two sentences share that say the same.
SAME = 0.8
# Shorter texts say the same by chance: a phrase that is the whole of one may stand in any other.
_BRIEF = 20
_SHINGLE = 3
# Two texts are compared where they agree in one band of three hashes: all but surely (0.998) where they share half of
# their runs, hardly ever (0.00005) where they share one in a hundred.
_HASHES, _BANDS, _SEED = 144, 48, 1


@lru_cache(maxsize=8192)
def shingles(text: str) -> frozenset[int]:
    """The runs of three words of a text, as numbers."""
    words = re.findall(r"\w+", text.casefold())
    runs = (words[i : i + _SHINGLE] for i in range(max(1, len(words) - _SHINGLE + 1)))
    return frozenset(zlib.crc32(" ".join(run).encode("utf-8", "surrogatepass")) for run in runs)


def same(one: str, two: str) -> bool:
    """Whether two sentences are all but the same.

    >>> same("Police said 40 people were killed in the hall.", "police said 40 people were killed in the hall")
    True
    >>> same("Police said 40 people were killed.", "Officials denied it.")
    False
    """
    first, second = shingles(one), shingles(two)
    return len(first & second) >= SAME * len(first | second)


def copied(one: str, two: str) -> bool:
    """Whether most of the shorter of two texts stands in the other; of texts of a sentence or two, all but all.

    >>> story = "Two men were jailed for life on Monday for the bombing of a market in which twelve people died, " \\
    ...         "and a third was cleared of having paid for the explosives that they used."
    >>> copied(story, f"Life for market bombers. {story} Both said they would appeal."), copied(story, "Two men died.")
    (True, False)
    """
    first, second = shingles(one), shingles(two)
    if min(len(first), len(second)) < _BRIEF:
        return same(one, two)
    return len(first & second) >= CONTAINED * min(len(first), len(second))


def copies(texts: Mapping[str, str]) -> Groups:
    """The keys of documents whose texts are copies of one another, as groups."""
    groups = Groups()
    for one, two in _candidates(texts):
        if groups.find(one) != groups.find(two) and copied(texts[one], texts[two]):
            groups.join(one, two)
    return groups


def _candidates(texts: Mapping[str, str]) -> Iterable[tuple[str, str]]:
    """Pairs of keys whose texts may be alike."""
    if len(texts) < 2:
        return
    keys = sorted(texts)
    index = RMinHashLSH(CONTAINED, _HASHES, _BANDS)
    for number, key in enumerate(keys):
        sketch = RMinHash(_HASHES, _SEED)
        sketch.update([str(run) for run in shingles(texts[key])])
        for other in sorted(index.query(sketch)):
            yield keys[other], key
        index.insert(number, sketch)


def independent(statements: Sequence[tuple[str, str]], same_text: Groups) -> tuple[int, list[list[int]]]:
    """How many independent documents make these statements (document, sentence), and which sentences are copies.

    Documents whose texts are copies, or that share an all but equal sentence, count once. The statements come back as
    lists of indexes, each list one sentence and its copies.

    >>> independent([("a", "He said so."), ("b", "He said so."), ("c", "She denied everything yesterday.")], Groups())
    (2, [[0, 1], [2]])
    """
    texts = {f"{index:09d}": sentence for index, (_, sentence) in enumerate(statements)}
    alike = Groups()
    for one, two in _candidates(texts):
        if alike.find(one) != alike.find(two) and same(texts[one], texts[two]):
            alike.join(one, two)
    sentences: dict[str, list[int]] = defaultdict(list)
    documents = Groups()
    for index, (key, (document, _)) in enumerate(zip(texts, statements, strict=True)):
        sentences[alike.find(key)].append(index)
        documents.join(f"document {same_text.find(document)}", f"sentence {alike.find(key)}")
    return len({documents.find(f"sentence {root}") for root in sentences}), sorted(sentences.values())
