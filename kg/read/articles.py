"""Everything at some paths, as articles: find, open, decode, clean, complete, mark."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from kg.errors import KgError
from kg.read.clean import clean_text, comparable, one_line
from kg.read.dates import iso_date
from kg.read.fields import checked_options
from kg.read.furniture import survey
from kg.read.language import language_of, stated_or_found
from kg.read.layout import paragraphs
from kg.read.locate import Found, find_files, os_reason
from kg.read.manifest import read_manifest
from kg.read.opening import open_file, open_stdin, reader_for
from kg.read.record import Options, Problem, Reader, Record, Source, Unreadable
from kg.records import Article, Skipped, unmarked

Warn = Callable[[str], None]
_STDIN = "-"


def read_articles(
    paths: Iterable[str | Path],
    *,
    base: Path | None = None,
    text_field: str | None = None,
    field_map: Mapping[str, str] | None = None,
    manifest: Path | None = None,
    warn: Warn | None = None,
) -> Iterator[Article | Skipped]:
    """Read every article at `paths`: files, folders, glob patterns, and `-` for standard input.

    Gives an `Article` for each text, and a `Skipped` that says what to do for each thing that is none, sorted by
    location, whatever the order of `paths`; a file is read once however often it is named. One file is held in memory
    at a time, of JSON Lines one record.

    `base` is the folder that locations are relative to. `text_field` and `field_map` (from our names of fields to those
    of the input) say what records call their fields, `manifest` is a CSV table that says more about files, and
    overrules them. `warn` gets a sentence for what was read but is not as it should be: an id that is used twice,
    a date that cannot be read, a row of the manifest without a file.

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
    options = checked_options(text_field, field_map)
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
    seen: set[str] = set()
    if any(str(path) == _STDIN for path in paths):
        yield from _finish(_STDIN, _read_stdin(options), table, seen, warn)
    for found in find_files((path for path in paths if str(path) != _STDIN), base):
        if isinstance(found, Skipped):
            yield found
        else:
            yield from _finish(found.location, _read_file(found, options), table, seen, warn)
    for location in sorted(set(table) - seen):
        warn(f"The manifest speaks of {location}, which was not read.")


def _read_file(found: Found, options: Options) -> Iterator[Record | Problem]:
    try:
        reader = reader_for(found.path)
        with open_file(found.path) as source:
            yield from _read(reader, source, options)
    except OSError as error:
        yield Problem(os_reason(error))
    except Unreadable as error:
        yield Problem(str(error))


def _read_stdin(options: Options) -> Iterator[Record | Problem]:
    with open_stdin() as (reader, source):
        yield from _read(reader, source, options)


def _read(reader: Reader, source: Source, options: Options) -> Iterator[Record | Problem]:
    try:
        yield from reader(source, options)
    except (EOFError, zlib.error):
        yield Problem("is a damaged or incomplete gzip file: get it again")
    except Unreadable as error:
        yield Problem(str(error))
    except (OSError, KgError):
        raise  # of the file system, or of the call: neither is this reader's failure
    except Exception as error:  # a reader's library gave up on this one file: said by name, and the batch goes on
        yield Problem(f"cannot be read: the reader failed with {type(error).__name__}: {error}")


def _finish(
    location: str,
    records: Iterator[Record | Problem],
    table: Mapping[str, Mapping[str, str]],
    seen: set[str],
    warn: Warn,
) -> Iterator[Article | Skipped]:
    """What comes out of one file, each record with its own location and an id of its own."""
    ids: set[str] = set()
    seen.add(location)
    for record in records:
        here = location if record.number is None else f"{location}#{record.number}"
        if here in table:
            seen.add(here)
        if isinstance(record, Problem):
            yield Skipped(here, record.reason)
            continue
        known: dict[str, Any] = {**table.get(location, {}), **table.get(here, {})}
        article = _article(replace(record, **known) if known else record, here, warn)
        if isinstance(article, Article) and article.given_id is not None:
            article = replace(article, given_id=_unique(article.given_id, ids, here, warn))
        yield article


def _article(record: Record, location: str, warn: Warn) -> Article | Skipped:
    body = clean_text(record.text)
    if not body:
        return Skipped(location, "has no text: it is empty or holds nothing but white space")
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
