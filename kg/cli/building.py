"""Commands that read articles and keep the workspace: build, extract, forget, status."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from kg.cli.frame import DONE, SKIPPED, commands, progress
from kg.cli.options import GRAPH, PATHS, fields, output_options, reading_options, workspace_options
from kg.cli.output import counted, print_rows, tell_skipped
from kg.errors import KgError
from kg.limits import Limits
from kg.present import message, safe_json, to_json, visible

if TYPE_CHECKING:
    from kg.records import Article, Extraction, Skipped


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
    max_characters: int,
    max_megabytes: int,
    **options: Any,
) -> int:
    """Articles in, graph out: the main job.

    PATH is a file, a folder, a pattern, or - for standard input. Building again adds what is new and updates what
    has changed.
    """
    from kg.build import NOTHING_READ, run_build

    with progress() as show:
        report = run_build(
            paths,
            workspace=workspace,
            store=store,
            field_map=fields(field_map),
            limits=Limits(max_megabytes, max_characters),
            progress=show,
            warn=message,
            **options,
        )
    tell_skipped(report.skipped)
    for one in report.unreadable:
        message(f"not in the graph since an earlier build: {one.location}: {one.reason}")
    if verbose:
        for location, trace in report.traces.items():
            message(f"{location}:\n{trace}")
    for location in report.vanished:
        message(f"vanished: {location}" + (" (taken out)" if report.pruned else ""))
    if report.vanished and not report.pruned:
        message("what has vanished stays in the graph; --prune takes it out")
    if not report.read + report.unchanged + len(report.vanished):
        raise KgError(NOTHING_READ)
    if form == "json":
        click.echo(to_json(_report(report), indent=1))
    else:
        graph = "written" if report.rebuilt else "unchanged"
        click.echo(
            f"{counted(report.documents, 'document')} ({report.read} read now, {report.unchanged} unchanged), "
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
        "unreadable": [{"location": s.location, "reason": s.reason} for s in report.unreadable],
        "vanished": list(report.vanished),
        "pruned": report.pruned,
    }


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
    max_characters: int,
    max_megabytes: int,
    furniture: bool,
    verbose: bool,
) -> int:
    """One JSON record a document on standard output; needs no workspace."""
    from kg.build import NOTHING_READ, encodable, unread
    from kg.languages import is_english
    from kg.read import read_articles
    from kg.records import Skipped
    from kg.workers import Failure, read_all

    skipped: list[Skipped] = []
    articles = read_articles(
        paths,
        base=Path.cwd(),
        text_field=text_field,
        field_map=fields(field_map),
        manifest=manifest,
        limits=Limits(max_megabytes, max_characters),
        warn=message,
    )

    def tasks() -> Iterator[tuple[Article, Article]]:
        for article in map(encodable, articles):
            if isinstance(article, Skipped):
                skipped.append(article)
            else:
                yield article, article

    with progress() as show:
        done = 0
        results = read_all(tasks(), _whole, workers=workers, model=model, rules=tuple(rules))
        for done, (article, result) in enumerate(results, start=1):
            show("reading", done)
            if isinstance(result, Failure):
                skipped.append(Skipped(article.location, result.reason))
                if verbose:
                    message(result.trace)
            elif result is not None:
                if not is_english(article.language):
                    skipped.append(unread((article.location, article.language or "")))
                given = article.given_id
                record = result if given is None else replace(result, document=replace(result.document, id=given))
                sys.stdout.write(safe_json(record.to_json(furniture=furniture).decode()) + "\n")
    tell_skipped(skipped)
    if not done:
        raise KgError(NOTHING_READ)
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
@click.option(
    "--missing",
    is_flag=True,
    help="List documents without a date or an outlet; as csv, to be filled in and given as --manifest.",
)
@output_options
@workspace_options
def status(missing: bool, workspace: Path, store: str | None, form: str, limit: int | None, verbose: bool) -> None:
    """What the workspace holds; what was skipped, and why."""
    from kg.build import unread
    from kg.evidence import Evidence, Workspace
    from kg.records import METADATA_FIELDS
    from kg.stores import Rows

    place = Workspace(workspace)
    place.require()
    with Evidence(place.evidence) as evidence:
        counts, skipped = evidence.counts(), evidence.skipped()
        lacking = evidence.missing()
        foreign = evidence.foreign()
        documents = evidence.documents()
    if missing:
        columns = ("location", "missing", *METADATA_FIELDS)
        found = tuple(tuple(row[column] for column in columns) for row in lacking)
        empty = "every document has a date and an outlet"
        print_rows(Rows(columns, found).head(limit), form, ("location", "missing", "title"), empty=empty)
        return
    if form in ("jsonl", "csv"):
        columns = ("id", "location", "locations", "title", "publisher", "published", "language", "state")
        print_rows(Rows(columns, tuple(tuple(row[c] for c in columns) for row in documents)).head(limit), form)
        return
    figures = {
        "documents": counts.documents,
        "locations": counts.locations,
        "forgotten": counts.forgotten,
        "without date or outlet": len(lacking),
        "in other languages": len({row["id"] for row in documents if row["state"] == "stored"}),
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
        message("`kg status --missing` names the documents; a --manifest, or a FILE.meta.json, can say what they lack")
    for one in map(unread, foreign[:limit]):
        click.echo(visible(f"  not read {one.location}: {one.reason}"))
    for one in skipped[:limit]:
        click.echo(visible(f"  skipped {one.location}: {one.reason}"))
