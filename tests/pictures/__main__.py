"""Make the pictures in docs/ anew: python -m tests.pictures [NAME...]"""

import sys
import tempfile
from pathlib import Path

from tests.pictures.scenes import SCENES

DOCS = Path(__file__).parents[2] / "docs"


def main(names: list[str]) -> None:
    """Make these, or all."""
    for name in names or SCENES:
        with tempfile.TemporaryDirectory() as home:
            (DOCS / f"{name}.svg").write_text(SCENES[name](Path(home)), "utf-8")
        print(f"docs/{name}.svg")


if __name__ == "__main__":
    main(sys.argv[1:])
