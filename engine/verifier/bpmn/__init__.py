"""Layer 5: re-execute one instance by an interpreter of the verifier's own.

`reexecute` says whether every event was enabled, done by someone entitled then, with the same decisions, ending in
the same state. Standard library only.
"""

from .findings import Fault, Findings, Unverified
from .reexecution import reexecute

__all__ = ["Fault", "Findings", "Unverified", "reexecute"]
