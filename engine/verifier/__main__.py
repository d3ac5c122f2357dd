"""`python -m engine.verifier X.zip`; in verify.py the same program."""

import sys

from .program import main

sys.exit(main())
