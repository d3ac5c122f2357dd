"""A scenario made from a matter that has ended: its history told again by the cast, personal data masked.

`make` plays what it writes, so that the scenario passes on the version it came from.
"""

from engine.scenario.making.maker import Made, make
from engine.scenario.making.past import Past, past_of

__all__ = ["Made", "Past", "make", "past_of"]
