"""Who is who: the chains of all documents joined into people, organizations and places."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from kg.records import Extraction, Mention
from kg.resolve.chains import Chain, chains_of, full_names, tidy
from kg.resolve.cliques import Groups, unambiguous
from kg.resolve.gazetteer import Gazetteer
from kg.resolve.ids import make_atom, node_id
from kg.resolve.names import (
    PARTICLES,
    acronym_of,
    initials,
    is_acronym,
    is_full,
    normalise,
    person_words,
    persons_agree,
    skeleton,
    surname,
    transliterated,
)
from kg.resolve.organs import main_state, organ

# A word after which a bracket or a comma gives a second name: "the Federal Security Service (FSB)".
_DEFINES = ("(", "( ", ", or ", " or ", ", known as ", " known as ", ", also known as ", " also known as ",
            ", short for ", ", the ", " - ", " (the ", ", abbreviated ", ", formerly ", ", also called ")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Join:
    """Why two atoms are one node."""

    one: str
    two: str
    reason: str


@dataclass(slots=True)
class Entity:
    """A node in the making: its atoms, and what the documents call it and say it is."""

    id: str
    type: str
    atoms: tuple[str, ...]
    names: Counter[str] = field(default_factory=Counter)
    country: str | None = None
    counts: Counter[str] = field(default_factory=Counter)
    labels: Counter[str] = field(default_factory=Counter)

    @property
    def name(self) -> str:
        """The best name: a person's longest among those used often, else the most frequent."""
        if not self.names:
            return ""
        top = max(self.names.values())
        if self.type == "Person":
            often = [n for n, c in self.names.items() if is_full(person_words(n)) and c * 4 >= top] or [
                n for n in self.names if is_full(person_words(n))
            ]
            if often:
                return min(often, key=lambda n: (-len(person_words(n)), -self.names[n], n))
        return min(self.names, key=lambda n: (-self.names[n], is_acronym(n), -len(n), n))


@dataclass(slots=True)
class Entities:
    """The result: which node each mention is of, the nodes, and why they were joined."""

    nodes: dict[str, Entity]
    atoms: dict[str, str]
    joins: tuple[Join, ...]
    _by_mention: dict[tuple[str, str], str]
    _acting: dict[tuple[str, str], str]

    def of(self, document: str, mention: str | None, *, acting: bool = False) -> str | None:
        """The id of the node that a mention is of, or None. `acting` where a capital would stand for its state."""
        if mention is None:
            return None
        key = (document, mention)
        if acting and key in self._acting:
            return self._acting[key]
        return self._by_mention.get(key)

    def named(self, name: str) -> str | None:
        """The id of the node that is an organization or place of this name."""
        return self.atoms.get(group_atom(name))


def group_atom(name: str, disambiguator: str = "") -> str:
    """The atom of an organization or a place.

    >>> group_atom("The Kremlin")
    'group|kremlin|'
    """
    return make_atom("group", normalise(name), disambiguator)


def person_atom(words: Sequence[str], disambiguator: str = "") -> str:
    """The atom of a person."""
    return make_atom("person", " ".join(words), disambiguator)


def _words(atom: str) -> tuple[str, ...]:
    return tuple(atom.split("|")[1].split())


def _first(atoms: Iterable[str]) -> str:
    """The smallest atom. One that no document had to tell apart comes before all that one had to, so that ids rest on
    names wherever they can."""
    return min(atoms, key=lambda a: (not a.endswith("|"), a))


class _Resolver:
    """Works out the atoms of every mention, then joins atoms; every step goes through its work in sorted order."""

    def __init__(self, documents: Sequence[Extraction], publishers: Iterable[str], gazetteer: Gazetteer) -> None:
        self.documents = documents
        self.gazetteer = gazetteer
        self.chains = {d.document.id: chains_of(d, gazetteer) for d in documents}
        self.texts = {d.document.id: d.document.text for d in documents}
        self.mentions = {d.document.id: d.mentions for d in documents}
        self.states: dict[str, tuple[Mapping[str, set[str]], str | None]] = {}
        self.attested: dict[str, set[str]] = defaultdict(set)  # acronym -> atoms that a chain expands it to
        self.groups = Groups()
        self.joins: list[Join] = []
        self.publishers = sorted({p for p in publishers if normalise(p)})
        self.mention_atoms: dict[tuple[str, str], str] = {}
        self.chain_atoms: dict[str, dict[str, str]] = defaultdict(dict)  # document -> chain -> main atom
        self.surfaces: dict[str, Counter[str]] = defaultdict(Counter)  # atom -> names as written
        self.readings: dict[str, Counter[str]] = defaultdict(Counter)
        self.labels: dict[str, Counter[str]] = defaultdict(Counter)
        self.documents_of: dict[str, set[str]] = defaultdict(set)

    # -- joining ---------------------------------------------------------------------------------------------------
    def country(self, atom: str) -> str | None:
        parts = atom.split("|")
        return self.gazetteer.countries.get(parts[1]) if parts[0] == "group" and not parts[2] else None

    def conflict(self, one: str, two: str) -> bool:
        """Whether the sets of two atoms hold what excludes itself: two states, two people's full names."""
        members = self.members
        first, second = members[self.groups.find(one)], members[self.groups.find(two)]
        if one.startswith("person|") != two.startswith("person|"):
            return True
        countries = {c for a in first | second if (c := self.country(a))}
        if len(countries) > 1:
            return True
        if countries and (any(self.country(a) for a in first) != any(self.country(a) for a in second)):
            other = second if any(self.country(a) for a in first) else first
            if any(_words(a) and a.split("|")[1] in self.gazetteer.capitals for a in other):
                return True
        if one.startswith("person|"):
            return any(
                is_full(_words(a)) and is_full(_words(b)) and not persons_agree(_words(a), _words(b))
                and not transliterated(_words(a), _words(b))
                for a in first for b in second
            )  # fmt: skip
        return False

    def join(self, one: str, two: str, reason: str) -> bool:
        """Join two atoms unless that would weld what excludes itself; gives whether they are one now."""
        left, right = self.groups.find(one), self.groups.find(two)
        if left == right:
            return True
        if self.conflict(one, two):
            return False
        self.groups.join(one, two)
        root = self.groups.find(one)
        merged = self.members.pop(left) | self.members.pop(right)
        self.members[root] = merged
        self.joins.append(Join(min(one, two), max(one, two), reason))
        return True

    # -- step 1: atoms of mentions -----------------------------------------------------------------------------------
    def collect(self) -> None:
        self._settle_kinds()
        fulls: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for document in sorted(self.chains):
            for chain in self.chains[document]:
                for words in full_names(chain) if chain.kind == "person" else ():
                    fulls[words].add(document)
        self.fulls = fulls
        for document in sorted(self.chains):
            for chain in self.chains[document]:
                if chain.kind == "person":
                    self._collect_person(chain)
                else:
                    self._collect_group(chain)
        for publisher in self.publishers:
            atom = group_atom(publisher)
            self.surfaces[atom][tidy(publisher)] += 1
            self.readings[atom]["Organization"] += 1
        self.members: dict[str, set[str]] = {atom: {atom} for atom in self.surfaces}

    def _settle_kinds(self) -> None:
        """A name that was read as a person's here and as a group's there is what most of its mentions are, unless it
        may be the surname of somebody."""
        counts: dict[str, Counter[str]] = defaultdict(Counter)
        families = set()
        for chains in self.chains.values():
            for chain in chains:
                counts[normalise(chain.main)][chain.kind] += sum(chain.names.values())
                if chain.kind == "person":
                    families |= {w[-1] for w in full_names(chain)}
        for document, chains in self.chains.items():
            self.chains[document] = [
                replace(chain, kind="group" if counts[name]["group"] > counts[name]["person"] else "person")
                if len(counts[name := normalise(chain.main)]) > 1 and name not in families
                else chain
                for chain in chains
            ]

    def _note(self, chain: Chain, mention: Mention, atom: str, *, named: bool) -> None:
        self.mention_atoms[(chain.document, mention.id)] = atom
        self.documents_of[atom].add(chain.document)
        if named:
            self.surfaces[atom][tidy(mention.text)] += 1
            self.readings[atom][
                {"PERSON": "Person", "LOC": "Place", "GPE": "Place", "FAC": "Place"}.get(mention.label, "Organization")
            ] += 1
            self.labels[atom][mention.label] += 1

    def _collect_person(self, chain: Chain) -> None:
        names = full_names(chain)
        # The full names that the chain's main one can stand beside; another full name is another person.
        lone = make_atom("person", " ".join(person_words(chain.main)), "" if names else chain.document)
        main = person_atom(names[0]) if names else lone
        self.chain_atoms[chain.document][chain.id] = main
        current = main
        for mention in chain.mentions:
            words = person_words(mention.text)
            if mention.form != "name" or tidy(mention.text) not in chain.names:
                self._note(chain, mention, main, named=False)
                continue
            if is_full(words) and names:
                current = person_atom(words)
            elif names:
                fits = [n for n in names if persons_agree(words, n)]
                if fits and _words(current) not in fits:
                    current = person_atom(fits[0])
            self._note(chain, mention, current if names else lone, named=True)

    def _collect_group(self, chain: Chain) -> None:
        told = [o.country for n in sorted(chain.names) if (o := organ(n, self.gazetteer)) and o.country]
        state = told[0] if len(set(told)) == 1 else None
        main = self._group_atom(chain, chain.main, state)
        self.chain_atoms[chain.document][chain.id] = main
        for mention in chain.mentions:
            named = mention.form == "name" and tidy(mention.text) in chain.names
            atom = self._group_atom(chain, mention.text, state) if named else main
            self._note(chain, mention, atom, named=named)

    def _group_atom(self, chain: Chain, name: str, state: str | None) -> str:
        """The atom of an organization's or a place's name in a chain. An acronym is its expansion's where the chain has
        one; a bare state organ is that of the state that the chain, else the document tells."""
        if is_acronym(name):
            long = sorted(n for n in chain.names if acronym_of(name, n) and not is_acronym(n))
            if long and not self.gazetteer.countries.get(normalise(name)):
                atom = self._group_atom(chain, long[0], state)
                self.attested[normalise(name).replace(" ", "")].add(atom)
                return atom
        known = organ(name, self.gazetteer)
        if known is None:
            return group_atom(name)
        code = known.country or state or self._state_of_organ(chain.document, known.name) or chain.document
        return make_atom("group", known.name, code)

    def _state_of_organ(self, document: str, name: str) -> str | None:
        if document not in self.states:
            mentions = self.mentions[document]
            told: dict[str, set[str]] = defaultdict(set)
            for mention in mentions:
                known = organ(mention.text, self.gazetteer) if mention.form == "name" else None
                if known is not None and known.country:
                    told[known.name].add(known.country)
            self.states[document] = (told, main_state(mentions, self.gazetteer))
        told_here, main = self.states[document]
        codes = told_here.get(name, set())
        return min(codes) if len(codes) == 1 else main if not codes else None

    # -- step 2: joins that need no context --------------------------------------------------------------------------
    def join_by_tables(self) -> None:
        by_country: dict[str, list[str]] = defaultdict(list)
        by_group: dict[str, list[str]] = defaultdict(list)
        for atom in sorted(self.members):
            kind, name, _ = atom.split("|")[:3]
            if kind != "group":
                continue
            if code := self.gazetteer.countries.get(name):
                by_country[code].append(atom)
            elif name in self.gazetteer.groups:
                by_group[self.gazetteer.groups[name]].append(atom)
        for reason, table in (("names of one state", by_country), ("names of one well-known group", by_group)):
            for _, atoms in sorted(table.items()):
                for other in atoms[1:]:
                    self.join(atoms[0], other, reason)

    def join_within_chains(self) -> None:
        """Names of one chain are names of one node, unless they contradict each other."""
        pairs: dict[tuple[str, str], set[str]] = defaultdict(set)
        defined: set[tuple[str, str]] = set()
        alone: dict[str, set[str]] = defaultdict(set)  # atom -> chains (document/chain) in which it stands
        for document in sorted(self.chains):
            for chain in self.chains[document]:
                atoms = {self.mention_atoms[(document, m.id)] for m in chain.mentions}
                for atom in atoms:
                    alone[atom].add(f"{document}/{chain.id}")
                for one, two in combinations(sorted(atoms), 2):
                    pairs[one, two].add(f"{document}/{chain.id}")
                defined |= self._defined(chain)
        for (one, two), together in sorted(pairs.items()):
            names = [self._surface(one), self._surface(two)]
            apart = bool(alone[one] - together) and bool(alone[two] - together)
            if (reason := self._compatible(one, two, names)) or (one, two) in defined:
                self.join(one, two, reason or "one defined as the other in the text")
            elif len({t.split("/")[0] for t in together}) > 1:
                self.join(one, two, "one chain in several documents")
            elif not apart and not one.startswith("person|"):
                self.join(one, two, "names of one chain")

    def _surface(self, atom: str) -> str:
        counts = self.surfaces[atom]
        return min(counts, key=lambda n: (-counts[n], n))

    def _defined(self, chain: Chain) -> set[tuple[str, str]]:
        text = self.texts[chain.document]
        named = [m for m in chain.mentions if m.form == "name"]
        found = set()
        for left, right in pairwise(named):
            between = text[left.end : right.start]
            if between.strip(" \"'“”‘’") in {d.strip() for d in _DEFINES} and len(between) < 24:
                one, two = sorted(self.mention_atoms[(chain.document, m.id)] for m in (left, right))
                if one != two:
                    found.add((one, two))
        return found

    def _compatible(self, one: str, two: str, names: list[str]) -> str:
        """Why two names of one chain fit each other, or nothing."""
        if one.startswith("person|"):
            return "names of one person" if persons_agree(_words(one), _words(two)) else ""
        if acronym_of(names[0], names[1]) or acronym_of(names[1], names[0]):
            return "acronym and expansion"
        short, long = sorted((_words(one), _words(two)), key=len)
        bare = " ".join(short)
        if bare in self.gazetteer.countries or bare in self.gazetteer.cities or bare in self.gazetteer.demonyms:
            return ""
        if len(short) < len(long) and any(long[i : i + len(short)] == short for i in range(len(long))):
            return "the shorter name is part of the longer"
        return ""

    # -- step 3: joins that need context -----------------------------------------------------------------------------
    def contexts(self) -> dict[str, set[str]]:
        """For each document, the nodes so far that it names by more than a lone surname."""
        found: dict[str, set[str]] = defaultdict(set)
        for atom, documents in self.documents_of.items():
            if atom.startswith("group|") or is_full(_words(atom)):
                root = self.groups.find(atom)
                for document in documents:
                    found[document].add(root)
        return found

    def around(self, atom: str, contexts: Mapping[str, set[str]]) -> set[str]:
        own = self.groups.find(atom)
        near: set[str] = set()
        for member in self.members[own]:
            for document in self.documents_of[member]:
                near |= contexts[document]
        return near - {own}

    def join_acronyms(self) -> None:
        """An acronym joins the one expansion that shares its context."""
        contexts = self.contexts()
        expansions: dict[str, set[str]] = defaultdict(set)
        acronyms: dict[str, str] = {}
        for atom in sorted(self.members_by_atom()):
            if not atom.startswith("group|"):
                continue
            for name in sorted(self.surfaces[atom]):
                if is_acronym(name):
                    acronyms[atom] = name
                else:
                    words = normalise(name).split()
                    if len(words) >= 2:
                        for short in initials(name):
                            expansions[short].add(self.groups.find(atom))
        for atom, name in sorted(acronyms.items()):
            short = normalise(name).replace(" ", "")
            own = self.groups.find(atom)
            if any(acronym_of(name, n) for a in self.members[own] for n in self.surfaces[a]):
                continue  # it has its expansion already
            attested = sorted({self.groups.find(a) for a in self.attested[short]} - {own})
            if self.country(atom) or (not attested and (len(short) < 3 or normalise(name) in self.gazetteer.groups)):
                continue
            if len(attested) == 1:
                self.join(own, attested[0], "acronym that another document expands")
                continue
            near = self.around(atom, contexts) | {r for d in self.documents_of[atom] for r in contexts[d]}
            fits = [
                e
                for e in attested or sorted({self.groups.find(e) for e in expansions.get(short, ())} - {own})
                if e in near or self.around(e, contexts) & near
            ]
            if len(fits) == 1:
                self.join(own, fits[0], "acronym of the one expansion in its context")

    def members_by_atom(self) -> list[str]:
        return [a for atoms in self.members.values() for a in atoms]

    def join_people(self) -> None:
        """Fuller and shorter names of one person, then spellings, then lone surnames."""
        people = sorted(a for a in self.members_by_atom() if a.startswith("person|") and is_full(_words(a)))
        contexts = self.contexts()
        by_surname: dict[str, list[str]] = defaultdict(list)
        for atom in people:
            by_surname[_words(atom)[-1]].append(atom)
        links: dict[str, list[str]] = {a: [] for a in people}
        for same in by_surname.values():
            for one, two in combinations(same, 2):
                first, second = _words(one), _words(two)
                if not persons_agree(first, second):
                    continue
                bare_initial = len(first[0]) == 1 or len(second[0]) == 1
                if bare_initial and not self.around(one, contexts) & self.around(two, contexts):
                    continue
                links[one].append(two)
                links[two].append(one)
        for one, two in sorted(unambiguous(links)):
            self.join(one, two, "a fuller and a shorter name of one person")
        self._join_spellings(people)
        self._join_surnames(people)

    def _join_spellings(self, people: list[str]) -> None:
        contexts = self.contexts()
        blocks: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for atom in people:
            blocks[tuple(skeleton(w) for w in _words(atom))].append(atom)
        links: dict[str, list[str]] = {a: [] for a in people}
        for block in blocks.values():
            for one, two in combinations(block, 2):
                apart = not (self.documents_of[one] & self.documents_of[two])
                spelt = apart and transliterated(_words(one), _words(two))
                if spelt and self.around(one, contexts) & self.around(two, contexts):
                    links[one].append(two)
                    links[two].append(one)
        for one, two in sorted(unambiguous(links)):
            self.join(one, two, "two spellings of one name in one context")

    def _join_surnames(self, people: list[str]) -> None:
        contexts = self.contexts()
        lone = sorted(a for a in self.members_by_atom() if a.startswith("person|") and not a.endswith("|"))
        bearers: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for atom in people:
            family = surname(_words(atom))
            for key in {family, tuple(w for w in family if w not in PARTICLES)}:
                bearers[key].add(self.groups.find(atom))
        unknown: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for atom in lone:
            candidates = sorted({self.groups.find(r) for r in bearers.get(_words(atom), ())})
            if not candidates:
                unknown[_words(atom)].append(atom)
                continue
            (document,) = self.documents_of[atom]
            present = [c for c in candidates if c in contexts[document]]
            if not present:
                present = [c for c in candidates if self.around(c, contexts) & contexts[document]]
            if len(present) == 1:
                self.join(atom, present[0], "surname of the one person of that name in its context")
        for _, atoms in sorted(unknown.items()):
            for other in atoms[1:]:
                self.join(atoms[0], other, "one name, and nobody of a fuller one")


def _fill(resolver: _Resolver, atoms: Mapping[str, str], nodes: dict[str, Entity]) -> None:
    for atom, node in sorted(atoms.items()):
        nodes[node].names.update(resolver.surfaces[atom])
        nodes[node].labels.update(resolver.labels[atom])
    for (document, _), atom in resolver.mention_atoms.items():
        nodes[atoms[atom]].counts[document] += 1


def _type(resolver: _Resolver, members: Iterable[str]) -> str:
    readings: Counter[str] = Counter()
    for atom in members:
        if atom.startswith("person|"):
            return "Person"
        if resolver.country(atom):
            return "Place"
        name = atom.split("|")[1]
        if name in resolver.gazetteer.groups:
            return "Organization"
        readings.update(resolver.readings[atom])
    return "Place" if readings["Place"] > readings["Organization"] else "Organization"


def resolve_entities(
    documents: Sequence[Extraction],
    used: Mapping[str, Iterable[str]],
    acting: Mapping[str, Iterable[str]],
    publishers: Iterable[str],
    gazetteer: Gazetteer,
) -> Entities:
    """Join the chains of all documents.

    `used` are the mentions (document -> ids) that claims rest on: a demonym among them stands for its state. `acting`
    are those that act: a capital among them stands for its state where the document names the state.
    """
    resolver = _Resolver(documents, publishers, gazetteer)
    resolver.collect()
    acting_atoms: dict[tuple[str, str], str] = {}
    acting_reasons: list[Join] = []
    for extraction in documents:
        document = extraction.document.id
        by_id = {m.id: m for m in extraction.mentions}
        states = {
            code
            for m in extraction.mentions
            if m.form == "name" and (code := gazetteer.countries.get(normalise(m.text)) or gazetteer.demonym(m.text))
        }
        acts = set(acting.get(document, ()))
        for mention_id in sorted({*used.get(document, ()), *acts}):
            mention = by_id.get(mention_id)
            if mention is None:
                continue
            key = (document, mention_id)
            code = gazetteer.demonym(mention.text) if mention.label == "NORP" else None
            if code and key not in resolver.mention_atoms:
                atom = group_atom(gazetteer.country_names[code])
                resolver.mention_atoms[key] = atom
                resolver.documents_of[atom].add(document)
                resolver.surfaces[atom][gazetteer.country_names[code]] += 0
                resolver.members.setdefault(atom, {atom})
            code = gazetteer.capitals.get(normalise(mention.text))
            known = resolver.mention_atoms.get(key, "")
            if mention_id in acts and code in states and known.startswith("group|") and not resolver.country(known):
                atom = group_atom(gazetteer.country_names[code])
                resolver.surfaces[atom][gazetteer.country_names[code]] += 0
                resolver.members.setdefault(atom, {atom})
                acting_atoms[key] = atom
                acting_reasons.append(Join(known, atom, f"the capital acts for its state in {document}"))
    resolver.join_by_tables()
    resolver.join_within_chains()
    resolver.join_acronyms()
    resolver.join_people()
    return _result(resolver, acting_atoms, acting_reasons)


def _result(
    resolver: _Resolver, acting_atoms: Mapping[tuple[str, str], str], acting_reasons: Iterable[Join]
) -> Entities:
    nodes: dict[str, Entity] = {}
    atoms: dict[str, str] = {}
    for members in resolver.members.values():
        kind = _type(resolver, sorted(members))
        entity = Entity(node_id(kind, _first(members)), kind, tuple(sorted(members)))
        entity.country = next((c for a in sorted(members) if (c := resolver.country(a))), None)
        nodes[entity.id] = entity
        atoms |= dict.fromkeys(members, entity.id)
    _fill(resolver, atoms, nodes)
    return Entities(
        nodes=dict(sorted(nodes.items())),
        atoms=dict(sorted(atoms.items())),
        joins=tuple(sorted({*resolver.joins, *acting_reasons}, key=lambda j: (j.one, j.two, j.reason))),
        _by_mention={key: atoms[atom] for key, atom in resolver.mention_atoms.items()},
        _acting={key: atoms[atom] for key, atom in acting_atoms.items()},
    )
