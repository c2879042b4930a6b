"""From a folder of articles to a graph: read, extract, keep the evidence, resolve, write the store.

Everything left of the evidence streams; everything right of it is a projection that is rebuilt when the evidence
has changed. A build that is killed at any moment is completed by the next one, with the same result.
"""

from __future__ import annotations

import hashlib
import itertools
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from kg.errors import KgError, UsageError
from kg.evidence import Evidence, Outcome, Workspace
from kg.languages import language_name
from kg.limits import Limits
from kg.ontology import load_ontology
from kg.records import METADATA_FIELDS, Article, Skipped, text_hash
from kg.workers import Failure, pipeline, read_all

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.ontology import Ontology
    from kg.stores import LoadReport
    from kg.stores.base import Progress
    from kg.stores.neo4j import Neo4jStore, Owner

WORKSPACE = Path("kg-workspace")

SHORTEST_NODE_ID = len("doc-") + 6  # of a document's node, where a user names it by a part
NOTHING_READ = "no article was found: nothing of what was named could be read"

T = TypeVar("T")

Warn = Callable[[str], None]

# What decides how a document is read, and how a graph is made from the documents, beside the model and the rules.
READING = ("records.py", "languages.py", "language", "extract")
PROJECTING = ("records.py", "ontology.py", "ontology.yaml", "resolve", "stores")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `read` documents were analysed in this build, `unchanged` ones met and left alone: with none of either, nothing
    of what was named could be read; `documents` is how many the
    workspace holds now. `vanished` locations are gone from the disk; they were taken out if `pruned`. `rebuilt` says
    whether the graph was written anew. What could not be analysed is `skipped` by the build that tried;
    later ones do not try again, since nothing has changed, and name it as `unreadable`.
    """

    documents: int = 0
    read: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    unreadable: tuple[Skipped, ...] = ()
    vanished: tuple[str, ...] = ()
    pruned: bool = False
    rebuilt: bool = False
    traces: Mapping[str, str] = field(default_factory=dict)


def build(
    paths: str | Path | Iterable[str | Path],
    *,
    workspace: str | Path = WORKSPACE,
    store: str | None = None,
    graph: str | None = None,
    workers: int = 1,
    model: str | None = None,
    rules: Iterable[str | Path] = (),
    manifest: str | Path | None = None,
    text_field: str | None = None,
    field_map: Mapping[str, str] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    prune: bool = False,
    progress: Progress | None = None,
) -> KnowledgeGraph:
    """Build the graph of some articles, or bring it up to date, and open it.

    Takes files, folders or globs; the other arguments are the options of `kg build`, `graph` the name of the graph in
    Neo4j (the folder that holds the workspace, unless given). Whatever could not be read is
    told in a `UserWarning`, with the reason. Raises KgError (UsageError for wrong arguments).

    >>> import kg
    >>> g = kg.build("examples/articles")                                                       # doctest: +SKIP
    >>> g.claims(predicate="CLAIMED_RESPONSIBILITY_FOR")                                        # doctest: +SKIP
    """
    from kg.graph import open_graph

    report = run_build(
        [paths] if isinstance(paths, str | Path) else paths,
        workspace=workspace,
        store=store,
        graph=graph,
        workers=workers,
        model=model,
        rules=rules,
        manifest=manifest,
        text_field=text_field,
        field_map=field_map,
        limits=limits,
        prune=prune,
        progress=progress,
        warn=lambda message: warnings.warn(message, UserWarning, stacklevel=4),
    )
    for skipped in report.skipped:
        warnings.warn(f"{skipped.location}: {skipped.reason}", UserWarning, stacklevel=2)
    if not report.documents:
        raise KgError(NOTHING_READ)
    return open_graph(workspace, store=store)


def run_build(
    paths: Iterable[str | Path],
    *,
    workspace: str | Path = WORKSPACE,
    store: str | None = None,
    graph: str | None = None,
    workers: int = 1,
    model: str | None = None,
    rules: Iterable[str | Path] = (),
    manifest: str | Path | None = None,
    text_field: str | None = None,
    field_map: Mapping[str, str] | None = None,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    prune: bool = False,
    progress: Progress | None = None,
    warn: Warn | None = None,
) -> BuildReport:
    """Do what `build` does, and tell what was done instead of opening the graph.

    `progress` is called with what is going on and how many documents are done; `warn` with each remark that is no
    reason to stop. Raises KgError, UsageError.
    """
    from kg.read import read_articles

    if workers < 1:
        raise UsageError(f"--workers {workers}: at least one is needed")
    place = Workspace(Path(workspace))
    say = warn or (lambda message: None)
    show = progress or (lambda phase, done: None)
    given_rules = _checked(tuple(Path(rule) for rule in rules))
    ontology = load_ontology(given_rules)  # now, so that what is wrong with a rule file is told under its own name
    versions = reading_versions(model, given_rules)
    if model is not None:
        pipeline(model)  # before anything is written: a model that cannot be loaded leaves no trace
    articles = read_articles(
        [str(path) for path in paths],
        base=place.base,
        text_field=text_field,
        field_map=field_map or {},
        manifest=Path(manifest) if manifest else None,
        limits=limits,
        warn=say,
    )
    if not place.evidence.is_file():
        # Nothing is made for nothing: the first article is found before the workspace is there.
        lead: list[Article | Skipped] = []
        for item in map(encodable, articles):
            lead.append(item)
            if isinstance(item, Article):
                break
        else:
            return BuildReport(skipped=tuple(item for item in lead if isinstance(item, Skipped)))
        articles = itertools.chain(lead, articles)
    with (
        _destination(place, ontology, store, graph) as into,
        place.locked(create=True),
        Evidence(place.evidence, create=True) as evidence,
    ):
        evidence.begin_build()
        kept = _keep_rules(place, given_rules)
        settings = msgspec.json.encode({"model": model, "rules": [path.name for path in kept]}).decode()
        evidence.set_meta("settings", settings)
        _drop_rules(place, kept)
        before = evidence.meta("versions")
        if before is not None and before != versions:
            say(f"{_differences(before, versions)} changed since the last build: all documents are read again")
        evidence.set_meta("versions", versions)
        intake = _Intake(evidence, versions, workers, model, kept, show)
        intake.take_in(articles)
        intake.read_stale()
        evidence.drop_settled()
        vanished = evidence.vanished(place.base)
        if prune:
            evidence.prune(vanished, place.base)
        rebuilt = project(evidence, place, load_ontology(kept), into=into, graph=graph, progress=show).written > 0
        failures = evidence.failures()
        failed = [skipped for key, skipped in failures if key in intake.failed]
        earlier = [skipped for key, skipped in failures if key not in intake.failed]
        report = BuildReport(
            documents=evidence.counts().documents,
            read=intake.read,
            unchanged=intake.unchanged,
            skipped=tuple(
                sorted(
                    [*intake.skipped, *failed, *map(unread, evidence.foreign(seen=True))],
                    key=lambda s: (s.location, s.reason),
                )
            ),
            unreadable=tuple(earlier),
            vanished=tuple(vanished),
            pruned=prune,
            rebuilt=rebuilt,
            traces=intake.traces,
        )
        evidence.end_build()
    return report


def forget(
    document: str,
    *,
    workspace: str | Path = WORKSPACE,
    store: str | None = None,
    graph: str | None = None,
    undo: bool = False,
) -> tuple[str, bool]:
    """Retract a document: nothing of it is in the graph any more, nor in later ones, until `undo`.

    Takes its id (as `kg status` or as `kg show` prints it), the beginning of one, a location, or the id that its source
    gave. Gives the document's id, and whether anything changed. Other stores that the graph was written to learn of it
    by `load`; `behind` names them. Raises UsageError where no or several documents fit.
    """
    place = Workspace(Path(workspace))
    place.require()
    known = workspace_ontology(workspace)
    with (
        _destination(place, known, store, graph) as into,
        place.locked(),
        Evidence(place.evidence) as evidence,
    ):
        key = _document_key(evidence, document)
        evidence.begin_build()
        changed = evidence.remember(key) if undo else evidence.forget(key)
        if changed:
            settings = msgspec.json.decode(evidence.meta("settings") or "{}")
            model = settings.get("model")
            rules = tuple(place.rules / name for name in settings.get("rules", ()))
            versions = reading_versions(model, rules)
            _Intake(evidence, versions, 1, model, rules, lambda phase, done: None).read_stale()
            project(evidence, place, load_ontology(rules), into=into, graph=graph)
        evidence.end_build()
    return key, changed


def _document_key(evidence: Evidence, document: str) -> str:
    """The key of a document that a user names in any way in which kg prints it; raises UsageError."""
    from kg.resolve.ids import document_node

    try:
        return evidence.find(document)
    except UsageError:
        keys = [str(row["id"]) for row in evidence.documents()]
        fitting = [key for key in keys if document_node(key).startswith(document)]
        if len(document) < SHORTEST_NODE_ID or len(fitting) != 1:
            raise
        return fitting[0]


def load(
    store: str,
    *,
    workspace: str | Path = WORKSPACE,
    graph: str | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Write the graph of a workspace into another store: Neo4j (neo4j://, bolt://), or an embedded file.

    Only what differs is written, and what the evidence no longer supports is taken out. In Neo4j, `graph` is the name
    that marks what is ours there (the folder that holds the workspace, unless given). Raises UsageError where there is
    no workspace, or another one has that name; KgError where the store cannot be reached or written.
    """
    place = Workspace(Path(workspace))
    ontology = workspace_ontology(workspace)
    with (
        _destination(place, ontology, store, graph) as into,
        place.locked(),
        Evidence(place.evidence) as evidence,
    ):
        return project(evidence, place, ontology, into=into, graph=graph, progress=progress)


def export_bulk(
    folder: str | Path,
    *,
    workspace: str | Path = WORKSPACE,
    store: str | None = None,
    graph: str | None = None,
    progress: Progress | None = None,
) -> None:
    """Write the graph of a workspace into a folder that `neo4j-admin database import full` reads.

    What is imported is what `load` would have loaded under the same name, to the last property, and a later `load`
    goes on from there. Raises UsageError where there is no workspace, or the folder holds something else.
    """
    from kg.export import neo4jadmin
    from kg.graph import open_graph

    place = Workspace(Path(workspace))
    ontology = workspace_ontology(workspace)
    with Evidence(place.evidence) as evidence:
        mark = owner(evidence, place, graph)
    with open_graph(workspace, store=store) as opened:
        neo4jadmin.write(opened.graph(), Path(folder), ontology, mark, progress=progress)


def behind(workspace: str | Path = WORKSPACE) -> list[tuple[str, str | None]]:
    """The stores that hold an older graph of a workspace than its evidence gives: (path or URL, name of the graph)."""
    place = Workspace(Path(workspace))
    ontology = workspace_ontology(workspace)
    with Evidence(place.evidence) as evidence:
        now = _made_of(evidence, ontology)
        files = [(path or str(place.graph), None) for path, was in evidence.metas("projected:").items() if was != now]
        loaded = [name.rpartition("#") for name, was in evidence.metas("loaded:").items() if was != now]
    return sorted([*files, *((url, graph) for url, _, graph in loaded)], key=lambda one: one[0])


def unread(foreign: tuple[str, str]) -> Skipped:
    """What is said of a document (its location, its language) that is kept but not read."""
    location, language = foreign
    return Skipped(
        location, f"is in {language_name(language)}: it is kept and can be searched, but only English is read"
    )


def workspace_ontology(workspace: str | Path = WORKSPACE) -> Ontology:
    """The schema of a workspace's graph: with the relations of the rule files that its last build was given."""
    place = Workspace(Path(workspace))
    place.require()
    with Evidence(place.evidence) as evidence:
        settings = msgspec.json.decode(evidence.meta("settings") or "{}")
    return load_ontology(tuple(place.rules / name for name in settings.get("rules", ())))


@contextmanager
def _destination(
    place: Workspace, ontology: Ontology, store: str | None, graph: str | None
) -> Iterator[Path | Neo4jStore]:
    """Where a graph is to go: a path, or a server, which is asked first thing for whether it can be used.

    First thing: where it cannot, nothing has been made.
    """
    from kg.stores import is_address

    if store is None or not is_address(store):
        if graph is not None:
            raise UsageError("--graph names a graph in Neo4j; a file holds one graph only")
        yield place.graph if store is None else Path(store)
        return
    from kg.stores.neo4j import Address, Neo4jStore

    opened = Neo4jStore(Address.parse(store), ontology)
    try:
        yield opened
    finally:
        opened.close()


def owner(evidence: Evidence, place: Workspace, graph: str | None = None) -> Owner:
    """As whose a workspace's graph is marked in Neo4j: its name (else that of the folder around it), and the id that
    the workspace has in its evidence."""
    from kg.stores.neo4j.ownership import Owner

    return Owner(graph or place.base.name or "graph", evidence.meta("workspace") or "")


def _made_of(evidence: Evidence, ontology: Ontology) -> str:
    """What a graph is made from, as a hash: evidence, code, schema."""
    return hashlib.sha256(f"{evidence.state()}\0{code_version(PROJECTING)}\0{ontology!r}".encode()).hexdigest()


def project(
    evidence: Evidence,
    place: Workspace,
    ontology: Ontology,
    *,
    into: Path | Neo4jStore | None = None,
    graph: str | None = None,
    progress: Progress | None = None,
) -> LoadReport:
    """Make the graph of all evidence and write it to a store (the workspace's own, unless given).

    `graph` is the name that a server is to know it by.

    A file that has this graph already is left alone. Raises KgError where the store cannot be written.
    """
    from kg.resolve import resolve
    from kg.stores import LoadReport, build_embedded

    show = progress or (lambda phase, done: None)
    target = place.graph if into is None else into
    made_of = _made_of(evidence, ontology)
    if isinstance(target, Path):
        name = f"projected:{'' if target == place.graph else target.absolute()}"
        if evidence.meta(name) == made_of and _readable(target, ontology):
            return LoadReport()
    else:
        target.owner = owner(evidence, place, graph)
        name = f"loaded:{target.address}#{target.graph_name}"
    # Cleared first: a build that is killed in between must not leave a note that fits another graph. The note of a
    # server is kept, with nothing in it: what was loaded there has to be brought up to date.
    evidence.set_meta(name, None if isinstance(target, Path) else "")
    show("resolving", 0)
    resolution = resolve(evidence.stored(), ontology)
    if isinstance(target, Path):
        show("writing", 0)
        report = build_embedded(resolution.graph, target, ontology)
        evidence.record_nodes(resolution.graph.nodes, resolution.atoms)
    else:
        evidence.record_nodes(resolution.graph.nodes, resolution.atoms)
        report = target.load(resolution.graph, moved=evidence.moved(), progress=show)
    evidence.set_meta(name, made_of)
    return report


class _Intake:
    """One build's way from articles to evidence; counts what it does."""

    def __init__(
        self,
        evidence: Evidence,
        versions: str,
        workers: int,
        model: str | None,
        rules: tuple[Path, ...],
        progress: Progress,
    ) -> None:
        self.evidence = evidence
        self.versions = versions
        self.workers = workers
        self.model = model
        self.rules = rules
        self.progress = progress
        self.read = 0
        self.unchanged = 0
        self.skipped: list[Skipped] = []
        self.traces: dict[str, str] = {}
        self.failed: set[str] = set()  # keys of documents
        self._under_way: set[str] = set()

    def take_in(self, articles: Iterable[Article | Skipped]) -> None:
        """Bring articles into the evidence; what is there already is left alone."""
        for done, ((article, due), result) in enumerate(self._results(self._tasks(articles)), start=1):
            self.progress("reading", done)
            self.evidence.put(article, due, self._outcome(article, result), self.versions)
            self._under_way.discard(text_hash(article.text))

    def read_stale(self) -> None:
        """Read again what was read with other versions, or whose metadata other locations have changed since."""
        stale = ((pair, pair[1]) for pair in self.evidence.stale(self.versions))
        for done, ((key, article), result) in enumerate(self._results(stale), start=1):
            self.progress("reading again", done)
            outcome = self._outcome(article, result)
            assert outcome is not None  # every stale document comes with an article to read
            self.evidence.reread(key, article, outcome, self.versions)

    def _results(self, tasks: Iterable[tuple[T, Article | None]]) -> Iterator[tuple[T, Outcome | Failure | None]]:
        return read_all(tasks, Outcome.of, workers=self.workers, model=self.model, rules=self.rules)

    def _tasks(
        self, articles: Iterable[Article | Skipped]
    ) -> Iterator[tuple[tuple[Article, Article | None], Article | None]]:
        for article in map(encodable, articles):
            if isinstance(article, Skipped):
                self.skipped.append(article)
                self.evidence.skip(article)
                continue
            if not self.evidence.saw(article.location):
                continue  # the same file by two paths
            key = text_hash(article.text)
            due = None if key in self._under_way else self.evidence.due(article, self.versions)
            if due is None and self.evidence.holds(article):
                self.unchanged += 1
                continue
            if due is not None:
                self._under_way.add(key)
            yield (article, due), due

    def _outcome(self, article: Article, result: Outcome | Failure | None) -> Outcome | None:
        if result is None:
            return None
        self.read += 1
        if isinstance(result, Failure):
            self.traces[article.location] = result.trace
            self.failed.add(text_hash(article.text))
            return Outcome(failure=result.reason)
        return result


def reading_versions(model: str | None, rules: Sequence[Path]) -> str:
    """What decides how a document is read, as one line of JSON: kg, its code, model, rules, ontology."""
    from kg.extract import load_rules

    return msgspec.json.encode(
        {
            "kg": f"{metadata.version('newskg')}+{code_version(READING)}",
            "model": _model_version(model),
            "rules": load_rules(rules).fingerprint,
            "ontology": hashlib.sha256(repr(load_ontology(tuple(rules))).encode()).hexdigest()[:12],
        }
    ).decode()


def code_version(parts: Iterable[str]) -> str:
    """A short hash of parts of the package, code and data: a change in them is a new version, released or not."""
    digest = hashlib.sha256()
    root = Path(str(resources.files("kg")))
    for part in parts:
        files = [root / part] if (root / part).is_file() else sorted((root / part).rglob("*"))
        for file in files:
            if file.is_file() and "__pycache__" not in file.parts:
                digest.update(f"{file.relative_to(root).as_posix()}\0".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _model_version(model: str | None) -> str:
    if model is None:
        return "own"  # its files are in the package, and counted with the code
    folder = Path(model)
    if folder.is_dir():
        files = [folder / "meta.json", folder / "config.cfg"]
        return "path+" + hashlib.sha256(b"\0".join(f.read_bytes() for f in files if f.is_file())).hexdigest()[:12]
    try:
        return f"{model}=={metadata.version(model)}"
    except metadata.PackageNotFoundError:
        return model  # not installed: loading it says what is wrong


def _differences(before: str, now: str) -> str:
    old, new = msgspec.json.decode(before), msgspec.json.decode(now)
    return ", ".join(name for name in new if old.get(name) != new[name])


def _checked(rules: tuple[Path, ...]) -> tuple[Path, ...]:
    for rule in rules:
        if not rule.is_file():
            raise UsageError(f"--rules {rule}: no such file")
    return rules


def _keep_rules(place: Workspace, rules: tuple[Path, ...]) -> tuple[Path, ...]:
    """Copy the rule files into the workspace, named by order and content.

    Everything is read with the copies: a path then always means the same content, also where it is cached by path.
    """
    kept = []
    for number, rule in enumerate(rules, start=1):
        content = rule.read_bytes()
        copy = place.rules / f"{number}-{hashlib.sha256(content).hexdigest()[:12]}.yaml"
        if not copy.exists():
            place.rules.mkdir(exist_ok=True)
            half = copy.with_suffix(".new")
            half.write_bytes(content)
            half.replace(copy)
        kept.append(copy)
    return tuple(kept)


def _drop_rules(place: Workspace, kept: tuple[Path, ...]) -> None:
    """Remove the copies of rule files that the workspace's settings no longer name."""
    for other in sorted(place.rules.glob("*")):
        if other not in kept:
            other.unlink()


def encodable(article: Article | Skipped) -> Article | Skipped:
    """The article, or a Skipped where its text or metadata is no Unicode that can be stored."""
    if isinstance(article, Skipped):
        return article
    values = (getattr(article, name) for name in ("text", "location", "given_id", *METADATA_FIELDS))
    try:
        for value in values:
            if value is not None:
                value.encode()
    except UnicodeEncodeError:
        return Skipped(article.location, "it holds characters that are no Unicode (lone surrogates)")
    return article


def _readable(target: Path, ontology: Ontology) -> bool:
    from kg.stores import StoreUnreadable, open_store

    if not target.exists():
        return False
    try:
        open_store(target, ontology=ontology).close()
    except StoreUnreadable:
        return False  # it is rebuilt from the evidence
    return True
