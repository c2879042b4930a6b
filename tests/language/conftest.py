from __future__ import annotations

import pytest
from spacy.language import Language

from kg.language import load_pipeline


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The real pipeline, loaded once."""
    return load_pipeline()
