"""`python -m pulse`: the commands of the host."""

from pulse.commands import main

if __name__ == "__main__":
    main()
