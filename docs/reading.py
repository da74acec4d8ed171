# ruff: noqa: INP001 scripts beside the pages they write
"""Read public names from source: signatures as written, docstrings as Markdown."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

Definition: TypeAlias = ast.ClassDef | ast.FunctionDef | ast.Assign | ast.AnnAssign

_PARTS: Final = re.compile(r"(Attributes|Args|Raises|Returns|Class variables a \w+ declares):")
_ENTRY: Final = re.compile(r"(\w+): (.*)")
_WIDE: Final = 100


class Found(NamedTuple):
    """Where a public name is defined, and what follows it in the file."""

    node: Definition
    after: ast.stmt | None
    text: str


@lru_cache(maxsize=64)
def _source(module: str) -> tuple[ast.Module, str]:
    text = Path(inspect.getfile(import_module(module))).read_text("utf-8")
    return ast.parse(text), text


def find(module: str, name: str) -> Found:
    """The definition of a name, also when the module only passes it on.

    Raises:
        LookupError: The module neither defines nor imports it.
    """
    tree, text = _source(module)
    following = [*tree.body[1:], None]
    for node, after in zip(tree.body, following, strict=True):
        if isinstance(node, ast.ImportFrom) and any(alias.name == name for alias in node.names):
            return find(node.module or "", name)
        if isinstance(node, Definition) and name in _names(node):
            return Found(node, after, text)
    raise LookupError(f"{module} has no {name}")


def _names(node: Definition) -> list[str]:
    if isinstance(node, ast.Assign):
        return [target.id for target in node.targets if isinstance(target, ast.Name)]
    if isinstance(node, ast.AnnAssign):
        return [node.target.id] if isinstance(node.target, ast.Name) else []
    return [node.name]


def reference(module: str, name: str) -> str:
    """What a reader needs to use a public name.

    Raises:
        LookupError: It has no docstring.
    """
    found = find(module, name)
    match found.node:
        case ast.ClassDef():
            return "\n\n".join(_class(found.node, found.text))
        case ast.FunctionDef():
            return f"{code(signature(found.node))}\n\n{documented(found.node)}"
        case _:
            said = _said(found.after)
            if not said:
                raise LookupError(f"{name} has no docstring")
            shown = ast.get_source_segment(found.text, found.node) or ""
            return f"{code(shown)}\n\n{markdown(said)}"


def signature(node: ast.FunctionDef) -> str:
    """A function's head as one writes it, without `self`; long ones one argument a line."""
    arguments = [each for each in _arguments(node) if each not in {"self", "cls", ""}]
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    line = f"{node.name}({', '.join(arguments)}){returns}"
    if len(line) <= _WIDE:
        return line
    return "\n".join([f"{node.name}(", *(f"    {each}," for each in arguments), f"){returns}"])


def _arguments(node: ast.FunctionDef) -> Iterator[str]:
    """The arguments one by one: commas inside brackets part nothing."""
    depth = 0
    part = ""
    for character in f"{ast.unparse(node.args)},":
        depth += {"[": 1, "(": 1, "]": -1, ")": -1}.get(character, 0)
        if character == "," and not depth:
            yield re.sub(r"^(\w+: [^=]+)=", r"\1 = ", part.strip()).replace("'", '"')
            part = ""
        else:
            part += character


def _class(node: ast.ClassDef, text: str) -> Iterator[str]:
    """The head, the fields and the public methods of a class."""
    bases = ", ".join(ast.unparse(base) for base in node.bases)
    lines = [f"class {node.name}{f'({bases})' if bases else ''}:"]
    for statement in node.body:
        public = isinstance(statement, ast.AnnAssign) and ast.unparse(statement.target)[0] != "_"
        if public or (isinstance(statement, ast.Assign) and "ExitCode" in node.name):
            lines.append(f"    {ast.get_source_segment(text, statement)}")
    yield code("\n".join(lines if len(lines) > 1 else [lines[0].rstrip(":")]))
    yield documented(node)
    for method in node.body:
        if isinstance(method, ast.FunctionDef) and not method.name.startswith("_"):
            decorators = [ast.unparse(decorator) for decorator in method.decorator_list]
            head = (
                method.name if any("property" in each for each in decorators) else signature(method)
            )
            yield f"{code(head)}\n\n{documented(method)}"


def documented(node: ast.ClassDef | ast.FunctionDef) -> str:
    """Its docstring as Markdown.

    Raises:
        LookupError: It has none.
    """
    text = ast.get_docstring(node)
    if not text:
        raise LookupError(f"{node.name} has no docstring")
    return markdown(text)


def _said(node: ast.stmt | None) -> str | None:
    """The text that stands below a constant."""
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return inspect.cleandoc(str(node.value.value))
    return None


def markdown(text: str) -> str:
    """A docstring with its lists of arguments, attributes and errors as Markdown lists."""
    lines: list[str] = []
    inside = False
    for line in text.splitlines():
        if _PARTS.fullmatch(line):
            inside = True
            lines += [f"*{line.rstrip(':')}*", ""]
        elif inside and line.startswith("        "):
            lines[-1] += f" {line.strip()}"
        elif inside and (entry := _ENTRY.match(line.strip())):
            lines.append(f"- `{entry[1]}`: {entry[2]}")
        else:
            lines.append(line.strip() if inside else line)
            inside = inside and line[:1] in {"", " "}
    return "\n".join(lines).strip()


def code(text: str) -> str:
    """A block of Python."""
    return f"```python\n{text}\n```"


def table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A Markdown table; a bar inside a cell is escaped."""
    lines = [list(head), *([" ".join(cell.split()) for cell in row] for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "\n".join(f"| {' | '.join(c.replace('|', chr(92) + '|') for c in r)} |" for r in lines)
