"""Targets for fuzzing, by what reads the bytes; tests/support/fuzzing.py has all of them."""
