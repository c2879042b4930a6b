"""Nominals and pronouns that stand for a name: appositions, copulas, definite nominals, pronouns.

From left to right, each joins a chain only where one antecedent is clear: it agrees in number, gender and kind, it is
near, and it is alone or the only subject. Pronouns for which the rules find none go to a scorer that has learnt from
annotated chains (`antecedents`). Chains are numbered as `aliases.name_chains` numbers them.
"""

from __future__ import annotations

import bisect
from collections import defaultdict
from typing import Final

from spacy.tokens import Doc, Span, Token

from kg.language.antecedents import Antecedents
from kg.language.discourse import (
    ACTING,
    HUMAN_ENDS,
    MAX_PARAGRAPHS,
    REFLEXIVE,
    SPEAKER,
    SPEAKERS,
    STAFF,
    SUBJECTS,
    WANTED,
    Anaphor,
    Discourse,
    noun_tables,
)  # fmt: skip
from kg.language.gazetteer import load_gazetteer
from kg.language.names import CALLING_ITSELF, NAMED_AS, words_of
from kg.language.sentences import sentence_of, sentence_start

MAX_SENTENCES: Final = 2

_DEFINITE: Final = frozenset(("the", "this", "that"))
# Left modifiers that say nothing new about who is meant.
_PLAIN: Final = words_of(
    "late then current new own same alleged suspected terror terrorist militant armed jihadist extremist "
    "islamist rebel insurgent paramilitary said whole entire latter"
)
#: Offices of which a text mostly has one holder at a time.
_OFFICES: Final = words_of("president king queen pope chancellor premier emir sultan") | {
    "head of state", "head of government"
}  # fmt: skip
#: Bodies that a text may speak of without naming them.
_OF_ITS_OWN: Final = words_of(
    "army military navy court tribunal parliament senate congress assembly legislature embassy consulate university "
    "college school church museum hospital newspaper club"
)
#: Nouns that stand for little else than a body, so that one told of far before may be meant.
_NOTHING_BUT_BODIES: Final = words_of(
    "institute institution commission committee ministry council agency foundation bureau federation association "
    "charity watchdog regulator airline newspaper broadcaster army military navy government parliament"
)
_TELLING: Final = frozenset(("nmod", "nmod:poss", "acl", "acl:relcl", "nummod", "appos", "conj"))
_GENERIC_PERSON: Final = words_of("man woman boy girl politician suspect defendant lawmaker billionaire")


def _noun(head: Token) -> str:
    """The common noun of a head: its lemma, or "head of state"."""
    lemma = head.lemma_.lower()
    of = [k.lemma_ for k in head.children if k.dep_ == "nmod" and k.i == head.i + 2] if lemma == "head" else []
    return f"head of {of[0]}" if of and of[0] in ("state", "government") else lemma


class Resolver(Discourse):
    """Joins nominals and pronouns to chains, from left to right."""

    def __init__(self, doc: Doc, names: list[Span], chain_of: list[int]) -> None:
        super().__init__(doc, names, chain_of)
        self.likely = Antecedents(self)

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
        """Join a common noun to a chain."""
        start = self._left(head)
        self.describe(chain, _noun(head), {t.lower_ for t in self.doc[start : head.i]})
        self.join(start, head.i + 1, head.i, "nominal", chain)

    def run(self) -> list[Anaphor]:
        """All that was joined, sorted."""
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
        genders, kinds, places, facilities = noun_tables()
        if known.label == "PERSON":
            if noun not in genders and not noun.endswith(HUMAN_ENDS):
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
            described = root
            while described.dep_ == "appos" and described.head.i < described.i and len(nouns) < 3:
                described = described.head  # "his deputy, the businessman Ivan Borel"
                nouns.append(described)
            nouns += self._renamed(root)
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
                if self._fits(_noun(noun), chain):
                    self.nominal(noun, chain)

    @staticmethod
    def _renamed(root: Token) -> list[Token]:
        """Who goes by a name: "a group calling itself X", "a man who styles himself Y", "a unit known as Z"."""
        verb = root.head
        names = root.dep_ in ("xcomp", "obj", "obl", "obl:unmarked") and root.i > verb.i
        if not names or verb.dep_ not in ("acl", "acl:relcl") or verb.head.i > verb.i:
            return []
        itself = any(c.lower_ in REFLEXIVE for c in verb.children) and verb.lower_ in CALLING_ITSELF
        known = verb.tag_ == "VBN" and verb.lower_ in NAMED_AS
        return [verb.head] if itself or known else []

    # -- definite nominals --------------------------------------------------------------------------------------------

    def _definite(self, head: Token) -> None:
        determiners = [k for k in head.children if k.dep_ == "det"]
        if not determiners or determiners[0].lower_ not in _DEFINITE:
            return
        noun = _noun(head)
        if sum(k.dep_ in _TELLING for k in head.children) > (" " in noun):
            return  # says itself whom it means: but the "state" of "the head of state" is no more than that
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
        if not described and determiners[0].lower_ == "the" and not nations and noun in _NOTHING_BUT_BODIES:
            described = self._described_before(head, noun, modifiers)
        if determiners[0].lower_ != "the":  # "that group": the one just told of
            k = self.sentence_of[head.i]
            last = self.sentences[max(0, k - 1)].start
            described = [c for c in described if any(last <= h < head.i for h in self.chains[c].heads)]
        chain: int | None = None
        if len(described) == 1:
            chain = described[0]
        elif not described and not modifiers and not nations and determiners[0].lower_ == "the":
            chain = self._by_kind(head, noun)
        if chain is not None and not self._same_clause(head, chain):
            self.nominal(head, chain)

    def _described_before(self, head: Token, noun: str, modifiers: set[str]) -> list[int]:
        """The bodies that the text has called by this noun, however far before: "an institute ... the institute"."""
        known = [c for c, k in sorted(self.chains.items()) if k.label == "ORG" and k.heads[0] < head.i]
        told = [c for c in known if self._described(c, noun, modifiers)]
        here = self.paragraph(head.i)
        rivals = (c for c in known if c not in told and self._fits(noun, c))  # others that may be meant stand nearer
        near = any(h < head.i and self.paragraph(h) == here for c in rivals for h in self.chains[c].heads)
        return [] if near else told

    def _described(self, chain: int, noun: str, modifiers: set[str]) -> bool:
        known = self.chains[chain].nouns
        if noun not in known:
            return False
        return modifiers <= known[noun]

    def _by_kind(self, head: Token, noun: str) -> int | None:
        """A generic noun takes the one chain of its kind in the nearest sentence that has any."""
        genders, kinds, *_ = noun_tables()
        if (noun in genders and noun not in _GENERIC_PERSON) or noun in _OF_ITS_OWN:
            return None  # "the president" may be anybody's, "the court" is no bureau
        if noun not in kinds and noun not in genders and noun not in ("country", "city", "nation", "town"):
            return None
        for candidates in self._sentences_back(head.i):
            fitting = sorted({c for _, c in candidates if self._fits(noun, c) and self._kind_known(c, noun)})
            if len(fitting) == 1:
                return fitting[0]
            if fitting:
                subjects = {c for i, c in candidates if c in fitting and self.doc[i].dep_ in SUBJECTS}
                return subjects.pop() if len(subjects) == 1 else None
        return None

    def _kind_known(self, chain: int, noun: str) -> bool:
        """Whether it is known, not just possible, that a chain is of the noun's kind."""
        known = self.chains[chain]
        if known.label == "ORG":
            return bool(known.kinds & noun_tables()[1].get(noun, set()))
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
        if low in SPEAKER or low in SPEAKERS:
            speaker = self.speaker(token)
            chain = self.head_chain.get(speaker.i) if speaker is not None else None
            if chain is not None and (low in SPEAKERS) == (self.chains[chain].label == "PERSON"):
                return  # "we" of a person is his side, not him
        elif (want := WANTED.get(low)) is not None:
            chain = self._third_person(token, want)
            if chain is not None and want in ("m", "f"):
                self.chains[chain].gender = want
        if chain is not None:
            self.join(token.i, token.i + 1, token.i, "pronoun", chain)

    def _third_person(self, token: Token, want: str) -> int | None:
        """The chain of the one clear antecedent, else of a likely one."""
        # an object "it" may be an event or a clause
        ruled = want != "thing" or token.dep_ in (*SUBJECTS, "nmod:poss")
        chain = self._antecedent(token, want) if ruled else None
        return self.likely.chain_of(token, want) if chain is None else chain

    def _agrees(self, head: int, want: str) -> bool | None:
        """Whether the phrase of a head token can be meant: True, False, or None where it is no competitor."""
        token = self.doc[head]
        chain = self.head_chain.get(head)
        genders, kinds, *_ = noun_tables()
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
            return WANTED.get(token.lower_) == want
        if want in ("m", "f"):
            wanted = {"male", "any"} if want == "m" else {"female", "any"}
            return token.tag_ in ("NN", "NNP") and bool(genders.get(noun, set()) & wanted)
        if want == "thing":
            return token.tag_ in ("NN", "NNP") and noun not in genders
        return token.tag_ in ("NNS", "NNPS") or noun in kinds

    def _antecedent(self, token: Token, want: str) -> int | None:
        """The chain of the one clear antecedent of a third-person pronoun."""
        said_by = self.speaker(token)
        if said_by is not None and said_by.pos_ == "PRON" and said_by.i not in self.head_chain:
            return None  # whoever says it, himself not known yet, does not speak of himself
        speaker = self.head_chain.get(said_by.i) if said_by is not None else None
        sentence = sentence_of(token)
        content = self.content(token)
        here = [h for h in self.heads_in(sentence.start, token.i) if not self.bound(token, h) and h not in content]
        here = self._employers(token, here)
        choice = self._choose(token, here, want, speaker)
        if choice == "none":
            return None if token.lower_ in REFLEXIVE else self._from_before(token, want, speaker)
        if not isinstance(choice, int):
            return None
        prominent = any(self.doc[h].dep_ not in ("obl", "nmod") for h in here if self.head_chain.get(h) == choice)
        if not prominent and token.dep_ in SUBJECTS and want in ("m", "f"):
            # "Placed in the care of Dr Bailey, he ...": rather whom the sentence before was about
            earlier = self._from_before(token, want, speaker, blank=choice)
            return earlier
        return choice

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
            heads = self._employers(token, self.heads_in(previous.start, previous.end))
            choice = self._choose(None, heads, want, speaker)
            if choice != "none":
                return choice if isinstance(choice, int) else None
            said = all(self.quoted[t.i] for t in previous if not t.is_space and not t.is_punct)
            if want not in ("m", "f") and not said:
                break  # things are named anew sooner than persons; what is quoted stands between
        return blank

    def _employers(self, token: Token, heads: list[int]) -> list[int]:
        """Of some heads those of organizations, where an "its" is of whom only these have: "its director"."""
        if token.lower_ != "its" or token.head.lemma_.lower() not in STAFF:
            return heads
        bodies = [h for h in heads if (c := self.head_chain.get(h)) is not None and self.chains[c].label == "ORG"]
        return bodies or heads

    def _acts(self, token: Token) -> bool:
        """Whether an "it" does what bodies and states do, not what any thing or clause may."""
        if token.dep_ == "nmod:poss":
            return True
        return token.dep_ == "nsubj" and token.head.lemma_.lower() in ACTING

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
            subjects = {h for h in agreeing if self.doc[h].dep_ in SUBJECTS}
            wanted = {governing} if governing is not None else subjects
            groups = defaultdict(list, {g: hs for g, hs in groups.items() if not wanted.isdisjoint(hs)})
        if len(groups) > 1 and token is None:  # of a sentence before: rather what its main clause is about
            main = {h for h in agreeing if self.doc[h].dep_ in SUBJECTS and self.doc[h].head.dep_ in ("root", "ROOT")}
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
                if k.i in heads and k.i < token.i and k.dep_ in (*SUBJECTS, "nmod:poss"):
                    return k.i
        return None

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


def resolve(doc: Doc, names: list[Span], chain_of: list[int]) -> list[Anaphor]:
    """The nominals and pronouns of a document that stand for a name.

    Takes the named mentions and the chain of each; gives mentions, sorted, each in one of those chains.
    """
    return Resolver(doc, names, chain_of).run() if names else []
