"""results.json: written whole or not at all, and read again."""

import json
import os

FORMAT = 1


class StoreError(Exception):
    """A file that holds no results."""


def save(results, path):
    """Puts the results in place of what the file held."""
    part = f"{path}.part"
    with open(part, "w", encoding="utf-8") as file:
        json.dump({"format": FORMAT, **results}, file, indent=1, ensure_ascii=False)
        file.write("\n")
    os.replace(part, path)


def load(path):
    """The results that a file holds."""
    try:
        with open(path, encoding="utf-8") as file:
            results = json.load(file)
    except (OSError, ValueError) as error:
        raise StoreError(f"{path}: no results: {error}; scripts/bench writes them") from None
    if not isinstance(results, dict) or results.get("format") != FORMAT:
        raise StoreError(f"{path}: not results of this version (format {FORMAT}); run scripts/bench again")
    return results
