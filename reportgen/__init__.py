"""Makes a dealer's monthly customer-service review in Word and Excel from its exports.

The packages, in the order in which a report passes through them:

    spec        a YAML file names sources, checks, sections and outputs
    sources     read files as text
    mapping     tells which header is which column
    intake      table contracts turn text into values; every row is counted
    section     what a section is given: tables, and the means to make facts
    extension   plugins turn tables into blocks of facts
    document    the blocks of all sections and the standard parts around them
    renderers   write the document as .docx and .xlsx
    verify      reads the files back and compares
    report      does all of the above for one dealer, or for many
    cli         the commands

What they share: `yaml` reads YAML files with the place of every error, `metric` defines units,
table contracts and the expressions of facts, `stats` computes tests and intervals.

`reportgen/` knows Word and Excel but nothing about cars; `plugins/` knows after-sales but nothing
about Word or Excel.
"""

from importlib import import_module
from typing import TYPE_CHECKING

from pluggy import HookimplMarker

if TYPE_CHECKING:
    from reportgen.api import *  # noqa: F403 api.py says what is public, once

__version__ = "0.1.0"

hookimpl = HookimplMarker("reportgen")
"""Marks a function of a plugin as the implementation of a hook."""

if not TYPE_CHECKING:  # or a type checker would believe every name

    def __getattr__(name: str) -> object:
        """Return a public name; the first use loads all, so that `--help` comes before pandas."""
        api = import_module("reportgen.api")
        if name not in api.__all__:
            raise AttributeError(f"module 'reportgen' has no attribute '{name}'")
        return getattr(api, name)

    def __dir__() -> list[str]:
        return sorted({*globals(), *import_module("reportgen.api").__all__})
