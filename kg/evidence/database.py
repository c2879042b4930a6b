"""`evidence.sqlite`: documents, where they stand, what was read out of them, and what users retracted.

Every change is one transaction, so a process that is killed leaves the state before or after a document, nothing
between. Only `kg build` and `kg forget` write, and only while they hold the workspace's lock.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import uuid
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec

from kg.errors import KgError, UsageError
from kg.evidence import schema
from kg.evidence.metadata import Metadata, merge
from kg.evidence.succession import Retired, successors
from kg.languages import is_english
from kg.records import MEMBER, METADATA_FIELDS, STDIN, Article, Extraction, Node, Skipped, Stored, text_hash

RECORD_NUMBER = re.compile(r"#\d+(?:\.\d+)*\Z")
IN_ARCHIVE = re.compile(rf"(.*?\.zip(?:\.gz)?){re.escape(MEMBER)}", re.I | re.S)
SHORTEST_PREFIX = 6  # of a document's hash, where a user names it


@dataclass(frozen=True, slots=True)
class Outcome:
    """What reading a document gave: a record, or the reason why there is none."""

    record: bytes | None = None
    failure: str | None = None

    @classmethod
    def of(cls, extraction: Extraction) -> Outcome:
        """The outcome that keeps an extraction, without its text: evidence has that once already."""
        bare = replace(extraction, document=replace(extraction.document, text=""))
        return cls(record=zlib.compress(bare.to_json()))

    def extraction(self, key: str, text: str) -> Extraction:
        """The extraction back, with the document's key and text; only where there is a record."""
        assert self.record is not None
        bare = Extraction.from_json(zlib.decompress(self.record))
        return replace(bare, document=replace(bare.document, id=key, text=text))


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a workspace holds."""

    documents: int
    locations: int
    forgotten: int
    skipped: int


def fingerprint(versions: str, metadata: Metadata) -> str:
    """What a document was read with, as a short hash: another one means that it must be read again."""
    return hashlib.sha256(f"{versions}\0{metadata.to_json()}".encode()).hexdigest()[:32]


def printable(location: str) -> str:
    """A location that SQLite can hold: bytes of a file name that are no UTF-8 are shown as escapes."""
    return location.encode("utf-8", "backslashreplace").decode()


def file_of(location: str) -> str:
    """The file of a location: without the number of a record, or the name of a file, inside it.

    >>> file_of("news/all.jsonl#12"), file_of("news/all.zip!/a/b.jsonl#12"), file_of("-:5f1c0ab61c4d1f1e")
    ('news/all.jsonl', 'news/all.zip', '-')
    """
    if location.startswith(f"{STDIN}:"):
        return STDIN
    archive = IN_ARCHIVE.match(location)
    return archive[1] if archive else RECORD_NUMBER.sub("", location)


class Evidence:
    """An open evidence file, to be used in a `with`: anything wrong with the file or the disk comes out of it as a
    KgError that says what to do."""

    def __init__(self, path: Path, *, create: bool = False) -> None:
        self.path = path
        mode = "rwc" if create else "rw"
        try:
            # A relative path would be taken as part of the URI's authority; `as_uri` quotes `?`, `#` and `%`.
            uri = f"{path.absolute().as_uri()}?mode={mode}"
            self._db = sqlite3.connect(uri, uri=True, timeout=10, isolation_level=None)
        except sqlite3.Error as error:
            raise self._explained(error) from error
        try:
            self._prepare()
        except BaseException as error:
            self._db.close()
            if isinstance(error, sqlite3.Error):
                raise self._explained(error) from error
            raise

    def _prepare(self) -> None:
        self._db.execute("PRAGMA foreign_keys = ON")
        self._db.execute("PRAGMA temp_store = FILE")
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if version == 0 and not self._db.execute("SELECT 1 FROM sqlite_master").fetchone():
            with self.transaction():
                for statement in schema.TABLES.split(";\n"):
                    if statement.strip():
                        self._db.execute(statement)
                self._db.execute("INSERT INTO meta VALUES ('workspace', ?)", (uuid.uuid4().hex,))
                self._db.execute(f"PRAGMA user_version = {schema.VERSION:d}")
        elif version != schema.VERSION:
            raise KgError(
                f"{self.path}: made by another version of kg (evidence format {version}, this one reads "
                f"{schema.VERSION}); build into a new workspace"
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
        if isinstance(error, sqlite3.Error):
            raise self._explained(error) from error

    def close(self) -> None:
        """Close the file; whatever was not committed is gone."""
        self._db.close()

    def _explained(self, error: sqlite3.Error) -> KgError:
        text = str(error)
        if "full" in text:
            text = "the disk is full; nothing was half-written, make room and run the command again"
        elif "locked" in text:
            text = "another process is writing to it; wait until it is done"
        elif "not a database" in text or "malformed" in text:
            text = "this is no evidence file of kg, or it is damaged; move it away and build again"
        elif "readonly" in text or "unable to open" in text:
            text = "it cannot be opened for writing; check the folder and its permissions"
        return KgError(f"{self.path}: {text}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside happens, or nothing does."""
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:  # a full disk has rolled back already
                self._db.execute("ROLLBACK")
            raise

    # -- meta ---------------------------------------------------------------------------------------------------

    def meta(self, name: str) -> str | None:
        """A setting of the workspace, or None."""
        row = self._db.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def set_meta(self, name: str, value: str | None) -> None:
        """Set a setting of the workspace; None takes it away."""
        if value is None:
            self._db.execute("DELETE FROM meta WHERE name = ?", (name,))
        else:
            self._db.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))

    def metas(self, prefix: str) -> dict[str, str]:
        """The settings whose names begin so, without that beginning."""
        rows = self._db.execute("SELECT name, value FROM meta WHERE substr(name, 1, ?) = ?", (len(prefix), prefix))
        return {name[len(prefix) :]: value for name, value in rows}

    # -- what a build does --------------------------------------------------------------------------------------

    def begin_build(self) -> None:
        """Start anew with what this build has seen."""
        # WAL with NORMAL: a transaction a document costs no wait for the disk, and a kill or a power cut leaves whole
        # transactions only.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._db.execute("PRAGMA synchronous = NORMAL")
        for table in (schema.SEEN, schema.TOLD):
            self._db.execute(table)
        self._db.execute("DELETE FROM seen")
        self._db.execute("DELETE FROM told")

    def end_build(self) -> None:
        """Leave one file without a log beside it, which can be read from a place that cannot be written."""
        with suppress(sqlite3.OperationalError):  # somebody reads it just now: the log stays, and that is as good
            self._db.execute("PRAGMA journal_mode = DELETE")

    def saw(self, location: str) -> bool:
        """Note that this build met a location; False where it has met it before."""
        cursor = self._db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (location, file_of(location)))
        return cursor.rowcount == 1

    def due(self, article: Article, versions: str) -> Article | None:
        """The article as it must be read now, with what all its locations say of it; None where it need not be."""
        key = text_hash(article.text)
        if self._db.execute("SELECT 1 FROM tombstones WHERE document = ?", (key,)).fetchone():
            return None
        others = self._metadata(key)
        others[article.location] = Metadata.of(article)
        metadata = merge(others[location] for location in sorted(others))
        row = self._db.execute("SELECT read_as FROM documents WHERE key = ?", (key,)).fetchone()
        if row and row[0] == fingerprint(versions, metadata):
            return None
        return metadata.article(article.text, min(others))

    def holds(self, article: Article) -> bool:
        """Whether exactly this text, id and metadata stand at the article's location already."""
        row = self._db.execute(
            "SELECT document, given_id, metadata FROM locations WHERE location = ?", (article.location,)
        ).fetchone()
        here = (text_hash(article.text), article.given_id, Metadata.of(article).to_json())
        return row is not None and tuple(row) == here

    def put(self, article: Article, read: Article | None, outcome: Outcome | None, versions: str) -> None:
        """Put a text at its location, and what was read out of it, in one transaction.

        What the location held before goes with it, unless another location holds that too. `outcome` None leaves
        the document's record as it is (or waiting, where it has none yet).
        """
        key, location = text_hash(article.text), article.location
        with self.transaction():
            before = self._db.execute("SELECT document FROM locations WHERE location = ?", (location,)).fetchone()
            self._db.execute("INSERT OR IGNORE INTO documents (key, text) VALUES (?, ?)", (key, article.text))
            self._db.execute(
                "INSERT OR REPLACE INTO locations VALUES (?, ?, ?, ?)",
                (location, key, article.given_id, Metadata.of(article).to_json()),
            )
            self._db.execute("DELETE FROM skipped WHERE location = ?", (location,))
            if before and before[0] != key:
                self._drop_unheld(before[0])
            if read is not None and outcome is not None:
                self._keep(key, Metadata.of(read), outcome, versions)

    def reread(self, key: str, read: Article, outcome: Outcome, versions: str) -> None:
        """Replace what was read out of a document, in one transaction."""
        with self.transaction():
            self._keep(key, Metadata.of(read), outcome, versions)

    def stale(self, versions: str) -> Iterator[tuple[str, Article]]:
        """Documents that were read with other versions or metadata, or never: (key, article to read), by key."""
        keys = [row[0] for row in self._db.execute("SELECT key FROM documents ORDER BY key")]
        for key in keys:  # a list of keys, not an open cursor: the caller writes in between
            if self._db.execute("SELECT 1 FROM tombstones WHERE document = ?", (key,)).fetchone():
                continue
            metadata, locations = self.metadata(key)
            text, read_as = self._db.execute("SELECT text, read_as FROM documents WHERE key = ?", (key,)).fetchone()
            if read_as != fingerprint(versions, metadata):
                yield key, metadata.article(text, locations[0])

    def skip(self, skipped: Skipped) -> None:
        """Keep why something could not be read. A text that stood there before stays until it is pruned."""
        location = printable(skipped.location)
        with self.transaction():
            self._db.execute("INSERT OR REPLACE INTO skipped VALUES (?, ?)", (location, skipped.reason))
            self._db.execute("INSERT OR IGNORE INTO told VALUES (?, ?)", (location, file_of(location)))

    def drop_settled(self) -> None:
        """Drop the notes of earlier builds on what this one has read without the same trouble."""
        with self.transaction():
            for (location,) in self._db.execute(
                "SELECT location FROM skipped WHERE location NOT IN (SELECT location FROM told)"
            ).fetchall():
                again = "SELECT 1 FROM seen WHERE file = ?1 UNION SELECT 1 FROM told WHERE file = ?1 LIMIT 1"
                if self._db.execute(again, (file_of(location),)).fetchone():
                    self._db.execute("DELETE FROM skipped WHERE location = ?", (location,))

    def vanished(self, base: Path) -> list[str]:
        """Locations whose file is gone, or was read by this build and holds them no longer; sorted.

        One that is there and could not be read has not vanished.
        """
        rows = self._db.execute(
            "SELECT location FROM locations WHERE location NOT IN (SELECT location FROM seen) ORDER BY 1"
        )
        gone = []
        for (location,) in rows.fetchall():
            file = file_of(location)
            if file == STDIN:  # which leaves no file to look for, and is never the same twice
                continue
            reread = self._db.execute("SELECT 1 FROM seen WHERE file = ? LIMIT 1", (file,)).fetchone()
            skipped = self._db.execute(
                "SELECT 1 FROM skipped WHERE location IN (?, ?, ?)",
                (location, RECORD_NUMBER.sub("", location), file),
            ).fetchone()
            there = (base / location).exists() or (base / file).exists()
            if (reread and not skipped) or not there:
                gone.append(location)
        return gone

    def prune(self, locations: Iterable[str], base: Path) -> None:
        """Take locations away, and the documents that nothing holds any more; and notes on files that are gone."""
        for location in locations:
            with self.transaction():
                row = self._db.execute("SELECT document FROM locations WHERE location = ?", (location,)).fetchone()
                self._db.execute("DELETE FROM locations WHERE location = ?", (location,))
                if row:
                    self._drop_unheld(row[0])
        with self.transaction():
            for (location,) in self._db.execute("SELECT location FROM skipped").fetchall():
                if not (base / file_of(location)).exists():
                    self._db.execute("DELETE FROM skipped WHERE location = ?", (location,))

    def _keep(self, key: str, metadata: Metadata, outcome: Outcome, versions: str) -> None:
        self._db.execute(
            "UPDATE documents SET record = ?, failure = ?, read_as = ? WHERE key = ?",
            (outcome.record, outcome.failure, fingerprint(versions, metadata), key),
        )

    def _drop_unheld(self, key: str) -> None:
        self._db.execute(
            "DELETE FROM documents WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM locations WHERE document = ?1)", (key,)
        )

    def _metadata(self, key: str) -> dict[str, Metadata]:
        rows = self._db.execute("SELECT location, metadata FROM locations WHERE document = ?", (key,))
        return {location: Metadata.from_json(metadata) for location, metadata in rows}

    # -- what the evidence says ---------------------------------------------------------------------------------

    def stored(self) -> Iterator[Stored]:
        """Every document that was read and is not forgotten, by key."""
        keys = [row[0] for row in self._db.execute("SELECT key FROM documents WHERE record IS NOT NULL ORDER BY key")]
        for key in keys:
            if self._db.execute("SELECT 1 FROM tombstones WHERE document = ?", (key,)).fetchone():
                continue
            text, record = self._db.execute("SELECT text, record FROM documents WHERE key = ?", (key,)).fetchone()
            places = self._db.execute(
                "SELECT location, given_id FROM locations WHERE document = ? ORDER BY location", (key,)
            ).fetchall()
            yield Stored(
                extraction=Outcome(record=record).extraction(key, text),
                locations=tuple(location for location, _ in places),
                given_ids=tuple(sorted({given for _, given in places if given is not None})),
            )

    def state(self) -> str:
        """A hash of everything that the graph is made from: equal states give equal graphs."""
        digest = hashlib.sha256()
        for row in self._db.execute(
            "SELECT d.key, d.read_as, d.record IS NULL, l.location, l.given_id FROM documents d "
            "JOIN locations l ON l.document = d.key WHERE d.key NOT IN (SELECT document FROM tombstones) "
            "ORDER BY l.location"
        ):
            digest.update(msgspec.json.encode(row))
        return digest.hexdigest()

    def counts(self) -> Counts:
        """How many documents (not forgotten), locations, forgotten documents and skipped sources there are."""

        def count(what: str) -> int:
            number: int = self._db.execute(f"SELECT count(*) FROM {what}").fetchone()[0]
            return number

        return Counts(
            documents=count("documents WHERE key NOT IN (SELECT document FROM tombstones)"),
            locations=count("locations"),
            forgotten=count("tombstones"),
            skipped=len(self.skipped()),
        )

    def skipped(self) -> list[Skipped]:
        """What could not be read or analysed, and why; by location."""
        return [
            Skipped(*row)
            for row in self._db.execute(
                "SELECT location, reason FROM skipped UNION ALL SELECT l.location, d.failure FROM documents d "
                "JOIN locations l ON l.document = d.key WHERE d.failure IS NOT NULL "
                "AND d.key NOT IN (SELECT document FROM tombstones) ORDER BY 1"
            )
        ]

    def failures(self) -> list[tuple[str, Skipped]]:
        """Of the locations that this build has seen, those whose text could not be analysed, by location.

        Each with the key of its document.
        """
        return [
            (key, Skipped(location, failure))
            for key, location, failure in self._db.execute(
                "SELECT d.key, l.location, d.failure FROM seen s JOIN locations l ON l.location = s.location "
                "JOIN documents d ON d.key = l.document WHERE d.failure IS NOT NULL "
                "AND d.key NOT IN (SELECT document FROM tombstones) ORDER BY 2"
            )
        ]

    def foreign(self, *, seen: bool = False) -> list[tuple[str, str]]:
        """Documents that are in another language than English: (location, language), by location; `seen`: only of the
        locations that this build has met."""
        rows = self._db.execute(
            "SELECT location, json_extract(metadata, '$.language') FROM locations "
            "WHERE json_extract(metadata, '$.language') IS NOT NULL "
            "AND document NOT IN (SELECT document FROM tombstones) "
            f"{'AND location IN (SELECT location FROM seen) ' if seen else ''}ORDER BY 1"
        )
        return [(location, language) for location, language in rows if not is_english(language)]

    def matches(
        self, match: str | None, strings: Sequence[str], opening: str, closing: str
    ) -> Iterator[tuple[str, str, str]]:
        """Documents (not forgotten) that fit an FTS5 expression and hold all strings: (key, text, the text with
        `opening` and `closing` around what fits), best first."""
        holds = " ".join("AND instr(d.text, ?) > 0" for _ in strings)
        if match is None:
            yield from self._db.execute(
                "SELECT d.key, d.text, d.text FROM documents d "
                f"WHERE d.key NOT IN (SELECT document FROM tombstones) {holds} ORDER BY d.key",
                tuple(strings),
            )
            return
        yield from self._db.execute(
            "SELECT d.key, d.text, highlight(search, 0, ?, ?) FROM search JOIN documents d ON d.number = search.rowid "
            f"WHERE search MATCH ? AND d.key NOT IN (SELECT document FROM tombstones) {holds} ORDER BY rank, d.key",
            (opening, closing, match, *strings),
        )

    def metadata(self, key: str) -> tuple[Metadata, list[str]]:
        """What holds for a document, and its locations, sorted."""
        of_locations = self._metadata(key)
        locations = sorted(of_locations)
        return merge(of_locations[location] for location in locations), locations

    def missing(self) -> list[dict[str, str | None]]:
        """Documents that lack a date or an outlet, by location: what is missing, and what is known.

        The rows have the columns of a manifest, so that they can be written out, filled in and read back.
        """
        rows: list[dict[str, str | None]] = []
        for (key,) in self._db.execute(
            "SELECT key FROM documents WHERE key NOT IN (SELECT document FROM tombstones)"
        ).fetchall():
            metadata, locations = self.metadata(key)
            lacks = tuple(name for name in ("published", "publisher") if not getattr(metadata, name))
            if lacks:
                known = {name: getattr(metadata, name) for name in METADATA_FIELDS}
                rows.append({"location": locations[0], "missing": ", ".join(lacks), **known})
        return sorted(rows, key=lambda row: str(row["location"]))

    # -- retracting ---------------------------------------------------------------------------------------------

    def find(self, document: str) -> str:
        """The key of the document that a user names: by hash (or six or more of its first characters), location or
        given id. Raises UsageError where there is none, or more than one."""
        found: set[str] = {
            row[0]
            for row in self._db.execute(
                "SELECT document FROM locations WHERE location = ?1 OR given_id = ?1 "
                "UNION SELECT key FROM documents WHERE key = ?1 "
                "UNION SELECT document FROM tombstones WHERE document = ?1",
                (document,),
            )
        }
        if not found and len(document) >= SHORTEST_PREFIX and all(c in "0123456789abcdef" for c in document):
            found = {
                row[0]
                for row in self._db.execute(
                    "SELECT key FROM documents WHERE substr(key, 1, length(?1)) = ?1 "
                    "UNION SELECT document FROM tombstones WHERE substr(document, 1, length(?1)) = ?1",
                    (document,),
                )
            }
        if not found:
            raise UsageError(
                f"no document {document!r} here: name it by its id, its location or the id that its source gave; "
                "`kg status --format json` lists them"
            )
        if len(found) > 1:
            raise UsageError(f"{document!r} names {len(found)} documents; take one: {', '.join(sorted(found))}")
        return found.pop()

    def forget(self, key: str) -> bool:
        """Retract a document from all later builds; False where it was so already."""
        return self._db.execute("INSERT OR IGNORE INTO tombstones VALUES (?)", (key,)).rowcount == 1

    def remember(self, key: str) -> bool:
        """Undo `forget`; False where the document was not forgotten."""
        return self._db.execute("DELETE FROM tombstones WHERE document = ?", (key,)).rowcount == 1

    def documents(self) -> list[dict[str, str | int | None]]:
        """One row a document: id, locations, given ids, title, publisher, date, and whether it is forgotten."""
        rows = []
        forgotten = {row[0] for row in self._db.execute("SELECT document FROM tombstones")}
        for (key,) in self._db.execute("SELECT key FROM documents").fetchall():
            metadata, locations = self.metadata(key)
            rows.append(
                {
                    "id": key,
                    "location": locations[0],
                    "locations": len(locations),
                    "title": metadata.title,
                    "publisher": metadata.publisher,
                    "published": metadata.published,
                    "language": metadata.language,
                    "state": "forgotten" if key in forgotten else "read" if is_english(metadata.language) else "stored",
                }
            )
        return sorted(rows, key=lambda row: str(row["location"]))

    # -- node ids -----------------------------------------------------------------------------------------------

    def record_nodes(self, nodes: Iterable[Node], atoms: Mapping[str, str]) -> None:
        """Keep which node each atom belongs to now, and what became of the ids that have gone since last time."""
        now = {node.id: node for node in nodes}
        with self.transaction():
            old = dict(self._db.execute("SELECT atom, node FROM atoms").fetchall())
            names = {row[0]: row[1:] for row in self._db.execute("SELECT id, type, name FROM nodes")}
            gone = {one: new for one, new in successors(old, atoms).items() if one not in now}
            for one, became in gone.items():
                # What became this node before, becomes what it became; a chain stays one step long.
                self._db.execute("UPDATE retired SET became = ? WHERE became = ?", (became, one))
                kind, name = names.get(one, ("", ""))
                self._db.execute("INSERT OR REPLACE INTO retired VALUES (?, ?, ?, ?)", (one, kind, name, became))
            self._db.executemany("DELETE FROM retired WHERE id = ?", ((one,) for one in now))
            self._db.execute("DELETE FROM atoms")
            self._db.executemany("INSERT INTO atoms VALUES (?, ?)", sorted(atoms.items()))
            self._db.execute("DELETE FROM nodes")
            held = set(atoms.values())
            self._db.executemany(
                "INSERT INTO nodes VALUES (?, ?, ?)",
                ((node.id, node.type, node.name) for node in now.values() if node.id in held),
            )

    def retired(self, node: str) -> Retired | None:
        """What became of a node id that a build has taken out of the graph; None where it never was one."""
        row = self._db.execute("SELECT id, type, name, became FROM retired WHERE id = ?", (node,)).fetchone()
        return Retired(*row) if row else None

    def moved(self) -> dict[str, str]:
        """Every node id that has gone and become another: old -> new."""
        return dict(self._db.execute("SELECT id, became FROM retired WHERE became IS NOT NULL").fetchall())
