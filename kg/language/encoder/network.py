"""The ONNX graphs of the model: one window of word pieces in, what all heads say of its words out.

A window is always run alone. Activations are quantised with a scale taken from the whole input of an operator, so a
batch would let one document touch another's result; and on one thread a batch would not be faster.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray
from tokenizers import Tokenizer

from kg.language.encoder.lemmas import Lemmas
from kg.language.encoder.words import MAX_PIECES, shape

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]

_CACHED_WORDS = 200_000


@dataclass(frozen=True, slots=True)
class Scores:
    """What the heads say of the words of a window, a row a word."""

    upos: NDArray[np.int32]
    xpos: NDArray[np.int32]
    feats: NDArray[np.int32]
    scripts: NDArray[np.int32]
    start: Floats  # log odds that the word starts a sentence
    arcs: Floats  # [words, 1 + words]; column 0 is the root
    label_head: Floats  # [1 + words, parts]
    label_dep: Floats
    names: Floats  # log probabilities of `Network.names`


@dataclass(frozen=True, slots=True)
class Labels:
    """The label sets of the heads."""

    upos: list[str]
    xpos: list[str]
    feats: list[str]
    scripts: list[str]
    deprels: list[str]
    names: list[str]


class Pieces:
    """Word pieces and shape of a word, remembered."""

    def __init__(self, file: Path) -> None:
        self._tokenizer = Tokenizer.from_file(str(file))
        self.cls, self.sep, self._unknown = (self._special(t) for t in ("[CLS]", "[SEP]", "[UNK]"))
        self._cache: dict[str, tuple[list[int], int]] = {}

    def _special(self, token: str) -> int:
        number = self._tokenizer.token_to_id(token)
        if number is None:
            raise ValueError(f"the tokenizer has no {token}")
        return int(number)

    def __call__(self, word: str) -> tuple[list[int], int]:
        """The numbers of the word's pieces, and the number of its shape."""
        found = self._cache.get(word)
        if found is None:
            encoded = self._tokenizer.encode(word[:256], add_special_tokens=False).ids
            found = (encoded[:MAX_PIECES] or [self._unknown], shape(word))
            if len(self._cache) >= _CACHED_WORDS:
                self._cache.clear()
            self._cache[word] = found
        return found


def _session(file: Path, threads: int) -> Any:
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    options.enable_mem_pattern = False  # windows differ in size
    # the graph is written as it should run; fusing sums with norms, as higher levels do, makes it slower
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return ort.InferenceSession(str(file), options, providers=["CPUExecutionProvider"])


class Network:
    """The model's files, loaded when first needed (so that a pipeline can be sent to another process)."""

    def __init__(self, folder: Path) -> None:
        for name in ("encoder.onnx", "labels.onnx", "tokenizer.json", "lemmas.json"):
            if not (folder / name).is_file():
                raise FileNotFoundError(f"no {name} in {folder}")
        self.folder = folder
        self.pieces = Pieces(folder / "tokenizer.json")
        self.lemmas = Lemmas.load(folder / "lemmas.json")
        self._open()

    def _open(self) -> None:
        threads = int(os.environ.get("KG_ENCODER_THREADS", "1"))
        self._encoder = _session(self.folder / "encoder.onnx", threads)
        self._labels = _session(self.folder / "labels.onnx", 1)
        notes = self._encoder.get_modelmeta().custom_metadata_map
        self.version: str = notes["version"]
        kinds = ("upos", "xpos", "feats", "scripts", "deprels", "names")
        self.labels = Labels(**{kind: json.loads(notes[kind]) for kind in kinds})
        self._outputs = list(Scores.__dataclass_fields__)

    def __getstate__(self) -> Path:
        return self.folder

    def __setstate__(self, folder: Path) -> None:
        self.__init__(folder)  # type: ignore[misc]

    def run(self, ids: list[int], shapes: list[int], first: list[int], last: list[int]) -> Scores:
        """The scores of one window."""
        feed = {
            "ids": np.array([ids], np.int64),
            "shapes": np.array([shapes], np.int64),
            "first": np.array(first, np.int64),
            "last": np.array(last, np.int64),
        }
        return Scores(*self._encoder.run(self._outputs, feed))

    def relations(self, scores: Scores, heads: Ints) -> Floats:
        """Label scores for the words under `heads` (0 is the root, else 1 + the number of the word)."""
        feed = {"head": scores.label_head[heads], "dep": scores.label_dep}
        found: Floats = self._labels.run(None, feed)[0]
        return found
