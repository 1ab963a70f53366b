"""Words, fingerprints, alignment and merging, as sequences: no news in them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lesart.algorithms.align import Block, align
from lesart.algorithms.cluster import Shared, Union, merge_blocks
from lesart.algorithms.fingerprint import (
    COMMON,
    GRAM,
    NEIGHBOURS,
    PARTNERS,
    WINDOW,
    PrintIndex,
    find_candidates,
    fingerprint,
    fingerprint_batch,
    pack,
)
from lesart.algorithms.seeds import GAP, REACH, SEED_REPEATED, Aligned
from lesart.algorithms.words import Hashes, find_words, hash_word, hash_words, normal_word

SENTENCES = [
    "Die Brücke über den Sund wurde im vergangenen Herbst wegen rostiger Seile für Lastwagen gesperrt.",
    "Seither fahren die Lieferwagen der Molkerei einen Umweg von vierzig Kilometern durch drei Nachbargemeinden.",
    "Der Kreistag will im Februar entscheiden, ob ein Neubau günstiger käme als eine zweite Reparatur.",
    "Gegner des Vorhabens sammelten auf dem Wochenmarkt mehr als tausend Unterschriften gegen höhere Gebühren.",
]


def aligned(text: str) -> Aligned:
    return Aligned(hash_words(text))


def stretches(first: str, second: str) -> list[tuple[str, str]]:
    """What `align` finds between two texts, as words of both."""
    a, b = find_words(first), find_words(second)
    return [
        (first[a[block.a_start][0] : a[block.a_end - 1][1]], second[b[block.b_start][0] : b[block.b_end - 1][1]])
        for block in align(aligned(first), aligned(second))
    ]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Straße", "STRASSE"),
        ("großen", "grossen"),
        ("8.000", "8'000"),
        ("8.000", "8000"),
        ("8 000", "8’000"),
        ("1'250'000", "1.250.000"),
        ("Donau\u00addampf\u00adschiff", "Donaudampfschiff"),
        ("u\u0308ber", "über"),
        ("Ägypten", "ägypten"),
    ],
)
def test_two_ways_to_write_one_word_are_equal(first: str, second: str) -> None:
    assert normal_word(first) == normal_word(second)
    assert hash_word(first) == hash_word(second)


@pytest.mark.parametrize(("first", "second"), [("3,5", "35"), ("Maße", "Mase"), ("10", "100"), ("schon", "schön")])
def test_different_words_stay_different(first: str, second: str) -> None:
    assert normal_word(first) != normal_word(second)


def test_a_word_has_the_same_hash_in_every_process_and_long_words_are_odd() -> None:
    assert hash_word("Rathaus") == 189050501
    assert hash_word("Rathaus") % 2 == 1
    assert hash_word("der") % 2 == 0
    assert hash_word("7") % 2 == 1


def test_grouped_numbers_and_soft_hyphens_stay_one_word() -> None:
    text = "Rund 28 000 Zu\u00adschauer, 1.200 davon (58,46 %) am 3. Mai"
    found = [text[start:end] for start, end in find_words(text)]
    assert found == ["Rund", "28 000", "Zu\u00adschauer", "1.200", "davon", "58,46", "am", "3", "Mai"]


@settings(deadline=None)
@given(st.text())
def test_hashes_and_places_of_words_go_together_on_any_text(text: str) -> None:
    places = find_words(text)
    assert len(hash_words(text)) == len(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert hash_words(text).tolist() == [hash_word(text[start:end]) for start, end in places]


numbers = st.lists(st.integers(0, 40), max_size=60).map(lambda items: np.array(items, np.uint64))


@settings(deadline=None)
@given(st.lists(numbers, max_size=6))
def test_a_batch_has_the_fingerprints_of_its_sequences(sequences: list[Hashes]) -> None:
    batch = fingerprint_batch(sequences)
    for owner, sequence in enumerate(sequences):
        alone = fingerprint(sequence)
        mine = batch.owners == owner
        assert batch.hashes[mine].tolist() == alone.hashes.tolist()
        assert batch.places[mine].tolist() == alone.places.tolist()


@settings(deadline=None)
@given(numbers, numbers, st.lists(st.integers(0, 10**9), min_size=GRAM + WINDOW - 1, max_size=30))
def test_sequences_with_enough_words_in_common_share_a_fingerprint(
    before: Hashes, after: Hashes, common: list[int]
) -> None:
    shared = np.array(common, np.uint64)
    first = fingerprint(np.concatenate([before, shared]))
    second = fingerprint(np.concatenate([shared, after]))
    assert set(first.hashes.tolist()) & set(second.hashes.tolist())


def test_one_rare_fingerprint_or_two_common_ones_make_a_candidate() -> None:
    rare = np.array([7 << 24, 7 << 24 | 5], np.uint64)
    assert find_candidates(rare).pairs.tolist() == [[0, 5]]
    often = np.array([7 << 24 | owner for owner in range(20)], np.uint64)
    assert find_candidates(often).pairs.tolist() == []
    twice = np.array([hashed << 24 | owner for hashed in (7, 9) for owner in range(20)], np.uint64)
    assert [0, 1] in find_candidates(twice).pairs.tolist()


def test_what_too_many_share_leads_nowhere_and_candidates_grow_with_the_pile_only() -> None:
    phrase = np.array([hashed << 24 | owner for hashed in (7, 9) for owner in range(COMMON + 1)], np.uint64)
    assert len(find_candidates(phrase).pairs) == 0
    assert find_candidates(phrase).common == 2
    copies = np.array([hashed << 24 | owner for hashed in (7, 9) for owner in range(COMMON)], np.uint64)
    found = find_candidates(copies)
    assert len(found.pairs) <= COMMON * PARTNERS
    assert found.common == 0
    assert len(found.pairs) + found.crowded == sum(min(NEIGHBOURS, COMMON - 1 - owner) for owner in range(COMMON))
    assert len(find_candidates(np.empty(0, np.uint64)).pairs) == 0


def test_crowded_sequences_keep_the_partners_that_share_most_and_no_chain_is_torn() -> None:
    """Two templates that all hold, and one print more that only the ends of the pile have."""
    count = PARTNERS + 6
    entries = [hashed << 24 | owner for hashed in (7, 9) for owner in range(count)]
    far = [hashed << 24 | owner for hashed in (11, 12, 13) for owner in (0, count - 1)]
    pairs = find_candidates(np.array(entries + far, np.uint64)).pairs.tolist()
    assert [0, count - 1] in pairs
    assert [[owner, owner + 1] in pairs for owner in range(count - 1)] == [True] * (count - 1)
    assert max(sum(first == owner for first, _ in pairs) for owner in range(count)) <= PARTNERS + 1


@settings(deadline=None)
@given(st.lists(numbers, max_size=8))
def test_an_index_filled_in_batches_finds_the_same_candidates(sequences: list[Hashes]) -> None:
    index = PrintIndex()
    for start in range(0, len(sequences), 3):
        index.add(sequences[start : start + 3])
    assert index.sequences == len(sequences)
    found, expected = index.candidates(), find_candidates(pack(fingerprint_batch(sequences)))
    assert found.pairs.tolist() == expected.pairs.tolist()
    assert (found.common, found.crowded) == (expected.common, expected.crowded)
    assert index.size == 8 * len(fingerprint_batch(sequences).hashes)


def test_an_exact_copy_is_one_stretch() -> None:
    text = " ".join(SENTENCES)
    assert stretches(text, text) == [(text[:-1], text[:-1])]


def test_moved_sentences_are_stretches_of_their_own() -> None:
    first = " ".join(SENTENCES)
    second = " ".join([SENTENCES[2], SENTENCES[3], SENTENCES[0]])
    found = stretches(first, second)
    assert (SENTENCES[0][:-1], SENTENCES[0][:-1]) in found
    assert (f"{SENTENCES[2]} {SENTENCES[3]}"[:-1],) * 2 in found
    assert len(found) == 2


def test_changed_inserted_and_dropped_words_do_not_end_a_stretch() -> None:
    changed = (
        "Die Hängebrücke über den Sund wurde im vergangenen Herbst nach Angaben des Landrats wegen rostiger Seile "
        "gesperrt."
    )
    assert stretches(SENTENCES[0], changed) == [
        (
            "über den Sund wurde im vergangenen Herbst wegen rostiger Seile für Lastwagen gesperrt",
            "über den Sund wurde im vergangenen Herbst nach Angaben des Landrats wegen rostiger Seile gesperrt",
        )
    ]


def test_a_merged_sentence_is_one_stretch() -> None:
    merged = (
        "Weil die Brücke über den Sund im vergangenen Herbst wegen rostiger Seile für Lastwagen gesperrt wurde, fahren "
        "die Lieferwagen der Molkerei seither einen Umweg von vierzig Kilometern durch drei Nachbargemeinden."
    )
    (left, right), *rest = stretches(f"{SENTENCES[0]} {SENTENCES[1]}", merged)
    assert rest == []
    assert left.startswith("Die Brücke über den Sund")
    assert left.endswith("drei Nachbargemeinden")
    assert right.endswith("drei Nachbargemeinden")


def test_a_foreign_paragraph_between_parts_them() -> None:
    foreign = " ".join(SENTENCES[2:])
    found = stretches(f"{SENTENCES[0]} {SENTENCES[1]}", f"{SENTENCES[0]} {foreign} {SENTENCES[1]}")
    assert found == [(SENTENCES[0][:-1],) * 2, (SENTENCES[1][:-1],) * 2]


def test_texts_on_one_thing_in_other_words_share_nothing() -> None:
    other = (
        "Wegen rostiger Seile dürfen Lastwagen seit dem Herbst nicht mehr über den Sund. Die Molkerei schickt ihre "
        "Lieferwagen nun auf einen Umweg."
    )
    assert stretches(" ".join(SENTENCES[:2]), other) == []


def test_a_sequence_that_repeats_itself_is_found_twice() -> None:
    found = stretches(SENTENCES[0], f"{SENTENCES[0]} {SENTENCES[2]} {SENTENCES[0]}")
    assert [right for _, right in found] == [SENTENCES[0][:-1]] * 2


def test_a_seed_that_stands_alone_is_followed_only_where_asked_for() -> None:
    """Two words, then every other word: a phrase, or a sentence put otherwise."""
    base = np.arange(1, 121, 2, dtype=np.uint64)
    alone = base + np.uint64(1_000)
    agreeing = [10, 11, 13, 15, 17, 19, 21, 23]
    alone[agreeing] = base[agreeing]
    whole = ((10, 10, 2), (13, 13, 1), (15, 15, 1), (17, 17, 1), (19, 19, 1), (21, 21, 1), (23, 23, 1))
    assert [block.runs for block in align(Aligned(base), Aligned(alone))] == [whole]
    assert align(Aligned(base), Aligned(alone), follow_alone=False) == []
    near = alone.copy()
    near[24] = base[24]
    found = align(Aligned(base), Aligned(near), follow_alone=False)
    assert [block.runs for block in found] == [(*whole[:-1], (23, 23, 2))]
    far = alone.copy()
    far[[30 + REACH, 31 + REACH]] = base[[30 + REACH, 31 + REACH]]
    assert align(Aligned(base), Aligned(far), follow_alone=False) == []


@given(st.lists(st.integers(0, 3), max_size=40))
def test_runs_that_recur_are_known(words: list[int]) -> None:
    hashes = np.array(words, np.uint64) * np.uint64(2) + np.uint64(1)
    runs = [tuple(words[place : place + SEED_REPEATED]) for place in range(len(words) - SEED_REPEATED + 1)]
    assert len(Aligned(hashes).repeated) == sum(runs.count(run) > 1 for run in set(runs))


@settings(deadline=None)
@given(numbers, numbers)
def test_runs_agree_lie_inside_and_are_in_order(first: Hashes, second: Hashes) -> None:
    a, b = Aligned(first), Aligned(second)
    for block in align(a, b):
        end_a = end_b = 0
        for i, j, length in block.runs:
            assert length > 0
            assert first[i : i + length].tolist() == second[j : j + length].tolist()
            if end_a:
                assert 0 <= i - end_a <= GAP
                assert 0 <= j - end_b <= GAP
            end_a, end_b = i + length, j + length
        assert end_a <= len(first)
        assert end_b <= len(second)


@settings(deadline=None)
@given(numbers, numbers)
def test_alignment_is_the_same_each_time(first: Hashes, second: Hashes) -> None:
    blocks = [align(Aligned(first), Aligned(second)) for _ in range(2)]
    assert blocks[0] == blocks[1]


def block(a: int, b: int, length: int) -> Block:
    return Block(((a, b, length),))


def test_three_sequences_with_one_stretch_are_one_passage() -> None:
    shared = [Shared(0, 1, block(10, 0, 20)), Shared(0, 2, block(10, 30, 20)), Shared(1, 2, block(0, 30, 20))]
    assert merge_blocks(shared) == [[(0, 10, 30), (1, 0, 20), (2, 30, 50)]]


def test_a_stretch_that_only_some_have_whole_is_cut_and_stored_once() -> None:
    shared = [Shared(0, 1, block(0, 0, 40)), Shared(0, 2, block(0, 5, 20)), Shared(1, 2, block(0, 5, 20))]
    assert merge_blocks(shared) == [[(0, 0, 20), (1, 0, 20), (2, 5, 25)], [(0, 20, 40), (1, 20, 40)]]


def test_sequences_that_were_not_compared_meet_in_a_passage() -> None:
    chain = [Shared(number, number + 1, block(3, 3, 12)) for number in range(5)]
    assert merge_blocks(chain) == [[(number, 3, 15) for number in range(6)]]


def test_borders_a_few_words_apart_are_one() -> None:
    shared = [Shared(0, 1, block(0, 0, 20)), Shared(0, 2, block(2, 2, 16)), Shared(1, 2, block(2, 2, 16))]
    assert merge_blocks(shared) == [[(0, 0, 20), (1, 0, 20), (2, 2, 18)]]


def test_a_break_parts_a_passage_on_all_sequences() -> None:
    assert merge_blocks([Shared(0, 1, block(0, 0, 40))], {1: [15]}) == [
        [(0, 0, 15), (1, 0, 15)],
        [(0, 15, 40), (1, 15, 40)],
    ]


def test_neighbours_of_the_same_sequences_are_joined_and_others_not() -> None:
    close = [Shared(0, 1, block(0, 0, 20)), Shared(0, 1, block(24, 25, 20))]
    assert merge_blocks(close) == [[(0, 0, 44), (1, 0, 45)]]
    moved = [Shared(0, 1, block(0, 50, 20)), Shared(0, 1, block(24, 0, 20))]
    assert merge_blocks(moved) == [[(0, 0, 20), (1, 50, 70)], [(0, 24, 44), (1, 0, 20)]]


shares = st.lists(
    st.tuples(st.integers(0, 5), st.integers(0, 5), st.integers(0, 60), st.integers(0, 60), st.integers(7, 40)).filter(
        lambda item: item[0] < item[1]
    ),
    max_size=12,
)


@settings(deadline=None)
@given(shares)
def test_passages_join_two_sequences_at_least_and_lie_within_what_is_shared(
    items: list[tuple[int, int, int, int, int]],
) -> None:
    shared = [Shared(a, b, block(i, j, length)) for a, b, i, j, length in items]
    extents = {(a, word) for a, _, i, _, length in items for word in range(i, i + length)}
    extents |= {(b, word) for _, b, _, j, length in items for word in range(j, j + length)}
    for members in merge_blocks(shared):
        assert len({sequence for sequence, _, _ in members}) >= 2
        for sequence, start, end in members:
            assert start < end
            assert (sequence, start) in extents
            assert (sequence, end - 1) in extents


def test_union_keeps_the_order_of_arrival() -> None:
    union: Union[str] = Union()
    for item in "cab":
        union.find(item)
    union.join("a", "b")
    assert union.sets() == [["c"], ["a", "b"]]
