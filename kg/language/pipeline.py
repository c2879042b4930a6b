"""The spaCy pipeline that everything behind `kg.language` reads: one `Language`, whatever model is inside.

The project's own encoder is inside, or any trained English spaCy pipeline. Components are added to it: hard sentence
starts at paragraph starts, Universal Dependencies, names put right, mention chains. Documents never share a batch, so
what is read out of one cannot depend on its neighbours.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import spacy
from spacy.lang.en import English
from spacy.language import Language
from spacy.util import compile_suffix_regex

import kg.language.components  # noqa: F401  (registers the component factories)
from kg.errors import KgError
from kg.language.encoder.component import build_pipeline

_NEEDED = ("parser", "ner")


class DocumentWise(English):  # type: ignore[no-untyped-call]  # (spaCy's __init_subclass__ has no types)
    """An English pipeline whose `pipe` hands documents to the models one at a time.

    Matrix products over a batch round differently with its size, so `nlp(text)` and a batch could disagree in the
    last bit, and with it in a label; determinism is worth more than the few percent that batches would save here.
    """

    def pipe(self, texts: Any, **options: Any) -> Iterator[Any]:
        """As `Language.pipe`, with `batch_size` read as 1, whatever is given."""
        return super().pipe(texts, **{**options, "batch_size": 1})


def load_pipeline(model: str | None = None) -> Language:
    """The language pipeline: text (or a Doc of words) in, a Doc with trees, names and mention chains out.

    `model` is the name of an installed English spaCy pipeline or the path of one; None is the project's own.
    Raises KgError where it cannot be loaded, is not English, or has no parser or entity recognizer.

    >>> nlp = load_pipeline()
    >>> [(t.text, t.dep_) for t in nlp("Police arrested two men in Paris.")][4:6]
    [('in', 'case'), ('Paris', 'obl')]
    """
    source = build_pipeline() if model is None else _installed(model)
    nlp = DocumentWise(vocab=source.vocab, meta=source.meta)
    nlp.tokenizer = source.tokenizer
    nlp.max_length = source.max_length
    for pipe in source.pipe_names:
        nlp.add_pipe(pipe, source=source)
    nlp.add_pipe("kg_paragraphs", first=True)
    if model is not None:
        nlp.add_pipe("kg_universal")  # last of all: the conversion reads tags, lemmas and names
    nlp.add_pipe("kg_repairs")
    nlp.add_pipe("kg_names")
    nlp.add_pipe("kg_chains")
    return nlp


def _installed(name: str) -> Language:
    """An English spaCy pipeline that is installed, or lies at a path."""
    try:
        source = spacy.load(name)
    except (OSError, ImportError, ValueError, KeyError) as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise KgError(
            f"cannot load the language model {name!r}: {reason} "
            "(give the name of an installed English spaCy pipeline, or the path of one)"
        ) from error
    if source.lang != "en":
        raise KgError(f"the language model {name!r} is for {source.lang!r}; kg reads English")
    missing = [need for need in _NEEDED if need not in source.pipe_names]
    if missing:
        raise KgError(f"the language model {name!r} has no {' and no '.join(missing)}; kg needs both")
    tokenizer: Any = source.tokenizer
    if hasattr(tokenizer, "suffix_search"):
        # spaCy keeps a full stop with a single capital (an initial); at the end of "ISIS-K." it ends the sentence.
        suffixes = [*(source.Defaults.suffixes or ()), r"(?<=[-–][A-Z])\."]
        tokenizer.suffix_search = compile_suffix_regex(suffixes).search
    return source
