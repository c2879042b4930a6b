from __future__ import annotations

from pathlib import Path

import pytest

from kg.languages import is_english
from kg.read import read_articles
from kg.read.language import language_of
from kg.records import Article

PAGES = Path(__file__).with_name("pages")

FOREIGN = {
    "es": "Dos hombres fueron condenados el lunes a cadena perpetua por el atentado contra un mercado en marzo.",
    "fr": "Le ministre a nié mercredi toute implication dans l'attentat et accusé la police d'avoir menti.",
    "de": "Die Polizei nahm am Montag zwei Männer fest, die den Anschlag auf den Markt geplant haben sollen.",
    "ru": "Полиция сообщила в понедельник о задержании трёх человек по делу о взрыве на рынке.",
    "uk": "Поліція повідомила в понеділок про затримання трьох осіб у справі про вибух на ринку.",
    "ar": "أعلنت الشرطة يوم الاثنين اعتقال ثلاثة أشخاص على خلفية تفجير السوق.",
    "zh": "警方周一表示，已逮捕三名与市场爆炸案有关的嫌疑人。",
    "sw": "Polisi walisema Jumatatu kwamba watu watatu wamekamatwa kuhusiana na mlipuko wa soko.",
    "tr": "Polis pazartesi günü pazar yerindeki patlamayla ilgili üç kişinin gözaltına alındığını açıkladı.",
}
ENGLISH = "Police said on Monday that three men had been arrested over the explosion in the market."


@pytest.mark.parametrize("code", FOREIGN)
def test_other_languages(code: str) -> None:
    assert language_of(FOREIGN[code]) == code
    assert language_of(f"{FOREIGN[code]}\n\n{FOREIGN[code]} {FOREIGN[code]}\n\nReuters") == code


@pytest.mark.parametrize(
    "text",
    [
        "Police said no.",
        "He left.",
        "Hamas met Fatah.",
        "Bortnikov: Ukraine involved",
        "Al-Shabaab took Garbaharey.",
        "Gunmen kill four, abduct 17 in Zamfara mining community",
        "ISIS Takes Credit for Deadly Assault",
        "Yevkurov, Mizintsev, Surovikin",
        "",
        "1234 5678",
    ],
)
def test_a_little_english_is_not_rejected(text: str) -> None:
    assert is_english(language_of(text))


@pytest.mark.parametrize("code", FOREIGN)
def test_an_english_article_with_a_long_foreign_quotation_is_english(code: str) -> None:
    quotation = " ".join([FOREIGN[code]] * 2)
    assert language_of(f'{ENGLISH}\n\n"{quotation}"\n\nThe mayor declined to comment on the letter.') == "en"
    assert language_of(f"{ENGLISH}\n{quotation}") == "en"


def test_a_foreign_article_with_an_english_quotation_is_foreign() -> None:
    text = "\n\n".join([*[FOREIGN["de"]] * 6, '"We will not comment on that," said a spokesman.'])
    assert language_of(text) == "de"


def test_every_page_is_english() -> None:
    for path in sorted(PAGES.glob("*/*.txt")):
        [article] = read_articles([path], base=PAGES)
        assert isinstance(article, Article)
        assert article.language == "en", path.name


@pytest.mark.parametrize(
    ("stated", "text", "language"),
    [
        ("en-GB", ENGLISH, "en-GB"),
        ("es", ENGLISH, "en"),
        ("en", FOREIGN["ru"], "ru"),
        ("pt-BR", FOREIGN["es"], "es"),
        ("ru", "Yevkurov, Surovikin", "ru"),
        (None, FOREIGN["fr"], "fr"),
    ],
)
def test_the_text_overrules_what_a_page_states(tmp_path: Path, stated: str | None, text: str, language: str) -> None:
    lang = f' lang="{stated}"' if stated else ""
    path = tmp_path / "a.html"
    path.write_text(f"<html{lang}><body><article><p>{text}</p></article></body></html>", encoding="utf-8")
    [article] = read_articles([path], base=tmp_path)
    assert isinstance(article, Article)
    assert article.language == language
