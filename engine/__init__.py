"""The banjie engine: procedures as data, steps as pure decisions, history as proof.

Rooms and their one direction of imports are listed in docs/architecture.md; nothing here knows Flask.
"""
