"""The auditor's own check of an evidence package: files, chain, membership, signatures, and execution once more.

Stands alone: imports nothing but the standard library and itself, shares no line with the rooms whose work it
judges, and is handed out as one file (`banjie verifier`). Nothing in engine imports it but what builds and runs it.
"""
