"""Buffers in shared memory are read whole or not at all."""

from wizard_service.process.shared_memory import SlotBuffers, assign_slot, free_slot, live_slots, own_slot


def test_a_buffer_returns_what_was_written_last() -> None:
    buffers = SlotBuffers(64)

    buffers.write(3, b"first, which is longer")
    buffers.write(3, b"second")

    assert (buffers.read(3), buffers.read(2)) == (b"second", b"")


def test_content_of_full_capacity_fits_and_touches_no_other_slot() -> None:
    buffers = SlotBuffers(64)
    content = b"x" * buffers.capacity_bytes

    buffers.write(2, b"neighbour")
    buffers.write(1, content)

    assert (buffers.read(1), buffers.read(2)) == (content, b"neighbour")


def test_a_program_without_workers_has_slot_0_and_a_freed_slot_is_assigned_again() -> None:
    assert (own_slot(), live_slots()) == (0, [0])

    slot = assign_slot()
    assert live_slots() == [slot]
    free_slot(slot)

    assert assign_slot() == slot
    free_slot(slot)
