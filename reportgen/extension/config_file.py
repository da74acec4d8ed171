"""`ConfigFile`, an option that names a file in configs/."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, TypeAlias

from pydantic import PlainValidator, ValidationInfo, WithJsonSchema
from pydantic_core import PydanticKnownError

from reportgen.errors import UsageError
from reportgen.extension.workspace import Workspace, bundled


def _found(value: object, info: ValidationInfo) -> Path:
    """Find a file: the workspace's own before the bundled one, which alone is there in tests."""
    if not isinstance(value, str):
        raise PydanticKnownError("string_type")
    workspace = getattr(info.context, "workspace", None)
    try:
        return (workspace if isinstance(workspace, Workspace) else bundled()).config(value)
    except UsageError as error:
        raise ValueError(str(error)) from error


ConfigFile: TypeAlias = Annotated[Path, PlainValidator(_found), WithJsonSchema({"type": "string"})]
"""The name of a file in configs/, the workspace's own before the bundled one."""
