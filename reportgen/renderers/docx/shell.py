"""The Word template: its contract, and its title page, headers and footers filled in.

A template is a contract of style names, two anchors and known variables. It is checked when it is
loaded, because Word says nothing about a missing style and silently falls back to Normal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from zipfile import BadZipFile

from reportgen.blocks import Cover
from reportgen.errors import TemplateError, did_you_mean
from reportgen.frame import Word, say
from reportgen.renderers.ooxml import clean, pack, unpack

if TYPE_CHECKING:
    from jinja2.sandbox import ImmutableSandboxedEnvironment
    from lxml.etree import _Element

W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FRONT: Final = "[[RG:FRONT]]"
BODY: Final = "[[RG:BODY]]"
ANCHORS: Final = {FRONT: "the contents and the lists", BODY: "the report itself"}

STYLES: Final = (
    "Normal", "heading 1", "heading 2", "heading 3", "toc 1", "toc 2", "table of figures",
    "caption", "RG TOC Title", "RG Heading", "RG Subheading", "RG Headline", "RG Summary",
    "RG Note", "RG Failed", "RG Gap", "RG Drawing", "RG Chart Title", "RG Table Caption",
    "RG Table", "RG Table Head", "RG Table Text", "RG KPI Label", "RG KPI Value",
    "RG KPI Change", "RG Finding Bad", "RG Finding Bad Text", "RG Finding Watch",
    "RG Finding Watch Text", "RG Finding Good", "RG Finding Good Text", "RG Finding Info",
    "RG Finding Info Text",
)  # fmt: skip
"""Every style name a template must have, whatever its ids."""

VARIABLES: Final = (
    "title", "subtitle", "dealer", "dealer_id", "period", "department", "author", "date", "words",
)  # fmt: skip
"""Every variable a title page, header or footer may use."""

WORDS: Final[tuple[Word, ...]] = (
    "period", "department", "author", "date", "page", "of_pages", "pages",
)  # fmt: skip
"""What a template may print in the language of the report, as `{{ words.page }}`."""

_BETWEEN: Final = " \u3000·:：,，-–—|"
_FULL_WIDTH: Final = re.compile("｛｛|｝｝|｛%|%｝")


@dataclass(frozen=True, slots=True)
class Template:
    """A checked template: the file, style name (lower case) → id, and its text width in twips."""

    name: str
    data: bytes
    styles: dict[str, str]
    width: int


def load(path: Path) -> Template:
    """The template at `path`, checked; read once until the file changes.

    Raises:
        TemplateError: The file is missing or no Word file, or breaks the contract.
    """
    try:
        stamp = path.stat()
    except OSError as error:
        raise TemplateError(
            f"{path.name}: there is no such template in {path.parent.name}/; {_choices(path)}"
        ) from error
    return _load(path, stamp.st_mtime_ns, stamp.st_size)


@lru_cache(maxsize=8)
def _load(path: Path, _modified: int, _size: int) -> Template:
    from lxml import etree  # noqa: PLC0415 keeps `reportgen --help` fast

    try:
        parts = unpack(path.read_bytes())
        root = etree.fromstring(parts["word/document.xml"])
        named = etree.fromstring(parts["word/styles.xml"])
    except (BadZipFile, KeyError, etree.XMLSyntaxError) as error:
        raise TemplateError(
            f"{path.name}: this is not a Word file; save it from Word as .docx"
        ) from error
    styles = {
        name.get(f"{W}val", "").lower(): style.get(f"{W}styleId", "")
        for style in named.iter(f"{W}style")
        for name in style.iter(f"{W}name")
    }
    _check_styles(path.name, styles)
    _isolate_anchors(path.name, root)
    parts["word/document.xml"] = etree.tostring(root, encoding="UTF-8", standalone=True)
    template = Template(path.name, pack(parts), styles, _text_width(root))
    _check_variables(template)
    return template


def fill(template: Template, cover: Cover) -> dict[str, bytes]:
    """The parts of the template with the cover's values in place.

    Values are plain text: they are escaped, and never read as template source.

    Raises:
        TemplateError: The template asks for what does not exist.
    """
    from docxtpl import DocxTemplate  # noqa: PLC0415 keeps `reportgen --help` fast
    from jinja2 import TemplateError as JinjaError  # noqa: PLC0415

    shell = DocxTemplate(BytesIO(template.data))
    try:
        shell.render(_values(cover), jinja_env=_environment())
    except JinjaError as error:
        raise TemplateError(f"{template.name}: {error}; {_known()}") from error
    target = BytesIO()
    shell.save(target)
    return unpack(target.getvalue())


def _environment() -> ImmutableSandboxedEnvironment:
    from jinja2 import StrictUndefined  # noqa: PLC0415
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415

    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _values(cover: Cover) -> dict[str, Any]:
    language = cover.language
    values = {
        # The dealer stands beside the title wherever a template prints both.
        "title": cover.title.removeprefix(cover.dealer).lstrip(_BETWEEN) or cover.title,
        "subtitle": cover.subtitle,
        "dealer": cover.dealer,
        "dealer_id": cover.dealer_id,
        "period": cover.month.text(language),
        "department": cover.department,
        "author": cover.author,
        "date": cover.report_date.isoformat() if cover.report_date else "",
    }
    words = {word: say(word, language) for word in WORDS}
    return {**{name: _one_line(value) for name, value in values.items()}, "words": words}


def _one_line(value: str) -> str:
    """Without line breaks and what docxtpl reads as page breaks, and never an anchor."""
    return " ".join(clean(value).split()).replace("[[RG:", "[RG:")


def _check_styles(name: str, styles: dict[str, str]) -> None:
    missing = [style for style in STYLES if style.lower() not in styles]
    if missing:
        known = [style for style in styles if style.startswith("rg ")]
        hints = "".join(did_you_mean(style.lower(), known) for style in missing[:1])
        listed = ", ".join(f"'{style}'" for style in missing)
        raise TemplateError(
            f"{name}: the template lacks the styles {listed}{hints}; add them in Word "
            "(Styles pane, New Style), or start from a copy of monthly.docx"
        )


def _isolate_anchors(name: str, root: _Element) -> None:
    """Make each anchor the only text of its paragraph; Word may have split it into runs."""
    from lxml import etree  # noqa: PLC0415

    for anchor, meaning in ANCHORS.items():
        found = [
            paragraph
            for paragraph in root.iter(f"{W}p")
            if "".join(text.text or "" for text in paragraph.iter(f"{W}t")).strip() == anchor
        ]
        if len(found) != 1:
            number = "is missing" if not found else f"stands there {len(found)} times"
            raise TemplateError(
                f"{name}: the paragraph {anchor} {number}; write it once, alone in a paragraph, "
                f"where {meaning} shall stand"
            )
        for child in list(found[0]):
            if child.tag != f"{W}pPr":
                found[0].remove(child)
        run = etree.SubElement(found[0], f"{W}r")
        etree.SubElement(run, f"{W}t").text = anchor


def _text_width(root: _Element) -> int:
    section = list(root.iter(f"{W}sectPr"))[-1]
    size, margin = section.find(f"{W}pgSz"), section.find(f"{W}pgMar")
    if size is None or margin is None:
        return 9072
    sides = int(margin.get(f"{W}left", "0")) + int(margin.get(f"{W}right", "0"))
    return int(size.get(f"{W}w", "11906")) - sides


def _check_variables(template: Template) -> None:
    from docxtpl import DocxTemplate  # noqa: PLC0415
    from jinja2 import TemplateSyntaxError  # noqa: PLC0415

    text = "".join(
        part.decode("utf-8", "replace")
        for name, part in unpack(template.data).items()
        if re.match(r"word/(document|header\d*|footer\d*)\.xml", name)
    )
    if found := _FULL_WIDTH.search(text):
        raise TemplateError(
            f"{template.name}: '{found[0]}' is written with full-width braces; "
            "type half-width {{ and }}"
        )
    try:
        used = DocxTemplate(BytesIO(template.data)).get_undeclared_template_variables(
            _environment()
        )
    except TemplateSyntaxError as error:
        raise TemplateError(f"{template.name}: {error}; check the {{{{ }}}} tags") from error
    for unknown in sorted(used - set(VARIABLES)):
        hint = did_you_mean(unknown, VARIABLES)
        raise TemplateError(f"{template.name}: unknown variable '{unknown}'{hint}; {_known()}")


def _known() -> str:
    return f"a template may use {', '.join(VARIABLES)}"


def _choices(path: Path) -> str:
    found = sorted(file.name for file in path.parent.glob("*.docx"))
    if not found:
        return "the folder has no .docx files"
    return f"there are {', '.join(found)}{did_you_mean(path.name, found)}"
