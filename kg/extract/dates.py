"""Dates: where a text names a time, which days that is, and what happened then.

`find_dates` reads the words (the table is in `date_rules`); `date_of` and `event_date` follow the tree from a
predicate to the date that belongs to it. The date of publication is the only clock: today's date is never used, and
what cannot be known stays None.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from kg.extract.date_rules import EXPRESSIONS, Context, Kind, Precision, Reading, Reference, Source
from kg.language.sentences import sentence_of


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Verbs whose own date tells when something was said or felt, not when the thing spoken of happened.
SPEECH_VERBS = _words(
    "accuse acknowledge add admit allege announce appeal apologise apologize argue assert blame call charge cite claim "
    "comment concede condemn confirm criticise criticize declare decry demand denounce deny deplore describe disclose "
    "discuss dismiss estimate explain express hail indicate investigate link mention mourn note praise probe recall "
    "refer reiterate reject remember remind repeat report respond reveal say show speak state stress suggest talk tell "
    "tweet urge verify vow warn welcome write"
)
_FUTURE_WORDS = _words("will wo shall 'll ’ll")
_FUTURE_LEMMAS = _words("due schedule plan expect intend upcoming forthcoming set slate hope aim")
_CLAUSE_DEPS = _words("ccomp advcl csubj csubj:pass acl acl:relcl parataxis root")
_TIME_DEPS = _words(
    "obl obl:tmod obl:npmod obl:unmarked nmod nmod:tmod nmod:unmarked advmod nmod:poss compound amod nummod dep "
    "npadvmod parataxis appos discourse list"
)
# A date that hangs on a noun inside a verb's argument ("condemned Friday's attack") is the noun's alone.
_OWN_TIME_DEPS = _words("obl obl:tmod obl:npmod obl:unmarked nmod:tmod nmod advmod npadvmod dep")
_NOUN_LINKS = _words("nmod nmod:of nmod:unmarked appos flat compound conj nmod:poss")
# How a date hangs on the head of its own time phrase ("on the morning of 7 June").
_INSIDE_TIME_DEPS = _NOUN_LINKS | {"nmod:tmod", "nummod"}
_TIME_NOUNS = _words("morning evening night afternoon day hour week weekend month beginning end start eve middle")
_DATELINE_CHARS = 160
_DATELINE = re.compile(r"^[^\n]{0,120}?(?:\)|--|—|–)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class DateSpan:
    """Words that name a time.

    `start`, `end` are tokens, `start_char`, `end_char` characters, both end exclusive. `date` and `date_end` are ISO
    8601, None where unknown; a `span` with only one of them is open ("since 2015", "until 5 May"). `source` is what
    the year rests on. `relative_to_event` is a signed ISO 8601 duration from the event that the text tells of ("two
    days later" is +P2D).
    """

    start: int
    end: int
    start_char: int
    end_char: int
    date: str | None
    date_end: str | None
    precision: Precision | None
    source: Source
    kind: Kind
    relative_to_event: str | None = None
    rule: str = ""

    def text(self, doc: Doc) -> str:
        """The words."""
        return doc.text[self.start_char : self.end_char]


def find_dates(doc: Doc, published: str | None) -> tuple[DateSpan, ...]:
    """All times named in the document, in order, none overlapping another.

    Takes the document and its date of publication (ISO 8601, as exact as known, or None). Raises ValueError if
    `published` is no ISO date.

    >>> import spacy
    >>> doc = spacy.blank("en")("Police arrested him on Friday.")
    >>> [(one.text(doc), one.date) for one in find_dates(doc, "2024-03-24")]
    [('Friday', '2024-03-22')]
    """
    reference = Reference.of(published)
    matches = _matches(doc)
    years = _written_years(matches)
    if reference.year is None:
        reference = _dateline(doc, matches, reference)
    parsed = doc.has_annotation("DEP")
    found: list[DateSpan] = []
    for index, match in matches:
        expression = EXPRESSIONS[index]
        start_char = match.start("at") if "at" in match.re.groupindex else match.start()
        span = doc.char_span(start_char, match.end(), alignment_mode="expand")
        if span is None or (found and span.start < found[-1].end):
            continue
        told = next((int(d.date[:4]) for d in reversed(found) if d.date and d.date[0] != "-"), None)
        context = Context(reference, _is_future(doc, span.start, span.end, parsed), years, told)
        reading = expression.read(match.groupdict(), context)
        assert reading is not None  # `_matches` keeps only what can be read
        found.append(_opened(doc, span.start, _date_span(reading, span.start, span.end, start_char, match.end(),
                                                         expression.id)))  # fmt: skip
    return tuple(found)


def _date_span(reading: Reading, start: int, end: int, start_char: int, end_char: int, rule: str) -> DateSpan:
    return DateSpan(start, end, start_char, end_char, reading.date, reading.date_end, reading.precision,
                    reading.source if reading.date or reading.date_end else "none", reading.kind,
                    reading.relative_to_event, rule)  # fmt: skip


def _opened(doc: Doc, start: int, span: DateSpan) -> DateSpan:
    """ "since X" and "until X" are spans with one open end."""
    before = doc[start - 1].lower_ if start else ""
    if span.kind != "point" or before not in ("since", "until", "till"):
        return span
    begin, end = (span.date, None) if before == "since" else (None, span.date)
    return DateSpan(span.start, span.end, span.start_char, span.end_char, begin, end, span.precision, span.source,
                    "span", span.relative_to_event, span.rule)  # fmt: skip


def _matches(doc: Doc) -> list[tuple[int, re.Match[str]]]:
    """Readable matches of the table, the longest at each place, left to right, none overlapping."""
    blank = Context(Reference(), False, {})
    text = doc.text  # built anew at each access
    every = [
        (match.start(), -match.end(), index, match)
        for index, expression in enumerate(EXPRESSIONS)
        for match in expression.pattern.finditer(text)
    ]
    every.sort(key=lambda one: one[:3])
    taken: list[tuple[int, re.Match[str]]] = []
    end = 0
    for start, _, index, match in every:
        if start >= end and EXPRESSIONS[index].read(match.groupdict(), blank) is not None:
            taken.append((index, match))
            end = match.end()
    return taken


def _written_years(matches: Sequence[tuple[int, re.Match[str]]]) -> dict[tuple[int, int], frozenset[int]]:
    """The years that the document itself gives to a month and day."""
    years: dict[tuple[int, int], set[int]] = defaultdict(set)
    blank = Context(Reference(), False, {})
    for index, match in matches:
        reading = EXPRESSIONS[index].read(match.groupdict(), blank)
        written = reading.written if reading else None
        if written and written.year and written.month and written.day:
            years[written.month, written.day].add(written.year)
    return {day: frozenset(found) for day, found in years.items()}


def _dateline(doc: Doc, matches: Sequence[tuple[int, re.Match[str]]], unknown: Reference) -> Reference:
    """The date of a wire dateline ("BOGOTA, 10 JAN 90 (EFE) -- ...") stands for that of publication, if none is given.

    Only a full date at the head of the document counts, on a line that goes on with a bracket or a dash.
    """
    head = _DATELINE.search(doc.text[:_DATELINE_CHARS])
    if head is None or doc.text[: head.start()].strip():
        return unknown
    blank = Context(Reference(), False, {})
    for index, match in matches:
        if match.end() > head.end():
            break
        reading = EXPRESSIONS[index].read(match.groupdict(), blank)
        place = doc.text[head.start() : match.start()].strip(" ,(")
        full = reading is not None and reading.precision == "day" and reading.source == "text"
        if reading and full and place and place in (place.title(), place.upper()):
            return Reference.of(reading.date)
    return unknown


def _is_future(doc: Doc, start: int, end: int, parsed: bool) -> bool:
    """Whether the words around a date speak of what is to come."""
    if not parsed:
        window = doc[max(0, start - 10) : start]
        return any(token.lower_ in _FUTURE_WORDS or token.lemma_ in _FUTURE_LEMMAS for token in window)
    token = _span_head(doc, start, end)
    for _ in range(len(doc)):
        if token.pos_ in ("VERB", "AUX") or token.dep_ == "root" or token.head.i == token.i:
            break
        if token.pos_ in ("NOUN", "ADJ") and any(child.lemma_ in _FUTURE_LEMMAS for child in token.children):
            return True
        token = token.head
    governors = [token]
    while (
        governors[-1].dep_ in ("xcomp", "acl", "conj")
        and governors[-1].head.i != governors[-1].i
        and len(governors) < 6
    ):
        governors.append(governors[-1].head)
    for governor in governors:
        if governor.lemma_.lower() in _FUTURE_LEMMAS and governor is not token:
            return True
        for child in governor.children:
            if child.dep_ in ("aux", "aux:pass", "cop") and child.lower_ in _FUTURE_WORDS:
                return True
    first = governors[0]
    to = [child for child in first.children if child.dep_ == "mark" and child.lower_ == "to"]
    # "is to be held on", "is due to open on", "is going to meet on"
    if to and first.head.i != first.i and first.dep_ in ("xcomp", "ccomp", "acl"):
        head = first.head
        return head.lemma_.lower() in _FUTURE_LEMMAS | {"go", "be"} and "Past" not in head.morph.get("Tense", [])
    return (
        first.lemma_.lower() in _FUTURE_LEMMAS
        and first.tag_ in ("VBN", "JJ")
        and "VBD" not in {child.tag_ for child in first.children if child.dep_ in ("aux", "aux:pass", "cop")}
    )


def _span_head(doc: Doc, start: int, end: int) -> Token:
    """The token of a stretch whose head lies outside it; where there are several, one that is no preposition."""
    outside = [token for token in doc[start:end] if not start <= token.head.i < end or token.head.i == token.i]
    named = [token for token in outside if token.pos_ not in ("ADP", "DET", "PUNCT")]
    return (named or outside or [doc[start]])[0]


def _governor(token: Token) -> Token | None:
    return None if token.head.i == token.i else token.head


def _is_clause(token: Token) -> bool:
    """A token that heads a clause: a verb, or whatever has a subject or a copula."""
    if token.pos_ in ("VERB", "AUX"):
        return token.dep_ not in ("amod", "compound", "aux", "aux:pass", "cop")
    return any(child.dep_.split(":")[0] in ("nsubj", "csubj", "cop") for child in token.children)


def _usable(span: DateSpan) -> bool:
    return span.kind != "duration" and (
        span.date is not None or span.date_end is not None or span.relative_to_event is not None
    )


def date_of(token: Token, dates: Sequence[DateSpan]) -> DateSpan | None:
    """The date that is attached to a predicate, a verb or a noun: "said *on Friday*", "*Friday's* attack", "the
    attack in Moscow *on 22 March*". None where there is none; durations and dates without any content are passed over.

    Of several the nearest in the tree wins, then the nearest in the text.
    """
    doc = token.doc
    clause = _is_clause(token)
    best: tuple[int, int, int] | None = None
    chosen: DateSpan | None = None
    for span in dates:
        if not _usable(span) or span.start <= token.i < span.end:
            continue
        head = _span_head(doc, span.start, span.end)
        distance = _attached(head, token, clause)
        if distance is None:
            continue
        key = (distance, abs(head.i - token.i), span.start)
        if best is None or key < best:
            best, chosen = key, span
    return chosen


def _attached(head: Token, token: Token, clause: bool) -> int | None:
    """How many links lead from a date up to the predicate, or None where another predicate lies between."""
    current, steps = head, 0
    while True:
        above = _governor(current)
        if above is None or steps > 8:
            return None
        dep = current.dep_
        steps += 1
        if above.i == token.i:
            if clause and token.pos_ in ("VERB", "AUX"):
                return steps if dep in _OWN_TIME_DEPS or (steps == 1 and dep in _TIME_DEPS) else None
            return steps if dep in _TIME_DEPS or dep in _NOUN_LINKS else None
        if _is_clause(above):
            return None
        # Up through a time phrase ("on the morning of 7 June") or, for a noun, through its places and parts.
        if clause and (dep not in _INSIDE_TIME_DEPS or not _is_time_phrase(above)):
            return None
        if not clause and dep not in _TIME_DEPS and dep not in _NOUN_LINKS:
            return None
        current = above


def _is_time_phrase(token: Token) -> bool:
    return token.lemma_.lower() in _TIME_NOUNS or token.ent_type_ in ("DATE", "TIME")


def event_date(doc: Doc, trigger: Token | int, dates: Sequence[DateSpan]) -> DateSpan | None:
    """Which date an event takes, from the words that tell of it.

    In this order: a date on the trigger itself; for a noun the date of the verb it is subject or object of ("the
    attack took place on Friday") or of a clause that describes it ("the attack that killed 40 on Friday"); for a
    participle or a coordinated verb the date of the verb it goes with; another date in the same clause; a date in the
    sentence that belongs to no verb. Never the date of a verb of saying: in "said on Friday that gunmen attacked on
    Monday" Friday is when it was said.
    """
    token = doc[trigger] if isinstance(trigger, int) else trigger
    own = date_of(token, dates)
    if own is not None:
        return own
    if not token.dep:  # (`Doc.has_annotation` walks the whole Doc)
        return None
    described = _from_descriptions(token, dates)
    if described is not None:
        return described
    verb = token
    for _ in range(6):
        above = _governor(verb)
        if above is None or not _shares_time(verb):
            break
        if above.pos_ in ("VERB", "AUX") and above.lemma_.lower() in SPEECH_VERBS:
            break
        subject = verb.dep_ in ("nsubj", "nsubj:pass")
        verb = above
        shared = date_of(verb, dates) or (_from_complements(verb, dates) if subject else None)
        if shared is not None:
            return shared
    return _in_clause(doc, token, dates)


def _from_descriptions(token: Token, dates: Sequence[DateSpan]) -> DateSpan | None:
    for child in token.children:
        if child.dep_.startswith("acl") and child.lemma_.lower() not in SPEECH_VERBS:
            found = date_of(child, dates)
            if found is not None:
                return found
    return None


def _from_complements(verb: Token, dates: Sequence[DateSpan]) -> DateSpan | None:
    """ "The summit is to take place on July 4": the date hangs on the verb that the subject's verb brings along."""
    for child in verb.children:
        if child.dep_ == "xcomp" and child.lemma_.lower() not in SPEECH_VERBS:
            found = date_of(child, dates)
            if found is not None:
                return found
    return None


def _shares_time(token: Token) -> bool:
    """Whether what a token tells of happened when its governor did."""
    dep = token.dep_
    if dep in ("nsubj", "nsubj:pass", "obj", "obl", "nmod", "appos", "conj", "xcomp", "compound", "iobj"):
        return True
    # "stormed the hall on Friday, killing 40": a bare participle, with no conjunction that puts it at another time
    if dep == "advcl":
        return token.tag_ in ("VBG", "VBN") and not any(child.dep_ == "mark" for child in token.children)
    return False


def _clause_of(token: Token) -> Token:
    current = token
    while not _is_clause(current):
        above = _governor(current)
        if above is None:
            return current
        current = above
    return current


def _in_clause(doc: Doc, token: Token, dates: Sequence[DateSpan]) -> DateSpan | None:
    clause = _clause_of(token)
    sentence = sentence_of(token)
    same: list[tuple[int, int, DateSpan]] = []
    loose: list[tuple[int, int, DateSpan]] = []
    speaking = clause.i != token.i and clause.lemma_.lower() in SPEECH_VERBS
    for span in dates:
        if not _usable(span) or not sentence.start <= span.start < sentence.end:
            continue
        head = _span_head(doc, span.start, span.end)
        owner = _clause_of(head)
        key = (abs(head.i - token.i), span.start, span)
        # Inside a noun of its own ("after the 2002 siege") a date says nothing of the clause.
        bound = head.dep_ in ("nmod:poss", "compound", "amod", "nummod") and head.head.i != token.i
        if bound:
            continue
        if owner.i == clause.i and not speaking:
            same.append(key)
        elif not _is_clause(owner):
            loose.append(key)
    for group in (same, loose):
        if group:
            return min(group, key=lambda one: one[:2])[2]
    return None
