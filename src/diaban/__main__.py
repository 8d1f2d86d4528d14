"""Run the command line as ``python -m diaban``."""

from diaban.cli.main import main

if __name__ == "__main__":
    main()
