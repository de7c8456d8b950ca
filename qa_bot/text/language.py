"""Whether a text is in English, told by its smallest words or its script."""

from __future__ import annotations

import unicodedata

from qa_bot.text.words import FUNCTION_WORDS, words

# Words that only hold sentences together, in German, French, Spanish, Italian, Portuguese and Dutch.
_OTHERS = """
    wer wen wem wessen wie wo wann warum wieso welche welcher welches der die das den dem des ein eine einen
    und oder nicht ist sind war waren wurde wurden hat haben im zum zur von vom für mit auf bei über qui que
    quoi quand où pourquoi comment combien quel quelle quels quelles est sont était le la les un une du de
    et dans pour sur avec par pas ont été aux quién quiénes qué cuándo dónde cómo cuál cuáles cuánto cuántos
    por el los las unos unas del con fue fueron está ha chi che cosa quando dove perché come quale quali
    quanto quanti il lo gli della delle degli dei nel nella sono è per quem onde porque qual quais quantos
    quantas os uma do da dos das não em foi são pelo pela wat wanneer waar waarom hoe welke het een van zijn
    werd heeft hebben niet op bij
"""
_FOREIGN = frozenset(_OTHERS.split()) - FUNCTION_WORDS


def is_foreign(text: str) -> bool:
    """Whether it is written in another script, or has more small words of other languages than of English."""
    letters = [char for char in text if char.isalpha()]
    latin = sum(unicodedata.name(char, "").startswith("LATIN") for char in letters)
    if 2 * latin < len(letters):
        return True
    found = {word.lower for word in words(text)}
    return len(found & _FOREIGN) > len(found & FUNCTION_WORDS)
