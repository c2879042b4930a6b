"""`kg eval --uncovered`: the verbs and nouns that join two agents and of which the extractor makes nothing.

What no rule fires on cannot be seen in the output. So the predicates of a corpus are counted whose frame
(`kg/extract/frames.py`) has two agents, those without a claim and without an event's argument apart: a list of what a
rule is worth writing for, the commonest first. The idea is that of open information extraction, where relations are
found by what joins two arguments and ranked by how often (Banko et al. 2007; Fader et al. 2011, ReVerb).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kg.build import NOTHING_READ, encodable, unread
from kg.errors import KgError
from kg.extract import layers_of, load_rules, record_of
from kg.extract.survey import Use, known, survey
from kg.languages import is_english
from kg.read import read_articles
from kg.records import Article, Skipped
from kg.workers import Failure, pipeline, work_all

if TYPE_CHECKING:
    from kg.stores.base import Progress

FRAMES = 2  # the most typical ones of a predicate that are told


@dataclass(frozen=True, slots=True)
class Instance:
    """A sentence with an uncovered predicate: its document and the offsets of both."""

    document: str
    start: int
    end: int
    trigger_start: int
    trigger_end: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Predicate:
    """A verb or noun by how often nothing was made of it.

    `count` is of the uses that gave nothing, in `documents` documents; `covered` of those that gave something. `known`
    names what its lemma can give elsewhere: relations of rules, types of events, `says` where it hands words to a
    speaker; a predicate without any is one that `kg` has never heard of.
    """

    lemma: str
    pos: str
    count: int
    covered: int
    documents: int
    frames: tuple[tuple[str, int], ...]
    known: tuple[str, ...] = ()
    examples: tuple[Instance, ...] = ()


@dataclass(frozen=True, slots=True)
class Uncovered:
    """The predicates of a corpus of which nothing was made, the commonest first, and how many were counted in all."""

    documents: int
    uses: int
    covered: int
    predicates: tuple[Predicate, ...]
    skipped: tuple[Skipped, ...] = ()
    traces: tuple[tuple[str, str], ...] = ()

    def figures(self, limit: int | None = None) -> dict[str, Any]:
        """As plain values: what `kg eval --uncovered --format json` prints."""
        rows = [asdict(one) for one in self.predicates[:limit]]
        for row in rows:
            row["frames"] = [{"frame": frame, "count": count} for frame, count in row["frames"]]
        return {"documents": self.documents, "uses": self.uses, "covered": self.covered, "predicates": rows}


@dataclass(slots=True)
class _Row:
    count: int = 0
    covered: int = 0
    documents: int = 0
    frames: Counter[str] = field(default_factory=Counter)
    examples: list[Instance] = field(default_factory=list)


class Tally:
    """Counts by predicate, with the first few examples of each: it grows with the vocabulary, not with the articles."""

    def __init__(self, examples: int = 2):
        self.examples = examples
        self.documents = self.uses = self.covered = 0
        self._rows: dict[tuple[str, str], _Row] = {}

    def add(self, article: Article, uses: Iterable[Use]) -> None:
        """Count what one article has."""
        self.documents += 1
        told: set[tuple[str, str]] = set()
        for use in uses:
            key = (use.lemma, use.pos)
            row = self._rows.setdefault(key, _Row())
            self.uses += 1
            if use.covered:
                self.covered += 1
                row.covered += 1
                continue
            row.count += 1
            row.frames[use.frame] += 1
            if key not in told:
                told.add(key)
                row.documents += 1
            if len(row.examples) < self.examples:
                place = (use.start, use.end, use.trigger_start, use.trigger_end)
                row.examples.append(Instance(article.location, *place, article.text[use.start : use.end]))

    def predicates(self, known: Callable[[str, str], tuple[str, ...]]) -> Iterator[Predicate]:
        """Those with an uncovered use, by count; where that is equal, by lemma and part of speech."""
        for (lemma, pos), row in sorted(self._rows.items(), key=lambda item: (-item[1].count, item[0])):
            if row.count:
                frames = sorted(row.frames.items(), key=lambda item: (-item[1], item[0]))[:FRAMES]
                told = (row.count, row.covered, row.documents, tuple(frames))
                yield Predicate(lemma, pos, *told, known(lemma, pos), tuple(row.examples))


def find_uncovered(
    paths: Iterable[str | Path],
    *,
    model: str | None = None,
    rules: Iterable[str | Path] = (),
    workers: int = 1,
    text_field: str | None = None,
    examples: int = 2,
    progress: Progress | None = None,
    warn: Callable[[str], None] | None = None,
) -> Uncovered:
    """Rank the verbs and nouns of some articles that join two agents and of which nothing is made.

    Takes files, folders or globs, and how many example sentences to keep of each predicate. Every text counts, also one
    that was read before at another place. Raises KgError where nothing can be read, UsageError for a wrong rule file.

    >>> found = find_uncovered(["examples/articles"])                                                # doctest: +SKIP
    >>> found.predicates[0].lemma, found.predicates[0].count                                    # doctest: +SKIP
    """
    files = tuple(Path(rule) for rule in rules)
    loaded = load_rules(files)
    tally, skipped, traces = Tally(examples), list[Skipped](), list[tuple[str, str]]()

    def tasks() -> Iterator[tuple[Article, Article]]:
        found = read_articles([str(path) for path in paths], base=Path.cwd(), text_field=text_field, warn=warn)
        for article in map(encodable, found):
            if isinstance(article, Skipped):
                skipped.append(article)
            elif not is_english(article.language):
                skipped.append(unread((article.location, article.language or "")))
            else:
                yield article, article

    for article, uses in work_all(tasks(), partial(_surveyor, model, files), workers=workers):
        if isinstance(uses, Failure):
            skipped.append(Skipped(article.location, uses.reason))
            traces.append((article.location, uses.trace))
        else:
            tally.add(article, uses or ())
            if progress is not None:
                progress("reading", tally.documents)
    if not tally.documents and not skipped:
        raise KgError(NOTHING_READ)
    predicates = tuple(tally.predicates(partial(known, loaded)))
    return Uncovered(tally.documents, tally.uses, tally.covered, predicates, tuple(skipped), tuple(traces))


@cache
def _surveyor(model: str | None, rules: tuple[Path, ...]) -> Callable[[Article], tuple[Use, ...]]:
    loaded, nlp = load_rules(rules), pipeline(model)

    def read(article: Article) -> tuple[Use, ...]:
        layers = layers_of(nlp(article.text), article)
        return tuple(survey(layers, record_of(layers, article, loaded)))

    return read
