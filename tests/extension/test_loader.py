from __future__ import annotations

import importlib
import pickle
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

from reportgen.errors import PluginError
from reportgen.extension import loader, workspace
from reportgen.extension.loader import install_namespace, load_plugins, plugin_folders
from reportgen.extension.registry import Broken, Registry
from reportgen.extension.workspace import Workspace

SECTION = '''
from reportgen import Section, hookimpl
{imports}

class One(Section):
    """A chapter."""

    type = "{type}"

    def build(self, data):
        yield from ()


@hookimpl
def register_sections():
    return [One]
'''


def source(more: str) -> str:
    """A plugin with one source."""
    return (
        "from reportgen import Source, hookimpl\n"
        f"class One(Source):\n    type = 'one'\n    {more}\n"
        "    def read(self, place): raise NotImplementedError\n"
        "@hookimpl\ndef register_sources(): return [One]"
    )


def section(name: str, imports: str = "") -> str:
    return SECTION.format(type=name, imports=imports)


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty bundled workspace, without core and installed plugins."""
    folder = tmp_path / "shipped"
    (folder / "plugins").mkdir(parents=True)
    monkeypatch.setattr(workspace, "bundled", lambda: Workspace(folder))
    monkeypatch.setattr(loader, "_CORE", ())
    monkeypatch.setattr(loader, "entry_points", lambda **_: [])
    saved = {n: m for n, m in sys.modules.items() if n.split(".")[0] == loader.PACKAGE}
    for name in saved:
        monkeypatch.delitem(sys.modules, name)
    yield folder / "plugins"
    for name in [n for n in sys.modules if n.split(".")[0] == loader.PACKAGE]:
        del sys.modules[name]


@pytest.fixture
def own(shipped: Path) -> Path:
    folder = shipped.parent.parent / "own" / "plugins"
    folder.mkdir(parents=True)
    return folder


def load(folder: Path) -> Registry:
    return load_plugins(Workspace(folder.parent))


def test_bundled_and_own_plugins_are_offered_by_name(shipped: Path, own: Path) -> None:
    (shipped / "churn.py").write_text(section("churn"))
    (own / "waiting.py").write_text(section("waiting"))

    registry = load(own)

    assert list(registry.sections) == ["churn", "waiting"]
    assert registry.origin("waiting") == str(own / "waiting.py")
    assert [(p.name, p.stage, p.offers) for p in registry.plugins] == [
        ("churn", "bundled", {"sections": ("churn",)}),
        ("waiting", "workspace", {"sections": ("waiting",)}),
    ]
    assert registry.broken == []
    with pytest.raises(KeyError):
        registry.origin("other")


def test_the_bundled_workspace_itself_is_loaded_once(shipped: Path) -> None:
    (shipped / "churn.py").write_text(section("churn"))

    assert list(load(shipped).sections) == ["churn"]
    assert plugin_folders(Workspace(shipped.parent)) == (shipped.resolve(),)


def test_plugins_import_each_other_as_one_package_and_sys_path_stays(
    shipped: Path, own: Path
) -> None:
    (shipped / "shop").mkdir()
    (shipped / "shop" / "__init__.py").write_text("")
    (shipped / "shop" / "visits.py").write_text("TARGET = 8\n")
    (own / "_shared.py").write_text("TARGET = 5\n")
    (own / "waiting.py").write_text(
        section(
            "waiting",
            "from reportgen_plugins._shared import TARGET as mine\n"
            "from reportgen_plugins.shop import visits\n"
            "TOTAL = mine + visits.TARGET\n",
        )
    )
    before = list(sys.path)

    registry = load(own)

    assert registry.broken == []
    assert sys.modules["reportgen_plugins.waiting"].TOTAL == 13
    assert sys.path == before
    one = registry.sections["waiting"]
    assert pickle.loads(pickle.dumps(one)) is one  # noqa: S301 our own class


def test_a_package_with_hooks_is_a_plugin(own: Path) -> None:
    (own / "shop").mkdir()
    (own / "shop" / "__init__.py").write_text(section("shop", "from .inner import X"))
    (own / "shop" / "inner.py").write_text("X = 1\n")
    (own / "data").mkdir()

    registry = load(own)

    assert registry.origin("shop") == str(own / "shop" / "__init__.py")
    assert registry.broken == []


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("import nope", "ModuleNotFoundError: No module named 'nope' (line 1)"),
        ("x = (", "SyntaxError: '(' was never closed (line 1)"),
        ("import sys\nsys.exit(0)", "SystemExit: 0 (line 2)"),
        ("raise RuntimeError", "RuntimeError (line 1)"),
        (
            "from reportgen.section.phrases import catalog\ncatalog('none.yaml')",
            "none.yaml: there is no such file; check the name",
        ),
        (
            "class E(Exception):\n    def __str__(self): raise ValueError\nraise E",
            "E (line 3)",
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef register_section(): return []",
            "unknown hook 'register_section'; did you mean 'register_sections'?",
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef zzz(): return []",
            (
                "unknown hook 'zzz'; there are demo_exports, register_checks, register_renderers, "
                "register_sections, register_sources, register_tables, report_written"
            ),
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef register_sections(data): return []",
            "hook 'register_sections' has no argument 'data'; it takes none",
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef report_written(pat): ...",
            "hook 'report_written' has no argument 'pat'; did you mean 'path'?",
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef report_written(x): ...",
            "hook 'report_written' has no argument 'x'; it takes path, document",
        ),
        (
            "def register_sections(): return []",
            "'register_sections' is not marked; write @hookimpl above it",
        ),
        (
            "X = 1",
            (
                "it has no hook; add a function marked @hookimpl, or let the name of shared code "
                "begin with an underscore: '_bad.py'"
            ),
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef register_sections(): return 'One'",
            "register_sections returned 'One'; return a list",
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef register_sections(): return [1]",
            "register_sections offers 1; offer a class derived from Section",
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef register_tables(): return [1]",
            "register_tables offers 1; offer a TableContract",
        ),
        (
            "from reportgen import hookimpl\n@hookimpl\ndef register_sections(): return 1 / 0",
            "ZeroDivisionError: division by zero (line 3)",
        ),
        (section(""), 'One has no type; write `type = "…"` into the class'),
        (
            (
                "from reportgen import Section, hookimpl\nclass One(Section):\n    type = 'one'\n"
                "@hookimpl\ndef register_sections(): return [One]"
            ),
            "One lacks build; define it",
        ),
        (
            source("suffixes = ('TXT',)\n    path: str"),
            "One: suffixes: write '.txt' instead of 'TXT'",
        ),
        (source("suffixes = ('.txt',)"), "One has suffixes but no option `path`; add it"),
    ],
)
def test_a_broken_plugin_is_set_aside_and_the_others_work(
    own: Path, code: str, reason: str
) -> None:
    (own / "bad.py").write_text(code)
    (own / "good.py").write_text(section("good"))

    registry = load(own)

    assert registry.broken == [Broken("bad", str(own / "bad.py"), reason)]
    assert list(registry.sections) == ["good"]
    assert [plugin.name for plugin in registry.plugins] == ["good"]


def test_a_file_that_cannot_be_imported_by_name(own: Path) -> None:
    (own / "waiting-time.py").write_text(section("waiting"))

    assert load(own).broken[0].reason == (
        "'waiting-time.py' is no name for a module; rename it to 'waiting_time.py'"
    )


def test_an_unknown_name_tells_what_could_not_be_loaded(own: Path) -> None:
    (own / "good.py").write_text(section("good"))
    registry = load(own)

    assert registry.unknown("sections", "god") == "unknown section 'god'; did you mean 'good'?"
    assert registry.unknown("sections", "x") == "unknown section 'x'; there are good"
    assert registry.unknown("checks", "x") == "unknown check 'x'; no plugin offers any"

    registry.broken.append(Broken("bad", "bad.py", "SystemExit"))
    assert registry.unknown("sections", "bad") == (
        "unknown section 'bad'; there are good; it may be in a plugin that could not be loaded: "
        "bad.py (SystemExit)"
    )


def test_two_plugins_cannot_offer_one_name(shipped: Path, own: Path) -> None:
    (shipped / "churn.py").write_text(section("churn"))
    (own / "lost.py").write_text(section("churn"))

    with pytest.raises(PluginError) as caught:
        load(own)

    assert str(caught.value) == (
        f"section 'churn' is offered twice, by {shipped / 'churn.py'} and by {own / 'lost.py'}; "
        "rename one of them"
    )


def test_a_copy_of_a_plugin_counts_once(shipped: Path, own: Path) -> None:
    for folder in (shipped, own):
        (folder / "churn.py").write_text(section("churn"))
        (folder / "shared").mkdir()
        (folder / "shared" / "__init__.py").write_text("")
        (folder / "shared" / "words.yaml").write_text("a: b")
    (shipped / "shared" / "__init__.pyc").write_bytes(b"compiled")

    assert "churn" in load(own).sections

    (own / "shared" / "words.yaml").write_text("a: c")
    with pytest.raises(PluginError, match=r"two plugins have one name: .*shared"):
        load(own)


def test_two_files_cannot_have_one_name(shipped: Path, own: Path) -> None:
    (shipped / "churn.py").write_text(section("churn"))
    (own / "churn").mkdir()
    (own / "churn" / "__init__.py").write_text("")

    with pytest.raises(PluginError) as caught:
        load(own)

    assert str(caught.value) == (
        f"two plugins have one name: {shipped / 'churn.py'} and {own / 'churn'}; rename one of them"
    )


def test_core_and_installed_plugins_are_loaded_before_those_of_the_workspace(
    own: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("core_plugin", "installed_plugin"):
        (tmp_path / f"{name}.py").write_text(section(name))
        monkeypatch.delitem(sys.modules, name, raising=False)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(loader, "_CORE", ("core_plugin", "core_missing"))
    entries = [
        EntryPoint("z", "installed_plugin", "reportgen"),
        EntryPoint("a", "installed_missing", "reportgen"),
    ]
    monkeypatch.setattr(loader, "entry_points", lambda **_: entries)
    (own / "own_plugin.py").write_text(section("own_plugin"))

    registry = load(own)

    assert [(p.name, p.stage) for p in registry.plugins] == [
        ("core_plugin", "core"),
        ("z", "installed"),
        ("own_plugin", "workspace"),
    ]
    assert registry.broken == [
        Broken(
            "core_missing", "core_missing", "ModuleNotFoundError: No module named 'core_missing'"
        ),
        Broken(
            "a", "installed_missing", "ModuleNotFoundError: No module named 'installed_missing'"
        ),
    ]


def test_the_namespace_is_the_same_until_the_folders_change(own: Path, tmp_path: Path) -> None:
    (own / "waiting.py").write_text(section("waiting"))
    first = load(own).sections["waiting"]
    assert load(own).sections["waiting"] is first

    other = tmp_path / "other" / "plugins"
    other.mkdir(parents=True)
    (other / "waiting.py").write_text(section("idle"))
    assert list(load(other).sections) == ["idle"]

    install_namespace(plugin_folders(Workspace(own.parent)))
    module = importlib.import_module("reportgen_plugins.waiting")
    assert module.One.type == "waiting"


def test_hooks_are_called_and_traced(
    own: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REPORTGEN_TRACE", "1")
    (own / "mail.py").write_text(
        "from reportgen import hookimpl\nSENT = []\n"
        "@hookimpl\ndef report_written(path): SENT.append(path)\n"
    )
    registry = load(own)

    registry.hook.report_written(path="a.docx", document=None)

    assert sys.modules["reportgen_plugins.mail"].SENT == ["a.docx"]
    traced = capsys.readouterr().err.splitlines()
    assert traced[0] == "reportgen: register_tables(): nobody"
    assert traced[-1] == "reportgen: report_written(path=a.docx, document=None): mail"
