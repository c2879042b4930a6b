"""From a Doc to an Extraction: mentions, events with arguments, claims with speaker, polarity, certainty, figures, time.

Syntax is code (frames), what a frame means is data (rules/*.yaml). spaCy's types stop here.
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from kg.extract.attribution import Attributions
from kg.extract.claims import Claims, Draft
from kg.extract.dates import DateSpan, find_dates
from kg.extract.events import Events
from kg.extract.facts import find_facts
from kg.extract.figures import find_figures
from kg.extract.frames import Frames
from kg.extract.lexicon import load_lexicon
from kg.extract.phrases import Phrases
from kg.extract.places import Granularity
from kg.extract.record import Recorder
from kg.extract.rules import Rules, load_rules
from kg.records import Article, Claim, Document, Extraction, Figure, Furniture, Mention, text_hash

__all__ = ["Rules", "extract", "load_rules"]


def extract(doc: Doc, article: Article, rules: Rules) -> Extraction:
    """Everything that one document says.

    Takes the Doc that `kg.load_pipeline()` made of `article.text`, the Article, and the rules; gives its record, with
    the hash of the text as id. Nothing is read out of what is marked as page furniture.

    >>> import kg
    >>> nlp, rules = kg.load_pipeline(), load_rules()
    >>> text = "The Islamic Army claimed responsibility for the bombing in Basra."
    >>> record = extract(nlp(text), Article(text, "a.txt"), rules)
    >>> [(c.predicate, c.subject.text) for c in record.claims if c.predicate.startswith("CLAIMED")]
    [('CLAIMED_RESPONSIBILITY_FOR', 'Islamic Army')]
    """
    if doc.text != article.text:
        raise ValueError("the Doc was not made of this article's text")
    key = text_hash(article.text)
    document = Document(
        key,
        article.title,
        article.url,
        article.author,
        article.publisher,
        article.published,
        article.language,
        article.text,
        article.furniture,
    )
    hidden = _hidden(doc, article.furniture)
    doc._.mentions = tuple(m for m in doc._.mentions if m.start not in hidden)
    frames, phrases, granularity = Frames(doc), Phrases(doc), Granularity()
    dates = find_dates(doc, article.published)
    attributions = Attributions(doc, frames, phrases, hidden)
    events = Events(doc, frames, phrases, dates, load_lexicon(), granularity, hidden)
    facts = [f for f in find_facts(doc, dates) if f.anchor[0] not in hidden]
    represents: dict[int, frozenset[int]] = {}
    for f in facts:
        if f.predicate in ("SPOKESPERSON_FOR", "LEADS", "WORKS_FOR", "MEMBER_OF"):
            a, b = phrases.inside(doc[f.subject[0]]), phrases.inside(doc[f.object[0]])
            if a is not None and b is not None:
                represents[a.chain] = represents.get(a.chain, frozenset()) | {b.chain}
    finder = Claims(frames, phrases, attributions, events, rules, represents)
    drafts = finder.find(hidden)
    recorder = Recorder(doc, key, phrases, attributions, events, finder, dates, granularity)

    figures: dict[int, list[Figure]] = {}
    claims: list[Claim] = []
    for figure in find_figures(doc, dates):
        if figure.head in hidden:
            continue
        k = recorder.event_of_figure(figure)
        if k is None:
            continue
        claim = recorder.figure_claim(figure, k)
        if claim is not None:
            figures.setdefault(id(k), []).append(recorder.figure(figure, k))
            claims.append(claim)
    for k in events.clusters:
        drafts += _distinct(recorder.argument_drafts(k))
    claims += recorder.claims_of(drafts)
    claims += [c for f in facts if (c := recorder.fact_claim(f)) is not None]
    records = tuple(recorder.event(k, figures.get(id(k), ())) for k in events.clusters)
    unique = {c.id: c for c in claims}
    return Extraction(
        document,
        mentions=tuple(_mentions(phrases, dates, doc, hidden)),
        events=tuple(sorted(records, key=lambda e: (e.trigger.start, e.id))),
        claims=tuple(sorted(unique.values(), key=lambda c: (c.sentence.start, c.evidence.start, c.predicate, c.id))),
    )


def _hidden(doc: Doc, furniture: Sequence[Furniture]) -> frozenset[int]:
    """Indices of the tokens that lie in page furniture."""
    marks = sorted(furniture, key=lambda f: f.start)
    out: set[int] = set()
    n = 0
    for token in doc:
        while n < len(marks) and marks[n].end <= token.idx:
            n += 1
        if n < len(marks) and marks[n].start <= token.idx < marks[n].end:
            out.add(token.i)
    return frozenset(out)


def _distinct(drafts: object) -> list[Draft]:
    """One claim for one argument of one event in one sentence, however many triggers carry it."""
    seen: dict[tuple[object, ...], Draft] = {}
    for d in drafts:  # type: ignore[attr-defined]
        ends = (d.subject.i if d.subject is not None else None, d.object.i if d.object is not None else None)
        seen.setdefault((d.predicate, ends), d)
    return list(seen.values())


def _mentions(phrases: Phrases, dates: Sequence[DateSpan], doc: Doc, hidden: frozenset[int]) -> list[Mention]:
    furniture = [(doc[i].idx, doc[i].idx + len(doc[i])) for i in sorted(hidden)]
    inside = {a for a, _ in furniture}
    out = [m for m in phrases.records() if m.start not in inside and m.label != "DATE"]
    for d in dates:
        if d.start not in hidden:
            name = f"m{d.start_char}-{d.end_char}"
            out.append(Mention(name, d.start_char, d.end_char, d.text(doc), "DATE", "name", f"d{d.start_char}"))
    unique = {m.id: m for m in reversed(out)}
    return sorted(unique.values(), key=lambda m: (m.start, m.end))
