"""How fast a graph gets into a store, against what the store itself can do.

    .venv/bin/pip install neo4j-graphrag
    .venv/bin/python benchmarks/loading.py [--nodes 100000] [--edges 1000000]

A synthetic graph with the properties of real ones goes into a throw-away Neo4j server (the one of the tests) and into
an embedded file. Against: UNWIND with indexed MATCH and CREATE of the same rows in the best batch size, the writer of
neo4j-graphrag (on a tenth of the graph), and the embedded store's own COPY. Prints a line a figure, and a JSON object.
Nothing else should run meanwhile.
"""

from __future__ import annotations

import argparse
import asyncio
import csv
import json
import os
import random
import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT / "tests" / "neo4j")]

import ladybug  # noqa: E402
import neo4j  # noqa: E402
from neo4j_jars import locked  # noqa: E402
from neo4j_server import Server, running_server  # noqa: E402

from kg.ontology import load_ontology  # noqa: E402
from kg.records import Edge, Graph, Node  # noqa: E402
from kg.stores import build_embedded  # noqa: E402
from kg.stores.checked import edges_by_table, nodes_by_type  # noqa: E402
from kg.stores.neo4j import Address, Neo4jStore, Owner  # noqa: E402
from kg.stores.schema import edge_columns, ladybug_ddl, node_columns, quoted  # noqa: E402

ONTOLOGY = load_ontology()
SHARES = {"Person": 0.15, "Organization": 0.08, "Place": 0.05, "Event": 0.12, "Document": 0.1, "Claim": 0.5}
# Of a hundred edges; what is left over are the bookkeeping edges of claims.
DRAWN = {"ACCUSED": 8, "CONDEMNED": 6, "OCCURRED_AT": 8, "MET_WITH": 5, "LEADS": 4, "MENTIONED_IN": 22}
SENTENCE = (
    "The ministry said on Thursday that the group, which has denied it, had carried out the attack near the port. "
)
APOC = "5.26.19"  # the last of the 5.26 line among the Maven artifacts
BATCHES = (1_000, 5_000, 10_000, 20_000)


def synthetic(nodes: int, edges: int) -> Graph:
    """A graph of so many nodes and edges, the same each time."""
    chosen = random.Random(42)
    ids: dict[str, list[str]] = {}
    made: list[Node] = []
    for label, share in SHARES.items():
        ids[label] = [f"{label[:3].lower()}-{number:011x}" for number in range(int(nodes * share))]
        made += (Node(key, label, _of_node(label, key, chosen)) for key in ids[label])
    agents = ids["Person"] + ids["Organization"]
    ends = {
        "ACCUSED": (agents, agents), "CONDEMNED": (agents, ids["Event"]), "OCCURRED_AT": (ids["Event"], ids["Place"]),
        "MET_WITH": (ids["Person"], ids["Person"]), "LEADS": (ids["Person"], ids["Organization"]),
        "MENTIONED_IN": (agents, ids["Document"]), "SUBJECT": (ids["Claim"], agents), "OBJECT": (ids["Claim"], agents),
        "FROM": (ids["Claim"], ids["Document"]), "STATED_BY": (ids["Claim"], agents),
    }  # fmt: skip
    rest = (100 - sum(DRAWN.values())) / 4
    drawn: list[Edge] = []
    for name, (sources, targets) in ends.items():
        for number in range(int(edges * DRAWN.get(name, rest) / 100)):
            ends_of = (sources[number % len(sources)], chosen.choice(targets))
            drawn.append(Edge(ends_of[0], name, ends_of[1], _of_edge(name, number)))
    return Graph(tuple(made), tuple(drawn))


def _of_node(label: str, key: str, chosen: random.Random) -> dict[str, Any]:
    if label == "Claim":
        return {
            "name": f"somebody ACCUSED {key}", "predicate": "ACCUSED", "polarity": "affirmed", "certainty": "reported",
            "voice": "speaker", "quote": "indirect", "sentence": f"{key} {SENTENCE}", "sentence_start": 10,
            "sentence_end": 130, "start_char": 20, "end_char": 60, "rule": "speech.accuse", "confidence": 0.72,
        }  # fmt: skip
    if label == "Document":
        return {"name": f"News of {key}", "title": f"News of {key}", "publisher": "Wire", "published": "2024-03-22"}
    if label == "Event":
        return {"name": f"attack, {key}", "event_type": "Attack", "status": "occurred", "date": "2024-03-22",
                "date_from": "2024-03-22", "date_to": "2024-03-22", "mentions": ("attack", "shooting"),
                "killed_min": chosen.randrange(99)}  # fmt: skip
    return {"name": f"{label} {key}", "aliases": (key, f"the {key}")}


def _of_edge(name: str, number: int) -> dict[str, Any]:
    if name == "MENTIONED_IN":
        return {"count": number % 9}
    if not ONTOLOGY.edges[name].from_claims:
        return {}
    return {
        "confidence": 0.72, "certainty": "reported", "certainty_min": "alleged", "claims": 1,
        "claim_ids": (f"cla-{number:011x}",), "speakers": ("A. Speaker",), "outlets": (), "documents": 1,
        "document_ids": (f"doc-{number:011x}",), "independent_documents": 1, "denials": 0, "contested": False,
        "first_reported": "2024-03-22", "last_reported": "2024-03-23", "evidence": f"{number} {SENTENCE}",
        "best_document": f"doc-{number:011x}", "start_char": 20, "end_char": 60,
    }  # fmt: skip


def tenth(graph: Graph, part: float) -> Graph:
    """A part of a graph: all its nodes' kinds and its edges' kinds, with whole edges."""
    return synthetic(int(len(graph.nodes) * part), int(len(graph.edges) * part))


def memory() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, size)):
        yield batch


# -- Neo4j ------------------------------------------------------------------------------------------------------------


def load(server: Server, graph: Graph) -> float:
    """Seconds of a load as `kg load` does it."""
    store = Neo4jStore(Address.parse(server.uri), ONTOLOGY, owner=Owner("bench", "bench"))
    started = time.perf_counter()
    report = store.load(graph)
    seconds = time.perf_counter() - started
    assert (report.nodes, report.edges) == (len(graph.nodes), len(graph.edges))
    store.close()
    return seconds


def plain(server: Server, graph: Graph, batch: int) -> float:
    """Seconds of the plain limit: the same rows, UNWIND, MATCH by an index, CREATE; nothing is checked."""
    nodes, edges = nodes_by_type(graph, ONTOLOGY), edges_by_table(graph, ONTOLOGY)
    started = time.perf_counter()
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver, driver.session() as session:
        for label, listed in nodes.items():
            session.run(f"CREATE CONSTRAINT FOR (n:{label}) REQUIRE n.id IS UNIQUE").consume()
            create = f"UNWIND $rows AS r CREATE (n:{label}) SET n = r"
            for rows in batches((_map(n, id=n.id, type=label) for n in listed), batch):
                session.execute_write(lambda tx, text=create, rows=rows: tx.run(text, rows=rows).consume())
        for (name, source, target), between in edges.items():
            create = (
                f"UNWIND $rows AS r MATCH (a:{source} {{id: r.a}}) MATCH (b:{target} {{id: r.b}}) "
                f"CREATE (a)-[e:`{name}`]->(b) SET e = r.p"
            )
            rows_of = ({"a": e.source, "b": e.target, "p": _map(e, type=name)} for e in between)
            for rows in batches(rows_of, batch):
                session.execute_write(lambda tx, text=create, rows=rows: tx.run(text, rows=rows).consume())
    return time.perf_counter() - started


def _map(item: Node | Edge, **more: str) -> dict[str, Any]:
    values = {k: list(v) if isinstance(v, tuple) else v for k, v in item.properties.items()}
    # The two marks are written as well: the same properties on both sides.
    return {**values, **more, "kg_graph": "bench", "kg_hash": 1 << 60}


def add_apoc(server: Server) -> None:
    """The plugin that neo4j-graphrag's writer calls, with what it needs that the server does not bring."""
    import jgo

    named = "+".join(f"org.neo4j.procedure:{name}:{APOC}" for name in ("apoc-core", "apoc-common"))
    found = {artifact.artifactId: artifact for artifact in jgo.resolve(named)}
    brought = {coordinate.split(":")[1] for coordinate, _ in locked(server.line)}
    for name, artifact in found.items():
        if name not in brought and (artifact.groupId == "org.neo4j.procedure" or "neo4j" not in artifact.groupId):
            shutil.copy(artifact.resolve(), server.home / "plugins")
    server.configure(**{"dbms.security.procedures.unrestricted": "apoc.*"})


def graphrag(server: Server, graph: Graph) -> float:
    """Seconds of neo4j-graphrag's writer."""
    from neo4j_graphrag.components.kg_writer import Neo4jWriter
    from neo4j_graphrag.components.types import Neo4jGraph, Neo4jNode, Neo4jRelationship

    def properties(item: Node | Edge) -> dict[str, Any]:
        return {k: v for k, v in _map(item).items() if v != []}

    written = Neo4jGraph(
        nodes=[Neo4jNode(id=n.id, label=n.type, properties=properties(n)) for n in graph.nodes],
        relationships=[
            Neo4jRelationship(start_node_id=e.source, end_node_id=e.target, type=e.type, properties=properties(e))
            for e in graph.edges
        ],
    )
    with neo4j.GraphDatabase.driver(server.uri, auth=server.auth) as driver:
        started = time.perf_counter()
        result = asyncio.run(Neo4jWriter(driver).run(written))
        assert result.status == "SUCCESS", result
        return time.perf_counter() - started


# -- the embedded store -----------------------------------------------------------------------------------------------


def copied(graph: Graph, folder: Path) -> float:
    """Seconds of COPY from CSV files that are there already."""
    files: list[tuple[str, Path]] = []
    for label, nodes in nodes_by_type(graph, ONTOLOGY).items():
        columns = node_columns(ONTOLOGY.nodes[label])
        rows = ([_cell(({**n.properties, "id": n.id, "type": label}).get(c)) for c in columns] for n in nodes)
        files.append((f"COPY {quoted(label)} FROM '{{}}' (header=false, parallel=false)", _csv(folder, rows)))
    for (name, source, target), edges in edges_by_table(graph, ONTOLOGY).items():
        columns = edge_columns(ONTOLOGY.edges[name])
        rows = ([e.source, e.target, *(_cell(({**e.properties, "type": name}).get(c)) for c in columns)] for e in edges)
        options = f"(from='{source}', to='{target}', header=false, parallel=false)"
        files.append((f"COPY {quoted(name)} FROM '{{}}' {options}", _csv(folder, rows)))
    database = ladybug.Database(str(folder / "copied.lbug"), max_num_threads=1)
    connection = ladybug.Connection(database)
    started = time.perf_counter()
    for statement in (*ladybug_ddl(ONTOLOGY), *(text.format(path) for text, path in files)):
        connection.execute(statement)
    connection.execute("CHECKPOINT")
    seconds = time.perf_counter() - started
    connection.close()
    database.close()
    return seconds


def _csv(folder: Path, rows: Iterable[list[Any]]) -> Path:
    path = folder / f"{len(list(folder.iterdir()))}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def _cell(value: Any) -> Any:
    return f"[{','.join(value)}]" if isinstance(value, (tuple, list)) else value


def embedded(graph: Graph, folder: Path) -> float:
    """Seconds of a build of the embedded file."""
    started = time.perf_counter()
    build_embedded(graph, folder / "built.lbug", ONTOLOGY)
    return time.perf_counter() - started


def main() -> None:
    """Measure, and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--nodes", type=int, default=100_000)
    options.add_argument("--edges", type=int, default=1_000_000)
    options.add_argument("--only", choices=("neo4j", "ladybug"), help="One of the stores.")
    options.add_argument("--no-graphrag", action="store_true", help="Leave neo4j-graphrag out.")
    given = options.parse_args()
    graph = synthetic(given.nodes, given.edges)
    small = tenth(graph, 0.1)
    figures: dict[str, Any] = {"nodes": len(graph.nodes), "edges": len(graph.edges)}

    def tell(name: str, value: float) -> None:
        figures[name] = round(value, 3)
        print(f"{name:40} {value:10.2f}", flush=True)

    if given.only != "ladybug":
        with running_server(heap="2g", before=None if given.no_graphrag else add_apoc) as server:
            os.environ.update(server.environment)
            load(server, small)  # the server is warm for all that follows
            server.clear(schema=True)
            trials = {}
            for batch in BATCHES:
                trials[batch] = plain(server, small, batch)
                server.clear(schema=True)
            best = min(trials, key=lambda batch: trials[batch])
            tell("plain: best batch", best)
            plain_seconds = plain(server, graph, best)
            tell("plain: seconds", plain_seconds)
            server.clear(schema=True)
            before = memory()
            first = load(server, graph)
            tell("kg load: seconds", first)
            tell("kg load: client memory over the graph, MB", memory() - before)
            second = load(server, graph)
            tell("kg load, second: seconds", second)
            server.clear(schema=True)
            tell("ratio: plain / kg load (>= 0.7)", plain_seconds / first)
            tell("ratio: second / first (<= 0.2)", second / first)
            if not given.no_graphrag:
                of_small = load(server, small)
                server.clear(schema=True)
                of_theirs = graphrag(server, small)
                tell("kg load, a tenth: seconds", of_small)
                tell("neo4j-graphrag, a tenth: seconds", of_theirs)
                tell("ratio: neo4j-graphrag / kg load (>= 5)", of_theirs / of_small)
    if given.only != "neo4j":
        with tempfile.TemporaryDirectory() as folder:
            copy_seconds = copied(graph, Path(folder))
            built = embedded(graph, Path(folder))
        tell("Ladybug COPY: seconds", copy_seconds)
        tell("Ladybug build: seconds", built)
        tell("ratio: COPY / build (>= 0.5)", copy_seconds / built)
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
