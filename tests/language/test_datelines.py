"""Datelines begin a sentence of their own."""

from __future__ import annotations

import pytest

from kg.language.encoder.datelines import dateline_end


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("GAZA CITY ( Reuters ) - Two men died .", 6),
        ("BOGOTA , 10 JAN 90 ( EFE ) -- The army said so .", 9),
        ("Paris ( AFP ) — Nine people died .", 5),
        ("NATO - led forces left .", None),
        ("France - and Italy - agreed .", None),
        ("The army - Two men died .", None),
        ("KYIV", None),
    ],
)
def test_dateline_end(text: str, end: int | None) -> None:
    words = text.split()
    assert dateline_end(words, [word != "NATO" for word in words], 0) == end


@pytest.mark.model
def test_the_city_of_a_dateline_does_not_act(nlp) -> None:
    doc = nlp("MUAN, South Korea - A passenger jet crashed on Sunday.")
    assert [s.text for s in doc.sents] == ["MUAN, South Korea -", "A passenger jet crashed on Sunday."]
