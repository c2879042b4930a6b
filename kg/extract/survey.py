"""Which predicates of a document join two agents, and which of them gave something: what `kg eval --uncovered` counts.

A predicate is a verb or noun whose frame has a party on either side: subject, possessor or "by" on one, object or
preposition on the other. The frames are those that rules are applied to.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from spacy.tokens import Token

from kg.extract import Layers
from kg.extract.clusters import kernel
from kg.extract.events import PLACE_PREPOSITIONS
from kg.extract.frames import Frame, is_verb
from kg.extract.lexicon import load_lexicon
from kg.extract.modality import speech
from kg.extract.phrases import LEFT
from kg.extract.remarks import PREDICATE as REMARK
from kg.extract.rules import Rules
from kg.extract.words import words
from kg.language.sentences import sentence_of, sentence_start
from kg.records import Extent, Extraction, Span

LONGEST = 600  # characters of an example; a longer sentence is cut around its predicate

# Bodies that need no article: "parliament elected".
BARE_BODIES = frozenset({"police", "parliament", "congress", "intelligence", "opposition", "west"})
PLACES = frozenset({"GPE", "LOC"})
# A place after these is where something happens, and nobody that it is done to.
WHERE = frozenset({*PLACE_PREPOSITIONS, "into", "through", "over", "beyond", "toward", "towards"})
# Roles that hold no argument: what was filled elsewhere, clauses, and phrases about time, source, and kind.
NO_ARGUMENT = frozenset(
    {"agent", "patient", "recipient", "object", "subject", "poss", "compound", "appos", "comp", "acl", "advcl", "time"}
    | {"according_to", "like", "unlike", "including", "except", "than", "because_of", "due_to"}
    | {"during", "since", "until", "before", "after"}
)


@dataclass(frozen=True, slots=True)
class Use:
    """One predicate in one place, with two agents. `covered`: a claim, its speaker or an event's argument came of it.

    `start`, `end` are the offsets of its sentence, `trigger_start`, `trigger_end` its own.
    """

    lemma: str
    pos: str
    frame: str
    covered: bool
    start: int
    end: int
    trigger_start: int
    trigger_end: int


def known(rules: Rules, lemma: str, pos: str) -> tuple[str, ...]:
    """What a lemma can give: relations of rules, types of events, `says`; without repetition, in order.

    >>> from kg.extract.rules import load_rules
    >>> known(load_rules(), "clash", "verb")
    ('FOUGHT', 'Attack')
    """
    relations = sorted({rule.relation for rule in rules if lemma in rule.triggers.get(pos, ())})
    lexicon = load_lexicon()
    senses = (lexicon.verbs if pos == "verb" else lexicon.nouns).get(lemma, ())
    says = ("says",) if pos == "verb" and lemma in speech().verbs else ()
    return (*relations, *dict.fromkeys(sense.type for sense in senses), *says)


def survey(layers: Layers, record: Extraction) -> Iterator[Use]:
    """Every predicate of a document that joins two agents, in order of the text.

    Takes the layers of its Doc and the record that was made of them.
    """
    seen = _Survey(layers, record)
    lent: set[int] = set()
    uses: list[Use] = []
    # Nouns first: what a light verb joins ("held talks with") is counted as the noun, and not as the verb again.
    for token in sorted(layers.doc, key=lambda t: (is_verb(t), t.i)):
        if token.i in layers.hidden or token.i in lent or not seen.is_predicate(token):
            continue
        frame = layers.frames.frame(token)
        shape = seen.verb(frame) if frame.pos == "verb" else seen.noun(frame)
        if shape is None:
            continue
        if frame.light_verb is not None:
            lent.add(frame.light_verb.i)
        uses.append(seen.use(frame, shape))
    yield from sorted(uses, key=lambda use: use.trigger_start)


class _Stretches:
    """Stretches of a text, to be asked whether a token lies within one of them."""

    def __init__(self, stretches: Iterable[Extent | Span]):
        ordered = sorted((one.start, one.end) for one in stretches)
        self._starts = [start for start, _ in ordered]
        self._ends = list(accumulate((end for _, end in ordered), max))  # the furthest of those that start by then

    def holds(self, token: Token) -> bool:
        """Whether one of them holds the token."""
        before = bisect_right(self._starts, token.idx)
        return before > 0 and self._ends[before - 1] >= token.idx + len(token)


class _Survey:
    """Which frames of one document join two agents, and which of them gave something."""

    def __init__(self, layers: Layers, record: Extraction):
        self.layers, self.parties, self.phrases = layers, layers.parties, layers.phrases
        # A remark says that somebody said something: its evidence is all that he said, read or not.
        self._read = _Stretches(c.evidence for c in record.claims if c.predicate != REMARK)
        self._speakers = _Stretches(
            span for c in record.claims for span in (c.subject if c.predicate == REMARK else c.speaker,) if span
        )
        self._told: set[int] = set()  # triggers of events with an argument in the trigger's own sentence
        for k in layers.events.clusters:
            sentences = {sentence_start(t) for c in k.members for tokens in c.arguments.values() for t in tokens}
            self._told |= {c.token.i for c in k.members if sentence_start(c.token) in sentences}

    def is_predicate(self, token: Token) -> bool:
        """A verb, or a common noun that is no measure, place or thing, outside of names and dates."""
        inside = self.phrases.inside(token)
        if (inside is not None and inside.form == "name") or self.parties.events.is_date(token):
            return False
        if is_verb(token):
            return True
        things = words("place") | words("vehicle") | words("weapon") | words("time")
        return token.pos_ == "NOUN" and kernel(token) is token and token.lemma_.lower() not in things

    # -- agents --------------------------------------------------------------------------------------------------------

    def is_agent(self, token: Token, role: str = "agent") -> bool:
        """Whether a filler of a role is somebody: named, standing for a name, or a nominal party ("officials")."""
        label = self.phrases.label(token)
        if label == "FAC" or (label in PLACES and role in WHERE) or not self.parties.is_party(token):
            return False
        if self.parties.is_named(token):
            return True
        core = kernel(token)
        lemma = core.lemma_.lower()
        if core.pos_ not in ("NOUN", "PROPN", "ADJ") or lemma in words("message"):
            return False
        if role in WHERE and lemma in words("place"):
            return False  # "in churches"
        # "left office", "joined forces", "offered services": a body that nothing tells apart from the thing
        bare = core.pos_ == "NOUN" and not any(c.i < core.i and c.dep_ in LEFT - {"case"} for c in core.children)
        return not (bare and lemma in words("organization") - words("human") - BARE_BODIES)

    def _agents(self, tokens: Iterable[Token], role: str = "agent") -> list[Token]:
        return [t for t in tokens if self.is_agent(t, role)]

    def _others(self, tokens: Iterable[Token], lefts: list[Token], role: str = "patient") -> list[Token]:
        """The agents among some fillers that are none of those on the other side, by token or by name."""
        chains = {chain for t in lefts if (chain := self.parties.chain(t)) is not None}
        mine = {t.i for t in lefts}
        return [t for t in self._agents(tokens, role) if t.i not in mine and self.parties.chain(t) not in chains]

    # -- frames --------------------------------------------------------------------------------------------------------

    def _obliques(self, frame: Frame, lefts: list[Token], but: frozenset[str] = frozenset()) -> list[str]:
        return [
            f"{role.replace('_', ' ')} OBL"
            for role, tokens in frame.roles.items()
            if role not in NO_ARGUMENT | but and self._others(tokens, lefts, role)
        ]

    def verb(self, frame: Frame) -> str | None:
        """The shape of a verb's frame, such as "SUBJ verb OBJ to OBL", or "SUBJ be verb to OBL" of a passive without an
        agent; None where it does not join two agents."""
        lefts = self._agents(frame.get("agent"))
        agentless = frame.passive and not frame.get("agent")
        if agentless:
            lefts = self._agents(frame.get("patient"))
        if not lefts:
            return None
        # Whether an object is direct or indirect ("thanked police") is more than the parser can be trusted with.
        objects = (*(() if agentless else frame.get("patient")), *frame.get("recipient"), *frame.get("object"))
        shape = f"SUBJ {'be ' * agentless}verb" + " OBJ" * bool(others := self._others(objects, lefts))
        obliques = self._obliques(frame, lefts, frozenset({"by"}) if frame.passive else frozenset())
        if not others and not obliques:
            return None
        return " ".join([shape, *obliques])

    def noun(self, frame: Frame) -> str | None:
        """The shape of a noun's frame, such as "POSS noun on OBL"; None where it does not join two agents."""
        between = len(self._agents(frame.get("between")))
        if between > 1:
            return "noun between OBL"
        somebody = self.is_agent(frame.head)
        left, lefts = self._left(frame, somebody)
        if not lefts:
            return None
        but = frozenset({"by"}) if left == "by OBL" else frozenset()
        obliques = self._obliques(frame, lefts, but)
        if left != "POSS" and self._others(self._owners(frame, somebody), lefts):
            obliques.insert(0, "POSS")
        if not obliques:
            return None
        if left == "by OBL":
            return " ".join(["noun", *obliques, left])
        return " ".join([left, "noun", *obliques])

    def _left(self, frame: Frame, somebody: bool) -> tuple[str, list[Token]]:
        """Whose noun it is: the subject that a copula or light verb gives it, whom it is set beside, its owner."""
        for label, tokens in (
            ("SUBJ", frame.get("agent") if frame.light_verb is not None else frame.get("subject")),
            ("APPOS", self._beside(frame)),
            ("POSS", self._owners(frame, somebody) if not somebody else ()),
            ("by OBL", frame.get("by") if not somebody else ()),
        ):
            found = self._agents(tokens)
            if found:
                return label, found
        return "", []

    @staticmethod
    def _beside(frame: Frame) -> tuple[Token, ...]:
        if any(c.dep_ == "nummod" for c in frame.head.children):
            return ()  # "Adra, 30 kilometers from Basra"
        return (frame.head.head,) if frame.head.dep_ == "appos" else frame.get("appos")

    def _owners(self, frame: Frame, somebody: bool) -> tuple[Token, ...]:
        """The possessor of a noun; for what is done ("the Israeli offer to Syria") also a name before it."""
        before = () if somebody else frame.get("compound")
        return frame.get("poss") or tuple(t for t in before if self._is_name(t))

    def _is_name(self, token: Token) -> bool:
        m = self.phrases.inside(token)
        return m is not None and m.form == "name" and m.label in ("PERSON", "ORG", "GPE", "LOC", "NORP")

    # -- uses ----------------------------------------------------------------------------------------------------------

    def use(self, frame: Frame, shape: str) -> Use:
        """The record of a predicate that joins two agents."""
        token = frame.head
        start, end = self._sentence(token)
        light = frame.light_verb
        covered = self._is_covered(token) or (light is not None and self._is_covered(light)) or self._speaks(frame)
        return Use(frame.lemma, frame.pos, shape, covered, start, end, token.idx, token.idx + len(token))

    def _is_covered(self, token: Token) -> bool:
        """Whether a claim's own words hold it, or it tells of an event with an argument in this sentence."""
        return self._read.holds(token) or token.i in self._told

    def _speaks(self, frame: Frame) -> bool:
        """Whether a verb of saying gave a claim its speaker ("told reporters that the army attacked")."""
        says = frame.pos == "verb" and frame.lemma in speech().verbs
        return says and any(self._speakers.holds(t) for t in frame.get("agent"))

    def _sentence(self, token: Token) -> tuple[int, int]:
        sentence = sentence_of(token)
        start, end = sentence.start_char, sentence.end_char
        if end - start > LONGEST:
            start = max(start, min(token.idx - LONGEST // 2, end - LONGEST))
            end = min(end, start + LONGEST)
        return start, end
