"""Deeds: what an account of somebody's deed asserts depends on who gives it.

Told by the article: `CARRIED_OUT`. Told by the doer: a claim of responsibility. Told by another: an accusation. Denied
by the doer: a denial of involvement; denied by another: the clearing of somebody (docs/ontology.md, "Deeds told by a
party").
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.extract.attribution import Attribution, Attributions
from kg.extract.drafts import ACCUSATION, CHARGE, CLAIM, DEED, DENIAL, Draft, Teller, teller
from kg.extract.events import VIOLENT, Candidate, Cluster
from kg.extract.frames import Frame, Frames, auxiliaries, case_of, is_verb, lemma_of
from kg.extract.modality import Standing, is_advised, less_sure, negative_nominal, standing
from kg.extract.parties import Parties
from kg.extract.rules import Rule, first_filled
from kg.extract.topics import Topics
from kg.extract.words import words

BLAMABLE = (*VIOLENT, "War", "Other", "Protest", "Accident", "Fire")
GUESS = 0.15  # how much less sure a claim is whose event the context had to give


@dataclass(frozen=True, slots=True)
class Reading:
    """How a rule reads a deed: its id, the doer's role, whether its words deny it, the hedge they carry."""

    rule: str
    role: str | None = None
    denied: bool = False
    hedge: str | None = None


def frame_standing(frame: Frame, frames: Frames) -> Standing:
    """The standing of a predicate, that of its light verb counted in."""
    own = standing(frame.head, frames)
    if frame.light_verb is None:
        return own
    outer = standing(frame.light_verb, frames)
    certainty = less_sure(own.certainty, outer.certainty)
    return Standing(own.negated or outer.negated, certainty, own.hypothetical or outer.hypothetical)


def _is_still_open(verb: Token) -> bool:
    """Whether a clause tells what may yet be done, or what some do: "rebels might attack", "men who organize riots"."""
    aux = auxiliaries(verb)
    if aux & {"may", "might", "could"} and "have" not in aux:
        return True
    bare = verb.head.tag_ == "NNS" and not any(c.dep_ in ("det", "nummod", "nmod:poss") for c in verb.head.children)
    return verb.dep_ == "acl:relcl" and verb.tag_ == "VBP" and bare


def is_charged(token: Token) -> bool:
    """Whether a predicate is only the content of a charge ("accused of carrying out"), which another rule reads."""
    links = ("conj", "xcomp", "advcl", "ccomp", "obl", "acl", "nmod", "obj")
    for _ in range(4):
        head = token.head
        if head.i == token.i or token.dep_ not in links:
            return False
        verbs = [head, head.head] if token.dep_ in ("acl", "nmod") else [head]
        marked = any(c.dep_ in ("mark", "case") and c.lower_ in ("of", "with", "for", "in") for c in token.children)
        if marked and any(lemma_of(v) in words("charging_verb") and is_verb(v) for v in verbs):
            return True
        if marked and head.pos_ == "ADJ" and head.lemma_.lower() in ("guilty", "innocent"):
            return True
        if head.lemma_ == "plead" and any(c.dep_ == "mark" and c.lower_ == "to" for c in token.children):
            return True  # "pleaded guilty to killing him"
        if token.pos_ == "ADJ" and token.dep_ == "xcomp" and lemma_of(head) in words("judging_verb"):
            return True
        token = head
    return False


class Deeds:
    """Reads accounts of deeds."""

    def __init__(self, frames: Frames, parties: Parties, topics: Topics, attributions: Attributions):
        self.frames, self.parties, self.topics, self.attributions = frames, parties, topics, attributions

    def of_rule(self, rule: Rule, frame: Frame, subject: Token) -> Iterator[Draft]:
        """What a rule for deeds reads in a frame: "X is behind Y", "Y was organised by X"."""
        described = subject.lower_ == "those" and frame.head.head.i == subject.i  # "those involved in the attack"
        if described or self.topics.events.of(subject) is not None:
            return
        reading = Reading(rule.id, rule.role, rule.polarity == "denied", rule.hedge)
        objects = first_filled(frame, self.frames, rule.object)
        if not objects and rule.fallback == "salient" and (frame.passive or frame.pos != "verb" or rule.where):
            k = self.topics.salient(frame.head)
            if k is not None and k.type in VIOLENT:
                for d in self._read(reading, frame, subject, frame.head, k):
                    yield replace(d, confidence=d.confidence - GUESS)
        for o in objects:
            k = self.topics.at(o, deep=False)
            if k is None and self.topics.is_anaphor(o):
                k = self.topics.salient(frame.head)
            if k is not None and k.type in BLAMABLE:
                yield from self._read(reading, frame, subject, o, k)

    def of_events(self, furniture: frozenset[int]) -> Iterator[Draft]:
        """The deeds that events tell themselves: every attack with a perpetrator."""
        for k in self.topics.events.clusters:
            for c in k.members:
                told = c.sense.type == "Attack" or (c.sense.type == "Other" and is_verb(c.token))  # "rigged the vote"
                if c.token.i in furniture or not told or c.sense.subtype == "clash":
                    continue
                if any(t.lower_.endswith(("self", "selves")) for t in c.frame.get("patient")):
                    continue  # "blew himself up"
                if c.sense.vague and c.frame.light_verb is None and c.frame.get("poss"):
                    continue  # "the agencies suspended their operations"
                reading = Reading("deed.verb" if is_verb(c.token) else "deed.noun")
                for subject in c.arguments.get("perpetrator", ()):
                    if self.parties.is_party(subject) and self._can_do(subject, c):
                        yield from self._read(reading, c.frame, subject, c.token, k)

    def _can_do(self, subject: Token, c: Candidate) -> bool:
        """Whether a phrase can be the doer: no witness or spokesman, no storm, not the victim himself."""
        if subject.lemma_.lower() in words("never_doer") and self.parties.phrases.mention(subject) is None:
            return False
        bare = (
            is_verb(c.token)
            and lemma_of(c.token) in ("strike", "hit")
            and not c.frame.get("patient")
            and c.frame.light_verb is None
        )
        if bare and self.parties.phrases.label(subject) == "PERSON":
            return False  # "before Katrina struck"
        own = self.parties.chain(subject)
        done_to = (*c.arguments.get("victim", ()), *c.arguments.get("target", ()))
        return own is None or all(self.parties.chain(t) != own for t in done_to)

    def _read(self, reading: Reading, frame: Frame, subject: Token, o: Token, k: Cluster) -> Iterator[Draft]:
        s = frame_standing(frame, self.frames)
        predicate = frame.light_verb or frame.head
        if negative_nominal(subject):  # "none of its fighters took part"
            of = next((c for c in subject.children if c.dep_ == "nmod" and case_of(c) == "of"), None)
            if of is None or s.negated:
                return
            subject, s = of, replace(s, negated=True)
        if s.hypothetical or is_charged(predicate) or is_advised(predicate):
            return
        attributions = tuple(self.attributions.of(frame.head))
        if self.attributions.is_unsaid(frame.head):
            return
        nearest = attributions[0] if attributions else None
        by = teller(attributions)
        negated = (s.negated != reading.denied) != (nearest is not None and nearest.level == "denied")
        certainty = s.certainty
        if not negated and is_verb(predicate) and _is_still_open(predicate):
            return
        if k.status in ("feared", "planned") and not negated and certainty != "possible":
            certainty = "planned"
        base = Draft(
            DEED,
            frame.head,
            subject,
            o,
            k,
            "denied" if negated else "affirmed",
            certainty,
            reading.rule,
            attributions,
            by.speaker,
            by.outlets,
            reading.role,
            quote=by.quote,
        )
        if by.speaker is None and subject.lower_ in words("first_person"):
            yield from self._by_doer(base, None)
        elif by.speaker is None and subject.lower_ == "it" and self.parties.chain(subject) is None:
            return  # it may be a storm
        elif by.speaker is None and not by.outlets:
            yield from self._by_article(base, reading.hedge)
        elif by.speaker is not None and (
            self.parties.same(by.speaker, subject, by.quote)
            or (negated and self.parties.speaks_for_state(by.speaker, subject))
        ):
            yield from self._by_doer(base, nearest)
        else:
            yield from self._by_other(base, by, reading.hedge)

    def _by_article(self, base: Draft, hedge: str | None) -> Iterator[Draft]:
        certainty = base.certainty
        if base.subject is not None and self.parties.hedged_identity(base.subject):
            certainty = less_sure(certainty, "suspected")
        if certainty == "fact" and hedge:
            certainty = hedge
        if certainty in ("fact", "reported"):
            yield replace(base, certainty="fact")
        elif base.polarity == "affirmed" and certainty != "planned":
            # what is only planned charges nobody: "raided the camp to kill militants"
            yield replace(base, predicate=CHARGE, certainty=certainty, confidence=0.75)

    def _by_doer(self, base: Draft, nearest: Attribution | None) -> Iterator[Draft]:
        own_words = nearest.speaker if nearest is not None else None
        outer = teller(
            a for a in base.attributions if a is not nearest and (own_words is None or a.speaker is not own_words)
        )
        who = nearest.speaker if nearest is not None and nearest.speaker is not None else base.subject
        subject = base.subject
        if subject is None or who is None:
            return
        subject = self.parties.client(who, subject) or subject
        own = self.parties.chain(subject)
        represented = (own is not None and self.parties.chain(who) != own) or self.parties.owned_by(who, subject)
        first_person = subject.lower_ in words("first_person")
        body = self.parties.own_body(who, subject)
        represented = represented or body is not None
        told = replace(
            base,
            subject=subject if represented or first_person else who,
            subject_as=who if first_person and not represented else body,
            certainty="fact" if outer.speaker is None else "reported",
            speaker=outer.speaker or (who if represented else None),
            outlets=tuple(dict.fromkeys((*base.outlets, *outer.outlets))),
        )
        if base.polarity == "denied":
            if base.certainty != "planned":  # "we will not attack" denies no deed
                yield replace(told, predicate=DENIAL, polarity="affirmed")
        elif base.certainty in ("fact", "reported", "alleged"):
            yield replace(told, predicate=CLAIM, confidence=0.8)

    def _by_other(self, base: Draft, by: Teller, hedge: str | None) -> Iterator[Draft]:
        told = by.passes_on(base.certainty)
        if told == "reported" and hedge:
            told = hedge
        if base.polarity == "denied":
            if base.trigger.dep_ == "xcomp" or told == "planned":
                return  # "does not need to attack", "will never kill again": nobody is cleared by that
            cleared = told if told in ("suspected", "possible") else "reported"
            yield replace(base, predicate=CHARGE, certainty=cleared)
            return
        if told == "possible" and base.event is not None and base.event.status == "feared":
            return  # "warned that insurgents could attack" is a warning of it, and charges nobody
        accusation = None
        if told not in ("planned", "possible") and self._charges(by.speaker, base.subject):
            outer = teller(a for a in base.attributions if a.speaker is None or a.speaker is not by.speaker)
            outlets = tuple(dict.fromkeys((*by.outlets, *outer.outlets)))
            accusation = replace(
                base,
                predicate=ACCUSATION,
                subject=by.speaker,
                object=base.subject,
                speaker=outer.speaker,
                outlets=outlets,
                certainty="reported" if outlets or outer.speaker is not None else "fact",
                role=None,
                confidence=0.75,
            )
            yield accusation
        yield replace(base, predicate=CHARGE, certainty=told, within=accusation)

    def _charges(self, speaker: Token | None, subject: Token | None) -> bool:
        """Whether a speaker makes the charge as his own, against somebody that the words identify."""
        if speaker is None or subject is None:
            return False
        known = self.parties.is_named(speaker) and self.parties.is_identified(subject)
        return known and not self.parties.is_relayer(speaker)
