"""Reading articles, one after another or in several processes: the results come in the order of the articles.

What is read out of an article depends on that article alone, so the number of workers changes the speed and nothing
else. Memory stays flat: only a few articles a worker are on their way at any time.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
import traceback
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, partial
from multiprocessing import resource_tracker
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, TypeVar

from kg.errors import KgError
from kg.languages import is_english
from kg.records import Article, Extraction

if TYPE_CHECKING:
    from spacy.language import Language

T = TypeVar("T")
R = TypeVar("R")

ON_THEIR_WAY = 4  # articles a worker: enough that none waits, few enough to hold in memory


@dataclass(frozen=True, slots=True)
class Failure:
    """An article that the pipeline could not read: the reason, and the trace for those who want to mend it."""

    reason: str
    trace: str


@cache
def pipeline(model: str | None) -> Language:
    """The language pipeline, loaded once a process for each model. Raises KgError where it cannot be loaded."""
    from kg.language import load_pipeline

    return load_pipeline(model)


@cache
def reader(model: str | None, rules: tuple[Path, ...]) -> Callable[[Article], Extraction]:
    """What reads an article, its models and rules loaded; once a process for each pair.

    Raises KgError where the model cannot be loaded, UsageError where a rule file is not as it should be.
    """
    from kg.extract import bare, extract, load_rules

    loaded = load_rules(rules)
    nlp = pipeline(model)

    def read(article: Article) -> Extraction:
        # The models know English only, and make nonsense of anything else.
        return extract(nlp(article.text), article, loaded) if is_english(article.language) else bare(article)

    return read


def _shaper(model: str | None, rules: tuple[Path, ...], shape: Callable[[Extraction], R]) -> Callable[[Article], R]:
    read = reader(model, rules)
    return lambda article: shape(read(article))


def _read(make: Callable[[], Callable[[Article], R]], article: Article) -> R | Failure:
    work = make()  # outside of what is tried: models that cannot be loaded are the fault of no article
    try:
        return work(article)
    except (KgError, OSError, MemoryError):
        raise  # the fault of no article: the next build must try again
    except Exception as error:  # one bad article must not end a build of thousands; it is reported by name
        return Failure(f"could not be analysed: {type(error).__name__}: {error}", traceback.format_exc())


def _start_worker() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    parent = multiprocessing.parent_process()

    def leave_with_parent() -> None:
        if parent is not None:
            parent.join()
            os._exit(1)

    # A killed parent closes nothing that a waiting worker would notice.
    threading.Thread(target=leave_with_parent, daemon=True).start()


@contextmanager
def _interrupts_held() -> Iterator[None]:
    """Hold Ctrl-C back while workers start: they inherit that, so it never hits one before it can ignore it.

    The mask is of this thread. Where another thread of ours takes the signal, Python would still raise here, with a
    worker half started: so the handler waits, too.
    """
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    resource_tracker.ensure_running()  # would let signals through again when it starts in between
    came: list[tuple[int, FrameType | None]] = []
    handler = signal.getsignal(signal.SIGINT)
    interruptible = handler is not None and threading.current_thread() is threading.main_thread()
    if interruptible:
        signal.signal(signal.SIGINT, lambda number, frame: came.append((number, frame)))
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        if interruptible:
            signal.signal(signal.SIGINT, handler)
        if came and callable(handler):
            handler(*came[0])


def read_all(
    tasks: Iterable[tuple[T, Article | None]],
    shape: Callable[[Extraction], R],
    *,
    workers: int = 1,
    model: str | None = None,
    rules: tuple[Path, ...] = (),
) -> Iterator[tuple[T, R | Failure | None]]:
    """Read the articles of tasks, and give each task's tag with what `shape` makes of its extraction, in their order.

    A task is (tag, article), or (tag, None) where there is nothing to read: it keeps its place in the order.
    `shape` runs in the worker, so it must be a function that pickle can name.
    """
    return work_all(tasks, partial(_shaper, model, rules, shape), workers=workers)


def work_all(
    tasks: Iterable[tuple[T, Article | None]], make: Callable[[], Callable[[Article], R]], *, workers: int = 1
) -> Iterator[tuple[T, R | Failure | None]]:
    """As `read_all`, with anything that makes a result of an article.

    `make` gives what does so; it is called for each article, in the worker: pickle must be able to name it, and what
    it loads it should keep. A KgError ends the run; another exception makes a Failure of its article alone.
    """
    if workers <= 1:
        for tag, article in tasks:
            yield tag, None if article is None else _read(make, article)
        return
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_start_worker)
    waiting: deque[tuple[T, Future[R | Failure] | None]] = deque()

    def first() -> tuple[T, R | Failure | None]:
        tag, future = waiting.popleft()
        return tag, None if future is None else future.result()

    try:
        for tag, article in tasks:
            future: Future[R | Failure] | None = None
            if article is not None:
                with _interrupts_held():
                    future = pool.submit(_read, make, article)
            waiting.append((tag, future))
            if len(waiting) > workers * ON_THEIR_WAY:
                yield first()
        while waiting:
            yield first()
    except BrokenProcessPool as error:
        raise KgError(
            "a worker process ended before its time. Was the memory full? Then take fewer --workers. In a script of "
            'your own, call kg.build() under `if __name__ == "__main__":` when it has several workers'
        ) from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
