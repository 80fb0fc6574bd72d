"""What tests of the JavaScript client share."""

import subprocess

import pytest
from typescript import TypeScript


@pytest.fixture(scope="session")
def typescript(tmp_path_factory: pytest.TempPathFactory) -> TypeScript:
    try:
        return TypeScript(tmp_path_factory.mktemp("typescript"))
    except (OSError, subprocess.SubprocessError) as failure:
        pytest.skip(f"npm cannot install TypeScript: {failure}")
