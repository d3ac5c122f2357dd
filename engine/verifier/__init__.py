"""The stand-alone verifier: checks an evidence package without the engine that made it.

It may import nothing but the standard library and itself (relative imports), so that its files alone, on any
Python from 3.11, judge a package. Nothing here shares code with the rooms of the same name in the engine:
`feel` and `dmn` evaluate again what was decided, `calendar`, `terms`, `organization` and `office` answer what
expressions ask of the office. What it cannot evaluate raises `NotVerified`, and is named instead of passed over.
"""
