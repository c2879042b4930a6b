"""Relations put right after the parser."""

from __future__ import annotations

import pytest
import spacy
from spacy.tokens import Doc

from kg.language.repairs import put_right


def parsed(text: str) -> Doc:
    """A Doc of `form/lemma/tag/head/dep` words."""
    rows = [word.split("/") for word in text.split()]
    return Doc(
        spacy.blank("en").vocab,
        words=[r[0] for r in rows],
        lemmas=[r[1] for r in rows],
        tags=[r[2] for r in rows],
        heads=[int(r[3]) for r in rows],
        deps=[r[4] for r in rows],
    )


@pytest.mark.parametrize(
    ("text", "word", "dep"),
    [
        ("He/he/PRP/1/nsubj denied/deny/VBD/1/root killing/kill/VBG/1/advcl her/she/PRP/2/obj", 2, "xcomp"),
        ("He/he/PRP/1/nsubj confessed/confess/VBD/1/root to/to/IN/3/mark killing/kill/VBG/1/advcl", 3, "xcomp"),
        ("He/he/PRP/1/nsubj denied/deny/VBD/1/root ,/,/,/3/punct killing/kill/VBG/1/advcl", 3, "advcl"),
        ("He/he/PRP/1/nsubj denied/deny/VBD/1/root it/it/PRP/1/obj killing/kill/VBG/1/advcl", 3, "advcl"),
        ("He/he/PRP/1/nsubj fled/flee/VBD/1/root killing/kill/VBG/1/advcl", 2, "advcl"),
        ("blast/blast/NN/0/root blamed/blame/VBN/0/acl on/on/IN/3/case them/they/PRP/1/obl:agent", 3, "obl"),
        (
            "It/it/PRP/1/nsubj cleared/clear/VBD/1/root agents/agent/NNS/1/obj of/of/IN/4/case blame/blame/NN/2/nmod",
            4,
            "obl",
        ),
        (
            "It/it/PRP/1/nsubj cleared/clear/VBD/1/root agents/agent/NNS/1/obj of/of/IN/4/case Rome/Rome/NNP/2/nmod",
            4,
            "nmod",
        ),
        ("blast/blast/NN/0/root claimed/claim/VBN/0/acl by/by/IN/3/case them/they/PRP/1/obl:agent", 3, "obl:agent"),
    ],
)
def test_relation_of_a_word(text: str, word: int, dep: str) -> None:
    assert put_right(parsed(text))[word].dep_ == dep


@pytest.mark.parametrize(
    ("case", "verb", "lemma", "head"),
    [
        ("in", "killed", "kill", 0),
        ("near", "injured", "injure", 0),
        ("of", "killed", "kill", 2),  # "the people of X, which killed": nobody knows
        ("in", "borders", "border", 2),
    ],
)
def test_what_killed_people_is_no_town(case: str, verb: str, lemma: str, head: int) -> None:
    doc = Doc(
        spacy.blank("en").vocab,
        words=["bombings", case, "Kerman", ",", "which", verb, "90"],
        lemmas=["bombing", case, "Kerman", ",", "which", lemma, "90"],
        tags=["NNS", "IN", "NNP", ",", "WDT", "VBD", "CD"],
        pos=["NOUN", "ADP", "PROPN", "PUNCT", "PRON", "VERB", "NUM"],
        heads=[0, 2, 0, 5, 5, 2, 5],
        deps=["root", "case", "nmod", "punct", "nsubj", "acl:relcl", "obj"],
    )
    assert put_right(doc)[5].head.i == head


def test_what_killed_people_stands_before_a_place_that_hangs_on_the_verb() -> None:
    doc = Doc(
        spacy.blank("en").vocab,
        words=["blamed", "for", "bombings", "in", "Kerman", ",", "which", "killed", "90"],
        lemmas=["blame", "for", "bombing", "in", "Kerman", ",", "which", "kill", "90"],
        pos=["VERB", "ADP", "NOUN", "ADP", "PROPN", "PUNCT", "PRON", "VERB", "NUM"],
        heads=[0, 2, 0, 4, 0, 7, 7, 4, 7],
        deps=["root", "case", "obl", "case", "obl", "punct", "nsubj", "acl:relcl", "obj"],
    )
    put_right(doc)
    assert [(doc[i].head.i, doc[i].dep_) for i in (4, 7)] == [(2, "nmod"), (2, "acl:relcl")]
