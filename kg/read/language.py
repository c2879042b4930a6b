"""Which language a text is in, so that only English is read; py3langid's model is in its package, and nothing is drawn
by lot.

A document is foreign where next to nothing of it is surely English: an article with a long quotation in another
language is not, nor is a text too short or too full of names to tell.
"""

from __future__ import annotations

import tempfile
from functools import cache
from typing import TYPE_CHECKING

from kg.errors import KgError
from kg.languages import code

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

# Below this a piece is in any language, for all that is known.
_SURE = 0.5
# How much of what is surely in some language has to be English.
_ENGLISH = 0.25
# Pieces shorter than this are names, dates, labels.
_WORDS, _CHARACTERS = 4, 12
# So many pieces of so many characters tell, however long the text is.
_PIECES, _PIECE = 40, 500
# Languages that are written in newspapers. Others are taken for their neighbours' (Nigerian Pidgin for English's
# neighbour, which would make foreigners of Lagos papers).
_LANGUAGES = tuple(
    """
    af am ar az be bg bn bs ca cs cy da de el en eo es et eu fa fi fr ga gl gu ha he hi hr hu hy id is it ja ka kk km kn
    ko ku ky lo lt lv mk ml mn mr ms my ne nl no pa pl ps pt ro ru rw si sk sl so sq sr sv sw ta te tg th tk tl tr uk ur
    uz vi yo zh zu
    """.split()  # noqa: SIM905 - a list of codes is read more easily so
)


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    try:
        identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    except OSError as error:  # it unpacks its model into a file for a moment
        raise KgError(
            f"{tempfile.gettempdir()}: the language model cannot be unpacked there ({error.strerror}): make room, or "
            "set TMPDIR to another folder"
        ) from error
    identifier.set_languages(list(_LANGUAGES))
    return identifier


def language_of(text: str) -> str | None:
    """The language of a text as a code of two letters, None where that cannot be told.

    >>> language_of("Two men were jailed for life on Monday."), language_of("Deux hommes ont été condamnés lundi.")
    ('en', 'fr')
    >>> language_of("Ann Lee, 34") is None
    True
    """
    weights: dict[str, int] = {}
    for piece in _pieces(text):
        language, probability = _identifier().classify(piece)
        if probability >= _SURE:
            weights[language] = weights.get(language, 0) + len(piece)
    if not weights:
        return None
    if weights.get("en", 0) >= _ENGLISH * sum(weights.values()):
        return "en"
    return max(weights, key=lambda language: (weights[language], language))


def _pieces(text: str) -> list[str]:
    pieces = [
        line[at : at + _PIECE]
        for line in text.split("\n")
        for at in range(0, len(line), _PIECE)
        if len(line) - at >= _CHARACTERS
    ]
    # Some scripts put no spaces between words.
    telling = [piece for piece in pieces if len(piece.split()) >= _WORDS or not piece.isascii()]
    step = max(1, -(-len(telling) // _PIECES))
    return telling[::step]


def stated_or_found(stated: str | None, found: str | None) -> str | None:
    """The language that a document is in: as its source states it, unless its text says otherwise.

    >>> stated_or_found("en-GB", "en"), stated_or_found("en", "ru"), stated_or_found("de", None)
    ('en-GB', 'ru', 'de')
    """
    return stated if stated and found in (None, code(stated)) else found
