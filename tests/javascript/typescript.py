"""The TypeScript compiler, in a folder of its own, as `npm` installs it."""

import shutil
import subprocess
import tempfile
from pathlib import Path

TYPESCRIPT = "5.9.3"
CLIENT = Path(__file__).resolve().parents[2] / "wizard_service" / "static" / "client"
OPTIONS = (
    *("--allowJs", "--checkJs", "--strict", "--target", "es2023", "--module", "nodenext"),
    *("--lib", "es2023,dom,dom.iterable,dom.asynciterable"),
)


class TypeScript:
    """Raises OSError or CalledProcessError where npm is missing or reaches no registry."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        npm = [
            "npm",
            "install",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--prefix",
            str(folder),
            f"typescript@{TYPESCRIPT}",
        ]
        subprocess.run(npm, check=True, capture_output=True, timeout=600)

    def declarations(self, modules: Path, target: Path) -> str:
        """Write the `.d.ts` of all modules in a folder, and return what the compiler has to say of their types."""
        names = [str(path) for path in sorted(modules.rglob("*.js"))]
        command = [
            "node",
            str(self._folder / "node_modules" / "typescript" / "bin" / "tsc"),
            *OPTIONS,
            *("--declaration", "--emitDeclarationOnly", "--outDir", str(target)),
            *names,
        ]
        return subprocess.run(command, cwd=modules, check=False, capture_output=True, text=True).stdout


def copied_modules(target: Path) -> Path:
    """Copy the modules alone: beside a declaration the compiler would believe the declaration."""
    return Path(shutil.copytree(CLIENT, target, ignore=shutil.ignore_patterns("*.d.ts", "types")))


def declare() -> None:
    """Write the declarations that ship."""
    shutil.rmtree(CLIENT / "types", ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        modules = copied_modules(Path(folder) / "client")
        TypeScript(Path(folder)).declarations(modules, CLIENT / "types")


if __name__ == "__main__":
    declare()
