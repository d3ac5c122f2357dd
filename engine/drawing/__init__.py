"""BPMN diagrams as SVG text: for pages, and for files that stand alone.

Pure: a diagram and states in, text out. May import engine.bpmn.
"""

from engine.drawing.picture import States, Window, draw, whole

__all__ = ["States", "Window", "draw", "whole"]
