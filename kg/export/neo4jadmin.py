"""A folder for `neo4j-admin database import full`: headers, parts, and a README with the command.

What is imported and finished is what a load would have written: the same labels, types, properties, marks and hashes,
and the node that says whose the graph is. A later load finds nothing to do, or goes on from there.
"""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any

from kg.errors import UsageError
from kg.export.beside import write_text
from kg.ontology import Ontology
from kg.records import Edge, Graph, Node
from kg.stores.base import Progress
from kg.stores.checked import edges_by_table, nodes_by_type, values
from kg.stores.neo4j import statements
from kg.stores.neo4j.hashes import content_hash
from kg.stores.neo4j.importing import EMPTY, UNFINISHED, finishing
from kg.stores.neo4j.migrations import SCHEMA
from kg.stores.neo4j.ownership import Owner
from kg.stores.schema import GRAPH, HASH, MARKER, neo4j_schema

PART_ROWS = 250_000
TYPES = {"string": "string", "integer": "long", "float": "double", "boolean": "boolean", "strings": "string[]"}
# What parts the items of a list: the first of these that no list has in it.
DELIMITERS = ("\x1f", "\x1e", "\x1d", ";", "|", *map(chr, range(0xE000, 0xE400)))
TITLE = "# A graph of kg, for neo4j-admin"


README = """{title}

Made by `kg export --for neo4j-admin`: the graph `{graph}`, {nodes} nodes and {edges} edges.

1. With the server stopped, in this folder, for a database that is still empty (`neo4j` is its name here):

```
neo4j-admin {command}
```

2. Start the server, and finish: constraints, indexes, and the empty lists, which the importer leaves out.

```
cypher-shell -f finish.cypher
```

(or `kg load neo4j://localhost --graph NAME`, which does that too). A later `kg load` goes on from there.
"""


def write(graph: Graph, folder: Path, ontology: Ontology, owner: Owner, *, progress: Progress | None = None) -> None:
    """Write the folder: beside its place first, then in place of an earlier export.

    Raises UsageError where the folder cannot be written, or holds something other than such an export.
    """
    _check_free(folder)
    beside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.part")
    show = progress or (lambda phase, done: None)
    try:
        beside.mkdir()
        files = _Files(beside, _delimiter(graph), lambda done: show("writing", done))
        _write_tables(files, graph, ontology, owner)
        readme = README.format(
            title=TITLE,
            graph=owner.graph,
            nodes=len(graph.nodes),
            edges=len(graph.edges),
            command=" ".join(["database import full neo4j", *files.options, *files.tables]),
        )
        write_text(beside / "README.md", [readme])
        write_text(beside / "finish.cypher", [neo4j_schema(ontology), *(f"{one};\n" for one in finishing(ontology))])
        old = folder.with_name(f"{beside.name}.old")
        if folder.exists():
            folder.replace(old)
        beside.replace(folder)
        shutil.rmtree(old, ignore_errors=True)
    except OSError as error:
        raise UsageError(f"{folder}: cannot be written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _check_free(folder: Path) -> None:
    if not folder.exists():
        return
    if not folder.is_dir():
        raise UsageError(f"{folder}: is a file; the import takes a folder")
    readme = folder / "README.md"
    ours = readme.is_file() and readme.read_text(encoding="utf-8", errors="replace").startswith(TITLE)
    if not ours and any(folder.iterdir()):
        raise UsageError(f"{folder}: holds something else; name a new folder, or an earlier export")


def _write_tables(files: _Files, graph: Graph, ontology: Ontology, owner: Owner) -> None:
    marker = (f"{GRAPH}:string", "workspace:string", "schema:long", f"{UNFINISHED}:boolean", ":ID(marker)")
    files.table(MARKER, f"nodes={MARKER}", marker, [(owner.graph, owner.workspace, SCHEMA, True, owner.graph)])
    marks = (f"{GRAPH}:string", f"{HASH}:long", f"{EMPTY}:string[]", "type:string")
    for label, nodes in nodes_by_type(graph, ontology).items():
        columns = statements.of_nodes(ontology, label)
        header = (*marks, "id:ID(kg)", *_typed(columns))
        rows = ((node, values(node, node.properties, columns)) for node in nodes)
        files.table(
            label,
            f"nodes={label}",
            header,
            (
                (owner.graph, content_hash(row, node.id), _empty(columns, row), label, node.id, *row)
                for node, row in rows
            ),
        )
    for (name, source, target), edges in edges_by_table(graph, ontology).items():
        columns = statements.of_edges(ontology, name)
        header = (*marks, ":START_ID(kg)", ":END_ID(kg)", *_typed(columns))
        pairs = ((edge, values(edge, edge.properties, columns)) for edge in edges)
        files.table(
            f"{source}-{name}-{target}",
            f"relationships={name}",
            header,
            (
                (
                    *(owner.graph, content_hash(row, edge.source, edge.target), _empty(columns, row)),
                    *(name, edge.source, edge.target, *row),
                )
                for edge, row in pairs
            ),
        )


def _typed(columns: Mapping[str, str]) -> list[str]:
    return [f"{name}:{TYPES[kind]}" for name, kind in columns.items()]


def _empty(columns: Iterable[str], row: Iterable[Any]) -> list[str] | None:
    """The columns with a list that a file cannot hold: an empty one, or (`name=`) one of a single empty text."""
    found = zip(columns, row, strict=True)
    return [name if value == [] else f"{name}=" for name, value in found if value in ([], [""])] or None


def _delimiter(graph: Graph) -> str:
    free = dict.fromkeys(DELIMITERS)
    for item in chain[Node | Edge](graph.nodes, graph.edges):
        for value in item.properties.values():
            if isinstance(value, (tuple, list)):
                for text in value:
                    for one in [one for one in free if one in text]:
                        del free[one]
    if not free:
        raise UsageError("no character is left to part lists with: the graph's lists have them all")
    return next(iter(free))


class _Files:
    """The files as they are written, and the arguments of the command that name them."""

    def __init__(self, folder: Path, delimiter: str, show: Callable[[int], None]) -> None:
        self.folder = folder
        self.delimiter = delimiter
        self.show = show
        self.options = [f"--array-delimiter=U+{ord(delimiter):04X}", "--multiline-fields=true"]
        self.tables: list[str] = []
        self.written = 0

    def table(self, name: str, what: str, header: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Write a header and the parts of a table; nothing where there are no rows."""
        iterator = iter(rows)
        parts = 0
        while first := next(iterator, None):
            parts += 1
            lines = map(self._line, chain([first], islice(iterator, PART_ROWS - 1)))
            write_text(self.folder / f"{name}-part{parts}.csv", self._counted(lines))
        if parts:
            write_text(self.folder / f"{name}-header.csv", [",".join(header) + "\n"])
            self.tables.append(f'"--{what}={name}-header.csv,{name}-part[0-9]+.csv"')

    def _counted(self, lines: Iterable[str]) -> Iterator[str]:
        for line in lines:
            self.written += 1
            if self.written % 1000 == 0:
                self.show(self.written)
            yield line

    def _line(self, row: Sequence[Any]) -> str:
        return ",".join(map(self._cell, row)) + "\n"

    def _cell(self, value: Any) -> str:
        # Text is quoted, also where it is empty; what is missing is not there at all: the importer tells them apart.
        if value is None:
            return ""
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, (int, float)):
            return repr(value)
        text = self.delimiter.join(value) if isinstance(value, list) else value
        return '"' + text.replace('"', '""') + '"'
