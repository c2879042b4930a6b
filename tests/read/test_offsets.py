"""Whatever a text has been through, every offset quotes the text that is stored."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import kg
from kg.extract import extract, load_rules
from kg.read import read_articles
from kg.read.clean import clean_text
from kg.records import Article

from .made import csv_text, docx_bytes, html_page, mbox_bytes, message, pdf_bytes, zip_bytes

SENTENCES = st.sampled_from(
    [
        "Police in Kenya arrested Omar Haddad on 3 May 2021.",
        "Norway's foreign minister Anna Lund met Pedro Alves in Lisbon on Monday.",
        "“We deny any part in it,” said the mayor of Orléans.",
        "The Islamic State claimed responsibility for the attack in Brussels, which killed 32 people.",
        "He denied it.",
        "Vladimir Putin accused Ukraine of the bombing in Moscow, according to TASS.",
        "Subscribe to our newsletter",
    ]
)
# What stands between sentences, or gets into the middle of words, in texts that have been copied about.
BETWEEN = st.sampled_from(
    [" ", "  ", "\n", "\n\n", "\r\n\r\n", "\u00a0", "\t", "\u2028", "\u200b ", " \x07", " \U0001f600 "]
)
TEXT = st.lists(st.tuples(SENTENCES, BETWEEN), min_size=1, max_size=8).map(
    lambda pairs: "".join(a + b for a, b in pairs)
)
# A zero byte makes a file binary, and it is told so.
NOISE = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=30)
OPTIONS: dict[str, Any] = {"deadline": None, "suppress_health_check": [HealthCheck.function_scoped_fixture]}


def spans(value: Any) -> Iterator[dict[str, Any]]:
    """Every object with a place and words in a record."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        for inner in value.values():
            yield from spans(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from spans(inner)


def files(folder: Path, text: str) -> dict[str, bytes]:
    record = {"title": "Court jails two for life", "text": text}
    plain = "".join(character for character in text if character.isprintable() or character in "\n\t")
    return {
        "a.txt": text.encode(),
        "b.txt": text.encode("utf-16"),
        "a.json": json.dumps(record).encode(),
        "a.jsonl": json.dumps(record).encode(),
        "a.csv": csv_text([record]).encode(),
        "a.md": text.encode(),
        "a.html": html_page(plain.split("\n\n")).encode(),
        "a.docx": docx_bytes(plain.split("\n\n")),
        "a.eml": message(plain).as_bytes(),
        "a.mbox": mbox_bytes([message(plain)], folder),
        "a.pdf": pdf_bytes([plain.encode("latin-1", "replace").decode("latin-1").split("\n\n")], columns=2),
        "a.zip": zip_bytes({"a.txt": text.encode()}),
    }


@pytest.mark.model
@settings(max_examples=5, **OPTIONS)
@given(TEXT)
def test_every_mention_quotes_the_stored_text(tmp_path: Path, text: str) -> None:
    nlp, rules = kg.load_pipeline(), load_rules(())
    for name, data in files(tmp_path, text).items():
        (tmp_path / name).write_bytes(data)
        for article in read_articles([tmp_path / name], base=tmp_path):
            if not isinstance(article, Article):
                continue  # a page of a few words has no main text
            record = msgspec.to_builtins(extract(nlp(article.text), article, rules))
            assert record["document"]["text"] == article.text
            found = list(spans({key: record[key] for key in ("mentions", "events", "claims")}))
            assert found or article.furniture or len(article.text) < 80, name
            for span in found:
                assert article.text[span["start"] : span["end"]] == span["text"], name
            for mark in article.furniture:
                assert article.text[mark.start : mark.end].strip(), name


@settings(max_examples=60, **OPTIONS)
@given(NOISE, TEXT)
def test_no_word_is_lost_where_the_source_says_what_the_text_is(tmp_path: Path, noise: str, text: str) -> None:
    whole = f"{noise} {text}"
    record = {"text": f"Begin. {whole}"}
    for name, data in {
        "a.json": json.dumps(record).encode(),
        "a.jsonl": json.dumps(record).encode(),
        "a.csv": csv_text([record]).encode(),
    }.items():
        (tmp_path / name).write_bytes(data)
        [article] = read_articles([tmp_path / name], base=tmp_path)
        assert isinstance(article, Article), (name, article)
        expected = clean_text(record["text"]).split()
        if name == "a.csv":  # where a line feed alone and with a carriage return are one
            expected = clean_text(record["text"].replace("\r", "\n")).split()
        assert article.text.split() == expected, name
