"""The truth: every document read, what was read out of it, where it stands. The graph can be rebuilt from it."""

from kg.evidence.database import Counts, Evidence, Outcome
from kg.evidence.fulltext import Hit, search
from kg.evidence.metadata import Metadata
from kg.evidence.succession import Retired, successors
from kg.evidence.workspace import Workspace

__all__ = ["Counts", "Evidence", "Hit", "Metadata", "Outcome", "Retired", "Workspace", "search", "successors"]
