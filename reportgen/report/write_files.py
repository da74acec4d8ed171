"""Writes a document as files, all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from reportgen.document.blocks import Document
from reportgen.errors import UsageError
from reportgen.extension.components import Renderer
from reportgen.extension.registry import Registry
from reportgen.files import safe_name, write_together
from reportgen.report.quality import REJECTED, rejects_file
from reportgen.spec.spec import Spec
from reportgen.verify import require


def write(  # noqa: PLR0913, PLR0917 what is written, and where
    spec: Spec,
    document: Document,
    out: Path,
    registry: Registry,
    formats: Sequence[str] = (),
    kept: Mapping[Path, bytes] = MappingProxyType({}),
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
    rejected = Path(f"{stem}{REJECTED}")
    if rejects := rejects_file(document):
        files[rejected] = rejects
    write_together({**files, **kept})
    if not rejects:  # the list of an earlier run would be about other data
        rejected.unlink(missing_ok=True)
    return tuple(files)


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
