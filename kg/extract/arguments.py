"""What an event consists of, as drafts: where it happened, what it was aimed at, who was killed, who took part."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from spacy.tokens import Token

from kg.extract.attribution import Attributions
from kg.extract.clusters import Candidate, Cluster
from kg.extract.drafts import Draft, opposite, teller
from kg.extract.frames import Frames, case_of, conjuncts, is_verb, lemma_of
from kg.extract.modality import negative_nominal, standing
from kg.extract.parties import Parties
from kg.extract.places import SITE, Granularity
from kg.extract.topics import Topics
from kg.extract.words import words
from kg.language.sentences import sentence_of

REAL = ("occurred", "ongoing")
AIMED = ("Attack", "War", "Military operation", "Other")
ATTENDED = ("Meeting", "Protest", "Election", "Concert", "Sport", "War", "Military operation")
_AMONG = {
    "dead": "KILLED_IN", "killed": "KILLED_IN", "fatalities": "KILLED_IN",
    "injured": "INJURED_IN", "wounded": "INJURED_IN", "hurt": "INJURED_IN",
}  # fmt: skip
_OF_ANOTHER = frozenset(("bodyguard", "aide", "driver", "who", "that", "said", "whom"))
SITES = ("FAC", "LOC", "GPE")


class Arguments:
    """Drafts of the named arguments of events, each as its own words tell it."""

    def __init__(self, frames: Frames, parties: Parties, attributions: Attributions, granularity: Granularity):
        self.frames, self.parties, self.attributions, self.granularity = frames, parties, attributions, granularity

    def told(
        self,
        predicate: str,
        trigger: Token,
        subject: Token | None,
        obj: Token | None,
        rule: str,
        *,
        subject_event: Cluster | None = None,
        event: Cluster | None = None,
    ) -> Draft | None:
        """A draft of something told: hedges of its own words, then who passes it on. None where it is only supposed."""
        s = standing(trigger, self.frames)
        definite = {c.lower_ for c in trigger.children} & {"the", "this", "that", "these"}
        if definite and not is_verb(trigger) and predicate != "FIGURE" and s.certainty == "planned":
            s = replace(s, certainty="fact", hypothetical=False)  # "threatened to quit over the murder of his deputy"
        if s.hypothetical:
            return None
        attributions = tuple(self.attributions.of(trigger))
        by = teller(attributions)
        # "no indication that X was behind the bombing in Moscow" denies neither the bombing nor its place
        negated = s.negated if is_verb(trigger) or predicate == "FIGURE" else negative_nominal(trigger)
        polarity = "denied" if negated else "affirmed"
        if predicate == "FIGURE" and attributions and attributions[0].level == "denied":
            polarity = opposite(polarity)  # who denies a deed denies the doer: where and to whom it happened stands
        told = by.speaker is not None or bool(by.outlets)
        return Draft(
            predicate,
            trigger,
            subject,
            obj,
            event,
            polarity,
            by.passes_on(s.certainty) if told else s.certainty,
            rule,
            attributions,
            by.speaker,
            by.outlets,
            quote=by.quote,
            subject_event=subject_event,
            confidence=0.85,
        )

    def of(self, k: Cluster) -> list[Draft]:
        """The arguments of one event, one draft for one argument however many triggers carry it."""
        seen: dict[tuple[str, int], Draft] = {}
        if k.status in REAL:
            for predicate, d in self._each(k):
                party = d.subject if d.subject is not None else d.object
                if party is not None:
                    seen.setdefault((predicate, party.i), d)
        return list(seen.values())

    def among(self, topics: Topics) -> list[Draft]:
        """Who is told to be one of many: "Among the dead was the director, Anna Lund"."""
        out = []
        for token in self.parties.phrases.doc:
            predicate = _AMONG.get(token.lower_)
            if predicate is None:
                continue
            those = token.head if token.dep_ in ("acl", "amod") else token  # "among those wounded were"
            if case_of(those) != "among":
                continue
            phrases = self.parties.phrases
            be = token.nbor(1) if token.i + 1 < len(phrases.doc) else token
            if be.lemma_.lower() != "be":
                continue
            # the tree of an inverted copula is not to be relied on: the first person named next, and who is beside him
            after = phrases.doc[be.i + 1 : min(be.i + 15, sentence_of(token).end)]
            first = next((t for t in after if phrases.label(t) == "PERSON" and phrases.mention(t) is not None), None)
            if first is None or any(
                t.lower_ in _OF_ANOTHER | words("kin") for t in phrases.doc[be.i + 1 : first.left_edge.i]
            ):
                continue  # "among the dead was a brother of President Karzai"
            names = conjuncts(phrases.named_apposition(first))
            k = topics.salient(token)
            for t in names if k is not None else ():
                if phrases.label(t) == "PERSON":
                    d = self.told(predicate, token, t, None, "event.among", event=k)
                    out += [d] if d is not None else []
        return out

    def _each(self, k: Cluster) -> Iterator[tuple[str, Draft]]:
        sites = [t for t in k.fillers("target") if self._is_site(t)]
        places = [t for t in (*k.fillers("place"), *sites) if self.parties.is_named(t)]
        finest = max((self._fineness(t) for t in places), default=None)
        for c in k.members:
            for role, tokens in c.arguments.items():
                for t in tokens:
                    if not self.parties.is_named(t) or self.parties.events.of(t) is not None:
                        continue
                    for predicate, inverse, rule in self._predicates(k, c, role, t, finest):
                        if inverse:
                            d = self.told(predicate, c.token, t, None, rule, event=k)
                        else:
                            d = self.told(predicate, c.token, None, t, rule, subject_event=k)
                        if d is not None:
                            yield predicate, d

    def _predicates(
        self, k: Cluster, c: Candidate, role: str, t: Token, finest: int | None
    ) -> Iterator[tuple[str, bool, str]]:
        """(predicate, whether the argument is its subject, rule) for one argument."""
        label = self.parties.phrases.label(t)
        here = role == "place" or (role == "target" and self._is_site(t))
        if here and self._fineness(t) == finest and label not in ("PERSON", "NORP"):
            yield "OCCURRED_AT", False, "event.place"
        if role == "target" and k.type in AIMED:
            yield "TARGETED", False, "event.target"
        elif role == "participant" and (k.type in ATTENDED or k.subtype == "clash"):
            yield "PARTICIPATED_IN", True, "event.participant"
        elif role == "victim" and label != "PERSON":
            yield "TARGETED", False, "event.target"
        elif role == "victim":
            lemma = lemma_of(c.token) if is_verb(c.token) else c.token.lemma_.lower()
            if (lemma in words("kill_word") or self._is_to_death(c)) and not self._is_undone(c):
                yield "KILLED_IN", True, "event.victim"
            elif lemma in words("hurt_word") | words("harm_verb") and not self._is_undone(c):
                yield "INJURED_IN", True, "event.victim"
            if c.sense.type == "Attack" and lemma not in words("harm_verb"):
                yield "TARGETED", False, "event.target"

    @staticmethod
    def _is_to_death(c: Candidate) -> bool:
        """ "was stabbed to death"."""
        return any(t.lower_ == "death" and case_of(t) == "to" for t in c.token.children)

    @staticmethod
    def _is_undone(c: Candidate) -> bool:
        """ "attempted murder", "tried to kill": nobody has come to harm yet."""
        linked = c.token.dep_ in ("xcomp", "acl", "advcl", "nmod", "obl", "obj")
        around = {x.lower_ for x in c.token.children} | ({lemma_of(c.token.head)} if linked else set())
        return bool(around & words("undone"))

    def _fineness(self, t: Token) -> int:
        return self.granularity.of_token(t, self.parties.phrases)

    def _is_site(self, t: Token) -> bool:
        """A place that was hit is also where it happened, where it is no country or region."""
        return self.parties.phrases.label(t) in SITES and self._fineness(t) >= SITE - 1
