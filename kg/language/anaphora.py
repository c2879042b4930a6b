"""Nominals and pronouns that stand for a name: appositions, copulas, definite nominals, pronouns.

From left to right, each joins a chain only where one antecedent is clear: it agrees in number, gender and kind, it is
near, and it is alone or the only subject. Chains are numbered as `aliases.name_chains` numbers them.
"""

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
from kg.language.sentences import sentence_of, sentence_start
from kg.read.layout import paragraphs

MAX_PARAGRAPHS: Final = 2
MAX_SENTENCES: Final = 2

_SUBJECTS: Final = ("nsubj", "nsubj:pass", "nsubj:outer")
_MALE: Final = frozenset(("he", "him", "his", "himself"))
_FEMALE: Final = frozenset(("she", "her", "hers", "herself"))
_THING: Final = frozenset(("it", "its", "itself"))
_MANY: Final = frozenset(("they", "them", "their", "theirs", "themselves"))
_THIRD: Final = _MALE | _FEMALE | _MANY | {"its"}  # ("it" is as often of no thing as of one)
_SPEAKER: Final = frozenset(("i", "me", "my", "mine", "myself"))
_SPEAKERS: Final = frozenset(("we", "us", "our", "ours", "ourselves"))
_REFLEXIVE: Final = frozenset(("himself", "herself", "itself", "themselves"))
_SAYING: Final = frozenset(
    (
        "say", "add", "tell", "write", "state", "declare", "announce", "claim", "insist", "explain", "warn", "note",
        "reply", "argue", "tweet", "post", "stress", "continue", "recall", "conclude", "ask", "vow", "admit", "comment",
    )
)  # fmt: skip
_ACTING: Final = _SAYING | frozenset(
    (
        "accuse", "deny", "urge", "condemn", "call", "demand", "reject", "want", "plan", "launch", "attack", "send",
        "deploy", "invade", "ban", "impose", "withdraw", "hold", "vote", "sign", "agree", "refuse", "pledge", "blame",
        "publish", "report", "release", "give", "offer", "operate", "fire", "arrest", "detain", "seize", "order",
    )
)  # fmt: skip
_DEFINITE: Final = frozenset(("the", "this", "that"))
_OPEN, _CLOSE = frozenset(("“", "``", "«")), frozenset(("”", "''", "»"))
# Left modifiers that say nothing new about who is meant.
_PLAIN: Final = words_of(
    "former late then current new own same alleged suspected terror terrorist militant armed jihadist extremist "
    "islamist rebel insurgent said whole entire latter"
)
#: Who belongs to a body and not to a place.
_STAFF: Final = words_of(
    "director manager chairman chairwoman chairperson chief head boss spokesman spokeswoman spokesperson founder "
    "member employee fighter leader secretary-general coordinator editor owner"
)
#: Offices of which a text mostly has one holder at a time.
_OFFICES: Final = words_of("president king queen pope chancellor premier emir sultan")
_GENERIC_PERSON: Final = words_of("man woman boy girl politician suspect defendant lawmaker billionaire")


@dataclass(frozen=True, slots=True)
class Anaphor:
    """A nominal or pronoun that was joined to a chain."""

    start: int
    end: int
    label: str
    form: str
    chain: int


@dataclass(slots=True)
class _Chain:
    """What is known so far of one chain: its label, its gender, nouns that were said of it, where it was mentioned."""

    label: str
    kinds: frozenset[str]
    gender: str | None = None
    nouns: dict[str, set[str]] = field(default_factory=dict)
    heads: list[int] = field(default_factory=list)


@cache
def _tables() -> tuple[dict[str, set[str]], dict[str, set[str]], frozenset[str], frozenset[str]]:
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


_GROUPS: Final = {
    "armed_groups": "armed",
    "news_agencies_and_media": "media",
    "intelligence_and_police": "state",
    "international_bodies": "international",
}


def _kinds(name: Span) -> frozenset[str]:
    """What kinds of organization a name can be of: one where it is known or says so itself, else any but armed."""
    if name.label_ not in ("ORG", "FAC"):
        return frozenset()
    entry = load_gazetteer().lookup(name.text)
    if entry is not None and entry.group is not None:
        return frozenset((_GROUPS[entry.group],))
    if entry is not None and entry.kind == "seat":
        return frozenset()
    _, kinds, _, _ = _tables()
    last = name[-1].lower_.strip(".")
    if last in COMPANIES or last == "company":
        return frozenset(("company",))
    if name.root.head.lemma_.lower() in FIGHTERS and name.root.dep_ in ("compound", "nmod:desc", "nmod:poss"):
        return frozenset(("armed",))
    return frozenset(kinds.get(last, ()))


class _Resolver:
    def __init__(self, doc: Doc, names: list[Span], chain_of: list[int]) -> None:
        self.doc, self.names = doc, names
        self.chains: dict[int, _Chain] = {}
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
            known = self.chains.setdefault(chain, _Chain(name.label_, frozenset()))
            known.kinds |= _kinds(name)
            known.gender = known.gender or gender_before(name)
            root = name.root
            known.heads.append(root.i)
            self.head_chain[root.i] = chain
            for i in range(name.start, name.end):
                self.taken[i] = chain
            for noun, modifiers in self._titles(name):
                self._describe(chain, noun, modifiers)
            if name.label_ in ("ORG", "FAC", "GPE", "LOC") and len(name) > 1:
                self._describe(chain, name[-1].lower_, set())

    # -- the document ------------------------------------------------------------------------------------------------

    def _quotes(self) -> list[int]:
        """For each token the number of the direct quotation that it is in, or 0; a paragraph's end closes one."""
        inside, number, out = False, 0, []
        if not any(mark in self.doc.text for mark in (*_OPEN, *_CLOSE, '"')):
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

    def _describe(self, chain: int, noun: str, modifiers: set[str]) -> None:
        self.chains[chain].nouns.setdefault(noun, set()).update(modifiers)
        genders = _tables()[0].get(noun, set())
        if self.chains[chain].label == "PERSON" and len(genders) == 1:
            gender = {"male": "m", "female": "f"}.get(next(iter(genders)))
            self.chains[chain].gender = self.chains[chain].gender or gender

    # -- joining -----------------------------------------------------------------------------------------------------

    def _join(self, start: int, end: int, head: int, form: str, chain: int) -> None:
        self.found.append(Anaphor(start, end, self.chains[chain].label, form, chain))
        bisect.insort(self.chains[chain].heads, head)
        self.head_chain[head] = chain
        for i in range(start, end):
            self.taken[i] = chain

    def _left(self, head: Token) -> int:
        """Where the nominal begins: the head noun with its left modifiers, no determiner, no name."""
        start = head.i
        while start > 0:
            token = self.doc[start - 1]
            modifier = token.dep_ in ("amod", "compound", "nmod:desc", "punct") or (
                token.dep_ == "advmod" and token.head.i > token.i
            )
            inside = token.i not in self.taken and modifier and head.is_ancestor(token)
            if not inside or (token.dep_ == "punct" and token.text not in ("-", "–")):
                break
            start -= 1
        return start

    def nominal(self, head: Token, chain: int) -> None:
        start = self._left(head)
        self._describe(chain, head.lemma_.lower(), {t.lower_ for t in self.doc[start : head.i]})
        self._join(start, head.i + 1, head.i, "nominal", chain)

    def run(self) -> list[Anaphor]:
        self._equated()
        for token in self.doc:
            if token.i in self.taken:
                continue
            if token.pos_ == "NOUN" and token.tag_ == "NN":
                self._definite(token)
            elif token.pos_ == "PRON":
                self._pronoun(token)
        return sorted(self.found, key=lambda a: (a.start, a.end))

    # -- appositions and copulas --------------------------------------------------------------------------------------

    def _fits(self, noun: str, chain: int) -> bool:
        """Whether a common noun can stand for the thing of a chain."""
        known = self.chains[chain]
        genders, kinds, places, facilities = _tables()
        if known.label == "PERSON":
            if noun not in genders and not noun.endswith(("ist", "ian", "man", "woman", "er", "or", "person", "ant")):
                return False
            wanted = {"m": "male", "f": "female"}.get(known.gender or "")
            return wanted is None or noun not in genders or bool(genders[noun] & {wanted, "any"})
        if known.label == "ORG":
            return noun in kinds and (not known.kinds or bool(known.kinds & kinds[noun]))
        if known.label in ("GPE", "LOC"):
            return noun in places
        return known.label == "FAC" and (noun in facilities or noun in places)

    def _equated(self) -> None:
        """`Bortnikov, the head of ...`, `the head of the FSB, Bortnikov`, `Maliuk is the head of ...`."""
        for name in self.names:
            root = name.root
            chain = self.taken[root.i]
            nouns: list[Token] = []
            nouns += [k for k in root.children if k.dep_ == "appos" and k.i > root.i]
            if root.dep_ == "appos" and root.head.i < root.i:
                nouns.append(root.head)
            copulas = [k for k in root.head.children if k.dep_ == "cop"]
            if root.dep_ == "nsubj" and copulas and root.head.pos_ == "NOUN":
                others = {k.dep_ for k in root.head.children} & {"aux", "case"}
                denied = any(k.lower_ in ("not", "n't", "n’t", "never") for k in root.head.children)
                if not others and not denied and copulas[0].tag_ in ("VBZ", "VBD"):
                    nouns.append(root.head)
            for noun in nouns:
                if noun.i in self.taken or noun.tag_ != "NN" or sentence_start(noun) != sentence_start(root):
                    continue
                if any(k.dep_ == "conj" for k in noun.children) or any(k.dep_ == "conj" for k in root.children):
                    continue
                if self._fits(noun.lemma_.lower(), chain):
                    self.nominal(noun, chain)

    # -- definite nominals --------------------------------------------------------------------------------------------

    def _definite(self, head: Token) -> None:
        determiners = [k for k in head.children if k.dep_ == "det"]
        if not determiners or determiners[0].lower_ not in _DEFINITE:
            return
        if any(k.dep_ in ("nmod", "nmod:poss", "acl", "acl:relcl", "nummod", "appos", "conj") for k in head.children):
            return  # says itself whom it means
        noun = head.lemma_.lower()
        start = self._left(head)
        between = self.doc[determiners[0].i + 1 : start]
        nations = {load_gazetteer().lookup(t.text) for t in between}
        if any(n is None or n.kind != "demonym" for n in nations):
            return  # a name in front: "the FSB director" is whom that name's holder is, told elsewhere
        modifiers = {t.lower_ for t in self.doc[start : head.i]} - _PLAIN
        near = [c for c in self._recent(head.i) if self._fits(noun, c)]
        if not near and noun in _OFFICES and not modifiers and not nations:
            near = [c for c, known in sorted(self.chains.items()) if known.heads[0] < head.i and noun in known.nouns]
        described = [c for c in near if self._described(c, noun, modifiers)]
        chain: int | None = None
        if len(described) == 1:
            chain = described[0]
        elif not described and not modifiers and not nations and determiners[0].lower_ == "the":
            chain = self._by_kind(head, noun)
        if chain is not None and not self._same_clause(head, chain):
            self.nominal(head, chain)

    def _described(self, chain: int, noun: str, modifiers: set[str]) -> bool:
        known = self.chains[chain].nouns
        if noun not in known:
            return False
        return modifiers <= known[noun]

    def _by_kind(self, head: Token, noun: str) -> int | None:
        """A generic noun takes the one chain of its kind in the nearest sentence that has any."""
        genders, kinds, *_ = _tables()
        if noun in genders and noun not in _GENERIC_PERSON:
            return None  # "the president" may be anybody's
        if noun not in kinds and noun not in genders and noun not in ("country", "city", "nation", "town"):
            return None
        for candidates in self._sentences_back(head.i):
            fitting = sorted({c for _, c in candidates if self._fits(noun, c) and self._kind_known(c, noun)})
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                subjects = {c for i, c in candidates if c in fitting and self.doc[i].dep_ in _SUBJECTS}
                return subjects.pop() if len(subjects) == 1 else None
        return None

    def _kind_known(self, chain: int, noun: str) -> bool:
        """Whether it is known, not just possible, that a chain is of the noun's kind."""
        known = self.chains[chain]
        if known.label == "ORG":
            return bool(known.kinds & _tables()[1].get(noun, set()))
        if known.label in ("GPE", "LOC"):
            names = {n.text for n in self.names if self.taken[n.start] == chain}
            kinds = {entry.kind for n in names if (entry := load_gazetteer().lookup(n)) is not None}
            if noun in ("country", "nation"):
                return "country" in kinds
            return "capital" in kinds or any(load_gazetteer().is_city(n) for n in names)
        return known.label == "PERSON"

    # -- pronouns ----------------------------------------------------------------------------------------------------

    def _pronoun(self, token: Token) -> None:
        low = token.lower_
        if token.dep_ in ("expl", "det") or token.tag_ not in ("PRP", "PRP$"):
            return
        predicate = token.head
        if low == "it" and predicate.pos_ == "ADJ" and any(k.dep_ == "cop" for k in predicate.children):
            return  # "it is true": mostly of what was said
        chain: int | None = None
        if low in _SPEAKER or low in _SPEAKERS:
            speaker = self._speaker(token)
            chain = self.head_chain.get(speaker.i) if speaker is not None else None
            if chain is not None and (low in _SPEAKERS) == (self.chains[chain].label == "PERSON"):
                return  # "we" of a person is his side, not him
        elif low in _MALE or low in _FEMALE:
            chain = self._antecedent(token, "m" if low in _MALE else "f")
            if chain is not None:
                self.chains[chain].gender = "m" if low in _MALE else "f"
        elif low in _THING and token.dep_ in (*_SUBJECTS, "nmod:poss"):  # an object may be an event or a clause
            chain = self._antecedent(token, "thing")
        elif low in _MANY:
            chain = self._antecedent(token, "many")
        if chain is not None:
            self._join(token.i, token.i + 1, token.i, "pronoun", chain)

    def _speaker(self, token: Token) -> Token | None:
        """Who says the direct quotation that a token is in: the one subject of the verb of saying that governs it."""
        if not self.quoted[token.i]:
            return None
        verbs = [a for a in token.ancestors if not self.quoted[a.i]]
        verbs += [k for k in sentence_of(token).root.children if k.dep_ == "parataxis" and not self.quoted[k.i]]
        for verb in verbs:
            if verb.lemma_.lower() not in _SAYING:
                continue
            subjects = [k for k in verb.children if k.dep_ in _SUBJECTS and not self.quoted[k.i]]
            if len(subjects) == 1:
                return subjects[0]
        return None

    def _agrees(self, head: int, want: str) -> bool | None:
        """Whether the phrase of a head token can be meant: True, False, or None where it is no competitor."""
        token = self.doc[head]
        chain = self.head_chain.get(head)
        genders, kinds, *_ = _tables()
        noun = token.lemma_.lower()
        if chain is not None:
            known = self.chains[chain]
            if want in ("m", "f"):
                return known.label == "PERSON" and known.gender in (None, want)
            if want == "thing":
                return known.label in ("ORG", "GPE", "LOC", "FAC", "EVENT")
            plural = token.tag_ in ("NNPS", "NNS")
            return (known.label == "ORG" and (plural or "armed" in known.kinds)) or (known.label == "NORP" and plural)
        if token.tag_ in ("PRP", "PRP$"):  # an unresolved one: whom it means is whom this one may mean
            return token.lower_ in {"m": _MALE, "f": _FEMALE, "thing": _THING, "many": _MANY}[want]
        if want in ("m", "f"):
            wanted = {"male", "any"} if want == "m" else {"female", "any"}
            return token.tag_ in ("NN", "NNP") and bool(genders.get(noun, set()) & wanted)
        if want == "thing":
            return token.tag_ in ("NN", "NNP") and noun not in genders
        return token.tag_ in ("NNS", "NNPS") or noun in kinds

    def _antecedent(self, token: Token, want: str) -> int | None:
        """The chain of the one clear antecedent of a third-person pronoun."""
        said_by = self._speaker(token)
        if said_by is not None and said_by.pos_ == "PRON" and said_by.i not in self.head_chain:
            return None  # whoever says it, himself not known yet, does not speak of himself
        speaker = self.head_chain.get(said_by.i) if said_by is not None else None
        sentence = sentence_of(token)
        content = self._content(token)
        here = [h for h in self._heads(sentence.start, token.i) if not self._bound(token, h) and h not in content]
        here = self._employers(token, here)
        choice = self._choose(token, here, want, speaker)
        if choice == "none":
            return None if token.lower_ in _REFLEXIVE else self._from_before(token, want, speaker)
        if not isinstance(choice, int):
            return None
        prominent = any(self.doc[h].dep_ not in ("obl", "nmod") for h in here if self.head_chain.get(h) == choice)
        if not prominent and token.dep_ in _SUBJECTS and want in ("m", "f"):
            # "Placed in the care of Dr Bailey, he ...": rather whom the sentence before was about
            earlier = self._from_before(token, want, speaker, blank=choice)
            return earlier
        return choice

    def _content(self, token: Token) -> frozenset[int]:
        """What is said by whom a possessive stands before ("... , said its minister"): no antecedent is in it."""
        says = token.head.head
        if token.tag_ != "PRP$" or token.head.dep_ not in _SUBJECTS or says.lemma_.lower() not in _SAYING:
            return frozenset()
        if says.dep_ == "parataxis":
            return frozenset(t.i for t in sentence_of(token) if not says.is_ancestor(t))
        return frozenset(
            t.i for k in says.children if k.dep_ in ("ccomp", "parataxis") and k.i < says.i for t in k.subtree
        )

    def _from_before(self, token: Token, want: str, speaker: int | None, blank: int | None = None) -> int | None:
        """The antecedent in the sentences before; `blank` where nothing there agrees at all."""
        if want == "thing" and not self._acts(token):
            return blank
        k = self.sentence_of[token.i]
        for back in range(1, MAX_SENTENCES + 1):
            if k - back < 0:
                break
            previous = self.sentences[k - back]
            if self.paragraph(token.i) - self.paragraph(previous.start) > MAX_PARAGRAPHS:
                break
            heads = self._employers(token, self._heads(previous.start, previous.end))
            choice = self._choose(None, heads, want, speaker)
            if choice != "none":
                return choice if isinstance(choice, int) else None
            said = all(self.quoted[t.i] for t in previous if not t.is_space and not t.is_punct)
            if want not in ("m", "f") and not said:
                break  # things are named anew sooner than persons; what is quoted stands between
        return blank

    def _employers(self, token: Token, heads: list[int]) -> list[int]:
        """Of some heads those of organizations, where an "its" is of whom only these have: "its director"."""
        if token.lower_ != "its" or token.head.lemma_.lower() not in _STAFF:
            return heads
        bodies = [h for h in heads if (c := self.head_chain.get(h)) is not None and self.chains[c].label == "ORG"]
        return bodies or heads

    def _acts(self, token: Token) -> bool:
        """Whether an "it" does what bodies and states do, not what any thing or clause may."""
        if token.dep_ == "nmod:poss":
            return True
        return token.dep_ == "nsubj" and token.head.lemma_.lower() in _ACTING

    def _choose(self, token: Token | None, heads: list[int], want: str, speaker: int | None) -> int | str | None:
        """A chain; None where it is not clear or not a name; "none" where nothing agrees at all."""
        agreeing = [h for h in heads if self._agrees(h, want)]
        agreeing = [h for h in agreeing if speaker is None or self.head_chain.get(h) != speaker]
        if not agreeing:
            return "none"
        groups: dict[object, list[int]] = defaultdict(list)
        for h in agreeing:
            groups[self.head_chain.get(h, ("noun", self.doc[h].lemma_.lower()))].append(h)
        if len(groups) > 1:
            governing = self._governing_subject(token, agreeing) if token is not None else None
            subjects = {h for h in agreeing if self.doc[h].dep_ in _SUBJECTS}
            wanted = {governing} if governing is not None else subjects
            groups = defaultdict(list, {g: hs for g, hs in groups.items() if not wanted.isdisjoint(hs)})
        if len(groups) > 1 and token is None:  # of a sentence before: rather what its main clause is about
            main = {h for h in agreeing if self.doc[h].dep_ in _SUBJECTS and self.doc[h].head.dep_ in ("root", "ROOT")}
            groups = defaultdict(list, {g: hs for g, hs in groups.items() if not main.isdisjoint(hs)})
        if len(groups) != 1:
            return None
        group = next(iter(groups))
        return group if isinstance(group, int) else None

    def _governing_subject(self, token: Token, heads: list[int]) -> int | None:
        """The nearest subject above a pronoun among some heads: of its own clause, or of a clause or noun around it.

        In "Iran's claim that it ..." the possessor is the claim's subject.
        """
        for ancestor in token.ancestors:
            for k in ancestor.children:
                if k.i in heads and k.i < token.i and k.dep_ in (*_SUBJECTS, "nmod:poss"):
                    return k.i
        return None

    def _bound(self, token: Token, head: int) -> bool:
        """Whether grammar forbids the antecedent: subject and object of one verb are two, unless reflexive."""
        if token.lower_ in _REFLEXIVE:
            return False
        other = self.doc[head]
        if token.tag_ == "PRP$":
            return token.head.i == head or (other.dep_ == "nmod:poss" and other.head.i == token.head.i)
        return other.head.i == token.head.i or token.head.i == head or token.head.head.i == head

    def _heads(self, start: int, end: int) -> list[int]:
        """Heads of names, joined mentions and common nouns in a stretch of tokens."""
        out = []
        for i in range(start, end):
            token = self.doc[i]
            chained = i in self.head_chain
            pronoun = token.tag_ in ("PRP", "PRP$") and token.lower_ in _THIRD
            if (
                chained
                or pronoun
                or (token.pos_ in ("NOUN", "PROPN") and i not in self.taken and token.dep_ not in _INNER)
            ):
                out.append(i)
        return out

    # -- nearness ----------------------------------------------------------------------------------------------------

    def _recent(self, i: int) -> list[int]:
        """Chains mentioned before a token, no more than MAX_PARAGRAPHS paragraphs back."""
        here = self.paragraph(i)
        out = []
        for chain, known in sorted(self.chains.items()):
            at = bisect.bisect_left(known.heads, i) - 1
            if at >= 0 and here - self.paragraph(known.heads[at]) <= MAX_PARAGRAPHS:
                out.append(chain)
        return out

    def _sentences_back(self, i: int) -> list[list[tuple[int, int]]]:
        """(head, chain) of the mentions before a token: in its sentence, then in each of the sentences before it."""
        k, here = self.sentence_of[i], self.paragraph(i)
        out = []
        for back in range(MAX_SENTENCES + 1):
            if k - back < 0:
                break
            sentence = self.sentences[k - back]
            if here - self.paragraph(sentence.start) > MAX_PARAGRAPHS:
                break
            end = i if back == 0 else sentence.end
            out.append([(h, self.head_chain[h]) for h in range(sentence.start, end) if h in self.head_chain])
        return out

    def _same_clause(self, head: Token, chain: int) -> bool:
        """Whether the chain is already an argument of the verb that the nominal is an argument of."""
        return any(self.head_chain.get(k.i) == chain for k in head.head.children if k.i != head.i) or (
            self.head_chain.get(head.head.i) == chain
        )


_INNER: Final = frozenset(("compound", "flat", "amod", "nmod:desc", "fixed", "obl:unmarked", "nmod:unmarked"))


def resolve(doc: Doc, names: list[Span], chain_of: list[int]) -> list[Anaphor]:
    """The nominals and pronouns of a document that stand for a name.

    Takes the named mentions and the chain of each; gives mentions, sorted, each in one of those chains.
    """
    return _Resolver(doc, names, chain_of).run() if names else []
