"""Which event is meant: by a phrase, by a clause, by "it", or by nothing but the context."""

from __future__ import annotations

from spacy.tokens import Token

from kg.extract.events import VIOLENT, Cluster, Events
from kg.extract.frames import Frames
from kg.extract.words import words

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
        for t in (*near, *(token.subtree if deep else ())):
            found = self.events.of(t)
            if found is not None:
                return found
        return None

    def salient(self, token: Token) -> Cluster | None:
        """The violent or disastrous event last told before a token, else the main one before it."""
        gap = 0
        for t in reversed(self.events.doc[: token.i]):
            gap += t.is_space and "\n" in t.text
            if gap > REACH:
                break
            k = self.events.of(t)
            if k is not None and k.type in HARM and k.status in ("occurred", "ongoing"):
                return k
        before = (k for k in self.events.clusters if k.members[0].token.i < token.i)
        return max(
            (k for k in before if k.type in HARM and k.status == "occurred"), key=lambda k: len(k.members), default=None
        )

    def around(self, token: Token) -> Cluster | None:
        """The harmful event told first among what a predicate says, else the salient one."""
        for c in token.children:
            if c.i > token.i and c.dep_ in ("obj", "obl", "iobj", "nmod"):
                for t in c.subtree:
                    k = self.events.of(t)
                    if k is not None and k.type in HARM:
                        return k
        return self.salient(token)

    @staticmethod
    def is_anaphor(token: Token) -> bool:
        """ "it", "this", "that" for something told before."""
        return token.lower_ in ("it", "this", "that") and token.pos_ in ("PRON", "DET")

    @staticmethod
    def is_vague(token: Token) -> bool:
        """A word that leaves it to the context which event is meant: "four of them", "the act"."""
        return (
            token.pos_ in ("PRON", "NUM")
            or token.lower_ in ("it", "this", "that", "them")
            or token.lemma_.lower() in words("vague_event")
        )
