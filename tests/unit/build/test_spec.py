"""The recipe for PyInstaller does not let it work where the source is."""

from pathlib import Path

import pytest

BUILD = Path(__file__).resolve().parents[3] / "build"


@pytest.mark.parametrize(
    ("work", "programs"),
    [(BUILD / "chat", Path("out/x")), (Path("out/work"), BUILD), (BUILD, BUILD / "x")],
)
def test_it_refuses_to_work_inside_build(work: Path, programs: Path) -> None:
    spec = compile((BUILD / "chat.spec").read_text(encoding="utf-8"), "chat.spec", "exec")
    names = {"SPECPATH": str(BUILD), "workpath": str(work), "DISTPATH": str(programs)}
    with pytest.raises(SystemExit, match=r"is inside build/, which is source\. Run: python3 dev"):
        exec(spec, names)
