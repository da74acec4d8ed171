"""The base class of every model of a YAML mapping: unknown keys are errors."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator
from pydantic_core.core_schema import ValidationInfo


class Strict(BaseModel):
    """A YAML mapping that accepts known keys only; any other key is an error with its place."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, allow_inf_nan=False
    )

    @model_validator(mode="before")
    @classmethod
    def _note_keys(cls, value: Any, info: ValidationInfo) -> Any:  # noqa: ANN401 raw YAML
        """Note which keys this mapping may have, so that an error can suggest one."""
        known = getattr(info.context, "known_keys", None)
        if known is not None and isinstance(value, dict):
            names = {spec.alias or name for name, spec in cls.model_fields.items()}
            known.setdefault(id(value), set()).update(names)
        return value
