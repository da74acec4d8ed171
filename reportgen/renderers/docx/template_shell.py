"""Fills the tags of a Word template by docxtpl and jinja2.

A part is prepared and compiled once, when the template is loaded and `template_tags` found nothing
else in it than names and conditions. What jinja2 would be given is looked at once more: it can
neither compute, loop nor reach into the program.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from reportgen.errors import TemplateError
from reportgen.renderers.docx.template_file import parse
from reportgen.renderers.docx.template_places import DRAWING, W, place
from reportgen.renderers.docx.template_rules import ANCHORS, marked

if TYPE_CHECKING:
    from jinja2 import Template as JinjaTemplate
    from jinja2 import nodes
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from lxml.etree import _Element

_ALLOWED: Final = frozenset({"Output", "TemplateData", "Name", "Getattr", "If", "Not"})
"""The nodes of jinja2's syntax tree a template may have."""
_AGAIN: Final = "type its tags again, each in one go"


@dataclass(frozen=True, slots=True)
class Shell:
    """A part that can be filled, and what it must still have then."""

    part: str
    template: JinjaTemplate
    printed: tuple[str, ...]
    """The names that are printed whatever holds."""
    sections: int
    marks: int

    def filled(self, values: Mapping[str, str]) -> _Element:
        """Return the part with the values in place, as text.

        docxtpl's own last step reads what it made as well as it can, and so may lose text without
        a word; here it is read strictly.

        Raises:
            TemplateError: Something is no longer there.
        """
        from jinja2 import TemplateError as JinjaError  # noqa: PLC0415 keeps `--help` fast

        try:
            root = parse(self.template.render(_nested(values)).encode(), self.part)
        except JinjaError as error:
            raise TemplateError(f"{place(self.part)}{error}; {_AGAIN}") from error
        sections, marks, said = _measures(root)
        lost = [name for name in self.printed if values[name] not in said]
        if lost or (sections, marks) != (self.sections, self.marks):
            what = f"'{lost[0]}'" if lost else "a section or a mark"
            raise TemplateError(f"{place(self.part)}{what} is lost when it is filled in; {_AGAIN}")
        return root


def shell(part: str, written: bytes) -> Shell:
    """Prepare and compile a part whose tags were found to be sound.

    Raises:
        TemplateError: jinja2 would be given more than names and conditions.
    """
    from docxtpl import DocxTemplate  # noqa: PLC0415 keeps `reportgen --help` fast
    from jinja2 import TemplateSyntaxError, nodes  # noqa: PLC0415

    environment = _environment()
    try:
        tree = environment.parse(DocxTemplate(None).patch_xml(written.decode()))
    except TemplateSyntaxError as error:
        raise TemplateError(
            f"{place(part)}{(error.message or '').rstrip('.')}; {_AGAIN}"
        ) from error
    kinds = {type(node).__name__ for node in tree.find_all(nodes.Node)}
    if more := sorted(kinds - _ALLOWED):
        raise TemplateError(f"{place(part)}'{more[0]}' is more than names and 'if'; {_AGAIN}")
    sections, marks, _ = _measures(parse(written, part))
    printed = tuple(
        _name(one)
        for output in tree.body
        if isinstance(output, nodes.Output)
        for one in output.nodes
        if not isinstance(one, nodes.TemplateData)
    )
    return Shell(part, environment.from_string(tree), printed, sections, marks)


def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _name(node: nodes.Expr) -> str:
    from jinja2 import nodes  # noqa: PLC0415

    if isinstance(node, nodes.Getattr):
        return f"{_name(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else ""


def _nested(values: Mapping[str, str]) -> dict[str, str | dict[str, str]]:
    """Return the values as jinja2 reads them: `words.page` is `page` of `words`."""
    plain = {name: value for name, value in values.items() if "." not in name}
    words = {name.partition(".")[2]: value for name, value in values.items() if "." in name}
    return {**plain, "words": words}


def _measures(root: _Element) -> tuple[int, int, str]:
    """Return the number of sections and of marks in a part, and everything it says."""
    said = "\n".join([*root.itertext(), *(one.get("descr", "") for one in root.iter(DRAWING))])
    marks = sum(said.count(marked(anchor)) for anchor in ANCHORS)
    return len(list(root.iter(f"{W}sectPr"))), marks, said
