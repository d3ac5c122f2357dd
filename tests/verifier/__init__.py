"""The stand-alone verifier against the engine, the kits, and whoever means harm."""
