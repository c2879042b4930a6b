"""Parties: which phrases can act, which are named, and who is the same as whom."""

from __future__ import annotations

from collections.abc import Mapping

from spacy.tokens import Token

from kg.extract.events import Events, kernel
from kg.extract.frames import case_of
from kg.extract.modality import negative_nominal, speech
from kg.extract.phrases import Phrases
from kg.extract.words import words
from kg.language.gazetteer import load_gazetteer


class Parties:
    """The parties of one Doc. `represents` gives, for the chain of a person, the chains of the bodies he acts for."""

    def __init__(self, phrases: Phrases, events: Events, represents: Mapping[int, frozenset[int]]):
        self.phrases, self.events = phrases, events
        self._states = self._states_of_demonyms()
        self.represents = {a: frozenset(self._states.get(b, b) for b in bodies) for a, bodies in represents.items()}

    def chain(self, token: Token) -> int | None:
        """The chain of names that a phrase belongs to, a collective that of its body."""
        m = self.phrases.mention(token) or self.phrases.body(token)
        return self._states.get(m.chain, m.chain) if m is not None and self.phrases.names(m.chain) else None

    def _states_of_demonyms(self) -> dict[int, int]:
        """For the chain of a demonym ("Ukrainian") the chain of its state's name, where the document has it."""
        gazetteer = load_gazetteer()
        states: dict[str, int] = {}
        demonyms: dict[int, str] = {}
        for m in self.phrases.mentions:
            entry = gazetteer.lookup(self.phrases.words(m)) if m.form == "name" else None
            if entry is not None and entry.country is not None:
                if entry.kind == "country":
                    states.setdefault(entry.country, m.chain)
                elif entry.kind == "demonym":
                    demonyms[m.chain] = entry.country
        return {chain: states[country] for chain, country in demonyms.items() if country in states}

    def bodies(self, token: Token) -> frozenset[int]:
        """The chains of the bodies that a person acts for, by the standing facts of the document."""
        chain = self.chain(token)
        return self.represents.get(chain, frozenset()) if chain is not None else frozenset()

    # -- who can act ---------------------------------------------------------------------------------------------------

    def is_named(self, token: Token) -> bool:
        """Whether a phrase is a named party or stands for one."""
        m = self.phrases.mention(token) or self.phrases.body(token)
        return m is not None and bool(self.phrases.names(m.chain)) and m.label not in ("EVENT", "DATE")

    def is_agent(self, token: Token) -> bool:
        """Whether a phrase can act: a named party, a pronoun, or a noun that is no event, time or abstraction."""
        if token.lower_ in ("both", "all") and token.pos_ in ("DET", "PRON"):
            return True
        if self.events.is_date(token) or token.tag_ in ("VBZ", "VBD", "VBP", "$"):
            return False
        if token.lower_ == "those" and any(c.dep_ in ("acl", "acl:relcl") for c in token.children):
            return True  # "those arrested", "those claiming responsibility"
        if negative_nominal(token) or token.lower_ in ("which", "that", "there", "what", "this", "these", "those"):
            return False
        label = self.phrases.label(token)
        if label is not None:
            return label not in ("EVENT", "DATE")
        if token.pos_ == "PRON":
            return token.lower_ in words("first_person") | words("third_person") | words("other_pronoun")
        if self.events.of(token) is not None or token.pos_ not in ("NOUN", "PROPN", "NUM", "SYM"):
            return token.pos_ == "ADJ" and any(c.dep_ == "det" for c in token.children)  # "the accused", "the general"
        lemma = token.lemma_.lower()
        if lemma in words("weapon"):
            return self.phrases.body(token) is not None  # "Russian artillery"
        return lemma not in words("no_agent") and lemma not in speech().words["speaker_not"]

    def is_party(self, token: Token) -> bool:
        """Whether a phrase is somebody that an act can come from or be aimed at: named, human, or a body of people."""
        if not self.is_agent(token):
            return False
        if token.pos_ in ("PRON", "DET", "NUM", "ADJ", "PROPN") or self.phrases.label(token) is not None:
            return True
        core = kernel(token)
        if core.i != token.i and self.phrases.label(core) in ("NORP", "PERSON", "ORG"):
            return True  # "thousands of Koreans"
        lemma = core.lemma_.lower()
        if lemma in words("organization") | words("group_body") | words("state_body") | words("message"):
            return True
        if lemma in words("place") | words("vehicle") | words("weapon"):
            return False
        if lemma in words("inanimate_er") | words("hazard"):
            return False
        return self.events.is_person(token) or lemma.endswith(("er", "or", "ist", "man", "men", "ian"))

    def is_identified(self, subject: Token) -> bool:
        """Whether the words tell who it was: not "gunmen", "four masked men", nor "soldiers" of nobody knows whom."""
        if self.is_named(subject):
            return True
        lemma = subject.lemma_.lower()
        if lemma in words("state_body") | words("anonymous") or subject.pos_ == "PRON":
            return False
        return not {c.lower_ for c in subject.children} & words("unidentified")

    def is_relayer(self, speaker: Token) -> bool:
        """Whether a nameless speaker passes on what others did, without a charge of his own."""
        return self.phrases.mention(speaker) is None and speaker.lemma_.lower() in words("relayer")

    def hedged_identity(self, subject: Token) -> bool:
        """ "presumed Shining Path extremists": who it was is what is hedged."""
        hedges = {c.lower_ for c in subject.children if c.dep_ in ("amod", "compound")}
        return bool(hedges & words("identity_hedge")) and self.phrases.body(subject) is not None

    # -- who is who ----------------------------------------------------------------------------------------------------

    def same(self, speaker: Token, subject: Token, quote: str = "indirect") -> bool:
        """Whether a speaker speaks of himself, or for the body that he represents.

        An unresolved "he" or "it" in reported speech is the speaker, where the two agree; in his own quoted words
        (`quote` is `direct`) it is somebody else.
        """
        if speaker.i == subject.i:
            return True
        if self.client(speaker, subject) is not None:
            return True
        if quote == "direct" and subject.lower_ in words("third_person"):
            return False  # his own words do not call himself, or his side, "they"
        mine, theirs = self.chain(speaker), self.chain(subject)
        if theirs is None and self._own_forces(speaker, subject):
            return True
        if (mine is not None and mine == theirs) or subject.lower_ in words("first_person"):
            return True
        if subject.lower_ in words("third_person") and theirs is None and quote != "direct":
            return self._agree(speaker, subject)
        owner = next((c for c in subject.children if c.dep_ == "nmod:poss"), None)
        ours = owner is not None and owner.lower_ in ("our", "my") and subject.tag_ == "NNS"
        lemma = subject.lemma_.lower()
        if ours and lemma in ("man", "boy", "brother", "son", "woman"):
            return True  # "our men carried it out"
        if owner is not None and any(lemma in words(k) for k in ("group_body", "state_body", "organization")):
            return self.same(speaker, owner, quote)  # "its fighters", "his country"
        if self.owned_by(speaker, subject):
            return True
        if theirs is not None:
            return theirs in self._speaks_for(speaker)
        alike = speaker.lemma_.lower() == subject.lemma_.lower() and subject.pos_ in ("NOUN", "PROPN")
        described = {c.lemma_.lower() for c in subject.children if c.dep_ in ("amod", "compound")}
        known = {c.lemma_.lower() for c in speaker.children}
        if mine is not None:  # "Kenyan police said that police raided the club"
            return alike and not described and subject.lemma_.lower() in words("organization")
        return alike and speaker.tag_ == subject.tag_ and described <= known

    def own_body(self, speaker: Token, subject: Token) -> Token | None:
        """A name of the one body that a person acts for, where the words call it his: "his country", "our fighters"."""
        owned = any(c.dep_ == "nmod:poss" for c in subject.children) and self.chain(subject) is None
        told = [self.phrases.names(b) for b in sorted(self.bodies(speaker))] if owned else []
        names = [n[0] for n in told if n]
        state = subject.lemma_.lower() in ("country", "nation", "state", "government", "people", "territory")
        names = [n for n in names if (n.label in ("GPE", "LOC", "NORP")) == state] or names
        return self.phrases.doc[names[0].start : names[0].end].root if len(names) == 1 else None

    def client(self, speaker: Token, subject: Token) -> Token | None:
        """The one for whom a lawyer speaks, where he is meant: "Hassan's lawyer said that her client was innocent"."""
        if subject.lemma_.lower() not in ("client", "he", "she") and self.phrases.label(subject) != "PERSON":
            return None
        m = self.phrases.mention(speaker)
        names = self.phrases.names(m.chain) if m is not None else ()
        tokens = dict.fromkeys((speaker, *(self.phrases.doc[n.start : n.end].root for n in names)))
        for token in tokens:
            for nominal in self._descriptions(token):
                if nominal.lemma_.lower() not in words("lawyer"):
                    continue
                for owner in nominal.children:
                    if owner.dep_ not in ("nmod:poss", "nmod") or self.phrases.label(owner) != "PERSON":
                        continue
                    meant = subject.lemma_.lower() == "client" or self.chain(subject) == self.chain(owner)
                    unclear = subject.lower_ in ("he", "she") and self.chain(subject) in (None, self.chain(speaker))
                    if meant or unclear:
                        return owner
        return None

    @staticmethod
    def _descriptions(token: Token) -> list[Token]:
        """The nouns that say what somebody is: himself, what he describes, and what describes him."""
        above = [token.head] if token.dep_ in ("appos", "nmod:desc") else []
        return [token, *above, *(c for c in token.children if c.dep_ in ("appos", "nmod:desc", "compound", "flat"))]

    def principal(self, subject: Token) -> Token | None:
        """The party that a spokesman or a lawyer speaks for: "a spokesman for Mr Taylor", "a Hezbollah spokesman"."""
        for nominal in self._descriptions(subject):
            lemma = nominal.lemma_.lower()
            if lemma not in words("mouthpiece") and lemma not in words("lawyer"):
                continue
            whom = [c for c in nominal.children if c.dep_ == "nmod:poss"]
            whom += [c for c in nominal.children if c.dep_ == "nmod" and case_of(c) in ("for", "of", "to")]
            whom += [c for c in nominal.children if c.dep_ == "compound" and self.is_named(c)]
            party = next((t for t in whom if self.is_party(t)), None)
            if party is not None:
                return party
        return None

    def kin(self, subject: Token) -> Token | None:
        """Whose relative somebody is said to be: "his sister, Anna Borel", "the suspect's wife"."""
        for nominal in self._descriptions(subject):
            if nominal.lemma_.lower() in words("kin"):
                owner = next((c for c in nominal.children if c.dep_ == "nmod:poss"), None)
                if owner is not None and self.is_party(owner):
                    return owner
        return None

    def owned_by(self, speaker: Token, subject: Token) -> bool:
        """ "The rebels are not involved, their spokesman said"."""
        owner = next((c for c in speaker.children if c.dep_ == "nmod:poss" and c.lower_ in words("third_person")), None)
        speaks = speaker.lemma_.lower() in words("representative") or speaker.lemma_.lower() in words("speaking_body")
        acts = speaks and subject.i < speaker.i
        return (
            acts
            and owner is not None
            and self.chain(owner) in (None, self.chain(subject))
            and self._agree(subject, owner)
        )

    def speaks_for_state(self, speaker: Token, state: Token) -> bool:
        """Whether an officer, whose state the text does not name, can be that of this one.

        "Foreign Minister Lavrov said Russia had nothing to do with it."
        """
        if any(c.lower_ in ("a", "an", "one", "some") for c in speaker.children):
            return False  # "a Western diplomat"
        titles = {t.lemma_.lower() for t in speaker.subtree if t.dep_ in ("compound", "nmod:desc", "flat", "appos")}
        officer = bool((titles | {speaker.lemma_.lower()}) & words("state_officer"))
        return officer and self.phrases.label(state) == "GPE" and not self._speaks_for(speaker)

    def _own_forces(self, speaker: Token, subject: Token) -> bool:
        """Whether a military body tells of nameless forces, which are then its own."""
        if subject.lemma_.lower() not in words("own_force"):
            return False
        described = {
            t.lemma_.lower() for t in speaker.subtree if t.dep_ in ("compound", "flat", "amod") or t.i == speaker.i
        }
        whose = {
            c.lower_
            for c in subject.children
            if c.dep_ in ("amod", "compound", "nmod:poss") and c.pos_ in ("PROPN", "ADJ")
        }
        own = not whose or bool(whose & {t.lower_ for t in speaker.subtree})
        return own and bool(described & words("force_body"))

    def _agree(self, speaker: Token, pronoun: Token) -> bool:
        label = self.phrases.label(speaker)
        if speaker.pos_ == "PRON":
            return {speaker.lower_, pronoun.lower_} in (
                {"they", "their"},
                {"he", "his"},
                {"she", "her"},
                {"it", "its"},
            ) or (speaker.lower_ == pronoun.lower_)
        many = speaker.tag_ in ("NNS", "NNPS") or speaker.lower_ in ("some", "many", "several", "most", "others")
        if many and pronoun.lower_ in ("he", "she", "his", "her"):
            return False
        if pronoun.lower_ in ("it", "its"):
            return label in (None, "ORG", "GPE", "LOC") and speaker.tag_ != "NNS"
        if pronoun.lower_ in ("he", "she", "his", "her"):
            return label == "PERSON" or (label is None and speaker.lemma_.lower() not in words("organization"))
        between = pronoun.doc[speaker.i + 1 : pronoun.i]
        if any(t.tag_ in ("NNS", "NNPS") and t.dep_ in ("nsubj", "obj", "nsubj:pass") for t in between):
            return False
        plural = speaker.tag_ in ("NNS", "NNPS") or speaker.lemma_.lower() in words("organization")
        return plural or label in ("ORG", "GPE", "NORP")

    def _speaks_for(self, speaker: Token) -> frozenset[int]:
        """Chains of bodies that a speaker's office or description ties him to: "a spokesman for the group"."""
        out = set(self.bodies(speaker))
        for nominal in (speaker, *speaker.children):
            described = nominal.i == speaker.i or nominal.dep_ in ("compound", "appos", "nmod:desc", "flat")
            if described and nominal.lemma_.lower() in words("representative"):
                for t in nominal.subtree:
                    m = self.phrases.inside(t)
                    if m is not None and m.form == "name" and m.label != "PERSON":
                        out.add(m.chain)
        return frozenset(out)
