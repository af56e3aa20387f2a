"""What people write into a file of settings though TOML does not know it: words without quotes.

On and off are taken as they are meant; for other words it is known how to write them. Pure.
"""

import re
import tomllib
from dataclasses import dataclass

from app.settings.kinds import NO, YES

MENDED_LIMIT_LINES = 50
"""So many lines of one file are taken as they are meant."""
_BARE = re.compile(
    r"([ \t]*([A-Za-z0-9_-]+)[ \t]*=[ \t]*)([^\s\"'#\[{][^\"'#\n]*?)([ \t]*(?:#[^\n]*)?\r?)"
)
_AT_LINE = re.compile(r"at line (\d+)")


def mended(text: str) -> str:
    """The text with true and false where words for them stand without quotes.

    Nothing else is changed, and nothing at all where the text is TOML as it stands.
    """
    lines = text.split("\n")
    for _ in range(MENDED_LIMIT_LINES):
        try:
            tomllib.loads("\n".join(lines))
        except RecursionError:
            break
        except ValueError as error:
            number = line_in(error)
            found = _BARE.fullmatch(lines[number - 1]) if 0 < number <= len(lines) else None
            word = found[3].lower() if found else ""
            if found is None or word not in YES + NO:
                break
            lines[number - 1] = f"{found[1]}{'true' if word in YES else 'false'}{found[4]}"
        else:
            break
    return "\n".join(lines)


def line_in(error: Exception) -> int:
    """In which line something is no TOML, from 1; 0 if that is not known."""
    found = _AT_LINE.search(str(error))
    return int(found[1]) if found else 0


@dataclass(frozen=True, slots=True)
class Bare:
    """A key, and a value without quotes."""

    key: str
    value: str

    @property
    def quoted(self) -> str:
        """The line with quotes: those in which a folder of Windows may stand as it is."""
        quote = "'" if "\\" in self.value else '"'
        return f"{self.key} = {quote}{self.value}{quote}"


def without_quotes(line: str) -> Bare | None:
    """What stands in a line whose value has no quotes; None for other lines."""
    found = _BARE.fullmatch(line)
    return Bare(found[2], found[3]) if found else None
