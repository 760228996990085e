"""Suites of few cases, which run one after the other, each in a directory of its own."""

import subprocess
import tempfile

from support.outcome import Failure, Skip


class Suite:
    """The cases of one file, in its order."""

    def __init__(self):
        self.cases = []

    def case(self, sentence):
        """Registers a case."""
        def register(function):
            self.cases.append((sentence, function))
            return function
        return register

    def run(self, only, world_in):
        """Runs those with `only` in their sentence, each with what world_in(directory) gives; sums them up, and returns the exit status."""
        outcomes = {"passed": 0, "failed": 0, "skipped": 0}
        for sentence, function in self.cases:
            if only not in sentence:
                continue
            outcome = "passed"
            with tempfile.TemporaryDirectory() as home:
                try:
                    function(world_in(home))
                except Skip as why:
                    outcome = "skipped"
                    print(f"skipped: {sentence}: {why}")
                except (Failure, AssertionError, subprocess.SubprocessError, OSError) as error:
                    outcome = "failed"
                    print(f"FAILED: {sentence}: {error}")
            outcomes[outcome] += 1
        skipped = f", {outcomes['skipped']} skipped" if outcomes["skipped"] else ""
        print(f"{outcomes['passed']} passed, {outcomes['failed']} failed{skipped}")
        return 1 if outcomes["failed"] else 0
