from __future__ import annotations

from pathlib import Path

import pytest

from kg.errors import KgError, UsageError
from kg.evidence import Workspace


def test_one_build_at_a_time(tmp_path: Path) -> None:
    place = Workspace(tmp_path)
    with place.locked(), pytest.raises(KgError, match="another build is at work"), place.locked():
        pass
    with place.locked():
        pass  # it is free again


def test_a_missing_workspace_is_told_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="kg build PATH"):
        Workspace(tmp_path / "none").require()


def test_a_file_in_the_way_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    for folder in (tmp_path / "file", tmp_path / "file" / "below"):
        with pytest.raises(UsageError, match="is a file"), Workspace(folder).locked(create=True):
            pass


def test_locations_are_relative_to_the_folder_that_holds_the_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert Workspace(Path("kg-workspace")).base == Path.cwd()
