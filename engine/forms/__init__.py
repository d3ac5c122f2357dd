"""Forms: a form-js file becomes a typed Form that cleans posts, lays out pages and writes values out.

One evaluator (engine.feel) and one validator, on the server; a browser is never trusted with a rule.
Malformed or hostile files give findings, wrong values give sentences, never an exception.
May import engine.feel, engine.words and engine.errors.
"""

from engine.forms.cleaning import Cleaned
from engine.forms.describe import Line
from engine.forms.fields import Column, Field, Option
from engine.forms.form import Form, check, load
from engine.forms.marked import Block
from engine.forms.page import FieldView, FileView, OptionView, RowView
from engine.forms.rights import RIGHTS, leaves
from engine.forms.sentences import Problem
from engine.forms.tables import TableView

__all__ = [
    "RIGHTS",
    "Block",
    "Cleaned",
    "Column",
    "Field",
    "FieldView",
    "FileView",
    "Form",
    "Line",
    "Option",
    "OptionView",
    "Problem",
    "RowView",
    "TableView",
    "check",
    "leaves",
    "load",
]
