"""Writes a document as files, all of them or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TypeAlias

from reportgen.document.blocks import Document
from reportgen.errors import RendererError, ReportgenError, UsageError
from reportgen.extension.components import Look, Renderer
from reportgen.extension.plugin_faults import told
from reportgen.extension.process_state import Meddled, undisturbed
from reportgen.extension.registry import Registry
from reportgen.files import write_together
from reportgen.report.quality import REJECTED, rejects_file
from reportgen.report.report_names import stem_of
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
        RendererError: A renderer failed.
        VerifyError: A file does not say what the document says.
        EnvironmentFault: The folder cannot be written to.
    """
    wanted = renderers(spec, registry, formats)
    made = {one.suffix: rendered(one, document, spec.look) for one in wanted}
    require(document, made, spec.look)
    cover = document.cover
    stem = out / str(cover.month) / stem_of(cover.dealer_id, cover.name or cover.title)
    files = {Path(f"{stem}{suffix}"): content for suffix, content in made.items()}
    if rejects := rejects_file(document):
        files[Path(f"{stem}{REJECTED}")] = rejects
    return publish(files, kept)


def rendered(renderer: Renderer, document: Document, look: Look) -> bytes:
    """Return the file a renderer makes.

    Raises:
        RendererError: It raised something, or returned what is no file.
    """
    try:
        with undisturbed(renderer.render):
            content = renderer.render(document, look)
    except Meddled as error:
        raise RendererError(f"format '{renderer.type}': {error}") from error
    except ReportgenError:
        raise
    except (Exception, SystemExit) as error:
        raise RendererError(f"format '{renderer.type}' could not be made: {told(error)}") from error
    if not isinstance(content, bytes) or not content:
        said = type(content).__name__ if content else "nothing"
        raise RendererError(
            f"format '{renderer.type}' could not be made: render returned {said}; return the bytes "
            "of the file"
        )
    return content


def renderers(spec: Spec, registry: Registry, formats: Sequence[str] = ()) -> tuple[Renderer, ...]:
    """Return the renderers of the formats named; of the spec's, where none are named.

    Raises:
        UsageError: There is no such format, or two of them share a file.
    """
    own = {renderer.type: renderer for renderer in spec.report.formats}
    for name in formats:
        if name not in registry.renderers:
            raise UsageError(f"--formats: {registry.unknown('renderers', name)}")
    chosen = tuple(own.get(n) or registry.renderers[n]() for n in formats) or tuple(own.values())
    _refuse_same_ending(chosen)
    return chosen


def _refuse_same_ending(chosen: Sequence[Renderer]) -> None:
    """Refuse two formats of which one would replace the other's file."""
    endings: dict[str, str] = {}
    for one in chosen:
        first = endings.setdefault(one.suffix.casefold(), one.type)
        if first != one.type:
            raise UsageError(
                f"formats '{first}' and '{one.type}' would both be written to {one.suffix} files; "
                "choose one of them"
            )
