"""`python -m scormpack` is the command."""

from scormpack.entry import run

if __name__ == "__main__":
    run()
