"""From a Doc to an Extraction: mentions, events with arguments, claims with speaker, polarity, certainty, time.

Syntax is code (frames), what a frame means is data (rules/*.yaml). spaCy's types stop here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from kg.extract.arguments import Arguments
from kg.extract.attribution import Attributions
from kg.extract.claims import Claims
from kg.extract.dates import DateSpan, find_dates
from kg.extract.events import Events
from kg.extract.facts import Fact, find_facts
from kg.extract.figures import find_figures
from kg.extract.frames import Frames
from kg.extract.lexicon import load_lexicon
from kg.extract.parties import Parties
from kg.extract.phrases import Phrases
from kg.extract.places import Granularity
from kg.extract.record import Recorder, doers
from kg.extract.remarks import Remarks
from kg.extract.rules import Rules, load_rules
from kg.extract.topics import Topics
from kg.records import Article, Claim, Document, Extraction, Figure, Furniture, Mention, text_hash

__all__ = ["Layers", "Rules", "bare", "extract", "layers_of", "load_rules", "record_of"]

ACTS_FOR = ("SPOKESPERSON_FOR", "LEADS", "WORKS_FOR", "MEMBER_OF")


@dataclass(frozen=True, slots=True)
class Layers:
    """What rules are applied to: the layers of analysis of one Doc. `hidden` are its tokens in page furniture."""

    doc: Doc
    hidden: frozenset[int]
    frames: Frames
    phrases: Phrases
    granularity: Granularity
    dates: list[DateSpan]
    attributions: Attributions
    events: Events
    facts: list[Fact]
    parties: Parties


def layers_of(doc: Doc, article: Article) -> Layers:
    """The layers of the Doc that was made of an article's text. Raises ValueError where it is of another text."""
    if doc.text != article.text:
        raise ValueError("the Doc was not made of this article's text")
    hidden = _hidden(doc, article.furniture)
    doc._.mentions = tuple(m for m in doc._.mentions if m.start not in hidden)
    frames, phrases, granularity = Frames(doc), Phrases(doc), Granularity()
    dates = [d for d in find_dates(doc, article.published) if d.start not in hidden]
    attributions = Attributions(doc, frames, phrases, hidden)
    events = Events(doc, frames, phrases, dates, load_lexicon(), granularity, hidden)
    facts = [f for f in find_facts(doc, dates) if f.anchor[0] not in hidden]
    parties = Parties(phrases, events, _represented(facts, phrases, doc))
    return Layers(doc, hidden, frames, phrases, granularity, dates, attributions, events, facts, parties)


def extract(doc: Doc, article: Article, rules: Rules) -> Extraction:
    """Everything that one document says.

    Takes the Doc that `kg.load_pipeline()` made of `article.text`, the Article, and the rules; gives its record, with
    the hash of the text as id. Nothing is read out of what is marked as page furniture. Raises ValueError where the Doc
    is of another text.

    >>> import kg
    >>> nlp, rules = kg.load_pipeline(), load_rules()
    >>> text = "The Islamic Army claimed responsibility for the bombing in Basra."
    >>> record = extract(nlp(text), Article(text, "a.txt"), rules)
    >>> [(c.predicate, c.subject.text) for c in record.claims if c.predicate.startswith("CLAIMED")]
    [('CLAIMED_RESPONSIBILITY_FOR', 'Islamic Army')]
    """
    return record_of(layers_of(doc, article), article, rules)


def record_of(layers: Layers, article: Article, rules: Rules) -> Extraction:
    """The record of an article whose layers are made: what `extract` gives."""
    doc, hidden, dates, events = layers.doc, layers.hidden, layers.dates, layers.events
    frames, phrases, parties = layers.frames, layers.phrases, layers.parties
    attributions, facts, topics = layers.attributions, layers.facts, Topics(frames, events)
    arguments = Arguments(frames, parties, attributions, layers.granularity)
    document = _document(article)
    recorder = Recorder(doc, document.id, phrases, parties, topics, arguments, dates)

    drafts = Claims(frames, parties, topics, attributions, rules).find(hidden)
    drafts += [d for k in events.clusters for d in arguments.of(k)] + arguments.among(topics)
    drafts += Remarks(frames, parties, attributions).find(drafts)
    claims: list[Claim] = [*recorder.claims(drafts), *(recorder.fact(f) for f in facts)]
    charged = doers(drafts)
    figures: dict[int, list[Figure]] = {}
    for f in find_figures(doc, dates):
        k = recorder.event_of_figure(f) if f.head not in hidden else None
        if k is not None and (counted := recorder.figure(f, k)) is not None:
            figures.setdefault(id(k), []).append(counted[0])
            claims.append(counted[1])
    return Extraction(
        document,
        mentions=tuple(_mentions(phrases, dates)),
        events=tuple(
            sorted(
                (recorder.event(k, figures.get(id(k), ()), charged.get(id(k), ())) for k in events.clusters),
                key=lambda e: (e.trigger.start, e.id),
            )
        ),
        claims=tuple(
            sorted(
                {c.id: c for c in claims}.values(),
                key=lambda c: (c.sentence.start, c.evidence.start, c.predicate, c.id),
            )
        ),
    )


def bare(article: Article) -> Extraction:
    """The record of an article out of which nothing is read: the document alone."""
    return Extraction(_document(article))


def _document(article: Article) -> Document:
    return Document(
        id=text_hash(article.text),
        title=article.title,
        url=article.url,
        author=article.author,
        publisher=article.publisher,
        published=article.published,
        language=article.language,
        text=article.text,
        furniture=article.furniture,
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


def _represented(facts: Iterable[Fact], phrases: Phrases, doc: Doc) -> dict[int, frozenset[int]]:
    """For each chain of a person, the chains of the bodies that his offices let him act for, and of their states."""
    out: dict[int, frozenset[int]] = {}
    wholes: dict[int, int] = {}
    for f in facts:
        who, body = phrases.inside(doc[f.subject[0]]), phrases.inside(doc[f.object[0]])
        if f.predicate in ACTS_FOR and who is not None and body is not None:
            out[who.chain] = out.get(who.chain, frozenset()) | {body.chain}
        elif f.predicate == "PART_OF" and who is not None and body is not None:
            wholes.setdefault(who.chain, body.chain)
    # who speaks for a ministry speaks for its state
    return {who: bodies | {wholes[b] for b in bodies if b in wholes} for who, bodies in out.items()}


def _mentions(phrases: Phrases, dates: Sequence[DateSpan]) -> list[Mention]:
    """The mentions of the record: those of chains with a name, and the dates."""
    out = [m for m in phrases.records() if m.label != "DATE"]
    for d in dates:
        name, text = f"m{d.start_char}-{d.end_char}", phrases.text[d.start_char : d.end_char]
        out.append(Mention(name, d.start_char, d.end_char, text, "DATE", "name", f"d{d.start_char}"))
    return sorted({m.id: m for m in reversed(out)}.values(), key=lambda m: (m.start, m.end))
