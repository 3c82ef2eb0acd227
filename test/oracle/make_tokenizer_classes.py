"""Writes which class transformers makes of a tokenizer's name or a network's type.

    python make_tokenizer_classes.py FILE   # models/src/main/resources/dev/plumbline/models/tokenize/classes.json

Made with transformers 5.24.0. In the file:
  networks   type of a network -> the tokenizer class that transformers' table has for it (models/auto/tokenization_auto.py)
  unnamed    what is taken where no name is given, if that is another class; TokenizersBackend for types in neither table
  overruled  types whose tokenizer_class is not believed (MODELS_WITH_INCORRECT_HUB_TOKENIZER_CLASS)
  classes    name of a class -> name of the class it stands for; TokenizersBackend reads tokenizer.json as it is
  elsewhere  those of these classes that do not run on the tokenizers library
"""
import glob
import json
import logging
import os
import re
import sys

import transformers
from transformers import TokenizersBackend
from transformers.convert_slow_tokenizer import SLOW_TO_FAST_CONVERTERS
from transformers.models.auto import tokenization_auto as auto
from transformers.models.auto.configuration_auto import CONFIG_MAPPING, CONFIG_MAPPING_NAMES
from transformers.tokenization_utils_base import PreTrainedTokenizerBase

logging.disable(logging.WARNING)


def stands_for(name):
    try:
        found = auto.tokenizer_class_from_name(name)
    except Exception:
        return None
    if found is None and not name.endswith("Fast"):
        found = auto.tokenizer_class_from_name(name + "Fast")
    return found


def canonical(found):
    if not isinstance(found, type) or not issubclass(found, PreTrainedTokenizerBase):
        return found.__name__
    if found.__name__ == "PythonBackend":
        return "TokenizersBackend"
    if found.__init__ is TokenizersBackend.__init__:
        return "TokenizersBackend"
    return found.__name__


def main():
    names = {name for name in auto.TOKENIZER_MAPPING_NAMES.values() if name}
    root = os.path.dirname(transformers.__file__)
    for file in glob.glob(root + "/models/*/tokenization*.py"):
        with open(file, encoding="utf-8") as source:
            names |= set(re.findall(r"\b([A-Z]\w+Tokenizer(?:Fast)?)\b", source.read()))
    names |= {name for name in dir(transformers) if re.search(r"Tokenizer(Fast)?$", name)}
    names |= set(SLOW_TO_FAST_CONVERTERS)
    names |= {name.removesuffix("Fast") for name in names}
    names |= {name + "Fast" for name in names if not name.endswith("Fast")}
    classes, elsewhere = {}, set()
    for name in sorted(names):
        found = stands_for(name)
        if found is None or found is transformers.AutoTokenizer:
            continue
        if not isinstance(found, type) or "Tokenizer" not in found.__name__ and found.__name__ != "PythonBackend":
            continue
        classes[name] = canonical(found)
        if not (isinstance(found, type) and issubclass(found, TokenizersBackend)) and found.__name__ != "PythonBackend":
            elsewhere.add(classes[name])
    unnamed = {}
    for kind in sorted(CONFIG_MAPPING_NAMES):
        try:
            by_config = auto.TOKENIZER_MAPPING.get(CONFIG_MAPPING[kind], TokenizersBackend)
        except Exception:
            continue
        by_config = canonical(by_config) if by_config is not None else "TokenizersBackend"
        by_name = auto.TOKENIZER_MAPPING_NAMES.get(kind)
        if by_config != classes.get(by_name, by_name or "TokenizersBackend"):
            unnamed[kind] = by_config
    for kind in sorted(set(auto.TOKENIZER_MAPPING_NAMES) - set(CONFIG_MAPPING_NAMES)):
        if auto.TOKENIZER_MAPPING_NAMES[kind] != "TokenizersBackend":
            unnamed[kind] = "TokenizersBackend"
    table = {
        "source": "transformers " + transformers.__version__,
        "networks": {kind: name for kind, name in sorted(auto.TOKENIZER_MAPPING_NAMES.items()) if name},
        "unnamed": unnamed,
        "overruled": sorted(auto.MODELS_WITH_INCORRECT_HUB_TOKENIZER_CLASS),
        "classes": classes,
        "elsewhere": sorted(elsewhere),
    }
    with open(sys.argv[1], "w", encoding="utf-8") as out:
        json.dump(table, out, indent=1)
        out.write("\n")


if __name__ == "__main__":
    main()
