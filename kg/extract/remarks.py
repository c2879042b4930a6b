"""What a speaker says that no relation covers: `SAID_ABOUT` claims, so that nothing that somebody said is lost.

One claim an attribution (docs/ontology.md): its subject is the speaker, its object what the words are about, where that
is somebody, something or an event with a name of its own.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from spacy.tokens import Token

from kg.extract.attribution import Attribution, Attributions
from kg.extract.drafts import Draft, teller
from kg.extract.frames import Frames
from kg.extract.modality import negative_nominal, standing
from kg.extract.parties import Parties
from kg.extract.words import words
from kg.language.sentences import sentence_start

PREDICATE = "SAID_ABOUT"


class Remarks:
    """Finds the attributions of a document whose content no other claim has read."""

    def __init__(self, frames: Frames, parties: Parties, attributions: Attributions):
        self.frames, self.parties, self.attributions = frames, parties, attributions

    def find(self, drafts: Sequence[Draft]) -> Iterator[Draft]:
        """A draft for every attribution with a speaker in which no draft has its trigger, nearest content first; for a
        quote of several sentences one for each."""
        read = {d.trigger.i for d in drafts}
        told: set[tuple[int, int, int]] = set()
        for a in self.attributions.all:
            source = a.speaker if a.speaker is not None else next(iter(a.outlets), None)
            if source is None or a.level == "denied" or negative_nominal(source):
                continue
            if source.lower_ in words("first_person") and self._quoted(a):
                continue  # "I suspect ...", he said: it is he who says so
            if a.verb is not None and a.verb.i in read:
                continue
            for start, content in self._by_sentence(a):
                key = (a.verb.i if a.verb is not None else -1, source.i, start)
                if key in told or not read.isdisjoint(content):
                    continue
                draft = self._draft(a, source, content)
                if draft is not None:
                    told.add(key)
                    read.add(draft.trigger.i)
                    yield draft

    def _by_sentence(self, a: Attribution) -> Iterator[tuple[int, list[int]]]:
        """The content of an attribution by sentence, with where that starts."""
        doc = self.parties.phrases.doc
        for start, tokens in groupby(sorted(a.scope), key=lambda i: sentence_start(doc[i])):
            yield start, list(tokens)

    def _quoted(self, a: Attribution) -> bool:
        """Whether somebody else passes an attribution on."""
        return a.verb is not None and any(o.speaker is not a.speaker for o in self.attributions.of(a.verb))

    def _draft(self, a: Attribution, speaker: Token, content: Sequence[int]) -> Draft | None:
        head = self._head(content)
        if head is None:
            return None
        s = standing(head, self.frames)
        if s.hypothetical:
            return None  # "did not say where it came from"
        attributions = tuple(self.attributions.of(head))
        by = teller(attributions)
        topic = self._topic(head, speaker)
        return Draft(
            PREDICATE,
            head,
            speaker,
            topic,
            self.parties.events.of(topic) if topic is not None else None,
            "denied" if s.negated else "affirmed",
            by.passes_on(s.certainty),
            "remark",
            attributions,
            a.speaker,
            by.outlets,
            quote=a.quote,
            confidence=0.6,
        )

    def _head(self, content: Sequence[int]) -> Token | None:
        """The predicate of the content: the first of its tokens that hangs on nothing inside it."""
        inside = frozenset(content)
        for i in content:
            token = self.parties.phrases.doc[i]
            outside = token.head.i == token.i or token.head.i not in inside
            if outside and not (token.is_punct or token.is_space) and token.dep_ not in ("mark", "cc", "case"):
                return token
        return None

    def _topic(self, head: Token, speaker: Token) -> Token | None:
        frame = self.frames.frame(head)
        for role in ("subject", "agent", "patient"):
            for t in frame.get(role):
                known = self.parties.is_named(t) or self.parties.events.of(t) is not None
                if known and not self.parties.same(speaker, t):
                    return t
        return None
