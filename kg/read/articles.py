"""Everything at some paths, as articles: find, open, decode, clean, complete, mark."""

from __future__ import annotations

import os
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.limits import Limits
from kg.read.clean import clean_text, comparable, one_line
from kg.read.dates import iso_date
from kg.read.fields import checked_options
from kg.read.furniture import survey
from kg.read.language import language_of, stated_or_found
from kg.read.layout import paragraphs
from kg.read.locate import SIDECAR, Found, find_files, os_reason, printable_name
from kg.read.manifest import describe, read_manifest, read_sidecar
from kg.read.opening import read_stream
from kg.read.record import Options, Problem, Record, Unreadable
from kg.records import MEMBER, STDIN, Article, Skipped, text_hash, unmarked

Warn = Callable[[str], None]


def read_articles(
    paths: Iterable[str | Path],
    *,
    base: Path | None = None,
    text_field: str | None = None,
    field_map: Mapping[str, str] | None = None,
    manifest: Path | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    warn: Warn | None = None,
) -> Iterator[Article | Skipped]:
    """Read every article at `paths`: files, folders, glob patterns, and `-` for standard input.

    Gives an `Article` for each text, and a `Skipped` that says what to do for each thing that is none, sorted by the
    location of their files, whatever the order of `paths`; a file is read once however often it is named. One article
    is held in memory at a time, whatever the size of the file or archive that it is in.

    `base` is the folder that locations are relative to. `text_field` and `field_map` (from our names of fields to those
    of the input) say what records call their fields, `manifest` is a CSV table that says more about files, and
    overrules them and the `FILE.meta.json` beside a file, which overrules what the file itself says. What is larger
    than `limits` is skipped. `warn` gets a sentence for what was read but is not as it should be: an id that is used
    twice, a date that cannot be read, a row of the manifest without a file.

    The stored text is `clean_text` of what was read, with the title before it where the source keeps it apart.

    Raises `UsageError` where `field_map` or `manifest` cannot be used.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     record = '{"headline": "Two jailed", "body": "They deny it.", "date": "4 May 2024"}'
    ...     _ = Path(folder, "a.json").write_text(record)
    ...     [article] = read_articles([folder], base=Path(folder))
    >>> article.location, article.published, article.text
    ('a.json', '2024-05-04', 'Two jailed\\n\\nThey deny it.')
    """
    options = replace(checked_options(text_field, field_map), limits=limits)
    table = read_manifest(manifest, base) if manifest is not None else {}
    return _read_all(list(paths), base, options, table, warn or _silent)


def _silent(message: str) -> None:
    """What becomes of warnings that nobody asked for."""


def _read_all(
    paths: list[str | Path],
    base: Path | None,
    options: Options,
    table: Mapping[str, Mapping[str, str]],
    warn: Warn,
) -> Iterator[Article | Skipped]:
    finish = _Finisher(options.limits, table, warn)
    if any(str(path) == STDIN for path in paths):
        yield from finish(STDIN, _read_stdin(options))
    for found in find_files((path for path in paths if str(path) != STDIN), base):
        if isinstance(found, Skipped):
            yield found
            continue
        known: Mapping[str, str] = {}
        sidecar = found.path.with_name(found.path.name + SIDECAR)
        try:
            if sidecar.is_file():
                known = read_sidecar(sidecar.read_bytes())
        except OSError as error:
            yield Skipped(f"{found.location}{SIDECAR}", os_reason(error))
        except Unreadable as error:
            yield Skipped(f"{found.location}{SIDECAR}", str(error))
        yield from finish(found.location, describe(_read_file(found, options), known))
    for location in sorted(set(table) - finish.seen):
        warn(f"The manifest speaks of {location}, which was not read.")


def _read_file(found: Found, options: Options) -> Iterator[Record | Problem]:
    try:
        with found.path.open("rb", buffering=0) as stream:
            yield from read_stream(stream, found.path.name, options, os.fstat(stream.fileno()).st_size)
    except OSError as error:
        yield Problem(os_reason(error))


def _read_stdin(options: Options) -> Iterator[Record | Problem]:
    try:
        yield from read_stream(sys.stdin.buffer, None, options)
    except OSError as error:
        yield Problem(os_reason(error))


class _Finisher:
    """Makes articles of the records of files, each with its own location and an id of its own."""

    def __init__(self, limits: Limits, table: Mapping[str, Mapping[str, str]], warn: Warn) -> None:
        self.seen: set[str] = set()
        self._limits = limits
        self._table = table
        self._warn = warn

    def __call__(self, file: str, records: Iterator[Record | Problem]) -> Iterator[Article | Skipped]:
        ids: defaultdict[str, set[str]] = defaultdict(set)
        self._saw(file)
        none = True
        for record in records:
            none = False
            within = file if record.member is None else f"{file}{MEMBER}{printable_name(record.member)}"
            here = within if record.number is None else f"{within}#{record.number}"
            self._saw(within)
            self._saw(here)
            if isinstance(record, Problem):
                yield Skipped(here, record.reason)
                continue
            known: dict[str, Any] = {**self._table.get(within, {}), **self._table.get(here, {})}
            article = _article(replace(record, **known) if known else record, here, self._limits, self._warn)
            if isinstance(article, Article):
                if file == STDIN:  # which has no place to be replaced at: each text has its own
                    article = replace(article, location=f"{STDIN}:{text_hash(article.text)[:16]}")
                if article.given_id is not None:
                    article = replace(article, given_id=_unique(article.given_id, ids[within], here, self._warn))
            yield article
        if none:
            yield Skipped(file, "holds no article: it is empty, or nothing in it is text")

    def _saw(self, location: str) -> None:
        if location in self._table:
            self.seen.add(location)


def _article(record: Record, location: str, limits: Limits, warn: Warn) -> Article | Skipped:
    body = clean_text(record.text)
    if not body:
        return Skipped(location, "has no text: it is empty or holds nothing but white space")
    if len(body) > limits.characters:
        return Skipped(
            location,
            f"holds a text of more than {limits.characters:,} characters: split it into articles, or raise "
            "--max-characters",
        )
    title = one_line(record.title)
    text = _with_title(body, title) if record.structured else body
    author = one_line(record.author)
    head, furniture = survey(text, title=title, author=author)
    published = iso_date(record.published) if record.published else None
    if record.published and published is None:
        warn(f"{location}: the date {record.published[:40]!r} cannot be read for certain: write it as YYYY-MM-DD.")
    return Article(
        text=text,
        location=location,
        given_id=one_line(record.given_id),
        title=title or (None if record.structured else head.title),
        url=one_line(record.url),
        author=author or head.author,
        publisher=one_line(record.publisher) or head.publisher,
        # A date that is there but cannot be read is not replaced by another.
        published=published if record.published else head.published,
        language=stated_or_found(one_line(record.language), language_of(unmarked(text, furniture))),
        furniture=furniture,
    )


def _with_title(text: str, title: str | None) -> str:
    """The text with its title as a paragraph of its own before it, unless it opens with it anyway."""
    if title is None or not comparable(title):
        return text
    key = comparable(title)
    opening = [comparable(text[start:end]) for start, end in paragraphs(text[:4000])[:3]]
    return text if key in opening or opening[0].startswith(f"{key} ") else f"{title}\n\n{text}"


def _unique(given_id: str, ids: set[str], location: str, warn: Warn) -> str:
    unique, times = given_id, 1
    while unique in ids:
        times += 1
        unique = f"{given_id}#{times}"
    ids.add(unique)
    if unique != given_id:
        warn(f"{location}: the id {given_id!r} is used again in this file; this record is {unique!r}.")
    return unique
