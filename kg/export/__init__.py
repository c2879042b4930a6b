"""The graph as files: one module a format, chosen by the suffix of the file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from kg.errors import UsageError
from kg.evidence.workspace import Workspace
from kg.export import csvfolder, gexf, graphml, jsonlines
from kg.export.beside import replacing, write_text
from kg.export.selection import WITH, select
from kg.records import Graph

__all__ = ["FORMATS", "WITH", "export_graph", "export_text", "select"]

FORMATS: dict[str, Callable[[Graph], Iterator[str]]] = {
    ".graphml": graphml.chunks,
    ".gexf": gexf.chunks,
    ".jsonl": jsonlines.chunks,
}


def export_text(graph: Graph, suffix: str, *, with_: Collection[str] = ()) -> Iterator[str]:
    """The file of a format, piece by piece, for standard output. Raises UsageError for an unknown suffix.

    >>> list(export_text(Graph(), ".jsonl"))
    []
    """
    if suffix.lower() not in FORMATS:
        raise UsageError(f"no such format: {suffix!r}; there are {', '.join(FORMATS)}, and a folder for CSV")
    return FORMATS[suffix.lower()](select(graph, with_))


def export_graph(graph: Graph, path: Path, *, with_: Collection[str] = ()) -> Graph:
    """Write a graph to a file, or to a folder of CSV files where the path has no suffix or is a folder.

    The suffix decides on the format. Entities, events and the edges between them are written; `with_` adds the
    receipts: `claims`, `documents`. Files are written beside their target and renamed. The same graph gives the same
    bytes. Gives what was written. Raises UsageError for an unknown suffix or `with_`, a folder that is a workspace, or
    where the file cannot be written.
    """
    chosen = select(graph, with_)
    suffix = path.suffix.lower()
    if suffix in FORMATS and not path.is_dir():
        with replacing(path) as beside:
            write_text(beside, FORMATS[suffix](chosen))
    elif not suffix or path.is_dir():
        if Workspace(path).evidence.is_file():
            raise UsageError(f"{path}: is a workspace of kg; export into another folder")
        csvfolder.write(chosen, path)
    else:
        hint = f" For CSV name a folder: {path.with_suffix('')}" if suffix == ".csv" else ""
        raise UsageError(f"{path}: no such format; there are {', '.join(FORMATS)}, and a folder for CSV.{hint}")
    return chosen
