"""Sites of a case's own: a document root that is made from a table, and owlet in front of it."""

import itertools
import os

from support import documents

NUMBERS = itertools.count(1)


class Site:
    """A directory that a case fills and changes, with owlet in front of it (a context manager)."""

    def __init__(self, web, files, *options, root=None, **settings):
        self.web, self.options, self.settings = web, options, settings
        self.path = f"{web.root}/own/site-{os.getpid()}-{next(NUMBERS)}"
        os.makedirs(self.path)
        self.served = root or self.path
        for name, content in files.items():
            self.write(name, content)
        self.owlet = None

    def __enter__(self):
        self.owlet = self.web.start(*self.options, root=self.served, **self.settings)
        self.owlet.__enter__()
        self.web.address = self.owlet.address
        return self

    def __exit__(self, *failure):
        self.owlet.__exit__(*failure)

    def __truediv__(self, name):
        return f"{self.path}/{name}"

    def write(self, name, content, mtime=None):
        """A file at one stroke: whoever reads it has the old one or the new one."""
        data = content if isinstance(content, bytes) else content.encode()
        documents.write(f"{self.path}/{name}~", data, mtime)
        os.rename(f"{self.path}/{name}~", f"{self.path}/{name}")

    def remove(self, name):
        """Takes a file away."""
        os.unlink(f"{self.path}/{name}")
