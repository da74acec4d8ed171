"""The words of the engine: every one in a catalog, in every language, and used."""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

import reportgen
from reportgen.catalogs import FOLDER, Labels, words_in
from reportgen.extension.workspace import bundled
from reportgen.labels import LANGUAGES
from reportgen.section.phrases import catalog
from reportgen.yaml.file import read_yaml

HOME = Path(reportgen.__file__).parent
CATALOGS = sorted(path.stem for path in FOLDER.glob("*.yaml"))
CODE = [path for path in sorted(HOME.rglob("*.py")) if "bundled" not in path.parts]
PLUGINS = sorted(bundled().plugins.rglob("*.py"))
KEYS = [(name, key) for name in CATALOGS for key in words_in(name)]
SILENT = {("punctuation", "next_sentence", "zh")}  # Chinese sentences stand without a space
SAYING = {"say", "text", "good"}
"""Methods whose first text is a key; `workbook_words.say` takes any text, so mypy cannot tell."""
CHINESE = re.compile(r"[\u3401-\u4dff\u4e01-\u9ffe]")
"""A Chinese character; not the first and last, which stand in the ranges of expressions."""
# Chinese that a Python file may hold, and why.
NO_WORDS = {
    "cli/doctor.py": "asks whether the terminal can print a Chinese character",
    "cli/exports_found.py": "how names of files write a month",
    "document/brand.py": "the name of a font",
    "intake/category_words.py": "how exports write yes and no",
    "extension/components.py": "units as a file writes them, in the description of an option",
    "intake/column_refusals.py": "how exports name their calendar, in a message",
    "intake/date_forms.py": "how exports write dates",
    "intake/folding.py": "traditional characters and their simple forms",
    "intake/plain_texts.py": "how exports write nothing",
    "intake/source_options.py": "units as files write them, in a message",
    "intake/unit_words.py": "how exports write units",
    "spec/targets_file.py": "how a file of targets names its columns",
    "report/trade_words.py": "how the label of a column says that it holds a code",
    "metric/currencies.py": "one record a currency: how exports and figures write it",
    "intake/maybe_personal.py": "what texts with personal data have at least",
    "personal_data/person_names.py": "surnames, given names, and labels of names",
    "personal_data/personal_numbers.py": "how plates begin, numerals, and labels of accounts",
    "personal_data/postal_addresses.py": "what streets and rooms are called",
    "intake/numbers.py": "how exports write numbers",
    "intake/repeated_rows.py": "how exports name a row of totals",
    "intake/row_accounts.py": "what of a number or date is no name",
    "intake/unplaced_cells.py": "how cells write dates and numbers",
    "metric/units.py": "one record a unit: its name, and the unit as figures and Excel print it",
    "mapping/header_likeness.py": "the words for kinds of columns in headers",
    "mapping/unknown_words.py": "the pieces that turn a word into its opposite",
    "mapping/value_evidence.py": "how values write dates, plates and forms of address",
    "personal_data/__init__.py": "how dates stand beside numbers that are no phone",
    "name_sorting.py": "characters read otherwise as surnames",
    "report/dealer_selection.py": "what the command line calls a region, a city, a tag or a file",
    "renderers/charts/chart_kinds.py": "one record a kind of chart, its name among the rest",
    "renderers/charts/label_room.py": "where the name of a month may be broken",
    "renderers/docx/substitute_fonts.py": "names of fonts",
    "renderers/docx/template_brand.py": "names of fonts",
    "renderers/docx/template_trial.py": "values that a template is tried with",
    "renderers/xlsx/excel_names.py": "a name Excel keeps for itself",
    "renderers/xlsx/formulas.py": "what Excel takes for a date or a number",
    "sources/duckdb_scan.py": "how exports write months",
    "sources/encodings.py": "the commonest characters, by which an encoding is recognised",
    "sources/file_source.py": "a header as an example, in the description of an option",
    "spec/dealers.py": "the headers a list of dealers may have",
    "testing.py": "a cell of an export that says yes",
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def texts(module: ast.Module) -> Iterator[str]:
    """Every text of a module but its docstrings."""
    said = {
        id(node.value)
        for node in ast.walk(module)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in said:
            yield node.value


@cache
def constants() -> Counter[str]:
    return Counter(text for path in CODE for text in texts(tree(path)))


@cache
def built_keys() -> tuple[re.Pattern[str], ...]:
    """What f-strings with a word in them can make, with a group for each part filled in."""
    found = set()
    for path in CODE:
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.JoinedStr):
                parts = (
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "(.+)"
                    for part in node.values
                )
                found.add("".join(parts))
    return tuple(re.compile(pattern) for pattern in found if re.search("[a-z]{2}", pattern))


@cache
def labels() -> dict[tuple[str, str], Labels[str]]:
    """(module, name) → what it reads from a catalog."""
    found = {}
    for info in pkgutil.walk_packages(reportgen.__path__, "reportgen."):
        if info.name.endswith("__main__"):
            continue
        module = importlib.import_module(info.name)
        for name, value in vars(module).items():
            if isinstance(value, Labels):
                found[info.name, name] = value
    return found


def placeholders(words: str) -> set[str]:
    return {name.split(".")[0] for _, name, _, _ in Formatter().parse(words) if name is not None}


@pytest.mark.parametrize("name", CATALOGS)
def test_every_word_is_there_in_every_language(name: str) -> None:
    assert words_in(name) == read_yaml(FOLDER / f"{name}.yaml").data  # no key stands twice
    for key, words in words_in(name).items():
        assert tuple(words) == LANGUAGES, key
        for language in LANGUAGES:
            assert words[language].strip(" ") or words[language] or (name, key, language) in SILENT
            assert placeholders(words[language]) == placeholders(words["zh"]), key


@pytest.mark.parametrize("name", ["data_quality", "movement", "terminal"])
def test_sentences_that_facts_are_put_into_are_what_a_plugins_are(name: str) -> None:
    assert catalog(FOLDER / f"{name}.yaml") == words_in(name)


def test_what_reads_a_catalog_finds_each_of_its_keys() -> None:
    assert labels()
    for (module, name), read in labels().items():
        for key, label in read.items():
            assert label.zh or label.en, (module, name, key)


def made(text: str) -> bool:
    """Whether code holds a text, or an f-string makes it of such texts."""
    if text in constants():
        return True
    found = (pattern.fullmatch(text) for pattern in built_keys())
    return any(all(made(part) for part in one.groups()) for one in found if one)


def test_every_key_is_used() -> None:
    shared = {text for path in PLUGINS for text in texts(tree(path))}
    read = {each.place(key): key for each in labels().values() for key in each}
    for name, key in KEYS:
        if name == "movement" and key in shared:
            continue  # sentences that every section may use
        if (name, key) not in read:
            assert made(key), (name, key)
        elif read[name, key] == key:  # no family such as `severity.`, whose keys are data
            assert constants()[key] > 1, f"{name}, {key}: declared, and never said"


def said_keys(path: Path) -> Iterator[tuple[int, str]]:
    """Line and key of every call that names a key."""
    for node in ast.walk(tree(path)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute | ast.Name):
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id
        if name in SAYING and not (name == "text" and isinstance(node.func, ast.Name)):
            for given in node.args[:2]:
                if isinstance(given, ast.Constant) and isinstance(given.value, str):
                    yield node.lineno, given.value
                    break


def test_every_key_that_is_said_is_in_a_catalog() -> None:
    keys = {key for _, key in KEYS} | {key for each in labels().values() for key in each}
    said = [(path, line, key) for path in CODE for line, key in said_keys(path)]
    assert [one for one in said if one[2] not in keys] == []
    assert {"contents", "back", "data.table", "movement.same"} <= {key for _, _, key in said}


def test_words_stand_in_catalogs_and_not_in_code() -> None:
    holding = {
        path.relative_to(HOME).as_posix()
        for path in CODE
        if any(CHINESE.search(text) for text in texts(tree(path)))
    }
    assert holding == set(NO_WORDS)


def test_nothing_asks_which_language_it_speaks() -> None:
    """A condition would send a third language the wrong way; a `match` is named by mypy."""
    asked = [
        (path, node.lineno)
        for path in (*CODE, *PLUGINS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Compare)
        for side in (node.left, *node.comparators)
        if isinstance(side, ast.Constant) and side.value in LANGUAGES
    ]
    assert asked == []


def test_help_reads_no_catalog() -> None:
    code = (
        "import sys; from click.testing import CliRunner; from reportgen.cli.app import cli; "
        "said = CliRunner().invoke(cli, ['--help']); "
        "sys.exit(said.exit_code or 'yaml' in sys.modules or 'Commands' not in said.output)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603 our own interpreter


CAR_WORDS = re.compile(r"(?i)\bcars?\b|vehicle|\bplates?\b|\bVINs?\b|repair order|车|工单|经销商")
OF_CARS = re.compile(
    r"no_vehicle\.|private\.(plate|vin)|repaired\.(plate_form|vin_\w+|placeholder)"
)
"""Words said only of tables that declare a VIN or a plate."""
ABOUT_DEALERS = {"rollup", "terminal"}
"""Catalogs that speak of `dealers`, as the spec does; a report calls them what its trade does."""


def test_the_engine_speaks_of_no_cars_where_a_table_has_none() -> None:
    spoken = [
        (name, key, re.sub(r"\{[^{}]*\}", "", text))
        for name, key in KEYS
        if name not in ABOUT_DEALERS and not OF_CARS.match(key)
        for text in words_in(name)[key].values()
    ]
    assert not [said for said in spoken if CAR_WORDS.search(said[-1])]
