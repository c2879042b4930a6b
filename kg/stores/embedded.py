"""The embedded Cypher store: a Ladybug database in one file.

The file is never changed in place. Loading builds a new one beside it and renames it over the old one, so whatever
interrupts a build, the old graph or the new one is there, whole.
"""

from __future__ import annotations

import contextlib
import csv
import glob
import os
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

import ladybug

from kg.errors import UsageError
from kg.ontology import Ontology
from kg.records import Edge, Graph, Node, Value
from kg.stores.base import LoadReport, QueryFailed, Rows, StoreUnreadable
from kg.stores.checked import edges_by_table, nodes_by_type, values
from kg.stores.readonly import check_reading, parameters_of
from kg.stores.schema import edge_columns, fingerprint, ladybug_ddl, node_columns, quoted
from kg.stores.values import plain, to_record, to_store

_SIDE_FILES = (".wal", ".shadow", ".tmp")


def _open(path: Path, *, read_only: bool) -> tuple[ladybug.Database, ladybug.Connection]:
    # One thread: rows of a query without ORDER BY come in the same order every time.
    database = ladybug.Database(str(path), read_only=read_only, max_num_threads=1)
    return database, ladybug.Connection(database)


def _all(connection: ladybug.Connection, statement: str) -> list[list[Any]]:
    result: Any = connection.execute(statement)
    with contextlib.closing(result):
        rows: list[list[Any]] = result.get_all()
    return rows


class _Copier:
    """Fills tables by COPY from a CSV file, which is by far the fastest way in.

    CSV knows no null, no lists and (the engine's) no zero byte: marks stand for them that are drawn for each store, so
    that no text holds one.
    """

    def __init__(self, connection: ladybug.Connection, folder: Path) -> None:
        self.connection = connection
        self.file = folder / "rows.csv"
        self.null, self.zero, self.next, self.empty = (secrets.token_hex(16) for _ in range(4))
        # A list travels with a first item that says nothing: the engine does not split empty texts as one would think.
        self.read = {
            "string": "{0}",
            "integer": "CAST({0} AS INT64)",
            "float": "CAST({0} AS DOUBLE)",
            "boolean": "CAST({0} AS BOOL)",
            "strings": f"list_transform(string_split({{0}}, '{self.next}')[2:], "
            f"i -> CASE WHEN i = '{self.empty}' THEN '' ELSE i END)",
        }

    def copy(
        self,
        table: str,
        columns: Mapping[str, str],
        rows: Iterable[list[Any]],
        *,
        ends: tuple[str, str] | None = None,
    ) -> None:
        """Copy rows of one value a column (name -> kind); those of an edge between two tables begin with its ends."""
        with self.file.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\r\n").writerows(map(self._cells, rows))
        zeros = self._replace_zeros()
        kinds = [*(["string"] * 2 if ends else []), *columns.values()]
        names = [f"c{number}" for number in range(len(kinds))]
        cells = [f"replace({name}, '{self.zero}', '\\u0000')" for name in names] if zeros else names
        taken = ", ".join(f"{name} STRING" for name in names)
        given = ", ".join(self.read[kind].format(cell) for kind, cell in zip(kinds, cells, strict=True))
        options = " (from='{}', to='{}')".format(*ends) if ends else ""
        self.connection.execute(
            f"COPY {quoted(table)}({', '.join(map(quoted, columns))}) FROM ("
            f"LOAD WITH HEADERS ({taken}) FROM '{_pattern(self.file)}' "
            f"(header=false, auto_detect=false, parallel=false, escape='\"', null_strings=['{self.null}']) "
            f"RETURN {given}){options}"
        )

    def _cells(self, row: list[Any]) -> list[Any]:
        return [self.null if value is None else self._list(value) if type(value) is list else value for value in row]

    def _list(self, items: list[str]) -> str:
        return self.next.join(["-", *[item or self.empty for item in items]])

    def _replace_zeros(self) -> bool:
        """Put marks for zero bytes into the file; they are seldom there, and dear to look for in every text."""

        def chunks(file: BinaryIO) -> Iterator[bytes]:
            return iter(lambda: file.read(1 << 20), b"")

        with self.file.open("rb") as file:
            if not any(b"\0" in chunk for chunk in chunks(file)):
                return False
        marked = self.file.with_suffix(".marked")
        with self.file.open("rb") as file, marked.open("wb") as out:
            out.writelines(chunk.replace(b"\0", self.zero.encode()) for chunk in chunks(file))
        marked.replace(self.file)
        return True


def _pattern(path: Path) -> str:
    """A path as the engine takes it: a pattern, in a quoted text."""
    return glob.escape(str(path)).replace("\\", "\\\\").replace("'", "\\'")


def _used(columns: Mapping[str, str], items: Iterable[Node | Edge]) -> dict[str, str]:
    """The columns that have a value in at least one of the items; the others need not travel."""
    names = {"id", "type"} | {name for item in items for name, value in item.properties.items() if value is not None}
    return {column: kind for column, kind in columns.items() if column in names}


def _fill(connection: ladybug.Connection, graph: Graph, ontology: Ontology, folder: Path) -> None:
    nodes = nodes_by_type(graph, ontology)
    edges = edges_by_table(graph, ontology)
    for statement in ladybug_ddl(ontology):
        connection.execute(statement)
    first = next(iter(ontology.nodes))
    connection.execute(f"COMMENT ON TABLE {quoted(first)} IS '{fingerprint(ontology)}'")
    copier = _Copier(connection, folder)
    for name in ontology.nodes:
        if not (listed_nodes := nodes[name]):
            continue
        columns = _used(node_columns(ontology.nodes[name]), listed_nodes)
        copier.copy(
            name,
            columns,
            (values(node, {**node.properties, "id": node.id, "type": name}, columns) for node in listed_nodes),
        )
    for (name, source, target), listed in edges.items():
        columns = _used(edge_columns(ontology.edges[name]), listed)
        rows = (
            [
                to_store(edge.source, "string"),
                to_store(edge.target, "string"),
                *values(edge, {**edge.properties, "type": name}, columns),
            ]
            for edge in listed
        )
        copier.copy(name, columns, rows, ends=(source, target))
    connection.execute("CHECKPOINT")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    for name in (path, *(path.with_name(path.name + suffix) for suffix in _SIDE_FILES)):
        if name.is_dir():
            shutil.rmtree(name)
        else:
            name.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _sweep(path: Path) -> None:
    """Remove what builds that were killed have left beside the target."""
    prefix = f".{path.name}.building-"
    for name in sorted(path.parent.iterdir()):
        process = name.name.removeprefix(prefix).split("-")[0]
        if name.name.startswith(prefix) and process.isdecimal() and not _is_alive(int(process)):
            _remove(name)


def build_embedded(graph: Graph, path: Path, ontology: Ontology) -> LoadReport:
    """Write a graph into an embedded store, in place of the one that may be there.

    It is built beside the target, flushed to disk and renamed. Raises GraphInvalid where the ontology forbids the
    graph, UsageError where the target is a folder or its folder does not exist.
    """
    path = path.absolute()
    if path.is_dir():
        raise UsageError(f"{path}: is a folder; a store is a file, for instance {path / 'graph.lbug'}")
    if not path.parent.is_dir():
        raise UsageError(f"{path}: there is no folder {path.parent} to put the store in")
    _sweep(path)
    building = path.with_name(f".{path.name}.building-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        database, connection = _open(building, read_only=False)
        try:
            with tempfile.TemporaryDirectory(prefix="kg-") as folder:
                _fill(connection, graph, ontology, Path(folder))
        finally:
            connection.close()
            database.close()
        _sync(building)
        # A log left by some other tool would be replayed into the new file.
        for suffix in _SIDE_FILES:
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        building.replace(path)
        _sync(path.parent)
    finally:
        _remove(building)
    return LoadReport(len(graph.nodes), len(graph.edges), created=len(graph.nodes) + len(graph.edges))


class EmbeddedStore:
    """A graph in a Ladybug file, open for reading.

    Raises StoreUnreadable where the file is missing, broken, or has another schema.
    """

    def __init__(self, path: Path, ontology: Ontology) -> None:
        self.path = path.absolute()
        self.ontology = ontology
        self._database: ladybug.Database | None = None
        self._connection: ladybug.Connection | None = None
        self._connect()

    def _connect(self) -> None:
        if self.path.is_dir():
            raise UsageError(f"{self.path}: is a folder; a store is a file")
        if not self.path.exists():
            raise StoreUnreadable(f"{self.path}: there is no graph there; kg build and kg load make one")
        database = connection = None
        try:
            database, connection = _open(self.path, read_only=True)
            tables = {row[0]: row[1] for row in _all(connection, "CALL show_tables() RETURN name, comment")}
        # The engine answers a broken file with whatever its reading ran into: RuntimeError, ValueError, MemoryError.
        except Exception as error:
            for opened in (connection, database):
                if opened is not None:
                    opened.close()
            raise StoreUnreadable(f"{self.path}: cannot be opened as a graph ({_first_line(error)})") from error
        self._database, self._connection = database, connection
        if tables.get(next(iter(self.ontology.nodes))) != fingerprint(self.ontology):
            self.close()
            raise StoreUnreadable(f"{self.path}: was made with another schema than this one")

    def _reading(self) -> ladybug.Connection:
        if self._connection is None:
            raise QueryFailed(f"{self.path}: the store is closed")
        return self._connection

    def load(self, graph: Graph) -> LoadReport:
        """Replace the file by one that holds this graph; the open store then reads the new one."""
        report = build_embedded(graph, self.path, self.ontology)
        self.close()
        self._connect()
        return report

    def query(self, cypher: str, parameters: Mapping[str, Any] | None = None, *, limit: int | None = None) -> Rows:
        """Run one reading query; at most `limit` rows come back, and `truncated` says whether there are more.

        Raises UsageError where it would write, is several statements, or cannot be run.
        """
        check_reading(cypher)
        # The engine takes a parameter without a value as null, and then nothing fits.
        if missing := sorted(parameters_of(cypher) - set(parameters or {})):
            raise QueryFailed(f"the query needs a value for ${', $'.join(missing)}")
        connection = self._reading()
        try:
            result = connection.execute(cypher, dict(parameters or {}))
        # All the engine has is RuntimeError with a text; a parameter it cannot take is one of the others.
        except (RuntimeError, TypeError, ValueError, NotImplementedError) as error:
            raise QueryFailed(f"the query cannot be run: {str(error).strip()}") from error
        if isinstance(result, list):
            raise QueryFailed("one statement at a time")
        rows: list[tuple[Any, ...]] = []
        with contextlib.closing(result):
            columns = tuple(result.get_column_names())
            try:
                while result.has_next() and (limit is None or len(rows) < limit):
                    rows.append(tuple(plain(value) for value in result.get_next()))
                more = result.has_next()
            except RuntimeError as error:
                raise QueryFailed(f"the query cannot be run: {str(error).strip()}") from error
        return Rows(columns, tuple(rows), truncated=more)

    def graph(self) -> Graph:
        """The whole graph, as it was loaded; properties that are None are left out."""
        connection = self._reading()
        nodes: list[Node] = []
        for name, schema in self.ontology.nodes.items():
            columns = [column for column in node_columns(schema) if column not in {"id", "type"}]
            listed = ", ".join(f"n.{quoted(column)}" for column in ["id", *columns])
            for key, *found in _all(connection, f"MATCH (n:{quoted(name)}) RETURN {listed}"):
                nodes.append(Node(key, name, _properties(columns, found)))
        edges: list[Edge] = []
        for name, kind in self.ontology.edges.items():
            columns = [column for column in edge_columns(kind) if column != "type"]
            listed = ", ".join(["a.id", "b.id", *(f"r.{quoted(column)}" for column in columns)])
            for a, b, *found in _all(connection, f"MATCH (a)-[r:{quoted(name)}]->(b) RETURN {listed}"):
                edges.append(Edge(a, name, b, _properties(columns, found)))
        return Graph(
            tuple(sorted(nodes, key=lambda n: (n.type, n.id))),
            tuple(sorted(edges, key=lambda e: (e.type, e.source, e.target, sorted(map(repr, e.properties.items()))))),
        )

    def close(self) -> None:
        """Close the file; a second call does nothing."""
        if self._connection is not None:
            self._connection.close()
        if self._database is not None:
            self._database.close()
        self._connection = self._database = None


def _properties(columns: list[str], found: list[Any]) -> dict[str, Value]:
    return {column: to_record(value) for column, value in zip(columns, found, strict=True) if value is not None}


def _first_line(error: Exception) -> str:
    return str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
