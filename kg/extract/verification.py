"""Remarks on evidence itself: "without providing any evidence", "could not be verified", "verified by X"."""

from __future__ import annotations

from spacy.tokens import Doc, Token

from kg.extract.words import words
from kg.language.sentences import sentence_bounds, sentence_start


class Verification:
    """What a Doc says of the evidence for its claims, sentence by sentence."""

    def __init__(self, doc: Doc):
        self._found: dict[int, tuple[str, Token | None]] = {}
        previous: int | None = None
        for start, end in sentence_bounds(doc):
            sentence = doc[start:end]
            found = next((r for t in sentence if (r := self._remark(t)) is not None), None)
            if found is not None:
                self._found[start] = found
                # "It gave no proof of this assertion": about the sentence before
                refers = any(
                    t.lower_ in ("this", "that", "the", "it")
                    and (
                        t.dep_ == "nsubj"
                        or t.head.lemma_.lower() in ("claim", "statement", "allegation", "accusation", "report")
                    )
                    for t in sentence
                )
                if refers and previous is not None:
                    self._found.setdefault(previous, found)
            previous = start

    def of(self, token: Token) -> tuple[str | None, Token | None]:
        """(verification, who verified) of the sentence that a claim stands in; (None, None) where nothing is said."""
        return self._found.get(sentence_start(token), (None, None))

    @staticmethod
    def _remark(token: Token) -> tuple[str, Token | None] | None:
        lemma = token.lemma_.lower()
        if lemma in words("proof"):
            without = any(c.lower_ in ("no", "any", "little", "without") for c in token.children)
            verb = token.head
            denied = verb.lemma_.lower() in words("give_verb") and (
                any(c.lower_ in ("without", "not", "n't", "no") for c in verb.children)
                or any(c.lower_ == "no" for c in token.children)
            )
            if denied or (without and any(c.lower_ == "without" for c in (*token.children, *verb.children))):
                return ("none_given", None)
        if lemma in words("check_verb") and token.pos_ in ("VERB", "ADJ", "AUX"):
            negated = any(c.lower_ in ("not", "n't", "never") for c in token.children)
            if negated or any(c.lower_ == "unable" for c in (token.head, *token.head.children)):
                return ("unverified", next((c for c in token.children if c.dep_ == "nsubj"), None))
            agent = next((c for c in token.children if c.dep_ == "obl:agent"), None)
            if agent is not None and lemma != "confirm":
                return ("verified", agent)
        return None
