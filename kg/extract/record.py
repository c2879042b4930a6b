"""From drafts to the record: events, figures, standing facts and claims of one document, with offsets and ids."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.extract.arguments import REAL, Arguments
from kg.extract.clusters import Candidate, Cluster
from kg.extract.dates import DateSpan, date_of
from kg.extract.drafts import ACCUSATION, CHARGE, CLAIM, DEED, Draft, teller
from kg.extract.facts import Fact
from kg.extract.figures import FigureSpan
from kg.extract.frames import governor, is_verb, lemma_of
from kg.extract.parties import Parties
from kg.extract.phrases import Phrases, mention_id
from kg.extract.topics import HARM, Topics
from kg.extract.verification import Verification
from kg.extract.words import words
from kg.language.sentences import sentence_of, sentence_start
from kg.records import Argument, Claim, Event, Extent, Figure, Span

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
PARTIES = ("perpetrator", "target", "victim", "participant")  # given by the fullest name that the text has for them
ROLES = ("perpetrator", "target", "victim", "instrument", "place", "participant")
HEDGE_COST = {"fact": 0.0, "reported": 0.02}  # taken off the confidence; 0.08 for anything less sure


def event_id(k: Cluster) -> str:
    """Id of an event inside its document's record, made of its first trigger's offset."""
    first = k.members[0].token
    return f"e{first.idx}-{first.idx + len(first)}"


class Recorder:
    """Turns what was found in one Doc into the frozen records; `key` is the hash of its text."""

    def __init__(
        self,
        doc: Doc,
        key: str,
        phrases: Phrases,
        parties: Parties,
        topics: Topics,
        arguments: Arguments,
        dates: Sequence[DateSpan],
    ):
        self.doc, self.key, self.phrases, self.parties = doc, key, phrases, parties
        self.topics, self.arguments, self.dates = topics, arguments, dates
        self.verification = Verification(doc)

    # -- spans ---------------------------------------------------------------------------------------------------------

    def _span(self, start: int, end: int) -> Span:
        """The words of tokens [start, end)."""
        last = self.doc[end - 1]
        a, b = self.doc[start].idx, last.idx + len(last)
        return Span(a, b, self.phrases.text[a:b])

    def _trigger(self, c: Candidate) -> Span:
        """The words of a trigger: a noun with its modifiers and what it is aimed at, a verb alone."""
        if is_verb(c.token):
            return self._span(c.token.i, c.token.i + 1)
        return self._span(*self.phrases.extent(c.token, trailing=("of", "on", "against")))

    def _event_span(self, k: Cluster, near: Token) -> Span:
        """The mention of an event that stands nearest to a token, its own sentence first."""
        best = min(k.members, key=lambda c: (sentence_start(c.token) != sentence_start(near), abs(c.token.i - near.i)))
        return replace(self._trigger(best), event=event_id(k))

    def _fact_span(self, tokens: tuple[int, int]) -> Span:
        """The words of a side of a standing fact, and the mention that is exactly these words."""
        m = next((m for m in self.phrases.mentions if (m.start, m.end) == tokens), None)
        named = m is not None and self.phrases.names(m.chain)
        return replace(self._span(*tokens), mention=mention_id(self.doc, *tokens) if named else None)

    def _extent(self, start: int, end: int) -> Extent:
        """Tokens [start, end) without white space and quotation marks at their ends, as characters."""
        while start < end - 1 and (self.doc[start].is_space or self.doc[start].is_quote):
            start += 1
        while end > start + 1 and self.doc[end - 1].is_space:
            end -= 1
        last = self.doc[end - 1]
        return Extent(self.doc[start].idx, last.idx + len(last))

    def _sentence(self, token: Token) -> Extent:
        return self._extent(sentence_start(token), sentence_of(token).end)

    def _own_words(self, d: Draft) -> Extent:
        """A claim's own words: from the first to the last of its parts inside the trigger's sentence."""
        sent = sentence_of(d.trigger)
        parts = [t for t in (d.trigger, d.subject, d.object) if t is not None and sent.start <= t.i < sent.end]
        edges = [(t.i, t.i + 1) if is_verb(t) else self.phrases.extent(t) for t in parts]
        if d.predicate == "SAID_ABOUT":  # all that was said in this sentence
            said = next((a for a in d.attributions if d.trigger.i in a.scope), None)
            edges += [(i, i + 1) for i in (said.scope if said is not None else ()) if sent.start <= i < sent.end]
        return self._extent(max(sent.start, min(a for a, _ in edges)), min(sent.end, max(b for _, b in edges)))

    # -- events --------------------------------------------------------------------------------------------------------

    def event(self, k: Cluster, figures: Iterable[Figure], doers: Sequence[Token]) -> Event:
        """The record of one event. Its perpetrators are those that anybody tells of: also `doers`, from drafts."""
        date, own = k.date, event_id(k)
        arguments: dict[tuple[int, int, str], Argument] = {}
        for role in ROLES:
            for t in (*k.fillers(role), *(doers if role == "perpetrator" else ())):
                named = self.phrases.fullest_name(t) if role in PARTIES else None
                if named is None and t.pos_ == "PRON":
                    continue  # nobody knows whom it stands for
                s = self.phrases.span(t if named is None else named, agent=role == "perpetrator")
                arguments.setdefault((s.start, s.end, role), Argument(s.start, s.end, s.text, role, s.mention))
        if date is not None:
            a, b = date.start_char, date.end_char
            arguments[(a, b, "time")] = Argument(a, b, self.phrases.text[a:b], "time")
        return Event(
            id=own,
            event_type=k.type,
            subtype=k.subtype,
            status=k.status,
            date=date.date if date else None,
            date_end=date.date_end if date else None,
            date_precision=date.precision if date else None,
            date_source=date.source if date else "none",
            trigger=replace(self._trigger(k.lead), event=own),
            mentions=tuple(replace(self._trigger(c), event=own) for c in k.members),
            arguments=tuple(sorted(arguments.values(), key=lambda a: (a.start, a.end, a.role))),
            figures=tuple(sorted(figures, key=lambda f: (f.start, f.end, f.kind))),
        )

    # -- claims --------------------------------------------------------------------------------------------------------

    def claims(self, drafts: Sequence[Draft]) -> Iterator[Claim]:
        """The claims of drafts; those within others name them."""
        ids: dict[int, str] = {}
        for d in sorted(drafts, key=lambda d: d.within is not None):
            claim = self._claim(d, ids.get(id(d.within)) if d.within is not None else None)
            ids[id(d)] = claim.id
            yield claim

    def _subject(self, d: Draft) -> Span:
        if d.subject is None:
            if d.subject_event is None:
                raise ValueError(f"a {d.predicate} draft without a subject")
            return self._event_span(d.subject_event, d.trigger)
        span = self.phrases.span(d.subject, agent=True)
        if d.subject_as is None:
            return span
        return replace(span, mention=self.phrases.span(d.subject_as, agent=True).mention)

    def _object(self, d: Draft) -> Span | None:
        if d.event is not None and d.predicate != ACCUSATION:
            return self._event_span(d.event, d.object or d.trigger)
        return self.phrases.span(d.object, agent=True) if d.object is not None else None

    def _claim(self, d: Draft, within: str | None = None) -> Claim:
        told_of = d.event.date if d.event is not None and d.predicate in (DEED, CHARGE) else None
        date = told_of if d.predicate in (DEED, CHARGE) else date_of(d.trigger, self.dates)
        said = next((date_of(a.verb, self.dates) for a in d.attributions if a.verb is not None), None)
        verification, verifier = self.verification.of(d.trigger)
        return self._identified(
            Claim(
                id="",
                predicate=d.predicate,
                polarity=d.polarity,
                certainty=d.certainty,
                voice=self._voice(d.speaker, d.outlets),
                quote=d.quote,
                role=d.role,
                subject=self._subject(d),
                object=self._object(d),
                about=event_id(d.event) if d.predicate == ACCUSATION and d.event is not None else None,
                speaker=self.phrases.span(d.speaker) if d.speaker is not None else None,
                reported_by=tuple(self.phrases.span(t) for t in d.outlets),
                within=within,
                date=date.date if date is not None else None,
                said_on=said.date if said is not None else None,
                verification=verification,
                verified_by=self.phrases.span(verifier) if verifier is not None else None,
                sentence=self._sentence(d.trigger),
                evidence=self._own_words(d),
                rule=d.rule,
                confidence=round(max(0.05, d.confidence - HEDGE_COST.get(d.certainty, 0.08)), 2),
            )
        )

    def _voice(self, speaker: Token | None, outlets: Sequence[Token]) -> str:
        if speaker is None and not outlets:
            return "article"
        parties = [speaker] if speaker is not None else list(outlets)
        return "speaker" if any(self.parties.chain(t) is not None for t in parties) else "unknown"

    def _identified(self, claim: Claim) -> Claim:
        """The claim with its id: a hash of what it says and where."""
        o, speaker = claim.object, claim.speaker
        parts = (
            self.key,
            claim.predicate,
            claim.polarity,
            claim.kind,
            claim.evidence.start,
            claim.evidence.end,
            claim.subject.start,
            claim.subject.end,
            claim.subject.event,
            (o.start, o.end, o.event) if o else None,
            claim.within,
            speaker.start if speaker else None,
        )
        return replace(claim, id="c" + hashlib.sha256(repr(parts).encode()).hexdigest()[:16])

    # -- figures -------------------------------------------------------------------------------------------------------

    def event_of_figure(self, f: FigureSpan) -> Cluster | None:
        """The event whose people a figure counts: the one whose words it depends on, else the one last told."""
        head = self.doc[f.head]
        above = [head, *head.ancestors]
        for t in (*above[:6], *sentence_of(head)):
            k = self.topics.events.of(t)
            if k is None or k.type not in FIGURE_EVENTS or (k.type in ("Death", "Injury") and len(k.members) == 1):
                continue
            if t in above[:6] or k.status in REAL:
                return k
        return self.topics.salient(head)

    def figure(self, f: FigureSpan, k: Cluster) -> tuple[Figure, Claim] | None:
        """A figure of an event, and the claim that it makes; None where the words only suppose it."""
        head = self.doc[f.head]
        d = self.arguments.told("FIGURE", head, None, None, f"figure.{f.kind}", subject_event=k)
        if d is None or f.hypothetical:
            return None
        if any(c.dep_ in ("amod", "compound") and c.lower_ in words("identity_hedge") for c in head.children):
            # "two suspected militants were killed": who they were is unsure, not how many
            verb = next((t for t in head.ancestors if is_verb(t)), None)
            clause = self.arguments.told("FIGURE", verb, None, None, d.rule) if verb is not None else None
            d = replace(d, certainty=clause.certainty if clause is not None else d.certainty)
        if d.speaker is None and not d.outlets:
            d = self._counted(d, head)
        start, end = f.start, f.end
        if f.governor is not None and sentence_start(self.doc[f.governor]) == sentence_start(head):
            start, end = min(start, f.governor), max(end, f.governor + 1)
        claim = replace(
            self._claim(d), kind=f.kind, min=f.min, max=f.max, group=f.group, evidence=self._extent(start, end)
        )
        own = event_id(k)
        text = self.phrases.text[f.start_char : f.end_char]
        figure = Figure(f.start_char, f.end_char, text, f.kind, f.min, f.max, f.group, None, own)
        return figure, self._identified(claim)

    def _counted(self, d: Draft, head: Token) -> Draft:
        """The draft with the one who counts: "the committee put the number of dead at 60"."""
        verb = next((t for t in (head, *head.ancestors) if is_verb(t)), None)
        if verb is None or lemma_of(verb) not in words("counting_verb"):
            return d
        counters = [t for t in self.arguments.frames.frame(verb).get("agent") if self.parties.is_party(t)]
        if not counters:
            return d
        certainty = "reported" if d.certainty == "fact" else d.certainty
        if self.arguments.attributions.is_outlet(counters[0]):
            return replace(d, certainty=certainty, outlets=(counters[0],))
        return replace(d, certainty=certainty, speaker=counters[0])

    # -- standing facts ------------------------------------------------------------------------------------------------

    def fact(self, f: Fact) -> Claim:
        """The claim of a standing fact. What an office or apposition says is the article's own word, also inside what
        somebody says; a copula or a verb is the speaker's."""
        anchor = self.doc[f.anchor[0] : f.anchor[1]].root
        by = teller(self.arguments.attributions.of(anchor))
        stated = f.rule.startswith(("copula", "verb")) and (by.speaker is not None or bool(by.outlets))
        return self._identified(
            Claim(
                id="",
                predicate=f.predicate,
                polarity="denied" if f.negated else "affirmed",
                certainty=by.passes_on("fact") if stated else "fact",
                voice=self._voice(by.speaker, by.outlets) if stated else "article",
                quote=by.quote if stated else "none",
                role=f.role,
                subject=self._fact_span(f.subject),
                object=self._fact_span(f.object),
                speaker=self.phrases.span(by.speaker) if stated and by.speaker is not None else None,
                reported_by=tuple(self.phrases.span(t) for t in by.outlets) if stated else (),
                since=f.since,
                until=f.until,
                current=f.current,
                sentence=self._sentence(anchor if is_verb(anchor) else governor(anchor)),
                evidence=self._extent(*f.anchor),
                rule=f.rule,
                confidence=f.confidence,
            )
        )


def doers(drafts: Iterable[Draft]) -> dict[int, list[Token]]:
    """Who claims each event or is said to have done it, by the id of its cluster."""
    out: dict[int, list[Token]] = {}
    for d in drafts:
        told = d.predicate in (CLAIM, CHARGE, DEED) and d.polarity == "affirmed" and d.certainty != "planned"
        if told and d.event is not None and d.subject is not None and d.role in (None, "perpetrator", "organiser"):
            out.setdefault(id(d.event), []).append(d.subject)
    return out
