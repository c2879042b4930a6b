"""`kg eval`: build articles into a workspace of its own and score what comes out."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from kg.build import BuildReport, run_build
from kg.errors import KgError
from kg.eval.claims import ClaimScore, Right, score_claims
from kg.eval.graph import GraphScore, score_graph
from kg.eval.key import Key, load_key
from kg.evidence import Evidence, Workspace
from kg.evidence.database import file_of
from kg.ontology import load_ontology
from kg.read.locate import find_files
from kg.records import Extraction, Skipped

if TYPE_CHECKING:
    from kg.stores.base import Progress


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The scores of one key, and what the build of its articles reported.

    `skipped` could not be read; `left_out` are files that the key does not cover: nothing in them is right or wrong.
    """

    graph: GraphScore
    claims: ClaimScore
    build: BuildReport
    skipped: tuple[Skipped, ...] = ()
    left_out: tuple[str, ...] = ()

    def figures(self) -> dict[str, Any]:
        """The figures as one record of plain values: what `kg eval --format json` prints."""

        def share(part: Right) -> float | None:
            return None if part.share is None else round(part.share, 4)

        claims = self.claims
        return {
            "entities": self.graph.entities.as_dict(),
            "relations": self.graph.relations.as_dict(),
            "forbidden": len(self.graph.forbidden),
            "nodes_of_events": self.graph.nodes_of_events,
            "claims": {**claims.claims.as_dict(), "neutral": claims.neutral},
            "speaker": share(claims.speaker),
            "outlet": share(claims.outlet),
            "certainty": share(claims.certainty),
            "figures": share(claims.figures),
            "bad_offsets": claims.bad_offsets,
            "documents_missing": claims.documents_missing,
            "evidence_not_in_text": len(claims.unplaced),
        }

    def detail(self) -> dict[str, Any]:
        """What is missing and what is wrong, as plain values."""
        graph, claims = asdict(self.graph), asdict(self.claims)
        kept = ("missing_entities", "split_entities", "unmatched_nodes", "missing_relations", "wrong_relations")
        parts = {name: graph[name] for name in (*kept, "forbidden")}
        return parts | {
            f"claims_{name}": claims[name]
            for name in ("missed", "wrong", "wrong_speaker", "wrong_certainty", "unplaced")
        }


def evaluate(
    key: str | Path,
    paths: Iterable[str | Path],
    *,
    model: str | None = None,
    rules: Iterable[str | Path] = (),
    workers: int = 1,
    text_field: str | None = None,
    progress: Progress | None = None,
) -> Evaluation:
    """Score what is read out of some articles against their answer key.

    Only articles that the key covers are read; a key that names no document covers all. Raises UsageError or KgError
    where the key or the articles cannot be read.
    """
    from kg.stores import open_store

    wanted = load_key(Path(key))
    chosen, left_out, unfound = _covered(paths, wanted)
    if left_out and not chosen:
        raise KgError(f"no article is one of the key's: it covers {', '.join(sorted(wanted.covered()))}")
    with tempfile.TemporaryDirectory(prefix="kg-eval-") as folder:
        place = Workspace(Path(folder) / "workspace")
        rules = tuple(Path(rule) for rule in rules)
        report = run_build(
            chosen,
            workspace=place.folder,
            workers=workers,
            model=model,
            rules=rules,
            text_field=text_field,
            progress=progress,
        )
        if not report.documents:
            raise KgError("no article could be read: nothing to score")
        store = open_store(place.graph, ontology=load_ontology(rules))
        try:
            graph = store.graph()
        finally:
            store.close()
        with Evidence(place.evidence) as evidence:
            records: dict[str, list[Extraction]] = {}
            for stored in evidence.stored():
                for name in sorted({document_name(location) for location in stored.locations}):
                    records.setdefault(name, []).append(stored.extraction)
    skipped = tuple(sorted({*unfound, *report.skipped}, key=lambda one: (one.location, one.reason)))
    return Evaluation(score_graph(graph, wanted), score_claims(records, wanted), report, skipped, left_out)


def _covered(paths: Iterable[str | Path], key: Key) -> tuple[list[str | Path], tuple[str, ...], list[Skipped]]:
    """The files that the key is for, the locations of the others, and what is no file."""
    wanted = list(paths)
    if not key.covered():
        return wanted, (), []
    chosen: list[str | Path] = []
    left_out: list[str] = []
    unfound: list[Skipped] = []
    for found in find_files((path for path in wanted if str(path) != "-"), Path.cwd()):
        if isinstance(found, Skipped):
            unfound.append(found)
        elif document_name(found.location) in key.covered():
            chosen.append(found.path)
        else:
            left_out.append(found.location)
    return chosen, (*("-" for path in wanted if str(path) == "-"), *left_out), unfound


def document_name(location: str) -> str:
    """What an answer key calls the document at a location: its file's name without suffix.

    >>> document_name("articles/kenya.jsonl.gz#1")
    'kenya'
    """
    name = PurePosixPath(file_of(location).replace("\\\\", "/"))
    if name.suffix == ".gz":
        name = name.with_suffix("")
    return name.stem
