"""Two packages side by side: what was added, removed, changed or only moved, in sentences for an analyst.

Pure; hostile files are compared as text where they cannot be read. May import definition, drawing and the rooms below.
"""

from engine.comparison.change import Change
from engine.comparison.painting import ALONE, Painted, painted
from engine.comparison.whole import Comparison, compare

__all__ = ["ALONE", "Change", "Comparison", "Painted", "compare", "painted"]
