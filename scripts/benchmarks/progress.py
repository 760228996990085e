"""What is being done now and how long it will take: one line that is written over on a terminal, plain lines elsewhere."""

import shutil
import sys
import time

import units

AROUND = 0.7                                 # seconds that starting, checking and ending a server takes, until that is known


class Progress:
    """Counts cells; estimates from those of the same row where there are some."""

    def __init__(self, expected):
        """expected: row -> (number of cells, seconds that one takes)."""
        self.cells = {row: count for row, (count, _) in expected.items()}
        self.each = {row: seconds + AROUND for row, (_, seconds) in expected.items()}
        self.spent = {row: [] for row in expected}
        self.terminal = sys.stdout.isatty()
        self.last, self.said, self.begun = "", None, 0.0

    def begin(self, row, round_number, rounds, server):
        """A cell begins."""
        self.begun = time.monotonic()
        where = f"{row}: round {round_number} of {rounds}"
        if self.terminal:
            line = f"{where}, {server}, {units.about(self.left())} left{self.last and f'   (last: {self.last})'}"
            self.show(line)
        elif where != self.said:
            print(f"{where}, {units.about(self.left())} left", flush=True)
            self.said = where

    def end(self, row, text):
        """A cell has been measured, or given up."""
        self.cells[row] -= 1
        self.spent[row].append(time.monotonic() - self.begun)
        self.last = text

    def drop(self, row, count):
        """Cells of this row will not come."""
        self.cells[row] -= count

    def left(self):
        """Seconds until the last cell."""
        return sum(count * (sum(self.spent[row]) / len(self.spent[row]) if self.spent[row] else self.each[row])
                   for row, count in self.cells.items())

    def show(self, line):
        """Writes over the line of progress."""
        width = shutil.get_terminal_size().columns - 1
        sys.stdout.write(f"\r\033[K{line[:width]}")
        sys.stdout.flush()

    def clear(self):
        """Makes room for what stays."""
        if self.terminal:
            self.show("")

    def say(self, text):
        """Text that stays."""
        self.clear()
        print(text, flush=True)
