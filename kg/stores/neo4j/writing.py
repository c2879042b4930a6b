"""Rows into the database: batches in managed transactions, which are tried again, and shrink where they are too big."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from neo4j import ManagedTransaction
from neo4j.exceptions import TransientError

from kg.errors import KgError
from kg.stores.neo4j.connection import Connection, out_of_memory
from kg.stores.neo4j.ownership import Hold

BATCH_ROWS = 10_000
BATCH_CHARACTERS = 4_000_000
TRIES = 3  # of one batch; then it is halved: a shorter transaction may pass where a longer one never does


class TooBig(Exception):
    """A batch that the server, or the connection, does not carry through in one transaction."""


class Writer:
    """Writes batches, one transaction each, while it holds the graph."""

    def __init__(self, connection: Connection, hold: Hold, progress: Callable[[int], None]) -> None:
        self.connection = connection
        self.hold = hold
        self.progress = progress
        self.rows_at_once = BATCH_ROWS
        self.stripped = 0  # labels that were taken off nodes, so far

    def write(self, statement: str, rows: Iterable[list[Any]], *, again: str | None = None) -> int:
        """Run a statement with `$rows` and `$graph`, a batch at a time, and give how many rows there were.

        `again` is the statement for a batch of which nobody knows whether it was carried out; it must not do twice
        what was done. The next batch is made while the server works on this one.
        """
        written = 0
        with ThreadPoolExecutor(1) as pool:
            under_way: Future[None] | None = None
            for batch in self._batches(rows):
                if under_way is not None:
                    under_way.result()
                    self.progress(written)
                under_way = pool.submit(self._send, statement, again or statement, batch)
                written += len(batch)
            if under_way is not None:
                under_way.result()
                self.progress(written)
        return written

    def _batches(self, rows: Iterable[list[Any]]) -> Iterator[list[list[Any]]]:
        batch: list[list[Any]] = []
        size = 0
        for row in rows:
            batch.append(row)
            size += sum([len(value) for value in row if type(value) is str])
            if len(batch) >= self.rows_at_once or size >= BATCH_CHARACTERS:
                yield batch
                batch, size = [], 0
        if batch:
            yield batch

    def _send(self, statement: str, again: str, batch: list[list[Any]]) -> None:
        parts = [batch]
        first = statement
        while parts:
            rows = parts.pop()
            try:
                self._transaction(first, again, rows)
            except TooBig as error:
                if len(rows) == 1:
                    raise KgError(
                        f"{self.connection.address}: the server cannot write even a single row in one transaction "
                        f"({error})"
                    ) from error
                half = len(rows) // 2
                self.rows_at_once = max(1, min(self.rows_at_once, half))
                parts += [rows[half:], rows[:half]]
                first = again

    def _transaction(self, first: str, again: str, rows: list[list[Any]]) -> None:
        tries = 0

        def work(tx: ManagedTransaction) -> int:
            nonlocal tries
            tries += 1
            if tries > TRIES and len(rows) > 1:
                raise TooBig("it broke off again and again")
            self.hold.renew(tx)
            try:
                parameters = {"graph": self.hold.owner.graph, "rows": rows}
                return tx.run(first if tries == 1 else again, parameters).consume().counters.labels_removed
            except TransientError as error:
                if out_of_memory(error):
                    raise TooBig(error.message) from error
                raise

        self.stripped += self.connection.write(work)
