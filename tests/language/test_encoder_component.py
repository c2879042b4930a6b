"""The encoder component: with a network that says anything at all, and with the real one."""

from __future__ import annotations

import pickle
import random
import zlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.lang.en import English
from spacy.tokens import Doc

from kg.language.encoder.component import LONG_WINDOW, WINDOW, Encoder, build_pipeline
from kg.language.encoder.lemmas import Lemmas
from kg.language.encoder.network import Labels, Scores
from kg.language.encoder.tokens import make_tokenizer


class AnyNetwork:
    """Random scores that depend on the window alone; remembers how large the windows were."""

    version = "test"
    labels = Labels(
        upos=["NOUN", "VERB", "PUNCT"],
        xpos=["NN", "VB", "."],
        feats=["_", "Number=Sing"],
        scripts=["0+", "1+"],
        deprels=["root", "nsubj", "obj", "parataxis", "punct"],
        names=["O", "B-PERSON", "I-PERSON", "B-ORG", "I-ORG"],
    )

    lemmas = Lemmas({})

    def __init__(self, start=0.0):
        self.start = start
        self.sizes = []

    class pieces:
        cls, sep = 1, 2

        def __new__(cls, word):
            return [3 + zlib.crc32(word.encode()) % 50] * min(8, 1 + len(word) // 5), 1

    def run(self, ids, shapes, first, last):
        assert len(ids) == len(shapes)
        assert len(first) == len(last)
        self.sizes.append(len(ids))
        n = len(first)
        rng = np.random.default_rng(zlib.crc32(bytes(i % 256 for i in ids)))

        def numbers(k):
            return rng.integers(0, k, n).astype(np.int32)

        def floats(*size):
            return rng.normal(size=size).astype(np.float32)

        return Scores(
            numbers(3), numbers(3), numbers(2), numbers(2), floats(n) + self.start, floats(n, n + 1), floats(n + 1, 4),
            floats(n, 4), floats(n, 5) - 2,
        )  # fmt: skip

    def relations(self, scores, heads):
        assert scores.label_head[heads].shape == scores.label_dep.shape
        return np.random.default_rng(len(heads)).normal(size=(len(heads), 5)).astype(np.float32)


NLP = English()
NLP.tokenizer = make_tokenizer(NLP)


def check(doc):
    """One root a sentence, arcs inside the sentence, every token reaches the root, names inside sentences."""
    for sent in doc.sents:
        if all(t.is_space for t in sent):
            continue
        roots = [t for t in sent if t.head.i == t.i]
        assert len(roots) == 1
        assert roots[0].dep_ == "root" or roots[0].dep_ == "parataxis"
        assert not roots[0].is_space
        for token in sent:
            assert sent.start <= token.head.i < sent.end
            assert token.is_space or (token.pos_ and token.tag_ and token.lemma_ and token.dep_)
            seen = set()
            while token.head.i != token.i:
                assert token.i not in seen
                seen.add(token.i)
                token = token.head
    for ent in doc.ents:
        assert ent.label_
        assert ent[0].sent == ent[-1].sent


@settings(deadline=None, max_examples=60)
@given(
    st.lists(
        st.sampled_from(["a", "Word", "co-worker", ".", "\n", "\n\n", "  ", "IRAQ", "3,000", "…", "x" * 90]),
        max_size=120,
    )
)
def test_any_text_gets_trees(parts):
    text = " ".join(parts)
    doc = Encoder(NLP.vocab, AnyNetwork())(NLP.make_doc(text))
    assert doc.text == text
    check(doc)


@settings(deadline=None, max_examples=40)
@given(st.lists(st.integers(1, 60), min_size=1, max_size=12), st.sampled_from([-9.0, 0.0, 9.0]))
def test_given_sentences_stay(lengths, start):
    words = [f"w{i}" for n in lengths for i in range(n)]
    starts = [i == 0 for n in lengths for i in range(n)]
    doc = Encoder(NLP.vocab, AnyNetwork(start))(Doc(NLP.vocab, words=words, sent_starts=starts))
    assert [t.is_sent_start for t in doc] == starts
    check(doc)


def test_a_given_sentence_longer_than_any_window_is_one_tree():
    words = ["word"] * 1500
    doc = Encoder(NLP.vocab, AnyNetwork(9.0))(Doc(NLP.vocab, words=words, sent_starts=[True] + [False] * 1499))
    assert len(list(doc.sents)) == 1
    check(doc)


@pytest.mark.parametrize("start", [-20.0, 0.0, 20.0])
def test_windows_are_bounded_whatever_the_network_says(start):
    network = AnyNetwork(start)
    doc = Encoder(NLP.vocab, network)(NLP.make_doc("the list of names, " * 2000))
    assert max(network.sizes) <= LONG_WINDOW + 2 + len(doc) // 5
    assert max(network.sizes) <= LONG_WINDOW + 8
    check(doc)


def test_work_grows_with_the_text_only():
    def pieces(n):
        network = AnyNetwork(-1.5)
        Encoder(NLP.vocab, network)(NLP.make_doc("Some words are here and more. " * n))
        return sum(network.sizes)

    assert pieces(2000) < 2.3 * pieces(1000)


def test_partly_known_starts_are_kept():
    doc = NLP.make_doc("one two three four five six")
    doc[2].is_sent_start = True
    doc[4].is_sent_start = False
    doc = Encoder(NLP.vocab, AnyNetwork(9.0))(doc)
    assert doc[2].is_sent_start
    assert not doc[4].is_sent_start
    assert doc[5].is_sent_start
    doc = NLP.make_doc("one two three four five six")
    doc[2].is_sent_start = True
    doc = Encoder(NLP.vocab, AnyNetwork(-9.0))(doc)
    assert [t.i for t in doc if t.is_sent_start] == [0, 2]


def test_blank_lines_start_sentences():
    doc = Encoder(NLP.vocab, AnyNetwork(-9.0))(NLP.make_doc("\n\nA headline\n\nSome text\nfolded"))
    assert [s.text.strip() for s in doc.sents if s.text.strip()] == ["A headline", "Some text\nfolded"]


def test_white_space_has_no_role():
    doc = Encoder(NLP.vocab, AnyNetwork())(NLP.make_doc("  One\n two  three \n\n"))
    for token in doc:
        if token.is_space:
            assert (token.pos_, token.tag_, token.dep_, token.ent_type_) == ("SPACE", "_SP", "dep", token.ent_type_)
            assert token.ent_iob_ != "B"
    assert len(Encoder(NLP.vocab, AnyNetwork())(NLP.make_doc(" \n "))) == 1
    assert len(Encoder(NLP.vocab, AnyNetwork())(NLP.make_doc(""))) == 0


# --- the model that ships ---


@pytest.fixture(scope="module")
def nlp():
    return build_pipeline()


TEXTS = (
    "Islamic State claimed responsibility for the attack in Moscow on Friday. Russia's Alexander Bortnikov denied it.",
    "POLICE ARREST TEN MEN IN PARIS AFTER ATTACK ON BANK",
    "A headline without a stop\n\nGunmen killed 12 people in Kabul, the Interior Ministry said.\nNobody claimed it.",
    "Ali, Ahmed, Hassan, Omar\nKarim, Yusuf, Tariq",
)


@pytest.mark.model
def test_plain_sentence(nlp):
    doc = nlp("Police arrested two men in Paris on Friday.")
    assert [(t.text, t.dep_, t.head.text) for t in doc][:4] == [
        ("Police", "nsubj", "arrested"),
        ("arrested", "root", "arrested"),
        ("two", "nummod", "men"),
        ("men", "obj", "arrested"),
    ]
    assert [t.lemma_ for t in doc][1:4] == ["arrest", "two", "man"]
    assert ("Paris", "LOC") in [(e.text, e.label_) for e in doc.ents]
    assert doc[3].morph.get("Number") == ["Plur"]


@pytest.mark.model
def test_sentences_are_found(nlp):
    assert [s.text.strip() for s in nlp(TEXTS[2]).sents] == [
        "A headline without a stop",
        "Gunmen killed 12 people in Kabul, the Interior Ministry said.",
        "Nobody claimed it.",
    ]


@pytest.mark.model
def test_a_document_depends_on_itself_alone(nlp):
    texts = [" ".join(TEXTS[i % 4] for i in range(k, k + 1 + k % 7)) for k in range(24)]

    def as_bytes(doc):
        return doc.to_array(
            ["HEAD", "DEP", "POS", "TAG", "MORPH", "LEMMA", "ENT_IOB", "ENT_TYPE", "SENT_START"]
        ).tobytes()

    alone = {text: as_bytes(nlp(text)) for text in texts}
    order = list(texts)
    random.Random(0).shuffle(order)
    for size in (1, 3, 24):
        assert [as_bytes(d) for d in nlp.pipe(order, batch_size=size)] == [alone[t] for t in order]
    assert [as_bytes(d) for d in nlp.pipe(order, n_process=2, batch_size=5)] == [alone[t] for t in order]


@pytest.mark.model
def test_odd_texts_do_not_break_it(nlp):
    names = ", ".join(f"Name{i} Surname{i}" for i in range(900))
    for text in (*TEXTS, names, names.upper(), "a" * 5000, "🙂 " * 300, "? " * 700, "\n".join(TEXTS) * 40):
        check(nlp(text))


@pytest.mark.model
def test_the_network_can_be_sent_to_another_process(nlp):
    network = nlp.get_pipe("kg_encoder").network
    again = pickle.loads(pickle.dumps(network))
    assert again.labels == network.labels


def test_windows_fit_the_positions_of_the_encoder():
    assert WINDOW < LONG_WINDOW < 500
