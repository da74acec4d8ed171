"""What reports are made from: version and hash of everything that may change a byte of them."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version
from typing import Any, Final

import reportgen
from reportgen.extension.loader import plugin_folders
from reportgen.extension.registry import Registry
from reportgen.report.batch.outcome import Order
from reportgen.report.batch.output_folder import sha256_of
from reportgen.report.write_files import renderers
from reportgen.section.dealer import Dealer
from reportgen.spec.spec import Spec

_LIBRARIES: Final = (
    "docxtpl",
    "jinja2",
    "lxml",
    "matplotlib",
    "numpy",
    "pandas",
    "pyarrow",
    "pylopdf-fonts-zh-cn",
    "pypdf",
    "pypinyin",
    "scipy",
    "xlsxwriter",
)
"""What a report's bytes depend on beside reportgen."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What all reports of a run are made from, without clock, machine, or anybody's data."""

    told: Mapping[str, Any]

    def key(self, dealer: Dealer, inputs: str) -> str:
        """Return the hash of everything one dealer's report is made from.

        `inputs` is the hash of the dealer's rows and accounts.
        """
        return _sha256({**self.told, "inputs": inputs, "dealer": asdict(dealer)})


def provenance(
    order: Order, spec: Spec, registry: Registry, inputs: Mapping[str, str]
) -> Provenance:
    """Look at all a run's reports are made from; `inputs` is the hash of each input file."""
    look = spec.look
    return Provenance(
        {
            "reportgen": {"version": reportgen.__version__, "sha256": _code()},
            "python": python_version(),
            "libraries": {name: _version(name) for name in _LIBRARIES},
            "month": str(order.month),
            "spec": _file(order.spec),
            "template": _file(look.template),
            "brand": _file(look.brand) if look.brand else None,
            "mappings": dict(_mappings(spec)),
            "section files": dict(_section_files(spec)),
            "plugins": dict(_plugins(spec, registry)),
            "formats": [
                {"type": each.type, **each.model_dump(mode="json")}
                for each in renderers(spec, registry, order.formats)
            ],
            "pages": os.environ.get("REPORTGEN_PAGES", ""),
            "inputs": dict(inputs),
        }
    )


@cache
def _code() -> str:
    return _tree(Path(reportgen.__file__).parent, ("*.py", "*.yaml"))


@cache
def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return ""


def _file(path: Path) -> Mapping[str, str]:
    return {"file": path.name, "sha256": sha256_of(path)}


def _mappings(spec: Spec) -> Iterator[tuple[str, str]]:
    for sources in spec.sources.values():
        for source in sources:
            if isinstance(source.mapping, str):
                yield source.mapping, sha256_of(spec.workspace.config(source.mapping))


def _section_files(spec: Spec) -> Iterator[tuple[str, str]]:
    """Yield the hash of each file that an option of a section names."""
    for chapter, section in spec.chapters:
        for name, value in section:
            if isinstance(value, Path):
                yield f"{chapter}.{name}", sha256_of(value)


def _plugins(spec: Spec, registry: Registry) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield the hash of each plugin folder, shared code and sentences included, and the rest."""
    folders = plugin_folders(spec.workspace)
    for folder, stage in zip(folders, ("bundled", "workspace"), strict=False):
        yield stage, {"sha256": _tree(folder, ("*.py", "*.yaml"))}
    for plugin in registry.plugins:
        if plugin.stage == "installed":
            name = plugin.file.partition(":")[0].partition(".")[0]
            yield plugin.name, {"version": _version(name), "module": plugin.file}


def _tree(folder: Path, patterns: tuple[str, ...]) -> str:
    """Return one hash of the files below a folder, by name and content."""
    files = sorted(path for pattern in patterns for path in folder.rglob(pattern))
    return _sha256({path.relative_to(folder).as_posix(): sha256_of(path) for path in files})


def _sha256(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()
