"""Links that lead out of the root: into the directories of --follow, and nowhere else."""

import os

from cases.rules import reached
from support.outcome import expect_equal
from support.registry import case
from support.sites import Site

MISSING = (404, "(built in)")
LINKS = {
    "absolute": "{shared}/a.txt", "relative": "../{name}-shared/a.txt", "folder": "{shared}", "through": "folder/deep", "back": "{shared}/home.txt",
    "secret": "{secret}/s.txt", "climbing": "{shared}/../{name}-secret/s.txt", "onward": "{shared}/out.txt", "beside": "{shared}-not/a.txt",
}
WANTED = [
    ("absolute", (200, "shared")), ("relative", (200, "shared")), ("folder/a.txt", (200, "shared")), ("through/b.txt", (200, "deep")), ("back", (200, "own")),
    ("secret", MISSING), ("climbing", MISSING), ("onward", MISSING), ("beside", MISSING), ("folder/none.txt", MISSING), ("own.txt", (200, "own")),
]


@case("owlet", "links lead into the directory of --follow, whatever their form, and not out of that again; without it none leads out")
def follow(web):
    with Site(web, {"own.txt": "own"}) as site:
        name, shared, secret = os.path.basename(site.path), site.path + "-shared", site.path + "-secret"
        for place, content in {f"{shared}/a.txt": "shared", f"{shared}/deep/b.txt": "deep", f"{secret}/s.txt": "secret", f"{shared}-not/a.txt": "not"}.items():
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with open(place, "w", encoding="ascii") as file:
                file.write(content)
        os.symlink(f"{site.path}/own.txt", f"{shared}/home.txt")
        os.symlink(f"{secret}/s.txt", f"{shared}/out.txt")
        for link, target in LINKS.items():
            os.symlink(target.format(shared=shared, secret=secret, name=name), site / link)
        for target, _ in WANTED[:-1]:
            expect_equal(f"{target} without --follow", reached(web, f"/{target}"), MISSING)
    with Site(web, {}, "--follow", shared, root=site.path):
        for target, wanted in WANTED:
            expect_equal(target, reached(web, f"/{target}"), wanted)
