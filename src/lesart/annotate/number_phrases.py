"""One number in its sentence: where its digits or words stand, what they are worth, whether they count at all."""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec

from lesart.algorithms.phrases import Atom
from lesart.annotate.quantity_grammar import QuantityGrammar
from lesart.annotate.quantity_numbers import decimals_of, read_digits
from lesart.language.number_words import read_number

_DIGIT_PLACES = re.compile(r"(\w+?)stellige?[nrsm]?$")
_MAGNITUDE_NOUN = re.compile(r"(Million|Milliarde|Billion)en\w+$")
_OPENERS = frozenset(".!?:;–—-•*|\"„“»«‚‘'(")
"""Marks behind which a number word may be capitalised."""
_DASHES = frozenset("-–—")
_CODE_MARKS = frozenset("-–/:.,'’_#@&=+")


class Found(msgspec.Struct):
    """A number at atoms `[first, last)`. `value` None where vague or a range; `low`, `high`: bounds it has by itself.

    `kind`: `number`, `several`, `vague`, `range`, `fraction` or `places` (*zweistellig*). `written`: by digits.
    `grouped`: digits with group marks, which no label, house number or year has. `one`: the article *ein*.
    """

    first: int
    last: int
    value: float | None
    kind: str = "number"
    low: float | None = None
    high: float | None = None
    written: bool = False
    grouped: bool = False
    one: bool = False
    magnitude: bool = False


def read_at(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> Found | None:
    """The number that begins at atom `at`, None where none does."""
    text = atoms[at].text
    if text[0].isdecimal():
        return _from_digits(atoms, at, grammar)
    if not text[0].isalpha():
        return None
    small = text.lower()
    if small in grammar.numbers.several:
        return _several(atoms, at, grammar, 1)
    following = atoms[at + 1].text.lower() if at + 1 < len(atoms) else ""
    if small == "ein" and f"ein {following}" in grammar.numbers.several:
        return _several(atoms, at, grammar, 2)
    if small in grammar.numbers.vague and (text in grammar.numbers.vague_spellings or _may_be_capital(atoms, at)):
        return _vague(atoms, at, grammar)
    if small in grammar.numbers.fractions and not grammar.numbers.fractions[small][1]:
        return Found(at, at + 1, grammar.numbers.fractions[small][0], "fraction")
    if match := _DIGIT_PLACES.match(small):
        return _digit_places(atoms, at, match.group(1), grammar)
    return _from_words(atoms, at, grammar)


def _from_digits(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> Found | None:
    if _is_code(atoms, at) or _is_ordinal(atoms, at):
        return None
    magnitude, end = _magnitude_at(atoms, at + 1, grammar)
    text = atoms[at].text
    measured = grammar.unit_at(atoms, end) is not None or grammar.money_at(atoms, end) is not None
    value = read_digits(text, grammar.language, magnitude is not None, not measured)
    if value is None:
        return None
    grouped = not text.isdecimal() and not decimals_of(text)
    ranged = _range(atoms, at, value, grammar)
    if ranged is not None:
        return ranged
    found = Found(at, end, value * (magnitude or 1), written=True, grouped=grouped, magnitude=magnitude is not None)
    return _with_fraction(atoms, found, grammar)


def _from_words(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> Found | None:
    text = atoms[at].text
    small = text.lower()
    if small in grammar.pairs:
        return None
    if small in grammar.links("one"):
        return _after_article(atoms, at, grammar)
    value, end = _words_value(atoms, at, grammar)
    if value is None or _glued_before(atoms, at) or (text[0].isupper() and not _may_be_capital(atoms, at)):
        return None
    if end < len(atoms) and atoms[end].text == "-" and atoms[end].start == atoms[end - 1].end:
        share = atoms[end + 1].text.lower() if end + 1 < len(atoms) and grammar.language.tag == "en" else ""
        if share not in grammar.numbers.fractions:
            return None
    one = small in grammar.ones
    halved = one and end < len(atoms) and atoms[end].text in grammar.links("half")
    if halved:
        value, end, one = 0.5, end + 1, False
    magnitude, behind = _magnitude_at(atoms, end, grammar)
    if magnitude is None and not one:
        ranged = _range(atoms, at, value, grammar)
        if ranged is not None:
            return ranged
    if halved and magnitude is None and grammar.unit_at(atoms, end) is None:
        return None
    found = Found(at, behind, value * (magnitude or 1), one=one and magnitude is None, magnitude=magnitude is not None)
    return _with_fraction(atoms, found, grammar)


def _after_article(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> Found | None:
    """*a dozen*, *a fifth of*: an article before a magnitude or a share."""
    magnitude, end = _magnitude_at(atoms, at + 1, grammar)
    if magnitude is not None:
        return Found(at, end, magnitude, magnitude=True)
    share = grammar.numbers.fractions.get(atoms[at + 1].text) if at + 2 < len(atoms) else None
    if share is None or not share[1] or atoms[at + 2].text not in grammar.links("share_of"):
        return None
    return Found(at, at + 2, share[0], "fraction")


def _words_value(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> tuple[float | None, int]:
    """The value of number words from `at` on (English writes several) and where they end."""
    value = read_number(atoms[at].text, grammar.language)
    end = at + 1
    if value is None or grammar.language.tag != "en":
        return value, end
    words = [atoms[at].text]
    while end + 1 < len(atoms):
        skip = 1 if atoms[end].text == "-" else 0
        text = atoms[end + skip].text
        longer = read_number("".join([*words, text]), grammar.language) if text[0].islower() else None
        if longer is None:
            break
        words.append(text)
        value, end = longer, end + skip + 1
    return value, end


def _with_fraction(atoms: Sequence[Atom], found: Found, grammar: QuantityGrammar) -> Found:
    """*zwei Drittel*, *ein Viertel der …*: the share."""
    at = found.last
    if at < len(atoms) and atoms[at].text == "-" and grammar.language.tag == "en":
        at += 1
    if at >= len(atoms) or found.value is None:
        return found
    fraction = grammar.numbers.fractions.get(atoms[at].text.lower())
    if fraction is None or not fraction[1] or not (atoms[at].text[0].isupper() or grammar.language.tag == "en"):
        return found
    return Found(found.first, at + 1, found.value * fraction[0], "fraction")


def _several(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar, length: int) -> Found | None:
    word = " ".join(atom.text.lower() for atom in atoms[at : at + length])
    magnitude, end = _magnitude_at(atoms, at + length, grammar, vague_too=True)
    if magnitude is not None:
        return Found(at, end, None, "several", low=2 * magnitude, magnitude=True)
    return Found(at, at + length, None, "several", low=2.0) if grammar.numbers.several[word] else None


def _vague(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> Found:
    """*Tausende*, *Tausende und Abertausende*, *Hunderte Millionen*."""
    low = 2 * grammar.numbers.vague[atoms[at].text.lower()]
    end = at + 1
    magnitude, behind = _magnitude_at(atoms, end, grammar)
    if magnitude is not None:
        return Found(at, behind, None, "vague", low=low * magnitude, magnitude=True)
    if end + 1 < len(atoms) and atoms[end].text == "of" and atoms[end + 1].text.lower() in grammar.numbers.vague:
        return Found(at, end + 2, None, "vague", low=low * grammar.numbers.vague[atoms[end + 1].text.lower()])
    if (
        end + 1 < len(atoms)
        and atoms[end].text in grammar.links("and")
        and atoms[end + 1].text.lower() in grammar.numbers.vague
    ):
        end += 2
    return Found(at, end, None, "vague", low=low)


def _digit_places(atoms: Sequence[Atom], at: int, count: str, grammar: QuantityGrammar) -> Found | None:
    """*zweistelliger Millionenbetrag*: from ten to a hundred millions."""
    places = read_number(count, grammar.language)
    if places is None or not 1 <= places <= 9 or at + 1 >= len(atoms):
        return None
    match = _MAGNITUDE_NOUN.match(atoms[at + 1].text)
    magnitude = grammar.numbers.magnitudes[match.group(1).lower()] if match else 1.0
    low, high = 10 ** (places - 1) * magnitude, 10**places * magnitude
    return Found(at, at + 1, None, "places", low=low, high=high, magnitude=match is not None)


def _magnitude_at(
    atoms: Sequence[Atom], at: int, grammar: QuantityGrammar, vague_too: bool = False
) -> tuple[float | None, int]:
    """A magnitude at `at` (*Millionen*, *Mrd.*, *tausend*) and where it ends."""
    if at >= len(atoms):
        return None, at
    text = atoms[at].text
    value = grammar.numbers.magnitudes.get(text.lower())
    if value is None and vague_too:
        value = grammar.numbers.vague.get(text.lower())
    if value is None:
        return None, at
    end = at + 1
    if end < len(atoms) and atoms[end].text == "." and len(text) <= 4 and atoms[end].start == atoms[at].end:
        end += 1
    return value, end


def _range(atoms: Sequence[Atom], at: int, first: float, grammar: QuantityGrammar) -> Found | None:
    """*fünf bis sechs*, *10–20*, *80 bis 90 Millionen*: both ends, the magnitude counts for both."""
    own, mark = _magnitude_at(atoms, at + 1, grammar)
    if mark + 1 >= len(atoms) or atoms[mark].text not in grammar.links("range") | _DASHES:
        return None
    other = mark + 1
    if atoms[other].text in grammar.links("upto") and other + 1 < len(atoms):
        other += 1
    if at and atoms[at - 1].text in grammar.links("series") and _tells_count(atoms, grammar):
        return None
    joined = atoms[mark].text == "-" and atoms[mark].start == atoms[mark - 1].end
    if joined and atoms[other].start != atoms[mark].end:
        return None
    text = atoms[other].text
    second = read_digits(text, grammar.language) if text[0].isdecimal() else read_number(text, grammar.language)
    if second is None or _is_ordinal(atoms, other):
        return None
    magnitude, end = _magnitude_at(atoms, other + 1, grammar)
    if end < len(atoms) and atoms[end].text in "-:" and atoms[end].start == atoms[end - 1].end:
        return None
    low, high = first * (own or magnitude or 1), second * (magnitude or 1)
    if high <= low:
        return None
    return Found(
        at, end, None, "range", low=low, high=high, written=text[0].isdecimal(),
        magnitude=magnitude is not None,
    )  # fmt: skip


def _tells_count(atoms: Sequence[Atom], grammar: QuantityGrammar) -> bool:
    """Whether a noun for a count stands among `atoms`: *the toll rose from 17 to 26* is no range."""
    ends = tuple(grammar.language.words("sum_nouns"))
    return any(atom.text.lower().endswith(ends) for atom in atoms)


def between(atoms: Sequence[Atom], at: int, grammar: QuantityGrammar) -> Found | None:
    """*zwischen 200 und 300*, from the first number at `at` on; the word before it is the caller's to check."""
    first = read_at(atoms, at, grammar)
    if first is None or first.value is None or first.last + 1 >= len(atoms):
        return None
    if atoms[first.last].text not in grammar.links("and"):
        return None
    second = read_at(atoms, first.last + 1, grammar)
    if second is None or second.value is None or second.value <= 0:
        return None
    low = first.value
    if second.magnitude and not first.magnitude:
        shared, _ = _magnitude_at(atoms, second.first + 1, grammar)
        low *= shared or 1
    if low >= second.value:
        return None
    return Found(first.first, second.last, None, "range", low=low, high=second.value, written=first.written)


def _is_code(atoms: Sequence[Atom], at: int) -> bool:
    """Part of a name, a score, a telephone number or a compound (*A380*, *DC-9*, *3:2*, *30-Prozent-Hürde*)."""
    atom = atoms[at]
    before = atoms[at - 1] if at else None
    after = atoms[at + 1] if at + 1 < len(atoms) else None
    if before is not None and before.end == atom.start:
        if before.text.isalnum():
            return True
        earlier = atoms[at - 2] if at > 1 else None
        if before.text in _CODE_MARKS and earlier is not None and earlier.end == before.start:
            return True
    if after is None or after.start != atom.end:
        return False
    if after.text[0].isalpha():
        return not _is_unit_letter(after.text)
    following = atoms[at + 2] if at + 2 < len(atoms) and atoms[at + 2].start == after.end else None
    if following is None:
        return False
    if after.text in "-–":
        return not following.text[0].isdecimal()
    return after.text in ":/._@" and (following.text[0].isalnum())


def _is_unit_letter(text: str) -> bool:
    return text in ("km", "m", "cm", "mm", "kg", "g", "t", "ha", "kW", "MW", "GW", "kWh", "l", "Euro", "Mio", "Mrd")


def _is_ordinal(atoms: Sequence[Atom], at: int) -> bool:
    """Digits with a full stop that does not end the sentence."""
    if at + 1 >= len(atoms) or atoms[at + 1].text != "." or atoms[at + 1].start != atoms[at].end:
        return False
    rest = [atom for atom in atoms[at + 2 : at + 4] if atom.text[0].isalnum()]
    return bool(rest) and atoms[at].text.isdecimal() and len(atoms[at].text) <= 3


def _glued_before(atoms: Sequence[Atom], at: int) -> bool:
    if at == 0 or atoms[at - 1].end != atoms[at].start:
        return False
    return atoms[at - 1].text in ("-", "_", "@", "#", ".", "/") and at > 1 and atoms[at - 2].end == atoms[at - 1].start


def _may_be_capital(atoms: Sequence[Atom], at: int) -> bool:
    """A number word is capitalised where a sentence, a quotation or a line begins."""
    return at == 0 or atoms[at - 1].text in _OPENERS or "\n" in atoms[at - 1].text
