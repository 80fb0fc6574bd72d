"""How large a state may be (contract section 3)."""

from ..config import StateSettings
from ..errors import TooLarge
from .states import Row
from .vocabulary import SECTIONS


def check_sizes(columns: Row, limits: StateSettings) -> None:
    """Raise TooLarge when a section about to be written, or all of them together, exceed their limit."""
    sizes = {section: len((columns.get(f"{section}_json") or "").encode()) for section in SECTIONS}
    _check("settings", sizes["settings"], limits.settings_max_size_kb)
    _check("results", sizes["results"], limits.results_max_size_kb)
    _check("state", sum(sizes.values()), limits.max_size_kb)


def check_template_size(template_json: str, limits: StateSettings) -> None:
    """Raise TooLarge when the settings of a template about to be written exceed their limit."""
    _check("template", len(template_json.encode()), limits.template_max_size_kb)


def _check(name: str, size_bytes: int, limit_kb: int) -> None:
    if size_bytes > limit_kb * 1024:
        raise TooLarge(f"The {name} would have {size_bytes} bytes; the limit is {limit_kb} KB.", field=name)
