"""Which event is meant: by a phrase, by a clause, by "it", or by nothing but the context."""

from __future__ import annotations

from collections.abc import Iterator

from spacy.tokens import Token

from kg.extract.events import VIOLENT, Cluster, Events
from kg.extract.frames import Frames, is_verb
from kg.extract.words import words
from kg.language.sentences import sentence_start

HARM = (*VIOLENT, "Disaster", "Accident", "Fire", "War")
INSIDE = ("patient", "in", "for", "of", "with", "to", "comp", "acl")
REACH = 3  # paragraphs that an event told before stays in mind


class Topics:
    """Looks up the events that words stand for."""

    def __init__(self, frames: Frames, events: Events):
        self.frames, self.events = frames, events

    def at(self, token: Token, *, deep: bool = True) -> Cluster | None:
        """The event that a phrase or clause stands for: its own, a role's, or (`deep`) the first told inside it."""
        own = self.events.of(token)
        if own is not None:
            return own
        frame = self.frames.frame(token)
        near = (t for role in INSIDE for t in frame.get(role))
        for t in (*near, *(_told(token) if deep else ())):
            found = self.events.of(t)
            if found is not None:
                return found
        return None

    def charged(self, token: Token) -> Cluster | None:
        """The event that somebody is charged with; not what his deed only touches ("took bribes during the match")."""
        found = self.at(token, deep=False)
        if found is not None:
            return found
        touched = self.at(token)
        return touched if touched is not None and touched.type in HARM else None

    def salient(self, token: Token, *, mourned: bool = False) -> Cluster | None:
        """The violent or disastrous event most in mind before a token, else the main one before it; with `mourned`, of
        those that hurt somebody, where there is one.

        Each mention in the last paragraphs counts, the nearer the more, and an event that the text keeps telling of
        counts more than one told in passing (after the salience weights of Lappin and Leass 1994).
        """
        gap, own = 0, sentence_start(token)
        before = sentence_start(self.events.doc[own - 1]) if own else 0
        weights: dict[int, tuple[float, Cluster]] = {}
        for t in reversed(self.events.doc[: token.i]):
            gap += t.is_space and "\n" in t.text
            if gap > REACH:
                break
            k = self.events.of(t)
            if k is not None and k.type in HARM and k.status in ("occurred", "ongoing"):
                weight = 6.0 if t.i >= own else 4.0 if t.i >= before and gap == 0 else 2.0 if gap == 0 else 1.0
                base = weights[id(k)][0] if id(k) in weights else min(len(k.members), 5) / 5
                weights[id(k)] = (base + weight * (0.4 if k.type == "War" else 1.0), k)  # a war is the background
        told = [k for k in self.events.clusters if k.members[0].token.i < token.i]
        if mourned and (sad := [k for k in told if _has_victims(k)]):
            told, weights = sad, {n: w for n, w in weights.items() if w[1] in sad}
        if weights:
            return max(weights.values(), key=lambda w: w[0])[1]
        return max(
            (k for k in told if k.type in HARM and k.status == "occurred"), key=lambda k: len(k.members), default=None
        )

    def around(self, token: Token, *, mourned: bool = False) -> Cluster | None:
        """The harmful event told first among what a predicate says, else the salient one."""
        for c in token.children:
            if c.i > token.i and c.dep_ in ("obj", "obl", "iobj", "nmod"):
                for t in c.subtree:
                    k = self.events.of(t)
                    if k is not None and k.type in HARM:
                        return k
        return self.salient(token, mourned=mourned)

    @staticmethod
    def is_anaphor(token: Token) -> bool:
        """ "it", "this", "them" for something told before."""
        return token.lower_ in ("it", "this", "that", "them", "these", "everything") and token.pos_ in ("PRON", "DET")

    @staticmethod
    def is_vague(token: Token) -> bool:
        """A word that leaves it to the context which event is meant: "four of them", "the act"; but "crimes committed
        in Darfur" says it."""
        if token.pos_ == "NOUN" and any(c.dep_ in ("acl", "acl:relcl") for c in token.children):
            return False
        return (
            token.pos_ in ("PRON", "NUM")
            or token.lower_ in ("it", "this", "that", "them")
            or token.lemma_.lower() in words("vague_event")
        )


def _has_victims(k: Cluster) -> bool:
    """Whether somebody came to harm in an event, as far as the text tells."""
    lost = any(c.arguments.get("victim") or c.token.lemma_.lower() in words("kill_word") for c in k.members)
    return lost or k.type in ("Death", "Disaster", "Accident", "Fire")


def _told(token: Token) -> Iterator[Token]:
    """The subtree of a token, in order, without clauses that say why ("leave the area because rebels shelled it") and
    without traits ("the occupied town")."""
    reasons = [c for c in token.subtree if c.dep_ == "advcl" and any(k.lower_ == "because" for k in c.children)]
    apart = {t.i for c in reasons if c.i != token.i for t in c.subtree}
    return (t for t in token.subtree if t.i not in apart and not (t.dep_ == "amod" and is_verb(t)))
