from __future__ import annotations

import importlib
import pickle
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import reportgen
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


def table(columns: str, more: str = "") -> str:
    """A plugin with one table."""
    return (
        "from reportgen import ColumnContract, Label, TableContract, hookimpl\n"
        "L = Label('x', 'x')\n"
        f"@hookimpl\ndef register_tables(): return [TableContract('t', L, L, ({columns},), {more})]"
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
        (
            "import nope",
            (
                "ModuleNotFoundError: No module named 'nope'; install it (pip install nope), or do "
                "without it (line 1)"
            ),
        ),
        (
            "from reportgen.components import Place",
            (
                "ModuleNotFoundError: No module named 'reportgen.components'; import from "
                "reportgen, reportgen.stats or reportgen.testing (line 1)"
            ),
        ),
        (
            "from reportgen_plugins.bad import later",
            (
                "ImportError: cannot import name 'later' from partially initialized module "
                "'reportgen_plugins.bad' (most likely due to a circular import) ({file}); move "
                "what both need into a file of its own, such as _shared.py (line 1)"
            ),
        ),
        (
            "from reportgen import Metrik",
            (
                "ImportError: cannot import name 'Metrik' from 'reportgen' ({engine}); did you "
                "mean 'Metric'? (line 1)"
            ),
        ),
        (
            "Rows('x', 'y')",
            "NameError: name 'Rows' is not defined; write `from reportgen import Rows` (line 1)",
        ),
        (
            section("one", "import os\nos.chdir('/')"),
            "changed what it shares with others: the working folder (os.chdir); write whole paths",
        ),
        (
            section("one").replace("(self, data)", "(self)"),
            "One.build takes other arguments; write `def build(self, data)`",
        ),
        (
            section("one").replace("    type =", "    def __init__(self): ...\n    type ="),
            "One defines __init__; declare its options as fields instead",
        ),
        (
            section("one").replace("    type =", "    most = 5\n    type ="),
            (
                "PydanticUserError: A non-annotated attribute was detected: `most = 5`. All model "
                "fields require a type annotation; if `most` is not meant to be a field, you may "
                "be able to resolve this error by annotating it as a `ClassVar` or updating "
                "`model_config['ignored_types']`.; write `most: float = …` for an option, `most: "
                "ClassVar = …` for a constant (line 5)"
            ),
        ),
        ("x = (", "SyntaxError: '(' was never closed (line 1)"),
        ("import sys\nsys.exit(0)", "SystemExit: 0 (line 2)"),
        ("import os\nos._exit(0)", "SystemExit: 0 (line 2)"),
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
        (
            section("one").replace("return [One]", "[One]"),
            "register_sections returned None; return a list",
        ),
        (
            section("one").replace("[One]", "[One()]"),
            (
                "register_sections offers One(title='', id=''); offer the class One, not an "
                "instance of it"
            ),
        ),
        (
            section("one").replace("register_sections", "register_checks"),
            (
                "register_checks offers <class 'reportgen_plugins.bad.One'>; One is a Section: "
                "offer it in register_sections"
            ),
        ),
        (
            section("one") + "\n\ndef register_table(): return []",
            (
                "'register_table' is not marked; write @hookimpl above it; did you mean "
                "'register_tables'?"
            ),
        ),
        (
            section("one", "X = 1").replace(
                "    def b", "    phrases = {'a': {'zh': '一'}}\n    def b"
            ),
            "One.phrases: a: no text in 'en'; add it",
        ),
        (
            section("one").replace(
                "    def b", "    phrases = {'a': {'zh': '{x}', 'en': '{y}'}}\n    def b"
            ),
            (
                "One.phrases: a: both languages must use the same placeholders; only zh has {x} "
                "and only en has {y}"
            ),
        ),
        (
            section("one").replace("    def b", "    heading = {'zh': '一'}\n    def b"),
            "One.heading: no text in 'en'; add it",
        ),
        (
            section("one").replace("    def b", "    most: int = 'many'\n    def b"),
            (
                "One: option 'most': its default 'many' does not fit: Input should be a valid "
                "integer, unable to parse string as an integer"
            ),
        ),
        (
            section("one").replace("    def b", "    needs = {'order': ['x']}\n    def b"),
            "One.needs: there is no table 'order'; did you mean 'orders'?",
        ),
        (
            section("one").replace("    def b", "    needs = {'orders': ['ammount']}\n    def b"),
            "One.needs: orders: there is no column 'ammount'; did you mean 'amount'?",
        ),
        (
            section("one").replace("    def b", "    wants = {'orders': 'amount'}\n    def b"),
            "One.wants: 'orders': 'amount'; write a list of columns",
        ),
        (
            table("ColumnContract('a', 'points', L)"),
            (
                "table 't'.columns[0].kind: str 'points' is not one of its values; there are text, "
                "code, category, flag, number, money, date, datetime"
            ),
        ),
        (
            table("ColumnContract('a', 'number', L, unit='shre')"),
            "table 't'.columns[0].unit: str 'shre' is not one of its values; did you mean 'share'?",
        ),
        (
            table("ColumnContract('a', 'number', 'A')"),
            "table 't'.columns[0].label: str 'A'; expected Label(zh, en)",
        ),
        (
            table("ColumnContract('a', 'date', L), ColumnContract('a', 'date', L)"),
            "table 't': column 'a' stands twice; remove one",
        ),
        (
            table("ColumnContract('day', 'date', L)", "date='days'"),
            "table 't': date: there is no column 'days'; did you mean 'day'?",
        ),
        (
            table("ColumnContract('a', 'number', L, low=5, high=1)"),
            "table 't': column 'a': low 5 is more than high 1",
        ),
        (
            table("ColumnContract('a', 'text', L)", "date='a'"),
            "table 't': date: column 'a' is a text; a date or datetime is needed",
        ),
    ],
)
def test_a_broken_plugin_is_set_aside_and_the_others_work(
    own: Path, code: str, reason: str
) -> None:
    (own / "bad.py").write_text(code)
    (own / "good.py").write_text(section("good"))
    (own / "orders.py").write_text(
        table("ColumnContract('amount', 'money', L)").replace("'t'", "'orders'")
    )

    registry = load(own)

    reason = reason.replace("{file}", str(own / "bad.py")).replace(
        "{engine}", str(reportgen.__file__)
    )
    assert registry.broken == [Broken("bad", str(own / "bad.py"), reason)]
    assert list(registry.sections) == ["good"]
    assert [plugin.name for plugin in registry.plugins] == ["good", "orders"]


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


def test_the_later_of_two_plugins_with_one_name_is_set_aside(shipped: Path, own: Path) -> None:
    (shipped / "churn.py").write_text(section("churn"))
    (own / "lost.py").write_text(section("churn"))

    registry = load(own)

    reason = f"section 'churn' is offered by {shipped / 'churn.py'} too; rename one of them"
    assert registry.broken == [Broken("lost", str(own / "lost.py"), reason)]
    assert registry.origin("churn") == str(shipped / "churn.py")
    assert registry.taken == {("sections", "churn"): reason}


def test_one_plugin_cannot_offer_a_name_twice(own: Path) -> None:
    twice = section("one").replace("[One]", "[One, One]")
    (own / "twice.py").write_text(twice)
    assert load(own).broken[0].reason == "section 'one' is offered twice; rename one of them"


def test_a_copy_of_a_plugin_counts_once(shipped: Path, own: Path) -> None:
    for folder in (shipped, own):
        (folder / "churn.py").write_text(section("churn"))
        (folder / "shared").mkdir()
        (folder / "shared" / "__init__.py").write_text("")
        (folder / "shared" / "words.yaml").write_text("a: b")
    (shipped / "shared" / "__init__.pyc").write_bytes(b"compiled")

    assert "churn" in load(own).sections

    (own / "shared" / "words.yaml").write_text("a: c")
    registry = load(own)
    assert [(one.name, one.file) for one in registry.broken] == [("shared", str(own / "shared"))]


def test_two_files_cannot_have_one_name(shipped: Path, own: Path) -> None:
    (shipped / "churn.py").write_text(section("churn"))
    (own / "churn").mkdir()
    (own / "churn" / "__init__.py").write_text("")

    registry = load(own)

    reason = f"{shipped / 'churn.py'} has this name already; rename one of them"
    assert registry.broken == [Broken("churn", str(own / "churn"), reason)]
    # a spec must not silently get the one that was to be replaced
    assert registry.taken == {("sections", "churn"): f"{own / 'churn'} cannot be used: {reason}"}


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
            "core_missing",
            "core_missing",
            "ModuleNotFoundError: No module named 'core_missing'; install it (pip install "
            "core_missing), or do without it",
        ),
        Broken(
            "a",
            "installed_missing",
            "ModuleNotFoundError: No module named 'installed_missing'; install it (pip install "
            "installed_missing), or do without it",
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
