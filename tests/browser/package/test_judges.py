"""Public judges of npm packages find nothing wrong with the tarball."""

import subprocess

from tests.support.browser.npm_projects import TARBALL
from tests.support.browser.typescript import TOOLS, BuiltClient

STYLE_SHEET = "elements/theme.css"


def test_publint_finds_nothing(built_client: BuiltClient) -> None:
    judged = judge("publint/src/cli.js", "run", str(built_client.folder / "package"), "--strict")

    assert judged.returncode == 0, judged.stdout
    assert "All good!" in judged.stdout


def test_are_the_types_wrong_finds_nothing(built_client: BuiltClient) -> None:
    tarball = str(built_client.folder / TARBALL)

    judged = judge(
        "@arethetypeswrong/cli/dist/index.js", tarball, "--profile", "esm-only", "--exclude-entrypoints", STYLE_SHEET
    )

    assert judged.returncode == 0, judged.stdout
    assert "@wizard-service/client/react" in judged.stdout


def judge(tool: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["node", str(TOOLS / tool), *arguments]
    return subprocess.run(command, check=False, capture_output=True, text=True)
