"""`python -m mednec` is the command line."""

from mednec.cli import main

if __name__ == "__main__":
    main()
