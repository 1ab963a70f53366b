"""Names carried over a pile: what is surely a name on one page is one on all pages of the pile."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from lesart.algorithms.kept import Kept
from lesart.annotate.name_features import NameWords, load_words
from lesart.annotate.name_forms import GENITIVE_ENDINGS, genitive_stems
from lesart.annotate.sentences import TOKEN
from lesart.language.languages import Language, load_language
from lesart.model.annotation import Name, NameKind, Sentence, Token
from lesart.model.article import Article

SEEN_OFTEN = 2
"""Times a name of one word must be found before it is known everywhere (DESIGN: seen twice, known everywhere)."""
ONE_KIND_SHARE = 0.75
"""Share of a name's mentions that must be of one kind for the kind to be known (own choice)."""
LONGEST = 6
"""Words of a carried name at most; longer ones are mistaken runs or titles."""
MENDED_FROM = 3
"""Mentions of one kind from which a lone mention of another kind is taken for a slip (own choice)."""
MENDED_SHARE = 0.8
READ_AT_MOST = 20_000
"""Names that are kept with their words, some megabytes; then all are forgotten."""

_words_in = Kept(lambda name: tuple(TOKEN.findall(name)), READ_AT_MOST)


class Known(NamedTuple):
    """A known name: its words, its kind, how often it was found, and the share of mentions of that kind."""

    words: tuple[str, ...]
    kind: NameKind
    seen: int
    share: float


class KnownNames(Mapping[str, NameKind]):
    """Names known on a pile, by their words joined with blanks; looked up in sentences by the first word."""

    def __init__(self, names: Sequence[Known]) -> None:
        self._kinds = {" ".join(name.words): name.kind for name in names}
        self.by_first: dict[str, list[Known]] = defaultdict(list)
        for name in sorted(names, key=lambda name: (-len(name.words), name.words)):
            self.by_first[name.words[0]].append(name)
        self.beginning_with = _with_genitives(self.by_first)
        """By word, the names that begin with it, the longest first; one of a single word also in the genitive."""
        self.mending = {
            name.words: name.kind for name in names if name.seen >= MENDED_FROM and name.share >= MENDED_SHARE
        }
        """The kind of each name that is so sure of it that a lone mention of another kind is a slip."""

    def __getitem__(self, key: str) -> NameKind:
        return self._kinds[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


def _with_genitives(by_first: Mapping[str, list[Known]]) -> dict[str, list[Known]]:
    """`by_first`, and by each genitive of a name of one word that name."""
    found = dict(by_first)
    for word, names in by_first.items():
        single = [name for name in names if len(name.words) == 1]
        for form in [word + ending for ending in GENITIVE_ENDINGS] if single else ():
            if form not in by_first and form not in found:
                stems = [stem for stem in genitive_stems(form) if stem in by_first]
                found[form] = [name for stem in stems for name in by_first[stem] if len(name.words) == 1]
    return found


def gather_names(pile: Sequence[tuple[Article, tuple[Name, ...]]]) -> KnownNames:
    """Names seen often or surely enough on the pile to be known everywhere in it: those of several words, and
    those of one word that were found twice and are no word of the language; family names of full names too."""
    counts: defaultdict[tuple[str, ...], Counter[NameKind]] = defaultdict(Counter)
    words = load_words(_language_of(pile))
    for article, names in pile:
        text = article.page.text
        for name in names:
            found = _words_in[text[name.span.start : name.span.end]]
            if 0 < len(found) <= LONGEST:
                counts[found][name.kind] += 1
    _count_families(counts, words)
    known = []
    for found, kinds in counts.items():
        kind, most = min(kinds.items(), key=lambda item: (-item[1], item[0]))
        total = sum(kinds.values())
        if most < ONE_KIND_SHARE * total:
            continue
        if len(found) > 1 or (most >= SEEN_OFTEN and _is_rare(found[0], words)):
            known.append(Known(found, kind, total, most / total))
    return KnownNames(known)


def _language_of(pile: Sequence[tuple[Article, tuple[Name, ...]]]) -> Language:
    tags = Counter(article.language for article, _ in pile if article.language)
    return load_language(min(tags, key=lambda tag: (-tags[tag], tag)) if tags else None)


def _count_families(counts: dict[tuple[str, ...], Counter[NameKind]], words: NameWords) -> None:
    """Adds the family name of each full name whose given name is in the list, as if it had been found alone."""
    for found, kinds in list(counts.items()):
        if len(found) > 1 and kinds["PER"] and "F" in words.lists_of(found[0]) and found[-1][:1].isupper():
            counts[(found[-1],)]["PER"] += min(kinds["PER"], SEEN_OFTEN) + 1


def _is_rare(word: str, words: NameWords) -> bool:
    """Whether a lone word is a name wherever it stands: capitalised, no noun, hardly ever written small."""
    return word[:1].isupper() and len(word) > 1 and not words.noun_mark(word) and words.case_of(word) in ("", "d", "e")


def spread_names(
    article: Article, sentences: Sequence[Sentence], names: Sequence[Name], known: KnownNames
) -> tuple[Name, ...]:
    """`names` with those of `known` that were missed, cut short or put in another kind than everywhere else."""
    if not known:
        return tuple(names)
    found: list[Name] = []
    at = 0
    for sentence in sentences:
        here = []
        while at < len(names) and names[at].span.start < sentence.span.end:
            here.append(names[at])
            at += 1
        found += _spread(article, sentence, here, known)
    return (*found, *names[at:])


def _spread(article: Article, sentence: Sentence, names: list[Name], known: KnownNames) -> list[Name]:
    tokens = sentence.tokens
    kept = [_mend(article, name, known) for name in names]
    beginning = list(map(known.beginning_with.get, [token.text for token in tokens]))
    blocked = -1
    for at, choices in enumerate(beginning):
        if choices is None or at < blocked:
            continue
        for name in choices:
            end = at + len(name.words)
            if end > len(tokens) or not _matches(name.words, tokens, at):
                continue
            left, right = tokens[at].start, tokens[end - 1].end
            met = [one for one in kept if one.span.start < right and left < one.span.end]
            if all(left <= one.span.start and one.span.end <= right for one in met):
                span = article.page.span(left, right)
                if all(one.span != span for one in met):
                    kept = [one for one in kept if one not in met]
                    kept.append(Name(span, name.kind, by="carried"))
                blocked = end
                break
    return sorted(kept, key=lambda name: name.span) if len(kept) > 1 else kept


def _matches(words: Sequence[str], tokens: Sequence[Token], at: int) -> bool:
    """Whether a name that begins with the token `at` goes on there; its last word may stand in the genitive."""
    last = len(words) - 1
    for i in range(1, len(words)):
        text = tokens[at + i].text
        if text != words[i] and not (i == last and words[i] in genitive_stems(text)):
            return False
    return True


def _mend(article: Article, name: Name, known: KnownNames) -> Name:
    """`name` in the kind that it has nearly everywhere else on the pile."""
    kind = known.mending.get(_words_in[article.page.text[name.span.start : name.span.end]])
    return name if kind is None or kind == name.kind else Name(name.span, kind, by="carried")
