"""The database: tables, the one unit of work, files by content hash, the jobs port, migrations.

SQLite (one process) or PostgreSQL (several) by URL. May import every room below it
(instance, task, history, definition ...); only this room and queries know SQLAlchemy.
"""
