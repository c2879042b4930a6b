"""A document as whoever resolves its pronouns and nominals sees it: chains so far, heads, quotations, paragraphs."""

from __future__ import annotations

import bisect
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from typing import Final

from spacy.tokens import Doc, Span, Token

from kg.language.aliases import gender_before
from kg.language.gazetteer import load_gazetteer, read_data
from kg.language.names import COMPANIES, FIGHTERS, human_nouns, words_of
from kg.language.sentences import sentence_of
from kg.read.layout import paragraphs

MAX_PARAGRAPHS: Final = 2  # how far back an antecedent is looked for
SUBJECTS: Final = ("nsubj", "nsubj:pass", "nsubj:outer")
MALE: Final = frozenset(("he", "him", "his", "himself"))
FEMALE: Final = frozenset(("she", "her", "hers", "herself"))
THING: Final = frozenset(("it", "its", "itself"))
MANY: Final = frozenset(("they", "them", "their", "theirs", "themselves"))
THIRD: Final = MALE | FEMALE | MANY | {"its"}  # ("it" is as often of no thing as of one)
#: What each third-person pronoun stands for: a man, a woman, a thing, many.
WANTED: Final = {w: k for k, ws in (("m", MALE), ("f", FEMALE), ("thing", THING), ("many", MANY)) for w in sorted(ws)}
SPEAKER: Final = frozenset(("i", "me", "my", "mine", "myself"))
SPEAKERS: Final = frozenset(("we", "us", "our", "ours", "ourselves"))
REFLEXIVE: Final = frozenset(("himself", "herself", "itself", "themselves"))
SAYING: Final = frozenset(
    (
        "say", "add", "tell", "write", "state", "declare", "announce", "claim", "insist", "explain", "warn", "note",
        "reply", "argue", "tweet", "post", "stress", "continue", "recall", "conclude", "ask", "vow", "admit", "comment",
    )
)  # fmt: skip
ACTING: Final = SAYING | frozenset(
    (
        "accuse", "deny", "urge", "condemn", "call", "demand", "reject", "want", "plan", "launch", "attack", "send",
        "deploy", "invade", "ban", "impose", "withdraw", "hold", "vote", "sign", "agree", "refuse", "pledge", "blame",
        "publish", "report", "release", "give", "offer", "operate", "fire", "arrest", "detain", "seize", "order",
    )
)  # fmt: skip
#: Ends of nouns that can stand for a person, known or not.
HUMAN_ENDS: Final = ("ist", "ian", "man", "woman", "er", "or", "person", "ant")
_OPEN, _CLOSE = frozenset(("“", "``", "«")), frozenset(("”", "''", "»"))
#: Who belongs to a body and not to a place.
STAFF: Final = words_of(
    "director manager chairman chairwoman chairperson chief head boss spokesman spokeswoman spokesperson founder "
    "member employee fighter leader secretary-general coordinator editor owner"
)


@dataclass(slots=True)
class Chain:
    """What is known so far of one chain: its label, its gender, nouns that were said of it, where it was mentioned."""

    label: str
    kinds: frozenset[str]
    gender: str | None = None
    nouns: dict[str, set[str]] = field(default_factory=dict)
    heads: list[int] = field(default_factory=list)


@cache
def noun_tables() -> tuple[dict[str, set[str]], dict[str, set[str]], frozenset[str], frozenset[str]]:
    """Genders of person nouns, kinds of organization nouns, place nouns, facility nouns."""
    raw = read_data("nouns.yaml")
    genders: dict[str, set[str]] = defaultdict(set)
    for gender, nouns in raw["person"].items():
        for noun in nouns:
            genders[noun].add(gender)
    kinds: dict[str, set[str]] = defaultdict(set)
    for kind, nouns in raw["organization"].items():
        for noun in nouns:
            kinds[noun].add(kind)
    return dict(genders), dict(kinds), frozenset(raw["place"]), frozenset(raw["facility"])


@cache
def _given_genders() -> dict[str, str]:
    names = read_data("given_names.yaml")
    return dict.fromkeys(names["women"], "f") | dict.fromkeys(names["men"], "m")


_GROUPS: Final = {
    "armed_groups": "armed",
    "news_agencies_and_media": "media",
    "intelligence_and_police": "state",
    "international_bodies": "international",
}


def _kind_word(name: Span) -> str:
    """The word of a name that says what it is: its last, or the one before "of": "National Institute of Health"."""
    of = next((t.i for t in name[1:] if t.lower_ in ("of", "for")), name.end)
    return str(name.doc[of - 1].lower_.strip("."))


def _kinds(name: Span) -> frozenset[str]:
    """What kinds of organization a name can be of: one where it is known or says so itself, else any but armed."""
    if name.label_ not in ("ORG", "FAC"):
        return frozenset()
    entry = load_gazetteer().lookup(name.text)
    if entry is not None and entry.group is not None:
        return frozenset((_GROUPS[entry.group],))
    if entry is not None and entry.kind == "seat":
        return frozenset()
    _, kinds, _, _ = noun_tables()
    last = _kind_word(name)
    if last in COMPANIES or last == "company":
        return frozenset(("company",))
    if name.root.head.lemma_.lower() in FIGHTERS and name.root.dep_ in ("compound", "nmod:desc", "nmod:poss"):
        return frozenset(("armed",))
    return frozenset(kinds.get(last, ()))


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A nominal or pronoun that was joined to a chain."""

    start: int
    end: int
    label: str
    form: str
    chain: int


class Discourse:
    """Names and their chains, what has joined them so far, and where everything stands."""

    def __init__(self, doc: Doc, names: list[Span], chain_of: list[int]) -> None:
        self.doc, self.names = doc, names
        self.chains: dict[int, Chain] = {}
        self.taken: dict[int, int] = {}  # token -> chain
        self.head_chain: dict[int, int] = {}  # head token -> chain
        self.found: list[Anaphor] = []
        self.sentence_of = [0] * len(doc)
        for k, sentence in enumerate(doc.sents):
            for i in range(sentence.start, sentence.end):
                self.sentence_of[i] = k
        self.sentences = list(doc.sents)
        self.paragraph_starts = sorted(start for start, _ in paragraphs(doc.text)) or [0]
        self.quoted = self._quotes()
        for k, name in enumerate(names):
            chain = chain_of[k]
            known = self.chains.setdefault(chain, Chain(name.label_, frozenset()))
            known.kinds |= _kinds(name)
            known.gender = known.gender or gender_before(name) or _given_genders().get(name[0].text)
            root = name.root
            known.heads.append(root.i)
            self.head_chain[root.i] = chain
            for i in range(name.start, name.end):
                self.taken[i] = chain
            for noun, modifiers in self._titles(name):
                self.describe(chain, noun, modifiers)
            if name.label_ in ("ORG", "FAC", "GPE", "LOC") and len(name) > 1:
                self.describe(chain, _kind_word(name), set())

    # -- the document ------------------------------------------------------------------------------------------------

    def _quotes(self) -> list[int]:
        """For each token the number of the direct quotation that it is in, or 0; a paragraph's end closes one."""
        inside, number, out = False, 0, []
        text = self.doc.text
        if not any(mark in text for mark in (*_OPEN, *_CLOSE, '"')):
            return [0] * len(self.doc)
        for token in self.doc:
            text = token.text
            if "\n" in text and token.is_space:
                inside = False
            if text in _OPEN or (text == '"' and not inside):
                inside, number = True, number + 1
            elif text in _CLOSE or (text == '"' and inside):
                inside = False
            out.append(number if inside else 0)
        return out

    def paragraph(self, i: int) -> int:
        """The number of the paragraph that a token is in."""
        return bisect.bisect_right(self.paragraph_starts, self.doc[i].idx)

    def _titles(self, name: Span) -> list[tuple[str, set[str]]]:
        """Nouns for persons right before a person's name: "Russian President Putin", "FSB director Bortnikov"."""
        if name.label_ != "PERSON":
            return []
        out = []
        i = name.start - 1
        while i >= 0 and name.start - i <= 4 and self.doc[i].pos_ in ("NOUN", "PROPN", "ADJ") and i not in self.taken:
            if self.doc[i].lower_ in human_nouns():
                out.append((self.doc[i].lower_, {t.lower_ for t in self.doc[max(0, i - 2) : i]}))
            i -= 1
        return out

    def describe(self, chain: int, noun: str, modifiers: set[str]) -> None:
        """Note a common noun that was said of a chain, with its modifiers."""
        self.chains[chain].nouns.setdefault(noun, set()).update(modifiers)
        genders = noun_tables()[0].get(noun, set())
        if self.chains[chain].label == "PERSON" and len(genders) == 1:
            gender = {"male": "m", "female": "f"}.get(next(iter(genders)))
            self.chains[chain].gender = self.chains[chain].gender or gender

    def join(self, start: int, end: int, head: int, form: str, chain: int) -> None:
        """Put a mention into a chain."""
        self.found.append(Anaphor(start, end, self.chains[chain].label, form, chain))
        bisect.insort(self.chains[chain].heads, head)
        self.head_chain[head] = chain
        for i in range(start, end):
            self.taken[i] = chain

    def speaker(self, token: Token) -> Token | None:
        """Who says the direct quotation that a token is in: the one subject of the verb of saying that governs it."""
        if not self.quoted[token.i]:
            return None
        verbs = [a for a in token.ancestors if not self.quoted[a.i]]
        verbs += [k for k in sentence_of(token).root.children if k.dep_ == "parataxis" and not self.quoted[k.i]]
        for verb in verbs:
            if verb.lemma_.lower() not in SAYING:
                continue
            subjects = [k for k in verb.children if k.dep_ in SUBJECTS and not self.quoted[k.i]]
            if len(subjects) == 1:
                return subjects[0]
        return None

    def content(self, token: Token) -> frozenset[int]:
        """What is said by whom a possessive stands before ("... , said its minister"): no antecedent is in it."""
        says = token.head.head
        if token.tag_ != "PRP$" or token.head.dep_ not in SUBJECTS or says.lemma_.lower() not in SAYING:
            return frozenset()
        if says.dep_ == "parataxis":
            return frozenset(t.i for t in sentence_of(token) if not says.is_ancestor(t))
        return frozenset(
            t.i for k in says.children if k.dep_ in ("ccomp", "parataxis") and k.i < says.i for t in k.subtree
        )

    def bound(self, token: Token, head: int) -> bool:
        """Whether grammar forbids the antecedent: subject and object of one verb are two, unless reflexive."""
        if token.lower_ in REFLEXIVE:
            return False
        other = self.doc[head]
        if token.tag_ == "PRP$":
            return token.head.i == head or (other.dep_ == "nmod:poss" and other.head.i == token.head.i)
        return other.head.i == token.head.i or token.head.i == head or token.head.head.i == head

    def heads_in(self, start: int, end: int) -> list[int]:
        """Heads of names, joined mentions and common nouns in a stretch of tokens."""
        out = []
        for i in range(start, end):
            token = self.doc[i]
            chained = i in self.head_chain
            pronoun = token.tag_ in ("PRP", "PRP$") and token.lower_ in THIRD
            if (
                chained
                or pronoun
                or (token.pos_ in ("NOUN", "PROPN") and i not in self.taken and token.dep_ not in _INNER)
            ):
                out.append(i)
        return out


_INNER: Final = frozenset(("compound", "flat", "amod", "nmod:desc", "fixed", "obl:unmarked", "nmod:unmarked"))
