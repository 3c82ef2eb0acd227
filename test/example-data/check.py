"""What training and test may not share; the generator refuses to write anything that fails here."""

import unicodedata

import wording
from lexicon import LANGUAGES


def check(files, data):
    """No template of both parts, no text of both parts, exactly or normalised; no data set with a row twice."""
    for language in LANGUAGES:
        train, test = ({normal(t.text) for t in wording.templates(language, part)} for part in wording.PARTS)
        _refuse(train & test, f"{language} templates to train on and to test with")
    trained = {normal(text) for rows in files.values() for row in rows for text in (row["query"], *row["pos"], *row.get("neg", []))}
    for parts in data:
        for rows in parts.values():
            texts = [normal(text) for row in rows for key, text in row.items() if key in TEXT_KEYS]
            _refuse(trained.intersection(texts), "texts trained on and texts of a test task")


TEXT_KEYS = ("text", "sentences", "sentence1", "sentence2")


def normal(text):
    """Letters and digits alone, in one case and width: what is left when spaces and punctuation do not count."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).casefold() if c.isalnum())


def _refuse(shared, what):
    if shared:
        raise SystemExit(f"{len(shared)} are both {what}, such as {sorted(shared)[0]}")
