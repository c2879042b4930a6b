"""Which reports tell of one event: by type, date, place and those who take part, never by type alone."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from kg.records import Event
from kg.resolve.cliques import Groups, unambiguous
from kg.resolve.dates import When, agree, days_of, exact, when
from kg.resolve.ids import make_atom, node_id
from kg.resolve.places import Places

# Which events can be one: those that happened, and those that are only foreseen. Others stay in their document.
_HAPPENED = {"occurred": "happened", "ongoing": "happened", "planned": "foreseen", "feared": "foreseen"}
# Events of these types are told apart by whom they befall or who takes part.
_OF_PERSONS = frozenset({"Arrest", "Trial", "Sentence", "Appointment", "Resignation", "Death", "Injury"})
_OF_PARTIES = frozenset({"Meeting", "Agreement"})
_OF_COUNTRIES = frozenset({"Election", "War"})
# Too vague to be told apart by anything short of a date and a place.
_VAGUE = frozenset({"Statement", "Warning", "Other"})
# Readings of one violent event that reports may choose between; any other two subtypes exclude each other.
_ONE_ATTACK = frozenset({"bombing", "shooting", "arson", "massacre", "assassination", "clash"})
_LIKE = frozenset(
    frozenset(pair)
    for pair in (
        ("shooting", "massacre"),
        ("bombing", "massacre"),
        ("shooting", "assassination"),
        ("bombing", "assassination"),
        ("shooting", "clash"),
    )
)


@dataclass(frozen=True, slots=True)
class Report:
    """One event of one document with its words resolved: node ids of where, at whom, and who else."""

    document: str
    event: Event
    places: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    others: frozenset[str] = frozenset()

    @property
    def key(self) -> str:
        """What tells this report from all others, the same whatever else is read."""
        return f"{self.document}:{self.event.trigger.start:09d}:{self.event.id}"

    @property
    def when(self) -> When | None:
        """Its date, to compare."""
        return when(self.event.date, self.event.date_end, self.event.date_precision)

    @property
    def everybody(self) -> frozenset[str]:
        """All nodes that the report names in the event."""
        return self.places | self.targets | self.persons | self.parties | self.others


@dataclass(slots=True)
class Happening:
    """An event node in the making: the reports of it."""

    id: str
    atoms: tuple[str, ...]
    reports: tuple[Report, ...]
    place: str | None = None
    subtype: str | None = None
    status: str = "occurred"
    dated: Event | None = None
    mentions: Counter[str] = field(default_factory=Counter)


Signature = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Fit:
    """How two reports of certain signatures go together. `level` is how much speaks for their being one: 0 nothing,
    1 date and shared names, 2 place or target, 3 date and place or target, 4 an exact date and a place smaller than a
    state; `inside` the same for two reports of one document, `sharing` for two that share anybody."""

    excluded: bool
    level: int = 0
    inside: int = 0
    sharing: int = 0


_EXCLUDED = _Fit(True)


def _signature(report: Report) -> Signature:
    """All of a report that can exclude another."""
    event = report.event
    state = _HAPPENED.get(event.status, report.key)  # what is neither happened nor foreseen is like nothing else
    date = (event.date, event.date_end, event.date_precision == "about")
    who = (report.places, report.targets, report.persons, report.parties)
    return (event.event_type, state, event.subtype, *date, *who)


def _subtypes(one: Report, two: Report, *, loosely: bool) -> bool:
    first, second = one.event.subtype, two.event.subtype
    if first is None or second is None or first == second:
        return True
    return (loosely and {first, second} <= _ONE_ATTACK) or frozenset({first, second}) in _LIKE


def _others_exclude(one: Report, two: Report) -> bool:
    kind = one.event.event_type
    if kind in _OF_PERSONS or {one.event.subtype, two.event.subtype} & {"kidnapping", "assassination"}:
        return bool(one.persons and two.persons) and not one.persons & two.persons
    if kind in _OF_PARTIES:
        return bool(one.parties and two.parties) and not one.parties & two.parties
    return False


def _fit(one: Report, two: Report, places: Places) -> _Fit:
    kind = one.event.event_type
    state = _HAPPENED.get(one.event.status)
    if kind != two.event.event_type or state is None or state != _HAPPENED.get(two.event.status):
        return _EXCLUDED
    dates = agree(one.when, two.when)
    where = places.agree(one.places, two.places, states=kind in _OF_COUNTRIES)
    if dates is False or where is False or not _subtypes(one, two, loosely=True) or _others_exclude(one, two):
        return _EXCLUDED
    both_exact = bool(dates) and exact(one.when) and exact(two.when)
    here = where == "fine" or any(not places.is_country(t) for t in one.targets & two.targets)
    level = inside = sharing = 0
    if here and dates:
        level = inside = 4 if where == "fine" and both_exact else 3
    elif here:
        level = 2
    elif both_exact:
        level, sharing = int(where == "coarse"), 1
    fits = where == "fine" or state != "foreseen"
    strictly = kind not in _VAGUE and _subtypes(one, two, loosely=False)
    level, inside, sharing = (n if fits and (n == 4 or strictly) else 0 for n in (level, inside, sharing))
    return _Fit(False, level, inside, max(level, sharing))


class _Merger:
    """Joins components of reports, the surest evidence first. Reports are numbered in the order of their keys."""

    def __init__(self, reports: Sequence[Report], places: Places) -> None:
        self.reports = reports
        self.places = places
        numbers: dict[Signature, int] = {}
        self.signatures = [numbers.setdefault(_signature(r), len(numbers)) for r in reports]
        self.examples = {number: reports[i] for i, number in reversed(list(enumerate(self.signatures)))}
        self._fits: dict[tuple[int, int], _Fit] = {}
        self.root = list(range(len(reports)))
        self.near = self._near()
        self._join_equals()

    def fit(self, one: int, two: int) -> _Fit:
        """How reports of two signatures go together."""
        key = (one, two) if one < two else (two, one)
        if key not in self._fits:
            self._fits[key] = _fit(self.examples[key[0]], self.examples[key[1]], self.places)
        return self._fits[key]

    def _near(self) -> list[dict[int, int]]:
        """For each report, those that it may be one with, and how much speaks for it."""
        blocks: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for index, report in enumerate(self.reports):
            for key in set(self._blocks(report)):
                blocks[key].append(index)
        everybody = [r.everybody for r in self.reports]
        near: list[dict[int, int]] = [{} for _ in self.reports]
        for block in blocks.values():
            for position, one in enumerate(block):
                for two in block[position + 1 :]:
                    if two in near[one]:
                        continue
                    fit = self.fit(self.signatures[one], self.signatures[two])
                    if fit.excluded:
                        continue
                    if self.reports[one].document == self.reports[two].document:
                        level = fit.inside
                    elif fit.sharing > fit.level and everybody[one] & everybody[two]:
                        level = fit.sharing
                    else:
                        level = fit.level
                    if level:
                        near[one][two] = near[two][one] = level
        return near

    def _join_equals(self) -> None:
        """Reports of one exact date and place have the same candidates: they are one before anything else is asked."""
        first: dict[int, int] = {}
        for index, number in enumerate(self.signatures):
            if self.fit(number, number).inside == 4:
                self.root[index] = first.setdefault(number, index)
        self._gather()

    def _gather(self) -> None:
        self.members: dict[int, list[int]] = defaultdict(list)
        for index, root in enumerate(self.root):
            self.members[root].append(index)
        self.kinds = {root: sorted({self.signatures[i] for i in items}) for root, items in self.members.items()}

    def excluded(self, one: int, two: int) -> bool:
        """Whether two components hold reports that exclude each other."""
        return any(self.fit(a, b).excluded for a in self.kinds[one] for b in self.kinds[two])

    def _blocks(self, report: Report) -> Iterable[tuple[str, ...]]:
        """The keys under which a report finds all that it can be one with: the type with a place, a container of a
        place or a target; the type and a day with anybody named. States are too large to find much by without a day."""
        kind = report.event.event_type
        if report.event.status not in _HAPPENED:
            return
        where = {*report.places, *(o for p in report.places for o in self.places.outer(p))}
        for node in where | report.targets:
            if not self.places.is_country(node) or kind in _OF_COUNTRIES:
                yield kind, node
        for day in days_of(report.when):
            for node in report.everybody | where:
                yield kind, node, day

    def step(self, least: int) -> bool:
        """Join what at least `least` speaks for and nothing against; gives whether anything was joined."""
        links: dict[int, set[int]] = {root: set() for root in self.members}
        for index, others in enumerate(self.near):
            root = self.root[index]
            links[root] |= {self.root[o] for o, level in others.items() if level >= least}
        for root, found in links.items():
            found.discard(root)
            links[root] = {o for o in found if not self.excluded(root, o)}
        loose: Callable[[int, int], bool] | None = (lambda a, b: not self.excluded(a, b)) if least == 4 else None
        pairs = unambiguous(links, loose)
        if loose:
            pairs = self._consistent(pairs, links)
        if pairs:
            joined = _joined(pairs)
            self.root = [joined.get(root, root) for root in self.root]
            self._gather()
        return bool(pairs)

    def _consistent(self, pairs: set[tuple[int, int]], links: Mapping[int, Iterable[int]]) -> set[tuple[int, int]]:
        """Where a chain of links ends in two that exclude each other, keep only what all agree on."""
        joined = _joined(pairs)
        parts: dict[int, list[int]] = defaultdict(list)
        for item, root in sorted(joined.items()):
            parts[root].append(item)
        bad = {
            root
            for root, items in parts.items()
            if any(self.excluded(a, b) for i, a in enumerate(items) for b in items[i + 1 :])
        }
        strict = unambiguous({i: set(links[i]) & set(parts[root]) for root in sorted(bad) for i in parts[root]})
        return {p for p in pairs if joined[p[0]] not in bad} | strict

    def run(self) -> list[list[Report]]:
        """The components when nothing more can be joined."""
        moved = True
        while moved:
            moved = False
            for least in (4, 3, 2, 1):
                while self.step(least):
                    moved = True
        return [[self.reports[i] for i in items] for _, items in sorted(self.members.items())]


def _joined(pairs: Iterable[tuple[int, int]]) -> dict[int, int]:
    """For each number in a pair, the smallest that it hangs together with."""
    groups = Groups()
    for one, two in sorted(pairs):
        groups.join(f"{one:09d}", f"{two:09d}")
    return {item: int(groups.find(f"{item:09d}")) for pair in pairs for item in pair}


def _best(counts: Counter[str]) -> str | None:
    return min(counts, key=lambda k: (-counts[k], k)) if counts else None


def _content(report: Report, places: Places) -> tuple[str, ...] | None:
    """The content of an event's atom, or None where it has no date or no place to tell it by."""
    where = sorted(places.name(p) for p in places.innermost(report.places | report.targets))
    if not where or report.event.date is None:
        return None
    who = sorted(places.name(p) for p in report.persons | report.parties)
    return report.event.event_type, where[0], report.event.date, who[0] if who else ""


def merge_events(reports: Sequence[Report], places: Places) -> list[Happening]:
    """Join the reports of all documents into events, whatever their order.

    An unknown date or place agrees with any, but joins only where all who agree agree with one another; no event holds
    two dates or places that exclude each other.
    """
    components = _Merger(sorted(reports, key=lambda r: r.key), places).run()
    owners: dict[tuple[str, ...], set[int]] = defaultdict(set)
    for index, component in enumerate(components):
        for report in component:
            if content := _content(report, places):
                owners[content].add(index)
    found = []
    for component in components:
        atoms = set()
        for report in component:
            content = _content(report, places)
            if content is not None and len(owners[content]) == 1:
                atoms.add(make_atom("event", *content, ""))
            else:
                atoms.add(make_atom("event", report.event.event_type, "", "", "", report.key))
        smallest = min(atoms, key=lambda a: (not a.endswith("|"), a))
        found.append(_happening(node_id("Event", smallest), tuple(sorted(atoms)), component, places))
    return sorted(found, key=lambda h: h.id)


def _happening(identifier: str, atoms: tuple[str, ...], component: list[Report], places: Places) -> Happening:
    happening = Happening(identifier, atoms, tuple(component))
    where: Counter[str] = Counter()
    for report in component:
        where.update(places.innermost(report.places))
    if where:
        # A venue says more than its city, though reports name the city more often.
        inner = places.innermost(where)
        broad = {p: places.is_country(p) or places.city(p) is not None for p in inner}
        happening.place = min(inner, key=lambda p: (-where[p] * (1 if broad[p] else 3), broad[p], p))
    happening.subtype = _best(Counter(r.event.subtype for r in component if r.event.subtype))
    happening.status = _best(Counter(r.event.status for r in component)) or "occurred"
    dates = Counter(r.event.date for r in component if r.event.date)
    if dates:
        # The most precise date first (a full day sorts before a day without a year), then what most reports give.
        best = min(dates, key=lambda d: (not exact(when(d)), d.startswith("--"), -len(d), -dates[d], d))
        happening.dated = min(
            (r.event for r in component if r.event.date == best),
            key=lambda e: (e.date_end is not None, e.date_source != "text", e.date_source, e.date_end or ""),
        )
    for report in component:
        for span in {(s.start, s.end): s for s in (report.event.trigger, *report.event.mentions)}.values():
            happening.mentions[" ".join(span.text.split())] += 1
    return happening
