"""The command that writes the graph out: export."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from kg.cli.frame import commands
from kg.cli.options import workspace_options
from kg.cli.output import opened
from kg.errors import UsageError
from kg.present import message, safe_json, safe_xml


@commands.command()
@click.argument("file")
@click.option("--with", "with_", metavar="WHAT,...", default="", help="Receipts as nodes: claims,documents.")
@click.option("--as", "suffix", metavar="SUFFIX", help="The format for standard output: graphml, gexf or jsonl.")
@workspace_options
def export(file: str, with_: str, suffix: str | None, workspace: Path, store: str | None, verbose: bool) -> None:
    """Write the graph to FILE: .graphml, .gexf, .jsonl, or a folder for CSV; - with --as is standard output."""
    from kg.export import export_text

    parts = tuple(part.strip() for part in with_.split(",") if part.strip())
    if (file == "-") != (suffix is not None):
        raise UsageError("--as names the format for standard output: kg export - --as graphml")
    with opened(workspace, store) as graph:
        if suffix is not None:
            safe = safe_json if suffix.endswith("jsonl") else safe_xml
            for chunk in export_text(graph.graph(), f".{suffix.lstrip('.')}", with_=parts):
                sys.stdout.write(safe(chunk))
        else:
            written = graph.export(file, with_=parts)
            message(f"written: {len(written.nodes)} nodes, {len(written.edges)} edges: {file}")
