"""What-if: a recorded history tried on another version of its procedure, to see where it would have gone otherwise.

Every recorded act is given to the draft's program in its turn; what the draft does by itself (gateways, decisions,
timers) it does anew. Pure, as the rest of engine.instance; docs/reexecution.md tells what is assumed.
"""

from engine.instance.trial.matter import try_matter
from engine.instance.trial.model import Ask, Cause, DueChange, Trial
from engine.instance.trial.report import Tally

__all__ = ["Ask", "Cause", "DueChange", "Tally", "Trial", "try_matter"]
