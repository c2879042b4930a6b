"""Standing facts: who leads, speaks for, works for what; what is part of, based in, located in what; kinship.

Which words say which relation is data (`rules/offices.yaml`); here is how they are said: title and name, apposition
either way, copula, verb with its subject in any clause, possessives, and names of places side by side.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from spacy.tokens import Doc, Token

from kg.extract.dates import DateSpan, find_dates
from kg.extract.words import words
from kg.language.chains import MentionSpan
from kg.language.gazetteer import load_gazetteer
from kg.language.gazetteer import read_data as read_language_data
from kg.language.names import human_nouns
from kg.language.sentences import sentence_start

# Nouns that add nothing to the name before them: "the president of the French republic", "the Hamas group".
_BODY_NOUNS = frozenset(
    ("government", "republic", "administration", "state", "nation", "group", "movement", "party", "network",
     "organization", "organisation", "militia", "region", "province", "city", "company", "alliance",
     "federation", "kingdom")
)  # fmt: skip
_QUOTES = frozenset(('"', "''", "``", "“", "”", "’", "‘"))
_POSSESSIVES = frozenset(("'s", "’s", "'", "’"))
_PLACES = frozenset(("GPE", "LOC"))
_NEGATIONS = frozenset(("not", "n't", "n’t", "never", "neither", "hardly"))
_MODALS = frozenset(("could", "may", "might", "would", "should", "can", "must", "will", "shall", "wo", "'ll", "ca"))
_PARTIES = frozenset(("party", "movement", "front", "alliance", "coalition", "militia"))
# Verbs that put somebody into an office; what follows is the office.
_APPOINTING = frozenset(("become", "appoint", "elect", "name", "remain", "re-elect", "reelect", "serve", "declare"))


@dataclass(frozen=True, slots=True)
class Fact:
    """A standing fact. `subject`, `object` are tokens of mentions, `anchor` the tokens that say it (end exclusive).

    `role` is the office in the text's words; `current` false for former holders, None where the text does not tell;
    `since`, `until` ISO dates; `rule` what fired (form and entry of the data); `negated` where the text denies it.
    """

    predicate: str
    subject: tuple[int, int]
    object: tuple[int, int]
    anchor: tuple[int, int]
    role: str | None
    current: bool | None
    since: str | None
    until: str | None
    rule: str
    negated: bool
    confidence: float


@dataclass(frozen=True, slots=True)
class NounRule:
    """An entry of `nouns` in rules/offices.yaml."""

    id: str
    relation: str
    words: frozenset[tuple[str, ...]]
    subject: frozenset[str]
    object: frozenset[str]
    prepositions: frozenset[str]
    modifiers: frozenset[str]
    indefinite: str | None
    needs_organization: frozenset[str]
    ministry: str | None  # the relation to a ministry that is named


@dataclass(frozen=True, slots=True)
class VerbRule:
    """An entry of `verbs` in rules/offices.yaml."""

    id: str
    relation: str
    verbs: frozenset[str]
    subject: frozenset[str]
    object_is: frozenset[str]
    object: frozenset[str]


@dataclass(frozen=True, slots=True)
class Prefix:
    """What a word before an office does to it."""

    current: bool | None = None
    demote: bool = False
    block: bool = False
    member: bool = False


@dataclass(frozen=True, slots=True)
class Offices:
    """The data of rules/offices.yaml."""

    nouns: tuple[NounRule, ...]
    prefixes: Mapping[str, Prefix]
    blocked_after: frozenset[str]
    transparent: frozenset[str]
    ranks: frozenset[str]
    by_verb: Mapping[str, tuple[VerbRule, ...]]


@cache
def _offices_by_first_word() -> dict[str, list[tuple[tuple[str, ...], NounRule]]]:
    """Phrases and their rules by the first word, the longest first."""
    out: dict[str, list[tuple[tuple[str, ...], NounRule]]] = {}
    for rule in load_offices().nouns:
        for phrase in sorted(rule.words):
            out.setdefault(phrase[0], []).append((phrase, rule))
    for options in out.values():
        options.sort(key=lambda one: (-len(one[0]), one[1].id))
    return out


@cache
def load_offices() -> Offices:
    """The offices and verbs that the package knows."""
    data: dict[str, Any] = yaml.safe_load((files("kg.extract") / "rules" / "offices.yaml").read_text("utf-8"))
    nouns = tuple(
        NounRule(
            id=entry["id"],
            relation=entry["relation"],
            words=frozenset(tuple(words.replace("-", " ").split()) for words in entry["words"]),
            subject=frozenset(entry.get("subject", ["PERSON"])),
            object=frozenset(entry["object"]),
            prepositions=frozenset(entry["prepositions"]),
            modifiers=frozenset(entry.get("modifiers", ())),
            indefinite=entry.get("indefinite"),
            needs_organization=frozenset(entry.get("needs_organization", ())),
            ministry=entry.get("ministry"),
        )
        for entry in data["nouns"]
    )
    verbs = tuple(
        VerbRule(
            id=entry["id"],
            relation=entry["relation"],
            verbs=frozenset(entry["verbs"]),
            subject=frozenset(entry["subject"]),
            object_is=frozenset(entry["object_is"]),
            object=frozenset(entry["object"]),
        )
        for entry in data["verbs"]
    )
    prefixes = {word: Prefix(**fields) for word, fields in data["prefixes"].items()}
    by_verb = {word: tuple(r for r in verbs if word in r.verbs) for r in verbs for word in r.verbs}
    return Offices(nouns, prefixes, frozenset(data["blocked_after"]), frozenset(data["transparent"]),
                   frozenset(data["ranks"]), by_verb)  # fmt: skip


def find_facts(doc: Doc, dates: Sequence[DateSpan] | None = None) -> tuple[Fact, ...]:
    """All standing facts that a document with trees and mention chains tells, in order, each once for each place.

    `dates` are the document's dates, if they are at hand.

    >>> from kg.language import load_pipeline
    >>> doc = load_pipeline()("French President Emmanuel Macron spoke.")
    >>> [(f.predicate, doc[slice(*f.subject)].text, doc[slice(*f.object)].text) for f in find_facts(doc)]
    [('LEADS', 'Emmanuel Macron', 'French')]
    """
    finder = _Finder(doc, find_dates(doc, None) if dates is None else dates)
    best: dict[tuple[str, tuple[int, int], tuple[int, int]], Fact] = {}
    # Nouns first: a description ("a branch of Y active in Z") is of whoever holds the noun.
    by_noun = list(finder.by_noun())
    for fact in (
        *by_noun,
        *finder.by_verb(),
        *finder.origins(),
        *finder.nationals(),
        *finder.staff(),
        *finder.organs(),
        *finder.places(),
    ):
        key = (fact.predicate, fact.subject, fact.object)
        if fact.subject != fact.object and (key not in best or fact.confidence > best[key].confidence):
            best[key] = fact
    return tuple(sorted(best.values(), key=lambda f: (f.anchor, f.predicate, f.subject, f.object, f.rule)))


@dataclass(frozen=True, slots=True)
class _Office:
    """A noun of the data in the text: its tokens, with the words before it that bear on it."""

    rule: NounRule
    start: int
    end: int
    left: int  # where the words before it begin, the name before it not included
    root: Token
    prefixes: tuple[Prefix, ...]
    role_start: int
    before: MentionSpan | None  # a name right before it
    pronoun: Token | None  # "his"
    opaque: bool  # a word that no rule knows stands between that name and it
    possessive: bool


class _Finder:
    """What one document says; the mentions by token, and the rules over them."""

    def __init__(self, doc: Doc, dates: Sequence[DateSpan]) -> None:
        self.doc = doc
        self.dates = dates
        self.offices = load_offices()
        mentions: tuple[MentionSpan, ...] = doc._.mentions
        self.names: dict[int, MentionSpan] = {}
        self.others: dict[int, MentionSpan] = {}
        self.chain: dict[int, list[MentionSpan]] = {}
        for mention in mentions:
            table = self.names if mention.form == "name" else self.others
            for index in range(mention.start, mention.end):
                table.setdefault(index, mention)
            if mention.form == "name":
                self.chain.setdefault(mention.chain, []).append(mention)
        self.gazetteer = load_gazetteer()
        # Who or what the nouns of the data were found to be, by token.
        self.held: dict[int, MentionSpan] = {}

    # -- mentions ----------------------------------------------------------------------------------------------------

    def named(self, token: Token | int) -> MentionSpan | None:
        """The name that a token lies in."""
        return self.names.get(token if isinstance(token, int) else token.i)

    def resolved(self, token: Token) -> MentionSpan | None:
        """The name that a token lies in, or, for a nominal or pronoun, the nearest name of its chain before it."""
        own = self.named(token)
        if own is not None:
            return own
        other = self.others.get(token.i)
        if other is None or not self.chain.get(other.chain):
            beside = [self.named(child) for child in token.children if child.dep_ == "appos"]
            return beside[0] if beside and token.pos_ == "NOUN" else None
        names = self.chain[other.chain]
        before = [name for name in names if name.start <= other.start]
        return before[-1] if before else names[0]

    def country(self, mention: MentionSpan) -> str | None:
        """The ISO code of the country that a name or demonym is of."""
        return self._country_of(self.doc[mention.start : mention.end].text)

    def _country_of(self, text: str) -> str | None:
        entry = self.gazetteer.lookup(text.removeprefix("the ").removeprefix("The "))
        return entry.country if entry is not None and entry.kind in ("country", "demonym", "people") else None

    def fits(self, mention: MentionSpan | None, labels: Iterable[str]) -> bool:
        """Whether a mention has one of the labels; a people counts only where it is that of a state."""
        if mention is None or mention.label not in labels:
            return False
        return mention.label != "NORP" or self.country(mention) is not None

    # -- nouns: offices, membership, parts, kin ----------------------------------------------------------------------

    def by_noun(self) -> Iterator[Fact]:
        """Facts that a noun of the data says."""
        found = list(self._offices())
        roots = {office.root.i: office for office in found}
        for office in found:
            if any(prefix.block for prefix in office.prefixes) or self._blocked(office):
                continue
            bodies = self._bodies(office)
            if not bodies:  # "president and CEO of Tesla"
                for child in office.root.children:
                    if child.dep_ == "conj" and child.i in roots:
                        bodies = [body for body in self._bodies(roots[child.i]) if self.fits(body, office.rule.object)]
            ministry = self._ministry_elsewhere(office) if not bodies else None
            bodies = [ministry] if ministry is not None else bodies
            if not bodies:
                continue
            for form, holder, clause in self._holders(office, roots):
                self.held.setdefault(office.root.i, holder)
                for body in bodies:
                    fact = self._office_fact(office, form, holder, body, clause)
                    if fact is not None:
                        yield fact

    def _offices(self) -> Iterator[_Office]:
        by_first = _offices_by_first_word()
        index = 0
        while index < len(self.doc):
            for phrase, rule in by_first.get(self._lemma(index), ()):
                end = self._match(phrase, index)
                if end is not None and not self._names_something(index, end) and self._is_noun(end - 1):
                    yield self._office(rule, index, end)
                    index = end - 1
                    break
            index += 1

    def _names_something(self, start: int, end: int) -> bool:
        """Whether a name covers or crosses a phrase; a name that is a part of it ("Supreme" of "Supreme Leader") was
        none."""
        for index in range(start, end):
            name = self.names.get(index)
            if name is not None and (name.start < start or name.end > end or name.end - name.start == end - start):
                return True
        return False

    def _lemma(self, index: int) -> str:
        token = self.doc[index]
        return token.lower_ if token.tag_ in ("NNP", "JJ", "NN") else token.lemma_.lower()

    def _is_noun(self, index: int) -> bool:
        return self.doc[index].pos_ in ("NOUN", "PROPN", "ADJ", "ADP") and self.doc[index].tag_ not in (
            "NNS",
            "NNPS",
            "VB",
            "VBD",
        )

    def _match(self, words: tuple[str, ...], index: int) -> int | None:
        """The end of a phrase that begins at a token, hyphens between its words passed over."""
        at = index
        for place, word in enumerate(words):
            if place and at < len(self.doc) and self.doc[at].text in ("-", "–"):
                at += 1
            if at >= len(self.doc):
                return None
            if self._lemma(at) == " ".join(words).replace(" ", "-"):
                return at + 1
            if self._lemma(at) != word and self.doc[at].lower_ != word:
                return None
            at += 1
        return at

    def _office(self, rule: NounRule, start: int, end: int) -> _Office:
        inside = range(start, end)
        tops = [self.doc[i] for i in inside if self.doc[i].head.i not in inside or self.doc[i].dep_ == "root"]
        nouns = [token for token in tops if token.pos_ in ("NOUN", "PROPN", "ADJ")] or tops or [self.doc[end - 1]]
        at, role_start = start, start
        prefixes: list[Prefix] = []
        opaque = possessive = False
        before: MentionSpan | None = None
        pronoun: Token | None = None
        for _ in range(8):
            index = at - 1
            if index < 0 or sentence_start(self.doc[index]) != sentence_start(self.doc[start]):
                break
            token = self.doc[index]
            name = self.names.get(index)
            if name is not None and token.lower_ not in _POSSESSIVES:
                before = name
                break
            if token.lower_ in self.offices.prefixes and token.head.i > index:
                prefix = self.offices.prefixes[token.lower_]
                prefixes.append(prefix)
                if prefix.demote:
                    role_start = index
            elif token.lower_ in _POSSESSIVES:
                possessive = True
            elif token.text in ("-", "–"):
                pass
            elif token.head.i > index and (token.lower_ in rule.modifiers or token.lower_ in self.offices.transparent):
                role_start = index
            elif token.tag_ in ("PRP$", "WP$"):
                pronoun = token
                break
            elif possessive and self._stands_for_body(index) is not None:
                pronoun = token  # "the committee's head"
                break
            elif token.dep_ in ("amod", "compound", "nmod:desc", "advmod") and token.pos_ in (
                "ADJ",
                "NOUN",
                "PROPN",
                "VERB",
            ):
                opaque = True
            else:
                break
            at = index
        if before is not None:
            # "former US president", "the late Hamas leader", "senior Hamas leader"
            for index in range(before.start - 1, max(before.start - 4, -1), -1):
                token = self.doc[index]
                if token.text not in ("-", "–") and (token.lower_ not in self.offices.prefixes or token.head.i < index):
                    break
                if token.lower_ in self.offices.prefixes:
                    prefixes.append(self.offices.prefixes[token.lower_])
        return _Office(
            rule, start, end, at, nouns[-1], tuple(prefixes), role_start, before, pronoun, opaque, possessive
        )

    def _blocked(self, office: _Office) -> bool:
        after = [token.lower_ for token in self.doc[office.end : office.end + 2] if token.text not in ("-", "–")]
        return bool(after) and after[0] in self.offices.blocked_after

    def _bodies(self, office: _Office) -> list[MentionSpan]:
        """To whom or what an office belongs: after a preposition, else the name before it."""
        rule = office.rule
        found: list[MentionSpan] = []
        after = self._after_preposition(office)
        sender = office.before if not office.opaque else None
        sent = office.end < len(self.doc) and self.doc[office.end].lower_ == "for" and rule.id == "employee"
        if after is not None and sent and sender is not None and sender.label == "ORG" and after.label in _PLACES:
            after = None  # "the UN special envoy for Syria" is the UN's
        if after is not None:
            found = [after]
            top = self._top(after)
            for child in top.children:
                other = self.named(child)
                if child.dep_ == "conj" and other is not None and self._top(other).i == child.i:
                    found.append(other)
        elif office.pronoun is not None and not office.opaque:
            owner = self._owner_meant(office.pronoun)
            if owner is not None:
                found = [owner]
        elif office.before is not None and not office.opaque and not self._is_clause_border(office):
            found = [office.before]
        kept = [body for body in found if self.fits(body, rule.object) or self._is_ministry_of(rule, body)]
        word = self.doc[office.end - 1].lower_
        if word in rule.needs_organization:
            kept = [body for body in kept if body.label == "ORG"]
        return kept

    def _is_ministry_of(self, rule: NounRule, body: MentionSpan) -> bool:
        """Whether a body is the ministry that a minister leads."""
        if rule.ministry is None or body.label != "ORG":
            return False
        names = self.chain.get(body.chain, [body])
        return any(t.lower_ in ("ministry", "department") for n in names for t in self.doc[n.start : n.end])

    def _ministry_elsewhere(self, office: _Office) -> MentionSpan | None:
        """The Interior Ministry that the text names, for an "Interior Minister" of no state."""
        if office.rule.ministry is None or self.doc[office.end - 1].lower_ != "minister":
            return None
        of = " ".join(t.lower_ for t in self.doc[office.role_start : office.end - 1])
        wanted = {f"{of} ministry", f"ministry of {of}", f"ministry of the {of}"} if of else set()
        found = {
            m.chain: m for m in reversed(self._names())
            if m.label == "ORG" and self.doc[m.start : m.end].text.lower().removeprefix("the ") in wanted
        }  # fmt: skip
        known = (self.gazetteer.lookup(self.doc[m.start : m.end].text) for m in self._names() if m.label == "GPE")
        states = {entry.country for entry in known if entry is not None and entry.country is not None}
        return next(iter(found.values())) if len(found) == 1 and len(states) < 2 else None

    def _stands_for_body(self, index: int) -> MentionSpan | None:
        """A common noun that takes up the name of a body or place: "the committee"."""
        mention = self.others.get(index)
        noun = mention is not None and mention.form == "nominal" and mention.label != "PERSON"
        return mention if noun and mention is not None and self.chain.get(mention.chain) else None

    def _owner_meant(self, token: Token) -> MentionSpan | None:
        """The mention of whom a possessive is: itself where it is in a chain, what a "whose" hangs on, else a name."""
        if token.tag_ == "WP$":
            clause = token
            while clause.dep_ != "acl:relcl" and clause.head.i != clause.i:
                clause = clause.head
            return self.named(clause.head) if clause.dep_ == "acl:relcl" else None
        mention = self.others.get(token.i)
        if mention is not None and mention.label != "PERSON" and self.chain.get(mention.chain):
            return mention
        return self.resolved(token)

    def _is_clause_border(self, office: _Office) -> bool:
        """Whether the name before an office only stands beside it: "told CNN spokesman ..." is not to be seen here,
        but a person's name before a bare office is an apposition without its comma."""
        return office.before is not None and office.before.label == "PERSON" and not office.possessive

    def _top(self, mention: MentionSpan) -> Token:
        return self.doc[mention.start : mention.end].root

    def _after_preposition(self, office: _Office) -> MentionSpan | None:
        end = office.end
        if end < len(self.doc) and self.doc[end].lower_ in office.rule.prepositions:
            at = end + 1
            while at < len(self.doc) and (self.doc[at].dep_ in ("det",) or self.doc[at].lower_ in ("the", "a", "an")):
                at += 1
            mention = self._owned(at)
            # "the Syrian city of Aleppo": there the name after "of" is the thing itself
            if mention is not None:
                return mention
        for child in office.root.children:
            if child.dep_ != "nmod" or child.i < office.root.i:
                continue
            cases = [one.lower_ for one in child.children if one.dep_ == "case" and one.i < child.i]
            if cases and cases[0] in office.rule.prepositions:
                mention = self.resolved(child)
                if mention is not None and self.fits(mention, office.rule.object):
                    return mention
        return None

    def _owned(self, at: int) -> MentionSpan | None:
        """The name that begins at a token; of "Russia's Federal Security Service" the owned."""
        if at >= len(self.doc):
            return None
        mention = self.named(at)
        if mention is None:
            other = self.others.get(at)
            return self.resolved(self.doc[at]) if other is not None and other.label != "PERSON" else None
        after = mention.end
        if after + 1 < len(self.doc) and self.doc[after].lower_ in _POSSESSIVES:
            owned = self.named(after + 1)
            if owned is not None and owned.start == after + 1:
                return owned
            return None
        top = self._top(mention)
        if (
            top.dep_ in ("amod", "compound", "nmod:desc")
            and top.head.i >= after
            and top.head.lemma_.lower() not in _BODY_NOUNS
        ):
            return None  # "the leader of the British opposition"
        return mention

    def _holders(self, office: _Office, roots: Mapping[int, _Office]) -> list[tuple[str, MentionSpan, Token | None]]:
        """Who holds an office: (form, name, the token whose clause says so)."""
        rule, root = office.rule, office.root
        labels = rule.subject
        title = self._titled(office)
        if title is not None:
            return [("title", title, None)]
        copula = self._copula_subject(root)
        if copula is not None and (copula.lower_ != "it" or copula.i in self.others):  # "it was the mayor, X, who"
            subject = self.resolved(copula)
            return [("copula", subject, root)] if subject is not None and subject.label in labels else []
        appointed = self._appointed(root)
        if appointed is not None:
            subject = self.resolved(appointed[0])
            good = subject is not None and subject.label in labels
            return [("verb", subject, appointed[1])] if good and subject is not None else []
        if root.dep_ == "appos" or root.dep_ == "conj":
            above = self.named(root.head)
            if root.dep_ == "appos" and above is not None and above.label in labels:
                return [("apposition", above, None)]
            if root.dep_ == "appos" and root.head.dep_ == "appos":
                higher = self.named(root.head.head)
                if higher is not None and higher.label in labels:
                    return [("apposition", higher, None)]
            if root.head.i in roots and root.head.i != root.i:
                return self._holders(roots[root.head.i], {})
        for child in root.children:
            if child.dep_ == "appos":
                below = self.named(child)
                if below is not None and below.label in labels and self._top(below).i == child.i:
                    return [("apposition", below, None)]
        by_tree_only = rule.relation in ("LOCATED_IN", "RELATED_TO")
        beside = None if by_tree_only else self._beside(office) or self._following(office)
        if beside is not None:
            return [("apposition", beside, None)]
        other = self.others.get(root.i)
        if other is not None and other.form == "nominal" and self._definite(office):
            name = self.resolved(root)
            if name is not None and name.label in labels:
                return [("nominal", name, None)]
        return []

    def _definite(self, office: _Office) -> bool:
        return office.possessive or any(child.lower_ == "the" for child in office.root.children)

    def _titled(self, office: _Office) -> MentionSpan | None:
        at = office.end
        while at < len(self.doc) and self.doc[at].lower_ in self.offices.ranks and at not in self.names:
            at += 1
        if office.rule.relation == "LOCATED_IN" and at + 1 < len(self.doc) and self.doc[at].lower_ == "of":
            # "the Syrian city of Aleppo", "the village of Soti in Kenya"
            mention = self.named(at + 1)
            if mention is not None and self.country(mention) is not None:
                # "the Moscow region of Russia": the name before the noun is the thing, that after it the whole
                region = office.before is not None and office.before.label in _PLACES and not office.possessive
                return office.before if region else None
            owned = office.before is not None or self._in_place(mention, office) is not None
            return mention if mention is not None and owned and mention.label in office.rule.subject else None
        mention = self.named(at)
        if mention is None or mention.start != at or mention.label not in office.rule.subject:
            return None
        if mention.end < len(self.doc) and self.doc[mention.end].lower_ in _POSSESSIVES and at == office.end:
            return mention if self.doc[mention.end].lower_ != "'" else None
        return mention

    def _in_place(self, mention: MentionSpan | None, office: _Office) -> MentionSpan | None:
        """Kenya, of "the village of Soti in Kenya"."""
        if mention is None or mention.end + 1 >= len(self.doc) or self.doc[mention.end].lower_ != "in":
            return None
        place = self.named(mention.end + 1)
        return place if self.fits(place, office.rule.object) else None

    def _beside(self, office: _Office) -> MentionSpan | None:
        """A name and a comma right before the phrase: an apposition that the tree may have missed."""
        left = office.left
        if office.before is not None:
            left = office.before.start
        if left and self.doc[left - 1].lower_ in ("the", "a", "an"):
            left -= 1
        at = left - 1
        while at > 0 and self.doc[at].text in _QUOTES:
            at -= 1
        if at < 1 or self.doc[at].text not in (",", "–", "—"):
            return None
        at -= 1
        while at > 0 and (self.doc[at].text in _QUOTES or self.doc[at].text == ")"):
            at -= 1
        name = self.named(at)
        return name if name is not None and name.end == at + 1 and name.label in office.rule.subject else None

    def _following(self, office: _Office) -> MentionSpan | None:
        """ "the president of France, Nicolas Sarkozy, ...", where the tree hangs the name elsewhere."""
        body = self._after_preposition(office)
        if body is None or not office.end < body.start <= office.end + 2 or office.rule.subject != {"PERSON"}:
            return None
        at = body.end
        if (
            at + 2 < len(self.doc)
            and self.doc[at].text == "("
            and ")" in (self.doc[at + 1].text, self.doc[at + 2].text)
        ):
            at += 2 if self.doc[at + 1].text == ")" else 3
        if at + 1 >= len(self.doc) or self.doc[at].text != ",":
            return None
        name = self.named(at + 1)
        if name is None or name.start != at + 1 or name.label != "PERSON" or name.end >= len(self.doc):
            return None
        closing = self.doc[name.end].text  # a comma or the sentence's end must close it, and no list go on
        goes_on = name.end + 1 < len(self.doc) and self.doc[name.end + 1].lower_ in ("and", "or")
        return name if closing in (",", ".", ";") and not goes_on else None

    def _copula_subject(self, root: Token, *, from_place: bool = False) -> Token | None:
        if not any(child.dep_ == "cop" for child in root.children) or (_case(root) and not from_place):
            return None
        subject = next((child for child in root.children if child.dep_ in ("nsubj", "nsubj:outer")), None)
        return self._antecedent(subject, root) if subject is not None else None

    def _antecedent(self, subject: Token, verb: Token) -> Token:
        """For a relative pronoun, what it stands for."""
        if subject.lower_ in ("who", "which", "that") and verb.dep_.startswith("acl"):
            return verb.head
        return subject

    def _appointed(self, root: Token) -> tuple[Token, Token] | None:
        """ "was appointed head of X", "became president", "served as ambassador": (subject, verb)."""
        verb = root.head
        if verb.lemma_.lower() not in _APPOINTING or root.dep_ not in ("xcomp", "obj", "obl", "ccomp"):
            return None
        if root.dep_ == "obl" and not any(child.lower_ == "as" for child in root.children):
            return None
        passive = any(child.dep_ == "aux:pass" for child in verb.children)
        if verb.lemma_.lower() in ("appoint", "elect", "name", "re-elect", "reelect", "declare") and not passive:
            return None
        subject = next((child for child in verb.children if child.dep_ in ("nsubj", "nsubj:pass")), None)
        return (self._antecedent(subject, verb), verb) if subject is not None else None

    def _office_fact(
        self, office: _Office, form: str, holder: MentionSpan, body: MentionSpan, clause: Token | None
    ) -> Fact | None:
        rule = office.rule
        if rule.relation == "LOCATED_IN":
            inner = self._in_place(holder, office)
            if body.start == holder.start or body.chain == holder.chain:
                if office.before is not None and self.fits(office.before, rule.object):
                    body = office.before
                elif inner is not None:
                    body = inner
                else:
                    return None
        if rule.relation == "RELATED_TO" and office.pronoun is not None and not self._is_near(body, office):
            body = self._of_one_surname(holder, office) or body
        if body.chain == holder.chain or self._overlap(holder, body):
            return None
        relation = rule.ministry if rule.ministry and body.label == "ORG" else rule.relation
        if relation == "LEADS" and any(prefix.demote for prefix in office.prefixes):
            relation = "WORKS_FOR"
        elif (
            rule.indefinite is not None
            and body.label == "ORG"
            and self._one_of_several(office)
            and not any(prefix.current is False for prefix in office.prefixes)  # "a former commander of" led it
        ):
            relation = rule.indefinite
        current: bool | None = None
        for prefix in office.prefixes:
            current = prefix.current if prefix.current is not None else current
        negated = False
        since = until = None
        if clause is not None:
            if _modal(clause):
                return None
            negated = _negated(clause)
            past = any(child.dep_ in ("cop", "aux") and child.tag_ == "VBD" for child in clause.children)
            since, until = self._limits(clause)
            if form == "copula":
                longer = any(child.lower_ == "longer" for child in clause.subtree)
                current = False if longer or until or current is False else current if past else (not negated or None)
        elif current is None and form in ("title", "apposition") and relation not in ("RELATED_TO", "LOCATED_IN"):
            current = True
        start, end = min(office.left, holder.start), max(office.end, holder.end)
        if self._is_near(body, office):
            start, end = min(start, body.start), max(end, body.end)
        role = (
            self.doc[office.role_start : office.end].text
            if relation not in ("LOCATED_IN", "CITIZEN_OF", "PART_OF")
            else None
        )
        confidence = {"title": 0.9, "apposition": 0.85, "copula": 0.85, "verb": 0.8}.get(form, 0.6)
        return Fact(
            predicate=relation,
            subject=(holder.start, holder.end),
            object=(body.start, body.end),
            anchor=(start, end),
            role=role,
            current=current,
            since=since,
            until=until,
            rule=f"{form}.{rule.id}",
            negated=negated,
            confidence=confidence,
        )

    def _is_near(self, body: MentionSpan, office: _Office) -> bool:
        """Whether whose an office is stands in its sentence."""
        return sentence_start(self.doc[body.start]) == sentence_start(self.doc[office.start])

    def _of_one_surname(self, holder: MentionSpan, office: _Office) -> MentionSpan | None:
        """Of "his wife, Anna Borel" the one person named before her who is a Borel too."""
        surname = self.doc[holder.end - 1].lower_
        before = {
            mention.chain: mention for mention in self._names()
            if mention.label == "PERSON" and mention.start < office.start and mention.chain != holder.chain
            and self.doc[mention.end - 1].lower_ == surname
        }  # fmt: skip
        return next(iter(before.values())) if len(before) == 1 and holder.end - holder.start > 1 else None

    def _one_of_several(self, office: _Office) -> bool:
        if any(prefix.member for prefix in office.prefixes):
            return True
        return any(child.lower_ in ("a", "an") for child in office.root.children)

    @staticmethod
    def _overlap(first: MentionSpan, second: MentionSpan) -> bool:
        return first.start < second.end and second.start < first.end

    def _limits(self, clause: Token) -> tuple[str | None, str | None]:
        """Since when and until when, where the clause says it."""
        since = until = None
        for span in self.dates:
            head = self.doc[span.start : span.end].root
            if span.kind != "span" or head.head.i != clause.i:
                continue
            before = self.doc[span.start - 1].lower_ if span.start else ""
            since = span.date if before == "since" or span.date_end else since
            until = span.date_end if span.date_end else until
        return since, until

    # -- verbs -------------------------------------------------------------------------------------------------------

    def by_verb(self) -> Iterator[Fact]:
        """Facts that a verb of the data says, whatever the clause."""
        for token in self.doc:
            rules = self.offices.by_verb.get(token.lemma_.lower()) or self.offices.by_verb.get(token.lower_)
            for rule in rules or ():
                yield from self._verb_facts(rule, token)

    def _verb_facts(self, rule: VerbRule, verb: Token) -> Iterator[Fact]:
        if verb.pos_ not in ("VERB", "ADJ", "AUX", "ADV") and verb.dep_ not in ("amod", "acl", "nmod"):
            return
        compound = self._hyphenated(rule, verb)
        if compound is not None:
            yield self._made(rule, verb, *compound)
            return
        if _modal(verb):
            return
        passive = any(child.dep_ == "aux:pass" for child in verb.children) or (
            verb.dep_ == "acl" and verb.tag_ == "VBN"
        )
        objects: list[Token] = []
        subject: Token | None = None
        if "obj" in rule.object and passive:
            # "headed by X": the doer is the agent
            agents = [c for c in verb.children if c.dep_ == "obl:agent" or (c.dep_ == "obl" and _case(c) == "by")]
            subject = agents[0] if agents else None
            patient = next((c for c in verb.children if c.dep_ == "nsubj:pass"), None)
            if patient is not None:
                objects = [self._antecedent(patient, verb)]
            elif verb.dep_.startswith("acl"):
                objects = [verb.head]
        if subject is None:
            objects = [c for c in verb.children if (c.dep_ == "obj" and "obj" in rule.object)
                       or (c.dep_ in ("obl", "nmod", "obl:arg") and _case(c) in rule.object)]  # fmt: skip
            subject = self._verb_subject(verb)
        if subject is None:
            return
        named = self._described(subject, rule.subject)
        if named is None or named.label not in rule.subject:
            return
        for target in list(objects):
            objects += [child for child in target.children if child.dep_ == "conj"]
        for target in objects:
            mention = self.resolved(target)
            if mention is not None and self.fits(mention, rule.object_is) and mention.chain != named.chain:
                yield self._made(rule, verb, named, mention)

    def _hyphenated(self, rule: VerbRule, verb: Token) -> tuple[MentionSpan, MentionSpan] | None:
        """ "London-based Financial Times", "ISIS-affiliated news agency Amaq"."""
        if verb.i < 2 or self.doc[verb.i - 1].text not in ("-", "–"):
            return None
        place = self.named(verb.i - 2)
        if place is None or not self.fits(place, rule.object_is):
            return None
        for at in range(verb.i + 1, min(verb.i + 6, len(self.doc))):
            name = self.named(at)
            if name is not None:
                return (name, place) if name.label in rule.subject else None
            if self.doc[at].pos_ not in ("NOUN", "ADJ", "PROPN"):
                return None
        return None

    def _verb_subject(self, verb: Token) -> Token | None:
        for child in verb.children:
            if child.dep_ in ("nsubj", "nsubj:pass"):
                return self._antecedent(child, verb)
        if verb.dep_.startswith("acl") or verb.dep_ in ("amod", "nmod", "appos"):
            return verb.head
        if verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
            return self._verb_subject(verb.head)
        return None

    def _described(self, token: Token, labels: frozenset[str]) -> MentionSpan | None:
        """Whom a description is of: in "X, a branch of Y active in Z" X, not Y, is active in Z."""
        current = token
        for _ in range(4):
            if current.i in self.held:
                return self.held[current.i]
            if current.dep_ == "appos" and self.named(current.head) is not None:
                name = self.named(current.head)
                return name if name is not None and name.label in labels else None
            if current.dep_ == "nmod" and _case(current) == "of" and self._describes(current.head):
                current = current.head
                continue
            break
        return self.resolved(token)

    def _describes(self, token: Token) -> bool:
        return token.dep_ == "appos" or token.i in self.held

    def _made(self, rule: VerbRule, verb: Token, subject: MentionSpan, target: MentionSpan) -> Fact:
        since, until = self._limits(verb)
        past = verb.tag_ == "VBD" or any(
            child.dep_ in ("aux:pass", "cop") and child.tag_ == "VBD" for child in verb.children
        )
        current = False if until else None if past or rule.relation in ("CITIZEN_OF", "RELATED_TO") else True
        start, end = min(verb.i, subject.start, target.start), max(verb.i + 1, subject.end, target.end)
        negated = _negated(verb)
        return Fact(rule.relation, (subject.start, subject.end), (target.start, target.end), (start, end), None,
                    None if negated else current, since, until, f"verb.{rule.id}", negated, 0.8)  # fmt: skip

    def origins(self) -> Iterator[Fact]:
        """ "John Smith is from Canada", "a suspect from Tajikistan, Dalerdzhon Mirzoyev"."""
        for place in self._names():
            top = self._top(place)
            if place.label != "GPE" or _case(top) != "from":
                continue
            clause: Token | None = None
            person: MentionSpan | None = None
            if any(child.dep_ == "cop" for child in top.children):
                subject = self._copula_subject(top, from_place=True)
                person, clause = (self.resolved(subject) if subject is not None else None), top
            elif top.dep_ == "nmod" and self.country(place) is not None:
                person = self.resolved(top.head)
            if person is None or person.label != "PERSON" or (clause is not None and _modal(clause)):
                continue
            start, end = min(place.start, person.start), max(place.end, person.end)
            negated = clause is not None and _negated(clause)
            form = "copula" if clause is not None else "name"
            yield self._plain("CITIZEN_OF", person, place, (start, end), f"{form}.from", negated, 0.7)

    def nationals(self) -> Iterator[Fact]:
        """ "the Latvian journalist Ivan Borel", "Anna Martin, a French nun": whom a nation's adjective describes."""
        for people in self._names():
            top = self._top(people)
            if people.label != "NORP" or self.country(people) is None:
                continue
            noun = top.head if top.dep_ in ("amod", "compound", "nmod:desc") and top.head.i > top.i else top
            if noun.tag_ not in ("NN", "NNP", "JJ") or self.named(noun) not in (None, people):
                continue
            if noun is not top and (noun.lemma_.lower() not in human_nouns() or noun.lemma_.lower() in _of_states()):
                continue
            person = self._person_described(noun)
            if person is not None:
                start, end = min(people.start, person.start), max(people.end, person.end)
                yield self._plain("CITIZEN_OF", person, people, (start, end), "name.national", False, 0.7)

    def _person_described(self, noun: Token) -> MentionSpan | None:
        """The person whose title or apposition a noun is."""
        beside = [self.named(child) for child in noun.children if child.dep_ in ("appos", "flat")]
        if noun.dep_ in ("appos", "nmod:desc", "compound"):
            beside.append(self.named(noun.head))
        return next((m for m in beside if m is not None and m.label == "PERSON"), None)

    def staff(self) -> Iterator[Fact]:
        """ "Anna Borel of the rights group Zabor": whose somebody is said to be, and no more."""
        for person in self._names():
            if person.label != "PERSON" or person.end + 1 >= len(self.doc) or self.doc[person.end].lower_ != "of":
                continue
            whole = next((c for c in self._top(person).children if c.dep_ == "nmod" and _case(c) == "of"), None)
            body = None
            for token in (whole, *whole.children) if whole is not None else ():
                beside = token is whole or token.dep_ in ("appos", "nmod:desc", "flat")
                body = body or (self.named(token) if beside else None)
            if body is None or body.label != "ORG" or body.start <= person.end:
                continue
            party = any(t.lower_ in _PARTIES for t in self.doc[person.end : body.end])
            relation = "MEMBER_OF" if party else "WORKS_FOR"
            yield self._plain(relation, person, body, (person.start, body.end), "name.of", False, 0.6)

    @staticmethod
    def _plain(
        relation: str,
        subject: MentionSpan,
        target: MentionSpan,
        anchor: tuple[int, int],
        rule: str,
        negated: bool,
        confidence: float,
    ) -> Fact:
        """A fact without an office or a time."""
        return Fact(relation, (subject.start, subject.end), (target.start, target.end), anchor, None, None, None, None,
                    rule, negated, confidence)  # fmt: skip

    # -- state organs ------------------------------------------------------------------------------------------------

    def organs(self) -> Iterator[Fact]:
        """An organ is part of its state: "Russia's Foreign Ministry", "US embassy", "Security Service of Ukraine"."""
        for mention in self._names():
            if mention.label not in ("ORG", "FAC") or not _is_organ(self.doc[mention.start : mention.end].text):
                continue
            state = self._state_inside(mention) or self._state_before(mention)
            if state is not None:
                start, end = min(mention.start, state[0]), max(mention.end, state[1])
                target = self._elsewhere(mention, state)
                inside = mention.start <= state[0] < mention.end
                yield Fact("PART_OF", (mention.start, mention.end), target, (mention.start, mention.end) if inside else
                           (start, end), None, None, None, None, "name.organ", False, 0.9)  # fmt: skip

    def _names(self) -> list[MentionSpan]:
        return sorted({mention for names in self.chain.values() for mention in names}, key=lambda m: (m.start, m.end))

    def _state_inside(self, mention: MentionSpan) -> tuple[int, int] | None:
        start = mention.start + (self.doc[mention.start].lower_ == "the")
        for size in (3, 2, 1):
            for first in (start, mention.end - size):
                last = first + size
                if start <= first and last <= mention.end and (first, last) != (start, mention.end):
                    ends = first != start
                    if ends and self.doc[first - 1].lower_ not in ("of", "the"):
                        continue
                    if self._country_of(self.doc[first:last].text) is not None:
                        return first, last
        return None

    def _state_before(self, mention: MentionSpan) -> tuple[int, int] | None:
        before = mention.start - 1
        if before >= 1 and self.doc[before].lower_ in _POSSESSIVES:
            before -= 1
        state = self.named(before) if before >= 0 else None
        owner = self.others.get(before) if state is None else None
        if owner is not None and owner.label == "GPE" and self.doc[before].lower_ == "its" and self._states(owner):
            return owner.start, owner.end
        if (
            state is None
            or state.end != before + 1
            or state.label not in ("GPE", "NORP")
            or self.country(state) is None
        ):
            return None
        return state.start, state.end

    def _states(self, mention: MentionSpan) -> bool:
        """Whether the chain of a pronoun has the name of a state."""
        return any(self.country(name) is not None for name in self.chain.get(mention.chain, ()))

    def _elsewhere(self, mention: MentionSpan, state: tuple[int, int]) -> tuple[int, int]:
        """Another mention of the state that a name has inside it, if the document has one, the nearest."""
        own = self.named(state[0])
        if (own is not None and own != mention) or state[0] in self.others:
            return state
        code = self._country_of(self.doc[state[0] : state[1]].text)
        same = [
            name for name in self._names() if name.label == "GPE" and self.country(name) == code and name != mention
        ]
        if not same:
            return state
        nearest = min(same, key=lambda name: (abs(name.start - mention.start), name.start))
        return nearest.start, nearest.end

    # -- places ------------------------------------------------------------------------------------------------------

    def places(self) -> Iterator[Fact]:
        """Places side by side: "Bishkek, Kyrgyzstan", "the hall in Krasnogorsk", "Moscow's Crocus City Hall"."""
        for mention in self._names():
            if not self._is_place(mention):
                continue
            for form, outer in self._containers(mention):
                if outer.chain == mention.chain or self._overlap(outer, mention):
                    continue
                start, end = min(mention.start, outer.start), max(mention.end, outer.end)
                confidence = 0.85 if form == "comma" else 0.8
                yield self._plain("LOCATED_IN", mention, outer, (start, end), f"place.{form}", False, confidence)

    def _is_place(self, mention: MentionSpan) -> bool:
        if mention.label in _PLACES or mention.label == "FAC":
            return True
        words = {token.lower_ for token in self.doc[mention.start : mention.end]}
        return mention.label == "ORG" and not words.isdisjoint(_facilities())

    def _containers(self, mention: MentionSpan) -> Iterator[tuple[str, MentionSpan]]:
        after = mention.end
        if after + 1 < len(self.doc):
            follower = self.named(after + 1)
            starts = follower is not None and follower.start == after + 1 and follower.label in _PLACES
            if follower is not None and starts and self.doc[after].text == "," and self._comma_pair(mention, follower):
                yield "comma", follower
            if self.doc[after].lower_ == "in":
                at = after + 1 + (self.doc[after + 1].lower_ == "the")
                place = self.named(at)
                inside = self._top(mention)
                attached = place is not None and self._attached(self._top(place), inside)
                if (
                    place is not None
                    and place.start == at
                    and place.label in _PLACES
                    and attached
                    and (self.country(mention) is None)
                ):
                    yield "in", place
        owner = self._owner(mention)
        if owner is not None and self.country(mention) is None:
            yield "possessive", owner

    def _attached(self, place: Token, inside: Token) -> bool:
        """Whether "in X" belongs to the place before it; where the tree gives it to the verb, only for halls and the
        like, whose names are seldom subjects of a move."""
        head = place.head
        while head.i != inside.i and head.dep_ in ("compound", "flat") and head.head.i != head.i:
            head = head.head
        if head.i == inside.i:
            return True
        mention = self.named(inside)
        return place.dep_ == "obl" and mention is not None and mention.label == "FAC"

    def _comma_pair(self, inner: MentionSpan, outer: MentionSpan) -> bool:
        """Whether two places with a comma between are "city, country" and no list."""
        if inner.label == "ORG" or self.country(inner) is not None:
            return False
        if inner.start >= 2 and self.doc[inner.start - 1].text in (",", "and"):
            previous = self.named(inner.start - 2)
            if previous is not None and previous.label in _PLACES and self.country(previous) is None:
                return False
        if self._top(outer).dep_ in ("nsubj", "nsubj:pass"):
            return False  # "In Paris, Russia condemned the vote": who acts, not where it is
        after = self.doc[outer.end] if outer.end < len(self.doc) else None
        if self.country(outer) is not None:
            return True
        if after is not None and not after.is_punct:
            return False
        if after is not None and after.text == "," and outer.end + 1 < len(self.doc):
            following = self.doc[outer.end + 1]
            if following.lower_ in ("and", "or"):
                return False
        return self._top(outer).dep_ == "appos" and self._top(outer).head.i == self._top(inner).i

    def _owner(self, mention: MentionSpan) -> MentionSpan | None:
        """Moscow, of "Moscow's Crocus City Hall"; Russia, of "Russia's Moscow region"."""
        before = mention.start - 1
        while before > 0 and self.doc[before].pos_ == "ADJ" and before not in self.names:
            before -= 1
        if before < 1 or self.doc[before].lower_ not in _POSSESSIVES:
            return None
        owner = self.named(before - 1) or self.named(before)
        if owner is None or owner.label not in _PLACES or self._overlap(owner, mention):
            return None
        top = self._top(mention)
        follows = self.doc[mention.end] if mention.end < len(self.doc) else None
        if (
            top.dep_ in ("compound", "amod", "nmod:desc")
            and follows is not None
            and follows.lemma_.lower() not in _regions()
        ):
            return None  # "Israel's Gaza offensive"
        return owner


@cache
def _of_states() -> frozenset[str]:
    """Nouns for those whose nation's adjective says for whom they act, where they work or play."""
    others = (
        "coach", "manager", "secretary", "correspondent", "trainer", "captain", "striker", "general", "colonel",
        "adviser", "advisor", "aide", "negotiator", "prosecutor", "judge", "representative",
    )  # fmt: skip
    return words("state_body") | words("state_officer") | frozenset(others)


def _case(token: Token) -> str:
    return next((child.lower_ for child in token.children if child.dep_ == "case" and child.i < token.i), "")


def _negated(clause: Token) -> bool:
    """Whether a clause denies; "no longer" does not deny that it was so."""
    if any(child.lower_ in _NEGATIONS for child in clause.children if child.dep_ in ("advmod", "det", "cc:preconj")):
        return True
    return any(child.lower_ == "no" and child.dep_ == "det" for child in clause.children)


def _modal(clause: Token) -> bool:
    """Whether a clause tells only what may, should or will be."""
    if any(child.dep_ == "aux" and child.lower_ in _MODALS for child in clause.children):
        return True
    if any(child.dep_ == "mark" and child.lower_ in ("if", "whether", "unless") for child in clause.children):
        return True
    to = any(child.dep_ == "mark" and child.lower_ == "to" for child in clause.children)
    return to and clause.dep_ in ("xcomp", "acl", "advcl", "ccomp")


@cache
def _organ_words() -> tuple[tuple[str, ...], frozenset[str]]:
    data = read_language_data("organs.yaml")
    heads = tuple(sorted({str(head).lower() for head in (*data["heads"], *data["named"])}))
    return heads, frozenset(("ministry", "embassy", "consulate", "department"))


def _is_organ(name: str) -> bool:
    heads, single = _organ_words()
    text = f" {' '.join(name.lower().split())} "
    return any(f" {head} " in text for head in heads) or not single.isdisjoint(text.split())


@cache
def _facilities() -> frozenset[str]:
    return frozenset(read_language_data("nouns.yaml")["facility"])


@cache
def _regions() -> frozenset[str]:
    return frozenset(read_language_data("nouns.yaml")["place"]) | {"oblast", "peninsula", "coast"}
