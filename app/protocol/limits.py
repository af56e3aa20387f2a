"""How much one message may hold or ask for; how long a line may be is `framing.py`'s."""

TEXT_LIMIT_CHARS = 4_000
"""How long the text of one message may be."""
TEXT_LIMIT_LINES = 100
"""And in how many lines."""
LISTED_LIMIT_NAMES = 100
"""How many names one message lists at most; its `count` is always the whole number."""
HISTORY_LIMIT_ENTRIES = 1_000
"""With how many entries a client may begin."""
PAGE_LIMIT_ENTRIES = 100
"""How many entries one `history` or `found` has at most; long ones are fewer, so that the line
keeps its limit."""
SEARCH_LIMIT_CHARS = 200
"""How long the words of one search may be together."""
