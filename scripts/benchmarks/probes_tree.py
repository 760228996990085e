"""A large tree: a million files, asked for at random, against a hundred of them."""

import contextlib
import os
import shutil
import subprocess
import tempfile
import time

from probes_common import PAGE, cost, interleaved, verdict, write
from probes_servers import peers, serving

ALL = 1_000_000
FEW = 100
TARGET = 1.25
# Both loads run this script, with the same work for each request and paths of the same length; only the files differ.
SCRIPT = """\
local count, stride
function init(arguments)
  count, stride = tonumber(arguments[1]), tonumber(arguments[2])
  math.randomseed(tonumber(arguments[3]))
end
function request()
  local number = math.random(0, count - 1) * stride
  return string.format("GET /%02d/%02d/%02d.txt HTTP/1.1\\r\\nHost: localhost\\r\\n\\r\\n",
                       math.floor(number / 10000), math.floor(number / 100) % 100, number % 100)
end
"""
NOTE = """\
wrk asks for files of 12 bytes in folders of folders, at random, over 100 kept connections; "few" are {few} of them in as many
folders. Both loads are made by one script; least of {rounds} rounds each, taken in turns. {made}"""


def make_tree(directory, count):
    """So many files, three levels deep, evenly spread over the numbers below a million; a mark tells that all are there."""
    stride = ALL // count
    for folder in range(0, ALL, max(100, stride)):
        path = f"{directory}/{folder // 10000:02}/{folder // 100 % 100:02}"
        os.makedirs(path)
        here = os.open(path, os.O_PATH)
        for number in range(0, 100, stride):
            file = os.open(f"{number:02}.txt", os.O_WRONLY | os.O_CREAT, 0o644, dir_fd=here)
            os.write(file, PAGE)
            os.close(file)
        os.close(here)
    write(f"{directory}/complete", b"")
    os.sync()


def read_all(directory):
    """Brings a tree into memory, and gives its files their first time of access, which else the first server would pay for."""
    with open(os.devnull, "wb") as nowhere:
        subprocess.run(["find", directory, "-type", "f", "-exec", "cat", "{}", "+"], stdout=nowhere, check=True)


@contextlib.contextmanager
def a_tree(count):
    """A tree of so many files: that of an earlier run (OWLET_TREE), or a new one, that only OWLET_TREE keeps."""
    kept = os.environ.get("OWLET_TREE")
    directory = f"{os.path.abspath(kept)}/{count}" if kept else tempfile.mkdtemp(prefix="owlet-tree-")
    os.makedirs(directory, exist_ok=True)
    os.chmod(directory, 0o755)
    try:
        begin = time.monotonic()
        made = "The tree is one of an earlier run."
        if not os.path.exists(f"{directory}/complete"):
            make_tree(directory, count)
            made = f"The tree was made in {time.monotonic() - begin:.0f} s."
        read_all(directory)
        yield directory, made
    finally:
        if not kept:
            shutil.rmtree(directory)


def probe_server(server, script, count, rounds, seconds):
    """Microseconds of CPU per request with few and with all files."""
    def load(files):
        return lambda number: cost(server, "/", seconds, script=script, arguments=(files, ALL // files, number + 1))

    return interleaved(rounds, {"few": load(FEW), "all": load(count)})


def tree(owlet, quick):
    """The probe."""
    count, rounds, seconds = (ALL // 100, 2, 1) if quick else (ALL, 5, 2)
    rows, ratios = [], {}
    with tempfile.TemporaryDirectory(prefix="owlet-tree-") as home, a_tree(count) as (root, made):
        script = write(f"{home}/random.lua", SCRIPT.encode())
        for label in peers("nginx"):              # lighttpd answers a part of such a load with 5xx
            with serving(label, root, owlet) as server:
                costs = probe_server(server, script, count, rounds, seconds)
            ratios[label] = costs["all"] / costs["few"]
            rows.append([label, f"{costs['few']:.2f}", f"{costs['all']:.2f}", f"{ratios[label]:.2f}"])
    return {"title": f"{count:,} files against {FEW}: server CPU per request",
            "columns": ["server", f"{FEW} files, us", f"{count:,} files, us", "ratio"], "rows": rows,
            "note": NOTE.format(few=FEW, rounds=rounds, made=made) + "\n" + verdict("owlet's ratio", ratios["owlet"], TARGET)}
