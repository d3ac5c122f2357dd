"""BPMN diagrams as SVG text: for pages, and for files that stand alone.

Pure: a diagram and states in, text out. May import engine.bpmn and engine.errors.
"""

from engine.drawing.alone import ALONE
from engine.drawing.picture import States, Window, draw, whole
from engine.drawing.trace import traced

__all__ = ["ALONE", "States", "Window", "draw", "traced", "whole"]
