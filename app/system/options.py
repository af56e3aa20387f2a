"""Reading a command line, whose words may come from anywhere."""

import argparse
from typing import NoReturn

from app.text import clean_line


class OptionParser(argparse.ArgumentParser):
    """argparse's, whose complaints are clean: they repeat what was typed."""

    def error(self, message: str) -> NoReturn:
        """Say how the program is used, and what was wrong, and end it with status 2."""
        super().error(clean_line(message))
