"""Relations that parsers get wrong with certain words, put right by rule.

A clause that a verb of admitting or denying takes as its object is often hung on it as an adverbial ("denied attacking
the guard"), which turns what is denied into what happened besides.
"""

from __future__ import annotations

from spacy.tokens import Doc, Token

#: Verbs whose gerund is their object (Huddleston and Pullum 2002, The Cambridge Grammar of the English Language, 14.5).
GERUND_VERBS = frozenset(
    ("admit", "avoid", "acknowledge", "confess", "consider", "contemplate", "delay", "deny", "discuss", "escape",
     "oppose", "propose", "recall", "recommend", "regret", "report", "resist", "resume", "risk", "suggest")
)  # fmt: skip


def put_right(doc: Doc) -> Doc:
    """Set the relations of a parsed Doc right, in place, and give it back.

    >>> import spacy
    >>> doc = Doc(spacy.blank("en").vocab, words=["He", "denied", "killing", "her"], tags=["PRP", "VBD", "VBG", "PRP"],
    ...           lemmas=["he", "deny", "kill", "she"], heads=[1, 1, 1, 2], deps=["nsubj", "root", "advcl", "obj"])
    >>> put_right(doc)[2].dep_
    'xcomp'
    """
    for token in doc:
        if token.dep_ == "advcl" and _is_object(token):
            token.dep_ = "xcomp"
        elif token.dep_ == "obl:agent" and _case(token) not in ("by", None):
            token.dep_ = "obl"  # "blamed on the rebels"
    return doc


def _is_object(clause: Token) -> bool:
    verb = clause.head
    if not clause.lower_.endswith("ing") or clause.i < verb.i or verb.lemma_.lower() not in GERUND_VERBS:
        return False
    if any(c.dep_ in ("obj", "ccomp", "xcomp") and c.i < clause.i for c in verb.children):
        return False
    marks = {c.lower_ for c in clause.children if c.dep_ in ("mark", "case") and c.i < clause.i}
    return marks <= {"to"} and not any(t.text in (",", ";", ":", "(") for t in clause.doc[verb.i : clause.i])


def _case(token: Token) -> str | None:
    return next((c.lower_ for c in token.children if c.dep_ == "case" and c.i < token.i), None)
