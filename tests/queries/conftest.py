"""The office with the procedure that meets every office action."""

from tests.actions.conftest import matters

__all__ = ["matters"]
