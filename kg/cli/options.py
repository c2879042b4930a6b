"""Options that several commands share, and how what they are given is read."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from kg.errors import UsageError
from kg.limits import Limits
from kg.present import FORMATS

F = TypeVar("F", bound=Callable[..., Any])


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
            click.option(
                "--max-characters",
                type=click.IntRange(min=1),
                default=Limits().characters,
                show_default=True,
                help="Skip texts that are longer.",
            ),
            click.option(
                "--max-megabytes",
                type=click.IntRange(min=1),
                default=Limits().megabytes,
                show_default=True,
                help="Skip files (of many records: records) that are larger.",
            ),
        )
    ):
        command = option(command)
    return command


GRAPH = click.option(
    "--graph", metavar="NAME", help="The graph's name in Neo4j; the workspace's surroundings give one."
)
ID = click.option("--id", "by_id", is_flag=True, help="What is given is an id, not a name.")
PATHS = click.argument("paths", nargs=-1, required=True, metavar="PATH...")


def pair(text: str) -> tuple[str, str]:
    """A parameter of a query, given as key=value."""
    key, sign, value = text.partition("=")
    if not sign or not key:
        raise UsageError(f"-p {text}: a parameter is key=value")
    return key, value


def meant(text: str) -> Any:
    """The value that a parameter means: what it says as JSON, else the text itself."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def fields(text: str | None) -> dict[str, str]:
    """The field names of --map, by ours."""
    named = {}
    for part in text.split(",") if text else ():
        key, sign, value = (piece.strip() for piece in part.partition("="))
        if not sign or not key or not value:
            raise UsageError(f"--map {text}: give FIELD=F, several with commas between them")
        named[key] = value
    return named
