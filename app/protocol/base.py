"""What all messages have in common."""

from typing import Annotated

from msgspec import Meta, Struct

Number = Annotated[int, Meta(ge=0, le=2**53)]
Figure = Annotated[float, Meta(ge=0)]


class Message(Struct, frozen=True, kw_only=True, tag_field="type", omit_defaults=True):
    """Base of all messages; `type` is the word that tells them apart."""
