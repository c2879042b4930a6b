"""A folder of CSV files: one for each node type, and `edges.csv`. UTF-8, RFC 4180 quoting, `\\n` line ends.

Lists are JSON arrays; an empty cell is a value that is not known, or an empty text. Text out of an article can begin
like a formula (`=HYPERLINK(...)`), which a spreadsheet would run when the file is opened: a text cell that begins
with `=`, `+`, `-`, `@`, a tab or a carriage return is therefore written behind an apostrophe, and so is one that
begins with an apostrophe, so that `unguarded` gives back exactly what it was. Numbers are written as they are. The
other formats change nothing.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path

from kg.errors import UsageError
from kg.export.beside import replacing, write_text
from kg.export.selection import attributes, text
from kg.export.xmltext import legal
from kg.ontology import load_ontology
from kg.records import Graph, Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def guarded(value: Value) -> str:
    """A value as a cell.

    >>> guarded("=1+1"), guarded(-1.5), guarded(None)
    ("'=1+1", '-1.5', '')
    """
    if value is None:
        return ""
    cell = legal(text(value))
    return f"'{cell}" if isinstance(value, str) and cell.startswith(_FORMULA) else cell


def unguarded(cell: str) -> str:
    """The text that a cell was written for.

    >>> unguarded("'=1+1"), unguarded("''tis")
    ('=1+1', "'tis")
    """
    return cell[1:] if cell.startswith("'") else cell


def _table(first: Sequence[str], rows: Sequence[Mapping[str, Value]]) -> Iterator[str]:
    columns = [*first, *sorted({name for row in rows for name in row} - set(first))]
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    for line in ([columns], ([guarded(row.get(column)) for column in columns] for row in rows)):
        writer.writerows(line)
        yield buffer.getvalue()
        buffer.seek(0)
        buffer.truncate()


def tables(graph: Graph) -> dict[str, Iterable[str]]:
    """The files by name: one for each node type that the graph has, and `edges.csv`."""
    by_type: dict[str, list[dict[str, Value]]] = {}
    for node in graph.nodes:
        by_type.setdefault(node.type, []).append({"id": node.id, "type": node.type, **dict(attributes(node))})
    edges = [{"source": e.source, "type": e.type, "target": e.target, **dict(attributes(e))} for e in graph.edges]
    found: dict[str, Iterable[str]] = {
        f"{kind}.csv": _table(("id", "type", "name"), rows) for kind, rows in sorted(by_type.items())
    }
    found["edges.csv"] = _table(("source", "type", "target"), edges)
    return found


def write(graph: Graph, folder: Path) -> None:
    """Write the files into a folder, which is made where it is not there.

    All are written before the first is renamed; files of an earlier export that this one does not have are removed,
    whatever else is in the folder stays. Raises UsageError where the folder cannot be written.
    """
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder}: is a file; CSV goes into a folder")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        files = tables(graph)
        with ExitStack() as stack:
            for name, chunks in files.items():
                write_text(stack.enter_context(replacing(folder / name)), chunks)
        for kind in load_ontology().nodes:
            if f"{kind}.csv" not in files:
                (folder / f"{kind}.csv").unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror or error})") from error
