"""The documents name what exists: links, files, settings, metrics, commands, calls, error codes and events."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.paths import ROOT
from wizard_service.config.loader import SECRETS
from wizard_service.config.secret_files import file_setting
from wizard_service.domain.events import EVENT_TYPES
from wizard_service.web.problems import STATUS

PACKAGE = ROOT / "wizard_service"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
CONTRACT = (ROOT / "docs" / "reference" / "contract.md").read_text()
# The changelog names what is gone as well.
PRESENT = [page for page in PAGES if page.name != "CHANGELOG.md"]
IN_REPOSITORY = re.compile(r"(?:wizard_service|tests|docs|sql|scripts|deploy|examples|benchmarks)(?:/[\w.-]*)+")
IN_PACKAGE = re.compile(
    r"(?:process|config|store|domain|feed|web|blueprints|cli|server|client|tools|static)(?:/[\w.-]*)+"
)
FILE_NAME = re.compile(r"[\w-]+\.(?:py|js|sql|md)")
MODULE = re.compile(r"wizard_service(?:\.[a-z_]+)+")
METHODS = ("get", "put", "post", "patch", "delete")
DESCRIBE = "import json; from wizard_service.app import create_app; print(json.dumps(create_app().test_client()"


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def built(page: Path) -> str:
    """Return the page without the paragraphs about what is only planned."""
    return re.sub(r"^>.*\n", "", page.read_text(), flags=re.MULTILINE)


def quoted(text: str) -> list[str]:
    """Return what stands in backticks, outside fenced blocks and without patterns such as `NNNN_title.sql`."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose) if "NNNN" not in span]


def anchors_of(page: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def command(*arguments: str, folder: Path) -> str:
    environment = {"PYTHONPATH": str(ROOT), "WIZARD_JWT_SECRET": "x" * 40, "DATABASE_URL": "sqlite:///a.db"}
    program = [sys.executable, *arguments]
    return subprocess.run(program, cwd=folder, env=environment, check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def calls(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Return the calls that the service describes, as the contract writes them."""
    folder = tmp_path_factory.mktemp("described")
    command("-m", "wizard_service", "migrate", folder=folder)
    paths = json.loads(command("-c", f"{DESCRIBE}.get('/openapi.json').json['paths']))", folder=folder))
    written = {path: path.removeprefix("/api/v1/wizard").replace("{investigation_id}", "{id}") for path in paths}
    return {f"{method.upper()} {written[path]}" for path, item in paths.items() for method in METHODS if method in item}


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_leads_to_a_page_and_a_heading_that_exist(page: Path) -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)", page.read_text())
    targets = [(page.parent / path if path else page, anchor) for path, anchor in links]

    assert [path for path, _ in targets if not path.exists()] == []
    assert [anchor for path, anchor in targets if anchor and anchor not in anchors_of(path)] == []


def test_every_page_is_linked_from_an_index() -> None:
    indexes = [ROOT / "README.md", ROOT / "docs" / "README.md", ROOT / "docs" / "decisions" / "README.md"]
    linked = {
        (index.parent / path).resolve() for index in indexes for path in re.findall(r"\]\(([^)#:]+)", index.read_text())
    }

    assert [name_of(page) for page in PAGES if page not in linked and page != ROOT / "README.md"] == []


@pytest.mark.parametrize("page", PRESENT, ids=name_of)
def test_every_file_and_module_that_a_page_names_exists(page: Path) -> None:
    spans = quoted(built(page))
    named = [ROOT / span for span in spans if IN_REPOSITORY.fullmatch(span)]
    named += [PACKAGE / span for span in spans if IN_PACKAGE.fullmatch(span)]
    named += [ROOT / module.replace(".", "/") for module in spans if MODULE.fullmatch(module)]
    missing = [path for path in named if not path.exists() and not path.with_suffix(".py").exists()]
    sources = {
        path.name for folder in ("docs", "sql", "wizard_service", "tests") for path in (ROOT / folder).rglob("*.*")
    }
    unknown = [span for span in spans if FILE_NAME.fullmatch(span) and span not in sources | {"wsgi.py", "setup.cfg"}]

    assert {path.relative_to(ROOT).as_posix() for path in missing} == set()
    assert unknown == []


@pytest.mark.parametrize("page", PRESENT, ids=name_of)
def test_every_setting_and_metric_that_a_page_names_exists(page: Path) -> None:
    spans = " ".join(quoted(built(page)))
    settings = set(re.findall(r"\b(?:(?:FEATURE_)?WIZARD|DB)_[A-Z0-9_]+[A-Z0-9]\b(?!_?\*)", spans)) - {"WIZARD_ENV"}
    listed = set(re.findall(r"^(\w+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    metrics = re.findall(r"\bwizard_(?:http|feed|streams|events|commit|purged)_\w+", spans)
    source = (PACKAGE / "metrics.py").read_text()

    assert settings - listed - set(map(file_setting, SECRETS)) == set()
    assert {metric for metric in metrics if f'"{metric.removesuffix("_total")}"' not in source} == set()


def test_every_command_that_a_page_names_exists(tmp_path: Path) -> None:
    pages = "\n".join(page.read_text() for page in PAGES)
    named = set(re.findall(r"python -m wizard_service ([a-z-]+)", pages))
    listed = command("-m", "wizard_service", "--help", folder=tmp_path).partition("Commands:")[2]

    assert named - set(re.findall(r"^  ([a-z-]+)", listed, re.MULTILINE)) == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_prose_is_wrapped_at_100_columns(page: Path) -> None:
    prose = re.sub(r"^```.*?^```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    long = [line for line in prose.splitlines() if len(line) > 100 and not re.match(r"\s*(\||!\[|<)", line)]

    assert long == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_no_table_is_joined_into_a_paragraph(page: Path) -> None:
    joined = [line for line in page.read_text().splitlines() if "|---" in line and not re.match(r"\s*\|[-|]+$", line)]

    assert joined == []


def test_the_contract_lists_every_call(calls: set[str]) -> None:
    spans = quoted(built(ROOT / "docs" / "reference" / "contract.md"))
    named = {found[0].partition("?")[0] for span in spans if (found := re.match(r"[A-Z]+ /\S+", span))}
    named |= {
        f"GET {path}" for path in ("/healthz", "/readyz", "/health", "/metrics", "/openapi.json", "/asyncapi.json")
    }

    assert calls - named == set()
    assert named - calls == set()


def test_the_contract_lists_every_error_code() -> None:
    rows = re.findall(r"^\| (\d{3}) \| ([^|]+)\|", CONTRACT.partition("## 2.")[0], re.MULTILINE)
    listed = {code: int(status) for status, codes in rows for code in re.findall(r"`(\w+)`", codes)}

    assert listed == STATUS


def test_the_contract_lists_every_event_type() -> None:
    section = CONTRACT.partition("| event_type |")[2].partition("\n\n")[0]
    rows = [re.split(r"(?<!\\)\|", row) for row in section.splitlines()[2:]]
    listed = {name: "yes" in row[3] for row in rows for name in re.findall(r"`(\w+)`", row[1])}

    assert listed == {event_type.name: event_type.reported for event_type in EVENT_TYPES.values()}


def test_every_section_of_the_contract_that_the_code_names_exists() -> None:
    sources = [path for suffix in ("py", "js", "sql") for path in PACKAGE.rglob(f"*.{suffix}")]
    named = {int(n) for path in sources for n in re.findall(r"contract sections? (\d+)", path.read_text())}

    assert named - {int(n) for n in re.findall(r"^## (\d+)\. ", CONTRACT, re.MULTILINE)} == set()
