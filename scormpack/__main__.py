"""`python -m scormpack` is the command."""

from scormpack.cli import main

if __name__ == "__main__":
    main()
