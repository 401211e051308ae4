from crm.core import uids


def test_no_two_keys_are_alike() -> None:
    assert len({uids.new() for _ in range(100)}) == 100


def test_counted_keys_come_again_for_the_same_seed_alone() -> None:
    def three(seed: int) -> list[str]:
        with uids.counted_from(seed):
            return [str(uids.new()) for _ in range(3)]

    assert three(7) == three(7)
    assert not set(three(7)) & set(three(8))


def test_after_counting_keys_cannot_be_guessed_again() -> None:
    with uids.counted_from(7):
        counted = uids.new()
    assert counted.version == 5
    assert uids.new().version == 4
