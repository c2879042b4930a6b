"""The command that scores what is read: eval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.frame import DONE, SKIPPED, commands, progress
from kg.cli.options import PATHS
from kg.cli.output import tell_skipped
from kg.present import message, to_json, visible


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
    tell_skipped(result.skipped)
    if result.left_out:
        shown = ", ".join(result.left_out[:5]) + (" ..." if len(result.left_out) > 5 else "")
        message(f"left out, since the key does not cover them: {len(result.left_out)} files: {shown}")
    for name in result.claims.documents_missing:
        message(f"the key's document {name} is not among the articles: all that the key has of it counts as missed")
    figures = result.figures()
    if form == "json":
        click.echo(to_json({**figures, "detail": result.detail()} if verbose else figures, indent=1))
    else:
        _print_figures(figures)
        for name, rows in result.detail().items() if verbose else ():
            click.echo(f"\n{name.replace('_', ' ')}")
            for row in rows:
                click.echo(visible("  " + (row if isinstance(row, str) else " | ".join(map(str, row)))))
    return SKIPPED if result.skipped or result.claims.documents_missing else DONE


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
    if figures["evidence_not_in_text"]:
        message(f"{figures['evidence_not_in_text']} pieces of the key's evidence do not stand in the stored texts")
