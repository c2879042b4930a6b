"""Commands that ask: query, queries, find, show, claims, why, path, conflicts, timeline."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

from kg.cli.frame import commands
from kg.cli.options import ID, meant, output_options, pair, workspace_options
from kg.cli.output import opened, print_rows, tell_retired
from kg.errors import UsageError
from kg.present import COLUMNS, FORMATS, claims_text, path_text, shown_text, to_json


@commands.command()
@click.argument("query")
@click.option("-p", "parameters", multiple=True, metavar="KEY=VALUE", help="A parameter; may be given again.")
@output_options
@workspace_options
def query(
    query: str,
    parameters: tuple[str, ...],
    workspace: Path,
    store: str | None,
    form: str,
    limit: int | None,
    verbose: bool,
) -> None:
    """Answer a query of the library (a NAME out of `kg queries`) or CYPHER; - reads Cypher from standard input.

    Queries only read.
    """
    from kg.graph import library

    text = _standard_input() if query == "-" else query
    with opened(workspace, store) as graph:
        # The library knows the types of its parameters; for other Cypher, a value that is JSON means that value.
        own = text.strip() in library()
        given = {key: value if own else meant(value) for key, value in map(pair, parameters)}
        empty = "the query gives no rows; `kg find TEXT` shows how names are written in the graph"
        print_rows(graph.query(text, given, limit=limit), form, empty=empty)


def _standard_input() -> str:
    try:
        text: str = sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UsageError(f"standard input is not UTF-8 text (byte {error.start}): save the query as UTF-8") from error
    return text


@commands.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print.")
def queries(form: str) -> None:
    """List the query library: names, what they answer, what they take."""
    from kg.graph import library
    from kg.stores import Rows

    rows = []
    for name, one in sorted(library().items()):
        takes = [f"{p.name}{'' if p.required else f'={p.default}'}" for p in one.parameters]
        rows.append((name, one.title, one.answers, ", ".join(takes)))
    print_rows(Rows(("name", "title", "answers", "parameters"), tuple(rows)), form, ("name", "title", "parameters"))


@commands.command()
@click.argument("text")
@output_options
@workspace_options
def find(text: str, workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool) -> None:
    """People, organizations, places and events by (part of) a name, with their ids."""
    with opened(workspace, store) as graph:
        empty = f"nobody and nothing in the graph is called {text!r}; try a part of the name, or another spelling"
        print_rows(graph.find(text, limit=limit), form, COLUMNS["find"], empty=empty)


@commands.command()
@click.argument("text")
@output_options
@workspace_options
def search(text: str, workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool) -> None:
    """Full text of the stored documents, best first, with the hits marked.

    TEXT is words that must all occur; "a phrase" in quotes; word* for its beginnings. Documents in other languages are
    searched too.
    """
    with opened(workspace, store) as graph:
        print_rows(graph.search(text, limit=limit), form, COLUMNS["search"], empty=f"no document has {text!r}")


@commands.command()
@click.argument("name")
@ID
@output_options
@workspace_options
def show(
    name: str, by_id: bool, workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool
) -> None:
    """What the graph knows of NAME (or an id), with the receipt of each edge."""
    from kg.graph import NotFound

    with opened(workspace, store) as graph:
        try:
            shown = graph.show(name, by_id)
        except NotFound:
            tell_retired(name, workspace)
            raise
    if form == "table":
        for line in shown_text(shown):
            click.echo(line)
    elif form == "json":
        node = {"id": shown.node.id, "type": shown.node.type, **shown.node.properties}
        edges = shown.rows().head(limit).dicts()
        whole = {"node": node, "moved_from": shown.moved_from, "edges": edges, "documents": shown.documents.dicts()}
        click.echo(to_json(whole, indent=1))
    else:
        empty = f"no edge leads to or from {shown.node.name!r}; `kg claims --about` may know more"
        print_rows(shown.rows().head(limit), form, empty=empty)


@commands.command()
@click.option("--about", metavar="NAME", help="Claims about this person, organization, place or event.")
@click.option("--speaker", metavar="NAME", help="Claims that this one makes.")
@click.option("--predicate", metavar="P", help="ACCUSED, DENIED_INVOLVEMENT_IN ...")
@click.option("--certainty", metavar="C", help="fact, reported, alleged, suspected, possible or planned.")
@click.option("--since", metavar="DATE", help="Said or published on this day or later.")
@click.option("--until", metavar="DATE", help="Said or published on this day or before.")
@click.option("--receipts", is_flag=True, help="Not as a table: each with its sentence, document and offsets.")
@ID
@output_options
@workspace_options
def claims(workspace: Path, store: str | None, form: str, receipts: bool, verbose: bool, **options: Any) -> None:
    """Who says what of whom, a row a claim."""
    with opened(workspace, store) as graph:
        rows = graph.claims(**options)
    given = [f"--{name}" for name in ("about", "speaker", "predicate", "certainty", "since", "until") if options[name]]
    empty = f"no claim fits; try without {' or '.join(given)}" if given else "the graph holds no claims"
    print_rows(rows, form, COLUMNS["claims"], text=claims_text if receipts else None, empty=empty)


@commands.command()
@click.argument("a")
@click.argument("b")
@ID
@output_options
@workspace_options
def why(
    a: str, b: str, by_id: bool, workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool
) -> None:
    """Every claim behind the edges between two nodes, and what speaks against them."""
    with opened(workspace, store) as graph:
        rows = graph.why(a, b, by_id=by_id, limit=limit)
    empty = "no claim stands between the two; `kg path` shows how they hang together"
    print_rows(rows, form, text=claims_text, empty=empty)


@commands.command()
@click.argument("a")
@click.argument("b")
@click.option("--max-length", type=click.IntRange(min=1), default=4, show_default=True, help="Edges at most.")
@ID
@output_options
@workspace_options
def path(
    a: str,
    b: str,
    max_length: int,
    by_id: bool,
    workspace: Path,
    store: str | None,
    form: str,
    limit: int | None,
    verbose: bool,
) -> None:
    """The shortest chains between two nodes; --limit is of chains."""
    with opened(workspace, store) as graph:
        rows = graph.path(a, b, max_length, by_id=by_id, limit=10 if limit is None else limit)
    empty = f"no chain of at most {max_length} edges leads from one to the other; --max-length allows longer ones"
    print_rows(rows, form, text=path_text, empty=empty)


@commands.command()
@output_options
@workspace_options
def conflicts(workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool) -> None:
    """Denials against claims, rival claims, figures that differ, with their sources."""
    with opened(workspace, store) as graph:
        empty = "no claims contradict each other, and no figures of one event and kind differ"
        print_rows(graph.conflicts(limit=limit), form, COLUMNS["conflicts"], empty=empty)


@commands.command()
@click.option("--since", metavar="DATE", help="Events on this day or later.")
@click.option("--until", metavar="DATE", help="Events on this day or before.")
@output_options
@workspace_options
def timeline(
    since: str | None,
    until: str | None,
    workspace: Path,
    store: str | None,
    form: str,
    limit: int | None,
    verbose: bool,
) -> None:
    """Events in order of date."""
    with opened(workspace, store) as graph:
        period = " in this period; try without --since or --until" if since or until else ""
        empty = f"no event with a date{period}; `kg find` has those without one, too"
        print_rows(graph.timeline(since, until, limit=limit), form, COLUMNS["timeline"], empty=empty)
