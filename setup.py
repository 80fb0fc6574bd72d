"""Adds the files of the pages to a wheel; setup.cfg has everything else."""

import shutil
import sys
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

# The backend of an isolated build does not import from the folder of the project.
sys.path.insert(0, str(Path(__file__).parent))
from wizard_service.tools.bundle.pages import build_pages


class BuildWithPages(build_py):
    """A checkout that is installed as editable serves its modules as they are; only a build needs `tools/bundle`."""

    def run(self) -> None:
        super().run()
        if self.editable_mode:
            return
        package = Path(self.build_lib) / "wizard_service"
        build_pages(package / "static")
        shutil.rmtree(package / "tools" / "bundle")


setup(cmdclass={"build_py": BuildWithPages})
