"""A spaCy tokenizer that splits words as the UD English treebanks do, from which the model learnt.

The differences from spaCy's English rules: derivational prefixes keep their hyphen ("co-worker", "non-citizen"), runs
of the same mark are one token ("!!", "--"), "and/or" is three, "wanna" two.
Guidelines: https://universaldependencies.org/en/tokenization.html
"""

from __future__ import annotations

import re

from spacy.attrs import ORTH  # type: ignore[import-not-found]
from spacy.lang.char_classes import ALPHA, ALPHA_LOWER, ALPHA_UPPER, CONCAT_QUOTES, LIST_ELLIPSES, LIST_ICONS
from spacy.language import Language
from spacy.tokenizer import Tokenizer  # type: ignore[import-not-found]
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from kg.language.encoder.words import AFFIXES

_NOT_AFFIX = "".join(rf"(?<!\b{affix})" for affix in sorted(AFFIXES))

_INFIXES = [
    *LIST_ELLIPSES,
    *LIST_ICONS,
    r"(?<=[0-9])[+\-\*^](?=[0-9-])",
    rf"(?<=[{ALPHA_LOWER}{CONCAT_QUOTES}])\.(?=[{ALPHA_UPPER}{CONCAT_QUOTES}])",
    rf"(?<=[{ALPHA}]),(?=[{ALPHA}])",
    rf"(?<=[{ALPHA}0-9])(?:–|—|--+|——|~)(?=[{ALPHA}0-9])",
    rf"(?i:{_NOT_AFFIX})(?<=[{ALPHA}0-9])-(?=[{ALPHA}])",
    r"(?<=[A-Za-z]{2})-(?=[0-9])",
    r"(?<=[\])\"”])[-–—/](?=[\[(\"“])",
    r"(?<=[)\]\"”’'])(?:—|–|--+)(?=\w)",
    r"(?<=\w)(?:—|–|--+)(?=[(\[\"“‘'])",
    r"(?<=\w)[)\]\"”](?=—|–|--)",
    r"(?<=[—–])[(\[\"“](?=\w)",
    rf"(?<=[{ALPHA}0-9])[:<>=/](?=[{ALPHA}])",
    r"[!?]+(?=[A-Za-z])",
    r"(?<=[a-z0-9])[)\]](?=[A-Za-z(\[])",
]

_RUNS = [
    r"!+\??",
    r"\?+!*",
    r"[!?]{2,}",
    r"\*{2,}",
    r"-{2,}",
    r"={2,}",
    r"_{2,}",
    r"<<+",
    r">>+",
    r"\${2,}",
    r"#{2,}",
    r"~{2,}",
]

_WORDS = {
    "wanna": ("wan", "na"),
    "gimme": ("gim", "me"),
    "lemme": ("lem", "me"),
    "outta": ("out", "ta"),
    "lotta": ("lot", "ta"),
    "US$": ("US", "$"),
    "al.": ("al.",),
}
_NOT_SPECIAL = ("and/or", "e-mail")
_TELEPHONE = re.compile(r"(?:\d-)?\d{3}-\d{3}-\d{4}$").match


def make_tokenizer(nlp: Language) -> Tokenizer:
    """The tokenizer for a blank English pipeline."""
    rules = {k: v for k, v in (nlp.Defaults.tokenizer_exceptions or {}).items() if k.lower() not in _NOT_SPECIAL}
    for word, parts in _WORDS.items():
        rules[word] = [{ORTH: part} for part in parts]
        if word[0].islower():
            rules[word.capitalize()] = [{ORTH: part} for part in (parts[0].capitalize(), *parts[1:])]
    for word, pieces in list(rules.items()):
        if len(pieces) > 1 and word.upper() not in rules and len(word.upper()) == len(word):
            rules[word.upper()] = [{ORTH: piece[ORTH].upper()} for piece in pieces]
    prefixes = [*_RUNS, *(nlp.Defaults.prefixes or [])]
    suffixes = [*_RUNS, r"(?<=[)\]]):", r"(?<=US)\$", r"(?<=[-–][A-Z])\.", *(nlp.Defaults.suffixes or [])]
    return Tokenizer(
        nlp.vocab,
        rules=rules,
        prefix_search=compile_prefix_regex(prefixes).search,
        suffix_search=compile_suffix_regex(suffixes).search,
        infix_finditer=compile_infix_regex(_INFIXES).finditer,
        token_match=_TELEPHONE,
        url_match=nlp.Defaults.url_match,
    )


_BLANK_LINE = re.compile(r"\n[^\S\n]*\n")


def ends_paragraph(space: str) -> bool:
    """Does white space between two words hold a blank line?"""
    return _BLANK_LINE.search(space) is not None
