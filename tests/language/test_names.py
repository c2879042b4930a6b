"""Named entities put right, on Docs whose entities are given as a model might give them."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.language.gazetteer import load_gazetteer
from kg.language.names import expansions, kg_names

BLANK = English()


def doc_of(text: str, *entities: tuple[str, str]) -> Doc:
    """A Doc tagged by capitals, one sentence a full stop; each entity is (its words, its label), found in order."""
    doc = BLANK(text)
    for token in doc:
        if token.text in ("'s", "’s"):
            token.pos_, token.tag_ = "PART", "POS"
        elif token.is_punct or token.is_space:
            token.pos_, token.tag_ = "PUNCT", ","
        elif token.lower_ in ("in", "at", "on", "of", "to", "by", "near", "with", "for"):
            token.pos_, token.tag_ = "ADP", "IN"
        elif token.lower_ in ("the", "a", "an"):
            token.pos_, token.tag_ = "DET", "DT"
        elif token.text[0].isupper():
            token.pos_, token.tag_ = "PROPN", "NNP"
        else:
            token.pos_, token.tag_ = "NOUN", "NN"
        token.lemma_ = token.lower_
        token.is_sent_start = token.i == 0 or doc[token.i - 1].text in (".", "\n", "\n\n")
    at, ents = 0, []
    for words, label in entities:
        start = text.index(words, at)
        span = doc.char_span(start, start + len(words), label=label)
        assert span is not None, words
        ents.append(span)
        at = start + len(words)
    doc.set_ents([Span(doc, e.start, e.end, label=e.label_) for e in ents])
    return doc


def names(text: str, *entities: tuple[str, str]) -> list[tuple[str, str]]:
    return [(e.text, e.label_) for e in kg_names(doc_of(text, *entities)).ents]


def test_labels_that_are_not_read_go() -> None:
    assert names("He paid Borel 5 francs.", ("Borel", "PERSON"), ("5", "CARDINAL")) == [("Borel", "PERSON")]


@pytest.mark.parametrize(
    ("text", "entity", "expected"),
    [
        ("He met the Borel Fund.", ("the Borel Fund", "ORG"), "Borel Fund"),
        ("He met Borel's aides.", ("Borel's", "PERSON"), "Borel"),
        ("He left the Zabor Inn on foot.", ("the Zabor Inn on", "ORG"), "Zabor Inn"),
        ("He met President Ivan Borel.", ("President Ivan Borel", "PERSON"), "Ivan Borel"),
        ("He met Mr Borel.", ("Mr Borel", "PERSON"), "Borel"),
        ("He met Deputy Prime Minister Ivan Borel.", ("Deputy Prime Minister Ivan Borel", "PERSON"), "Ivan Borel"),
        ("He met Pope Francis.", ("Pope Francis", "PERSON"), "Pope Francis"),
        ("He met Stephen King.", ("Stephen King", "PERSON"), "Stephen King"),
        ('He read "Borel Daily" there.', ('"Borel Daily"', "ORG"), "Borel Daily"),
    ],
)
def test_extent(text: str, entity: tuple[str, str], expected: str) -> None:
    assert names(text, entity) == [(expected, entity[1])]


def test_a_title_alone_is_no_name() -> None:
    assert names("He met President there.", ("President", "PERSON")) == []


def test_a_name_ends_where_its_line_ends() -> None:
    got = names("Zabor Daily\n\nBorel left.", ("Zabor Daily\n\nBorel", "ORG"))
    assert got == [("Zabor Daily", "ORG"), ("Borel", "ORG")]


def test_countries_demonyms_and_capitals_have_their_label() -> None:
    got = names("Kiev and Tajikistan told the Dutch.", ("Kiev", "PERSON"), ("Tajikistan", "NORP"))
    assert got == [("Kiev", "GPE"), ("Tajikistan", "GPE"), ("Dutch", "NORP")]


def test_a_country_inside_a_name_is_left_inside() -> None:
    assert names("He runs Air France there.", ("Air France", "ORG")) == [("Air France", "ORG")]


def test_a_person_called_like_a_country_stays_a_person() -> None:
    got = names("Michael Jordan left. Jordan met fans.", ("Michael Jordan", "PERSON"), ("Jordan", "PERSON"))
    assert got == [("Michael Jordan", "PERSON"), ("Jordan", "PERSON")]


def test_seats_of_government_and_well_known_bodies() -> None:
    got = names("The Kremlin told Amaq and Islamic State.", ("Amaq", "PRODUCT"), ("Islamic", "NORP"), ("State", "ORG"))
    assert got == [("Kremlin", "ORG"), ("Amaq", "ORG"), ("Islamic State", "ORG")]


def test_small_words_in_capitals_are_no_acronyms() -> None:
    assert names("THIS IS WAR FOR WHO IS LEFT") == []


def test_a_name_in_small_letters_is_one_where_the_tagger_says_so() -> None:
    doc = doc_of("He went from mombasa to the airport.", ("mombasa", "LOC"), ("airport", "LOC"))
    doc[3].pos_, doc[3].tag_ = "PROPN", "NNP"
    assert [e.text for e in kg_names(doc).ents] == ["mombasa"]


def test_a_capital_inside_a_word_makes_a_name() -> None:
    doc = Doc(BLANK.vocab, words=["He", "left", "al-Qaida", "."], sent_starts=[True, False, False, False])
    doc.set_ents([Span(doc, 2, 3, label="ORG")])
    assert [e.text for e in kg_names(doc).ents] == ["al-Qaida"]


def test_state_organs_are_organizations() -> None:
    got = names("Ukrainian military intelligence told Iraq's army.", ("Ukrainian", "NORP"), ("Iraq", "GPE"))
    assert got == [("Ukrainian military intelligence", "ORG"), ("Iraq's army", "ORG")]


def test_the_government_and_people_are_no_organs() -> None:
    got = names("Russian officials met an Iraqi army there.", ("Russian", "NORP"), ("Iraqi", "NORP"))
    assert got == [("Russian", "NORP"), ("Iraqi", "NORP")]


def test_an_organ_with_a_name_of_its_own_keeps_it() -> None:
    got = names("Russia's Federal Security Service left.", ("Russia", "GPE"), ("Federal Security Service", "ORG"))
    assert got == [("Russia", "GPE"), ("Federal Security Service", "ORG")]


def test_an_acronym_takes_the_label_of_its_expansion() -> None:
    got = names("Zabor Border Guard (ZBG) left. He met ZBG.", ("Zabor Border Guard", "ORG"), ("ZBG", "GPE"))
    assert got == [("Zabor Border Guard", "ORG"), ("ZBG", "ORG"), ("ZBG", "ORG")]


def test_expansions() -> None:
    doc = doc_of("Bank of Zabor (BZ), the man (HE), the Zabor Guard (XKG), Ivan Borel (AFP) and Zabor Inn (AFP).")
    bodies = {e.end: e.start for e in doc_of(doc.text, ("Zabor Guard", "ORG"), ("Zabor Inn", "ORG")).ents}
    assert [(doc[a:b].text, doc[c:d].text) for (a, b), (c, d) in expansions(doc, bodies)] == [
        ("Bank of Zabor", "BZ"),
        ("Zabor Guard", "XKG"),
    ]


def test_one_string_one_label() -> None:
    text = "Ivan Borel left. Borel met fans. He met Borel."
    got = names(text, ("Ivan Borel", "PERSON"), ("Borel", "ORG"), ("Borel", "PERSON"))
    assert {label for _, label in got} == {"PERSON"}


def test_names_missed_by_the_model_are_added() -> None:
    got = names("Ivan Borel left. Then Borel met fans.", ("Ivan Borel", "PERSON"))
    assert got == [("Ivan Borel", "PERSON"), ("Borel", "PERSON")]


def test_a_headline_in_capitals_takes_the_names_of_the_body() -> None:
    got = names(
        "BOREL LEAVES ZABOR DAILY\n\nIvan Borel left Zabor Daily.", ("Ivan Borel", "PERSON"), ("Zabor Daily", "ORG")
    )
    assert got[:2] == [("BOREL", "PERSON"), ("ZABOR DAILY", "ORG")]


def test_a_given_name_tells_a_person() -> None:
    assert names("There Oussama Borel left.", ("Oussama Borel", "ORG")) == [("Oussama Borel", "PERSON")]
    assert names("There Thomas Borel Group left.", ("Thomas Borel Group", "ORG")) == [("Thomas Borel Group", "ORG")]


def test_a_surname_of_the_document_tells_a_person() -> None:
    found = names(
        "There Ana Zabor met Oke Zabor in Port Zabor.",
        ("Ana Zabor", "PERSON"),
        ("Oke Zabor", "LOC"),
        ("Port Zabor", "LOC"),
    )
    assert found == [("Ana Zabor", "PERSON"), ("Oke Zabor", "PERSON"), ("Port Zabor", "LOC")]
    assert names("Zabor fell. There Ana Zabor left.", ("Zabor", "LOC"), ("Ana Zabor", "PERSON"))[0] == (
        "Zabor",
        "PERSON",
    )


def test_the_long_name_of_a_firm_tells_what_the_short_one_is() -> None:
    found = names("He left Zabor Boro Lines and Zabor Boro.", ("Zabor Boro Lines", "ORG"), ("Zabor Boro", "PERSON"))
    assert found == [("Zabor Boro Lines", "ORG"), ("Zabor Boro", "ORG")]


def test_a_name_reaches_to_the_end_of_its_hyphens() -> None:
    assert names("There Zabor-i-Boro left.", ("Zabor", "ORG")) == [("Zabor-i-Boro", "ORG")]
    assert names("There Zabor-led men left.", ("Zabor", "ORG")) == [("Zabor", "ORG")]


def test_a_noun_for_a_body_introduces_its_name() -> None:
    assert names("He told the weekly Zabor so.", ("Zabor", "PERSON")) == [("Zabor", "ORG")]
    assert names("He told the weekly Zabor so.") == [("Zabor", "ORG")]
    assert names("He told Radio Zabor so.", ("Zabor", "LOC")) == [("Radio Zabor", "ORG")]
    assert names("He told mother Zabor so.", ("Zabor", "PERSON")) == [("Zabor", "PERSON")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("He left Mouvement pour Zabor on foot.", ("Mouvement pour Zabor", "LOC")),
        ("He blamed the Comando Zabor for it.", ("Zabor", "PERSON")),
    ],
)
def test_the_first_word_of_a_body_in_another_language(text: str, name: tuple[str, str]) -> None:
    assert [(n[0].split()[0], n[1]) for n in names(text, name)] == [(text.split()[2 if "left" in text else 3], "ORG")]


def test_a_body_named_after_its_members(nlp: Language) -> None:
    doc = nlp("The Weavers' Union called a strike.")
    assert [(e.text, e.label_) for e in doc.ents] == [("Weavers' Union", "ORG")]


def test_what_a_body_is_called(nlp: Language) -> None:
    for text in ("A group calling itself the Black Herons left.", "A militia known as the Black Herons left."):
        assert [(e.text, e.label_) for e in nlp(text).ents] == [("Black Herons", "ORG")]


def test_what_the_text_says_once_holds_for_the_name(nlp: Language) -> None:
    doc = nlp("Kemala Bahtera, the company that runs the ferry, left. Kemala Bahtera owns a ship.")
    assert {e.label_ for e in doc.ents} == {"ORG"}


def test_the_word_of_a_building_tells_a_building() -> None:
    assert names("He left Zabor City Hall.", ("Zabor City Hall", "ORG")) == [("Zabor City Hall", "FAC")]


def test_a_word_that_the_text_has_in_small_letters_is_no_name() -> None:
    assert names("Gift it. He left a gift there.", ("Gift", "PERSON")) == []


@pytest.mark.parametrize(
    ("name", "label", "of"),
    [
        ("Daesh", "ORG", "Islamic State"),
        ("ISIS-K", "ORG", "ISIS-K"),
        ("IS–K", "ORG", "ISIS-K"),
        ("U.S.", "GPE", "US"),
        ("Gaza", "GPE", "Gaza"),
        ("Kiev", "GPE", "Kyiv"),
        ("Danes", "NORP", "Danes"),
    ],
)
def test_gazetteer(name: str, label: str, of: str) -> None:
    entry = load_gazetteer().lookup(name)
    assert entry is not None
    assert (entry.label, entry.of) == (label, of)


def test_a_known_name_does_not_run_over_a_sentence_end() -> None:
    text = "He left the Red. Cross it."
    assert [text[m.start : m.end] for m in load_gazetteer().find(text)] == []


def test_an_organ_of_a_region_is_an_organization() -> None:
    assert names("He blamed the Zabor regional government.", ("Zabor", "LOC")) == [("Zabor regional government", "ORG")]
    assert names("The Zabor prosecutor's office spoke.", ("Zabor", "LOC")) == [("Zabor prosecutor's office", "ORG")]
    assert names("He fled the Zabor regional hospital.", ("Zabor", "LOC")) == [("Zabor", "LOC")]


def test_a_date_ends_no_sentence(nlp: Language) -> None:
    doc = nlp("The file was leaked. On March 2 Mikola Zhdan, a blogger, was beaten outside his flat.")
    assert [s.start for s in doc.sents] == [0, 5]
