"""In a program that gevent has patched: print what `process.threads` does there."""

from gevent import monkey

monkey.patch_all()

import json  # noqa: E402 - patched first, as in a worker
import sys  # noqa: E402
import threading  # noqa: E402
import time  # noqa: E402

from gevent.monkey import get_original  # noqa: E402

from wizard_service.process.threads import deadline, is_patched, single_thread_executor  # noqa: E402

native_thread_id = get_original("threading", "get_ident")
native_lock = get_original("threading", "Lock")()


def thread_ids_of_two_calls() -> list[int]:
    futures = [executor.submit(native_thread_id) for _ in range(2)]
    return [future.result() for future in futures]


def wait_for_native_call() -> bool:
    """Return whether a greenlet ran while a call of the executor blocked its thread natively."""
    ran = threading.Event()
    native_lock.acquire()
    blocked = executor.submit(native_lock.acquire)
    threading.Thread(target=lambda: (ran.set(), native_lock.release())).start()
    blocked.result()
    return ran.is_set()


def is_interrupted() -> bool:
    try:
        with deadline(0.01):
            time.sleep(60)
    except TimeoutError:
        return True
    return False


executor = single_thread_executor()
thread_ids = thread_ids_of_two_calls()
is_one_other_thread = len(set(thread_ids)) == 1 and native_thread_id() not in thread_ids
json.dump([is_patched(), is_one_other_thread, wait_for_native_call(), is_interrupted()], sys.stdout)
