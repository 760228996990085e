"""Runs cases side by side, each bounded in time and apart from the others, and says what came of them."""

import queue
import threading
import time
import traceback
from dataclasses import dataclass

from support.outcome import Failure, Skip, shortened
from support.server import Server
from support.web import Web

GRACE = 15          # seconds that a case may overrun before it is given up


@dataclass
class Result:
    """What came of one case."""
    section: str
    sentence: str
    outcome: str    # pass, fail or skip
    detail: str = ""
    talk: str = ""
    seconds: float = 0.0


class Setting:
    """Where the cases run: an address, a root and, where it is owlet's own process, the binary and the process."""

    def __init__(self, address, root, binary=None):
        self.address, self.root, self.binary, self.server = address, root, binary, None
        self.limits = []        # (words of a sentence, why such a case cannot be judged here)
        self.deaths, self._lock, self._at_start = [], threading.Lock(), None

    def start(self):
        """Starts the owlet that most cases share."""
        self.server = Server(self.binary, root=self.root).start()
        self.address = self.server.address
        self._at_start = self.server.descriptors()
        return self

    def revive(self):
        """Starts owlet again when it has died, so that the other cases can still be judged; True when it had."""
        with self._lock:
            if not self.server or self.server.alive():
                return False
            self.deaths.append(f"exit status {self.server.wait()}, stderr {self.server.stderr[-800:]!r}")
            self.start()
            return True

    def finish(self):
        """Judges the shared owlet after all cases: alive, every socket closed again, a clean end."""
        if self.deaths:
            raise Failure(f"expected one owlet to live through all cases; it ended {len(self.deaths)} times: {self.deaths[0]}")
        end = time.monotonic() + 10
        while self.server.descriptors()["socket"] > self._at_start["socket"]:
            if time.monotonic() > end:
                raise Failure(f"expected {self._at_start['socket']} open sockets; came {self.server.descriptors()['socket']}")
            time.sleep(0.01)
        self.server.stop()


def describe_talk(web):
    """The bytes that went and came on the case's latest connection, shortened."""
    talk = web.talk
    if talk is None:
        return ""
    return f"sent {shortened(talk.sent, 300)} received {shortened(talk.received, 400)}"


def run_case(case, setting):
    """Runs one case to a Result; nothing that it does escapes."""
    begin, web = time.monotonic(), Web(setting, case.limit)
    result = Result(case.section, case.sentence, "pass")
    try:
        for words, reason in setting.limits:
            if words in case.sentence:
                raise Skip(reason)
        case.run(web)
        for server in web.servers:
            if server.process and not server.is_judged and server.process.poll() not in (None, 0):
                raise Failure(f"expected owlet to live; it ended with {server.process.poll()}: {server.stderr[-600:]!r}")
    except Skip as why:
        result.outcome, result.detail = "skip", str(why)
    except Failure as failure:
        result.outcome, result.detail, result.talk = "fail", str(failure), describe_talk(web)
    except Exception as error:                # an outcome like any other: named, never swallowed
        place = traceback.extract_tb(error.__traceback__)[-1]
        result.outcome, result.talk = "fail", describe_talk(web)
        result.detail = f"expected no error; came {type(error).__name__}: {error} ({place.name}, line {place.lineno})"
    finally:
        web.close()
    result.seconds = time.monotonic() - begin
    return result


def run_bounded(case, setting):
    """Runs a case in a thread of its own, so that one that hangs is a failure and no standstill."""
    box = queue.Queue()
    threading.Thread(target=lambda: box.put(run_case(case, setting)), daemon=True).start()
    try:
        result = box.get(timeout=case.limit + GRACE)
    except queue.Empty:
        result = Result(case.section, case.sentence, "fail", f"expected the case to end within {case.limit:g} s; it did not")
    if setting.server and setting.revive():
        result.outcome = "fail"
        result.detail += f" [owlet died at about this case: {setting.deaths[-1]}]"
    return result


def run_all(take, tell, setting, workers):
    """Runs the cases that take() gives, each with its index, with so many workers, until it gives none; tells what came of each."""
    def work():
        while entry := take():
            index, case = entry
            tell(index, run_bounded(case, setting))

    threads = [threading.Thread(target=work, daemon=True) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
