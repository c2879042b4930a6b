"""Joining by evidence that is not transitive: only where all who would be joined agree with one another."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

T = TypeVar("T", str, int)


class Groups:
    """Disjoint sets of strings that grow by joining; the smallest member stands for its set.

    >>> groups = Groups(); groups.join("b", "a"); groups.join("c", "b")
    >>> groups.find("c")
    'a'
    """

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}

    def find(self, item: str) -> str:
        """The member that stands for the set of `item` (itself where it was never joined)."""
        root = item
        while (parent := self._parent.get(root, root)) != root:
            root = parent
        while (parent := self._parent.get(item, item)) != root:
            self._parent[item], item = root, parent
        return root

    def join(self, one: str, two: str) -> None:
        """Make one set of two."""
        small, large = sorted((self.find(one), self.find(two)))
        if small != large:
            self._parent[large] = small


def unambiguous(links: Mapping[T, Iterable[T]], agree: Callable[[T, T], bool] | None = None) -> set[tuple[T, T]]:
    """The links whose ends each have candidates that all agree with one another, as pairs (smaller, larger).

    `links` are symmetric. Whoever has two candidates that do not agree joins neither of them. `agree` tells whether two
    candidates do; by default, where they are linked.

    >>> sorted(unambiguous({"a": ["b"], "b": ["a", "c"], "c": ["b"]}))
    []
    >>> sorted(unambiguous({"a": ["b", "c"], "b": ["a", "c"], "c": ["b", "a"]}))
    [('a', 'b'), ('a', 'c'), ('b', 'c')]
    """
    near: dict[T, set[T]] = {item: set(linked) - {item} for item, linked in links.items()}
    # Equal neighbourhoods are shared, so that a large group of which all are linked is seen to be one at once.
    shared: dict[frozenset[T], frozenset[T]] = {}
    closed: dict[T, frozenset[T]] = {}
    for member in near:
        around = frozenset(near[member] | {member})
        closed[member] = shared.setdefault(around, around)

    def clear(item: T) -> bool:
        if agree is not None:
            candidates = sorted(near[item])
            return all(agree(one, two) for i, one in enumerate(candidates) for two in candidates[i + 1 :])
        return all(closed[item] <= c for c in {id(c): c for o in near[item] for c in (closed[o],)}.values())

    chosen = {item for item in near if clear(item)}
    return {(item, other) for item in chosen for other in near[item] if item < other and other in chosen}
