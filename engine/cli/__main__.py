"""`python -m engine.cli`, for where the console command is not on the path."""

from engine.cli import main

main()
