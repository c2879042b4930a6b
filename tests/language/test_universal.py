"""ClearNLP trees turned into Universal Dependencies, on hand-built Docs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from kg.language.universal import CLEARNLP_ONLY, RENAMED, is_clearnlp, to_universal

POS = {
    "NN": "NOUN", "NNS": "NOUN", "NNP": "PROPN", "VBD": "VERB", "VBZ": "VERB", "VBN": "VERB", "VB": "VERB",
    "VBG": "VERB", "IN": "ADP", "JJ": "ADJ", "DT": "DET", "PRP": "PRON", "PRP$": "PRON", "RB": "ADV", "TO": "PART",
    "MD": "AUX", "CC": "CCONJ", "CD": "NUM", "RP": "ADP", ",": "PUNCT", ".": "PUNCT", "POS": "PART", "EX": "PRON",
    "$": "SYM", "UH": "INTJ", "WDT": "PRON", "BE": "AUX", "SC": "SCONJ",
}  # fmt: skip
TAG = {"BE": "VBZ", "SC": "IN"}
LEMMA = {"is": "be", "was": "be", "were": "be", "are": "be", "been": "be", "told": "tell", "asked": "ask"}


def tree(text: str, persons: tuple[tuple[int, int], ...] = ()) -> list[tuple[str, str, str]]:
    """`word/TAG/label/head` per word (head from 0) in; (word, label, head word) of the UD tree out."""
    rows = [cell.rsplit("/", 3) for cell in text.split()]
    doc = Doc(
        Vocab(),
        words=[r[0] for r in rows],
        tags=[TAG.get(r[1], r[1]) for r in rows],
        pos=[POS[r[1]] for r in rows],
        deps=[r[2] for r in rows],
        heads=[int(r[3]) for r in rows],
        lemmas=[LEMMA.get(r[0].lower(), r[0].lower()) for r in rows],
    )
    doc.set_ents([Span(doc, a, b, label="PERSON") for a, b in persons])
    to_universal(doc, clearnlp=True)
    return [(t.text, t.dep_, t.head.text) for t in doc]


CASES = {
    "active": (
        "Rebels/NNS/nsubj/1 attacked/VBD/ROOT/1 soldiers/NNS/dobj/1 ././punct/1",
        ["nsubj attacked", "root attacked", "obj attacked", "punct attacked"],
    ),
    "passive with agent": (
        "Soldiers/NNS/nsubjpass/2 were/BE/auxpass/2 killed/VBN/ROOT/2 by/IN/agent/2 rebels/NNS/pobj/3",
        ["nsubj:pass killed", "aux:pass killed", "root killed", "case rebels", "obl:agent killed"],
    ),
    "preposition of a noun and of a verb": (
        "attack/NN/nsubj/3 on/IN/prep/0 Paris/NNP/pobj/1 happened/VBD/ROOT/3 in/IN/prep/3 March/NNP/pobj/4",
        ["nsubj happened", "case Paris", "nmod attack", "root happened", "case March", "obl happened"],
    ),
    "nested prepositions": (
        "came/VBD/ROOT/0 from/IN/prep/0 behind/IN/prep/1 bars/NNS/pobj/2",
        ["root came", "case bars", "case bars", "obl came"],
    ),
    "joined prepositions": (
        "lived/VBD/ROOT/0 in/IN/prep/0 and/CC/cc/1 around/IN/conj/1 Paris/NNP/pobj/3",
        ["root lived", "case Paris", "cc around", "conj in", "obl lived"],
    ),
    "a preposition before a clause": (
        "fled/VBD/ROOT/0 after/IN/prep/0 killing/VBG/pcomp/1 soldiers/NNS/dobj/2",
        ["root fled", "mark killing", "advcl fled", "obj killing"],
    ),
    "a clause after the preposition of a noun": (
        "charges/NNS/ROOT/0 of/IN/prep/0 killing/VBG/pcomp/1 soldiers/NNS/dobj/2",
        ["root charges", "mark killing", "acl charges", "obj killing"],
    ),
    "two-word preposition": (
        "fled/VBD/ROOT/0 because/SC/prep/0 of/IN/pcomp/1 fire/NN/pobj/2",
        ["root fled", "case fire", "fixed because", "obl fled"],
    ),
    "copula and noun": (
        "He/PRP/nsubj/2 has/VBZ/aux/2 been/BE/ROOT/2 president/NN/attr/2 since/IN/prep/2 May/NNP/pobj/4",
        ["nsubj president", "aux president", "cop president", "root president", "case May", "obl president"],
    ),
    "the predicate noun keeps its own phrase": (
        "He/PRP/nsubj/1 is/BE/ROOT/1 president/NN/attr/1 of/IN/prep/2 Chad/NNP/pobj/3",
        ["nsubj president", "cop president", "root president", "case Chad", "nmod president"],
    ),
    "copula and adjective": (
        "Police/NNS/nsubj/1 were/BE/ROOT/1 not/RB/neg/1 responsible/JJ/acomp/1",
        ["nsubj responsible", "cop responsible", "advmod responsible", "root responsible"],
    ),
    "copula and phrase": (
        "Kyiv/NNP/nsubj/1 was/BE/ROOT/1 behind/IN/prep/1 the/DT/det/4 attack/NN/pobj/2",
        ["nsubj attack", "cop attack", "case attack", "det attack", "root attack"],
    ),
    "copula below a verb of saying": (
        "said/VBD/ROOT/0 that/SC/mark/3 he/PRP/nsubj/3 was/BE/ccomp/0 guilty/JJ/acomp/3",
        ["root said", "mark guilty", "nsubj guilty", "cop guilty", "ccomp said"],
    ),
    "existential": (
        "There/EX/expl/1 was/BE/ROOT/1 an/DT/det/3 attack/NN/attr/1",
        ["expl was", "root was", "det attack", "nsubj was"],
    ),
    "predicate of another verb": (
        "He/PRP/nsubj/1 became/VBD/ROOT/1 president/NN/attr/1",
        ["nsubj became", "root became", "xcomp became"],
    ),
    "object predicate": (
        "They/PRP/nsubj/1 elected/VBD/ROOT/1 him/PRP/dobj/1 president/NN/oprd/1",
        ["nsubj elected", "root elected", "obj elected", "xcomp elected"],
    ),
    "control": (
        "They/PRP/nsubj/1 want/VB/ROOT/1 to/TO/aux/3 leave/VB/xcomp/1",
        ["nsubj want", "root want", "mark leave", "xcomp want"],
    ),
    "raised subject": (
        "They/PRP/nsubj/1 want/VB/ROOT/1 him/PRP/nsubj/4 to/TO/aux/4 leave/VB/ccomp/1",
        ["nsubj want", "root want", "obj want", "mark leave", "xcomp want"],
    ),
    "finite content clause": (
        "He/PRP/nsubj/1 said/VBD/ROOT/1 rebels/NNS/nsubj/3 left/VBD/ccomp/1",
        ["nsubj said", "root said", "nsubj left", "ccomp said"],
    ),
    "addressee": (
        "He/PRP/nsubj/1 told/VBD/ROOT/1 reporters/NNS/dobj/1 they/PRP/nsubj/4 left/VBD/ccomp/1",
        ["nsubj told", "root told", "iobj told", "nsubj left", "ccomp told"],
    ),
    "dative": (
        "gave/VBD/ROOT/0 him/PRP/dative/0 money/NN/dobj/0",
        ["root gave", "iobj gave", "obj gave"],
    ),
    "dative with to": (
        "gave/VBD/ROOT/0 money/NN/dobj/0 to/IN/dative/0 him/PRP/pobj/2",
        ["root gave", "obj gave", "case him", "obl gave"],
    ),
    "adverbial clause": (
        "If/SC/mark/2 they/PRP/nsubj/2 attack/VB/advcl/5 ,/,/punct/5 we/PRP/nsubj/5 flee/VB/ROOT/5",
        ["mark attack", "nsubj attack", "advcl flee", "punct attack", "nsubj flee", "root flee"],
    ),
    "relative clause": (
        "men/NNS/ROOT/0 who/WDT/nsubj/2 attacked/VBD/relcl/0 soldiers/NNS/dobj/2",
        ["root men", "nsubj attacked", "acl:relcl men", "obj attacked"],
    ),
    "reduced relative": (
        "men/NNS/ROOT/0 arrested/VBN/acl/0 yesterday/NN/npadvmod/1",
        ["root men", "acl men", "obl:unmarked arrested"],
    ),
    "apposition": (
        "Putin/NNP/ROOT/0 ,/,/punct/0 the/DT/det/3 president/NN/appos/0",
        ["root Putin", "punct president", "det president", "appos Putin"],
    ),
    "conjuncts all on the first": (
        "Iran/NNP/ROOT/0 ,/,/punct/0 Iraq/NNP/conj/0 and/CC/cc/2 Syria/NNP/conj/2",
        ["root Iran", "punct Iraq", "conj Iran", "cc Syria", "conj Iran"],
    ),
    "joined copular clauses": (
        "He/PRP/nsubj/1 was/BE/ROOT/1 old/JJ/acomp/1 and/CC/cc/1 died/VBD/conj/1",
        ["nsubj old", "cop old", "root old", "cc died", "conj old"],
    ),
    "joined phrases": (
        "attacks/NNS/ROOT/0 in/IN/prep/0 Iran/NNP/pobj/1 and/CC/cc/1 in/IN/conj/1 Iraq/NNP/pobj/4",
        ["root attacks", "case Iran", "nmod attacks", "cc Iraq", "case Iraq", "conj Iran"],
    ),
    "sentence-initial conjunction": (
        "But/CC/cc/2 he/PRP/nsubj/2 died/VBD/ROOT/2",
        ["cc died", "nsubj died", "root died"],
    ),
    "possessive": (
        "Kyiv/NNP/poss/2 's/POS/case/0 army/NN/ROOT/2",
        ["nmod:poss army", "case Kyiv", "root army"],
    ),
    "possessive pronoun": ("his/PRP$/poss/1 army/NN/ROOT/1", ["nmod:poss army", "root army"]),
    "particle": (
        "carried/VBD/ROOT/0 out/RP/prt/0 attacks/NNS/dobj/0",
        ["root carried", "compound:prt carried", "obj carried"],
    ),
    "modifiers": (
        "all/DT/predet/3 the/DT/det/3 armed/JJ/amod/3 men/NNS/nsubj/5 quickly/RB/advmod/5 fled/VBD/ROOT/5",
        ["det:predet men", "det men", "amod men", "nsubj fled", "advmod fled", "root fled"],
    ),
    "numbers": (
        "at/IN/advmod/1 least/JJ/advmod/2 60/CD/nummod/3 people/NNS/ROOT/3",
        ["advmod least", "advmod 60", "nummod people", "root people"],
    ),
    "more than": (
        "more/JJ/amod/2 than/IN/quantmod/2 60/CD/nummod/3 people/NNS/ROOT/3",
        ["advmod 60", "fixed more", "nummod people", "root people"],
    ),
    "money": (
        "paid/VBD/ROOT/0 $/$/quantmod/3 5/CD/compound/3 million/CD/dobj/0",
        ["root paid", "obj paid", "compound million", "nummod $"],
    ),
    "date": (
        "died/VBD/ROOT/0 on/IN/prep/0 March/NNP/pobj/1 22/CD/nummod/2",
        ["root died", "case 22", "nmod:unmarked 22", "obl died"],
    ),
    "compound": ("terror/NN/compound/1 attack/NN/ROOT/1", ["compound attack", "root attack"]),
    "parataxis": (
        "left/VBD/ROOT/0 ,/,/punct/0 he/PRP/nsubj/3 said/VBD/parataxis/0",
        ["root left", "punct said", "nsubj said", "parataxis left"],
    ),
    "clausal subject": (
        "Killing/VBG/csubj/2 civilians/NNS/dobj/0 is/BE/ROOT/2 wrong/JJ/acomp/2",
        ["csubj wrong", "obj Killing", "cop wrong", "root wrong"],
    ),
    "extraposed subject": (
        "It/PRP/nsubj/1 is/BE/ROOT/1 likely/JJ/acomp/1 that/SC/mark/5 they/PRP/nsubj/5 left/VBD/ccomp/1",
        ["expl likely", "cop likely", "root likely", "mark left", "nsubj left", "csubj likely"],
    ),
    "vocative and interjection": (
        "Yes/UH/intj/3 ,/,/punct/3 John/NNP/vocative/3 left/VBD/ROOT/3",
        ["discourse left", "punct Yes", "vocative left", "root left"],
    ),
    "both ... and": (
        "both/CC/preconj/1 Iran/NNP/ROOT/1 and/CC/cc/1 Iraq/NNP/conj/1",
        ["cc:preconj Iran", "root Iran", "cc Iraq", "conj Iran"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_construction(name: str) -> None:
    given_tree, expected = CASES[name]
    assert [f"{label} {head}" for _, label, head in tree(given_tree)] == expected


def test_a_persons_name_is_flat_from_its_first_word() -> None:
    got = tree("President/NNP/compound/2 Vladimir/NNP/compound/2 Putin/NNP/nsubj/3 spoke/VBD/ROOT/3", ((1, 3),))
    assert got == [
        ("President", "nmod:desc", "Vladimir"),
        ("Vladimir", "nsubj", "spoke"),
        ("Putin", "flat", "Vladimir"),
        ("spoke", "root", "spoke"),
    ]


def test_names_of_other_things_stay_compounds() -> None:
    got = tree("Crocus/NNP/compound/2 City/NNP/compound/2 Hall/NNP/ROOT/2")
    assert [label for _, label, _ in got] == ["compound", "compound", "root"]


def test_copulas_become_auxiliaries_and_tags_stay() -> None:
    doc = Doc(
        Vocab(), words=["He", "is", "here"], heads=[1, 1, 1], deps=["nsubj", "ROOT", "advmod"],
        pos=["PRON", "VERB", "ADV"], tags=["PRP", "VBZ", "RB"], lemmas=["he", "be", "here"],
    )  # fmt: skip
    to_universal(doc, clearnlp=True)
    assert [(t.dep_, t.pos_, t.tag_, t.lemma_) for t in doc] == [
        ("nsubj", "PRON", "PRP", "he"), ("cop", "AUX", "VBZ", "be"), ("root", "ADV", "RB", "here"),
    ]  # fmt: skip


def test_universal_trees_are_left_alone() -> None:
    words, deps = ["He", "lives", "in", "Paris"], ["nsubj", "ROOT", "case", "obl"]
    doc = Doc(Vocab(), words=words, heads=[1, 1, 3, 1], deps=deps, pos=["PRON", "VERB", "ADP", "PROPN"])
    assert not is_clearnlp(doc)
    to_universal(doc)
    assert [(t.dep_, t.head.i) for t in doc] == [("nsubj", 1), ("root", 1), ("case", 3), ("obl", 1)]


def test_sentence_boundaries_stay() -> None:
    doc = Doc(
        Vocab(), words=["He", "was", "old", "They", "fled"], heads=[1, 1, 1, 4, 4],
        deps=["nsubj", "ROOT", "acomp", "nsubj", "ROOT"], pos=["PRON", "AUX", "ADJ", "PRON", "VERB"],
        lemmas=["he", "be", "old", "they", "flee"],
    )  # fmt: skip
    to_universal(doc)
    assert [s.text for s in doc.sents] == ["He was old", "They fled"]


LABELS = [*sorted((CLEARNLP_ONLY | set(RENAMED)) - {"ROOT"}), "acl", "advcl", "advmod", "amod", "appos", "aux", "case",
          "cc", "ccomp", "compound", "conj", "csubj", "dep", "det", "expl", "mark", "nmod", "nsubj", "nummod",
          "parataxis", "punct", "xcomp"]  # fmt: skip
TAGS = sorted(POS)


@settings(max_examples=1000, deadline=None)
@given(st.data())
def test_any_tree_stays_a_tree(data: st.DataObject) -> None:
    """Parsers err: whatever labels a tree carries, every word reaches the one root, under a UD label."""
    n = data.draw(st.integers(1, 9))
    root = data.draw(st.integers(0, n - 1))
    order = data.draw(st.permutations([i for i in range(n) if i != root]))
    heads, placed = {root: root}, [root]
    for i in order:
        heads[i] = data.draw(st.sampled_from(placed))
        placed.append(i)
    tags = [data.draw(st.sampled_from(TAGS)) for _ in range(n)]
    deps = ["ROOT" if i == root else data.draw(st.sampled_from(LABELS)) for i in range(n)]
    words = [data.draw(st.sampled_from(["it", "is", "told", "March", "$", "5", "because", "of", "(", ")", ",", "Bob"]))
             for _ in range(n)]  # fmt: skip
    doc = Doc(
        Vocab(), words=words, heads=[heads[i] for i in range(n)], deps=deps, pos=[POS[t] for t in tags],
        tags=[TAG.get(t, t) for t in tags], lemmas=[LEMMA.get(w, w) for w in words],
    )  # fmt: skip
    to_universal(doc, clearnlp=True)
    assert sum(t.head.i == t.i for t in doc) == 1
    for token in doc:
        steps, at = 0, token
        while at.head.i != at.i:
            at, steps = at.head, steps + 1
            assert steps <= n
        assert at.dep_ == "root"
        assert token.dep_ not in CLEARNLP_ONLY
