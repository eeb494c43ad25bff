"""The page of the package on the index: the README, whose links and pictures have to lead somewhere from there too.

Only where a release is made the address of the repository is known; elsewhere the README is taken as it stands, and no
address is told. Hatchling calls this with every build.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

_LINK = re.compile(r"(!?)(\[[^\]]*\])\((?!https?:|#)([^)]+)\)")


def page(readme: str, repository: str, version: str) -> str:
    """The README with whole addresses; `repository` is where its files are, as `https://github.com/somebody/unclench`."""
    return _LINK.sub(
        lambda link: (
            f"{link[1]}{link[2]}({repository}/{'raw' if link[1] else 'blob'}/v{version}/{link[3]})"
        ),
        readme,
    )  # fmt: skip


def addresses(repository: str, version: str) -> dict[str, str]:
    """The links beside the page."""
    files = f"{repository}/blob/v{version}"
    return {
        "Source": repository,
        "Documentation": f"{files}/docs/index.md",
        "Changelog": f"{files}/CHANGELOG.md",
        "Issues": f"{repository}/issues",
        "Security": f"{files}/SECURITY.md",
    }


class PackagePage(MetadataHookInterface):
    """Gives the package its page and its links."""

    def update(self, metadata: dict[str, Any]) -> None:
        """Put them in, as pyproject.toml would have them."""
        readme, version = (Path(self.root) / "README.md").read_text(encoding="utf-8"), metadata["version"]
        metadata["urls"] = {}
        if (name := os.environ.get("GITHUB_REPOSITORY")) is not None:
            repository = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{name}"
            readme, metadata["urls"] = page(readme, repository, version), addresses(repository, version)
        metadata["readme"] = {"content-type": "text/markdown", "text": readme}
