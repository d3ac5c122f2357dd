"""What a procedure counts: figures declared as data (figures.toml), counted over records of its matters.

Pure. May import feel and words, errors, clock; who reads the records from the tables is above (engine.queries).
"""

from engine.figures.chart import Point, bars, lines, spark
from engine.figures.compare import Base, Change, compare, points, ratio
from engine.figures.evaluate import evaluate
from engine.figures.model import FILE, Dimension, Figure, FigureSet
from engine.figures.names import check_figures, reads
from engine.figures.period import Period, period
from engine.figures.reader import read_figures
from engine.figures.record import Record
from engine.figures.result import Group, Item, Result, half_up, shown
from engine.figures.series import Row, rows

__all__ = [
    "FILE",
    "Base",
    "Change",
    "Dimension",
    "Figure",
    "FigureSet",
    "Group",
    "Item",
    "Period",
    "Point",
    "Record",
    "Result",
    "Row",
    "bars",
    "check_figures",
    "compare",
    "evaluate",
    "half_up",
    "lines",
    "period",
    "points",
    "ratio",
    "read_figures",
    "reads",
    "rows",
    "shown",
    "spark",
]
