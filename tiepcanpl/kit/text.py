"""Vietnamese text: one Unicode form, search without accents, dictionary order."""

import re
import unicodedata

# Order of the Vietnamese alphabet and of its tones (ngang, huyền, hỏi, ngã, sắc, nặng).
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: f"{rank:02d}" for rank, letter in enumerate(_LETTERS, start=10)}
# A name ends before it goes on, numbers come before letters, unknown signs after them.
_END, _BETWEEN_WORDS, _NUMBER, _UNKNOWN = "00", "01", "05", "99"
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def nfc(text: str) -> str:
    """Return the composed form, in which everything is stored."""
    return unicodedata.normalize("NFC", text)


# What no document format may hold; line ends and tabs stay.
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def plain_lines(text: str) -> str:
    """Return the text in its composed form with plain line ends, without control characters and outer spaces."""
    return _UNPRINTABLE.sub("", nfc(text).replace("\r\n", "\n").replace("\r", "\n")).strip()


def fold(text: str) -> str:
    """Return the text for searching: lower case, no accents, đ as d, single spaces."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d").replace("Đ", "d"))
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def sort_key(text: str) -> str:
    """Return a key that sorts by the Vietnamese alphabet, then by tone; numbers by value.

    The key has digits only, so that every database collation puts it in the same order.
    """
    letters, tones = [], []
    for word in nfc(text).lower().split():
        if word.isdecimal():
            letters.append(f"{_NUMBER}{len(word):02d}{word}")
            continue
        base, tone = _word_key(word)
        letters.append(base)
        tones.append(tone)
    return _BETWEEN_WORDS.join(letters) + _END + "".join(tones)


def _word_key(word: str) -> tuple[str, str]:
    """Split one word into the rank of its letters and the rank of its tone."""
    tone = "0"
    plain = ""
    for char in unicodedata.normalize("NFD", word):
        if char in _TONES:
            tone = _TONES[char]
        else:
            plain += char
    plain = nfc(plain)
    return "".join(_LETTER_RANK.get(char, f"{_UNKNOWN}{ord(char):07d}") for char in plain), tone
