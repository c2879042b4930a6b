"""From drafts to the record: events, figures, arguments, standing facts and claims of one document, offsets and ids."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.extract.attribution import Attribution, Attributions
from kg.extract.claims import HARM, Claims, Draft
from kg.extract.dates import DateSpan, date_of
from kg.extract.events import HARM_VERBS, Candidate, Cluster, Events
from kg.extract.facts import Fact
from kg.extract.figures import FigureSpan
from kg.extract.frames import governor, is_verb, lemma_of
from kg.extract.modality import less_sure, standing
from kg.extract.phrases import Phrases, mention_id
from kg.extract.places import SITE, Granularity
from kg.extract.verification import Verification
from kg.records import Argument, Claim, Event, Extent, Figure, Span

REAL = ("occurred", "ongoing")
COUNTING = frozenset(
    ["put", "raise", "revise", "speak", "count", "give", "estimate", "lower", "report", "say", "record", "register", "confirm", "tally"]
)
AIMED = ("Attack", "War", "Military operation", "Other")
ATTENDED = ("Meeting", "Protest", "Election", "Concert", "Sport", "War", "Military operation")
UNDONE = frozenset(
    ["attempt", "try", "fail", "conspire", "plot", "plan", "want", "seek", "intend", "threaten", "order", "attempted", "failed", "foiled", "planned", "would-be"]
)
FIGURE_EVENTS = (
    *HARM,
    "Protest",
    "Military operation",
    "Arrest",
    "Evacuation",
    "Concert",
    "Election",
    "Meeting",
    "Other",
)


def event_id(k: Cluster) -> str:
    """Id of an event inside its document's record, made of its first trigger's offset."""
    first = k.members[0].token
    return f"e{first.idx}-{first.idx + len(first)}"


class Recorder:
    """Turns what was found in one Doc into the frozen records."""

    def __init__(
        self,
        doc: Doc,
        key: str,
        phrases: Phrases,
        attributions: Attributions,
        events: Events,
        claims: Claims,
        dates: Sequence[DateSpan],
        granularity: Granularity,
    ):
        self.doc, self.key, self.phrases, self.attributions = doc, key, phrases, attributions
        self.events, self.claims, self.dates, self.granularity = events, claims, dates, granularity
        self.verification = Verification(doc)

    # -- events --------------------------------------------------------------------------------------------------------

    def trigger_span(self, c: Candidate) -> Span:
        """The words of a trigger: a noun with its modifiers, a verb alone."""
        if is_verb(c.token):
            t = c.token
            return Span(t.idx, t.idx + len(t), t.text)
        start, end = self.phrases.extent(c.token, trailing=("of", "on", "against"))
        last = self.doc[end - 1]
        a, b = self.doc[start].idx, last.idx + len(last)
        return Span(a, b, self.doc.text[a:b])

    def event(self, k: Cluster, figures: Iterable[Figure]) -> Event:
        """The record of one event."""
        date = k.date
        arguments: dict[tuple[int, int, str], Argument] = {}
        for role in ("perpetrator", "target", "victim", "instrument", "place", "participant"):
            for t in k.fillers(role):
                s = self.phrases.span(t, agent=role == "perpetrator")
                arguments.setdefault((s.start, s.end, role), Argument(s.start, s.end, s.text, role, s.mention, None))
        if date is not None:
            arguments[(date.start_char, date.end_char, "time")] = Argument(
                date.start_char, date.end_char, date.text(self.doc), "time"
            )
        own = event_id(k)
        return Event(
            id=own,
            event_type=k.type,
            subtype=k.subtype,
            status=k.status,
            date=date.date if date else None,
            date_end=date.date_end if date else None,
            date_precision=date.precision if date else None,
            date_source=date.source if date else "none",
            trigger=replace(self.trigger_span(k.lead), event=own),
            mentions=tuple(
                replace(self.trigger_span(c), event=own) for c in sorted(k.members, key=lambda c: c.token.i)
            ),
            arguments=tuple(sorted(arguments.values(), key=lambda a: (a.start, a.end, a.role))),
            figures=tuple(sorted(figures, key=lambda f: (f.start, f.end, f.kind))),
        )

    def event_of_figure(self, f: FigureSpan) -> Cluster | None:
        """The event whose people a figure counts: the one whose words it depends on, else the one last told."""
        token = self.doc[f.head]
        for _ in range(6):
            k = self.events.of(token)
            if (
                k is not None
                and k.type in FIGURE_EVENTS
                and not (k.type in ("Death", "Injury") and len(k.members) == 1)
            ):
                return k
            if token.head.i == token.i:
                break
            token = token.head
        for t in self.doc[f.head].sent:
            k = self.events.of(t)
            if k is not None and k.type in FIGURE_EVENTS and k.status in REAL and k.type not in ("Death", "Injury"):
                return k
        return self.claims.salient(self.doc[f.head])

    # -- claims --------------------------------------------------------------------------------------------------------

    def claims_of(self, drafts: Sequence[Draft]) -> Iterator[Claim]:
        """The claims of drafts, those within others naming them."""
        ids: dict[int, str] = {}
        for d in sorted(drafts, key=lambda d: d.within is not None):
            claim = self._claim(d, ids)
            ids[id(d)] = claim.id
            yield claim

    def _claim(self, d: Draft, ids: dict[int, str]) -> Claim:
        subject = (
            self.phrases.span(d.subject, agent=True)
            if d.subject is not None
            else self._event_span(d.subject_event, d.trigger)
        )
        if d.subject_as is not None:
            subject = replace(subject, mention=self.phrases.span(d.subject_as, agent=True).mention)
        obj: Span | None = None
        if d.predicate == "ACCUSED":
            obj = self.phrases.span(d.object, agent=True) if d.object is not None else None
        elif d.event is not None:
            obj = self._event_span(d.event, d.object or d.trigger)
        elif d.object is not None:
            obj = self.phrases.span(d.object, agent=True)
        deed = d.predicate in ("CARRIED_OUT", "ACCUSED_OF")
        date = d.event.date if deed and d.event is not None else date_of(d.trigger, self.dates)
        said = next((date_of(a.verb, self.dates) for a in d.attributions if a.verb is not None), None)
        evidence = self._extent([t for t in (d.trigger, d.subject, d.object) if t is not None], d.trigger)
        speaker = (
            self.phrases.span(
                d.speaker,
                agent=self.phrases.mention(d.speaker) is None
                and d.speaker.lemma_.lower() in ("government", "leadership"),
            )
            if d.speaker is not None
            else None
        )
        verification = self.verification.of(d.trigger)
        return self._made(
            Claim(
                id="",
                predicate=d.predicate,
                polarity=d.polarity,
                certainty=d.certainty,
                voice=self._voice(d.speaker, d.outlets),
                quote=d.quote,
                role=d.role,
                subject=subject,
                object=obj,
                about=event_id(d.event) if d.predicate == "ACCUSED" and d.event is not None else None,
                speaker=speaker,
                reported_by=tuple(self.phrases.span(t) for t in d.outlets),
                within=ids.get(id(d.within)) if d.within is not None else None,
                date=date.date if date is not None else None,
                said_on=said.date if said is not None else None,
                verification=verification[0],
                verified_by=self.phrases.span(verification[1]) if verification[1] is not None else None,
                sentence=self._sentence(d.trigger),
                evidence=evidence,
                rule=d.rule,
                confidence=self._confidence(d.confidence, d.certainty),
            )
        )

    def _confidence(self, base: float, certainty: str) -> float:
        return round(max(0.05, base - {"fact": 0.0, "reported": 0.02}.get(certainty, 0.08)), 2)

    def _voice(self, speaker: Token | None, outlets: Sequence[Token]) -> str:
        if speaker is None and not outlets:
            return "article"
        parties = [speaker] if speaker is not None else list(outlets)
        named = any(self.claims.chain(t) is not None for t in parties)
        return "speaker" if named else "unknown"

    def _event_span(self, k: Cluster | None, near: Token) -> Span:
        assert k is not None
        best = min(k.members, key=lambda c: (c.token.sent.start != near.sent.start, abs(c.token.i - near.i)))
        return replace(self.trigger_span(best), event=event_id(k))

    def _sentence(self, token: Token) -> Extent:
        return self._trim(token.sent.start, token.sent.end)

    def _trim(self, start: int, end: int) -> Extent:
        while start < end - 1 and (self.doc[start].is_space or self.doc[start].is_quote):
            start += 1
        while end > start + 1 and (self.doc[end - 1].is_space):
            end -= 1
        last = self.doc[end - 1]
        return Extent(self.doc[start].idx, last.idx + len(last))

    def _extent(self, tokens: Sequence[Token], trigger: Token) -> Extent:
        """The claim's own words: from the first to the last of its parts inside the trigger's sentence."""
        sent = trigger.sent
        inside = [t for t in tokens if sent.start <= t.i < sent.end] or [trigger]
        edges = [self.phrases.extent(t) if not is_verb(t) else (t.i, t.i + 1) for t in inside]
        return self._trim(max(sent.start, min(e[0] for e in edges)), min(sent.end, max(e[1] for e in edges)))

    def _made(self, claim: Claim) -> Claim:
        """The claim with its id: a hash of what it says and where."""
        o = claim.object
        parts = [
            self.key,
            claim.predicate,
            claim.polarity,
            claim.kind or "",
            str(claim.evidence.start),
            str(claim.evidence.end),
            str(claim.subject.start),
            str(claim.subject.end),
            f"{o.start}-{o.end}" if o else "",
            claim.subject.event or "",
            (o.event or "") if o else "",
            claim.within or "",
            str(claim.speaker.start if claim.speaker else ""),
        ]
        return replace(claim, id="c" + hashlib.sha256("|".join(parts).encode()).hexdigest()[:16])

    # -- claims that events carry --------------------------------------------------------------------------------------

    def _teller(self, token: Token) -> tuple[Token | None, tuple[Token, ...], str, str, tuple[Attribution, ...]]:
        found = tuple(self.attributions.of(token))
        speaker, outlets, level, quote = self.claims._teller(found)
        return speaker, outlets, level, quote, found

    def told(
        self,
        predicate: str,
        trigger: Token,
        subject: Token | None,
        obj: Token | None,
        *,
        subject_event: Cluster | None = None,
        event: Cluster | None = None,
        rule: str,
        confidence: float = 0.85,
    ) -> Draft | None:
        """A draft of something told: hedges of its own words, then who passes it on. None where it is only supposed."""
        s = standing(trigger, self.claims.frames)
        if s.hypothetical:
            return None
        speaker, outlets, level, quote, found = self._teller(trigger)
        certainty, polarity = s.certainty, "denied" if s.negated else "affirmed"
        if found and found[0].level == "denied":
            polarity = "affirmed" if polarity == "denied" else "denied"
        if (speaker is not None or outlets) and certainty in ("fact", "reported"):
            certainty = level if level in ("alleged", "suspected") else "reported"
        return Draft(
            predicate,
            trigger,
            subject,
            obj,
            event,
            polarity,
            certainty,
            rule,
            found,
            speaker,
            outlets,
            quote=quote,
            subject_event=subject_event,
            confidence=confidence,
        )

    def argument_drafts(self, k: Cluster) -> Iterator[Draft]:
        """OCCURRED_AT, TARGETED, KILLED_IN, INJURED_IN, PARTICIPATED_IN: the event's named arguments, each as told."""
        if k.status not in REAL:
            return
        finest = max(
            (
                self.granularity.of_token(t, self.phrases)
                for t in k.fillers("place") + self._site_targets(k)
                if self.claims.is_named(t)
            ),
            default=None,
        )
        for c in k.members:
            for role, tokens in c.arguments.items():
                for t in tokens:
                    if not self.claims.is_named(t) or self.events.of(t) is not None:
                        continue
                    if role == "place" or (role == "target" and t in self._site_targets(k)):
                        if self.granularity.of_token(t, self.phrases) == finest and self.phrases.label(t) not in (
                            "PERSON",
                            "NORP",
                        ):
                            yield from self._some(
                                self.told("OCCURRED_AT", c.token, None, t, subject_event=k, rule="event.place")
                            )
                    if role == "target" and k.type in AIMED:
                        yield from self._some(
                            self.told("TARGETED", c.token, None, t, subject_event=k, rule="event.target")
                        )
                    elif role == "victim":
                        yield from self._victim(k, c, t)
                    elif role == "participant" and (k.type in ATTENDED or k.subtype == "clash"):
                        yield from self._some(
                            self.told("PARTICIPATED_IN", c.token, t, None, event=k, rule="event.participant")
                        )

    @staticmethod
    def _some(d: Draft | None) -> Iterator[Draft]:
        if d is not None:
            yield d

    def _site_targets(self, k: Cluster) -> list[Token]:
        return [
            t
            for t in k.fillers("target")
            if self.phrases.label(t) in ("FAC", "LOC", "GPE") and self.granularity.of_token(t, self.phrases) >= SITE - 1
        ]

    def _victim(self, k: Cluster, c: Candidate, t: Token) -> Iterator[Draft]:
        label = self.phrases.label(t)
        if label != "PERSON":
            yield from self._some(self.told("TARGETED", c.token, None, t, subject_event=k, rule="event.target"))
            return
        lemma = c.token.lemma_.lower() if not is_verb(c.token) else lemma_of(c.token)
        killed = lemma in (
            "kill",
            "murder",
            "assassinate",
            "execute",
            "slay",
            "massacre",
            "die",
            "perish",
            "assassination",
            "murder",
            "killing",
            "death",
            "slaying",
            "execution",
            "behead",
            "lynch",
            "shoot_dead",
            "gun_down",
        )
        hurt = lemma in HARM_VERBS or lemma in ("injury", "wounding", "stab", "stabbing", "poison", "poisoning")
        governors = (
            {lemma_of(c.token.head)} if c.token.dep_ in ("xcomp", "acl", "advcl", "nmod", "obl", "obj") else set()
        )
        undone = bool(UNDONE & (governors | {x.lower_ for x in c.token.children}))
        if (killed or hurt) and not undone:
            yield from self._some(
                self.told("KILLED_IN" if killed else "INJURED_IN", c.token, t, None, event=k, rule="event.victim")
            )
        if c.sense.type == "Attack" and lemma not in HARM_VERBS:
            yield from self._some(self.told("TARGETED", c.token, None, t, subject_event=k, rule="event.target"))

    def figure_claim(self, f: FigureSpan, k: Cluster) -> Claim | None:
        """The claim that a figure makes of its event."""
        head = self.doc[f.head]
        d = self.told("FIGURE", head, None, None, subject_event=k, rule=f"figure.{f.kind}")
        if d is not None and d.speaker is None and not d.outlets:
            d = self._counted(d, head)
        if d is None or f.hypothetical:
            return None
        claim = self._claim(d, {})
        return self._made(
            replace(
                claim,
                kind=f.kind,
                min=f.min,
                max=f.max,
                group=f.group,
                evidence=self._figure_extent(f),
                object=None,
                as_of=None,
            )
        )

    def _counted(self, d: Draft, head: Token) -> Draft:
        """Who counts: "the committee put the number of dead at 60"."""
        verb = head
        for _ in range(4):
            if is_verb(verb) or verb.head.i == verb.i:
                break
            verb = verb.head
        if is_verb(verb) and lemma_of(verb) in COUNTING:
            agents = [t for t in self.claims.frames.frame(verb).get("agent") if self.claims.is_party(t)]
            if agents:
                outlet = self.attributions.is_outlet(agents[0])
                return replace(
                    d,
                    certainty="reported" if d.certainty == "fact" else d.certainty,
                    speaker=None if outlet else agents[0],
                    outlets=tuple(agents[:1]) if outlet else (),
                )
        return d

    def _figure_extent(self, f: FigureSpan) -> Extent:
        start, end = f.start, f.end
        if f.governor is not None and self.doc[f.governor].sent.start == self.doc[f.head].sent.start:
            start, end = min(start, f.governor), max(end, f.governor + 1)
        return self._trim(start, end)

    def figure(self, f: FigureSpan, k: Cluster) -> Figure:
        """The record of a figure inside its event."""
        return Figure(f.start_char, f.end_char, f.text(self.doc), f.kind, f.min, f.max, f.group, None, event_id(k))

    def fact_claim(self, f: Fact) -> Claim | None:
        """The claim that a standing fact makes."""
        anchor = self.doc[f.anchor[0] : f.anchor[1]].root
        speaker, outlets, level, quote, found = self._teller(anchor)
        subject, obj = self._token_span(f.subject), self._token_span(f.object)
        clause = anchor if is_verb(anchor) else governor(anchor)
        stated = f.rule.startswith(("copula", "verb")) and (speaker is not None or bool(outlets))
        certainty = less_sure("fact", level if level in ("alleged", "suspected") else "reported") if stated else "fact"
        return self._made(
            Claim(
                id="",
                predicate=f.predicate,
                polarity="denied" if f.negated else "affirmed",
                certainty=certainty,
                voice=self._voice(speaker, outlets) if stated else "article",
                quote=quote if stated else "none",
                role=f.role,
                subject=subject,
                object=obj,
                speaker=self.phrases.span(speaker) if stated and speaker is not None else None,
                reported_by=tuple(self.phrases.span(t) for t in outlets) if stated else (),
                since=f.since,
                until=f.until,
                current=f.current,
                sentence=self._sentence(clause),
                evidence=self._trim(*f.anchor),
                rule=f.rule,
                confidence=f.confidence,
            )
        )

    def _token_span(self, tokens: tuple[int, int]) -> Span:
        last = self.doc[tokens[1] - 1]
        a, b = self.doc[tokens[0]].idx, last.idx + len(last)
        m = next((m for m in self.phrases.mentions if (m.start, m.end) == tokens), None)
        if m is None or not self.phrases.names(m.chain):
            return Span(a, b, self.doc.text[a:b])
        return Span(a, b, self.doc.text[a:b], mention_id(self.doc, m.start, m.end))
