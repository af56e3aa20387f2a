"""Who comes and goes, who is not listened to, and what concerns one, on a terminal."""

from tests.terminal.room import Client, Peer, Server, StartClient

CTRL_L = "\x0c"


def test_a_mention_stands_out_and_rings(ana: Client, peer: Peer) -> None:
    """What is said to everybody does not, nor does what one says oneself."""
    peer.say("hello all", "what do you think, Ana?", "bananas")
    ana.wait_heard("bananas")
    rows = [row for row in ana.terminal.rows if "bot: " in row]
    assert ["»" in row for row in rows] == [False, True, False]
    ana.enter("I am ana")
    ana.wait_heard("I am ana")
    assert ana.rung() == 1
    ana.enter(":bell off")
    ana.wait_for("-- It never rings.")
    peer.send(type="whisper", to="ana", text="psst")
    ana.wait_for("bot -> you: psst")
    assert ana.rung() == 1


def test_a_reply_goes_to_who_whispered(ana: Client, peer: Peer) -> None:
    """And one's own line says to whom."""
    peer.send(type="whisper", to="ana", text="psst")
    ana.wait_for("bot -> you: psst")
    ana.enter(":r yes?")
    assert peer.next("whispered", name="ana")["text"] == "yes?"
    ana.wait_for("you -> bot: yes?")


def test_who_comes_and_goes_is_told_together(ana: Client, peer: Peer, server: Server) -> None:
    """Who is back at once is told not at all."""
    peers = [Peer(server.port, f"guest{number}") for number in range(6)]
    ana.wait_for("joined")
    for other in peers:
        other.close()
    ana.wait_for(" left")
    with Peer(server.port, "last"):
        ana.wait_for("last joined")
    lines = [line for line in ana.terminal.lines if "guest" in line]
    assert len(lines) < 6
    assert "guest0, guest1, guest2 and 3 others joined" in lines[0]


def test_nobody_is_shown_coming_and_going(ana: Client, peer: Peer, server: Server) -> None:
    """As long as one wants that."""
    ana.enter(":quiet on")
    ana.wait_for(":quiet off shows it")
    with Peer(server.port, "eve") as eve:
        eve.say("hello from eve")
        ana.wait_heard("hello from eve")
    peer.next("left")
    peer.say("after")
    ana.wait_heard("after")
    assert not [line for line in ana.terminal.lines if "eve joined" in line or "eve left" in line]


def test_who_is_ignored_is_not_shown(ana: Client, peer: Peer, server: Server) -> None:
    """Also under another name; what was hidden is counted."""
    with Peer(server.port, "eve") as eve:
        eve.say("before")
        ana.wait_heard("before")
        ana.enter(":ignore eve")
        ana.wait_for("What eve says is not shown any more")
        eve.send(type="nick", name="mallory")
        eve.say("hidden")
        peer.next("said", text="hidden")
        peer.say("shown")
        ana.wait_heard("shown")
        assert "hidden" not in ana.said()
        assert not [line for line in ana.terminal.lines if "mallory" in line]
        ana.enter(":ignore")
        ana.wait_for("eve (1 hidden)")


def test_a_mistyped_command_is_not_said(ana: Client, peer: Peer) -> None:
    """The nearest one is suggested; a whisper stays one."""
    ana.enter(":mgs bot secret")
    ana.wait_for("!! There is no :mgs. Did you mean :msg?")
    ana.enter(":help mgs")
    ana.wait_for("There is no :mgs. Did you mean :msg?")
    ana.enter("next")
    assert peer.texts_of("ana", last="next") == ["next"]


def test_the_whole_help_is_to_be_seen_at_once(ana: Client) -> None:
    """In 24 rows of 80 columns."""
    ana.enter(":help")
    ana.wait_for("says a text that begins with :")
    ana.wait_input("")
    assert [row.split()[0] for row in ana.terminal.rows].count(":help") == 1
    assert max(map(len, ana.terminal.rows)) <= 80


def test_help_can_be_read_in_a_narrow_window(start_client: StartClient) -> None:
    """Nothing is cut off."""
    ana = start_client("ana", columns=30)
    ana.enter(":help msg")
    ana.wait_for("   at eight")
    text = " ".join(" ".join(ana.terminal.lines).split())
    assert ":msg NAME TEXT: whisper to one person" in text
    assert "it is stored nowhere, and if it cannot be delivered you are told" in text


def test_clear_empties_the_window(ana: Client, peer: Peer) -> None:
    """`:clear` and Ctrl+L; the half-typed line stays."""
    for typed in (":clear\r", CTRL_L):
        peer.say("to be cleared")
        ana.wait_heard("to be cleared")
        ana.terminal.type(typed)
        ana.terminal.wait_until(lambda: "to be cleared" not in "".join(ana.terminal.rows))
    ana.type("half")
    ana.terminal.type(CTRL_L)
    ana.wait_input("half")
