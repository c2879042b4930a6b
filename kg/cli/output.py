"""The graph that a command asks, and how it prints what it gets."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.present import message, write_rows

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.records import Skipped
    from kg.stores import Rows


@contextmanager
def opened(workspace: Path, store: str | None) -> Iterator[KnowledgeGraph]:
    """The graph of a workspace or a store, closed at the end."""
    from kg.graph import open_graph

    with open_graph(workspace, store=store) as graph:
        yield graph


def print_rows(
    rows: Rows,
    form: str,
    columns: tuple[str, ...] | None = None,
    *,
    text: Callable[[Rows], Iterable[str]] | None = None,
    empty: str = "nothing matched",
) -> None:
    """Print an answer. Where there is none, say so, and in `empty` what to try; standard output stays clean.

    `columns` are those that the form `table` shows (default: all); `text` gives lines to print instead of a table.
    """
    if not len(rows) and not rows.truncated:
        message(empty)
    if text is not None and form == "table":
        for line in text(rows):
            click.echo(line)
    else:
        write_rows(rows, form, sys.stdout, columns=columns)
    tell_cut(rows.truncated)


def tell_cut(cut: bool) -> None:
    """Say so where a limit has left something out."""
    if cut:
        message("there are more; --limit cut them off")


def counted(number: int, what: str) -> str:
    """A number of things: "1 document", "2 documents"."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def tell_skipped(skipped: Iterable[Skipped]) -> None:
    """Name what was skipped, and why."""
    for one in skipped:
        message(f"skipped: {one.location}: {one.reason}")


def tell_retired(name: str, workspace: Path) -> None:
    """Say what an id was that no document speaks of any more."""
    from kg.evidence import Evidence, Workspace

    place = Workspace(workspace)
    if not place.evidence.is_file():
        return
    with Evidence(place.evidence) as evidence:
        retired = evidence.retired(name)
    if retired is not None:
        message(f"{name} was {retired.name!r} ({retired.type}); no document speaks of it any more")
