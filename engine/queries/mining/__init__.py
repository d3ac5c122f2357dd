"""Mining pages: which matters were asked for, their rows, and the numbers of engine.mining with the lists behind them.

Reads tables and moved tokens set by set, never matter by matter; what was counted is kept until something changes.
"""

from engine.queries.mining.behind import ItemsAsked
from engine.queries.mining.items import MiningItem, MiningItems, mining_items
from engine.queries.mining.page import MiningPage, mining_page, procedures_mined
from engine.queries.mining.population import MiningAsked

__all__ = [
    "ItemsAsked", "MiningAsked", "MiningItem", "MiningItems", "MiningPage", "mining_items", "mining_page",
    "procedures_mined",
]  # fmt: skip
