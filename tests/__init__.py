"""The tests. A package, so that `from tests.support import ...` means ours everywhere."""
