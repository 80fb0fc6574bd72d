"""The npm package that `scripts/pack` builds of the JavaScript client, and a compiler for its users."""

import shutil
import subprocess
import uuid
from pathlib import Path

from tests.support.paths import ROOT

CLIENT = ROOT / "wizard_service" / "static" / "client"
TOOLS = ROOT / "scripts" / "javascript" / "node_modules"
COMPILER = TOOLS / "typescript" / "bin" / "tsc"
OPTIONS = ("--strict", "--noEmit", "--target", "es2023", "--module", "nodenext", "--types", "null", "--ignoreConfig")


class BuiltClient:
    """The package in a folder, in which programs of its users can be compiled."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def compile(self, source: str) -> list[str]:
        """Compile a module that imports the package as `./index.js`; return the compiler's error lines."""
        user = self.folder / "package" / "dist" / "client" / f"user-{uuid.uuid4()}.ts"
        user.write_text(source)
        command = ["node", str(COMPILER), *OPTIONS, str(user)]
        done = subprocess.run(command, cwd=self.folder, check=False, capture_output=True, text=True)
        return done.stdout.splitlines()


def build_client(folder: Path) -> None:
    """Build the package in a folder.

    Raises CalledProcessError where the registry cannot be reached or the modules do not compile.
    """
    subprocess.run([ROOT / "scripts" / "pack", folder], check=True, capture_output=True, timeout=600)


def is_npm_installed() -> bool:
    return all(shutil.which(program) is not None for program in ("node", "npm"))
