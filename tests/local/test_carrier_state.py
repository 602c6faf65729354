"""What the carrier remembers over restarts, and how a stream's buffer holds and releases."""

from local_fakes import STREAM, FakeClock

from flowlog_config.local.carrier.state import CarrierState
from flowlog_config.local.firehose.buffer import MOST_HELD_BYTES, Buffer
from flowlog_config.local.subscription.records import Record


def record(name, size=100):
    """Make a record that answers for one event."""
    return Record(bytes(size), "one", ((name, 1),), 0)


def test_remembers_events_by_subscription_after_reopening(tmp_path):
    """The same event id in another subscription is another event."""
    path = tmp_path / "state.sqlite"
    with CarrierState(path) as state:
        state.mark("one", [("a", 1), ("b", 2)])
        state.mark_probed("one")
    with CarrierState(path) as state:
        assert state.unseen("one", ["a", "b", "c"]) == {"c"}
        assert state.unseen("two", ["a"]) == {"a"}
        assert state.probed("one")
        assert not state.probed("two")


def test_forgets_what_cannot_come_again(tmp_path):
    """Old ids go, the others stay."""
    with CarrierState(tmp_path / "state.sqlite") as state:
        state.mark("one", [("a", 1), ("b", 5)])
        state.forget_before(5)
        assert state.unseen("one", ["a", "b"]) == {"a"}


def test_knows_thousands_of_ids():
    """Asking for more ids than one SQL statement takes works."""
    with CarrierState(":memory:") as state:
        state.mark("one", [(str(number), 1) for number in range(3000)])
        assert state.unseen("one", map(str, range(3002))) == {"3000", "3001"}


def test_a_batch_is_due_after_the_interval():
    """Small traffic waits for the interval, counted from its first record."""
    clock = FakeClock()
    buffer = Buffer(clock)
    assert buffer.seconds_until_due(STREAM) is None
    buffer.add([record("a")])
    clock.seconds += 20
    buffer.add([record("b")])
    assert buffer.seconds_until_due(STREAM) == 40


def test_a_batch_is_due_when_it_is_large_enough():
    """Size comes before the interval, and a batch does not pass the size."""
    buffer = Buffer(FakeClock())
    buffer.add([record(str(number)) for number in range(9)])
    assert buffer.seconds_until_due(STREAM) == 0
    assert [len(buffer.take(STREAM)) for _ in range(3)] == [4, 4, 1]


def test_a_record_larger_than_the_buffer_goes_alone():
    """Nothing gets stuck because of its size."""
    buffer = Buffer(FakeClock())
    buffer.add([record("a", 5000), record("b")])
    assert [len(buffer.take(STREAM)) for _ in range(2)] == [1, 1]


def test_events_are_held_until_released():
    """What is under way is not read again, also after it was put back."""
    clock = FakeClock()
    buffer = Buffer(clock)
    buffer.add([record("a")])
    batch = buffer.take(STREAM)
    assert buffer.holds("one", "a")
    buffer.put_back(batch, pause_seconds=120)
    assert buffer.seconds_until_due(STREAM) == 120
    assert buffer.take(STREAM) == batch
    buffer.release(batch)
    assert not buffer.holds("one", "a")


def test_a_full_buffer_says_so():
    """Reading stops before the memory is full."""
    buffer = Buffer(FakeClock())
    assert not buffer.full
    buffer.add([record("a", MOST_HELD_BYTES)])
    assert buffer.full
