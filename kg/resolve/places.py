"""Where places lie: what contains what, from the articles' own words and from the gazetteer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Literal

from kg.resolve.entities import Entities
from kg.resolve.gazetteer import City, Gazetteer


class Places:
    """Containment among the places of one graph. `located` are pairs (inner, outer) of node ids that claims tell."""

    def __init__(self, entities: Entities, located: Iterable[tuple[str, str]], gazetteer: Gazetteer) -> None:
        self._entities = entities
        self._gazetteer = gazetteer
        direct: dict[str, set[str]] = defaultdict(set)
        for inner, outer in located:
            if inner != outer and not self.is_country(inner):
                direct[inner].add(outer)
        by_country = {e.country: i for i, e in entities.nodes.items() if e.country}
        self._cities: dict[str, City] = {}
        told = self._closure(direct)
        for node, entity in entities.nodes.items():
            if entity.type == "Person" or entity.country:
                continue
            country = next((c for o in sorted(told.get(node, ())) if (c := entities.nodes[o].country)), None)
            city = gazetteer.city(entity.name, country) if entity.type == "Place" else None
            if city is not None and not entity.labels["FAC"] * 2 > entity.labels.total():
                self._cities[node] = city
                if city.country in by_country:
                    direct[node].add(by_country[city.country])
        self._outer = self._closure(direct)

    @staticmethod
    def _closure(direct: Mapping[str, set[str]]) -> dict[str, frozenset[str]]:
        found = {}
        for node in direct:
            seen: set[str] = set()
            queue = sorted(direct[node])
            while queue:
                item = queue.pop()
                if item not in seen:
                    seen.add(item)
                    queue += sorted(direct.get(item, ()))
            found[node] = frozenset(seen - {node})
        return found

    def name(self, node: str) -> str:
        """The first atom of a node, which is made of its name."""
        return min(self._entities.nodes[node].atoms, key=lambda a: (not a.endswith("|"), a)).split("|")[1]

    def is_country(self, node: str) -> bool:
        """Whether a node is a state."""
        return self._entities.nodes[node].country is not None

    def outer(self, node: str) -> frozenset[str]:
        """All places that contain this one."""
        return self._outer.get(node, frozenset())

    def city(self, node: str) -> City | None:
        """The city of the gazetteer that a node is, where that is clear."""
        return self._cities.get(node)

    def country(self, node: str) -> str | None:
        """The state that a place is, or lies in, where all that is known of it agrees."""
        if own := self._entities.nodes[node].country:
            return own
        found = {c for o in self.outer(node) if (c := self._entities.nodes[o].country)}
        found |= {city.country for n in (node, *self.outer(node)) if (city := self.city(n)) is not None}
        return found.pop() if len(found) == 1 else None

    def innermost(self, nodes: Iterable[str]) -> list[str]:
        """The places among these that contain no other of them, sorted."""
        kept = sorted(set(nodes))
        return [n for n in kept if not any(n in self.outer(o) and o not in self.outer(n) for o in kept if o != n)]

    def agree(
        self, one: Iterable[str], two: Iterable[str], *, states: bool = False
    ) -> Literal["fine", "coarse", False] | None:
        """Whether two sets of places can be one: "fine" where they share a place smaller than a state (or any, with
        `states`), "coarse" where only a state, False where they exclude each other, None where that is not known."""
        first, second = self.innermost(one), self.innermost(two)
        if not first or not second:
            return None
        found: set[str] = set()
        unknown = False
        for a in first:
            for b in second:
                shared = a if a == b or a in self.outer(b) else b if b in self.outer(a) else None
                if shared is not None:
                    found.add("fine" if states or not self.is_country(shared) else "coarse")
                else:
                    unknown |= self._unknown(a, b) or self._unknown(b, a)
        if "fine" in found:
            return "fine"
        if found:
            return "coarse"
        return None if unknown else False

    def _unknown(self, inner: str, outer: str) -> bool:
        """Whether `inner`, of which nothing is known, might lie in `outer`, a city or a state."""
        if self.is_country(inner) or self.city(inner) is not None or not (self.is_country(outer) or self.city(outer)):
            return False
        around = self.outer(inner)
        return all(self.is_country(o) and self.country(outer) == self._entities.nodes[o].country for o in around)
