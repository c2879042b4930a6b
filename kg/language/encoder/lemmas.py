"""Lemmas: irregular verbs by a list, then what the treebanks say of a form under its tag; else the script that the
model chose, checked by rules."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from pathlib import Path

#: Regular inflection, most specific first: an ending and what replaces it, by XPOS tag.
_RULES: dict[str, tuple[tuple[str, str], ...]] = {
    "NNS": (("ies", "y"), ("ves", "f"), ("men", "man"), ("es", ""), ("s", "")),
    "VBZ": (("ies", "y"), ("es", ""), ("s", "")),
    "VBD": (("ied", "y"), ("ed", ""), ("ed", "e")),
    "VBN": (("ied", "y"), ("ed", ""), ("ed", "e")),
    "VBG": (("ing", ""), ("ing", "e"), ("ying", "ie")),
    "JJR": (("ier", "y"), ("er", ""), ("er", "e")),
    "JJS": (("iest", "y"), ("est", ""), ("est", "e")),
}

_ANY_VERB = tuple(rule for tag in ("VBD", "VBZ", "VBG") for rule in _RULES[tag])

#: Endings that no English verb has without a silent e: "denounc", "prais", "conspir", "sabotag".
_SILENT_E = re.compile(
    r"..(?:[cvu]|[^z]z|[dl]g|[aeiou]{2}s|[rlnp]s|(?<!com)(?<!for)[^aeiou]at|[^aeious]is|[^aeiou]ir|[tjc]ur|pos|vok"
    r"|[^aeiou]id|[^aeiou]ag|ieg|leng|veng)$"
)


#: Verbs of one short syllable, which double their last letter: "stag" makes "stagged", so that "staged" is of "stage".
_DOUBLING = re.compile(r"[^aeiou]+[aeiou][^aeiouwxy]")


@cache
def _irregular() -> dict[str, dict[str, str]]:
    """Base forms by tag and irregular form: `data/irregular_verbs.txt` of the language room."""
    out: dict[str, dict[str, str]] = {"VBD": {}, "VBN": {}}
    for line in _lines("irregular_verbs.txt"):
        base, past, participle = line.split()
        out["VBD"].update(dict.fromkeys(past.split("/"), base))
        out["VBN"].update(dict.fromkeys(participle.split("/"), base))
    return out


@cache
def _verbs() -> frozenset[str]:
    """Base forms of verbs: `data/verbs.txt` of the language room."""
    return frozenset(_lines("verbs.txt"))


def _lines(name: str) -> list[str]:
    lines = files("kg.language").joinpath("data", name).read_text("utf-8").splitlines()
    return [line for line in lines if not line.startswith("#")]


class Lemmas:
    """Lemmas of forms under their tags.

    `lexicon` holds, for each XPOS tag, the lemma of each form (in small letters) that the treebanks agree on.
    """

    def __init__(self, lexicon: dict[str, dict[str, str]]) -> None:
        self._lexicon = lexicon
        self._known: dict[str, set[str]] = {}
        for tag, forms in lexicon.items():
            self._known.setdefault(tag[:1], set()).update(forms.values())
        self._known["V"] = self._known.get("V", set()) | _verbs()

    @classmethod
    def load(cls, file: Path) -> Lemmas:
        """The lexicon that ships with the model."""
        lexicon: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf8"))
        return cls(lexicon)

    def __call__(self, word: str, xpos: str, upos: str, script: str) -> str:
        """The lemma of a word.

        >>> Lemmas({"NNS": {"men": "man"}, "NN": {"story": "story"}})("Men", "NNS", "NOUN", "1+")
        'man'
        """
        form = word.lower()
        irregular = _irregular().get(xpos, {}).get(form)
        if irregular is not None:
            return irregular
        keeps_case = upos == "PROPN" or word == "I"
        found = self._lexicon.get(xpos, {}).get(form)
        if found is not None:
            return word if keeps_case and found == form else found.capitalize() if upos == "PROPN" else found
        guess = by_script(word if keeps_case else form, script)
        known = self._known.get(xpos[:1], set())
        rules: tuple[tuple[str, str], ...] = _RULES.get(xpos, ())
        if xpos[:1] == "V":
            rules = rules or _ANY_VERB  # "deplored", taken for a present tense
        regular = list(_regular(form, rules, known))
        if guess.lower() in known and (not regular or guess.lower() in regular):
            single = _DOUBLING.fullmatch(guess) and form in (f"{guess}ed", f"{guess}ing")
            return f"{guess}e" if single and f"{guess}e" in known else guess
        if regular:
            return regular[0]
        bare = xpos in ("VBD", "VBN", "VBG") and guess.lower() + form[len(guess) :] == form
        return f"{guess}e" if bare and _SILENT_E.search(guess.lower()) else guess


def _regular(form: str, rules: tuple[tuple[str, str], ...], known: set[str]) -> Iterator[str]:
    """Known words that the form is a regular inflection of, the likeliest first."""
    for ending, instead in rules:
        if form.endswith(ending) and len(form) - len(ending) > 1:
            stem = form[: len(form) - len(ending)]
            doubled = not instead and len(stem) > 3 and stem[-1] == stem[-2]
            yield from (other for other in (stem + instead, stem[:-1] if doubled else "") if other in known)


def by_script(text: str, script: str) -> str:
    """Apply a script: `N+TAIL` cuts N characters and appends TAIL, `=LEMMA` says the lemma outright.

    >>> by_script("stories", "3+y"), by_script("was", "=be"), by_script("Reuters", "0+")
    ('story', 'be', 'Reuters')
    """
    if script[0] == "=":
        return script[1:]
    cut, _, tail = script.partition("+")
    count = int(cut)
    if count > len(text) or (count == len(text) and not tail):
        return text
    return text[: len(text) - count] + tail
