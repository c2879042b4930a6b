"""The command that scores what is read: eval."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from kg.cli.frame import DONE, SKIPPED, commands, progress
from kg.cli.output import counted, tell_cut, tell_skipped
from kg.errors import KgError
from kg.present import message, to_json, uncovered_text, visible

KEY = click.Path(exists=True, dir_okay=False, path_type=Path)
EXAMPLES = 2  # sentences that are shown of a predicate, unless told otherwise


class _Evaluate(click.Command):
    """A command of two forms: with a key, and without."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return ["[OPTIONS]", "KEY PATH... | --uncovered [OPTIONS] PATH..."]


@commands.command("eval", cls=_Evaluate)
@click.argument("given", nargs=-1, metavar="KEY PATH...")
@click.option(
    "--uncovered",
    is_flag=True,
    help="No KEY: list verbs and nouns that join two agents and of which nothing is made, by count.",
)
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
@click.option("--limit", type=click.IntRange(min=0), help="With --uncovered: at most so many of them.")
@click.option(
    "--examples", type=click.IntRange(min=0), help=f"With --uncovered: sentences for each.  [default: {EXAMPLES}]"
)
@click.option("--verbose", is_flag=True, help="List what is missing and what is wrong; show traces of errors.")
def evaluate(
    given: tuple[str, ...],
    uncovered: bool,
    limit: int | None,
    examples: int | None,
    **options: Any,
) -> int:
    """Quality figures of what is read out of PATH..., against the answer key KEY.

    With --uncovered there is no KEY, and every argument is a PATH. Verbs and nouns that join two agents ("A verb B",
    "A's noun with B") are counted, and those are listed of which no claim and no argument of an event was made: what a
    rule may be worth writing for. "also read" counts the uses of the word that something was made of.
    """
    context = click.get_current_context()
    if uncovered:
        if not given:
            raise click.UsageError("Missing argument 'PATH...'.", context)
        return _list_uncovered(given, limit, EXAMPLES if examples is None else examples, **options)
    for name, value in (("--limit", limit), ("--examples", examples)):
        if value is not None:
            raise click.UsageError(f"{name} goes with --uncovered.", context)
    if len(given) < 2:
        missing = "'PATH...'" if given else "'KEY'"
        hint = "; only --uncovered needs no KEY." if given else "."
        raise click.UsageError(f"Missing argument {missing}{hint}", context)
    try:
        key = KEY.convert(given[0], None, context)
    except click.BadParameter as error:
        raise click.BadParameter(error.message, context, param_hint="'KEY'") from error
    return _score(key, given[1:], **options)


def _list_uncovered(
    paths: tuple[str, ...], limit: int | None, examples: int, *, form: str, verbose: bool, **options: Any
) -> int:
    from kg.eval import find_uncovered

    with progress() as show:
        found = find_uncovered(paths, examples=examples, progress=show, warn=message, **options)
    tell_skipped(found.skipped)
    for location, trace in found.traces if verbose else ():
        message(f"{location}:\n{trace}")
    if not found.documents:
        raise KgError("no article could be read: nothing to count")
    if form == "json":
        click.echo(to_json(found.figures(limit), indent=1))
    else:
        click.echo(
            f"{counted(found.documents, 'document')}: something was made of {found.covered} of "
            f"{counted(found.uses, 'use')} of verbs and nouns with two agents"
        )
        for line in uncovered_text(found.predicates[:limit]):
            click.echo(line)
    if not found.predicates:
        message("nothing is left uncovered" if found.uses else "no verb or noun joins two agents")
    tell_cut(limit is not None and len(found.predicates) > limit)
    return SKIPPED if found.skipped else DONE


def _score(key: Path, paths: tuple[str, ...], *, form: str, verbose: bool, **options: Any) -> int:
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
