"""The predicate-argument layer on hand-built trees: one construction a test, no model."""

import pytest
import spacy
from spacy.tokens import Doc, Span

from kg.extract.frames import Frames, coordinated_modifiers, measured

VOCAB = spacy.blank("en").vocab
POS = {
    "NN": "NOUN",
    "NNS": "NOUN",
    "NNP": "PROPN",
    "NNPS": "PROPN",
    "VB": "VERB",
    "VBD": "VERB",
    "VBZ": "VERB",
    "VBP": "VERB",
    "VBN": "VERB",
    "VBG": "VERB",
    "PRP": "PRON",
    "PRP$": "PRON",
    "WP": "PRON",
    "WDT": "PRON",
    "DT": "DET",
    "IN": "ADP",
    "TO": "PART",
    "JJ": "ADJ",
    "RB": "ADV",
    "CC": "CCONJ",
    ".": "PUNCT",
    ",": "PUNCT",
    "POS": "PART",
    "MD": "AUX",
    "CD": "NUM",
    "RP": "ADP",
}


def tree(text: str) -> Doc:
    """A Doc from lines of `word tag head dep [lemma]`; heads are words (the first of that form), `-` is the root."""
    rows = [line.split() for line in text.strip().splitlines()]
    words = [r[0] for r in rows]
    heads = [i if r[2] == "-" else words.index(r[2]) for i, r in enumerate(rows)]
    pos = ["AUX" if r[3] in ("aux", "aux:pass", "cop") else POS[r[1]] for r in rows]
    return Doc(
        VOCAB,
        words=words,
        tags=[r[1] for r in rows],
        pos=pos,
        heads=heads,
        deps=[r[3] for r in rows],
        lemmas=[r[4] if len(r) > 4 else r[0].lower() for r in rows],
    )


def roles(doc: Doc, word: str) -> dict[str, list[str]]:
    frame = Frames(doc).frame(next(t for t in doc if t.text == word))
    return {name: [t.text for t in fillers] for name, fillers in frame.roles.items()}


CASES = {
    "active": (
        "Rebels NNS bombed nsubj\nbombed VBD - root bomb\nBasra NNP bombed obj",
        "bombed",
        {"agent": ["Rebels"], "patient": ["Basra"]},
    ),
    "passive": (
        "Basra NNP bombed nsubj:pass\nwas VBD bombed aux:pass be\nbombed VBN - root bomb\nby IN Rebels case\nRebels NNS bombed obl:agent",
        "bombed",
        {"agent": ["Rebels"], "patient": ["Basra"], "by": ["Rebels"]},
    ),
    "coordinated names": (
        "France NNP condemned nsubj\nand CC Italy cc\nItaly NNP France conj\ncondemned VBD - root condemn\nit PRP condemned obj",
        "condemned",
        {"agent": ["France", "Italy"], "patient": ["it"]},
    ),
    "coordinated verbs share the subject": (
        "Police NNS arrested nsubj\narrested VBD - root arrest\nhim PRP arrested obj\nand CC questioned cc\nquestioned VBD arrested conj question\nher PRP questioned obj",
        "questioned",
        {"agent": ["Police"], "patient": ["her"]},
    ),
    "coordinated verbs share the object": (
        "Police NNS arrested nsubj\narrested VBD - root arrest\nand CC questioned cc\nquestioned VBD arrested conj question\nher PRP questioned obj",
        "arrested",
        {"agent": ["Police"], "patient": ["her"]},
    ),
    "subject control": (
        "Putin NNP tried nsubj\ntried VBD - root try\nto TO blame mark\nblame VB tried xcomp\nKyiv NNP blame obj",
        "blame",
        {"agent": ["Putin"], "patient": ["Kyiv"]},
    ),
    "object control": (
        "He PRP ordered nsubj\nordered VBD - root order\nthem PRP ordered obj\nto TO attack mark\nattack VB ordered xcomp\nParis NNP attack obj",
        "attack",
        {"agent": ["them"], "patient": ["Paris"]},
    ),
    "accused of doing": (
        "Turkey NNP accused nsubj\naccused VBD - root accuse\nher PRP accused obj\nof IN planning mark\nplanning VBG accused advcl plan\nattacks NNS planning obj attack",
        "planning",
        {"agent": ["her"], "patient": ["attacks"]},
    ),
    "participle of the clause": (
        "Gunmen NNS stormed nsubj\nstormed VBD - root storm\nit PRP stormed obj\n, , killing punct\nkilling VBG stormed advcl kill\nmany NNS killing obj",
        "killing",
        {"agent": ["Gunmen"], "patient": ["many"]},
    ),
    "relative clause, subject": (
        "group NN - root\nthat WDT claimed nsubj\nclaimed VBD group acl:relcl claim\ncredit NN claimed obj",
        "claimed",
        {"agent": ["group"], "patient": ["credit"]},
    ),
    "relative clause, object": (
        "man NN - root\nwhom WP accuses obj\nTurkey NNP accuses nsubj\naccuses VBZ man acl:relcl accuse",
        "accuses",
        {"agent": ["Turkey"], "patient": ["man"]},
    ),
    "relative clause without a pronoun": (
        "man NN - root\nTurkey NNP accuses nsubj\naccuses VBZ man acl:relcl accuse",
        "accuses",
        {"agent": ["Turkey"], "patient": ["man"]},
    ),
    "relative clause, preposition": (
        "bombing NN - root\nfor IN which case\nwhich WDT claimed obl\nrebels NNS claimed nsubj\nclaimed VBD bombing acl:relcl claim\ncredit NN claimed obj",
        "claimed",
        {"agent": ["rebels"], "patient": ["credit"], "for": ["bombing"]},
    ),
    "reduced relative, passive": (
        "men NNS - root\narrested VBN men acl arrest\nby IN police case\npolice NN arrested obl:agent",
        "arrested",
        {"patient": ["men"], "agent": ["police"], "by": ["police"]},
    ),
    "reduced relative, active": (
        "video NN - root\nshowing VBG video acl show\ngunmen NNS showing obj",
        "showing",
        {"agent": ["video"], "patient": ["gunmen"]},
    ),
    "statement condemning": (
        "mayor NN issued nsubj\nissued VBD - root issue\nstatement NN issued obj\ncondemning VBG statement acl condemn\nit PRP condemning obj",
        "condemning",
        {"agent": ["mayor"], "patient": ["it"]},
    ),
    "nominalisation": (
        "bombing NN - root\nof IN Basra case\nBasra NNP bombing nmod\nby IN rebels case\nrebels NNS bombing nmod",
        "bombing",
        {"of": ["Basra"], "by": ["rebels"], "agent": ["rebels"], "patient": ["Basra"]},
    ),
    "possessor of a nominalisation": (
        "Iran NNP denial nmod:poss\n's POS Iran case\ndenial NN - root\nof IN involvement case\ninvolvement NN denial nmod",
        "denial",
        {"poss": ["Iran"], "of": ["involvement"], "agent": ["Iran"], "patient": ["involvement"]},
    ),
    "light verb": (
        "Rebels NNS carried nsubj\ncarried VBD - root carry\nout RP carried compound:prt\nattack NN carried obj\non IN barracks case\nbarracks NN attack nmod\nin IN Basra case\nBasra NNP carried obl",
        "attack",
        {"on": ["barracks"], "agent": ["Rebels"], "in": ["Basra"]},
    ),
    "light verb, passive": (
        "attack NN carried nsubj:pass\nwas VBD carried aux:pass be\ncarried VBN - root carry\nout RP carried compound:prt\nby IN rebels case\nrebels NNS carried obl:agent",
        "attack",
        {"agent": ["rebels"], "by": ["rebels"]},
    ),
    "copular adjective": (
        "Rebels NNS responsible nsubj\nare VBP responsible cop be\nresponsible JJ - root\nfor IN massacre case\nmassacre NN responsible obl",
        "responsible",
        {"for": ["massacre"], "subject": ["Rebels"], "agent": ["Rebels"]},
    ),
    "copular noun": (
        "He PRP suspect nsubj\nis VBZ suspect cop be\na DT suspect det\nsuspect NN - root\nin IN murder case\nmurder NN suspect nmod",
        "suspect",
        {"in": ["murder"], "subject": ["He"]},
    ),
    "with what mind it is done": (
        "Doctors NNS walked nsubj\nwalked VBD - root walk\nin IN protest case\nprotest NN walked obl\n"
        "against IN cuts case\ncuts NNS protest nmod",
        "protest",
        {"against": ["cuts"], "agent": ["Doctors"]},
    ),
    "content clause": (
        "Police NNS said nsubj\nsaid VBD - root say\nthat IN fled mark\nmen NNS fled nsubj\nfled VBD said ccomp flee",
        "said",
        {"agent": ["Police"], "comp": ["fled"]},
    ),
    "noun with a that-clause": (
        "claim NN - root\nthat IN fled mark\nmen NNS fled nsubj\nfled VBD claim acl flee",
        "claim",
        {"comp": ["fled"]},
    ),
}


@pytest.mark.parametrize(("text", "word", "expected"), CASES.values(), ids=CASES.keys())
def test_roles_of_a_construction(text: str, word: str, expected: dict[str, list[str]]) -> None:
    assert roles(tree(text), word) == expected


def test_modals_and_particles_are_the_mark_of_a_clause() -> None:
    doc = tree("Kenya NNP pay nsubj\nmust MD pay aux\npay VB - root")
    assert [t.text for t in Frames(doc).frame(doc[2]).get("mark")] == ["must"]


def test_names_coordinated_before_a_noun() -> None:
    doc = tree(
        "Swedish JJ ministers amod\nand CC Finnish cc\nFinnish JJ Swedish conj\nministers NNS met nsubj\nmet VBD - root"
    )
    assert coordinated_modifiers(doc[3]) == ()  # no names
    doc.ents = [Span(doc, 0, 1, "NORP"), Span(doc, 2, 3, "NORP")]
    assert [t.text for t in coordinated_modifiers(doc[3])] == ["Swedish", "Finnish"]


def test_what_a_measure_is_of() -> None:
    doc = tree("tons NNS - root ton\nof IN food case\nfood NN tons nmod")
    assert [t.text for t in measured(doc[0])] == ["food"]
    assert measured(doc[2]) == ()


def test_a_cycle_of_control_ends() -> None:
    doc = tree("to TO go mark\ngo VB - root\ntry VB go xcomp\nhope VB try xcomp")
    assert roles(doc, "hope") == {}
