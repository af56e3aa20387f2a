"""What could not be said is shown with the reason, and can be had back to mend it."""

from tests.terminal.room import Client, Peer

UP = "\x1b[A"
# Each is shown as six characters, which only the server counts.
PRIVATE = "\ue000" * 700


def test_a_message_that_the_server_refuses(ana: Client, peer: Peer) -> None:
    """It is not shown as said; the arrow up brings it back into the input line."""
    ana.terminal.type("look: " + PRIVATE)
    ana.enter()
    ana.wait_for("!! not sent: That message is too long (4,206 characters, 4,000 are allowed) –")
    ana.wait_for("(arrow up brings it back)")
    ana.wait_input("")
    ana.terminal.type(UP)
    ana.wait_for("> look:")
    ana.enter("\x7f" * len(PRIVATE) + "nothing")
    assert peer.next("said", name="ana")["text"] == "look: nothing"
    ana.wait_heard("look: nothing")
    ana.wait_input("")
    assert ana.said() == ["look: nothing"]
    assert not [row for row in ana.terminal.rows if row.startswith("…")]
