"""The command line: `kg`. Each command is one call of the Python API and a way to print what it gives.

Results go to standard output, messages to standard error. Exit codes: 0 done, 1 failed, 2 usage, 3 done but something
was skipped.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from kg.errors import KgError, UsageError
from kg.present import (
    COLUMNS,
    FORMATS,
    claims_text,
    message,
    safe_json,
    safe_xml,
    shown_text,
    to_json,
    visible,
    write_rows,
)

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.records import Article, Extraction, Skipped
    from kg.stores import LoadReport, Rows
    from kg.stores.base import Progress

F = TypeVar("F", bound=Callable[..., Any])

DONE, FAILED, USAGE, SKIPPED = 0, 1, 2, 3


def main() -> None:
    """Run `kg` and exit; whatever goes wrong is told in a sentence, without a traceback."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """Run `kg` with some arguments and give its exit code."""
    # The driver of Neo4j logs each try of a transaction; what comes of it is told in our own words.
    logging.getLogger("neo4j").addHandler(logging.NullHandler())
    try:
        code = commands.main(args=arguments, prog_name="kg", standalone_mode=False)
        sys.stdout.flush()
        return code if isinstance(code, int) else DONE
    except click.ClickException as error:
        error.show(sys.stderr)
        return error.exit_code
    except KgError as error:
        message(f"kg: {error}")
        _trace(arguments)
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        message("kg: stopped; what was done so far is kept, run the command again to go on")
        return FAILED
    except BrokenPipeError:
        # Whoever read the output has gone. Python would complain once more when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except OSError as error:
        message(f"kg: {f'{error.filename}: ' if error.filename else ''}{error.strerror or error}")
        _trace(arguments)
        return FAILED
    except Exception as error:  # a fault of kg itself: one line by default, the trace for whoever reports it
        message(f"kg: an error inside kg: {type(error).__name__}: {error} (--verbose shows where; please report it)")
        _trace(arguments)
        return FAILED


def _trace(arguments: list[str]) -> None:
    if "--verbose" in arguments:
        message(traceback.format_exc())


def workspace_option(command: F) -> F:
    """The options of commands that work with a workspace, and with no other store than they are given."""
    command = click.option("--verbose", is_flag=True, help="Tell more, and show traces of errors.")(command)
    return click.option(
        "-w",
        "--workspace",
        envvar="KG_WORKSPACE",
        default="kg-workspace",
        show_default=True,
        type=click.Path(path_type=Path),
        help="The folder with evidence and graph.",
    )(command)


def workspace_options(command: F) -> F:
    """The options of commands that work with a workspace, or with a graph that is somewhere else."""
    return workspace_option(
        click.option(
            "--store",
            envvar="KG_STORE",
            metavar="PATH|URL",
            help="The graph to use, where it is not the workspace's own.",
        )(command)
    )


def output_options(command: F) -> F:
    """The options of commands that print rows."""
    command = click.option("--limit", type=click.IntRange(min=0), help="At most so many rows.")(command)
    return click.option(
        "--format", "form", type=click.Choice(FORMATS), default="table", show_default=True, help="How to print."
    )(command)


def reading_options(command: F) -> F:
    """The options that say how articles are read and analysed."""
    for option in reversed(
        (
            click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes."),
            click.option("--model", metavar="NAME|PATH", help="Another English spaCy pipeline."),
            click.option(
                "--rules",
                multiple=True,
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                help="A YAML file with relations and rules of your own; may be given again.",
            ),
            click.option(
                "--manifest",
                type=click.Path(exists=True, dir_okay=False, path_type=Path),
                help="A CSV table that says more about the files: title, publisher, date ...",
            ),
            click.option("--text-field", metavar="FIELD", help="What records call their text."),
            click.option("--map", "field_map", metavar="FIELD=F,...", help="What records call our fields."),
        )
    ):
        command = option(command)
    return command


GRAPH = click.option(
    "--graph", metavar="NAME", help="The graph's name in Neo4j; the workspace's surroundings give one."
)
ID = click.option("--id", "by_id", is_flag=True, help="What is given is an id, not a name.")
PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")


def _version() -> str:
    from importlib.metadata import version

    return version("newskg")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110}, no_args_is_help=True)
@click.version_option(_version(), prog_name="kg")
def commands() -> None:
    """News articles in, a knowledge graph with receipts out."""


@commands.command()
@PATHS
@reading_options
@click.option("--prune", is_flag=True, help="Take out what is no longer where it was read.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help="How to print.")
@GRAPH
@workspace_options
def build(
    paths: tuple[str, ...],
    workspace: Path,
    store: str | None,
    form: str,
    verbose: bool,
    field_map: str | None,
    **options: Any,
) -> int:
    """Articles in, graph out: the main job.

    PATH is a file, a folder, a pattern, or - for standard input. Building again adds what is new and updates what
    has changed.
    """
    from kg.build import run_build

    with progress() as show:
        report = run_build(
            paths,
            workspace=workspace,
            store=store,
            field_map=_fields(field_map),
            progress=show,
            warn=message,
            **options,
        )
    _tell_skipped(report.skipped)
    if verbose:
        for location, trace in report.traces.items():
            message(f"{location}:\n{trace}")
    for location in report.vanished:
        message(f"vanished: {location}" + (" (taken out)" if report.pruned else ""))
    if report.vanished and not report.pruned:
        message("what has vanished stays in the graph; --prune takes it out")
    if not report.documents:
        raise KgError("no article was found: the graph is empty")
    if form == "json":
        click.echo(to_json(_report(report), indent=1))
    else:
        graph = "written" if report.rebuilt else "unchanged"
        click.echo(
            f"{report.documents} documents ({report.read} read now, {report.unchanged} unchanged), "
            f"graph {graph}: {visible(str(store or workspace / 'graph.lbug'))}"
        )
    return SKIPPED if report.skipped else DONE


def _report(report: Any) -> dict[str, Any]:
    return {
        "documents": report.documents,
        "read": report.read,
        "unchanged": report.unchanged,
        "rebuilt": report.rebuilt,
        "skipped": [{"location": s.location, "reason": s.reason} for s in report.skipped],
        "vanished": list(report.vanished),
        "pruned": report.pruned,
    }


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

    text = sys.stdin.read() if query == "-" else query
    with _graph(workspace, store) as graph:
        # The library knows the types of its parameters; for other Cypher, a value that is JSON means that value.
        own = text.strip() in library()
        given = {key: value if own else _value(value) for key, value in map(_pair, parameters)}
        _print(graph.query(text, given, limit=limit), form)


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
    _print(Rows(("name", "title", "answers", "parameters"), tuple(rows)), form, ("name", "title", "parameters"))


@commands.command()
@click.argument("text")
@output_options
@workspace_options
def find(text: str, workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool) -> None:
    """People, organizations, places and events by (part of) a name, with their ids."""
    with _graph(workspace, store) as graph:
        rows = graph.find(text, limit=limit)
        if not len(rows):
            message(f"nobody and nothing in the graph is called {text!r}")
        _print(rows, form)


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

    with _graph(workspace, store) as graph:
        try:
            shown = graph.show(name, by_id)
        except NotFound:
            _tell_retired(name, workspace)
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
        _print(shown.rows().head(limit), form)


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
    with _graph(workspace, store) as graph:
        rows = graph.claims(**options)
    if receipts and form == "table":
        _print_receipts(rows)
    else:
        _print(rows, form, COLUMNS["claims"])


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
    with _graph(workspace, store) as graph:
        rows = graph.why(a, b, by_id=by_id, limit=limit)
    if not len(rows):
        message("no claim stands between the two; `kg path` shows how they hang together")
    if form == "table":
        _print_receipts(rows)
    else:
        _print(rows, form)


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
    with _graph(workspace, store) as graph:
        rows = graph.path(a, b, max_length, by_id=by_id, limit=10 if limit is None else limit)
    if not len(rows):
        message(f"no chain of at most {max_length} edges leads from one to the other")
    _print(rows, form, COLUMNS["path"])


@commands.command()
@output_options
@workspace_options
def conflicts(workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool) -> None:
    """Denials against claims, rival claims, figures that differ, with their sources."""
    with _graph(workspace, store) as graph:
        _print(graph.conflicts(limit=limit), form, COLUMNS["conflicts"])


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
    with _graph(workspace, store) as graph:
        _print(graph.timeline(since, until, limit=limit), form, COLUMNS["timeline"])


@commands.command()
@click.argument("file")
@click.option("--with", "with_", metavar="WHAT,...", default="", help="Receipts as nodes: claims,documents.")
@click.option("--as", "suffix", metavar="SUFFIX", help="The format for standard output: graphml, gexf or jsonl.")
@click.option("--for", "tool", type=click.Choice(("neo4j-admin",)), help="A folder with all that this tool imports.")
@GRAPH
@workspace_options
def export(
    file: str,
    with_: str,
    suffix: str | None,
    tool: str | None,
    graph: str | None,
    workspace: Path,
    store: str | None,
    verbose: bool,
) -> None:
    """Write the graph to FILE: .graphml, .gexf, .jsonl, or a folder for CSV; - with --as is standard output.

    --for neo4j-admin writes a folder for Neo4j's bulk import, claims and documents included.
    """
    from kg.build import export_bulk
    from kg.export import export_text

    parts = tuple(part.strip() for part in with_.split(",") if part.strip())
    if (file == "-") != (suffix is not None):
        raise UsageError("--as names the format for standard output: kg export - --as graphml")
    if tool is None and graph is not None:
        raise UsageError("--graph goes with --for neo4j-admin")
    if tool is not None:
        if suffix is not None or parts:
            raise UsageError("--for neo4j-admin writes a folder with everything; leave --with and --as out")
        with progress() as show:
            export_bulk(file, workspace=workspace, store=store, graph=graph, progress=show)
        return
    with _graph(workspace, store) as opened:
        if suffix is not None:
            safe = safe_json if suffix.endswith("jsonl") else safe_xml
            for chunk in export_text(opened.graph(), f".{suffix.lstrip('.')}", with_=parts):
                sys.stdout.write(safe(chunk))
        else:
            opened.export(file, with_=parts)


@commands.command()
@PATHS
@reading_options
@click.option("--furniture", is_flag=True, help="Tell which stretches are page furniture.")
@click.option("--verbose", is_flag=True, help="Tell more, and show traces of errors.")
def extract(
    paths: tuple[str, ...],
    workers: int,
    model: str | None,
    rules: tuple[Path, ...],
    manifest: Path | None,
    text_field: str | None,
    field_map: str | None,
    furniture: bool,
    verbose: bool,
) -> int:
    """One JSON record a document on standard output; needs no workspace."""
    from kg.build import encodable
    from kg.read import read_articles
    from kg.records import Skipped
    from kg.workers import Failure, read_all

    skipped: list[Skipped] = []
    articles = read_articles(
        paths,
        base=Path.cwd(),
        text_field=text_field,
        field_map=_fields(field_map),
        manifest=manifest,
        warn=message,
    )

    def tasks() -> Iterator[tuple[Article, Article]]:
        for article in map(encodable, articles):
            if isinstance(article, Skipped):
                skipped.append(article)
            else:
                yield article, article

    with progress() as show:
        results = read_all(tasks(), _whole, workers=workers, model=model, rules=tuple(rules))
        for done, (article, result) in enumerate(results, start=1):
            show("reading", done)
            if isinstance(result, Failure):
                skipped.append(Skipped(article.location, result.reason))
                if verbose:
                    message(result.trace)
            elif result is not None:
                given = article.given_id
                record = result if given is None else replace(result, document=replace(result.document, id=given))
                sys.stdout.write(safe_json(record.to_json(furniture=furniture).decode()) + "\n")
    _tell_skipped(skipped)
    return SKIPPED if skipped else DONE


def _whole(extraction: Extraction) -> Extraction:
    return extraction


@commands.command()
@click.argument("document")
@click.option("--undo", is_flag=True, help="Take it back in.")
@GRAPH
@workspace_options
def forget(document: str, undo: bool, graph: str | None, workspace: Path, store: str | None, verbose: bool) -> None:
    """Retract DOCUMENT (an id or its beginning, a location, a given id): no build brings it back until --undo."""
    from kg.build import behind
    from kg.build import forget as retract

    key, changed = retract(document, workspace=workspace, store=store, graph=graph, undo=undo)
    if changed:
        click.echo(f"{'back in the graph' if undo else 'forgotten'}: {key}")
    else:
        click.echo(f"{'was not forgotten' if undo else 'was forgotten already'}: {key}")
    for target, name in behind(workspace):
        message(f"not told yet: kg load {target}" + (f" --graph {name}" if name else ""))


@commands.command()
@click.argument("target", metavar="URL|PATH")
@GRAPH
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help="How to print.")
@workspace_option
def load(target: str, graph: str | None, form: str, workspace: Path, verbose: bool) -> None:
    """Write the workspace's graph into Neo4j (neo4j://HOST[:PORT][/DATABASE], bolt://...), or another file.

    Only what differs is written, and what no document supports any more is taken out. User and password come from
    NEO4J_USERNAME and NEO4J_PASSWORD.
    """
    from kg.build import load as write

    with progress() as show:
        report = write(target, workspace=workspace, graph=graph, progress=show)
    if form == "json":
        click.echo(to_json({**asdict(report), "written": report.written}, indent=1))
    else:
        click.echo(f"{visible(target)}: {_loaded(report)}")
    if report.kept:
        message(f"{report.kept} nodes have gone that you had added to; what you added is still there (kg_was)")


def _loaded(report: LoadReport) -> str:
    if not report.written:
        return "unchanged"
    counts = (f"{getattr(report, name)} {name}" for name in ("created", "updated", "removed", "moved", "kept"))
    told = ", ".join(count for count in counts if not count.startswith("0 "))
    return f"{report.nodes} nodes and {report.edges} edges ({told})"


@commands.command()
@click.option("--missing", is_flag=True, help="List documents without title, publisher or date.")
@output_options
@workspace_options
def status(missing: bool, workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool) -> None:
    """What the workspace holds; what was skipped, and why."""
    from kg.evidence import Evidence, Workspace
    from kg.stores import Rows

    place = Workspace(workspace)
    place.require()
    with Evidence(place.evidence) as evidence:
        counts, skipped = evidence.counts(), evidence.skipped()
        lacking = evidence.missing()
        documents = evidence.documents()
    if missing:
        found = tuple((location, ", ".join(names)) for location, names in lacking)
        _print(Rows(("location", "missing"), found).head(limit), form)
        return
    if form in ("jsonl", "csv"):
        columns = ("id", "location", "locations", "title", "publisher", "published", "state")
        _print(Rows(columns, tuple(tuple(row[c] for c in columns) for row in documents)).head(limit), form)
        return
    figures = {
        "documents": counts.documents,
        "locations": counts.locations,
        "forgotten": counts.forgotten,
        "without title, publisher or date": len(lacking),
        "skipped": counts.skipped,
    }
    if form == "json":
        reasons = [{"location": one.location, "reason": one.reason} for one in skipped]
        whole = {name.replace(" ", "_").replace(",", ""): number for name, number in figures.items()}
        click.echo(to_json({**whole, "skipped": reasons, "documents": documents[:limit]}, indent=1))
        return
    for name, number in figures.items():
        click.echo(f"{name}: {number}")
    if lacking:
        message("`kg status --missing` names the documents; `kg build --manifest` can say what they lack")
    for one in skipped[:limit]:
        click.echo(visible(f"  skipped {one.location}: {one.reason}"))


@commands.command("eval")
@click.argument("key", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@PATHS
@click.option("--workers", type=click.IntRange(min=1), default=1, show_default=True, help="Processes.")
@click.option("--model", metavar="NAME|PATH", help="Another English spaCy pipeline.")
@click.option(
    "--rules",
    multiple=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A YAML file with relations and rules of your own.",
)
@click.option("--text-field", metavar="FIELD", help="What records call their text.")
@click.option("--format", "form", type=click.Choice(("table", "json")), default="table", help="How to print.")
@click.option("--verbose", is_flag=True, help="List what is missing and what is wrong.")
def evaluate(key: Path, paths: tuple[str, ...], form: str, verbose: bool, **options: Any) -> int:
    """Quality figures of what is read out of PATH..., against the answer key KEY."""
    from kg.eval import evaluate as score

    with progress() as show:
        result = score(key, paths, progress=show, **options)
    _tell_skipped(result.build.skipped)
    figures = result.figures()
    if form == "json":
        click.echo(to_json({**figures, "detail": result.detail()} if verbose else figures, indent=1))
    else:
        _print_figures(figures)
        for name, rows in result.detail().items() if verbose else ():
            click.echo(f"\n{name.replace('_', ' ')}")
            for row in rows:
                click.echo(visible("  " + (row if isinstance(row, str) else " | ".join(map(str, row)))))
    return SKIPPED if result.build.skipped else DONE


def _print_figures(figures: dict[str, Any]) -> None:
    for part in ("entities", "relations", "claims"):
        one = figures[part]
        click.echo(
            f"{part:10} P {one['precision']:.3f}  R {one['recall']:.3f}  F1 {one['f1']:.3f}  "
            f"(right {one['tp']}, wrong {one['fp']}, missed {one['fn']})"
        )
    for part in ("speaker", "outlet", "certainty", "figures"):
        value = figures[part]
        click.echo(f"{part:10} " + ("nothing to score" if value is None else f"{value:.3f} right of the claims found"))
    events = ", ".join(f"{visible(one)} {count}" for one, count in figures["nodes_of_events"].items())
    click.echo(
        f"forbidden relations {figures['forbidden']}; bad offsets {figures['bad_offsets']}; nodes a event: {events}"
    )
    for name in figures["documents_missing"]:
        message(f"the key's document {name} is not among the articles")
    if figures["evidence_not_in_text"]:
        message(f"{figures['evidence_not_in_text']} pieces of the key's evidence do not stand in the stored texts")


# -- helpers ----------------------------------------------------------------------------------------------------------


@contextmanager
def _graph(workspace: Path, store: str | None) -> Iterator[KnowledgeGraph]:
    from kg.graph import open_graph

    with open_graph(workspace, store=store) as graph:
        yield graph


def _print(rows: Rows, form: str, columns: tuple[str, ...] | None = None) -> None:
    write_rows(rows, form, sys.stdout, columns=columns)
    _tell_truncated(rows)


def _print_receipts(rows: Rows) -> None:
    for line in claims_text(rows):
        click.echo(line)
    _tell_truncated(rows)


def _tell_truncated(rows: Rows) -> None:
    if rows.truncated:
        message("there are more; --limit cut them off")


def _tell_skipped(skipped: Iterable[Skipped]) -> None:
    for one in skipped:
        message(f"skipped: {one.location}: {one.reason}")


def _tell_retired(name: str, workspace: Path) -> None:
    from kg.evidence import Evidence, Workspace

    place = Workspace(workspace)
    if not place.evidence.is_file():
        return
    with Evidence(place.evidence) as evidence:
        retired = evidence.retired(name)
    if retired is not None:
        message(f"{name} was {retired.name!r} ({retired.type}); no document speaks of it any more")


def _pair(text: str) -> tuple[str, str]:
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise UsageError(f"-p {text}: a parameter is key=value")
    return key, value


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _fields(text: str | None) -> dict[str, str]:
    fields = {}
    for part in text.split(",") if text else ():
        key, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or not key or not value:
            raise UsageError(f"--map {text}: give FIELD=F, several with commas between them")
        fields[key] = value
    return fields


@contextmanager
def progress() -> Iterator[Progress]:
    """A progress line on standard error, where that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda phase, done: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar
    from rich.progress import SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("starting")
        last = ""

        def show(phase: str, done: int) -> None:
            nonlocal last
            bar.update(task, description=f"{phase} {done}" if done else phase, refresh=phase != last)
            last = phase

        yield show


if __name__ == "__main__":
    main()
