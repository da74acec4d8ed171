"""Print the development dependencies of pyproject.toml, for a pip that knows no groups yet."""

import tomllib
from pathlib import Path

project = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))
print(*project["dependency-groups"]["dev"])
