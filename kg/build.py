"""From a folder of articles to a graph: read, extract, keep the evidence, resolve, write the store.

Everything left of the evidence streams; everything right of it is a projection that is rebuilt when the evidence
has changed. A build that is killed at any moment is completed by the next one, with the same result.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import metadata, resources
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec

from kg.errors import UsageError
from kg.evidence import Evidence, Outcome, Workspace
from kg.languages import language_name
from kg.ontology import load_ontology
from kg.records import Article, Skipped, text_hash
from kg.workers import Failure, read_all

if TYPE_CHECKING:
    from kg.graph import KnowledgeGraph
    from kg.ontology import Ontology

WORKSPACE = Path("kg-workspace")

T = TypeVar("T")

Progress = Callable[[str, int], None]
Warn = Callable[[str], None]

# What decides how a document is read, and how a graph is made from the documents, beside the model and the rules.
READING = ("records.py", "languages.py", "language", "extract")
PROJECTING = ("records.py", "ontology.py", "ontology.yaml", "resolve", "stores")


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What a build did.

    `read` documents were analysed in this build, `unchanged` ones met and left alone; `documents` is how many the
    workspace holds now. `vanished` locations are gone from the disk; they were taken out if `pruned`. `rebuilt` says
    whether the graph was written anew.
    """

    documents: int = 0
    read: int = 0
    unchanged: int = 0
    skipped: tuple[Skipped, ...] = ()
    vanished: tuple[str, ...] = ()
    pruned: bool = False
    rebuilt: bool = False
    traces: Mapping[str, str] = field(default_factory=dict)


def build(
    paths: str | Path | Iterable[str | Path],
    *,
    workspace: str | Path = WORKSPACE,
    store: str | None = None,
    workers: int = 1,
    model: str | None = None,
    rules: Iterable[str | Path] = (),
    manifest: str | Path | None = None,
    text_field: str | None = None,
    field_map: Mapping[str, str] | None = None,
    prune: bool = False,
    progress: Progress | None = None,
) -> KnowledgeGraph:
    """Build the graph of some articles, or bring it up to date, and open it.

    Takes files, folders or globs; the other arguments are the options of `kg build`. Whatever could not be read is
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
        workers=workers,
        model=model,
        rules=rules,
        manifest=manifest,
        text_field=text_field,
        field_map=field_map,
        prune=prune,
        progress=progress,
        warn=lambda message: warnings.warn(message, UserWarning, stacklevel=4),
    )
    for skipped in report.skipped:
        warnings.warn(f"{skipped.location}: {skipped.reason}", UserWarning, stacklevel=2)
    return open_graph(workspace, store=store)


def run_build(
    paths: Iterable[str | Path],
    *,
    workspace: str | Path = WORKSPACE,
    store: str | None = None,
    workers: int = 1,
    model: str | None = None,
    rules: Iterable[str | Path] = (),
    manifest: str | Path | None = None,
    text_field: str | None = None,
    field_map: Mapping[str, str] | None = None,
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
    load_ontology(given_rules)  # now, so that what is wrong with a rule file is told under its own name
    versions = reading_versions(model, given_rules)
    place.create()
    with place.locked(), Evidence(place.evidence, create=True) as evidence:
        evidence.begin_build()
        kept = _keep_rules(place, given_rules)
        settings = msgspec.json.encode({"model": model, "rules": [path.name for path in kept]}).decode()
        evidence.set_meta("settings", settings)
        _drop_rules(place, kept)
        before = evidence.meta("versions")
        if before is not None and before != versions:
            say(f"{_differences(before, versions)} changed since the last build: all documents are read again")
        evidence.set_meta("versions", versions)
        articles = read_articles(
            [str(path) for path in paths],
            base=place.base,
            text_field=text_field,
            field_map=field_map or {},
            manifest=Path(manifest) if manifest else None,
            warn=say,
        )
        intake = _Intake(evidence, versions, workers, model, kept, show)
        intake.take_in(articles)
        intake.read_stale()
        vanished = evidence.vanished(place.base)
        if prune:
            evidence.prune(vanished, place.base)
        rebuilt = project(evidence, place, load_ontology(kept), store=store, progress=show)
        report = BuildReport(
            documents=evidence.counts().documents,
            read=intake.read,
            unchanged=intake.unchanged,
            skipped=tuple(
                sorted(
                    [*intake.skipped, *evidence.failures(), *map(unread, evidence.foreign(seen=True))],
                    key=lambda s: (s.location, s.reason),
                )
            ),
            vanished=tuple(vanished),
            pruned=prune,
            rebuilt=rebuilt,
            traces=intake.traces,
        )
        evidence.end_build()
    return report


def forget(
    document: str, *, workspace: str | Path = WORKSPACE, store: str | None = None, undo: bool = False
) -> tuple[str, bool]:
    """Retract a document: nothing of it is in the graph any more, nor in later ones, until `undo`.

    Takes its id, the beginning of its id, a location, or the id that its source gave. Gives the document's id, and
    whether anything changed. Raises UsageError where no or several documents fit.
    """
    place = Workspace(Path(workspace))
    place.require()
    with place.locked(), Evidence(place.evidence) as evidence:
        key = evidence.find(document)
        evidence.begin_build()
        changed = evidence.remember(key) if undo else evidence.forget(key)
        if changed:
            settings = msgspec.json.decode(evidence.meta("settings") or "{}")
            model = settings.get("model")
            rules = tuple(place.rules / name for name in settings.get("rules", ()))
            versions = reading_versions(model, rules)
            _Intake(evidence, versions, 1, model, rules, lambda phase, done: None).read_stale()
            project(evidence, place, load_ontology(rules), store=store)
        evidence.end_build()
    return key, changed


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


def project(
    evidence: Evidence,
    place: Workspace,
    ontology: Ontology,
    *,
    store: str | None = None,
    progress: Progress | None = None,
) -> bool:
    """Make the graph of all evidence and write it to the store, unless that has been done already.

    Gives whether it was written. Raises KgError where the store cannot be written.
    """
    from kg.resolve import resolve
    from kg.stores import build_embedded

    show = progress or (lambda phase, done: None)
    target = place.graph if store is None else _embedded_path(store)
    name = f"projected:{'' if store is None else target.absolute()}"
    made_of = hashlib.sha256(f"{evidence.state()}\0{code_version(PROJECTING)}\0{ontology!r}".encode()).hexdigest()
    if evidence.meta(name) == made_of and _readable(target, ontology):
        return False
    # Cleared first: a build that is killed in between must not leave a note that fits another graph.
    evidence.set_meta(name, None)
    show("resolving", 0)
    resolution = resolve(evidence.stored(), ontology)
    show("writing", 0)
    build_embedded(resolution.graph, target, ontology)
    evidence.record_nodes(resolution.graph.nodes, resolution.atoms)
    evidence.set_meta(name, made_of)
    return True


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
        self._under_way: set[str] = set()

    def take_in(self, articles: Iterable[Article | Skipped]) -> None:
        """Bring articles into the evidence; what is there already is left alone."""
        for done, ((article, due), result) in enumerate(self._results(self._tasks(articles)), start=1):
            self.progress("reading", done)
            self.evidence.put(article, due, self._outcome(article.location, result), self.versions)
            self._under_way.discard(text_hash(article.text))

    def read_stale(self) -> None:
        """Read again what was read with other versions, or whose metadata other locations have changed since."""
        stale = ((pair, pair[1]) for pair in self.evidence.stale(self.versions))
        for done, ((key, article), result) in enumerate(self._results(stale), start=1):
            self.progress("reading again", done)
            outcome = self._outcome(article.location, result)
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

    def _outcome(self, location: str, result: Outcome | Failure | None) -> Outcome | None:
        if result is None:
            return None
        self.read += 1
        if isinstance(result, Failure):
            self.traces[location] = result.trace
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
    values = (getattr(article, name) for name in ("text", "location", "given_id", *_STRINGS))
    try:
        for value in values:
            if value is not None:
                value.encode()
    except UnicodeEncodeError:
        return Skipped(article.location, "it holds characters that are no Unicode (lone surrogates)")
    return article


_STRINGS = ("title", "url", "author", "publisher", "published", "language")


def _embedded_path(store: str) -> Path:
    if "://" in store:
        raise UsageError(f"--store {store}: a build writes an embedded graph; give a path")
    return Path(store)


def _readable(target: Path, ontology: Ontology) -> bool:
    from kg.stores import StoreUnreadable, open_store

    if not target.exists():
        return False
    try:
        open_store(target, ontology=ontology).close()
    except StoreUnreadable:
        return False  # it is rebuilt from the evidence
    return True
