"""What became of nodes that a new build no longer has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Retired:
    """A node id that has gone: what it was called, and the id that it became (None: nothing holds it any more)."""

    id: str
    type: str
    name: str
    became: str | None


def successors(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, str | None]:
    """For every node id that has gone, the node that holds most of its atoms now.

    Takes two maps of atom -> node id, of the build before and of this one. Of two that hold equally many, the one
    with the smallest atom is the successor, as it is for ids themselves. None where no atom is left.

    >>> successors({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "1"})
    {'2': '1', '3': None}
    """
    alive = set(new.values())
    held: dict[str, dict[str, int]] = {}
    for atom in sorted(old):  # in order of atoms: of equal counts, max() keeps the first seen
        if old[atom] in alive:
            continue
        counts = held.setdefault(old[atom], {})
        if atom in new:
            counts[new[atom]] = counts.get(new[atom], 0) + 1
    return {gone: max(counts, key=lambda node: counts[node]) if counts else None for gone, counts in held.items()}
