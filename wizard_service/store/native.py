"""What depends on whether gevent has patched `threading`: native threads, and limits on blocking calls.

In a gevent worker the threads of patched modules are greenlets, and a native blocking call in one stops them all.
"""

from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext

from gevent import Timeout, monkey
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


def limited(seconds: float) -> AbstractContextManager[object]:
    """Raise TimeoutError inside the block when a patched call in it takes longer.

    Where threads are real there is no such limit: there a call that blocks blocks only itself.
    """
    if is_patched():
        limit: AbstractContextManager[object] = Timeout(seconds, TimeoutError("The peer does not read."))
        return limit
    return nullcontext()
