"""A file of passwords, and who knows them. The hashes are cheap ones, but for that of "slow"."""

import base64
import itertools
import os

from support.outcome import Skip
from support.sites import Site

NUMBERS = itertools.count(1)
USERS = {
    "bcrypt": ("wonder", "$2b$04$x/E/5wAZqZAugXgw2Mkzguxt7Ibv0MqIy6S8kuCH9UCPrySjzgC/e"),
    "yescrypt": ("wonder", "$y$j75$CtnukdixeW7TfK9Pvj.ey.$4ny5iKzVi5DA4B7v8UD4bc89joydW78rN78/HPGE6S2"),
    "gost": ("wonder", "$gy$j75$eQtZ9W5.F0msYbo9YYj4v/$JdCSFgfLk83Zjn1o/KgOf/PJ/rEGdgqdd42NAVPzE48"),
    "sha256": ("wonder", "$5$rounds=1000$3IuVDBEY5OxTjr1s$VdM2taUOUrFC35MPrjJezVgroQEVGEkJNpWVMCLXQ9B"),
    "sha512": ("wonder", "$6$rounds=1000$5x2uedAhtbW5qcVw$YoRQQtAPrhaDpleX148ojlNliB78JQyQK5TQyZJpF5Sn9DPw1ZUCooFsIZxotOa/2f0m4QqM/o0xV8TWJMm4W1"),
    "grün": ("grün:€", "$6$rounds=1000$2vr7eINA8VF5z3Zn$Qf7QgdaXKAzsLfkbyaxbD6UGgNhRnLoVML0jVzbIcrYEjN9eKpr3UBs/bKAW0m6cyx7XdlVBFgYy7TtgPSHtd."),
    "empty": ("", "$2b$04$uixT1jjJTxCTKYcB0vHYdu15u1Ja92oMLU5IWzALocnTvWnjn7ZRO"),
}
OTHER = "$6$rounds=1000$G8LFU29Fp8MGmvi.$Ld/JF..kXi0yr3HgbFxvlGUyCLYpmp1F2p8z2zwfkzqNI5UdssWH.SGwvHMI0sizjW1B/Mh.cREgggTJlnZaT0"
# About half a second of work.
SLOW = "$6$rounds=300000$pXo/7EmL3knhYv7/$GDmv7w5uEUoBzua1.JqGcBhqbdC5QpI/MNHQY3JhTcj8TPR/TGEC8TlaNei18yOks8O90IQgjYhIIF9xKw.qp/"


def table(**hashes):
    """The text of a file: of all users, or of those that are given."""
    return "".join(f"{user}:{word}\n" for user, word in (hashes or {user: word for user, (_, word) in USERS.items()}).items())


def new_file(web):
    """A name for a file of passwords, beside what is served. A build without the helper skips the case."""
    web.need_owlet()
    if not os.path.exists(os.path.join(os.path.dirname(web.setting.binary), "owlet-auth")):
        raise Skip("this build has no owlet-auth: libcrypt was not found")
    return f"{os.path.dirname(web.root)}/passwords-{os.getpid()}-{next(NUMBERS)}"


def basic(user, password="wonder"):
    """The field that says who asks."""
    return "Authorization: Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Guarded(Site):
    """A site with --auth; its file of passwords lies beside the root."""

    def __init__(self, web, files, *options, passwords=None, **settings):
        self.passwords = new_file(web)
        super().__init__(web, files, "--auth", self.passwords, *options, **settings)
        self.allow(passwords or table())

    def allow(self, text):
        """Another version of the file, at one stroke."""
        with open(self.passwords + "~", "w", encoding="utf-8") as file:
            file.write(text)
        os.rename(self.passwords + "~", self.passwords)
