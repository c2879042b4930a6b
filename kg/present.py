"""Tables and receipts for people and programs: what the command line prints.

Text out of articles is hostile: nothing that a terminal would obey, and nothing that turns the direction of writing
around, is ever written as it is.
"""

from __future__ import annotations

import csv
import html
import json
import re
import shutil
import sys
import textwrap
from collections.abc import Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kg.eval.uncovered import Predicate
    from kg.graph import EdgeReceipt, Shown
    from kg.stores import Rows

FORMATS = ("table", "json", "jsonl", "csv")
PIPED_WIDTH = 140  # of a table that goes into a file or another program

# Control characters (C0 without line feed and tab, DEL, C1) and those that embed, override or isolate directions.
_BEYOND_ASCII = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
UNSAFE = re.compile(f"[\x00-\x08\x0b-\x1f{_BEYOND_ASCII}]")
UNSAFE_IN_TEXT = re.compile(f"[{_BEYOND_ASCII}]")  # of JSON and XML, which hold no other of them raw

# Columns that a table writes below a row instead of beside the others: a quoted sentence, and where it stands.
QUOTES = ("sentence", "evidence", "snippet")
SOURCE = ("publisher", "document", "published", "source", "claim")
# Of rows with many columns, those that a table on a screen has room for; the other formats have all of them.
COLUMNS = {
    "claims": ("published", "subject", "predicate", "object", "certainty", "speaker", "sentence", "document"),
    "conflicts": (
        "conflict",
        "conflict_kind",
        "about",
        "subject",
        "predicate",
        "object",
        "figure",
        "speaker",
        "source",
    ),
    "timeline": ("date", "event", "places", "killed", "injured", "status", "certainty", "speaker", "source"),
    "search": ("hits", "location", "snippet", "document", "publisher", "published"),
    "find": ("id", "type", "name", "what", "aliases", "date", "documents"),
}


def visible(text: str) -> str:
    """Text as it may be shown: what a terminal would obey is written as an escape.

    >>> visible("\\x1b[31mred")
    '\\\\x1b[31mred'
    """
    return UNSAFE.sub(lambda match: match.group().encode("unicode_escape").decode(), text)


def one_line(value: Any) -> str:
    """A value in a cell of a table: lists joined, line breaks gone, nothing for None."""
    if value is None:
        return ""
    if isinstance(value, list | tuple):
        return "; ".join(one_line(item) for item in value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return visible(to_json(value))
    if isinstance(value, float):
        return f"{value:g}"
    return visible(" ".join(str(value).split()))


def to_json(value: Any, *, indent: int | None = None) -> str:
    """JSON whose strings hold no character that a terminal would obey; it reads back as the same value."""
    return safe_json(json.dumps(value, ensure_ascii=False, indent=indent, default=_plain))


def safe_json(text: str) -> str:
    """JSON with those characters escaped; between its strings it has none of them, so it means the same.

    >>> safe_json('"\\x9b31m"')
    '"\\\\u009b31m"'
    """
    return UNSAFE_IN_TEXT.sub(lambda match: f"\\u{ord(match.group()):04x}", text)


def safe_xml(text: str) -> str:
    """XML with those characters as references; markup has none of them, so it means the same."""
    return UNSAFE_IN_TEXT.sub(lambda match: f"&#x{ord(match.group()):x};", text)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, set | frozenset):
        return sorted(value)
    return str(value)  # dates and the like, from queries


def write_rows(rows: Rows, form: str, out: IO[str], *, columns: Sequence[str] | None = None) -> None:
    """Write a table in one of FORMATS; `columns` are those that `table` shows (default: all)."""
    if form == "json":
        out.write(to_json(rows.dicts(), indent=1) + "\n")
    elif form == "jsonl":
        for row in rows.dicts():
            out.write(to_json(row) + "\n")
    elif form == "csv":
        _write_csv(rows, out)
    else:
        _write_table(rows, columns or rows.columns, out)


def _write_csv(rows: Rows, out: IO[str]) -> None:
    from kg.export.csvfolder import guarded

    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(visible(name) for name in rows.columns)
    for row in rows:
        cells = (to_json(cell) if isinstance(cell, list | tuple | dict) else cell for cell in row)
        writer.writerow(visible(guarded(cell)) for cell in cells)


def _write_table(rows: Rows, columns: Sequence[str], out: IO[str]) -> None:
    """Columns side by side; a quoted sentence and the source of a row stand below it, over the whole width.

    Without rows nothing is written, not even the head of the table.
    """
    if not len(rows):
        return
    width = max(shutil.get_terminal_size().columns if out.isatty() else PIPED_WIDTH, 40)
    quoted = next((name for name in QUOTES if name in columns), None)
    below = quoted is not None or "source" in columns
    beside = [name for name in columns if not below or name not in (*QUOTES, *SOURCE)]
    cells = [[one_line(_cell(row, name)) for name in beside] for row in rows.dicts()]
    used = [n for n in range(len(beside)) if not below or any(row[n] for row in cells)]
    widths = _widths([beside, *cells], used, width)
    _write_line([beside[n] for n in used], widths, out)
    out.write("─" * min(width, sum(widths) + 2 * max(0, len(widths) - 1)) + "\n")
    for row, data in zip(cells, rows.dicts(), strict=True):
        _write_line([row[n] for n in used], widths, out)
        if below:
            quote = f'"{one_line(data[quoted])}"' if quoted is not None and data.get(quoted) else ""
            where = ", ".join(filter(None, (one_line(_cell(data, n)) for n in SOURCE if n in columns)))
            for text in (quote, where):
                for line in textwrap.wrap(text, width, initial_indent="    ", subsequent_indent="    "):
                    out.write(line + "\n")
            out.write("\n")


def html_table(rows: Rows) -> str:
    """A table as HTML, for notebooks: every cell is text, whatever it holds."""

    def element(tag: str, text: str) -> str:
        wrapping = "normal" if " " in text else "nowrap"  # ids and dates stay on one line
        style = f"text-align: left; vertical-align: top; white-space: {wrapping}"
        style += "; min-width: 18em" if len(text) > 80 else ""
        return f'<{tag} style="{style}">{html.escape(text)}</{tag}>'

    def line(cells: Iterable[Any], tag: str) -> str:
        return f"<tr>{''.join(element(tag, one_line(cell)) for cell in cells)}</tr>"

    body = "\n".join(line(row, "td") for row in rows)
    more = "<p>There are more rows.</p>" if rows.truncated else "" if len(rows) else "<p>No rows.</p>"
    return f"<table>\n<thead>{line(rows.columns, 'th')}</thead>\n<tbody>\n{body}\n</tbody>\n</table>{more}"


def _widths(cells: Sequence[Sequence[str]], used: Sequence[int], width: int) -> list[int]:
    """How wide each column may be: what it needs, the widest giving way until all fit."""
    widths = [max((len(row[n]) for row in cells), default=1) for n in used]
    while widths and sum(widths) + 2 * (len(widths) - 1) > width and max(widths) > 8:
        widths[widths.index(max(widths))] -= 1
    return widths


def _write_line(cells: Sequence[str], widths: Sequence[int], out: IO[str]) -> None:
    wrapped = [textwrap.wrap(cell, size) or [""] for cell, size in zip(cells, widths, strict=True)]
    for parts in zip_longest(*wrapped, fillvalue=""):
        out.write("  ".join(part.ljust(size) for part, size in zip(parts, widths, strict=True)).rstrip() + "\n")


def _cell(row: Mapping[str, Any], name: str) -> Any:
    """A cell of a table; some cells say in few words what several columns hold."""
    if name in ("killed", "injured"):
        return _bounds(row.get(f"{name}_min"), row.get(f"{name}_max"))
    if name == "figure":
        return f"{row.get('kind')} {_bounds(row.get('min'), row.get('max'))}" if row.get("kind") else ""
    if name == "certainty" and row.get("polarity") == "denied":
        return f"denied ({row.get(name)})"
    if name == "source" and "source_id" not in row:
        return source(row.get("publisher"), row.get("document"), row.get("published"))
    return row.get(name)


def _bounds(low: Any, high: Any) -> str:
    if low is None and high is None:
        return ""
    if low == high:
        return str(low)
    if high is None:
        return f"{low} or more"
    return f"up to {high}" if low is None else f"{low} to {high}"


def source(publisher: Any, document: Any, published: Any) -> str:
    """A document in words: outlet, title, date, as far as they are known."""
    return ", ".join(one_line(part) for part in (publisher, document, published) if part)


def shown_text(shown: Shown) -> Iterable[str]:
    """The lines of `kg show`: the node, and each of its edges with its receipt."""
    node = shown.node
    get = node.properties.get
    if shown.moved_from:
        yield f"({visible(shown.moved_from)} has become {visible(node.id)})"
    yield f"{one_line(node.name)}  ({node.type}, {visible(node.id)})"
    for name, words in (
        ("aliases", "also called"),
        ("mentions", "told of as"),
        ("roles", "roles"),
        ("kind", "kind"),
        ("event_type", "kind"),
        ("status", "status"),
        ("date", "date"),
        ("country_code", "country"),
    ):
        if get(name):
            yield f"  {words}: {one_line(get(name))}"
    for kind in ("killed", "injured"):
        if told := _bounds(get(f"{kind}_min"), get(f"{kind}_max")):
            yield f"  {kind}: {told}"
    for edges in shown.edges.values():
        for edge in edges:
            yield ""
            yield from _edge_text(node.name, edge)
    if len(shown.documents):
        yield ""
        yield f"mentioned in {len(shown.documents)} document{'s' * (len(shown.documents) != 1)}:"
        for row in shown.documents.dicts():
            where = source(row["publisher"], row["document"], row["published"])
            yield f"  {where} ({row['times']}x, {row['document_id'][:12]})"


def _edge_text(name: str, edge: EdgeReceipt) -> Iterable[str]:
    get = edge.properties.get
    ends = (name, edge.other.name) if edge.outgoing else (edge.other.name, name)
    parts = [one_line(get("certainty"))]
    if get("role"):
        parts.append(one_line(get("role")))
    if count := get("claims"):
        parts.append(f"{count} claim{'s' * (count != 1)}")
    if get("contested"):
        parts.append(f"contested, {get('denials')} against")
    if get("speakers"):
        parts.append(f"says {one_line(get('speakers'))}")
    yield f"{one_line(ends[0])}  {edge.type}  {one_line(ends[1])}  [{'; '.join(part for part in parts if part)}]"
    if edge.sentence:
        place = f"characters {get('start_char')}-{get('end_char')}" if get("start_char") is not None else ""
        yield from receipt(edge.sentence, source(edge.publisher, edge.document, edge.published), place)


def receipt(sentence: str, where: str, place: str) -> Iterable[str]:
    """A sentence and where it stands, indented."""
    yield f'    "{one_line(sentence)}"'
    told = ", ".join(part for part in (where, place) if part)
    if told:
        yield f"    {told}"


def claims_text(rows: Rows) -> Iterable[str]:
    """The lines of `kg why`: every claim with its receipt."""
    for row in rows.dicts():
        words = [one_line(row["certainty"]) + (", denied" if row["polarity"] == "denied" else "")]
        if row.get("stands") and row["stands"] != "for":
            words.append({"denies": "denies it", "against": "speaks against it"}.get(row["stands"], row["stands"]))
        if row["speaker"]:
            words.append(f"says {one_line(row['speaker'])}")
        if row["reported_by"]:
            words.append(f"according to {one_line(row['reported_by'])}")
        yield f"{one_line(row['subject'])}  {row['predicate']}  {one_line(row['object'])}  [{'; '.join(words)}]"
        place = f"characters {row['start_char']}-{row['end_char']}, rule {one_line(row['rule'])}"
        yield from receipt(row["sentence"] or "", source(row["publisher"], row["document"], row["published"]), place)
        yield ""


def uncovered_text(predicates: Sequence[Predicate]) -> Iterable[str]:
    """The lines of `kg eval --uncovered`: a table, and below each row its sentences."""
    head = ("lemma", "part", "count", "also read", "documents", "frames", "gives elsewhere")
    cells = [
        (
            one_line(one.lemma),
            one.pos,
            str(one.count),
            str(one.covered),
            str(one.documents),
            ", ".join(f"{one_line(frame)} ({count})" for frame, count in one.frames),
            ", ".join(map(one_line, one.known)),
        )
        for one in predicates
    ]
    if not cells:
        return
    widths = [min(max(len(row[n]) for row in (head, *cells)), 60) for n in range(len(head))]
    for row, one in zip((head, *cells), (None, *predicates), strict=True):
        # Not wrapped: a row is one line, for grep and sort.
        yield "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for example in one.examples if one is not None else ():
            place = f"characters {example.start}-{example.end}"
            yield from receipt(example.sentence, one_line(example.document), place)


def path_text(rows: Rows) -> Iterable[str]:
    """The lines of `kg path`: each chain by its nodes, then every edge of each of its steps with its receipt."""
    chains: dict[int, list[dict[str, Any]]] = {}
    for row in rows.dicts():
        chains.setdefault(row["path"], []).append(row)
    for number, edges in chains.items():
        steps = {row["step"]: {row["source_id"]: row["source"], row["target_id"]: row["target"]} for row in edges}
        yield f"{number}. {' — '.join(map(one_line, _chain(list(steps.values()))))}"
        for row in edges:
            certainty = "; ".join(filter(None, (one_line(row["certainty"]), "contested" if row["contested"] else "")))
            ends = f"{one_line(row['source'])}  {row['type']}  {one_line(row['target'])}"
            yield f"  {ends}" + (f"  [{certainty}]" if certainty else "")
            if row["sentence"]:
                place = "" if row["start_char"] is None else f"characters {row['start_char']}-{row['end_char']}"
                yield from receipt(row["sentence"], source(row["publisher"], row["document"], row["published"]), place)
        yield ""


def _chain(steps: Sequence[Mapping[str, str]]) -> list[str]:
    """The names along a chain, of steps that each join two nodes (id -> name)."""
    if len(steps) == 1:
        return list(steps[0].values())
    here = next(iter(steps[0].keys() - steps[1].keys()))
    names = [steps[0][here]]
    for step in steps:
        here = next(iter(step.keys() - {here}))
        names.append(step[here])
    return names


def message(text: str) -> None:
    """Something for the person at the terminal: to standard error, so that results stay clean."""
    sys.stderr.write(visible(text) + "\n")
