"""Every message there is, as strategies that are made from the messages' own types."""

from typing import Any, get_args

import msgspec.inspect as types
from hypothesis import strategies as st

from app.protocol.replies import ServerMessage
from app.protocol.requests import ClientMessage
from tests.unit.outside import encodable

CLIENT_TYPES: tuple[type[ClientMessage], ...] = get_args(ClientMessage)
SERVER_TYPES: tuple[type[ServerMessage], ...] = get_args(ServerMessage)


def values(kind: types.Type) -> st.SearchStrategy[Any]:
    """Everything that a field of this type may hold, its bounds included."""
    match kind:
        case types.IntType():
            return st.integers(kind.ge, kind.le) | st.sampled_from([kind.ge, kind.le])
        case types.FloatType():
            return st.floats(kind.ge, allow_infinity=False, allow_nan=False)
        case types.StrType(min_length=None):
            return encodable
        case types.StrType():
            least = kind.min_length or 0
            return st.text("0123456789abcdef", min_size=least, max_size=kind.max_length)
        case types.BoolType():
            return st.booleans()
        case types.NoneType():
            return st.none()
        case types.LiteralType():
            return st.sampled_from(kind.values)
        case types.UnionType():
            return st.one_of([values(member) for member in kind.types])
        case types.ListType():
            return st.lists(values(kind.item_type), max_size=5)
        case types.StructType():
            return structs(kind)
    raise TypeError(f"no strategy for {kind}")


def structs(kind: types.StructType) -> st.SearchStrategy[Any]:
    """Messages of one type, their optional fields given or left out."""
    needed = {field.name: values(field.type) for field in kind.fields if field.required}
    optional = {field.name: values(field.type) for field in kind.fields if not field.required}
    return st.fixed_dictionaries(needed, optional=optional).map(lambda row: kind.cls(**row))


def messages(cls: type[ClientMessage] | type[ServerMessage]) -> st.SearchStrategy[Any]:
    """Messages of one class."""
    kind = types.type_info(cls)
    assert isinstance(kind, types.StructType)
    return structs(kind)


client_messages = st.one_of([messages(cls) for cls in CLIENT_TYPES])
server_messages = st.one_of([messages(cls) for cls in SERVER_TYPES])
