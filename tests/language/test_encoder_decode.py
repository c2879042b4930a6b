"""Trees, name tags and lemmas out of what the network says."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from kg.language.encoder.decode import NameTags, spanning_tree, trees
from kg.language.encoder.lemmas import Lemmas
from kg.language.encoder.places import split_places


def is_tree(heads):
    """One root, and every word reaches it."""
    if list(heads).count(0) != 1:
        return False
    for word in range(len(heads)):
        at, steps = word + 1, 0
        while at and steps <= len(heads):
            at, steps = heads[at - 1], steps + 1
        if at:
            return False
    return True


def best_by_trying(scores):
    n = len(scores)
    ways = (h for h in product(range(n + 1), repeat=n) if all(h[i] != i + 1 for i in range(n)) and is_tree(h))
    return max(ways, key=lambda h: sum(scores[i, h[i]] for i in range(n)))


@pytest.mark.parametrize("seed", range(60))
def test_spanning_tree_is_the_best_of_all(seed):
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, 6))
    scores = rng.normal(size=(n, n + 1))
    found = spanning_tree(scores)
    best = best_by_trying(scores)
    total = sum(scores[i, h] for i, h in enumerate(found))
    assert is_tree(found)
    assert total == pytest.approx(sum(scores[i, h] for i, h in enumerate(best)))


@pytest.mark.parametrize("seed", range(20))
def test_every_sentence_is_a_tree_of_its_own(seed):
    rng = np.random.default_rng(seed)
    n = 40
    sentence = np.cumsum(rng.random(n) < 0.2)
    sentence -= sentence[0]
    scores = rng.normal(size=(n, n + 1)).astype(np.float32)
    heads = trees(scores, sentence)
    for number in range(sentence[-1] + 1):
        members = np.flatnonzero(sentence == number)
        own = [0 if h == 0 else h - members[0] for h in heads[members]]
        assert is_tree(own)


def test_a_long_sentence_full_of_cycles_is_no_trouble():
    rng = np.random.default_rng(0)
    heads = trees(rng.normal(size=(300, 301)).astype(np.float32), np.zeros(300, np.int64))
    assert is_tree(heads)


TAGS = ["O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG"]


def scores_of(*tags, second=None):
    out = np.full((len(tags), len(TAGS)), -9.0, np.float32)
    for i, tag in enumerate(tags):
        out[i, TAGS.index(tag)] = -0.4
    for i, tag in (second or {}).items():
        out[i, TAGS.index(tag)] = -1.2
    return out


def test_names_are_read_in_order():
    found = NameTags(TAGS).spans(scores_of("B-PERSON", "I-PERSON", "O", "B-ORG", "B-ORG"), np.zeros(5, np.int64))
    assert found == [(0, 2, "PERSON"), (3, 4, "ORG"), (4, 5, "ORG")]


def test_an_inside_tag_cannot_open_a_name():
    scores = scores_of("O", "I-ORG", "I-ORG", second={1: "B-ORG"})
    assert NameTags(TAGS).spans(scores, np.zeros(3, np.int64)) == [(1, 3, "ORG")]


def test_no_name_reaches_over_the_end_of_a_sentence():
    scores = scores_of("B-ORG", "I-ORG", second={1: "B-ORG"})
    assert NameTags(TAGS).spans(scores, np.array([0, 1])) == [(0, 1, "ORG"), (1, 2, "ORG")]


LEXICON = Lemmas(
    {"NNS": {"men": "man"}, "NN": {"company": "company"}, "VB": {"vote": "vote", "plan": "plan"}, "NNP": {}}
)


@pytest.mark.parametrize(
    ("word", "xpos", "upos", "script", "expected"),
    [
        ("Men", "NNS", "NOUN", "1+", "man"),
        ("Companies", "NNS", "NOUN", "2+", "company"),
        ("voting", "VBG", "VERB", "3+", "vote"),
        ("planned", "VBD", "VERB", "2+", "plan"),
        ("was", "VBD", "AUX", "=be", "be"),
        ("Reuters", "NNP", "PROPN", "0+", "Reuters"),
        ("I", "PRP", "PRON", "0+", "I"),
        ("blorps", "NNS", "NOUN", "1+", "blorp"),
        ("go", "VB", "VERB", "5+x", "go"),
        ("s", "VB", "VERB", "1+", "s"),
    ],
)
def test_lemma(word, xpos, upos, script, expected):
    assert LEXICON(word, xpos, upos, script) == expected


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Miramar California", ["Miramar", "California"]),
        ("san francisco california", ["san francisco", "california"]),
        ("Albany New York", ["Albany", "New York"]),
        ("San Rafael CA", ["San Rafael", "CA"]),
        ("New York", ["New York"]),
        ("Upstate New York", ["Upstate New York"]),
        ("Fort Washington", ["Fort Washington"]),
        ("Gulf of California", ["Gulf of California"]),
        ("West Virginia", ["West Virginia"]),
        ("Kansas City", ["Kansas City"]),
    ],
)
def test_a_town_and_its_state_are_two_places(text, parts):
    words = text.split()
    assert [" ".join(words[s:e]) for s, e, _ in split_places(words, [(0, len(words), "LOC")])] == parts
    assert split_places(words, [(0, len(words), "ORG")]) == [(0, len(words), "ORG")]


@pytest.mark.parametrize(
    ("form", "tag", "script", "lemma"),
    [
        ("praised", "VBN", "2+", "praise"),
        ("denounced", "VBD", "2+", "denounce"),
        ("sabotaged", "VBN", "2+", "sabotage"),
        ("conspired", "VBD", "2+", "conspire"),
        ("criticising", "VBG", "3+", "criticise"),
        ("attacked", "VBD", "2+", "attack"),
        ("combated", "VBD", "2+", "combat"),
        ("focused", "VBD", "2+", "focus"),
        ("kidnapped", "VBD", "3+", "kidnap"),
        ("staged", "VBD", "2+", "stage"),
        ("fined", "VBN", "2+", "fine"),
        ("raging", "VBG", "3+", "rage"),
        ("barred", "VBD", "3+", "bar"),
        ("visited", "VBD", "2+", "visit"),
        ("denounced", "VBD", "1+", "denounce"),
    ],
)
def test_a_verb_that_the_treebanks_do_not_know_gets_its_silent_e(form: str, tag: str, script: str, lemma: str) -> None:
    assert Lemmas({})(form, tag, "VERB", script) == lemma


@pytest.mark.parametrize(
    ("form", "tag", "script", "lemma"),
    [
        ("struck", "VBD", "3+e", "strike"),
        ("shot", "VBD", "0+", "shoot"),
        ("fled", "VBD", "1+ad", "flee"),
        ("slain", "VBN", "2+", "slay"),
        ("acquitted", "VBD", "2+", "acquit"),
        ("beheaded", "VBD", "1+", "behead"),
        ("mined", "VBN", "2+", "mine"),
        ("decried", "VBD", "1+", "decry"),
        ("deplored", "VBP", "0+", "deplore"),
        ("deplored", "VBD", "3+y", "deplore"),
        ("hoping", "VBG", "3+e", "hope"),
        ("weaponising", "VBG", "3+e", "weaponise"),
    ],
)
def test_a_wrong_script_does_not_hide_a_verb(form: str, tag: str, script: str, lemma: str) -> None:
    assert Lemmas({})(form, tag, "VERB", script) == lemma
