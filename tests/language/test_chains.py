"""Mention chains, on hand-built trees for the grammar and on the real pipeline for whole passages."""

from __future__ import annotations

import pytest
from spacy.lang.en import English
from spacy.language import Language
from spacy.tokens import Doc, Span

from kg.language.chains import MentionSpan, kg_chains

BLANK = English().vocab


def chains_of_names(text: str, *entities: tuple[str, str]) -> list[list[str]]:
    """Chains of the named mentions alone: no tree, entities given."""

    doc = English()(text)
    at, spans = 0, []
    for words, label in entities:
        start = text.index(words, at)
        span = doc.char_span(start, start + len(words), label=label)
        assert span is not None, words
        spans.append(span)
        at = start + len(words)
    for token in doc:
        token.is_sent_start = token.i == 0 or doc[token.i - 1].text == "."
        token.pos_ = "PROPN" if token.text[0].isupper() else "X"
    doc.set_ents(spans)
    found: dict[int, list[str]] = {}
    for m in kg_chains(doc)._.mentions:
        found.setdefault(m.chain, []).append(doc[m.start : m.end].text)
    return list(found.values())


@pytest.mark.parametrize(
    ("text", "entities", "expected"),
    [
        (
            "Ivan Borel met Anna Zabor. Borel left. Anna stayed.",
            [("Ivan Borel", "PERSON"), ("Anna Zabor", "PERSON"), ("Borel", "PERSON"), ("Anna", "PERSON")],
            [["Ivan Borel", "Borel"], ["Anna Zabor", "Anna"]],
        ),
        (
            "Ivan P. Borel and Ivan Borel Jr. with Ivan Borel",
            [("Ivan P. Borel", "PERSON"), ("Ivan Borel", "PERSON")],
            [["Ivan P. Borel", "Ivan Borel"]],
        ),
        (  # two people of one surname: the bare surname joins neither
            "Ivan Borel met Anna Borel. Borel left.",
            [("Ivan Borel", "PERSON"), ("Anna Borel", "PERSON"), ("Borel", "PERSON")],
            [["Ivan Borel"], ["Anna Borel"], ["Borel"]],
        ),
        (  # but it goes on as it began
            "Ivan Borel left. Borel ate. Anna Borel came. Borel slept.",
            [("Ivan Borel", "PERSON"), ("Borel", "PERSON"), ("Anna Borel", "PERSON"), ("Borel", "PERSON")],
            [["Ivan Borel", "Borel", "Borel"], ["Anna Borel"]],
        ),
        (
            "Zabor Border Guard (ZBG) left. ZBG met Islamic State (IS). IS left.",
            [("Zabor Border Guard", "ORG"), ("ZBG", "ORG"), ("ZBG", "ORG"), ("Islamic State", "ORG"), ("IS", "ORG"),
             ("IS", "ORG")],
            [["Zabor Border Guard", "ZBG", "ZBG"], ["Islamic State", "IS", "IS"]],
        ),
        (
            "ISIS and Daesh and ISIS-K, which means ISIS-Khorasan",
            [("ISIS", "ORG"), ("Daesh", "ORG"), ("ISIS-K", "ORG"), ("ISIS-Khorasan", "ORG")],
            [["ISIS", "Daesh"], ["ISIS-K", "ISIS-Khorasan"]],
        ),
        (
            "ISIS-K, the affiliate of ISIS",
            [("ISIS-K", "ORG"), ("ISIS", "ORG")],
            [["ISIS-K"], ["ISIS"]],
        ),
        (
            "Khorasan Province (IS-K), an arm of IS",
            [("Khorasan Province", "ORG"), ("IS-K", "ORG"), ("IS", "ORG")],
            [["Khorasan Province", "IS-K"], ["IS"]],
        ),
        (
            "RIA Novosti and RIA-Novosti; the Zabor's and Zabor",
            [("RIA Novosti", "ORG"), ("RIA-Novosti", "ORG"), ("Zabor's", "FAC"), ("Zabor", "FAC")],
            [["RIA Novosti", "RIA-Novosti"], ["Zabor's", "Zabor"]],
        ),
        (
            "Russia's Foreign Ministry; Russian Foreign Ministry; Iraqi Foreign Ministry",
            [("Russia's Foreign Ministry", "ORG"), ("Russian Foreign Ministry", "ORG"),
             ("Iraqi Foreign Ministry", "ORG")],
            [["Russia's Foreign Ministry", "Russian Foreign Ministry"], ["Iraqi Foreign Ministry"]],
        ),
        (  # the country, its people and its adjective are kept apart
            "Russia and Russian and Russians and Russia",
            [("Russia", "GPE"), ("Russian", "NORP"), ("Russians", "NORP"), ("Russia", "GPE")],
            [["Russia", "Russia"], ["Russian"], ["Russians"]],
        ),
        (
            "Zabor City Hall; Zabor Hall; Zabor",
            [("Zabor City Hall", "FAC"), ("Zabor Hall", "FAC"), ("Zabor", "FAC")],
            [["Zabor City Hall", "Zabor Hall", "Zabor"]],
        ),
        (  # Moscow is not short for Moscow City Hall
            "Moscow City Hall; Moscow",
            [("Moscow City Hall", "ORG"), ("Moscow", "ORG")],
            [["Moscow City Hall"], ["Moscow"]],
        ),
    ],
)  # fmt: skip
def test_names(text: str, entities: list[tuple[str, str]], expected: list[list[str]]) -> None:
    assert chains_of_names(text, *entities) == expected


def test_dates_are_no_mentions() -> None:
    assert chains_of_names("Borel left on Monday", ("Borel", "PERSON"), ("Monday", "DATE")) == [["Borel"]]


POS = {"PRP": "PRON", "PRP$": "PRON", "NNP": "PROPN", "NNPS": "PROPN", "NN": "NOUN", "NNS": "NOUN", "VBD": "VERB", "VBZ": "AUX",
       "DT": "DET", "IN": "ADP", "JJ": "ADJ", ",": "PUNCT", ".": "PUNCT", "``": "PUNCT", "CC": "CCONJ",
       "VB": "VERB", "RB": "ADV"}  # fmt: skip
LEMMA = {"said": "say", "denied": "deny", "told": "tell", "met": "meet"}


def mentions(text: str, *entities: tuple[int, int, str]) -> list[tuple[str, str, int]]:
    """`word/TAG/head/label` per word, heads counted from the sentence's start, `|` between sentences."""
    rows: list[tuple[str, str, str, int]] = []
    starts: list[bool] = []
    for sentence in text.split(" | "):
        base = len(rows)
        for k, cell in enumerate(sentence.split()):
            word, tag, head, dep = cell.rsplit("/", 3)
            rows.append((word, tag, dep, base + int(head)))
            starts.append(k == 0)
    doc = Doc(
        BLANK, words=[r[0] for r in rows], tags=[r[1] for r in rows], pos=[POS[r[1]] for r in rows],
        deps=[r[2] for r in rows], heads=[r[3] for r in rows],
        lemmas=[LEMMA.get(r[0].lower(), r[0].lower()) for r in rows],
    )  # fmt: skip
    doc.set_ents([Span(doc, *e) for e in entities])
    return [(doc[m.start : m.end].text, m.form, m.chain) for m in kg_chains(doc)._.mentions]


PERSON, ORG = "PERSON", "ORG"


def test_apposition() -> None:
    got = mentions(
        "Borel/NNP/6/nsubj ,/,/3/punct the/DT/3/det head/NN/0/appos of/IN/5/case Zabor/NNP/3/nmod left/VBD/6/root",
        (0, 1, PERSON), (5, 6, ORG),
    )  # fmt: skip
    assert got == [("Borel", "name", 0), ("head", "nominal", 0), ("Zabor", "name", 1)]


def test_an_apposition_that_cannot_be_meant_joins_nothing() -> None:
    got = mentions(
        "Borel/NNP/4/nsubj ,/,/3/punct the/DT/3/det city/NN/0/appos left/VBD/4/root",
        (0, 1, PERSON),
    )  # fmt: skip
    assert got == [("Borel", "name", 0)]


def test_copula_and_its_denial() -> None:
    sentence = "Borel/NNP/3/nsubj is/VBZ/3/cop a/DT/3/det singer/NN/3/root"
    assert ("singer", "nominal", 0) in mentions(sentence, (0, 1, PERSON))
    denied = "Borel/NNP/4/nsubj is/VBZ/4/cop not/RB/4/advmod a/DT/4/det singer/NN/4/root"
    assert mentions(denied, (0, 1, PERSON)) == [("Borel", "name", 0)]


TITLED = "President/NNP/1/nmod:desc Borel/NNP/2/nsubj left/VBD/2/root"


def test_a_definite_nominal_that_the_title_names() -> None:
    got = mentions(f"{TITLED} | The/DT/1/det president/NN/2/nsubj said/VBD/2/root", (1, 2, PERSON))
    assert got == [("Borel", "name", 0), ("president", "nominal", 0)]


def test_a_role_that_nobody_was_given_joins_nothing() -> None:
    got = mentions(f"{TITLED} | The/DT/1/det minister/NN/2/nsubj said/VBD/2/root", (1, 2, PERSON))
    assert got == [("Borel", "name", 0)]


def test_a_nominal_that_says_itself_whom_it_means_joins_nothing() -> None:
    got = mentions(
        f"{TITLED} | The/DT/1/det president/NN/4/nsubj of/IN/3/case Chad/NNP/1/nmod said/VBD/4/root",
        (1, 2, PERSON), (6, 7, "GPE"),
    )  # fmt: skip
    assert [g[:2] for g in got] == [("Borel", "name"), ("Chad", "name")]


def test_the_group_is_the_one_armed_group() -> None:
    sentence = "Reuters/NNP/1/nsubj met/VBD/1/root Hamas/NNP/1/obj"
    second = "The/DT/1/det group/NN/2/nsubj left/VBD/2/root"
    got = mentions(f"{sentence} | {second}", (0, 1, ORG), (2, 3, ORG))
    assert got[-1] == ("group", "nominal", 1)
    two = "Boko/NNP/1/nsubj met/VBD/1/root Hamas/NNP/1/obj and/CC/4/cc Hezbollah/NNP/2/conj"
    assert len(mentions(f"{two} | {second}", (2, 3, ORG), (4, 5, ORG))) == 2


def test_pronouns_take_the_governing_subject() -> None:
    got = mentions(
        "Borel/NNP/1/nsubj told/VBD/1/root Zabor/NNP/1/iobj he/PRP/4/nsubj left/VBD/1/ccomp",
        (0, 1, PERSON), (2, 3, PERSON),
    )  # fmt: skip
    assert got[-1] == ("he", "pronoun", 0)


def test_an_object_is_not_its_own_subject() -> None:
    got = mentions("Borel/NNP/1/nsubj met/VBD/1/root him/PRP/1/obj", (0, 1, PERSON))
    assert got == [("Borel", "name", 0)]


def test_two_persons_and_no_subject_leave_a_pronoun_open() -> None:
    got = mentions(
        "It/PRP/1/nsubj met/VBD/1/root Borel/NNP/1/obj and/CC/4/cc Zabor/NNP/2/conj | He/PRP/1/nsubj left/VBD/1/root",
        (2, 3, PERSON), (4, 5, PERSON),
    )  # fmt: skip
    assert [g[1] for g in got] == ["name", "name"]


def test_the_subject_before_outranks_an_oblique_name_but_not_an_object() -> None:
    first = "Borel/NNP/1/nsubj left/VBD/1/root"
    oblique = "With/IN/1/case Zabor/NNP/3/obl he/PRP/3/nsubj met/VBD/3/root"
    got = mentions(f"{first} | {oblique}", (0, 1, PERSON), (3, 4, PERSON))
    assert got[-1] == ("he", "pronoun", 0)
    thing = "They/PRP/1/nsubj met/VBD/1/root Zabor/NNP/1/obj as/IN/5/mark he/PRP/5/nsubj left/VBD/1/advcl"
    got = mentions(f"{first} | {thing}", (0, 1, PERSON), (4, 5, PERSON))
    assert got[-1] == ("he", "pronoun", 1)


def test_gender_from_a_title() -> None:
    sentence = "Mrs/NNP/1/nmod:desc Borel/NNP/2/nsubj left/VBD/2/root"
    he = mentions(f"{sentence} | He/PRP/1/nsubj left/VBD/1/root", (1, 2, PERSON))
    she = mentions(f"{sentence} | She/PRP/1/nsubj left/VBD/1/root", (1, 2, PERSON))
    assert ([g[1] for g in he], [g[1] for g in she]) == (["name"], ["name", "pronoun"])


def test_it_is_no_person() -> None:
    got = mentions("Hamas/NNP/1/nsubj met/VBD/1/root Borel/NNP/1/obj | It/PRP/1/nsubj denied/VBD/1/root",
                   (0, 1, ORG), (2, 3, PERSON))  # fmt: skip
    assert got[-1] == ("It", "pronoun", 0)


def test_they_are_a_body_with_a_plural_name() -> None:
    second = "They/PRP/1/nsubj denied/VBD/1/root"
    assert mentions(f"Guards/NNPS/1/nsubj left/VBD/1/root | {second}", (0, 1, ORG))[-1] == ("They", "pronoun", 0)
    assert len(mentions(f"Zabor/NNP/1/nsubj left/VBD/1/root | {second}", (0, 1, ORG))) == 1


def test_its_minister_is_not_of_whom_he_speaks() -> None:
    first = "Iran/NNP/1/nsubj left/VBD/1/root"
    second = "Oman/NNP/1/nsubj lied/VBD/2/ccomp said/VBD/2/root its/PRP$/4/nmod:poss minister/NN/2/nsubj"
    got = mentions(f"{first} | {second}", (0, 1, "GPE"), (2, 3, "GPE"))
    assert got[-1] == ("its", "pronoun", 0)


def test_i_in_a_quotation_is_who_says_it() -> None:
    got = mentions('"/``/2/punct I/PRP/2/nsubj left/VBD/5/ccomp "/``/2/punct Borel/NNP/5/nsubj said/VBD/5/root',
                   (4, 5, PERSON))  # fmt: skip
    assert got == [("I", "pronoun", 0), ("Borel", "name", 0)]


def test_he_in_a_quotation_is_not_who_says_it() -> None:
    got = mentions('"/``/2/punct He/PRP/2/nsubj left/VBD/5/ccomp "/``/2/punct Borel/NNP/5/nsubj said/VBD/5/root',
                   (4, 5, PERSON))  # fmt: skip
    assert got == [("Borel", "name", 0)]


@pytest.mark.model
def test_not_across_a_gap_of_paragraphs(nlp: Language) -> None:
    near = nlp("Ivan Borel left Paris.\n\nHe said so.")
    far = nlp("Ivan Borel left Paris.\n\nRain fell.\n\nSnow fell.\n\nHe said so.")
    assert "pronoun" in {m.form for m in near._.mentions}
    assert "pronoun" not in {m.form for m in far._.mentions}


@pytest.mark.model
def test_mentions_of_a_passage(nlp: Language) -> None:
    doc = nlp(
        "Russian President Vladimir Putin spoke on Saturday. Putin said he would not negotiate. The Federal Security "
        "Service (FSB) blamed Islamic State. Alexander Bortnikov, the head of the FSB, said the terror group was "
        "behind the attack."
    )
    found = doc._.mentions
    assert list(found) == sorted(found, key=lambda m: (m.start, m.end))
    taken = [i for m in found for i in range(m.start, m.end)]
    assert len(taken) == len(set(taken))
    texts: dict[int, list[str]] = {}
    for m in found:
        assert isinstance(m, MentionSpan)
        texts.setdefault(m.chain, []).append(doc[m.start : m.end].text)
    for chain in (
        ["Vladimir Putin", "Putin", "he"],
        ["Federal Security Service", "FSB", "FSB"],
        ["Islamic State", "terror group"],
        ["Alexander Bortnikov", "head"],
    ):
        assert chain in texts.values()
    assert all(any(m.form == "name" for m in found if m.chain == c) for c in texts)


@pytest.mark.model
@pytest.mark.parametrize(
    ("text", "mention", "name"),
    [
        (
            "The head of state, President Celestin Hakiza, chaired it. Rain fell. The head of state froze the assets.",
            "head", "Celestin Hakiza",
        ),
        (
            "Meridian Research, an institute, asked 900 voters.\n\nRain fell.\n\nSnow fell.\n\nOmar Keita heads the institute.",
            "institute", "Meridian Research",
        ),
        (
            "The National Institute of Civil Defence spoke. Others are missing, the institute's director said.",
            "institute", "National Institute of Civil Defence",
        ),
    ],
)  # fmt: skip
def test_what_a_nominal_takes_up(nlp: Language, text: str, mention: str, name: str) -> None:
    doc = nlp(text)
    last = [m for m in doc._.mentions if m.form == "nominal" and doc[m.start : m.end].text == mention][-1]
    assert name in {doc[m.start : m.end].text for m in doc._.mentions if m.chain == last.chain}


@pytest.mark.model
def test_that_group_is_the_one_just_told_of_and_a_former_governor_is_another(nlp: Language) -> None:
    doc = nlp(
        "The Red Brigade, an armed group, left.\n\nRain fell.\n\nOfficials suspected Black Axe. That group denied it."
    )
    group = [m for m in doc._.mentions if doc[m.start : m.end].text.endswith("group")]
    assert len(group) == 1
    doc = nlp("The governor, Omar Keita, spoke. The former governor took bribes.")
    assert sum(m.form == "nominal" for m in doc._.mentions) == 1
