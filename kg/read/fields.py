"""From the fields of a record (JSON, front matter, a table's row) to what we call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kg.errors import UsageError
from kg.read.markup import is_markup, strip_tags
from kg.read.record import Options, Problem, Record

DELIMITERS = ",;\t|"  # of the columns of a table

# Our names, and what sources call the same, best first; case, spaces, hyphens and underscores do not matter.
ALIASES: Mapping[str, tuple[str, ...]] = {
    "text": (
        "text",
        "body",
        "content",
        "articlebody",
        "fulltext",
        "bodytext",
        "maintext",
        "articletext",
        "storytext",
        "article",
    ),
    "title": ("title", "headline", "heading"),
    "published": (
        "published",
        "datepublished",
        "publishedat",
        "publishedon",
        "publisheddate",
        "publishdate",
        "datepublish",
        "publicationdate",
        "webpublicationdate",
        "pubdate",
        "publishedtime",
        "date",
        "datetime",
        "timestamp",
    ),
    "publisher": (
        "publisher",
        "outlet",
        "sitename",
        "newspaper",
        "medianame",
        "publication",
        "source",
        "sourcename",
        "site",
        "website",
    ),
    "author": ("author", "authors", "byline", "creator", "writer"),
    "url": ("url", "link", "weburl", "canonicalurl", "permalink", "sourceurl"),
    "language": ("language", "lang"),
    "given_id": ("id", "docid", "documentid", "articleid", "guid", "uuid"),
}
_BETWEEN = re.compile(r"[\s_\ufeff-]+")


def checked_options(text_field: str | None, field_map: Mapping[str, str] | None) -> Options:
    """The user's names for fields; raises `UsageError` where one of ours is meant that does not exist.

    >>> checked_options(None, {"headline": "kop"}).field_map
    {'title': 'kop'}
    """
    names = {alias: name for name, aliases in ALIASES.items() for alias in (name, *aliases)}
    mapped = {}
    for name, theirs in (field_map or {}).items():
        ours = names.get(squeeze(name)) or names.get(name)
        if ours is None:
            known = ", ".join("id" if name == "given_id" else name for name in ALIASES)
            raise UsageError(f"There is no field {name!r} to map {theirs!r} to: the fields are {known}.")
        mapped[ours] = theirs
    if text_field is not None:
        mapped["text"] = text_field
    return Options(mapped)


def read_fields(values: Mapping[str, Any], options: Options, number: int | None = None) -> Record | Problem:
    """The record that a mapping of fields stands for, or the problem that it has no text.

    >>> read_fields({"headline": "Two jailed", "body": "They deny it.", "ID": 7}, Options()).given_id
    '7'
    """
    metadata = read_metadata(values, options)
    text = metadata.pop("text")
    if text is None:
        theirs = options.field_map.get("text")
        if theirs is not None:
            return Problem(f"has no text in the field {theirs!r}: it has {_names(values)}", number)
        return Problem(f"has no text: name the field that holds it with --text-field; it has {_names(values)}", number)
    text = strip_tags(text) if is_markup(text) else text
    return Record(text, number=number, structured=True, **metadata)


def read_metadata(values: Mapping[str, Any], options: Options) -> dict[str, str | None]:
    """Our fields by name, `text` among them, each None where the source has none."""
    squeezed: dict[str, Any] = {}
    for key, value in values.items():
        squeezed.setdefault(squeeze(str(key)), value)
    found: dict[str, str | None] = {}
    for name, aliases in ALIASES.items():
        if name in options.field_map:
            found[name] = _string(_at(values, options.field_map[name]), name)
        else:
            candidates = (_string(squeezed.get(alias), name) for alias in aliases)
            found[name] = next((value for value in candidates if value is not None), None)
    return found


def has_text(values: Mapping[str, Any], options: Options) -> bool:
    """Whether a mapping has a text field of its own."""
    return read_metadata(values, options)["text"] is not None


def has_text_column(names: Iterable[str], options: Options) -> bool:
    """Whether one of these fields holds the text."""
    wanted = options.field_map.get("text")
    return any(name == wanted if wanted else squeeze(name) in ALIASES["text"] for name in names)


def squeeze(name: str) -> str:
    """A name of a field without what does not matter in it: case, spaces, hyphens and underscores."""
    return _BETWEEN.sub("", name).casefold()


def _names(values: Mapping[str, Any]) -> str:
    names = sorted(repr(str(name)[:40]) for name in values)
    return ", ".join(names[:12]) + (", ..." if len(names) > 12 else "") if names else "no fields"


def _at(values: Mapping[str, Any], path: str) -> Any:
    """The value of a field, or of a field inside fields ("meta.headline")."""
    if path in values:
        return values[path]
    here: Any = values
    for step in path.split("."):
        if not isinstance(here, Mapping):
            return None
        here = here.get(step)
    return here


def _string(value: Any, name: str) -> str | None:
    joint = "\n\n" if name == "text" else "; "
    return joint.join(piece for piece in _strings(value) if piece.strip()) or None


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int):
        yield str(value)
    elif isinstance(value, float):
        yield str(int(value) if value.is_integer() else value)
    elif hasattr(value, "isoformat"):  # YAML has dates
        yield value.isoformat()
    elif isinstance(value, Mapping):  # {"id": null, "name": "TASS"}, {"$oid": "..."}, {"rendered": "..."}
        for key in ("name", "text", "rendered", "value", "$oid", "$date"):
            if isinstance(value.get(key), str):
                yield value[key]
                return
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
