"""Realtime Chat: talk on one computer or one network, at once.

The layers, from the inside out; each may import only what stands above it:

    errors, text, styled          sentences for people; the only way from outside text to an output
    protocol                      what travels on the wire
    room                          the chat itself: members, rules, the log
    journal                       where rooms are stored
    waker, system, terminal       threads, operating systems, the terminal library
    server | client               threads and sockets; they never import each other

`errors`, `text`, `styled`, `protocol` and `room` are pure: no socket, thread, file, clock or
randomness.
"""

__version__ = "0.1.0"
