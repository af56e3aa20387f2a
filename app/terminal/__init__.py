"""One line of input below, text above it: the only package that knows prompt_toolkit.

The terminal's own scrollback is used, no alternate screen: text is written once, above the input
line, which is erased and drawn again around it. Knows nothing of chat. Import it late: it takes
its time, and needs a terminal.
"""

from app.terminal.output import Depth
from app.terminal.terminal import Terminal

__all__ = ["Depth", "Terminal"]
