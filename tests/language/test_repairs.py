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
        ("It/it/PRP/1/nsubj charged/charge/VBD/1/root Ali/Ali/NNP/1/iobj with/with/IN/4/case arson/arson/NN/1/obl", 2, "obj"),
        ("It/it/PRP/1/nsubj charged/charge/VBD/1/root Ali/Ali/NNP/1/iobj ten/ten/CD/4/nummod euros/euro/NNS/1/obj", 2, "iobj"),
        ("police/police/NN/2/nsubj Monday/Monday/NNP/2/nsubj arrested/arrest/VBD/2/root him/he/PRP/2/obj", 1, "obl:unmarked"),
        ("attorney/attorney/NN/2/nsubj general/general/NN/2/nsubj resigned/resign/VBD/2/root", 1, "flat"),
        ("crimes/crime/NNS/2/nsubj suspects/suspect/NNS/2/nsubj fled/flee/VBD/2/root", 0, "compound"),
        ("Ali/Ali/NNP/2/nsubj suspects/suspect/NNS/2/nsubj fled/flee/VBD/2/root", 0, "nsubj"),
        ("both/both/DT/1/nsubj accused/accuse/VBD/1/root each/each/DT/1/obj other/other/JJ/2/fixed of/of/IN/5/case it/it/PRP/2/nmod", 5, "obl"),
        ("it/it/PRP/1/nsubj charged/charge/VBD/1/root one/one/CD/1/obj of/of/IN/4/case them/they/PRP/2/nmod", 4, "nmod"),
        ("army/army/NN/1/nsubj denied/deny/VBD/1/root in/in/IN/3/case note/note/NN/1/obl ,/,/,/6/punct any/any/DT/6/det part/part/NN/3/appos", 6, "obj"),
        ("army/army/NN/1/nsubj denied/deny/VBD/1/root it/it/PRP/1/obj in/in/IN/4/case note/note/NN/1/obl any/any/DT/6/det part/part/NN/4/appos", 6, "appos"),
        ("paper/paper/NN/1/nsubj quotes/quote/VBZ/1/root Ali/Ali/NNP/1/obj denying/deny/VBG/1/advcl it/it/PRP/3/obj", 3, "acl"),
        ("three/three/CD/4/nsubj in/in/IN/2/case five/five/CD/0/nmod Danes/Dane/NNPS/4/nsubj left/leave/VBD/4/root", 0, "nummod"),
    ],
)  # fmt: skip
def test_relation_of_a_word(text: str, word: int, dep: str) -> None:
    assert put_right(parsed(text))[word].dep_ == dep


@pytest.mark.parametrize(
    ("text", "word", "tag"),
    [
        ("people/people/NNS/0/root killed/kill/VBD/0/acl in/in/IN/3/case Qaim/Qaim/NNP/1/obl", 1, "VBN"),
        ("claim/claim/NN/0/root that/that/IN/2/mark killed/kill/VBD/0/acl them/they/PRP/2/obj", 2, "VBD"),
        ("day/day/NN/0/root he/he/PRP/2/nsubj died/die/VBD/0/acl", 2, "VBD"),
    ],
)
def test_tag_of_a_word(text: str, word: int, tag: str) -> None:
    assert put_right(parsed(text))[word].tag_ == tag


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


def test_what_follows_a_verb_of_saying_is_its_own() -> None:
    said = parsed(
        "Ali/Ali/NNP/1/nsubj fled/flee/VBD/3/ccomp he/he/PRP/3/nsubj said/say/VBD/3/root on/on/IN/5/case May/May/NNP/1/obl"
    )
    assert put_right(said)[5].head.text == "said"


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
