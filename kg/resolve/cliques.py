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
    near = {item: sorted(set(others) - {item}) for item, others in links.items()}
    sets = {item: set(others) for item, others in near.items()}

    def linked(one: T, two: T) -> bool:
        return two in sets.get(one, ())

    same = agree or linked
    clear = {
        item
        for item, others in near.items()
        if all(same(one, two) for i, one in enumerate(others) for two in others[i + 1 :])
    }
    return {(item, other) for item in clear for other in near[item] if item < other and other in clear}
