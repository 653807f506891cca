"""The room's front door."""

import paraprotein.adam as room


def test_the_front_door_lists_what_others_use() -> None:
    assert {
        name for name in dir(room) if (name[0] != "_" and name[0].isupper()) or name.startswith(("derive_", "lay_"))
    } == {
        "Adam",
        "Layout",
        "SUBJECT",
        "derive_all",
        "lay_out",
    }
