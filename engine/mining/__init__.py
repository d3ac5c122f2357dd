"""What the histories of many matters say together: times at steps, ways taken, returns, bottlenecks.

Pure: plain rows in, numbers out; every number keeps the matters it was counted from. May import organization.
docs/mining.md defines each number.
"""

from engine.mining.clock import OfficeClock
from engine.mining.loops import Loop, loops
from engine.mining.rows import Matter, Return, Stay
from engine.mining.spread import Spread, spread
from engine.mining.steps import Step, steps
from engine.mining.teams import Team, teams
from engine.mining.variants import Variant, variants

__all__ = [
    "Loop", "Matter", "OfficeClock", "Return", "Spread", "Stay", "Step", "Team", "Variant", "loops", "spread", "steps",
    "teams", "variants",
]  # fmt: skip
