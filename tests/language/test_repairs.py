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
        ("blast/blast/NN/0/root claimed/claim/VBN/0/acl by/by/IN/3/case them/they/PRP/1/obl:agent", 3, "obl:agent"),
    ],
)
def test_relation_of_a_word(text: str, word: int, dep: str) -> None:
    assert put_right(parsed(text))[word].dep_ == dep
