"""The comparison itself: row by row and round by round, the servers in turn."""

import cells
import check
import drivers
import loads
import progress
import servers
import store
import table
import units


def rounds_of(load, options):
    """How often a row is measured."""
    return 1 if load.once else options.rounds


def able(load, names):
    """The servers that can do a load."""
    return [name for name in names if not load.needs & servers.KINDS[name].lacks]


def empty_row(load, options):
    """A row before its first round."""
    unable = [name for name in options.servers if name not in able(load, [name])]
    return {"name": load.name, "title": loads.title_of(load, options), "command": loads.command_of(load, options),
            "published": list(load.published), "cost": "cpu_us" if load.driver else "idle_bytes", "unable": unable, "cells": {}}


class Comparison:
    """Fills results and writes them to a file after each row."""

    def __init__(self, results, path, options):
        self.results, self.path, self.options = results, path, options
        self.later = []
        self.names = [name for name in options.servers if not results["servers"][name].get("left_out")]
        self.progress = progress.Progress({load.name: (rounds_of(load, options) * len(able(load, self.names)),
                                                       loads.seconds_of(load, options)) for load in options.loads})

    def run(self):
        """All rows; what was measured until an interruption stays."""
        for place, load in enumerate(self.options.loads):
            self.later = self.options.loads[place + 1:]
            row = empty_row(load, self.options)
            self.results["rows"].append(row)
            try:
                self.run_row(load, row)
            finally:
                self.progress.say(table.row_as_text(row))
                store.save(self.results, self.path)

    def run_row(self, load, row):
        """Each round begins with another server, so that none always follows the same one."""
        names, rounds = able(load, self.names), rounds_of(load, self.options)
        for number in range(rounds):
            turn = number % max(1, len(names))
            for name in names[turn:] + names[:turn]:
                cell = row["cells"].setdefault(name, {"rounds": []})
                if cell.get("left_out"):
                    continue
                self.progress.begin(load.name, number + 1, rounds, servers.KINDS[name].title)
                self.progress.end(load.name, self.run_cell(load, name, cell))
                if cell.get("left_out"):
                    self.progress.drop(load.name, rounds - number - 1)

    def run_cell(self, load, name, cell):
        """One server for one round; says how it went."""
        values = {"root": self.options.root, "file": f"{self.options.root}/{load.document}",
                  **{f"tool:{tool}": path for tool, path in self.options.tools.items()}}
        title = servers.KINDS[name].title
        try:
            with servers.Running(name, self.options.server_core, **values) as server:
                cells.verify(server, load, self.options.root)
                measured = cells.measured(server, load, self.options)
                if server.process.poll() is not None:
                    raise check.WrongAnswer(f"it ended with status {server.process.returncode}: {server.log()[-500:].strip()}")
        except RuntimeError as error:          # it did not start: it will not do so later
            self.leave_out(name, str(error))
            cell["left_out"] = str(error)
        except (check.WrongAnswer, drivers.DriverError, OSError) as error:
            cell["left_out"] = str(error)
        else:
            cell["rounds"].append(measured)
            cost = units.duration(measured["cpu_us"]) if load.driver else units.size(measured["idle_bytes"])
            return f"{title} {cost}"
        self.progress.say(f"{load.name}: {title} left out: {cell['left_out']}")
        return f"{title} left out"

    def leave_out(self, name, why):
        """A server that takes no further part."""
        self.results["servers"][name]["left_out"] = why
        self.names = [other for other in self.names if other != name]
        for load in self.later:
            self.progress.drop(load.name, rounds_of(load, self.options) * len(able(load, [name])))
