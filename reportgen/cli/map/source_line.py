"""Writes the line of a spec under `sources` that reads a mapped file."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path

from reportgen.cli.map.mapped_file import MappedFile
from reportgen.extension.workspace import Workspace
from reportgen.mapping import Read, declared
from reportgen.personal_data import mask_file_name


def declared_options(mapped: MappedFile) -> str:
    """Write what a source has to declare of the file as one line of YAML."""
    listed = {
        option: ", ".join(f"{name}: {text}" for name, text in columns.items())
        for option, columns in declared(mapped.matching, mapped.values).items()
    }
    return ", ".join(f"{option}: {{ {columns} }}" for option, columns in listed.items())


def source_line(
    mapped: MappedFile, read: Read, workspace: Workspace, path: Path | None = None
) -> str:
    """Write the source of one file in one line; `path` where it reads more than this one."""
    out = mapped.out
    inside = out.resolve().is_relative_to(workspace.configs.resolve())
    pairs = {
        "type": read.type,
        "path": nameless(below(path or read.path, workspace.folder)),
        **{name: str(value) for name, value in read.options.items()},
        "mapping": below(out, workspace.configs if inside else workspace.folder),
    }
    listed = ", ".join(
        f'{name}: "{text}"' if name in {"path", "sheet"} else f"{name}: {text}"
        for name, text in pairs.items()
    )
    return f"{{ {', '.join(filter(None, (listed, declared_options(mapped))))} }}"


def nameless(path: str) -> str:
    """Return a path whose file's name says nothing of a person: `*` stands for what does.

    The spec it stands in still finds the file by it.
    """
    folder, slash, name = path.rpartition("/")
    masked = mask_file_name(name)
    if masked == name:
        return path
    pattern = re.sub(r"\*+", "*", masked)
    return f"{folder}{slash}{pattern if fnmatchcase(name, pattern) else f'*{Path(name).suffix}'}"


def below(path: Path, folder: Path) -> str:
    """Return the path as a spec in that folder writes it."""
    whole, home = path.resolve(), folder.resolve()
    return whole.relative_to(home).as_posix() if whole.is_relative_to(home) else whole.as_posix()
