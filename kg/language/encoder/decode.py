"""From scores to structures: trees with one root, name tags in legal order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_NEVER = np.float32(-1e9)


def trees(arcs: Floats, sentence: Ints) -> Ints:
    """The best head of each word such that every sentence is a tree with one root.

    `arcs` is [words, 1 + words], column 0 the root; `sentence` numbers the sentence of each word, in rising order from
    0. Heads are 0 for the root, else 1 + the number of the word. Where each word's own best head already gives trees
    (most often), that is it; else the sentence's maximum spanning tree is sought.
    """
    n = len(sentence)
    allowed = np.empty((n, n + 1), bool)
    allowed[:, 0] = True
    np.equal(sentence[:, None], sentence[None, :], out=allowed[:, 1:])
    allowed[np.arange(n), np.arange(n) + 1] = False
    scores = np.where(allowed, arcs, _NEVER)
    heads: Ints = scores.argmax(1)
    above = np.concatenate([np.zeros(1, np.int64), heads])
    steps = 1
    while steps <= n:  # pointer jumping: whatever does not end at the root is on a cycle or under one
        above = above[above]
        steps *= 2
    count = int(sentence[-1]) + 1
    roots = np.bincount(sentence[heads == 0], minlength=count)
    looped = np.bincount(sentence[above[1:] != 0], minlength=count)
    for number in np.flatnonzero((roots != 1) | (looped != 0)):
        members = np.flatnonzero(sentence == number)
        first, stop = int(members[0]), int(members[-1]) + 1
        columns = np.concatenate([np.zeros(1, np.int64), np.arange(first + 1, stop + 1)])
        best = spanning_tree(scores[first:stop][:, columns].astype(np.float64))
        heads[first:stop] = np.where(best > 0, best + first, 0)
    return heads


def spanning_tree(scores: NDArray[np.float64]) -> Ints:
    """Heads of the maximum spanning tree with exactly one root (Chu and Liu 1965, Edmonds 1967).

    `scores` is [words, 1 + words], column 0 the root. Every arc from the root is made so dear that the best tree has
    only one; all trees with one root pay that once, so it does not change which of them is best.
    """
    n = len(scores)
    if n == 1:
        return np.zeros(1, np.int64)
    full = np.full((n + 1, n + 1), -1e18)
    full[1:] = np.maximum(scores, -1e7)
    full[1:, 0] -= 1e9
    np.fill_diagonal(full, -1e18)
    return _edmonds(full)[1:]


def _cycle(heads: Ints) -> list[int]:
    """The members of one cycle, or nothing."""
    seen = np.zeros(len(heads), np.int64)
    seen[0] = -1
    for start in range(1, len(heads)):
        node, path = start, []
        while seen[node] == 0:
            seen[node] = start
            path.append(node)
            node = int(heads[node])
        if seen[node] == start:
            return path[path.index(node) :]
    return []


def _edmonds(scores: NDArray[np.float64]) -> Ints:
    """Best head of each node but node 0; `scores[dependent, head]`. Contracts one cycle at a time."""
    levels: list[tuple[NDArray[np.float64], Ints, list[int], list[int], Ints, Ints]] = []
    while True:
        heads: Ints = scores.argmax(1)
        heads[0] = 0
        cycle = _cycle(heads)
        if not cycle:
            break
        inside = np.array(cycle)
        rest = np.array([i for i in range(len(scores)) if i not in set(cycle)])
        m = len(rest)
        smaller = np.full((m + 1, m + 1), -1e18)
        smaller[:m, :m] = scores[np.ix_(rest, rest)]
        out = scores[np.ix_(rest, inside)]  # arcs out of the cycle, to a node outside
        leave = out.argmax(1)
        smaller[:m, m] = out[np.arange(m), leave]
        gain = scores[np.ix_(inside, rest)] - scores[inside, heads[inside]][:, None]
        enter = gain.argmax(0)
        smaller[m, :m] = gain[enter, np.arange(m)] + 0.0
        smaller[0, :] = -1e18
        levels.append((scores, heads, cycle, [int(i) for i in rest], inside[leave], inside[enter]))
        scores = smaller
    for _, old_heads, _, rest_nodes, leave_from, enter_at in reversed(levels):
        m = len(rest_nodes)
        result = old_heads.copy()  # inside the cycle, heads stay but one
        for node in range(1, m):
            head = int(heads[node])
            result[rest_nodes[node]] = leave_from[node] if head == m else rest_nodes[head]
        entered = int(heads[m])
        result[enter_at[entered]] = rest_nodes[entered]
        heads = result
    return heads


class NameTags:
    """The best legal sequence of IOB2 tags (Viterbi 1967): an I- tag follows a B- or I- tag of its own kind."""

    def __init__(self, tags: list[str]) -> None:
        self.tags = tags
        self.kinds = [tag[2:] for tag in tags]
        size = len(tags)
        self._step = np.zeros((size, size), np.float32)  # [before, after]
        for after, tag in enumerate(tags):
            if tag[0] == "I":
                for before, other in enumerate(tags):
                    if other == "O" or other[2:] != tag[2:]:
                        self._step[before, after] = _NEVER
        self._begin = np.array([_NEVER if tag[0] == "I" else 0.0 for tag in tags], np.float32)

    def spans(self, scores: Floats, sentence: Ints) -> list[tuple[int, int, str]]:
        """Names as (first word, word after the last, kind); none reaches over a sentence's end."""
        best = scores.argmax(1)
        # a word that is surely outside separates what is before from what is after it
        outside = (best == 0) & (scores[:, 0] > -0.05)
        found: list[tuple[int, int, str]] = []
        words = np.flatnonzero(~outside)
        at = 0
        while at < len(words):
            stop = at + 1
            while (
                stop < len(words)
                and words[stop] == words[stop - 1] + 1
                and sentence[words[stop]] == sentence[words[at]]
            ):
                stop += 1
            first = int(words[at])
            path = self._best(scores[first : first + stop - at])
            found += [(s + first, e + first, k) for s, e, k in self._read(path)]
            at = stop
        return found

    def _best(self, scores: Floats) -> list[int]:
        total = scores[0] + self._begin
        back = []
        for row in scores[1:]:
            ways = total[:, None] + self._step
            chosen = ways.argmax(0)
            back.append(chosen)
            total = ways[chosen, np.arange(len(row))] + row
        path = [int(total.argmax())]
        for chosen in reversed(back):
            path.append(int(chosen[path[-1]]))
        return path[::-1]

    def _read(self, path: list[int]) -> list[tuple[int, int, str]]:
        out: list[tuple[int, int, str]] = []
        for i, number in enumerate(path):
            tag = self.tags[number]
            if tag[0] == "B":
                out.append((i, i + 1, self.kinds[number]))
            elif tag[0] == "I" and out:
                out[-1] = (out[-1][0], i + 1, out[-1][2])
        return out
