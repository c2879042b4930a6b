"""Names and codes of languages, and which of them are read."""

from __future__ import annotations


def is_english(language: str | None) -> bool:
    """Whether a document of this language is read: English by any name, or unknown.

    >>> is_english("en-GB"), is_english("English"), is_english(None), is_english("fr")
    (True, True, True, False)
    """
    return language is None or code(language) == "en"


def language_name(language: str) -> str:
    """The English name of a language, with what the source calls it.

    >>> language_name("ru")
    'Russian (ru)'
    """
    import pycountry

    known = pycountry.languages.get(alpha_2=code(language))
    return f"{known.name} ({language})" if known else language


def code(language: str) -> str:
    """The two letters of a language, where it has them.

    >>> code("en_US"), code("eng"), code("German"), code("tlh")
    ('en', 'en', 'de', 'tlh')
    """
    first = language.replace("_", "-").split("-")[0].strip().casefold()
    if len(first) == 2:
        return first
    import pycountry

    known = pycountry.languages.get(alpha_3=first) if len(first) == 3 else pycountry.languages.get(name=first.title())
    return str(getattr(known, "alpha_2", first))
