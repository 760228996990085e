"""The cases, by topic: each a section of an RFC (or "owlet") and a sentence of behaviour."""
