"""Layer 5: re-execute one instance by an interpreter of the verifier's own.

`reexecute` says whether every event was enabled, done by someone entitled then, with the same decisions, ending in
the same state. Standard library only.
"""

from .across import Across, Disagreement, across
from .findings import Fault, Findings, Unverified
from .reexecution import reexecute

__all__ = ["Across", "Disagreement", "Fault", "Findings", "Unverified", "across", "reexecute"]
