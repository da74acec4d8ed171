from __future__ import annotations

from pathlib import Path

import pytest

from reportgen.errors import UsageError
from reportgen.extension import workspace
from reportgen.extension.workspace import Workspace, bundled, find_workspace


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A workspace, and a bundled one beside it."""
    for name in ("own", "shipped"):
        (tmp_path / name / "configs" / "mappings").mkdir(parents=True)
        (tmp_path / name / "report_templates").mkdir()
    (tmp_path / "shipped/report_templates/monthly.docx").touch()
    (tmp_path / "shipped/configs/brand.yaml").touch()
    (tmp_path / "own/configs/mappings/dms.yaml").touch()
    (tmp_path / "secret.yaml").touch()
    monkeypatch.setattr(workspace, "bundled", lambda: Workspace(tmp_path / "shipped"))
    return Workspace(tmp_path / "own")


def test_what_a_workspace_lacks_comes_from_the_bundled_one(own: Workspace) -> None:
    shipped = own.folder.parent / "shipped"
    assert own.template("monthly.docx") == shipped / "report_templates/monthly.docx"

    (own.templates / "monthly.docx").touch()
    assert own.template("monthly.docx") == own.templates / "monthly.docx"
    assert own.template("report_templates/monthly.docx") == own.templates / "monthly.docx"
    assert own.config("mappings/dms.yaml") == own.configs / "mappings/dms.yaml"
    assert own.plugins == own.folder / "plugins"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("monthli.docx", "there is no template 'monthli.docx'; did you mean 'monthly.docx'?"),
        ("x", "there is no template 'x'; put it into {own}/report_templates"),
        ("../../secret.yaml", "'../../secret.yaml' leads out of {own}; keep the file inside"),
        ("/etc/passwd", "'/etc/passwd' is an absolute path; write it relative to {own}"),
        ("C:\\x.docx", "'C:\\x.docx' is an absolute path; write it relative to {own}"),
        ("\\\\srv\\x.docx", "'\\\\srv\\x.docx' is an absolute path; write it relative to {own}"),
    ],
)
def test_a_name_that_leads_nowhere_or_out(own: Workspace, name: str, message: str) -> None:
    """S24."""
    with pytest.raises(UsageError) as caught:
        own.template(name)

    assert str(caught.value) == message.format(own=own.folder)


def test_a_link_that_leads_out_is_refused(own: Workspace) -> None:
    (own.configs / "link.yaml").symlink_to(own.folder.parent / "secret.yaml")

    with pytest.raises(UsageError) as caught:
        own.config("link.yaml")

    assert str(caught.value) == f"'link.yaml' leads out of {own.folder}; keep the file inside"


def test_the_nearest_folder_with_configs_is_the_workspace(own: Workspace) -> None:
    deep = own.configs / "mappings"

    assert find_workspace(deep / "dms.yaml") == own
    assert find_workspace(own.folder) == own
    assert find_workspace(own.configs) == own


def test_a_lone_folder_is_a_workspace_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "spec.yaml").touch()

    assert find_workspace(tmp_path / "spec.yaml") == Workspace(tmp_path)


def test_the_bundled_workspace_is_inside_the_package_or_the_checkout(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workspace, "_SHIPPED", tmp_path)
    assert bundled() == Workspace(tmp_path)

    monkeypatch.setattr(workspace, "_SHIPPED", tmp_path / "none")
    assert (bundled().folder / "reportgen" / "extension" / "workspace.py").is_file()
