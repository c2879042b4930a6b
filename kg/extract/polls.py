"""Opinion polls: what a poll found is what the people asked say; the poll itself is where that was read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Token

from kg.extract.frames import case_of, is_verb, lemma_of
from kg.extract.modality import speech
from kg.extract.words import words
from kg.language.chains import MentionSpan
from kg.language.sentences import sentence_of


def is_opinion_poll(token: Token) -> bool:
    """Whether a noun is a poll that asked people for their opinion, and no election: "a Levada poll found that".

    >>> import kg
    >>> doc = kg.load_pipeline()("The polls closed at noon. A poll of 900 voters showed that few trust the army.")
    >>> [is_opinion_poll(t) for t in doc if t.lemma_ == "poll"]
    [False, True]
    """
    if token.pos_ != "NOUN" or token.lemma_.lower() not in words("opinion_poll"):
        return False
    if token.dep_ in ("nsubj", "nsubj:pass") and is_verb(token.head) and lemma_of(token.head) in words("poll_verb"):
        return True
    if case_of(token) in ("according_to", "as_per", "per"):
        return True
    for c in token.children:
        if c.dep_ in ("compound", "amod") and c.lemma_.lower() in words("poll_kind"):
            return True
        if c.dep_ == "acl" and (lemma_of(c) in words("poll_making") or any(k.dep_ == "obl:agent" for k in c.children)):
            return True
        if c.dep_ == "nmod" and (
            case_of(c) == "by" or (case_of(c) == "of" and c.lemma_.lower() in words("poll_asked"))
        ):
            return True
    return False


def people_asked(doc: Doc, mentions: Iterable[MentionSpan]) -> Iterator[MentionSpan]:
    """The names of peoples among the mentions that stand for a share of them, or for those whom a poll asked.

    What they think is no nation's claim: "most Britons", "three in five Koreans", "Russians believe ..., a poll found".
    """
    for m in mentions:
        if m.label != "NORP" or m.form != "name":
            continue
        people = doc[m.start : m.end].root
        if people.tag_ not in ("NNS", "NNPS"):
            continue
        whole = people.head if case_of(people) == "of" else people
        shared = any(
            c.lower_ in words("share") or (c.pos_ == "NUM" and any(k.pos_ == "NUM" for k in c.children))
            for c in people.children
        )
        if whole.dep_ != "nsubj" or not is_verb(whole.head):
            continue
        thinks = lemma_of(whole.head) in speech().verbs or lemma_of(whole.head) in words("poll_opinion")
        asked = any(is_opinion_poll(t) for t in sentence_of(people))
        if thinks and (asked or shared or whole.lemma_.lower() in words("share")):
            yield m
