"""Pictures of real sessions, as an emulator shows them, for the README and docs/."""
