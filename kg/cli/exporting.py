"""Commands that write the graph elsewhere: export, load."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.frame import commands, progress
from kg.cli.options import GRAPH, workspace_option, workspace_options
from kg.cli.output import opened
from kg.errors import UsageError
from kg.present import message, safe_json, safe_xml, to_json, visible

if TYPE_CHECKING:
    from kg.stores import LoadReport


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
    if not file.strip():
        raise UsageError("an export needs the name of a file or folder: the one given is empty")
    if (file == "-") != (suffix is not None):
        raise UsageError("--as names the format for standard output: kg export - --as graphml")
    if tool is None and graph is not None:
        raise UsageError("--graph goes with --for neo4j-admin")
    if tool is not None:
        if suffix is not None or parts:
            raise UsageError("--for neo4j-admin writes a folder with everything; leave --with and --as out")
        with progress() as show:
            export_bulk(file, workspace=workspace, store=store, graph=graph, progress=show)
        message(f"written for neo4j-admin: {file} (its README has the command)")
        return
    with opened(workspace, store) as source:
        if suffix is not None:
            safe = safe_json if suffix.endswith("jsonl") else safe_xml
            for chunk in export_text(source.graph(), f".{suffix.lstrip('.')}", with_=parts):
                sys.stdout.write(safe(chunk))
        else:
            written = source.export(file, with_=parts)
            message(f"written: {len(written.nodes)} nodes, {len(written.edges)} edges: {file}")


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
