"""The stand-alone verifier: imports nothing but the standard library and itself."""
