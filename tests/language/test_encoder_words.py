"""Tokenizer and words of the encoder."""

from __future__ import annotations

import pytest
from spacy.lang.en import English

from kg.language.encoder.tokens import ends_paragraph, make_tokenizer
from kg.language.encoder.words import (
    ALPHANUMERIC,
    INITIAL,
    LOWER,
    MIXED,
    NUMBER,
    SYMBOL,
    TITLE,
    UPPER,
    shape,
    split_hyphens,
)


@pytest.fixture(scope="module")
def tokenizer():
    return make_tokenizer(English())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The Kremlin-backed co-founder can't, won't.", "The Kremlin - backed co-founder ca n't , wo n't ."),
        ("non-citizens and/or ex-President", "non-citizens and / or ex-President"),
        ("a 12-year-old, COVID-19", "a 12 - year - old , COVID - 19"),
        ("No!! Really?! Yes...", "No !! Really ?! Yes ..."),
        ("$5.5m (3%)", "$ 5.5 m ( 3 % )"),
        ("WE CAN'T, THEY'RE", "WE CA N'T , THEY 'RE"),
        ("Israel's and Israel’s", "Israel 's and Israel ’s"),
        (
            "call 713-853-3989 or see http://www.bbc.co.uk/news?id=3",
            "call 713-853-3989 or see http://www.bbc.co.uk/news?id=3",
        ),
        ("the city (Rafah)—the last", "the city ( Rafah ) — the last"),
        ("Mr. Smith, U.S. Sen.", "Mr. Smith , U.S. Sen."),
        ("in 1990-2000", "in 1990 - 2000"),
        ("I wanna go", "I wan na go"),
    ],
)
def test_words_are_those_of_the_treebanks(tokenizer, text, words):
    assert [t.text for t in tokenizer(text)] == words.split()


def test_text_is_never_changed(tokenizer):
    text = "Odd  spaces\t here,\n\n“quotes”—dashes--and… 10:30am; e-mail <a@b.org>!\n"
    assert tokenizer(text).text == text


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("police", LOWER), ("Police", TITLE), ("TASS", UPPER), ("A", INITIAL), ("2024", NUMBER), ("B52", UPPER),
        ("5.5m", LOWER), ("MacDonald", MIXED), ("3,000", ALPHANUMERIC), (",", SYMBOL), ("", SYMBOL),
    ],
)  # fmt: skip
def test_shape(word, kind):
    assert shape(word) == kind


def test_hyphens_split_but_for_prefixes_and_numbers():
    assert split_hyphens("well-re-elected") == ["well", "-", "re-elected"]
    assert split_hyphens("state-run") == ["state", "-", "run"]
    assert split_hyphens("co-worker") == ["co-worker"]
    assert split_hyphens("F-16") == ["F-16"]
    assert split_hyphens("-") == ["-"]


def test_blank_line_ends_a_paragraph():
    assert ends_paragraph("\n\n")
    assert ends_paragraph(" \n \t\n")
    assert not ends_paragraph("\n")
    assert not ends_paragraph("  ")
