"""Frames per second and layout shift while an executor reports 100 lines/s."""

import threading
import time
from collections.abc import Iterator

from playwright.sync_api import Browser

from tests.support.live.server import LiveServer
from tests.support.live.users import Person

from .pages import TOOLS, MainThread, logged_in, open_investigation, report, start_investigation, user_of

LINES_BEFORE = 1_000
REPORTS_PER_S = 2
# Counts frames and long tasks, and sums up the layout shifts that no input has caused.
OBSERVE = """() => {
    window.seen = { frames: 0, shift: 0, longest: 0, start: performance.now() };
    const count = () => { seen.frames += 1; requestAnimationFrame(count); };
    requestAnimationFrame(count);
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) if (!entry.hadRecentInput) seen.shift += entry.value;
    }).observe({ type: 'layout-shift' });
    new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) seen.longest = Math.max(seen.longest, entry.duration);
    }).observe({ type: 'longtask' });
}"""
READ = "() => ({ ...seen, perS: seen.frames / (performance.now() - seen.start) * 1000 })"


def measure_stream(browser: Browser, server: LiveServer, seconds: float) -> Iterator[tuple[str, str]]:
    with user_of(server) as person, logged_in(browser, person) as context:
        investigation_id = start_investigation(person, LINES_BEFORE)
        page = open_investigation(context, person, investigation_id)
        page.wait_for_timeout(2_000)
        thread = MainThread(page)
        page.evaluate(OBSERVE)
        executor = threading.Thread(target=_report_for, args=(person, investigation_id, seconds))
        executor.start()
        used = thread.over(page, seconds * 1000)
        executor.join()
        seen = page.evaluate(READ)
        label = f"100 lines/s for {seconds:.0f} s:"
        yield f"{label} frames/s", f"{seen['perS']:.1f}"
        yield f"{label} layout shift", f"{seen['shift']:.4f}"
        yield f"{label} ms of main thread per s", f"{used['Task'] / seconds:.0f}"
        yield f"{label} longest task, ms", f"{seen['longest']:.0f}"


def _report_for(person: Person, investigation_id: str, seconds: float) -> None:
    """Report lines, and the tools one after the other."""
    begun = time.monotonic()
    count = int(seconds * REPORTS_PER_S)
    for number in range(count):
        time.sleep(max(0.0, begun + number / REPORTS_PER_S - time.monotonic()))
        report(person, investigation_id, 20 + number)
        _report_tools(person, investigation_id, number, count)


def _report_tools(person: Person, investigation_id: str, number: int, count: int) -> None:
    at, before = (share * len(TOOLS) // count for share in (number, number - 1))
    if number and at == before:
        return
    person.report(investigation_id, "tool_execution_started", tool_name=TOOLS[at])
    if at:
        ended = {"status": "COMPLETED", "duration_ms": 900, "result_summary": f"{number} findings in the log"}
        person.report(investigation_id, "tool_execution_completed", tool_name=TOOLS[at - 1], findings_count=2, **ended)
