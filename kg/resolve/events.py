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


def _subtypes(one: Report, two: Report, *, loosely: bool) -> bool:
    first, second = one.event.subtype, two.event.subtype
    if first is None or second is None or first == second:
        return True
    return (loosely and {first, second} <= _ONE_ATTACK) or frozenset({first, second}) in _LIKE


class _Merger:
    def __init__(self, reports: Sequence[Report], places: Places) -> None:
        self.reports = {r.key: r for r in reports}
        self.places = places
        self.groups = Groups()
        self.members: dict[str, list[str]] = {key: [key] for key in sorted(self.reports)}
        self._pairs: dict[tuple[str, str], tuple[bool, int]] = {}

    def pair(self, one: Report, two: Report) -> tuple[bool, int]:
        """Whether two reports exclude each other, and how much speaks for their being one: 0 nothing, 1 date and
        shared names, 2 place or target, 3 date and place or target, 4 an exact date and a place smaller than a country.
        """
        key = (one.key, two.key) if one.key < two.key else (two.key, one.key)
        if key not in self._pairs:
            self._pairs[key] = self._pair(one, two)
        return self._pairs[key]

    def _pair(self, one: Report, two: Report) -> tuple[bool, int]:
        first, second = one.event, two.event
        state = _HAPPENED.get(first.status)
        dates = agree(one.when, two.when)
        places = self.places.agree(one.places, two.places, states=first.event_type in _OF_COUNTRIES)
        if (
            first.event_type != second.event_type
            or state is None
            or state != _HAPPENED.get(second.status)
            or dates is False
            or places is False
            or not _subtypes(one, two, loosely=True)
            or self._others_exclude(one, two)
        ):
            return True, 0
        target = any(not self.places.is_country(t) for t in one.targets & two.targets)
        here = places == "fine" or target
        same_document = one.document == two.document
        if here and dates:
            sure = places == "fine" and exact(one.when) and exact(two.when)
            level = 4 if sure else 3
        elif here and not same_document:
            level = 2
        elif dates and exact(one.when) and exact(two.when) and not same_document:
            level = 1 if places == "coarse" or one.everybody & two.everybody else 0
        else:
            level = 0
        if state == "foreseen" and places != "fine":
            level = 0
        if first.event_type in _VAGUE and level < 4:
            level = 0
        if level < 4 and not _subtypes(one, two, loosely=False):
            level = 0
        return False, level

    def _others_exclude(self, one: Report, two: Report) -> bool:
        kind = one.event.event_type
        if kind in _OF_PERSONS or {one.event.subtype, two.event.subtype} & {"kidnapping", "assassination"}:
            return bool(one.persons and two.persons) and not one.persons & two.persons
        if kind in _OF_PARTIES:
            return bool(one.parties and two.parties) and not one.parties & two.parties
        return False

    def excluded(self, one: str, two: str) -> bool:
        """Whether two components hold reports that exclude each other."""
        return any(self.pair(self.reports[a], self.reports[b])[0] for a in self.members[one] for b in self.members[two])

    def level(self, one: str, two: str) -> int:
        return max(self.pair(self.reports[a], self.reports[b])[1] for a in self.members[one] for b in self.members[two])

    def candidates(self) -> dict[str, set[str]]:
        """Components that can be one: they share a block."""
        blocks: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for root, keys in self.members.items():
            for key in keys:
                for block in self._blocks(self.reports[key]):
                    blocks[block].add(root)
        near: dict[str, set[str]] = {root: set() for root in self.members}
        for roots in blocks.values():
            for root in roots:
                near[root] |= roots
        for root, others in near.items():
            others.discard(root)
        return near

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
        links = {
            root: {o for o in others if self.level(root, o) >= least and not self.excluded(root, o)}
            for root, others in self.candidates().items()
        }
        loose: Callable[[str, str], bool] | None = (lambda a, b: not self.excluded(a, b)) if least == 4 else None
        pairs = unambiguous(links, loose)
        if loose:
            pairs = self._consistent(pairs, links)
        for one, two in sorted(pairs):
            self.groups.join(one, two)
        if pairs:
            merged: dict[str, list[str]] = defaultdict(list)
            for key in sorted(self.reports):
                merged[self.groups.find(key)].append(key)
            self.members = dict(merged)
        return bool(pairs)

    def _consistent(self, pairs: set[tuple[str, str]], links: Mapping[str, Iterable[str]]) -> set[tuple[str, str]]:
        """Where a chain of links ends in two that exclude each other, keep only what all agree on."""
        trial = Groups()
        for one, two in sorted(pairs):
            trial.join(one, two)
        parts: dict[str, list[str]] = defaultdict(list)
        for item in sorted({x for pair in pairs for x in pair}):
            parts[trial.find(item)].append(item)
        bad = {
            root
            for root, items in parts.items()
            if any(self.excluded(a, b) for i, a in enumerate(items) for b in items[i + 1 :])
        }
        strict = unambiguous({item: links[item] for root in bad for item in parts[root]})
        return {p for p in pairs if trial.find(p[0]) not in bad} | strict

    def run(self) -> list[list[Report]]:
        moved = True
        while moved:
            moved = False
            for least in (4, 3, 2, 1):
                while self.step(least):
                    moved = True
        return [[self.reports[k] for k in keys] for keys in self.members.values()]


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
        inner = places.innermost(where)
        happening.place = min(inner, key=lambda p: (-where[p], p))
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
