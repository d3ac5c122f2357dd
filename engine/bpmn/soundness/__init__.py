"""Soundness: whether every way through a procedure ends properly, found by playing the token game.

`check_soundness` explores what the diagrams allow by the runtime's own rules, with conditions as free choices that only
have to agree with each other, and gives a finding for each fault: deadlock, no_synchronisation, dead_task,
improper_completion, endless_loop, error_uncaught, or too_large_to_prove. Pure; see docs/bpmn.md for what is proved.
"""

from engine.bpmn.soundness.faults import KINDS
from engine.bpmn.soundness.findings import check_soundness
from engine.bpmn.soundness.limits import Limits

__all__ = ["KINDS", "Limits", "check_soundness"]
