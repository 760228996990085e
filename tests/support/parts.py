"""Runs cases in several processes: the cases of one hold each other up, as Python runs one thread at a time."""

import multiprocessing
import threading
from collections import deque
from multiprocessing.connection import wait


class Shared:
    """Cases that processes share, module by module: what the cases of one have made in common is made once."""

    def __init__(self, cases, context):
        modules = {}
        for index, case in enumerate(cases):
            modules.setdefault(case.topic, []).append((index, case))
        self.modules = sorted(modules.values(), key=lambda module: -sum(5 if case.heavy else 1 for _, case in module))
        self.next = context.Value("i", 0)
        self.own, self.lock = deque(), threading.Lock()     # of one process

    def _next_module(self):
        with self.next.get_lock():
            self.next.value += 1
            return self.modules[self.next.value - 1] if self.next.value <= len(self.modules) else []

    def take(self):
        """The next case with its index, the heavy ones of a module first; nothing when all are taken."""
        with self.lock:
            if not self.own:
                self.own.extend(sorted(self._next_module(), key=lambda entry: not entry[1].heavy))
            return self.own.popleft() if self.own else None


def run_parts(cases, count, run_part, report):
    """Calls run_part(take, tell) in so many processes, where take gives the next case with its index, and tell(index, result) says what
    came of it; an index of None is of no case. Calls report with each result of a case; returns all by index, those of no case, and with which
    status processes ended that did not end well."""
    context = multiprocessing.get_context("fork")
    shared, results, others, receivers, processes = Shared(cases, context), {}, [], [], []

    def work(sender):
        lock = threading.Lock()
        for receiver in receivers:          # of the processes before this one
            receiver.close()

        def tell(index, result):
            with lock:
                sender.send((index, result))

        run_part(shared.take, tell)

    for _ in range(count):
        receiver, sender = context.Pipe(duplex=False)
        processes.append(context.Process(target=work, args=(sender,)))
        processes[-1].start()
        sender.close()
        receivers.append(receiver)
    while receivers:
        for receiver in wait(receivers):
            try:
                index, result = receiver.recv()
            except (EOFError, OSError):     # its end, or that in the middle of a result
                receivers.remove(receiver)
                continue
            if index is None:
                others.append(result)
            else:
                results[index] = result
                report(result)
    for process in processes:
        process.join()
    return results, others, [process.exitcode for process in processes if process.exitcode]
