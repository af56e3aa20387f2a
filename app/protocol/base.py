"""What all messages have in common.

One JSON object a line, `type` first. Every integer is between 0 and 2^53, so that every
language's JSON can hold it. Unknown fields are ignored, which lets newer peers say more.
"""

from typing import Annotated, Literal

from msgspec import Meta, Struct

VERSION = 1
"""The version of this protocol, in the banner, in `hello` and in `welcome`."""

Number = Annotated[int, Meta(ge=0, le=2**53)]
Figure = Annotated[float, Meta(ge=0)]
Kind = Literal["text", "action"]
"""How something is said: as it is, or as what `:me waves` means."""


class Message(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Base of all messages; `type` is the word that tells them apart."""
