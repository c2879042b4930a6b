"""Pronouns that the rules leave open: scored candidates, on the real pipeline and on hand-made weights."""

from __future__ import annotations

import math

import pytest
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.language import antecedents
from kg.language.aliases import name_chains
from kg.language.anaphora import Resolver


def meant(nlp: Language, text: str, pronoun: str) -> str | None:
    """The first mention of the chain that the first such pronoun joined."""
    doc = nlp(text)
    of = {m.chain: doc[m.start : m.end].text for m in reversed(doc._.mentions)}
    return next((of[m.chain] for m in doc._.mentions if doc[m.start : m.end].text == pronoun), None)


@pytest.mark.parametrize(
    ("text", "pronoun", "name"),
    [
        # two persons: the given name tells
        ("Ivan Borel came to Oslo with Anna Zabor. There she found work.", "she", "Anna Zabor"),
        ("Anna Borel phoned Ivan Zabor on Monday. He did not answer.", "He", "Ivan Zabor"),
        # a clerk may be anybody, but hands files to whom the sentence before is about
        ("Reporters asked Ivan Borel about the loan. A clerk handed him the file.", "him", "Ivan Borel"),
    ],
)
def test_the_likely_antecedent(nlp: Language, text: str, pronoun: str, name: str) -> None:
    assert meant(nlp, text, pronoun) == name


def test_no_agreement_no_antecedent(nlp: Language) -> None:
    assert meant(nlp, "Mr Borel wrote a letter. She never read it.", "She") is None


def resolver(words: str, *names: tuple[int, int]) -> Resolver:
    """Persons in sentences of nouns that end in full stops, without any tree."""
    texts = words.split()
    heads: list[int] = []
    for i in range(len(texts)):
        heads.append(i if i == 0 or texts[i - 1] == "." else heads[-1])  # every sentence hangs on its first word
    tags = [
        "PRP" if w.lower() in ("he", "it") else "." if w == "." else "NNP" if w[0].isupper() else "NN" for w in texts
    ]
    pos = [{"PRP": "PRON", ".": "PUNCT", "NNP": "PROPN"}.get(t, "NOUN") for t in tags]
    doc = Doc(Language().vocab, words=texts, tags=tags, pos=pos, lemmas=texts, heads=heads,
              deps=["root" if h == i else "dep" for i, h in enumerate(heads)])  # fmt: skip
    doc.set_ents([Span(doc, *n, label="PERSON") for n in names])
    return Resolver(doc, *name_chains(doc))


def test_a_pronoun_is_no_surer_than_the_one_it_stands_for(monkeypatch: pytest.MonkeyPatch) -> None:
    much = math.log(8)  # Borel eight times as likely as Zabor or as nobody; then the pronoun alone
    monkeypatch.setattr(antecedents, "_weights", lambda: {"person: first 1": much, "person: form pronoun": 20.0})
    found = resolver("Borel Zabor . he . he .", (0, 1), (1, 2))
    first, second = found.doc[3], found.doc[5]
    assert found.likely.chain_of(first, "m") == 0
    assert found.likely._sure[3] == pytest.approx(0.8)
    found.likely.chain_of(second, "m")
    assert found.likely._sure[5] <= found.likely._sure[3] + 1e-9


def test_none_of_them_competes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(antecedents, "_weights", lambda: {"m: none: always": 5.0})
    found = resolver("Borel . he .", (0, 1))
    assert found.likely.chain_of(found.doc[2], "m") is None
    monkeypatch.setattr(antecedents, "_weights", lambda: {"m: none: always": -5.0})
    found = resolver("Borel . he .", (0, 1))
    assert found.likely.chain_of(found.doc[2], "m") == 0
