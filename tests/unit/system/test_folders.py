"""Where settings are, and how a place is told."""

from pathlib import Path

import pytest

from app.system.folders import config_folder, settings_file, shortened


def test_the_user_s_own_file(tmp_path: Path) -> None:
    """Unless one lies beside the program."""
    usual = config_folder() / "server.toml"
    assert settings_file("server") == usual
    assert settings_file("server", tmp_path) == usual
    (tmp_path / "server.toml").write_text("")
    assert settings_file("server", tmp_path) == tmp_path / "server.toml"
    assert settings_file("client", tmp_path) == config_folder() / "client.toml"


def test_a_place_is_told_shortly(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    assert shortened(tmp_path / "a" / "b") == str(Path("~", "a", "b"))
    assert shortened(Path("/elsewhere/\x1b")) == str(Path("/elsewhere/␛"))
