"""Writes a document as files, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from reportgen.document.blocks import Document
from reportgen.errors import UsageError
from reportgen.extension.components import Renderer
from reportgen.extension.registry import Registry
from reportgen.files import safe_name, write_together
from reportgen.report.quality import REJECTED, rejects_file
from reportgen.spec.spec import Spec
from reportgen.verify import require

Publish: TypeAlias = Callable[[Mapping[Path, bytes], Mapping[Path, bytes]], tuple[Path, ...]]
"""Puts the files of one report, and what is kept beside them, into their places, all or none;
returns where the files are."""


def publish(files: Mapping[Path, bytes], kept: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Put the files of one report into their places, over those of an earlier run.

    Raises:
        EnvironmentFault: The folder cannot be written to.
    """
    write_together({**files, **kept})
    for path in files:  # the list of an earlier run would be about other data
        rejected = path.with_name(f"{path.stem}{REJECTED}")
        if rejected not in files and not path.name.endswith(REJECTED):
            rejected.unlink(missing_ok=True)
    return tuple(files)


def write(  # noqa: PLR0913, PLR0917 a document, and all that says where and how
    spec: Spec,
    document: Document,
    out: Path,
    registry: Registry,
    formats: Sequence[str] = (),
    kept: Mapping[Path, bytes] = MappingProxyType({}),
    publish: Publish = publish,
) -> tuple[Path, ...]:
    """Render all formats, then write them: a report's files appear together or not at all.

    What is kept beside them for later reports is none of the files returned.

    Raises:
        TemplateError: The Word template breaks its contract.
        VerifyError: A file does not say what the document says.
        EnvironmentFault: The folder cannot be written to.
    """
    wanted = renderers(spec, registry, formats)
    rendered = {one.suffix: one.render(document, spec.look) for one in wanted}
    require(document, rendered, spec.look)
    cover = document.cover
    stem = out / str(cover.month) / safe_name(f"{cover.dealer_id} {cover.title}")
    files = {Path(f"{stem}{suffix}"): content for suffix, content in rendered.items()}
    if rejects := rejects_file(document):
        files[Path(f"{stem}{REJECTED}")] = rejects
    return publish(files, kept)


def renderers(spec: Spec, registry: Registry, formats: Sequence[str] = ()) -> tuple[Renderer, ...]:
    """Return the renderers of the formats named; of the spec's, where none are named.

    Raises:
        UsageError: There is no such format.
    """
    own = {renderer.type: renderer for renderer in spec.report.formats}
    for name in formats:
        if name not in registry.renderers:
            raise UsageError(f"--formats: {registry.unknown('renderers', name)}")
    return tuple(own.get(n) or registry.renderers[n]() for n in formats) or tuple(own.values())
