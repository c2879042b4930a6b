"""The folder that a build leaves: evidence, graph, and a lock that lets one build at a time work in it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from kg.errors import KgError, UsageError


@dataclass(frozen=True, slots=True)
class Workspace:
    """Where things stand in a workspace folder."""

    folder: Path

    @property
    def base(self) -> Path:
        """The folder that holds the workspace: locations are relative to it, so that both can be moved together."""
        return self.folder.absolute().parent

    @property
    def evidence(self) -> Path:
        """The SQLite file that is the truth."""
        return self.folder / "evidence.sqlite"

    @property
    def graph(self) -> Path:
        """The embedded graph, which can be rebuilt from the evidence."""
        return self.folder / "graph.lbug"

    @property
    def rules(self) -> Path:
        """Copies of the rule files that the last build was given: the workspace needs nothing outside it."""
        return self.folder.absolute() / "rules"

    def require(self) -> None:
        """Raise UsageError unless a build has been here."""
        if not self.evidence.is_file():
            raise UsageError(f"{self.folder}: no workspace here. `kg build PATH...` makes one; -w names another folder")

    @contextmanager
    def locked(self, *, create: bool = False) -> Iterator[None]:
        """Hold the workspace against other builds; raises KgError where one is at work.

        `create` makes the folder; raises UsageError where a file of that name is in the way, KgError where it may not.
        The lock is a transaction on an empty SQLite file: it works alike on every system, and a killed process
        cannot leave it behind.
        """
        if create:
            self._create()
        try:
            connection = sqlite3.connect(self.folder / "build.lock", timeout=0, isolation_level=None)
        except sqlite3.Error as error:
            raise KgError(f"{self.folder}: the workspace cannot be written: {error}") from error
        try:
            try:
                connection.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError as error:
                if "locked" in str(error):
                    raise KgError(
                        f"{self.folder}: another build is at work in this workspace; wait until it is done, or use "
                        "another -w"
                    ) from None
                raise KgError(f"{self.folder}: the workspace cannot be locked: {error}") from error
            yield
        finally:
            connection.close()

    def _create(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except (FileExistsError, NotADirectoryError):
            raise UsageError(f"{self.folder} is a file, not a workspace folder: choose another -w") from None
        except OSError as error:
            raise KgError(f"{self.folder}: the workspace cannot be made: {error.strerror}") from error
