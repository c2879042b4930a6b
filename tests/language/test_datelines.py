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
        ("KYIV - TWO MEN DIED IN A FIRE", None),
        ("KYIV ( AP ) - TWO MEN DIED", 5),
    ],
)
def test_dateline_end(text: str, end: int | None) -> None:
    words = text.split()
    assert dateline_end(words, [word != "NATO" for word in words], 0) == end


@pytest.mark.model
def test_the_city_of_a_dateline_does_not_act(nlp) -> None:
    doc = nlp("MUAN, South Korea - A passenger jet crashed on Sunday.")
    assert [s.text for s in doc.sents] == ["MUAN, South Korea -", "A passenger jet crashed on Sunday."]


@pytest.mark.model
def test_a_dateline_is_cut_off_under_a_headline_too(nlp) -> None:
    doc = nlp("Tanker on fire\n\nDUBAI, Feb 11, 2025 (Reuters) - A blast killed four sailors.\n\nNobody was held.")
    assert [s.text.strip() for s in doc.sents][1:3] == [
        "DUBAI, Feb 11, 2025 (Reuters) -",
        "A blast killed four sailors.",
    ]
