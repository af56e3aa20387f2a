"""The errors of Realtime Chat, each with a sentence that a person can act on.

    ChatError                    everything below
    ├── ProtocolError            abstract: raise one of the two
    │   ├── LocalProtocolError   we misused the protocol; a bug of ours
    │   └── RemoteProtocolError  the peer broke the protocol; has a stable `code`
    ├── Refused                  the room says no; has a stable `code`
    ├── JournalError             entries could not be stored or read
    │   └── JournalDamaged       because the journal's file is broken
    ├── CannotListen             the server cannot have its address
    └── UsageError               what was asked for on the command line makes no sense

`str(error)` is always one or two plain sentences: what happened, and what to do next.
This module knows nothing of sockets, terminals or exit statuses.
"""


class ChatError(Exception):
    """Base of every error that this program raises on purpose."""


class ProtocolError(ChatError):
    """One of the two sides broke the wire protocol. Abstract: it says not which."""

    def __init__(self, *args: object) -> None:
        """Refuse to be raised itself."""
        if type(self) is ProtocolError:
            raise TypeError("raise LocalProtocolError or RemoteProtocolError")
        super().__init__(*args)


class LocalProtocolError(ProtocolError):
    """This program misused the protocol (text too long to send, a broken message): our bug."""


class RemoteProtocolError(ProtocolError):
    """The peer sent something that the protocol does not allow.

    Args:
        code: a stable word for programs, listed in docs/protocol.md.
        text: one sentence for people.
        id: the number of the peer's message that this is about, where it could be read.
    """

    def __init__(self, code: str, text: str, id: int | None = None) -> None:
        """Keep the code beside the sentence."""
        super().__init__(text)
        self.code = code
        self.text = text
        self.id = id


class Refused(ChatError):
    """A well-formed wish that the room does not grant.

    Args:
        code: a stable word for programs, listed in docs/protocol.md.
        text: one sentence for people.
    """

    def __init__(self, code: str, text: str) -> None:
        """Keep the code beside the sentence."""
        super().__init__(text)
        self.code = code
        self.text = text


class JournalError(ChatError):
    """The journal could not store or read entries; nothing of the failed batch is stored."""


class JournalDamaged(JournalError):
    """The journal's file is broken: what is in it cannot be trusted."""


class CannotListen(ChatError):
    """The server cannot listen on the address that it was given."""


class UsageError(ChatError):
    """The command line asks for something that cannot be done."""
