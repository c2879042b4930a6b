"""Names: how they are compared, and when two of them can be names of one thing."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib import resources

import yaml
from rapidfuzz import fuzz

PARTICLES = frozenset((
    "al", "el", "bin", "ibn", "bint", "ben", "abu", "abd", "de", "del", "della", "der", "den", "di", "da",
    "dos", "du", "la", "le", "van", "von", "ter", "zu", "st",
))  # fmt: skip
HONORIFICS = frozenset((
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "dame", "lord", "lady", "sheikh", "sheik", "king",
    "queen", "prince", "princess", "president", "general", "gen", "col", "colonel", "maj", "major", "capt",
    "captain", "lt", "lieutenant", "sgt", "sergeant", "sen", "senator", "rep", "gov", "governor", "rev",
    "imam", "mullah", "ayatollah", "pope", "minister", "prime", "crown", "vice", "chancellor", "ambassador",
    "judge", "justice",
))  # fmt: skip
SUFFIXES = frozenset((
    "jr", "sr", "ii", "iii", "iv",
))  # fmt: skip
_SMALL = frozenset((
    "of", "the", "for", "and", "in", "on", "to", "de", "la", "du", "des", "del", "a", "an", "at",
))  # fmt: skip
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_SPELLINGS = (("kh", "h"), ("ph", "f"), ("x", "ks"), ("ck", "k"), ("q", "k"), ("w", "v"), ("j", "i"), ("y", "i"))
_NOT_WORD = re.compile(r"[^\w]+|_+")


@lru_cache(maxsize=65536)
def normalise(name: str) -> str:
    """A name as it is compared: no case, accents, leading article, possessive or punctuation.

    >>> normalise("The U.S.'s"), normalise("Al-Qaeda"), normalise("Russia’s  State Duma")
    ('us', 'al qaeda', 'russia state duma')
    """
    text = unicodedata.normalize("NFKD", name).replace("’", "'").replace("ʼ", "'").replace("‘", "'")
    text = "".join(c for c in text if not unicodedata.combining(c)).casefold().strip()
    text = re.sub(r"'s\b", "", text)
    text = _DOTTED.sub(lambda m: m.group().replace(".", ""), text)
    text = text.replace("'", "")
    words = _NOT_WORD.sub(" ", text).split()
    if len(words) > 1 and words[0] in ("the", "a", "an"):
        words = words[1:]
    return " ".join(words)


@lru_cache(maxsize=65536)
def person_words(name: str) -> tuple[str, ...]:
    """The words of a person's name that tell him apart: normalised, without honorifics and "Jr".

    >>> person_words("Crown Prince Mohammed bin Salman")
    ('mohammed', 'bin', 'salman')
    """
    words = normalise(name).split()
    while len(words) > 1 and words[0] in HONORIFICS:
        words = words[1:]
    while len(words) > 1 and words[-1] in SUFFIXES:
        words = words[:-1]
    return tuple(words)


@lru_cache(maxsize=65536)
def surname(words: tuple[str, ...]) -> tuple[str, ...]:
    """The last word, with the particles before it.

    >>> surname(("mohammed", "bin", "salman")), surname(("vladimir", "putin"))
    (('bin', 'salman'), ('putin',))
    """
    start = len(words) - 1
    while start > 0 and words[start - 1] in PARTICLES:
        start -= 1
    return words[start:]


def is_full(words: tuple[str, ...]) -> bool:
    """Whether a person's name has more than a surname (or a lone given name).

    >>> is_full(("bin", "salman")), is_full(("vladimir", "putin"))
    (False, True)
    """
    return len(surname(words)) < len(words)


def _same_given(one: str, two: str) -> bool:
    return one == two or (len(one) == 1 and two.startswith(one)) or (len(two) == 1 and one.startswith(two))


def persons_agree(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether two names may be one person's: the surname alone, initials, or a middle name more or less.

    A full name and another with a different surname or given name never agree.

    >>> persons_agree(("putin",), ("vladimir", "putin")), persons_agree(("joe", "biden"), ("jill", "biden"))
    (True, False)
    >>> persons_agree(("john", "f", "kennedy"), ("john", "fitzgerald", "kennedy"))
    True
    """
    if one == two:
        return True
    if not is_full(one) or not is_full(two):
        short, long = (one, two) if len(one) <= len(two) else (two, one)
        if is_full(short):
            return False
        bare = tuple(w for w in surname(long) if w not in PARTICLES)
        return surname(long) == short or bare == short
    if surname(one) != surname(two):
        return False
    given_one, given_two = one[: -len(surname(one))], two[: -len(surname(two))]
    if not _same_given(given_one[0], given_two[0]):
        return False
    # Middle names are left out from the end: "George H. W." is no longer form of "George W.".
    return all(_same_given(a, b) for a, b in zip(given_one[1:], given_two[1:], strict=False))


@lru_cache(maxsize=65536)
def skeleton(word: str) -> str:
    """A word without what transliterations differ in: inner vowels, doubled letters, y and i, kh and h ...

    >>> skeleton("mohammed") == skeleton("muhammad"), skeleton("dmitry") == skeleton("dmitri")
    (True, True)
    >>> skeleton("mario") == skeleton("maria")
    False
    """
    text = word
    for old, new in _SPELLINGS:
        text = text.replace(old, new)
    text = re.sub(r"(.)\1+", r"\1", text)
    text = re.sub(r"[aeiou]*i$|ei$", "i", text)
    tail = text[-1:] if text[-1:] in "aeiou" else ""
    body = text[: len(text) - len(tail)]
    head = body[:1]
    if head in "aeiou":
        body = body[1:]
        head = {"e": "i", "o": "u"}.get(head, head)
    else:
        head = ""
    return head + re.sub(r"[aeiou]", "", body) + tail


def transliterated(one: tuple[str, ...], two: tuple[str, ...]) -> bool:
    """Whether two full names may be two spellings of one name in another script.

    >>> transliterated(("mohammad", "bin", "salman"), ("mohammed", "bin", "salman"))
    True
    >>> transliterated(("john", "smith"), ("joan", "smith"))
    False
    """
    if one == two or len(one) != len(two) or not is_full(one):
        return False
    for a, b in zip(one, two, strict=True):
        if skeleton(a) != skeleton(b) or not a.isalpha() or min(len(a), len(b)) < 2:
            return False
    return fuzz.ratio(" ".join(one), " ".join(two)) >= 80


def is_acronym(name: str) -> bool:
    """Whether a name looks like initials: "FSB", "U.S.", "ISIS-K".

    >>> [is_acronym(n) for n in ("FSB", "U.S.", "ISIS-K", "NASA", "Moscow")]
    [True, True, True, True, False]
    """
    letters = re.sub(r"[^\w]", "", name)
    return 2 <= len(letters) <= 7 and letters.isalpha() and letters.isupper()


@lru_cache(maxsize=65536)
def initials(name: str) -> frozenset[str]:
    """The acronyms that a name of several words may have, small words counted or not.

    >>> sorted(initials("Federal Bureau of Investigation"))
    ['fbi', 'fboi']
    """
    words = normalise(name).split()
    if len(words) < 2:
        return frozenset()
    whole = "".join(w[0] for w in words)
    short = "".join(w[0] for w in words if w not in _SMALL)
    return frozenset(a for a in (whole, short) if len(a) >= 2)


def acronym_of(short: str, long: str) -> bool:
    """Whether `short` (a name in capitals) is made of the initials of `long`.

    >>> acronym_of("U.S.", "United States"), acronym_of("FSB", "Federal Security Service")
    (True, False)
    """
    return is_acronym(short) and normalise(short).replace(" ", "") in initials(long)


@lru_cache(maxsize=1)
def _event_nouns() -> frozenset[str]:
    rows = yaml.safe_load(resources.files("kg").joinpath("extract", "rules", "events.yaml").read_text(encoding="utf-8"))
    return frozenset(word for row in rows for noun in row["nouns"] for word in (noun, f"{noun}s", f"{noun}es"))


def names_event(mention: str) -> bool:
    """Whether the words hold a noun that names an event: "deadly attack" does, "stormed" does not.

    >>> names_event("deadly attack"), names_event("stormed")
    (True, False)
    """
    words = mention.lower().replace("’", "'").split()
    return any(word in _event_nouns() for word in words) or len(words) > 1
