"""The frame of the command line: the group of commands, how a run ends, and the progress line."""

from __future__ import annotations

import logging
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from kg.errors import KgError
from kg.present import message

if TYPE_CHECKING:
    from kg.stores.base import Progress

DONE, FAILED, USAGE, SKIPPED = 0, 1, 2, 3
# As shells count the end by a signal (128 + its number): what `cat` and `grep` give when Ctrl-C or a closed pipe ends
# them, so that scripts need to know nothing about kg.
INTERRUPTED, READER_GONE = 130, 141


class _Commands(click.Group):
    """The group of commands; click would end a run whose reader has gone by itself, as a failure."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except BrokenPipeError as error:
            raise _ReaderGone from error


class _ReaderGone(Exception):
    """Whoever read the output has closed it."""


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
        return INTERRUPTED
    except (BrokenPipeError, _ReaderGone):
        # Python would complain when it flushes the rest at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return READER_GONE
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


def _version() -> str:
    from importlib.metadata import version

    return version("newskg")


@click.group(
    cls=_Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    no_args_is_help=True,
)
@click.version_option(_version(), prog_name="kg")
def commands() -> None:
    """News articles in, a knowledge graph with receipts out."""


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
