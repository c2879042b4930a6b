"""Claims: rules applied to frames, and who tells them.

A rule says what a predicate means; this module adds who says it, how surely, yes or no, and follows the ontology where
the reading depends on the teller: a deed told by its own doer is a claim of responsibility, told by another an
accusation, denied by its doer a denial of involvement, denied by another the clearing of somebody.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from spacy.tokens import Token

from kg.extract.attribution import Attribution, Attributions
from kg.extract.events import VIOLENT, Cluster, Events, kernel, nouns
from kg.extract.frames import MESSAGES, Frame, Frames, governor, is_verb, lemma_of
from kg.extract.modality import Standing, is_negated, less_sure, negative_nominal, speech, standing
from kg.extract.phrases import Phrases, collectives
from kg.extract.rules import Rule, Rules, first_filled, walk

DEED = "CARRIED_OUT"
HARM = (*VIOLENT, "Disaster", "Accident", "Fire", "War")
CHARGES = frozenset(
    ["charge", "accusation", "allegation", "claim", "suggestion", "report", "slander", "assertion", "blame", "insinuation", "it", "this", "that", "everything", "all", "they"]
)
CHARGING = frozenset(["accuse", "suspect", "blame", "charge", "convict", "indict", "acquit", "clear", "sentence", "try", "arrest", "detain"])
PART = frozenset(
    ["involvement", "responsibility", "connection", "link", "tie", "role", "part", "participation", "complicity", "hand", "guilt", "authorship", "series", "string", "wave", "plot"]
)
NOT_AGENTS = frozenset(
    ["move", "decision", "law", "result", "study", "video", "footage", "image", "photo", "something", "nothing", "everything", "anything", "way", "time", "year", "month", "week", "day", "percent", "number", "fact"]
)
FIRST_PERSON = frozenset({"i", "we", "me", "us", "my", "our", "myself", "ourselves"})
THIRD_PERSON = frozenset({"it", "he", "she", "they", "its", "his", "her", "their"})
SAFE_LEVELS = ("fact", "reported")


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim still in terms of tokens. `event` is the event it is about, `object` its other end in words."""

    predicate: str
    trigger: Token
    subject: Token | None
    object: Token | None
    event: Cluster | None
    polarity: str
    certainty: str
    rule: str
    attributions: tuple[Attribution, ...] = ()
    speaker: Token | None = None
    outlets: tuple[Token, ...] = ()
    role: str | None = None
    within: Draft | None = None
    quote: str = "none"
    subject_event: Cluster | None = None
    subject_as: Token | None = None  # whom a first-person subject stands for
    confidence: float = 0.9


class Claims:
    """All drafts of one document."""

    def __init__(
        self,
        frames: Frames,
        phrases: Phrases,
        attributions: Attributions,
        events: Events,
        rules: Rules,
        represents: dict[int, frozenset[int]],
    ):
        self.frames, self.phrases, self.attributions, self.events, self.rules = (
            frames,
            phrases,
            attributions,
            events,
            rules,
        )
        self.represents = represents

    def find(self, furniture: frozenset[int] = frozenset()) -> list[Draft]:
        """Every claim of the rules, the deeds of events, and what follows from them."""
        out: list[Draft] = []
        for frame in self.frames:
            if frame.head.i in furniture:
                continue
            for rule in self.rules.matching(frame, self.frames):
                out += self._apply(rule, frame)
        out += self._deeds(furniture)
        return self._settle_charges(self._unique(out))

    # -- who is who ----------------------------------------------------------------------------------------------------

    def chain(self, token: Token) -> int | None:
        """The chain of names that a phrase belongs to, a collective that of its body."""
        m = self.phrases.mention(token) or self.phrases.body(token)
        return m.chain if m is not None and self.phrases.names(m.chain) else None

    def same(self, speaker: Token, subject: Token, quote: str = "indirect") -> bool:
        """Whether a speaker speaks of himself, or for the body that he represents; in his own quoted words "he" is another."""
        if speaker.i == subject.i:
            return True
        mine, theirs = self.chain(speaker), self.chain(subject)
        if mine is not None and mine == theirs:
            return True
        if subject.lower_ in FIRST_PERSON:
            return True
        if subject.lower_ in THIRD_PERSON and theirs is None and quote != "direct" and self._agree(speaker, subject):
            return True
        owner = next((c for c in subject.children if c.dep_ == "nmod:poss"), None)
        if owner is not None and subject.lemma_.lower() in collectives()["group"] | collectives()["state"]:
            return self.same(speaker, owner, quote)
        if theirs is not None and theirs in self._speaks_for(speaker):
            return True
        return (
            mine is None
            and theirs is None
            and speaker.lemma_.lower() == subject.lemma_.lower()
            and subject.pos_ in ("NOUN", "PROPN")
        )

    def _agree(self, speaker: Token, pronoun: Token) -> bool:
        label = self.phrases.label(speaker)
        if pronoun.lower_ in ("it", "its"):
            return label in (None, "ORG", "GPE", "LOC") and speaker.tag_ not in ("NNS",)
        if pronoun.lower_ in ("he", "she", "his", "her"):
            return label in (None, "PERSON")
        between = any(
            t.tag_ in ("NNS", "NNPS") and t.dep_ in ("nsubj", "obj", "nsubj:pass")
            for t in pronoun.doc[speaker.i + 1 : pronoun.i]
        )
        return not between and (
            speaker.tag_ in ("NNS", "NNPS")
            or label in ("ORG", "GPE", "NORP")
            or speaker.lemma_.lower() in nouns()["organization"]
        )

    def _speaks_for(self, speaker: Token) -> set[int]:
        """Chains of bodies that a speaker's office or description ties him to: "a spokesman for the group"."""
        out: set[int] = set()
        chain = self.chain(speaker)
        if chain is not None:
            out |= self.represents.get(chain, frozenset())
        nominals = [speaker] + [c for c in speaker.children if c.dep_ in ("compound", "appos", "nmod:desc", "flat")]
        for nominal in nominals:
            if nominal.lemma_.lower() in (
                "spokesman",
                "spokeswoman",
                "spokesperson",
                "leader",
                "commander",
                "member",
                "chief",
                "minister",
                "official",
                "lawyer",
                "representative",
                "ambassador",
            ):
                for t in nominal.subtree:
                    m = self.phrases.inside(t)
                    if m is not None and m.form == "name" and m.label != "PERSON":
                        out.add(m.chain)
        return out

    def is_agent(self, token: Token) -> bool:
        """Whether a phrase can act: a named party, a pronoun, or a noun that is no event, time or abstraction."""
        if token.lower_ in ("both", "all") and token.pos_ in ("DET", "PRON"):
            return True
        if negative_nominal(token) or token.lower_ in ("which", "that", "there", "what", "this", "these", "those"):
            return False
        label = self.phrases.label(token)
        if label is not None:
            return label not in ("EVENT", "DATE")
        if token.pos_ == "PRON":
            return token.lower_ in FIRST_PERSON | THIRD_PERSON | {
                "him",
                "them",
                "others",
                "both",
                "these",
                "someone",
                "somebody",
                "one",
                "us",
            }
        if self.events.of(token) is not None or token.pos_ not in ("NOUN", "PROPN", "NUM", "SYM"):
            return token.pos_ == "ADJ" and any(c.dep_ == "det" for c in token.children)  # "the accused", "the general"
        return token.lemma_.lower() not in NOT_AGENTS | speech().words["speaker_not"] | nouns()["weapon"]

    def is_party(self, token: Token) -> bool:
        """Whether a phrase is somebody that an act can be aimed at: named, human, or a body of people."""
        if not self.is_agent(token):
            return False
        if (
            self.is_named(token)
            or token.pos_ in ("PRON", "DET", "NUM", "ADJ", "PROPN")
            or self.phrases.label(token) is not None
        ):
            return True
        lemma = kernel(token).lemma_.lower()
        if lemma in nouns()["place"] | nouns()["vehicle"] | nouns()["weapon"] and lemma not in nouns()["organization"]:
            return False
        return (
            self.events.is_person(token)
            or lemma in nouns()["organization"] | collectives()["group"] | collectives()["state"] | MESSAGES
            or lemma.endswith(("er", "or", "ist", "man", "men", "ian"))
        )

    def is_named(self, token: Token) -> bool:
        """Whether a phrase is a named party or stands for one."""
        m = self.phrases.mention(token) or self.phrases.body(token)
        return m is not None and bool(self.phrases.names(m.chain)) and m.label not in ("EVENT", "DATE")

    # -- events --------------------------------------------------------------------------------------------------------

    def event_at(self, token: Token, *, deep: bool = True) -> Cluster | None:
        """The event that a phrase or clause stands for: its own, its complement's, or the first told inside it."""
        own = self.events.of(token)
        if own is not None:
            return own
        frame = self.frames.frame(token)
        for role in ("patient", "in", "for", "of", "with", "to", "comp", "acl"):
            for t in frame.get(role):
                found = self.events.of(t)
                if found is not None:
                    return found
        if deep:
            for t in token.subtree:
                found = self.events.of(t)
                if found is not None:
                    return found
        return None

    def salient(self, token: Token) -> Cluster | None:
        """The violent or disastrous event last told before a token within three paragraphs, else the main one before it."""
        best: Cluster | None = None
        gap = 0
        for t in reversed(self.events.doc[: token.i]):
            gap += t.is_space and "\n" in t.text
            if gap > 3:
                break
            k = self.events.of(t)
            if k is not None and k.type in HARM and k.status in ("occurred", "ongoing"):
                best = k
                break
        if best is not None:
            return best
        real = [
            k
            for k in self.events.clusters
            if k.type in HARM and k.status == "occurred" and k.members[0].token.i < token.i
        ]
        return max(real, key=lambda k: len(k.members)) if real else None

    def _anaphor(self, token: Token) -> bool:
        return token.lower_ in ("it", "this", "that") and token.pos_ in ("PRON", "DET")

    # -- rules ---------------------------------------------------------------------------------------------------------

    def _apply(self, rule: Rule, frame: Frame) -> Iterator[Draft]:
        if (
            frame.pos == "noun"
            and rule.relation not in (DEED, "ACCUSED_OF")
            and not (frame.light_verb or frame.get("agent") or frame.get("compound") or frame.get("subject"))
        ):
            return
        subjects = [t for t in first_filled(frame, self.frames, rule.subject) if self.is_party(t)]
        if "compound" in rule.subject and not frame.get("agent"):
            subjects = [t for t in subjects if self.phrases.inside(t) is not None]
        if rule.relation == "ACCUSED" and not subjects and frame.passive:
            yield from self._accused(rule, frame, None)
            return
        for subject in subjects:
            if rule.relation == "ACCUSED":
                yield from self._accused(rule, frame, subject)
            elif rule.relation == DEED:
                yield from self._told(rule, frame, subject)
            else:
                yield from self._plain(rule, frame, subject)

    def _standing(self, frame: Frame) -> Standing:
        own = standing(frame.head, self.frames)
        if frame.light_verb is None:
            return own
        outer = standing(frame.light_verb, self.frames)
        return Standing(
            own.negated or outer.negated,
            less_sure(own.certainty, outer.certainty),
            own.hypothetical or outer.hypothetical,
        )

    def _base(self, rule: Rule, frame: Frame, subject: Token | None) -> Draft | None:
        """The claim as a speech act or deed of its subject: own words, hedges, and who passes it on."""
        s = self._standing(frame)
        if s.hypothetical or (subject is not None and negative_nominal(subject)):
            return None
        if rule.relation not in ("ACCUSED", "ACCUSED_OF") and self._charged(frame.light_verb or frame.head):
            return None
        attributions = tuple(
            a
            for a in self.attributions.of(frame.head)
            if not (frame.light_verb is not None and a.verb is not None and a.verb.i == frame.light_verb.i)
        )
        polarity = "denied" if s.negated != (rule.polarity == "denied") else "affirmed"
        draft = Draft(
            rule.relation, frame.head, subject, None, None, polarity, s.certainty, rule.id, attributions, role=rule.role
        )
        return self._attributed(draft, subject)

    def _attributed(self, draft: Draft, subject: Token | None) -> Draft:
        speaker, outlets, level, quote = self._teller(draft.attributions)
        inner = self.attributions.clause_outlets(
            draft.trigger
            if is_verb(draft.trigger) or not is_verb(governor(draft.trigger).head)
            else governor(draft.trigger).head
        )
        outlets = tuple(dict.fromkeys((*outlets, *inner)))
        certainty = draft.certainty
        polarity = draft.polarity
        nearest = draft.attributions[0] if draft.attributions else None
        if nearest is not None and nearest.level == "denied":
            polarity = "denied" if polarity == "affirmed" else "affirmed"
        own_words = speaker is not None and subject is not None and self.same(speaker, subject, quote)
        if (speaker is not None and not own_words) or (speaker is None and outlets and nearest is not None):
            certainty = less_sure(certainty, "reported") if certainty in SAFE_LEVELS else certainty
            if level in ("alleged", "suspected") and certainty == "reported":
                certainty = level
        if own_words and subject is not None and speaker is not None and subject.lower_ in FIRST_PERSON:
            draft = replace(draft, subject_as=speaker)  # "I condemn": he who says so
            if certainty == "planned" and draft.trigger.lemma_.lower() in speech().words["performatives"]:
                certainty = "fact"  # "I want to extend my condolences" extends them
        return replace(draft, speaker=speaker, outlets=outlets, certainty=certainty, polarity=polarity, quote=quote)

    def _teller(self, attributions: Iterable[Attribution]) -> tuple[Token | None, tuple[Token, ...], str, str]:
        """(speaker, outlets nearest first, what the nearest verb of saying lends, kind of quote)."""
        speaker: Token | None = None
        outlets: list[Token] = []
        level, quote = "fact", "none"
        for a in attributions:
            if speaker is None and a.speaker is not None:
                speaker = a.speaker
            outlets += [t for t in a.outlets if t not in outlets]
            if level == "fact":
                level = a.level
            if quote == "none":
                quote = a.quote
        return speaker, tuple(outlets), level, quote

    def _plain(self, rule: Rule, frame: Frame, subject: Token) -> Iterator[Draft]:
        base = self._base(rule, frame, subject)
        if base is None:
            return
        edge = self.rules.ontology.edges.get(rule.relation)
        to_event = edge is not None and "Event" in edge.targets
        objects = first_filled(frame, self.frames, rule.object)
        if to_event:
            yield from self._towards_event(rule, frame, base, objects)
            return
        if not objects and edge is not None and edge.symmetric:  # "Trump and Kim met": the subjects among themselves
            every = first_filled(frame, self.frames, rule.subject)
            objects = tuple(t for t in every if t.i > subject.i)
        for o in objects:
            if edge is not None and edge.symmetric and self.attributions.is_outlet(o):
                continue
            if rule.relation == "SAID_ABOUT":
                yield replace(base, object=o, confidence=0.6)
                continue
            if o.i == subject.i or not self.is_party(o):
                continue
            if rule.object_is == "named" and not (self.is_named(o) and self.is_named(subject)):
                continue
            if rule.object_is == "person" and not (
                self.events.is_person(o)
                or self.phrases.label(o) == "ORG"
                or (self.is_named(o)
                and self.phrases.label(o) not in ("GPE", "LOC", "FAC"))
            ):
                continue
            if self.chain(o) is not None and self.chain(o) == self.chain(subject):
                continue
            yield replace(base, object=o)

    def _towards_event(self, rule: Rule, frame: Frame, base: Draft, objects: tuple[Token, ...]) -> Iterator[Draft]:
        seen: set[int] = set()
        yielded = False
        for o in objects:
            if (
                rule.object_is in ("violent", "harm")
                and self.events.of(kernel(o)) is None
                and o.lemma_.lower() not in PART
            ):
                continue
            k = self.event_at(
                kernel(o), deep=rule.relation in ("DENIED_INVOLVEMENT_IN", "CLAIMED_RESPONSIBILITY_FOR", "WARNED_OF")
            )
            if (
                k is not None
                and rule.relation == "WARNED_OF"
                and self.events.of(o) is not k
                and k.status in ("occurred", "ongoing")
            ):
                continue  # told in passing: what is warned of has not happened yet
            if k is None and (self._anaphor(o)):
                k = self.salient(o)
            if rule.object_is == "charge":
                if k is None and o.lemma_.lower() not in CHARGES:
                    continue
                if base.subject is not None and not self._concerns(frame, base.subject):
                    continue
                yielded = True
                yield replace(base, object=o, event=k)
                continue
            if k is None or id(k) in seen:
                continue
            if rule.relation == "WARNED_OF" and k.type not in (
                *HARM,
                "Protest",
                "Military operation",
                "Sanction",
                "Other",
            ):
                continue
            if rule.object_is == "violent" and k.type not in (*VIOLENT, "War", "Other"):
                continue
            if rule.object_is == "harm" and k.type not in HARM:
                continue
            seen.add(id(k))
            yielded = True
            yield replace(base, object=o, event=k)
        if yielded or rule.object_is == "charge":
            return
        if rule.relation == "INVESTIGATES" and objects and not any(self._vague(o) for o in objects):
            return
        if (
            rule.fallback == "salient"
            or (rule.relation in ("DENIED_INVOLVEMENT_IN", "CLAIMED_RESPONSIBILITY_FOR")
            and rule.object_is is None)
        ):
            if rule.relation == "CLAIMED_RESPONSIBILITY_FOR" and objects and not any(self._vague(o) for o in objects):
                return  # "took responsibility for the budget": another thing altogether
            if rule.relation == "DENIED_INVOLVEMENT_IN" and objects and not any(self._vague(o) for o in objects):
                yield replace(base, object=objects[0])
                return
            k = None
            for t in frame.head.sent:  # an event told in the same sentence comes first
                k = k or (self.events.of(t) if t.i > frame.head.i else None)
            k = (k if k is not None and k.type in HARM else None) or self.salient(frame.head)
            if k is not None or rule.relation not in ("EXPRESSED_CONDOLENCES_OVER", "INVESTIGATES"):
                patient = next(iter(objects or frame.get("patient")), None)
                yield replace(base, object=patient, event=k, confidence=base.confidence - 0.15)

    def _concerns(self, frame: Frame, subject: Token) -> bool:
        """Whether a charge that tells its content is about the one who rejects it, or his people."""
        contents = [c for o in frame.get("patient") for c in self.frames.frame(o).get("comp")]
        doers = [
            t
            for c in contents
            for t in (
                self.frames.frame(c).get("agent")
                or self.frames.frame(c).get("subject")
                or self.frames.frame(c).get("patient")
            )
        ]
        if not doers:
            return True
        chain = self.chain(subject)
        own = {subject.lemma_.lower(), *THIRD_PERSON, *FIRST_PERSON}
        for t in doers:
            if self.same(subject, t):
                return True
            inside = {m.chain for x in t.subtree if (m := self.phrases.inside(x)) is not None}
            if chain is not None and (chain in inside or inside & self.represents.get(chain, frozenset())):
                return True
            if any(x.lower_ in own for x in t.subtree):
                return True
        return False

    def _vague(self, token: Token) -> bool:
        return (
            token.pos_ in ("PRON", "NUM")
            or token.lower_ in ("it", "this", "that", "them")
            or token.lemma_.lower()
            in (
                "deed",
                "act",
                "action",
                "bomb",
                "incident",
                "affair",
                "matter",
                "operation",
                "case",
                "one",
                "plot",
                "attempt",
                "campaign",
                "series",
                "string",
                "number",
                "wave",
                "downing",
            )
        )

    # -- accusations ---------------------------------------------------------------------------------------------------

    def _accused(self, rule: Rule, frame: Frame, accuser: Token | None) -> Iterator[Draft]:
        base = self._base(rule, frame, accuser)
        if base is None:
            return
        abouts = first_filled(frame, self.frames, rule.about)
        event: Cluster | None = None
        planned = False
        for t in abouts:
            event = event or self.event_at(t)
            planned = planned or lemma_of(t) in ("plan", "plot", "prepare", "conspire")
        if event is None and any(self._anaphor(t) for t in abouts):
            event = self.salient(frame.head)
        if rule.id == "blame.on" and not (
            (event is not None
            and event.type in HARM)
            or any(self.is_agent(o) and self.is_named(o) for o in first_filled(frame, self.frames, rule.object))
        ):
            return
        if rule.object_is == "violent" and (event is None or event.type not in VIOLENT):
            return
        level = rule.hedge or "alleged"
        for accused in first_filled(frame, self.frames, rule.object):
            violent = event is not None and event.type in VIOLENT
            if not (self.is_party(accused) or (violent and self.is_agent(accused))) or (
                accuser is not None and accused.i == accuser.i
            ):
                continue
            outer = None
            if accuser is not None:
                outer = replace(base, object=accused, event=event)
                yield outer
            if base.polarity == "denied" and accuser is not None:
                continue
            k = event
            if k is None and not abouts and rule.id.startswith("blame"):
                k = self.salient(frame.head)
            certainty = (
                "planned"
                if planned or (k is not None and k.status == "planned")
                else less_sure(base.certainty, level)
                if base.certainty in ("fact", "reported", "alleged")
                else base.certainty
            )
            speaker = accuser if accuser is not None and not self.attributions.is_outlet(accuser) else base.speaker
            about = next(iter(abouts), None)
            if k is not None or about is not None or accuser is None:
                yield replace(
                    base,
                    predicate="ACCUSED_OF",
                    subject=accused,
                    object=about,
                    event=k,
                    certainty=certainty,
                    speaker=speaker,
                    within=outer,
                    role=self._accused_role(abouts) or rule.role,
                )

    def _accused_role(self, abouts: Iterable[Token]) -> str | None:
        table = {
            "organize": "organiser",
            "organise": "organiser",
            "mastermind": "organiser",
            "order": "instigator",
            "finance": "financier",
            "fund": "financier",
            "sponsor": "financier",
            "harbor": "harbourer",
            "harbour": "harbourer",
            "shelter": "harbourer",
            "aid": "accomplice",
            "assist": "accomplice",
            "help": "accomplice",
            "incite": "instigator",
            "instigate": "instigator",
            "carry_out": "perpetrator",
            "orchestrate": "organiser",
        }
        for t in abouts:
            role = table.get(lemma_of(t))
            if role:
                return role
        return None

    # -- deeds ---------------------------------------------------------------------------------------------------------

    def _told(self, rule: Rule, frame: Frame, subject: Token) -> Iterator[Draft]:
        objects = first_filled(frame, self.frames, rule.object)
        if not objects and rule.fallback == "salient" and self.events.of(subject) is None:
            k = self.salient(frame.head)
            if k is not None and k.type in VIOLENT:
                for d in self._deed(
                    rule.id, frame, subject, frame.head, k, rule.role, rule.polarity == "denied", rule.hedge
                ):
                    yield replace(d, confidence=d.confidence - 0.15)
        for o in first_filled(frame, self.frames, rule.object):
            k = self.event_at(o, deep=False)
            if k is None and self._anaphor(o):
                k = self.salient(frame.head)
            if k is None or k.type not in (*VIOLENT, "War", "Other", "Protest", "Accident", "Fire"):
                continue
            if self.events.of(subject) is not None:
                continue
            yield from self._deed(rule.id, frame, subject, o, k, rule.role, rule.polarity == "denied", rule.hedge)

    def _deeds(self, furniture: frozenset[int]) -> Iterator[Draft]:
        """Deeds that events carry themselves: every attack with a perpetrator."""
        for k in self.events.clusters:
            for c in k.members:
                if c.token.i in furniture or c.sense.type != "Attack" or c.sense.subtype == "clash":
                    continue
                for subject in c.arguments.get("perpetrator", ()):
                    if self.is_party(subject):
                        yield from self._deed(
                            f"deed.{'verb' if is_verb(c.token) else 'noun'}",
                            c.frame,
                            subject,
                            c.token,
                            k,
                            None,
                            False,
                            None,
                        )

    def _deed(
        self,
        rule: str,
        frame: Frame,
        subject: Token,
        o: Token,
        k: Cluster,
        role: str | None,
        denied: bool,
        hedge: str | None,
    ) -> Iterator[Draft]:
        s = self._standing(frame)
        if (
            s.hypothetical
            or negative_nominal(subject)
            or self._charged(frame.light_verb if frame.light_verb is not None else frame.head)
        ):
            return
        certainty = s.certainty
        attributions = tuple(a for a in self.attributions.of(frame.head))
        speaker, outlets, level, quote = self._teller(attributions)
        negated = s.negated != denied
        if attributions and attributions[0].level == "denied":
            negated = not negated
        base = Draft(
            DEED,
            frame.head,
            subject,
            o,
            k,
            "denied" if negated else "affirmed",
            certainty,
            rule,
            attributions,
            speaker,
            outlets,
            role,
            quote=quote,
        )
        if k.status in ("feared", "planned") and not negated and certainty not in ("possible",):
            certainty = "planned"
        nearest = attributions[0] if attributions else None
        if speaker is None and subject.lower_ in FIRST_PERSON:
            yield from self._by_self(base, certainty, negated, None, s)
            return
        if speaker is None and not outlets:
            yield from self._by_article(base, certainty, hedge, negated)
            return
        if speaker is not None and self.same(speaker, subject, quote):
            yield from self._by_self(base, certainty, negated, nearest, s)
            return
        told = less_sure(certainty, "reported") if certainty in SAFE_LEVELS else certainty
        if told == "reported" and level in ("alleged", "suspected"):
            told = level
        if told == "reported" and hedge:
            told = hedge
        accusation = None
        if negated:
            yield replace(
                base, predicate="ACCUSED_OF", certainty="reported" if told not in ("suspected", "possible") else told
            )
            return
        if (
            speaker is not None
            and self.is_named(speaker)
            and self._identified(subject)
            and told not in ("planned", "possible")
            and not self._relays(speaker)
        ):
            outer = tuple(a for a in attributions if a.speaker is None or a.speaker.i != speaker.i)
            outer_speaker, outer_outlets, _, _ = self._teller(outer)
            accusation = replace(
                base,
                predicate="ACCUSED",
                subject=speaker,
                object=subject,
                event=k,
                speaker=outer_speaker,
                outlets=tuple(dict.fromkeys((*outlets, *outer_outlets))),
                certainty="reported" if outlets or outer_speaker is not None else "fact",
                role=None,
                confidence=0.75,
            )
            yield accusation
        yield replace(base, predicate="ACCUSED_OF", certainty=told, within=accusation)

    def _charged(self, token: Token) -> bool:
        """Whether a deed is only the content of a charge ("accused of carrying out"): the charge's own rule reads it."""
        for _ in range(4):
            if token.head.i == token.i or token.dep_ not in (
                "conj",
                "xcomp",
                "advcl",
                "ccomp",
                "obl",
                "acl",
                "nmod",
                "obj",
            ):
                return False
            head = token.head
            charged = any(
                c.dep_ in ("mark", "case") and c.lower_ in ("of", "with", "for", "in") for c in token.children
            )
            verbs = [head, head.head] if token.dep_ in ("acl", "nmod") else [head]
            if charged and any(lemma_of(v) in CHARGING and is_verb(v) for v in verbs):
                return True
            token = head
        return False

    def _relays(self, speaker: Token) -> bool:
        m = self.phrases.mention(speaker)
        return m is None and speaker.lemma_.lower() in (
            "official",
            "source",
            "witness",
            "police",
            "resident",
            "officer",
        )

    def _identified(self, subject: Token) -> bool:
        if self.is_named(subject):
            return True
        low = {c.lower_ for c in subject.children}
        if subject.lemma_.lower() in collectives()["state"]:
            return False  # "soldiers", "police": whose, the words do not say
        return (
            not low
            & {"unidentified", "unknown", "armed", "masked", "several", "some", "a", "an", "four", "two", "three"}
            and subject.lemma_.lower()
            not in (
                "gunman",
                "assailant",
                "attacker",
                "bomber",
                "man",
                "individual",
                "people",
                "person",
                "group",
                "somebody",
                "someone",
            )
            and subject.pos_ != "PRON"
        )

    def _by_article(self, base: Draft, certainty: str, hedge: str | None, negated: bool) -> Iterator[Draft]:
        if base.subject is not None and self.named_hedge(base.subject):
            certainty = less_sure(certainty, "suspected")
        if certainty == "fact" and hedge:
            certainty = hedge
        if certainty in ("fact", "reported"):
            yield replace(base, certainty="fact")
        elif not negated:
            yield replace(base, predicate="ACCUSED_OF", certainty=certainty, confidence=0.75)

    def named_hedge(self, subject: Token) -> bool:
        """ "presumed Shining Path extremists": the identity is what is hedged."""
        hedged = any(
            c.dep_ in ("amod", "compound") and c.lower_ in ("suspected", "presumed", "alleged", "believed", "probable")
            for c in subject.children
        )
        return hedged and self.phrases.body(subject) is not None

    def _by_self(
        self, base: Draft, certainty: str, negated: bool, nearest: Attribution | None, s: Standing
    ) -> Iterator[Draft]:
        outer = tuple(a for a in base.attributions if a is not nearest)
        speaker, outlets, _, _ = self._teller(outer)
        who = nearest.speaker if nearest is not None and nearest.speaker is not None else base.subject
        represented = (
            base.subject is not None
            and who is not None
            and self.chain(who) != self.chain(base.subject)
            and self.chain(base.subject) is not None
        )
        first_person = base.subject is not None and base.subject.lower_ in FIRST_PERSON
        subject = base.subject if represented or first_person else who
        base = replace(base, subject_as=who if first_person and not represented else None)
        told = "fact" if speaker is None else "reported"
        final = speaker or (who if represented else None)
        every = tuple(dict.fromkeys((*base.outlets, *outlets)))
        if negated:
            yield replace(
                base,
                predicate="DENIED_INVOLVEMENT_IN",
                subject=subject,
                polarity="affirmed",
                certainty=told,
                speaker=final,
                outlets=every,
            )
        elif certainty in ("fact", "reported", "alleged") and not s.hypothetical:
            yield replace(
                base,
                predicate="CLAIMED_RESPONSIBILITY_FOR",
                subject=subject,
                certainty=told,
                speaker=final,
                outlets=every,
                confidence=0.8,
            )

    # -- afterwards ----------------------------------------------------------------------------------------------------

    def _settle_charges(self, drafts: list[Draft]) -> list[Draft]:
        """A denial of "the charges" is about what its subject was last accused of before it."""
        accusations = [
            d for d in drafts if d.predicate == "ACCUSED_OF" and d.event is not None and d.subject is not None
        ]
        out = []
        for d in drafts:
            if d.predicate == "DENIED_INVOLVEMENT_IN" and d.event is None and d.subject is not None:
                subject = d.subject
                before = [
                    a
                    for a in accusations
                    if a.trigger.i < d.trigger.i and a.subject is not None and self.same(a.subject, subject)
                ]
                if before:
                    d = replace(d, event=before[-1].event, confidence=d.confidence - 0.15)
                elif (chain := self.chain(subject)) is not None and self.phrases.label(subject) == "PERSON":
                    bodies = self.represents.get(chain, frozenset())
                    charged = [
                        a
                        for a in accusations
                        if a.trigger.i < d.trigger.i and a.subject is not None and self.chain(a.subject) in bodies
                    ]
                    if charged:  # he denies for the body that he speaks for
                        d = replace(
                            d,
                            event=charged[-1].event,
                            subject=charged[-1].subject,
                            speaker=subject,
                            confidence=d.confidence - 0.2,
                        )
            out.append(d)
        return out

    def _unique(self, drafts: list[Draft]) -> list[Draft]:
        """One draft for one reading: the plainest rule of several that say the same from the same words."""
        seen: dict[tuple[object, ...], Draft] = {}
        renamed: dict[int, Draft] = {}
        for d in drafts:
            key = (
                d.predicate,
                d.polarity,
                d.subject.i if d.subject is not None else None,
                id(d.event) if d.event is not None else (d.object.i if d.object is not None else None),
                d.object.i if d.object is not None and d.event is not None and d.predicate == "ACCUSED" else None,
                d.trigger.sent.start,
            )
            kept = seen.setdefault(key, d)
            renamed[id(d)] = kept
        told = {d.trigger.i for d in seen.values() if d.predicate != "SAID_ABOUT"}
        kept = [
            d
            for d in seen.values()
            if d.predicate != "SAID_ABOUT" or not told & {t.i for t in (d.trigger, *d.trigger.subtree)}
        ]
        return [replace(d, within=renamed.get(id(d.within))) if d.within is not None else d for d in kept]


__all__ = ["Claims", "Draft", "is_negated", "walk"]
