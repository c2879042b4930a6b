"""Names of one document that mean the same: surnames, acronyms, spellings, aliases.

Joins are made only where the document or the gazetteer says so: a surname joins the one full name that it can be of, an
acronym the name it is made of; a branch is never its parent ("ISIS-K" and "ISIS").
"""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import pairwise
from typing import Final

from spacy.tokens import Doc, Span

from kg.language.gazetteer import Entry, load_gazetteer
from kg.language.names import expansions
from kg.language.sentences import sentence_start

_SAME_KIND: Final = {"FAC": "ORG", "LOC": "GPE"}  # labels that models mix up for one thing
_POSSESSIVE: Final = re.compile(r"['’]s?$")
_SUFFIXES: Final = frozenset(("jr", "jr.", "sr", "sr.", "ii", "iii", "iv"))
_KNOWN_AS: Final = frozenset(
    (
        ", short for", "short for", ", also known as", "also known as", ", known as", ", better known as",
        ", formerly known as", ", also called", ", aka", ", a.k.a.", ", formerly", "(also known as", "(known as",
        "( also known as", "( known as", ", or",
    )
)  # fmt: skip

MALE_TITLES: Final = frozenset(("mr", "mr.", "sir", "lord", "king", "prince", "sheikh", "sheik", "emperor"))
FEMALE_TITLES: Final = frozenset(("mrs", "mrs.", "ms", "ms.", "miss", "lady", "dame", "queen", "princess"))


class Unions:
    """Disjoint sets of mentions by index; the smallest index names a set."""

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def find(self, i: int) -> int:
        """The set that `i` is in."""
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, i: int, j: int) -> None:
        """Make one set of two."""
        a, b = sorted((self.find(i), self.find(j)))
        self._parent[b] = a


def words(span: Span) -> tuple[str, ...]:
    """The words of a name for comparing: small letters, no article, possessive, hyphen or full stop."""
    text = _POSSESSIVE.sub("", span.text.lower().replace("’", "'"))
    found = re.findall(r"[^\W_]+", text.replace(".", ""))
    return tuple(found[1:] if len(found) > 1 and found[0] == "the" else found)


def gender_before(span: Span) -> str | None:
    """`m` or `f`, where a title before the name says so."""
    if span.start == 0:
        return None
    title = span.doc[span.start - 1].lower_
    return "m" if title in MALE_TITLES else "f" if title in FEMALE_TITLES else None


def name_chains(doc: Doc) -> tuple[list[Span], list[int]]:
    """The named mentions of a document (dates excepted), in order, and the chain of each (an index into them)."""
    names = [ent for ent in doc.ents if ent.label_ != "DATE"]
    unions = Unions(len(names))
    keys: dict[tuple[str, object], int] = {}
    known: list[Entry | None] = []
    for k, name in enumerate(names):
        kind = _SAME_KIND.get(name.label_, name.label_)
        entry = load_gazetteer().lookup(name.text)
        known.append(entry if entry is not None and entry.label == name.label_ else None)
        first = keys.setdefault((kind, words(name)), k)
        unions.join(first, k)
        if entry is not None and entry.label == name.label_ and entry.label != "NORP":
            unions.join(keys.setdefault((kind, ("known", entry.of)), k), k)
        elif (organ := _organ(name)) is not None:
            unions.join(keys.setdefault((kind, ("organ", *organ)), k), k)
    _explicit(doc, names, known, unions)
    _acronyms(names, known, unions)
    _shorter_names(names, known, unions)
    _persons(names, unions)
    return names, [unions.find(k) for k in range(len(names))]


def _organ(name: Span) -> tuple[str, tuple[str, ...]] | None:
    """Country and organ of a state organ's name: "Russia's Foreign Ministry" and "Russian Foreign Ministry" are one."""
    if name.label_ != "ORG":
        return None
    for cut in (2, 1):
        if len(name) <= cut:
            continue
        owner = load_gazetteer().lookup(name[:cut].text)
        if owner is not None and owner.kind in ("country", "demonym") and owner.country:
            rest = [t for t in name[cut:] if t.tag_ != "POS" and t.lower_ not in ("'s", "’s")]
            return (owner.country, tuple(t.lower_ for t in rest)) if rest else None
    return None


def _distinct(a: Entry | None, b: Entry | None) -> bool:
    """Whether both are known, as different things."""
    return a is not None and b is not None and a.of != b.of


def _explicit(doc: Doc, names: list[Span], known: list[Entry | None], unions: Unions) -> None:
    """Names that the text itself gives as one: in brackets, or "short for", "also known as"."""
    at = {(n.start, n.end): k for k, n in enumerate(names)}
    ends = {n.end: k for k, n in enumerate(names)}
    bodies = {n.end: n.start for n in names if n.label_ == "ORG"}
    for long, short in expansions(doc, bodies):
        a, b = ends.get(long[1]), at.get(short)
        if a is not None and b is not None and not _distinct(known[a], known[b]):
            unions.join(a, b)
    for k, (one, other) in enumerate(pairwise(names)):
        if one.label_ != other.label_ or sentence_start(one[0]) != sentence_start(other[0]):
            continue
        gap = " ".join(t.text for t in doc[one.end : other.start])
        after = doc[other.end].text if other.end < len(doc) else ""
        if gap == "(" and after == ")":
            same = one.label_ in ("ORG", "EVENT") and not _distinct(known[k], known[k + 1])
        else:
            same = gap.lower() in _KNOWN_AS and (gap != ", or" or after == ",")
        if same:
            unions.join(k, k + 1)


def _acronyms(names: list[Span], known: list[Entry | None], unions: Unions) -> None:
    """An acronym without brackets joins the one name that it spells."""
    spelled: dict[str, set[int]] = defaultdict(set)
    for k, name in enumerate(names):
        capitals = [t.text[0] for t in name if t.text[:1].isupper()]
        if name.label_ in ("ORG", "EVENT") and len(capitals) >= 3 and not name.text.isupper():
            spelled["".join(capitals)].add(unions.find(k))
    for k, name in enumerate(names):
        letters = name.text.replace(".", "")
        if name.label_ in ("ORG", "EVENT") and letters.isupper() and letters.isalpha():
            found = {unions.find(i) for i in spelled.get(letters, ())}
            if len(found) == 1 and not _distinct(known[k], known[next(iter(found))]):
                unions.join(k, found.pop())


def _shorter_names(names: list[Span], known: list[Entry | None], unions: Unions) -> None:
    """A shorter form of a name of organizations and buildings joins the one longer name that it can be of."""
    kinds = {"ORG", "FAC"}
    bodies = [k for k, n in enumerate(names) if n.label_ in kinds]
    forms: dict[int, set[tuple[str, ...]]] = defaultdict(set)
    for k in bodies:
        forms[unions.find(k)].add(words(names[k]))
    for k in bodies:
        if known[k] is not None:
            continue  # a body well known by this very name; a longer one is a branch of it, or another
        short = words(names[k])
        own = unions.find(k)
        longer = {
            unions.find(chain)
            for chain, texts in forms.items()
            if unions.find(chain) != own and any(_short_for(short, long, names[k].label_) for long in texts)
        }
        if len(longer) == 1:
            unions.join(k, longer.pop())


def _short_for(short: tuple[str, ...], long: tuple[str, ...], label: str) -> bool:
    if len(short) >= len(long) or not short:
        return False
    if long[: len(short)] == short and (len(short) > 1 or len(short[0]) > 3):
        return load_gazetteer().lookup(" ".join(w.title() for w in short)) is None
    if len(short) >= 2 and long[-len(short) :] == short:
        # "the Security Council" of the "UN Security Council": what is left out is the owner
        owner = long[: -len(short)]
        candidates = (" ".join(owner).upper(), " ".join(owner).title(), " ".join(owner[:-1]).title())
        return any(load_gazetteer().lookup(c) is not None for c in candidates if c)
    return label == "FAC" and len(short) >= 2 and short[0] == long[0] and short[-1] == long[-1]


def _persons(names: list[Span], unions: Unions) -> None:
    """Full names with their shorter forms; a form that could be of two people follows its first clear use."""
    full: dict[int, tuple[str, ...]] = {}
    genders: dict[int, str] = {}
    last_use: dict[tuple[str, ...], int] = {}
    persons = [k for k, n in enumerate(names) if n.label_ == "PERSON"]
    for k in persons:
        gender = gender_before(names[k])
        if gender is not None:
            genders.setdefault(unions.find(k), gender)
    everyone = {k: _without_suffix(words(names[k])) for k in persons}
    for k in persons:
        form, gender = everyone[k], gender_before(names[k])

        def fits(other: int, form: tuple[str, ...] = form, gender: str | None = gender) -> bool:
            known = genders.get(unions.find(other))
            return _same_person(form, full[other]) and not (gender and known and gender != known)

        before = {unions.find(o) for o in full if fits(o)}
        if len(before) == 1:
            chain = before.pop()
        elif len(before) > 1 and (form in last_use) and unions.find(last_use[form]) in before:
            chain = unions.find(last_use[form])
        else:
            chain = k
            if len(form) == 1 and not before:
                # A headline may use the surname before the text gives the full name.
                later = {o for o in persons if o > k and len(everyone[o]) > 1 and _same_person(form, everyone[o])}
                if len({everyone[o] for o in later}) == 1:
                    chain = min(later)
        if chain != k and not (form in last_use and unions.find(last_use[form]) not in (chain, unions.find(chain))):
            unions.join(chain, k)
        if len(form) == 1:
            last_use.setdefault(form, k)
        else:
            full[k] = form


def _without_suffix(form: tuple[str, ...]) -> tuple[str, ...]:
    return form[:-1] if len(form) > 1 and form[-1] in _SUFFIXES else form


def _same_person(form: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Whether a form can be short for a full name: surname, given name, or both without a middle name."""
    if form == full:
        return True
    if len(form) == 1:
        return form[0] in (full[0], full[-1])
    if len(full) > len(form):
        return full[-len(form) :] == form or (full[0] == form[0] and full[-1] == form[-1])
    return len(form) > len(full) >= 2 and form[0] == full[0] and form[-1] == full[-1]
