"""Events of a document: what is told, with arguments, status and date, each event once however often it is told.

Every trigger (a noun or verb of the lexicon) becomes a candidate with the arguments of its frame; candidates are then
merged into events: by hard links of syntax ("an attack that killed 40"), else by type, place, date, participants and
definiteness. Two reports that contradict each other on date, place or target never merge.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from spacy.tokens import Doc, Token

from kg.extract.clusters import VIOLENT, Candidate, Cluster, kernel
from kg.extract.dates import DateSpan, event_date
from kg.extract.frames import Frame, Frames, auxiliaries, case_of, governor, is_verb, lemma_of, without
from kg.extract.lexicon import Lexicon, Sense, load_lexicon
from kg.extract.merging import ACCIDENTAL, Merger
from kg.extract.modality import negative_nominal, standing
from kg.extract.phrases import Phrases
from kg.extract.places import COUNTRY, Granularity
from kg.extract.words import words
from kg.language.names import human_nouns
from kg.language.sentences import sentence_of, sentence_start

PLACE_PREPOSITIONS = (
    "in",
    "at",
    "near",
    "outside",
    "inside",
    "within",
    "around",
    "across",
    "throughout",
    "off",
    "along",
)
TARGET_PREPOSITIONS = ("on", "against", "upon", "into", "targeting")
# Objects that belong to the verb: "opened fire on" is aimed at what follows, not at fire.
PHRASAL = {
    "open": ("fire",),
    "fire": ("shot", "bullet", "round"),
    "take": ("hostage",),
    "seize": ("hostage",),
    "set": ("fire", "ablaze"),
}
CONTENT_PREPOSITIONS = ("of", "about", "against", "from", "to", "for", None)  # "warned of", "a plan for"
_STILL_TO_COME = frozenset(("another", "next", "new", "further", "any", "renewed"))
NAMED_PLACE = frozenset({"LOC", "GPE", "FAC"})
__all__ = ["VIOLENT", "Candidate", "Cluster", "Events", "kernel"]


class Events:
    """The events of a Doc. `of(token)` gives the event that a trigger belongs to."""

    def __init__(
        self,
        doc: Doc,
        frames: Frames,
        phrases: Phrases,
        dates: Sequence[DateSpan],
        lexicon: Lexicon,
        granularity: Granularity,
        furniture: frozenset[int] = frozenset(),
    ):
        self.doc, self.frames, self.phrases, self.dates, self.granularity = doc, frames, phrases, dates, granularity
        self._date_tokens = {i for d in dates for i in range(d.start, d.end)}
        candidates = []
        for token in doc:
            if token.i in furniture or token.i in self._date_tokens:
                continue
            sense = lexicon.verb(token) or (None if is_verb(token) else lexicon.noun(token))
            if sense is not None and not self._says_no_event(token, sense) and not self._inside_name(token):
                candidates.append(self._candidate(token, sense))
        self.candidates = {c.token.i: c for c in candidates}
        self.clusters = Merger(doc, frames, phrases, granularity).merge(candidates)
        for k in self.clusters:
            if k.type in ACCIDENTAL:
                for c in k.members:  # "the jet crashed, killing 179": nobody did it
                    c.arguments.pop("perpetrator", None)
        self._of: dict[int, Cluster] = {c.token.i: k for k in self.clusters for c in k.members}

    def _says_no_event(self, token: Token, sense: Sense) -> bool:
        """Whether a word of the lexicon tells of no event where it stands."""
        if token.tag_ == "VBG" and token.dep_ in ("acl", "advcl") and token.lower_ == "targeting":
            return True  # "attacks targeting hotels" says what the attacks are aimed at
        if not is_verb(token) and token.lemma_.lower() in words("weapon"):
            # "threw a bomb" is a thing, "the bomb killed nine" and "responsibility for the bomb" an event
            return governor(token).dep_ not in ("nsubj", "nsubj:pass", "nmod", "obl")
        if sense.type in ("Death", "Injury") and negative_nominal(token):
            return True  # "no deaths were reported" tells of no event
        if token.dep_ == "obj" and token.lemma_.lower() in PHRASAL.get(lemma_of(token.head), ()):
            return True  # "set fire to the depot": part of the verb
        if token.lower_ == "beating" and token.dep_ == "obj" and token.head.lemma_ in ("take", "suffer"):
            return True  # at the polls
        if is_verb(token) and lemma_of(token) == "collapse":
            return any(map(self.is_person, self.frames.frame(token).get("agent")))  # on a tram
        if is_verb(token) and lemma_of(token) in ("hit", "strike") and self._is_another_hazard(token):
            return True
        return token.lemma_.lower() == "shoot" and self._is_motion(token)  # "prices shot up"

    @staticmethod
    def _is_another_hazard(verb: Token) -> bool:
        """ "A quake struck before dawn. A second one hit the province": nobody's deed."""
        one = next((c for c in verb.children if c.dep_ == "nsubj" and c.lower_ == "one"), None)
        start = sentence_start(verb)
        if one is None or not start or not any(c.lower_ in words("other") for c in one.children):
            return False
        before = sentence_of(verb.doc[start - 1])
        return any(t.lemma_.lower() in words("hazard") and t.dep_ == "nsubj" for t in before)

    @staticmethod
    def _is_motion(verb: Token) -> bool:
        """Whether a thing shoots somewhere, and nobody at anybody: "prices shot up"."""
        told = {c.dep_ for c in verb.children} | {case_of(c) for c in verb.children if c.dep_ == "obl"}
        away = {c.lower_ for c in verb.children} & {"out", "up", "past", "off", "across", "through", "ahead", "away"}
        subject = next((c for c in verb.children if c.dep_ == "nsubj"), None)
        human = subject is not None and (subject.pos_ in ("PRON", "PROPN") or subject.lemma_.lower() in words("human"))
        return bool(away) and not human and not told & {"obj", "aux:pass", "nsubj:pass", "at", "on"}

    def of(self, token: Token) -> Cluster | None:
        """The event that a token triggers."""
        return self._of.get(token.i)

    def is_date(self, token: Token) -> bool:
        """Whether a token belongs to words that name a time."""
        return token.i in self._date_tokens

    def _inside_name(self, token: Token) -> bool:
        m = self.phrases.inside(token)
        return m is not None and m.form == "name" and m.label not in ("EVENT",)

    # -- candidates ----------------------------------------------------------------------------------------------------

    def _candidate(self, token: Token, sense: Sense) -> Candidate:
        frame = self.frames.frame(token)
        if is_verb(token) and lemma_of(token) in words("harm_verb"):
            causes = [t for t in (*frame.get("agent"), *frame.get("patient")) if self._is_hazard(t)]
            if causes:  # "Bird flu killed 12": nobody did it
                frame = without(frame, causes)
                sense = replace(sense, type="Disaster", agent="none")
        out = Candidate(token, sense, frame, self._status(token, sense, frame), self._date(token))
        lower = {c.lower_ for c in token.children if c.dep_ in ("det", "nmod:poss", "amod", "nummod")}
        lower |= {c.lemma_.lower() for c in token.children if c.dep_ in ("amod", "nummod")}
        out.definite = bool(lower & words("anaphoric")) or "poss" in frame.roles
        out.distinct = bool(lower & words("distinct")) or (
            token.tag_ == "NNS"
            and sense.type not in ("Death", "Injury")
            and any(c.dep_ == "nummod" for c in token.children)
        )
        self._arguments(out)
        return out

    def _is_hazard(self, token: Token) -> bool:
        """Weather, disease or a force of nature, by noun or by name: "Hurricane Maria"."""
        named = [c for c in token.subtree if c.pos_ == "PROPN"] if token.pos_ == "PROPN" else []
        return any(t.lemma_.lower() in words("hazard") for t in (kernel(token), *named))

    def _date(self, token: Token) -> DateSpan | None:
        """The event's date; in "patrols on Saturday after the attack" Saturday is not the attack's."""
        found = event_date(self.doc, token, self.dates)
        anchor = token
        while anchor.dep_ in ("acl:relcl", "acl") and anchor.head.i != anchor.i:
            anchor = anchor.head
        if found is not None and case_of(anchor) in (
            "after",
            "following",
            "since",
            "before",
            "despite",
            "over",
            "about",
        ):
            inside = anchor.left_edge.i <= found.start and found.end <= anchor.right_edge.i + 1
            return found if inside else None
        return found

    def _add(self, c: Candidate, role: str, tokens: Iterable[Token]) -> None:
        for t in tokens:
            if (
                t.i in self._date_tokens
                or t.i == c.token.i
                or t.lemma_.lower() in words("time")
                or (t.pos_ in ("VERB", "AUX", "ADJ", "ADV", "DET") and not self.phrases.mention(t))
            ):
                continue
            bucket = c.arguments.setdefault(role, [])
            t = self._named_place(t) if role == "place" or t.lemma_.lower() in words("area") else t
            if t not in bucket:
                bucket.append(t)

    def _is_armed_force(self, vehicle: Token) -> bool:
        """Whether the words tell whose a war machine is: "government jets", not "a Turkish truck"."""
        if kernel(vehicle).lemma_.lower() not in words("own_force"):
            return False
        owners = [c for c in vehicle.children if c.dep_ in ("compound", "amod", "nmod:poss")]
        return any(
            c.lemma_.lower() in words("organization")
            or c.lemma_.lower() in words("group_body")
            or self.phrases.label(c) in ("NORP", "ORG", "GPE")
            for c in owners
        )

    def _is_tool(self, token: Token) -> bool:
        """A weapon, where the words do not tell whose it is: not "Russian artillery"."""
        weapon = kernel(token).lemma_.lower() in words("weapon")
        return weapon and self.phrases.mention(token) is None and self.phrases.body(token) is None

    def _places_inside(self, token: Token, depth: int = 3) -> list[Token]:
        """Named places that a phrase without a name tells: "the gate of an academy in the Iraqi town of Beiji"."""
        out = []
        for k in token.children:
            if k.dep_ != "nmod" or case_of(k) not in (*PLACE_PREPOSITIONS, "of"):
                continue
            named = self._named_place(k)
            if self.phrases.label(named) in NAMED_PLACE:
                out += [named] if case_of(k) != "of" else []
            elif depth and self.phrases.mention(k) is None and k.lemma_.lower() in words("place"):
                out += self._places_inside(k, depth - 1)
            elif depth and case_of(k) == "of" and self.phrases.label(k) == "ORG":
                out += self._places_inside(k, depth - 1)  # "a post of the National Guard at Rugombo"
        return out

    def _named_place(self, token: Token) -> Token:
        """The name of the place that a noun says the kind of: "Putumayo department", "the city of Peshawar"."""
        if self.phrases.mention(token) is None and token.lemma_.lower() in words("place"):
            for c in token.children:
                named = c.dep_ in ("compound", "nmod:desc", "appos") or (c.dep_ == "nmod" and case_of(c) == "of")
                if named and self.phrases.label(c) in NAMED_PLACE:
                    return c
        return token

    def is_person(self, token: Token) -> bool:
        """A human being or humans, by name, pronoun or noun."""
        label = self.phrases.label(token)
        if label is not None:
            return label in ("PERSON", "NORP")
        token = kernel(token)
        return (
            token.lemma_.lower().removeprefix("co-") in words("human")
            or token.lemma_.lower() in human_nouns()
            or (token.pos_ == "NUM")
            or token.lower_ in ("who", "whom", "he", "she", "him", "her", "they", "them", "i", "we", "you")
        )

    def is_place(self, token: Token) -> bool:
        """A place, by name or noun."""
        label = self.phrases.label(token)
        return (
            label in NAMED_PLACE
            or (label is None and token.lemma_.lower() in words("place"))
            or (label == "ORG" and bool({w.lower_ for w in token.subtree} & words("place")))
        )

    def _arguments(self, c: Candidate) -> None:
        frame, sense, verb = c.frame, c.sense, is_verb(c.token)
        weapons = words("weapon")
        tools = [t for t in frame.get("agent") if self._is_tool(t)]
        agents = [t for t in frame.get("agent") if t not in tools]
        if sense.possessor is not None and not verb and "by" not in frame.roles and frame.light_verb is None:
            for t in frame.get("poss"):
                self._add(c, sense.possessor if self.is_person(t) or sense.possessor != "victim" else "target", [t])
            agents = []
        agents = [
            t
            for t in agents
            if kernel(t).lemma_.lower() not in words("vehicle") or self.phrases.mention(t) or self._is_armed_force(t)
        ]
        if (
            verb
            and lemma_of(c.token) in words("harm_verb")
            and not frame.passive
            and not frame.get("patient")
            and sense.type == "Attack"
        ):
            self._add(c, "victim", [t for t in agents if t.pos_ == "NUM"])  # "60 killed and more than 100 wounded"
            agents = [t for t in agents if t.pos_ != "NUM"]
        if verb and lemma_of(c.token) in ("explode", "blow_up", "detonate") and not frame.get("patient"):
            agents = []  # "the shuttle exploded"
        if verb and lemma_of(c.token) in ("burn", "burn_down") and not frame.passive and not frame.get("patient"):
            for t in agents:  # "the warehouse burned down"
                self._add(c, "victim" if self.is_person(t) else "target", [t])
            agents = []
        if not verb and c.token.lemma_.lower() in words("general_crime"):
            agents = [t for t in agents if t.lower_ not in words("third_person")]  # "its own, over terrorism"
        if sense.agent != "none":
            for t in agents:
                if (
                    verb
                    and lemma_of(c.token) in words("harm_verb")
                    and self.phrases.label(t) in NAMED_PLACE
                    and t.i == c.token.head.i
                ):
                    continue  # "bombings in Kerman, which killed 90": the place kills nobody
                if (
                    not verb
                    and "by" not in frame.roles
                    and frame.light_verb is None
                    and self.phrases.label(t) in NAMED_PLACE
                    and not self._is_state_deed(c.token, t)
                ):
                    self._add(c, "place", [t])  # "Moscow's worst attack"
                elif t.i not in self._date_tokens and not self._is_event_noun(t):
                    self._add(c, sense.agent, [t])
        if verb:
            self._add(c, "instrument", tools)
        if sense.patient != "none":
            phrase = lemma_of(c.token) in PHRASAL and verb
            for t in frame.get("patient"):
                if self._is_event_noun(t) or (phrase and t.lemma_.lower() in PHRASAL[lemma_of(c.token)]):
                    continue
                if sense.patient == "participant":
                    self._add(c, "participant", [t])
                elif sense.possessor == "victim" and self.phrases.label(t) not in (*NAMED_PLACE, "ORG"):
                    self._add(c, "victim", [t])  # whoever is murdered or kidnapped is no thing
                elif sense.type == "Attack" or sense.patient == "victim":
                    self._add(c, "victim" if self.is_person(t) else "target", [t])
                else:
                    self._add(c, sense.patient, [t])
        for preposition in PLACE_PREPOSITIONS:
            self._add(c, "place", [t for t in frame.get(preposition) if self.is_place(t)])
        if lemma_of(c.token) == "set":  # "set fire to a depot in Engels"; "the building" is that of the attack
            burnt = [t for t in frame.get("to") if not any(k.lower_ == "the" for k in t.children)]
            self._add(c, "target", burnt)
        for preposition in TARGET_PREPOSITIONS:
            for t in frame.get(preposition):
                if sense.subtype == "clash" and preposition == "on":  # "a clash on the Ruhwa River"
                    self._add(c, "place", [t] if self.is_place(t) else [])
                    continue
                if sense.type in ("Attack", "War", "Military operation", "Sanction") and (
                    self.is_person(t)
                    or self.is_place(t)
                    or self.phrases.mention(t)
                    or kernel(t).pos_ in ("NOUN", "PROPN")
                ):
                    if verb and preposition in ("on", "into") and lemma_of(c.token) not in ("open", "fire", "crash"):
                        continue
                    self._add(c, "victim" if self.is_person(t) and self.phrases.label(t) != "NORP" else "target", [t])
                elif preposition == "on" and self.is_place(t):
                    self._add(c, "place", [t])
        for clause in frame.get("acl"):
            if clause.lower_ == "targeting" and not verb:
                aimed = self.frames.frame(clause).get("patient")
                self._add(c, "target", [t for t in aimed if not self.is_person(t)])
                self._add(c, "victim", [t for t in aimed if self.is_person(t)])
        for t in frame.get("at"):
            if verb and sense.subtype == "shooting" and self.is_person(t):
                self._add(c, "victim", [t])
        if sense.aimed is not None:
            self._add(c, "instrument", [t for t in frame.get("patient") if self._is_tool(t)])
            for t in sense.aims(c.token):
                self._add(c, "victim" if self.is_person(t) else "target", [t])
                self._add(c, "place", [t] if self.is_place(t) else [])
        for preposition in ("with", "using"):
            for t in frame.get(preposition):
                if t.lemma_.lower() in weapons:
                    self._add(c, "instrument", [t])
                elif sense.patient == "participant":
                    self._add(c, "participant", [t])
        for preposition in ("between", "among"):
            if sense.patient == "participant":
                self._add(c, "participant", frame.get(preposition))
        for t in frame.get("compound"):
            if self.phrases.label(t) in (*NAMED_PLACE, "NORP"):
                owned = any(k.dep_ == "nmod:poss" for k in c.token.children)  # "Israel's Gaza offensive"
                deed = sense.agent != "none" and self._is_state_deed(c.token, t) and not owned
                if deed or self.phrases.label(t) != "NORP":
                    self._add(c, sense.agent if deed else "place", [t])
            elif t.lemma_.lower() in weapons:
                self._add(c, "instrument", [t])
        if sense.type in ("Trial", "Arrest", "Sentence", "Meeting", "Agreement", "Protest", "Election", "Concert"):
            for preposition in ("of", "with", "by"):
                self._add(
                    c,
                    "participant",
                    [t for t in frame.get(preposition) if self.is_person(t) or self.phrases.mention(t)],
                )
        if sense.type == "Attack":
            for ruin in self._ruins(c.token, words("ruin_verb")):
                self._add(c, "target", [t for t in self.frames.frame(ruin).get("patient") if not self.is_person(t)])
        elif sense.type in ACCIDENTAL and not verb:
            for ruin in self._ruins(c.token, words("ruin_verb") | words("struck_verb")):
                struck = [self._named_place(kernel(t)) for t in self.frames.frame(ruin).get("patient")]
                self._add(c, "place", [t for t in struck if self.is_place(t)])
        vague = [t for t in c.arguments.get("place", ()) if self.phrases.mention(t) is None]
        if vague or not c.arguments.get("place"):
            whole = (*c.arguments.get("target", ()), *c.arguments.get("victim", ()), *vague)
            if sense.patient == "none":
                whole = (*whole, *frame.get("patient"))  # "struck a reef near Baubau"
            for t in whole:  # "stormed a bank in Quito", "an ambush on a patrol in Cauca", "near her home in Ruse"
                if self.phrases.mention(t) is None:
                    self._add(c, "place", self._places_inside(t))
                    part = self._named_place(kernel(t))  # "half of the town of Aplao"
                    if part is not t and self.phrases.label(part) in NAMED_PLACE:
                        self._add(c, "place", [part])
        if verb and not c.arguments.get("place"):
            head = c.token
            while head.dep_ in ("xcomp", "advcl", "conj") and is_verb(head.head):
                if head.dep_ == "advcl" and any(k.dep_ in ("nsubj", "nsubj:pass") for k in head.children):
                    break  # "they met in Zabor while the depot burned"
                head = head.head
                for preposition in ("in", "at", "near", "outside", "inside", "into"):
                    self._add(c, "place", [t for t in self.frames.frame(head).get(preposition) if self.is_place(t)])
                if c.arguments.get("place"):
                    break

    @staticmethod
    def _ruins(trigger: Token, verbs: frozenset[str]) -> list[Token]:
        """Verbs of what an event destroyed: "the blast damaged X", "X was razed in the attack", "blew up, razing X"."""
        near = [c for c in trigger.children if c.dep_ in ("advcl", "conj", "acl:relcl", "acl")]
        if trigger.dep_ in ("nsubj", "obl:agent") or (trigger.dep_ == "obl" and case_of(trigger) in ("by", "in")):
            near += [trigger.head, *(c for c in trigger.head.children if c.dep_ == "conj")]
        return [t for t in near if is_verb(t) and t.lemma_.lower() in verbs]

    def _is_state_deed(self, noun: Token, state: Token) -> bool:
        """Whether a country named before a noun is whose deed it is: "the U.S. strike", not "the Kenya attack"."""
        military = noun.lemma_.lower() in words("military_noun")
        people = self.phrases.label(state) == "NORP"
        return military and (people or self.granularity.of_token(state, self.phrases) == COUNTRY)

    def _is_event_noun(self, token: Token) -> bool:
        return load_lexicon().noun(token) is not None and self.phrases.mention(token) is None

    def _status(self, token: Token, sense: Sense, frame: Frame) -> str:
        """occurred, ongoing, planned, feared, hypothetical, generic or denied, by the words around a trigger."""
        real = "ongoing" if sense.type == "War" else "occurred"
        acted = is_verb(token) or frame.light_verb is not None
        lower = {c.lower_ for c in token.children}
        definite = not is_verb(token) and bool(lower & {"the", "this", "that"})
        around = {w for c in token.children if c.dep_ in ("amod", "compound") for w in (c.lemma_.lower(), c.lower_)}
        above = self._governing(token, 1 if definite and not acted else 4)
        for status in ("feared", "planned"):
            if (above | around) & words(status):
                return status
        asked = token.dep_ != "xcomp" and (token.dep_ != "obj" or token.head.lemma_.lower() != "call")
        if not is_verb(token) and not definite and asked and self._governing(token, 1) & words("called_for"):
            return "hypothetical"
        if token.dep_.startswith("nsubj") and any(c.dep_ == "expl" for c in token.head.children):
            there = standing(token.head, self.frames)  # "there will be attacks"
            if there.certainty in ("planned", "possible"):
                return "planned" if there.certainty == "planned" else "feared"
        likely = token.dep_ == "nsubj" and token.head.pos_ == "ADJ" and token.head.lemma_.lower() in words("feared")
        if likely and not is_verb(token) and not definite:
            return "feared"  # "further attacks are possible"
        if token.dep_ == "nsubj" and not is_verb(token) and lower & _STILL_TO_COME:
            modals = {c.lower_ for c in token.head.children if c.dep_ == "aux"}
            if modals & {"could", "may", "might", "would", "will"} and "have" not in modals:
                return "feared"  # "another strike could close the port"
        if not is_verb(token) and not definite and self._would_be(token):
            return "hypothetical"
        if token.dep_ == "acl:relcl" and token.head.lower_ in ("those", "anyone", "whoever") and token.tag_ == "VBP":
            return "generic"  # "those who fire on hospitals"
        s = standing(frame.light_verb or token, self.frames)
        if definite and not acted:
            # "no indication that X was behind the attack", "to end the siege": the event is there
            return "denied" if negative_nominal(token) else real
        if s.hypothetical:
            return "hypothetical"
        if s.certainty in ("planned", "possible") and not self._may_have_been(token):
            return "planned" if s.certainty == "planned" else "feared"
        if s.negated:
            return "denied"
        return "generic" if not is_verb(token) and self._is_generic(token, frame, lower) else real

    @staticmethod
    def _would_be(noun: Token) -> bool:
        """ "any strike would be treated as an attack on the city"."""
        verb = noun.head
        aux = auxiliaries(verb)
        return noun.dep_ in ("nsubj", "nsubj:pass", "obj", "obl") and "would" in aux and "have" not in aux

    @staticmethod
    def _may_have_been(verb: Token) -> bool:
        """ "may have planted": who did it is unsure, not that it has been done; "could have" may tell what was not."""
        aux = auxiliaries(verb)
        return "have" in aux and bool(aux & {"may", "might"})

    @staticmethod
    def _governing(token: Token, levels: int) -> set[str]:
        """Words that govern a trigger, with their modifiers: "warned of a possible attack", "a plan to bomb"."""
        out: set[str] = set()
        for _ in range(levels):
            if token.head.i == token.i or token.dep_ in ("acl:relcl", "ccomp", "advcl", "parataxis", "nsubj"):
                break
            if token.dep_ in ("obl", "nmod") and case_of(token) not in CONTENT_PREPOSITIONS:
                break
            coordinated = token.dep_ == "conj"
            token = token.head
            if not coordinated:
                out |= {token.lemma_.lower(), token.lower_}
                out |= {c.lemma_.lower() for c in token.children if c.dep_ == "amod" and token.pos_ == "NOUN"}
        return out

    def _is_generic(self, token: Token, frame: Frame, lower: set[str]) -> bool:
        """A kind of event and none in particular: "terrorist attacks", "any attack", "violence"."""
        if lower & {"any", "every", "each", "no", "such"}:
            return True
        bare = not any(
            c.dep_ in ("det", "nummod", "nmod:poss", "acl", "acl:relcl")
            or c.dep_.startswith("nmod")
            or (c.dep_ in ("compound", "amod") and self.phrases.inside(c) is not None)
            for c in token.children
        )
        if token.lemma_.lower() in words("general_crime"):
            return bare
        told = governor(token).head.tag_ in ("VBD", "VBN")  # what has been told to have happened is particular
        return bare and token.tag_ in ("NNS", "NNPS") and frame.light_verb is None and not told
