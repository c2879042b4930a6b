"""Claims: rules applied to frames, with who says so, how surely, yes or no."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Token

from kg.extract.attribution import Attributions
from kg.extract.deeds import BLAMABLE, GUESS, Deeds, frame_standing, is_charged
from kg.extract.drafts import ACCUSATION, CHARGE, CLAIM, DEED, DENIAL, SURE, Draft, opposite, teller
from kg.extract.events import VIOLENT, Cluster, kernel
from kg.extract.frames import (
    SUBJECTS,
    Frame,
    Frames,
    auxiliaries,
    case_of,
    coordinated_modifiers,
    governor,
    is_verb,
    lemma_of,
)
from kg.extract.merging import ACCIDENTAL
from kg.extract.modality import is_advised, is_negated, less_sure, negative_nominal, speech
from kg.extract.parties import Parties
from kg.extract.rules import Rule, Rules, first_filled, walk
from kg.extract.topics import HARM, Topics
from kg.extract.words import words
from kg.language.repairs import is_reciprocal
from kg.language.sentences import sentence_start

WARNED_OF = (*HARM, "Protest", "Military operation", "Sanction", "Other")
FEARLESS = ("occurred", "ongoing")


class Claims:
    """All drafts of one document."""

    def __init__(self, frames: Frames, parties: Parties, topics: Topics, attributions: Attributions, rules: Rules):
        self.frames, self.parties, self.topics = frames, parties, topics
        self.attributions, self.rules = attributions, rules
        self.deeds = Deeds(frames, parties, topics, attributions)

    def find(self, furniture: frozenset[int] = frozenset()) -> list[Draft]:
        """Every claim of the rules, the deeds of events, and what follows from them."""
        out: list[Draft] = []
        for token in self.rules.predicates(self.frames.doc):
            if token.i not in furniture:
                frame = self.frames.frame(token)
                for rule in self.rules.matching(frame, self.frames):
                    out += self._apply(rule, frame)
        out += self.deeds.of_events(furniture)
        return self._settle_charges(unique(out, self._who))

    def _who(self, token: Token | None) -> object:
        """What tells a party from others: its chain, else its own words."""
        chain = self.parties.chain(token) if token is not None else None
        return token.i if chain is None and token is not None else ("chain", chain)

    def _apply(self, rule: Rule, frame: Frame) -> Iterator[Draft]:
        acted = frame.light_verb or any(map(frame.get, ("agent", "compound", "subject", "between")))
        if frame.pos == "noun" and rule.relation not in (DEED, CHARGE) and not acted:
            return
        named = self.parties.phrases.named_apposition
        fillers = map(self._stands_for, first_filled(frame, self.frames, rule.subject))
        subjects = [named(self._meant(t)) for t in fillers if self.parties.is_party(t)]
        if "compound" in rule.subject and not any(map(frame.get, ("agent", "subject", "by", "from"))):
            subjects = [t for t in subjects if self.parties.phrases.inside(t) is not None]
        if rule.relation == ACCUSATION and not subjects and (frame.passive or frame.get("agent")):
            # nobody is said to accuse, or a paper does: "the indictment accused"
            yield from self._accused(rule, frame, None)
        for subject in subjects:
            if rule.relation == ACCUSATION:
                yield from self._accused(rule, frame, subject)
            elif rule.relation == DEED:
                yield from self.deeds.of_rule(rule, frame, subject)
            else:
                yield from self._act(rule, frame, subject)

    def _meant(self, token: Token) -> Token:
        """Whom a pronoun that is in no chain means where syntax says it, else the token itself.

        "Arrested the officer for his role in it": the officer. "Chad denies charges that it armed them": Chad.
        """
        if token.lower_ not in words("third_person") or self.parties.chain(token) is not None:
            return token
        noun = token.head if token.tag_ == "PRP$" else token.head.head
        verb = noun.head
        if token.tag_ == "PRP$" and noun.dep_ == "nmod" and case_of(noun) == "for" and self.parties.is_party(verb):
            return verb  # "the officer for his role"
        if not is_verb(verb) or noun.pos_ != "NOUN" or not noun.is_ancestor(token):
            return token
        if token.tag_ == "PRP$" and noun.dep_ == "obl" and case_of(noun) in ("for", "over"):
            return next(iter(self.frames.frame(verb).get("patient")), token)
        if token.dep_ == "nsubj" and noun.dep_ == "obj" and noun.lemma_.lower() in words("charge"):
            return next(iter(self.frames.frame(verb).get("agent")), token)
        return token

    @staticmethod
    def _stands_for(token: Token) -> Token:
        """Whom a noun describes: "Ali Hassan, the accused mastermind of the attacks", "murder suspect Ali Hassan"."""
        head = token.head
        described = token.dep_ in ("appos", "nmod:desc") and head.pos_ == "PROPN" and token.pos_ == "NOUN"
        return head if described else token

    # -- acts ----------------------------------------------------------------------------------------------------------

    def _base(self, rule: Rule, frame: Frame, subject: Token | None) -> Draft | None:
        """The claim as an act of its subject, its hedges, and who passes it on; None where it is only supposed."""
        s = frame_standing(frame, self.frames)
        if s.hypothetical or (subject is not None and negative_nominal(subject)):
            return None
        if is_advised(frame.light_verb or frame.head) and rule.relation != "DEMANDED_OF":
            return None
        if rule.relation not in (ACCUSATION, CHARGE) and is_charged(frame.light_verb or frame.head):
            return None
        light = frame.light_verb.i if frame.light_verb is not None else None
        attributions = tuple(
            a for a in self.attributions.of(frame.head) if light is None or a.verb is None or a.verb.i != light
        )
        if self.attributions.is_unsaid(frame.head):
            return None
        polarity = "denied" if s.negated != (rule.polarity == "denied") else "affirmed"
        draft = Draft(
            rule.relation, frame.head, subject, None, None, polarity, s.certainty, rule.id, attributions, role=rule.role
        )
        return self._attributed(draft)

    def _attributed(self, draft: Draft) -> Draft:
        by = teller(draft.attributions)
        nearest = draft.attributions[0] if draft.attributions else None
        clause = governor(draft.trigger).head
        inner = self.attributions.clause_outlets(
            draft.trigger if is_verb(draft.trigger) or not is_verb(clause) else clause
        )
        outlets = tuple(dict.fromkeys((*by.outlets, *inner)))
        polarity, certainty = draft.polarity, draft.certainty
        if nearest is not None and nearest.level == "denied":
            polarity = opposite(polarity)
        subject = draft.subject
        own = by.speaker is not None and subject is not None and self.parties.same(by.speaker, subject, by.quote)
        told = draft.predicate == "INVESTIGATES" and own and subject is not None and by.speaker is not subject
        if (by.speaker is not None and (not own or told)) or (by.speaker is None and outlets and nearest is not None):
            certainty = by.passes_on(certainty)
        subject_as = None
        if own and subject is not None:
            if subject.lower_ in words("third_person") and self.parties.chain(subject) is None:
                draft = replace(draft, subject=by.speaker)  # "officials say they are investigating": the officials do
            elif subject.lower_ in words("first_person"):
                subject_as = by.speaker  # "I condemn": he who says so
                if certainty == "planned" and draft.trigger.lemma_.lower() in speech().words["performatives"]:
                    certainty = "fact"  # "I want to send you my condolences" sends them
        return replace(
            draft,
            speaker=by.speaker,
            outlets=outlets,
            certainty=certainty,
            polarity=polarity,
            quote=by.quote,
            subject_as=subject_as,
        )

    def _act(self, rule: Rule, frame: Frame, subject: Token) -> Iterator[Draft]:
        base = self._base(rule, frame, subject)
        if base is None:
            return
        edge = self.rules.ontology.edges.get(rule.relation)
        told = self.topics.events.of(frame.head)
        if told is not None and told.type in ACCIDENTAL:
            return  # "the jet crashed, killing 179": nobody did it
        if rule.relation == "INVESTIGATES" and base.certainty == "possible":
            return  # "may investigate": a permission, or an idea
        if rule.relation in (CLAIM, DENIAL) and base.speaker is None:
            principal = self.parties.principal(subject)
            if principal is not None:  # "a spokesman for Mr Taylor denied the charge"
                base = replace(base, subject=principal, speaker=subject)
            elif rule.relation == DENIAL and (cleared := self._cleared_by_kin(rule, frame, base, subject)) is not None:
                yield cleared
                return
        if edge is not None and edge.group == "agents":
            yield from self._between(rule, frame, base, subject, edge.symmetric)
            return
        objects = first_filled(frame, self.frames, rule.object)
        if rule.relation == CHARGE:
            if base.polarity == "denied" and rule.polarity != "denied":
                return
            if base.speaker is None:  # "the court acquitted": the verdict is its word
                judges = (t for t in frame.get("agent") if t.i != subject.i and self.parties.is_party(t))
                base = replace(base, speaker=next(judges, None))
            if base.certainty in SURE:
                base = replace(base, certainty=rule.hedge or "reported")
        if edge is not None and "Event" in edge.targets:
            yield from self._towards_event(rule, frame, base, objects)
            return
        for o in objects:
            if edge is None:
                yield replace(base, object=o, confidence=0.6)
            elif self._fits(rule, subject, o):
                yield replace(base, object=o)

    def _cleared_by_kin(self, rule: Rule, frame: Frame, base: Draft, subject: Token) -> Draft | None:
        """ "his sister denied it", "denied the charges": he is cleared by her; a part of her own she denies herself."""
        owner = self.parties.kin(subject)
        objects = first_filled(frame, self.frames, rule.object)
        of_him = any(self.topics.is_anaphor(o) or o.lemma_.lower() in words("charge") for o in objects)
        if owner is None or not of_him or base.polarity != "affirmed":
            return None
        k = next((found for o in objects if (found := self.topics.charged(kernel(o))) is not None), None)
        k = k or self.topics.salient(frame.head)
        if k is None:
            return None
        certainty = less_sure(base.certainty, "reported")
        return replace(
            base, predicate=CHARGE, subject=owner, speaker=subject, polarity="denied", object=objects[0], event=k,
            certainty=certainty,
        )  # fmt: skip

    def _between(self, rule: Rule, frame: Frame, base: Draft, subject: Token, symmetric: bool) -> Iterator[Draft]:
        """An act between agents: its object is what the first path leads to that can be one."""
        if rule.hedge is not None:
            base = replace(base, certainty=less_sure(base.certainty, rule.hedge))
        reached = [found for path in rule.object if (found := walk(frame, self.frames, path))]
        if symmetric and not reached:  # "Trump and Kim met": the subjects among themselves
            first, *others = coordinated_modifiers(subject) or (subject,)
            reached = [(*others, *(t for t in first_filled(frame, self.frames, rule.subject) if t.i > subject.i))]
            if others:  # "Hungarian and Romanian officials met": those whom they act for
                base, subject = replace(base, subject=first), first
        for objects in reached:
            fitting = [o for o in objects if self._fits(rule, subject, o)]
            if symmetric:
                fitting = [o for o in fitting if not self.attributions.is_outlet(o)]
            if fitting:
                yield from (replace(base, object=o) for o in fitting)
                return
        if rule.fallback == "words" and reached and self.parties.is_party(subject):
            told = [o for o in reached[0] if not self.topics.is_vague(o)]
            yield from (replace(base, object=o, confidence=base.confidence - GUESS) for o in told)

    def _fits(self, rule: Rule, subject: Token, o: Token) -> bool:
        """Whether a phrase can be the object of a rule between agents."""
        chain = self.parties.chain(o)
        if (
            o.i == subject.i
            or not self.parties.is_party(o)
            or (chain is not None and chain == self.parties.chain(subject))
        ):
            return False
        if rule.object_is == "named":
            return self.parties.is_named(o) or self.parties.is_named(subject)
        if rule.object_is == "guest":  # somebody by name, or who stands for a body by name: no place, no crowd
            office = o.lemma_.lower() in words("representative") | words("state_officer")
            guest = self.parties.phrases.label(o) == "PERSON" or office
            return guest and self.parties.is_named(o) and self.parties.is_named(subject)
        if rule.object_is == "other":  # both are named, and neither speaks for the other
            own = chain in self.parties.bodies(subject) or self.parties.speaks_for_state(subject, o)
            return self.parties.is_named(o) and self.parties.is_named(subject) and not own
        if rule.object_is == "person":
            label = self.parties.phrases.label(o)
            return self.topics.events.is_person(o) or (label is not None and label not in ("GPE", "LOC", "FAC"))
        return True

    # -- acts towards events -------------------------------------------------------------------------------------------

    def _towards_event(self, rule: Rule, frame: Frame, base: Draft, objects: Sequence[Token]) -> Iterator[Draft]:
        if rule.object_is == "charge":
            yield from self._charges(frame, base, objects)
            return
        if rule.object_is == "own":
            yield from self._own_deeds(base, objects)
            return
        if rule.object_is == "undone":
            yield from self._undone(base, objects)
            return
        seen: list[Cluster] = []
        for o in objects:
            k = self._event_of(rule, o)
            if k is not None and k not in seen:
                seen.append(k)
                yield replace(base, object=o, event=k)
        if not seen:
            yield from self._unsaid(rule, frame, base, objects)

    def _own_deeds(self, base: Draft, contents: Sequence[Token]) -> Iterator[Draft]:
        """What a party says of its own doing: "denies holding any prisoners"."""
        for content in contents:
            frame = self.frames.frame(content)
            own = [t for t in frame.get("agent") if base.subject is not None and self.parties.same(base.subject, t)]
            if own and not any(c.dep_ in SUBJECTS for c in content.children):
                k = self.topics.at(content, deep=False)
                lemma, tables = lemma_of(content), speech()
                said = lemma in tables.verbs or lemma in tables.words["plans"] or lemma in tables.words["performatives"]
                if k is not None or (base.predicate == DENIAL and not said):  # "denied criticizing her": no charge
                    yield replace(base, object=content, event=k)

    def _undone(self, base: Draft, contents: Sequence[Token]) -> Iterator[Draft]:
        """What a party says that it has not done: "insisted that it had not trained the gunmen"."""
        for content in contents:
            own = [t for t in content.children if t.dep_ in SUBJECTS]
            mine = base.subject is not None and any(self.parties.same(base.subject, t) for t in own)
            told = mine and is_verb(content) and is_negated(content)
            if not told or auxiliaries(content) & speech().modals.keys():
                continue
            k = self.topics.events.of(content)
            if lemma_of(content) in words("wrong_verb") or (k is not None and k.type in BLAMABLE):
                yield replace(base, object=content, event=k or self.topics.at(content, deep=False))

    def _event_of(self, rule: Rule, o: Token) -> Cluster | None:
        """The event that a rule's object stands for; None where it is none of the kind that the rule asks for."""
        if rule.relation in (CLAIM, DENIAL) and o.dep_ == "nmod" and self.topics.events.of(o) is None:
            whole = self.topics.events.of(o.head)  # "the attack on the hotel, which the group claimed"
            if whole is not None and any(c.dep_ == "acl:relcl" for c in o.children):
                return whole
        core = kernel(o)
        asked = rule.object_is in ("violent", "harm")
        doing = is_verb(core) and lemma_of(core) in words("doing_verb")
        if asked and self.topics.events.of(core) is None and not doing and o.lemma_.lower() not in words("part"):
            return None
        if rule.relation == "WARNED_OF":
            k = self._feared(core)
        else:
            k = self.topics.at(core, deep=rule.relation in (DENIAL, CLAIM) or doing)
        if k is None and self.topics.is_anaphor(o):
            k = self.topics.salient(o)
        if k is None:
            return None
        if rule.relation == "WARNED_OF":
            passing = self.topics.events.of(o) is not k and k.status in FEARLESS
            return None if passing else k
        if rule.object_is == "violent" and k.type not in (*VIOLENT, "War", "Other"):
            return None
        return k if rule.object_is != "harm" or k.type in HARM else None

    def _feared(self, core: Token) -> Cluster | None:
        """The event that is warned of: not one of a condition ("if the attacks go on"), nor one told in passing."""
        own = self.topics.events.of(core)
        if own is None and is_negated(core) and lemma_of(core) not in ("rule_out", "exclude"):
            return None  # "will not tolerate protests"
        told = [(core, own)] if own is not None else [(t, self.topics.events.of(t)) for t in core.subtree]
        for t, k in told:
            if k is None or k.type not in WARNED_OF or k.status in ("hypothetical", "denied"):
                continue
            if not _is_aside(t, core):
                return k
        return None

    def _charges(self, frame: Frame, base: Draft, objects: Sequence[Token]) -> Iterator[Draft]:
        """Charges that are rejected: words, or the event that they tell of."""
        for o in objects:
            if base.subject is not None and self._is_against_another(o, base.subject):
                continue
            k = self.topics.charged(kernel(o)) or (self.topics.salient(o) if self.topics.is_anaphor(o) else None)
            k = k if k is None or k.type != "Disaster" else None  # nobody is charged with a flood
            charge = o if o.lemma_.lower() in words("charge") else o.head  # "the charge that ...", "of ..."
            if charge.lemma_.lower() == "report" and (k is None or k.type not in HARM):
                continue  # a report that says something else of him is no charge
            named = k is not None or (charge.lemma_.lower() in words("charge") and charge.pos_ == "NOUN")
            if named and base.subject is not None and self._concerns(frame, base.subject):
                yield replace(base, object=o, event=k)
                yield from self._accusers(frame, base, charge, k)

    def _is_against_another(self, charge: Token, subject: Token) -> bool:
        """Whether a charge says that it is against somebody else: "her family denies the charges against her"."""
        whom = self.frames.frame(charge).get("against")
        owners = {c.lower_ for c in subject.children if c.dep_ == "nmod:poss"}
        return bool(whom) and not any(self.parties.same(subject, t) and t.lower_ not in owners for t in whom)

    def _accusers(self, frame: Frame, base: Draft, charge: Token, k: Cluster | None) -> Iterator[Draft]:
        """Whose charge it is that is rejected: "denied the charges made by the army", "denies India's allegation".

        A charge with a content of its own ("that its soldiers attacked") is read where it stands.
        """
        made = self.frames.frame(charge)
        doers = [t for c in made.get("comp") for t in self.frames.frame(c).get("agent")]
        told = any(self.topics.at(c) is not None for c in made.get("comp"))
        named = any(t.lower_ not in words("third_person") for t in doers)
        if charge.lemma_.lower() not in words("charge") or (told and named):
            return
        for accuser in first_filled(made, self.frames, ("agent", "acl.agent", "compound")):
            other = base.subject is not None and not self.parties.same(accuser, base.subject)
            if other and self.parties.is_party(accuser):
                accusation = replace(base, predicate=ACCUSATION, subject=accuser, object=base.subject, event=k)
                yield replace(accusation, polarity="affirmed")

    def _concerns(self, frame: Frame, subject: Token) -> bool:
        """Whether a charge that tells its content is about the one who rejects it, or his people."""
        contents = [self.frames.frame(c) for o in frame.get("patient") for c in self.frames.frame(o).get("comp")]
        doers = [t for c in contents for t in c.get("agent") or c.get("subject") or c.get("patient")]
        if not doers:
            return True
        chain = self.parties.chain(subject)
        own = {subject.lemma_.lower()} | words("third_person") | words("first_person")
        ours = self.parties.bodies(subject) | ({chain} if chain is not None else set())
        for t in doers:
            inside = {m.chain for x in t.subtree if (m := self.parties.phrases.inside(x)) is not None}
            one = t.lower_ in ("he", "she") and subject.tag_ in ("NNS", "NNPS")  # "his allies deny that he did it"
            if not one and (self.parties.same(subject, t) or inside & ours or any(x.lower_ in own for x in t.subtree)):
                return True
        return False

    def _unsaid(self, rule: Rule, frame: Frame, base: Draft, objects: Sequence[Token]) -> Iterator[Draft]:
        """An act whose event the words leave to the context: "claimed responsibility", "denied involvement"."""
        stance = rule.relation in (DENIAL, CLAIM) and rule.object_is is None
        if not stance and rule.fallback is None:
            return
        if rule.fallback in ("words", "open"):
            yield from self._in_words(rule, frame, base, objects)
            return
        if rule.relation == "INVESTIGATES" and frame.pos == "verb" and not objects:
            return  # "looked tired" is no look into anything
        elsewhere = bool(objects) and not any(self.topics.is_vague(o) for o in objects)
        claimed = rule.relation == CLAIM and frame.lemma == "claim"  # what is claimed like this is a deed, known or not
        if elsewhere and rule.relation in (CLAIM, "INVESTIGATES") and not claimed:
            return  # "took responsibility for the budget": another thing altogether
        if elsewhere and (rule.relation == DENIAL or claimed):
            yield replace(base, object=objects[0])
            return
        k = self.topics.around(frame.head)
        if k is not None or stance:
            patient = next(iter(objects or frame.get("patient")), None)
            yield replace(base, object=patient, event=k, confidence=base.confidence - GUESS)

    def _in_words(self, rule: Rule, frame: Frame, base: Draft, objects: Sequence[Token]) -> Iterator[Draft]:
        """An act towards something that is no event that the lexicon knows: its words are kept."""
        told = [o for o in objects if not self.topics.is_vague(o) and o.lemma_.lower() not in words("want")]
        if base.predicate == "CONDEMNED":  # who is condemned is criticized; a building is condemned otherwise
            things = words("place") | words("vehicle") | words("weapon") | words("artifact")
            told = [o for o in told if not self.parties.is_party(o) and o.lemma_.lower() not in things]
        for o in told:
            yield replace(base, object=o, confidence=base.confidence - GUESS)
        if any(o.lower_ in ("him", "her", "us", "me") for o in objects):
            return
        if any(map(self.topics.is_vague, objects)) or (rule.fallback == "open" and not objects):
            k = self.topics.around(frame.head, mourned=base.predicate == "EXPRESSED_CONDOLENCES_OVER")
            yield replace(base, object=next(iter(objects), None), event=k, confidence=base.confidence - GUESS)

    # -- accusations ---------------------------------------------------------------------------------------------------

    def _accused(self, rule: Rule, frame: Frame, accuser: Token | None) -> Iterator[Draft]:
        base = self._base(rule, frame, accuser)
        if base is None:
            return
        abouts = first_filled(frame, self.frames, rule.about)
        accused = first_filled(frame, self.frames, rule.object)
        if any(is_reciprocal(t) for t in accused):  # "the army and the rebels blamed each other"
            accused = tuple(t for t in frame.get("agent") if accuser is not None and t.i != accuser.i)
        k = next((found for t in abouts if (found := self.topics.charged(t)) is not None), None)
        if k is None and (
            any(self.topics.is_anaphor(t) for t in abouts) or (not abouts and rule.fallback == "salient")
        ):
            k = self.topics.salient(frame.head)
        violent = k is not None and k.type in VIOLENT
        if rule.object_is == "violent" and not violent:
            return
        if (
            rule.object_is == "harm"
            and not (k is not None and k.type in HARM)
            and not any(map(self.parties.is_named, accused))
        ):
            return
        planned = any(lemma_of(t) in words("planning_verb") for t in abouts) or (
            k is not None and k.status == "planned"
        )
        for party in map(self._meant, accused):
            able = self.parties.is_party(party) or (violent and self.parties.is_agent(party))
            if not able or (accuser is not None and party.i == accuser.i):
                continue
            outer = replace(base, object=party, event=k) if accuser is not None else None
            if outer is not None:
                yield outer
            if base.polarity == "denied":
                continue  # "has not been charged": nobody is cleared by that
            certainty = base.certainty
            if certainty in (*SURE, "alleged"):
                certainty = less_sure(certainty, rule.hedge or "alleged")
            speaks = accuser is not None and not self.attributions.is_outlet(accuser)
            if k is not None or abouts or accuser is None:
                yield replace(
                    base,
                    predicate=CHARGE,
                    subject=party,
                    subject_as=None,
                    object=next(iter(abouts), None),
                    event=k,
                    certainty="planned" if planned else certainty,
                    speaker=accuser if speaks else base.speaker,
                    within=outer,
                    role=self._role(abouts) or rule.role,
                )

    def _role(self, abouts: Iterable[Token]) -> str | None:
        """The role that the accused is said to have had: the first that the words tell."""
        roles = self.rules.accused_roles
        return next((roles[lemma] for t in abouts if (lemma := lemma_of(t)) in roles), None)

    # -- afterwards ----------------------------------------------------------------------------------------------------

    def _settle_charges(self, drafts: list[Draft]) -> list[Draft]:
        """A denial of "the charges" is about what its subject, or his body, was last accused of before it."""
        accusations = [d for d in drafts if d.predicate == CHARGE and d.event is not None and d.subject is not None]
        return [self._settled(d, accusations) for d in drafts]

    def _settled(self, d: Draft, accusations: Sequence[Draft]) -> Draft:
        if d.predicate != DENIAL or d.event is not None or d.subject is None:
            return d
        subject = d.subject
        before = [a for a in accusations if a.trigger.i < d.trigger.i and a.subject is not None]
        for a in reversed(before):
            if a.subject is not None and self.parties.same(a.subject, subject):
                return replace(d, event=a.event, confidence=d.confidence - GUESS)
        bodies = self.parties.bodies(subject) if self.parties.phrases.label(subject) == "PERSON" else frozenset()
        for a in reversed(before):
            if a.subject is not None and self.parties.chain(a.subject) in bodies:
                return replace(d, event=a.event, subject=a.subject, speaker=subject, confidence=d.confidence - GUESS)
        return d


def _is_aside(token: Token, core: Token) -> bool:
    """Whether a token stands in a relative clause or a condition below another."""
    while token.i != core.i and token.head.i != token.i:
        condition = any(c.lower_ in ("if", "unless", "any") for c in token.children)
        if token.dep_ == "acl:relcl" or (condition and token.dep_ in ("advcl", "obj", "obl", "nmod")):
            return True
        token = token.head
    return False


def unique(drafts: Iterable[Draft], who: Callable[[Token | None], object]) -> list[Draft]:
    """One draft for one reading, the first of several that say the same from the same sentence; what a speaker denies
    without a predicate of its own only where nothing else was read out of it."""
    seen: dict[tuple[object, ...], list[Draft]] = {}
    kept_as: dict[int, Draft] = {}
    for d in drafts:
        about = id(d.event) if d.event is not None else who(d.object)
        party = who(d.object) if d.predicate == ACCUSATION and d.event is not None else None
        key = (d.predicate, d.polarity, who(d.subject), about, party, sentence_start(d.trigger))
        others = seen.setdefault(key, [])
        first = next((e for e in others if None in (e.speaker, d.speaker) or who(e.speaker) == who(d.speaker)), None)
        if first is None:  # what another says as well is a claim of its own
            others.append(d)
        kept_as[id(d)] = first or d
    all_kept = [d for others in seen.values() for d in others]
    told = {d.trigger.i for d in all_kept if d.predicate != "SAID_ABOUT"}
    charges = [d for d in all_kept if d.predicate in (CHARGE, ACCUSATION) and d.event is not None]
    kept = (
        d
        for d in all_kept
        if not any(_says_more(c, d) for c in charges)
        if d.predicate != "SAID_ABOUT" or not told & {t.i for t in (d.trigger, *d.trigger.subtree)}
    )
    return [replace(d, within=kept_as.get(id(d.within))) if d.within is not None else d for d in kept]


def _says_more(charge: Draft, d: Draft) -> bool:
    """Whether a charge over an event says what another says in words: "alleged that X was involved", in the attack."""
    if d.event is not None or (d.predicate, d.polarity) != (charge.predicate, charge.polarity):
        return False
    if d.subject is None or charge.subject is None or d.subject.i != charge.subject.i or d.object is None:
        return False
    if d.predicate == ACCUSATION:
        same = charge.object is not None and charge.object.i == d.object.i
        return same and sentence_start(d.trigger) == sentence_start(charge.trigger)
    return charge.trigger.i == d.object.i or d.object.is_ancestor(charge.trigger)
