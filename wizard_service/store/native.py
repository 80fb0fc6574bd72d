"""A native thread, whether or not gevent has patched `threading`.

In a gevent worker the threads of patched modules are greenlets, and a blocking call in one stops them all.
"""

from concurrent.futures import Executor, ThreadPoolExecutor

from gevent import monkey
from gevent.threadpool import ThreadPoolExecutor as NativeThreadPoolExecutor


def is_patched() -> bool:
    """Say whether threads are greenlets in this program."""
    return bool(monkey.is_module_patched("threading"))


def single_thread_executor() -> Executor:
    """Return an executor of exactly one native thread; waiting for its futures never blocks other greenlets."""
    if is_patched():
        executor: Executor = NativeThreadPoolExecutor(max_workers=1)
        return executor
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="wizard-writer")
