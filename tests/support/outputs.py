"""Every place in `app` that writes outward, and the tests that run every attack through it.

tests/meta/test_outputs.py finds those places, and fails for one that is not here.
"""

_WORDS = "tests/hostile/test_outputs_words.py"
_SERVER = "tests/hostile/test_outputs_server.py"
_PIPE = "tests/hostile/test_outputs_pipe.py"
_TERMINAL = "tests/hostile/test_outputs_terminal.py"

_SCREEN = [f"{_TERMINAL}::test_every_{what}" for what in ("message", "answer")]
_SCREEN.append(f"{_TERMINAL}::test_bare_lines")
_TEXT = [*_SCREEN, f"{_PIPE}::test_text", f"{_PIPE}::test_bare_lines"]
_JSON = [f"{_PIPE}::test_json", f"{_WORDS}::test_refusals"]
_CLIENT_OPTIONS = [f"{_WORDS}::test_a_client_s_{what}" for what in ("command_line", "address")]
_SETTINGS = [f"{_WORDS}::test_a_client_s_settings"]
_SERVER_OPTIONS = [f"{_WORDS}::test_a_server_s_{what}" for what in ("command_line", "folder")]
_LOG = [f"{_SERVER}::test_the_log", f"{_WORDS}::test_records"]
_LOG.append("tests/hostile/test_outputs_orders.py::test_the_console")
_BARE = [
    f"{_SERVER}::test_bare_lines",
    f"{_SERVER}::test_answers_to_bare_lines",
    f"{_SERVER}::test_what_was_said_before",
]
_WINDOW = ["tests/hostile/test_outputs_window.py::test_the_server_s_window"]
_ASKED_NAME = "tests/hostile/test_outputs_window.py::test_a_hostile_name_that_was_asked_for"
_ORDERS = "tests/hostile/test_outputs_orders.py"
_CONSOLE = [f"{_ORDERS}::test_the_console", f"{_ORDERS}::test_what_is_typed", *_WINDOW]
_STATUS = [f"{_ORDERS}::test_the_status"]
_TITLE = [f"{_WORDS}::test_window_titles", *_WINDOW]
_OFFER = [f"{_WORDS}::test_the_offer_of_a_server"]
_MISTAKE = [f"{_WORDS}::test_mistakes_in_the_program"]

OUTPUTS: dict[str, list[str]] = {
    # The client.
    "app.client.cli.main": _CLIENT_OPTIONS,
    "app.client.cli._on_screen": _SCREEN,
    "app.client.cli._settings": _SETTINGS,
    "app.client.options.client_parser": _CLIENT_OPTIONS,
    "app.client.offering.offer_server": _OFFER,
    "app.client.telling.Telling.__init__": _TEXT,
    "app.client.printer.Printer.message": _JSON,
    "app.client.printer.Printer._print": _TEXT,
    "app.client.screen.Screen.__init__": [*_SCREEN, _ASKED_NAME],
    "app.client.screen.Screen._show": [*_SCREEN, f"{_WORDS}::test_what_set_tells"],
    "app.terminal.line.InputLine.__init__": [*_SCREEN, _ASKED_NAME],
    "app.terminal.line._shown": _SCREEN,
    "app.terminal.terminal.Terminal._write_some": _SCREEN,
    "app.terminal.window.OuterWindow.__init__": _SCREEN,
    "app.terminal.window.OuterWindow._write": _SCREEN,
    # The server's window.
    "app.server.cli.main": [*_SERVER_OPTIONS, f"{_WORDS}::test_a_server_s_settings"],
    "app.server.options.server_parser": _SERVER_OPTIONS,
    "app.server.cli._serve": [*_LOG, *_SERVER_OPTIONS, *_WINDOW],
    "app.server.cli._tell_status": _STATUS,
    "app.server.console.Console.run": _CONSOLE,
    "app.server.console.Console._show": _CONSOLE,
    "app.server.console.Console._tell": _CONSOLE,
    "app.server.writer.Writer.write": _LOG,
    "app.server.writer.Writer._run": _LOG,
    "app.server.writer.Writer._write": _LOG,
    # Its log: all records go the same way.
    "app.server.logs.LogHandler.emit": _LOG,
    "app.server.cli._set_up_log": _LOG,
    "app.server.logfile.LogFile.write": _LOG,
    **dict.fromkeys(
        (
            "app.journal.schema._do_without_wal",
            "app.journal.wal.Wal.restart",
            "app.server.archive.Archive._settle",
            "app.server.bans.BansFile.load",
            "app.server.bans.BansFile.save",
            "app.server.archive.Archive._carry_out",
            "app.server.hub.Hub._carry_out",
            "app.server.hub.Hub._grant",
            "app.server.hub.Hub._enter",
            "app.server.hub.Hub._rename",
            "app.server.hub.Hub._move",
            "app.server.hub.Hub._leave",
            "app.server.recording.Recorder.store",
            "app.server.recording.Recorder._tell_log",
            "app.server.recording.Recorder.tidy",
            "app.server.delivery.Delivery._answer",
            "app.server.halls.Halls.open",
            "app.server.intake._take_line",
            "app.server.keeping.Keeping.log",
            "app.server.listener.Listener._accept",
            "app.server.listener.Listener._rest",
            "app.server.status.StatusToken.__init__",
            "app.server.store.open_store",
            "app.system.locks.FileLock.__init__",
        ),
        _LOG,
    ),
    # What peers receive.
    "app.server.outgoing.Outgoing._send": _BARE,
    # Both programs.
    "app.system.asking.ask": _OFFER,
    "app.system.console.WindowTitle.__init__": _TITLE,
    "app.system.console.WindowTitle.set": _TITLE,
    "app.system.console._set_console_title": _TITLE,
    "app.system.options.OptionParser": [*_CLIENT_OPTIONS, *_SERVER_OPTIONS],
    "app.system.options.OptionParser._print_message": [*_CLIENT_OPTIONS, *_SERVER_OPTIONS],
    "app.system.options.OptionParser.error": [*_CLIENT_OPTIONS, *_SERVER_OPTIONS],
    "app.system.telling.inform": [*_CLIENT_OPTIONS, *_SERVER_OPTIONS, *_SETTINGS],
    "app.system.run.tell_bug": _MISTAKE,
    "app.system.streams.write_through": [f"{_WORDS}::test_what_is_written_through", *_LOG],
}
"""A module and a function, and its tests."""

CONSTANT: dict[str, str] = {
    "app.client.cli._talk": "asks the streams what they are, and writes nothing",
    "app.client.cli._in_pipe": "asks a stream what it is, and writes nothing",
    "app.client.cli._ready_symbols": "asks the streams what they are, and writes nothing",
    "app.client.cli._tell_of_plain_lines": "a sentence of its own, and one of the library's",
    "app.server.console.Console._help": "asks a stream how wide it is, and writes nothing",
    "app.server.keeping.Keeping.remove_room": "a room that is there, and SQLite's words",
    "app.server.listener.Listener._turn_away": "a sentence of its own, and an address in numbers",
    "app.server.listener.Listener._is_slow": "a sentence of its own",
    "app.server.reading.Reading._wait": "a sentence of its own, and a number",
    "app.client.plain.Plain.run": "flushes only",
    "app.system.console.WindowTitle.restore": "a sequence of its own",
    "app.system.options.OptionParser.print_help": "a page of our own, and folders, cleaned",
    "app.system.run._wait_for_enter": "a sentence of its own",
    "app.terminal.output.open_output": "a sequence of its own",
    "app.terminal.suspending.Suspending._take": "a sequence of its own",
    "app.terminal.window.OuterWindow.take": "a sequence of its own",
    "app.terminal.window.OuterWindow.give_back": "a sequence of its own",
    "app.waker.Waker.wake": "a byte of its own, to its own thread",
}
"""Places to which nothing from outside comes, and what they write instead."""

ELSEWHERE: dict[str, str] = {
    "app.client.typed.TypedLines._append": "what was typed, into a file; cleaned when it is read",
    "app.client.link.Link._exchange": "what was typed, to a server, which trusts nobody",
    "app.settings.file.write_new": "a file of settings, of our own words",
    "app.system.whole_files.write_whole": "files of our own, cleaned when they are read and shown",
    "app.server.status._exchange": "a token of our own, to a server",
    "app.client.starting.start_server": "an address that was reached, into a log that is cleaned",
}
"""Places that write to no person, and who reads it instead."""
