"""What a server says to the person who started it."""

from app.server.welcome import HANG_COLUMNS, welcome

CLIENT = "./client 127.0.0.1:7000"
KEPT = "/home/ana/.local/share/realtime-chat/7000"


def test_three_lines_in_a_usual_window() -> None:
    join, kept, end = welcome(CLIENT, KEPT, 80, attended=True).splitlines()
    assert join == f"Others on this computer join by starting: {CLIENT}"
    assert kept == f"What is said is kept in {KEPT}."
    assert ":help" in end
    assert "Ctrl+C, Ctrl+D or closing" in end
    assert max(map(len, (join, kept, end))) <= 80
    unattended = welcome(CLIENT, KEPT, 80, attended=False)
    assert ":help" not in unattended
    assert "Ctrl+D" not in unattended, "where nothing is read it stops nothing"


def test_a_narrow_window_breaks_no_word_and_no_command() -> None:
    text = welcome(CLIENT, KEPT, 30, attended=True)
    rows = text.splitlines()
    assert f"{'':{HANG_COLUMNS}}{CLIENT}" in rows
    assert all(len(row) <= 30 for row in rows if "/" not in row)
    assert text.split() == welcome(CLIENT, KEPT, None, attended=True).split()
