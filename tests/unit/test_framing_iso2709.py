"""ISO 2709 with damage: each defect stands between two good records and costs neither of them anything."""

import pytest
from damaged_records import GOOD, between, codes, fields, frames, read, titles
from hypothesis import given
from hypothesis import strategies as st
from marc_bytes import LEADER, book, data, record

from migration.marc.reading import isoframing
from migration.marc.reading.framing import Frame
from migration.marc.reading.iso2709 import split

FIELDS = [
    (b"001", b"5"),
    (b"008", b"120101s2012    no            000 0 nob  "),
    (b"100", data(b" 0", b"aSkram, Amalie")),
    (b"245", data(b"10", b"aTittel", b"bmer")),
    (b"260", data(b"  ", b"aOslo", b"c2012")),
]
READ = [
    "=001  5",
    r"=008  120101s2012\\\\no\\\\\\\\\\\\000\0\nob\\",
    r"=100  \0$aSkram, Amalie",
    "=245  10$aTittel$bmer",
]
READ.append(r"=260  \\$aOslo$c2012")
SOUND = record(FIELDS)
ENTRIES = SOUND[24 : SOUND.index(b"\x1e")]
TEXT = SOUND[SOUND.index(b"\x1e") :]


def entry(number: int) -> bytes:
    return ENTRIES[12 * number : 12 * number + 12]


def with_directory(directory: bytes) -> bytes:
    return SOUND[:24] + directory + TEXT


def cut_at_five_digits(fields: list[tuple[bytes, bytes]]) -> bytes:
    """A record whose numbers are 99999 where they should be greater."""
    directory, offset = b"", 0
    for tag, body in fields:
        directory += b"%s%04d%05d" % (tag, len(body) + 1, min(offset, 99_999))
        offset += len(body) + 1
    return b"99999nam a2299999   4500" + directory + b"\x1e" + b"".join(body + b"\x1e" for _, body in fields) + b"\x1d"


def alone(damaged: bytes) -> Frame:
    """The one frame that a damaged record makes between two good ones."""
    found = between("iso2709", damaged)
    assert [f.payload for f in found] == [damaged]
    return found[0]


def test_a_sound_record() -> None:
    found = alone(SOUND)
    assert (found.problem, fields(found, "iso2709"), codes(found, "iso2709")) == ("", READ, [])


class TestRecordLength:
    @pytest.mark.parametrize("length", [b"00000", b"00026", b"99999", b"     ", b"abcde", b"\x00\x00\x00\x00\x00"])
    def test_a_wrong_length_is_not_believed(self, length: bytes) -> None:
        found = between("iso2709", length + SOUND[5:])
        assert [(f.problem, fields(f, "iso2709")) for f in found] == [("", READ)]

    @pytest.mark.parametrize("base", [b"00000", b"99999", b"     ", b"abcde"])
    def test_a_wrong_base_address_is_not_believed(self, base: bytes) -> None:
        found = alone(SOUND[:12] + base + SOUND[17:])
        assert (found.problem, fields(found, "iso2709"), codes(found, "iso2709")) == ("", READ, [])

    def test_a_record_over_99999_bytes_with_lengths_cut_at_five_digits(self) -> None:
        notes = [(b"500", data(b"  ", b"a%05d " % n + b"x" * 2000)) for n in range(60)]
        damaged = cut_at_five_digits([*FIELDS, *notes])
        assert len(damaged) > 99_999
        found = alone(damaged)
        assert fields(found, "iso2709")[:5] == READ
        assert [f["a"][:5] for f in read(found, "iso2709").record.get_fields("500")] == [f"{n:05d}" for n in range(60)]

    def test_a_record_over_99999_bytes_whose_numbers_have_grown(self) -> None:
        """Six digits in the leader and in the offsets, five in a length: written by a program that only pads."""
        sound = record([*FIELDS, (b"520", data(b"  ", b"a" + b"y" * 120_000)), (b"650", data(b" 0", b"aNord"))])
        assert sound[:6] == b"120219"
        found = alone(sound)
        assert fields(found, "iso2709")[:5] == READ
        assert len(read(found, "iso2709").record["520"]["a"]) == 120_000
        assert fields(found, "iso2709")[6] == r"=650  \0$aNord"
        assert str(read(found, "iso2709").record.leader)[5:8] == "nam"


class TestDirectory:
    @pytest.mark.parametrize("length", [b"0000", b"0001", b"9999", b"00a1", b"    "])
    def test_a_wrong_length_of_a_field(self, length: bytes) -> None:
        found = alone(with_directory(ENTRIES.replace(entry(2), b"100" + length + entry(2)[7:])))
        assert (fields(found, "iso2709"), codes(found, "iso2709")) == (READ, ["directory_repaired"])

    @pytest.mark.parametrize("offset", [b"00000", b"00001", b"99999", b"0000x", b"     "])
    @pytest.mark.parametrize("number", [0, 2, 4])
    def test_a_wrong_offset_of_a_field(self, number: int, offset: bytes) -> None:
        damaged = entry(number)[:7] + offset
        found = alone(with_directory(ENTRIES.replace(entry(number), damaged)))
        assert fields(found, "iso2709") == READ

    def test_every_offset_is_zero(self) -> None:
        zero = b"".join(entry(n)[:7] + b"00000" for n in range(5))
        assert fields(alone(with_directory(zero)), "iso2709") == READ

    def test_every_length_and_offset_is_letters(self) -> None:
        letters = b"".join(entry(n)[:3] + b"xxxxxxxxx" for n in range(5))
        assert fields(alone(with_directory(letters)), "iso2709") == READ

    def test_unsorted_entries_are_no_fault(self) -> None:
        found = alone(with_directory(b"".join(entry(n) for n in (3, 0, 4, 1, 2))))
        assert fields(found, "iso2709") == [READ[n] for n in (3, 0, 4, 1, 2)]
        assert codes(found, "iso2709") == []

    @pytest.mark.parametrize("damaged", [b"999900043", b"003000043", b"001700099", b"0017    x"])
    def test_unsorted_entries_of_which_one_is_wrong(self, damaged: bytes) -> None:
        assert entry(2) == b"100001800043"
        directory = b"".join((entry(3), entry(0), b"100" + damaged, entry(4), entry(1)))
        assert sorted(fields(alone(with_directory(directory)), "iso2709")) == sorted(READ)

    def test_unsorted_entries_of_a_text_that_was_recoded(self) -> None:
        """Written in Latin-1, turned into UTF-8 with the old directory: every later field has moved."""
        latin1 = [(b"001", b"5"), (b"100", data(b" 0", "aØyvind Ås".encode("latin-1")))]
        latin1 += [(b"245", data(b"10", "aBlåbær".encode("latin-1"))), (b"260", data(b"  ", b"aOslo"))]
        sound = record(latin1)
        entries = [sound[24 + 12 * n : 36 + 12 * n] for n in range(4)]
        damaged = sound[:24] + b"".join(entries[n] for n in (2, 0, 3, 1)) + sound[72:]
        found = alone(damaged.decode("latin-1").encode())
        assert fields(found, "iso2709") == ["=245  10$aBlåbær", "=001  5", r"=260  \\$aOslo", r"=100  \0$aØyvind Ås"]

    def test_overlapping_entries(self) -> None:
        """100 reaches into 245, and 245 begins inside 100."""
        overlapping = ENTRIES.replace(entry(2), b"100003000043").replace(entry(3), b"245001700050")
        assert fields(alone(with_directory(overlapping)), "iso2709") == READ

    def test_an_entry_written_twice_gives_one_field(self) -> None:
        found = alone(with_directory(ENTRIES + entry(4)))
        assert fields(found, "iso2709") == READ

    @pytest.mark.parametrize(("number", "position"), [(n, p) for n in range(5) for p in (3, 6, 11) if n or p < 11])
    def test_an_entry_that_lost_a_character(self, number: int, position: int) -> None:
        short = entry(number)[:position] + entry(number)[position + 1 :]
        found = alone(with_directory(ENTRIES.replace(entry(number), short)))
        assert (fields(found, "iso2709"), codes(found, "iso2709")) == (READ, ["directory_repaired"])

    def test_an_entry_with_a_character_too_many(self) -> None:
        found = alone(with_directory(ENTRIES.replace(entry(2), entry(2) + b"0")))
        assert fields(found, "iso2709") == READ

    def test_blanks_after_the_directory(self) -> None:
        assert fields(alone(with_directory(ENTRIES + b" ")), "iso2709") == READ

    def test_nul_bytes_in_the_directory(self) -> None:
        assert fields(alone(with_directory(ENTRIES[:20] + b"\x00" + ENTRIES[20:])), "iso2709") == READ

    def test_a_field_that_no_entry_is_for_is_named_and_the_others_are_read(self) -> None:
        found = alone(with_directory(ENTRIES.replace(entry(2), b"")))
        assert fields(found, "iso2709") == [READ[n] for n in (0, 1, 3, 4)]
        assert [(i.code, i.value) for i in read(found, "iso2709").issues][1:] == [("field_invalid", "???")]

    def test_an_entry_that_no_field_is_for_is_named_and_the_others_are_read(self) -> None:
        found = alone(with_directory(ENTRIES + b"700001500099"))
        assert fields(found, "iso2709") == READ
        assert ("field_invalid", "700") in [(i.code, i.value) for i in read(found, "iso2709").issues]


class TestTerminators:
    def test_a_field_terminator_that_is_gone(self) -> None:
        damaged = SOUND.replace(b"Amalie\x1e", b"Amalie")
        found = alone(damaged)
        assert (fields(found, "iso2709"), codes(found, "iso2709")) == (READ, ["directory_repaired"])

    def test_a_field_terminator_that_has_become_a_blank(self) -> None:
        assert fields(alone(SOUND.replace(b"Amalie\x1e", b"Amalie ")), "iso2709") == READ

    def test_a_field_terminator_inside_a_text(self) -> None:
        found = alone(record([*FIELDS[:3], (b"245", data(b"10", b"aTit\x1etel", b"bmer")), FIELDS[4]]))
        assert fields(found, "iso2709") == READ

    @pytest.mark.parametrize("end", [b"\x1d", b" \x1d", b"\r\n\x1d"])
    def test_the_last_field_without_its_terminator(self, end: bytes) -> None:
        found = alone(SOUND.removesuffix(b"\x1e\x1d") + end)
        assert (found.problem, fields(found, "iso2709")) == ("", READ)

    @pytest.mark.parametrize("separator", [b"", b"\r\n", b"\n", b"\x00\x00"])
    def test_a_record_terminator_that_is_gone_costs_nothing(self, separator: bytes) -> None:
        found = between("iso2709", SOUND[:-1] + separator)
        assert [(f.problem, fields(f, "iso2709")) for f in found] == [("", READ)]

    def test_a_gone_terminator_before_a_record_with_blank_lengths(self) -> None:
        blank = b"     nam  22     1 4500" + b" " + SOUND[24:]
        found = between("iso2709", SOUND[:-1] + blank)
        assert [(f.payload, f.problem) for f in found] == [(SOUND[:-1], ""), (blank, "")]

    def test_no_record_of_the_file_has_a_terminator(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """The file is longer than what is held in memory."""
        monkeypatch.setattr(isoframing, "BLOCK", 1000)
        monkeypatch.setattr(isoframing, "CAP", 5000)
        records = [book(b"%d" % n, b"Tittel %d" % n)[:-1] for n in range(300)]
        assert frames(b"".join(records), "iso2709") == [
            Frame(sum(map(len, records[:n])), payload) for n, payload in enumerate(records)
        ]

    @pytest.mark.parametrize("text", [b"Tit\x1dtel", b"\x1dTittel", b"Tittel\x1d", b"T\x1di\x1dt\x1dtel"])
    def test_a_record_terminator_inside_a_field(self, text: bytes) -> None:
        found = alone(record([*FIELDS[:3], (b"245", data(b"10", b"a" + text, b"bmer")), FIELDS[4]]))
        assert (found.problem, fields(found, "iso2709")) == ("", READ)
        assert "control_characters_removed" in codes(found, "iso2709")

    def test_two_records_with_a_terminator_inside_follow_one_another(self) -> None:
        odd = record([*FIELDS[:3], (b"245", data(b"10", b"aTit\x1dtel", b"bmer")), FIELDS[4]])
        assert [f.payload for f in between("iso2709", odd + odd)] == [odd, odd]


class TestTruncated:
    @pytest.mark.parametrize("kept", [3, 20, 24, 40, 84, 85, 100, 130, len(SOUND) - 2])
    @pytest.mark.parametrize("separator", [b"", b"\r\n"])
    def test_a_record_that_is_cut_short_in_the_middle_of_the_file(self, kept: int, separator: bytes) -> None:
        found = between("iso2709", SOUND[:kept] + separator)
        assert [(f.payload, f.problem) for f in found] == [(SOUND[:kept] + separator, "record_truncated")]

    @pytest.mark.parametrize("kept", [1, 24, 84, 85, 130, len(SOUND) - 2])
    def test_a_last_record_that_is_cut_short(self, kept: int) -> None:
        found = frames(GOOD["iso2709"][0] + SOUND[:kept], "iso2709")
        assert [(f.payload, f.problem) for f in found][1:] == [(SOUND[:kept], "record_truncated")]
        assert titles(found[0], "iso2709") == ["Blåbær på Røros"]

    def test_a_last_record_that_lacks_its_terminator_alone(self) -> None:
        found = frames(GOOD["iso2709"][0] + SOUND[:-1] + b"\r\n\x1a", "iso2709")[1]
        assert (found.problem, fields(found, "iso2709")) == ("", READ)

    def test_a_cut_record_with_a_terminator_names_what_it_lost(self) -> None:
        found = alone(SOUND[:130] + b"\x1d")
        assert fields(found, "iso2709")[:2] == READ[:2]
        assert ("field_invalid", "260") in [(i.code, i.value) for i in read(found, "iso2709").issues]


class TestLeader:
    @pytest.mark.parametrize("lost", range(1, 12))
    def test_a_leader_shorter_than_24(self, lost: int) -> None:
        found = alone(SOUND[lost:])
        assert (fields(found, "iso2709"), str(read(found, "iso2709").record.leader)[17:]) == (READ, "   4500")

    def test_a_leader_longer_than_24(self) -> None:
        assert fields(alone(b"0" + SOUND), "iso2709") == READ

    @pytest.mark.parametrize("lengths", [b"00", b"20", b"  ", b"23", b"xy", b"93", b"31"])
    def test_numbers_of_indicators_and_code_that_the_fields_do_not_have(self, lengths: bytes) -> None:
        found = alone(SOUND[:10] + lengths + SOUND[12:])
        assert (fields(found, "iso2709"), codes(found, "iso2709")) == (READ, [])

    def test_no_indicators_at_all(self) -> None:
        leader = LEADER[:10] + b"02" + LEADER[12:]
        found = alone(record([(b"001", b"5"), (b"245", data(b"", b"aTittel")), (b"500", b"Tekst")], leader))
        assert fields(found, "iso2709") == ["=001  5", r"=245  \\$aTittel", r"=500  \\$aTekst"]

    @pytest.mark.parametrize(("count", "head"), [(b"1", b"1"), (b"3", b"1  "), (b"4", b"1   ")])
    def test_one_indicator_or_more_than_two(self, count: bytes, head: bytes) -> None:
        leader = LEADER[:10] + count + LEADER[11:]
        found = alone(record([(b"001", b"5"), (b"245", data(head, b"aTittel"))], leader))
        assert (fields(found, "iso2709"), codes(found, "iso2709")) == (["=001  5", r"=245  1\$aTittel"], [])

    def test_a_third_indicator_that_says_something_is_kept_as_text(self) -> None:
        leader = LEADER[:10] + b"3" + LEADER[11:]
        found = alone(record([(b"001", b"5"), (b"245", data(b"10x", b"bTittel"))], leader))
        assert fields(found, "iso2709")[1] == "=245  10$ax$bTittel"
        assert codes(found, "iso2709") == ["field_without_subfields"]

    def test_one_field_without_indicators(self) -> None:
        """Seen in 996 of a record from Mikromarc."""
        found = alone(record([*FIELDS, (b"996", data(b"", b"uhttp://x.no"))]))
        assert fields(found, "iso2709")[5] == r"=996  \\$uhttp://x.no"
        assert codes(found, "iso2709") == []


class TestBetweenRecords:
    @pytest.mark.parametrize(
        "separator",
        [b"\r\n", b"\n", b"\r", b"\x00", b"\x00" * 2048, b"\x1a", b"\xef\xbb\xbf", b" ", b"\r\n\xef\xbb\xbf", b"\x1d"],
    )
    def test_what_stands_between_records_is_no_record(self, separator: bytes) -> None:
        first, last = GOOD["iso2709"]
        found = frames(separator + first + separator + SOUND + separator + last + separator, "iso2709")
        assert [f.payload for f in found] == [first, SOUND, last]
        assert {f.problem for f in found} == {""}

    def test_a_line_of_text_between_records_is_handed_on_alone(self) -> None:
        junk = b"Eksport fra Mikromarc 12.12.2012\r\n"
        assert [(f.payload, f.problem) for f in between("iso2709", junk)] == [(junk, "record_truncated")]

    def test_nul_bytes_inside_a_text(self) -> None:
        found = alone(record([*FIELDS[:3], (b"245", data(b"10", b"aTit\x00tel", b"bmer")), FIELDS[4]]))
        assert (fields(found, "iso2709"), codes(found, "iso2709")) == (READ, ["control_characters_removed"])

    def test_nul_bytes_put_into_a_text_afterwards(self) -> None:
        found = alone(SOUND.replace(b"Tittel", b"Tit\x00tel"))
        assert fields(found, "iso2709") == READ


@given(st.data())
def test_a_record_with_any_bytes_changed_costs_at_most_itself(data: st.DataObject) -> None:
    """Its neighbours are found unless it now ends like a beginning of the next."""
    changed = bytearray(SOUND[:-1])
    for _ in range(data.draw(st.integers(1, 6))):
        changed[data.draw(st.integers(0, len(changed) - 1))] = data.draw(
            st.integers(0, 255).filter(lambda b: b != 0x1D)
        )
    first, last = GOOD["iso2709"]
    found = frames(first + bytes(changed) + b"\x1d" + last, "iso2709")
    assert (found[0], found[-1].payload) == (Frame(0, first), last)


@given(st.permutations(range(5)), st.lists(st.integers(0, 83), max_size=3))
def test_a_damaged_directory_never_loses_a_text(order: list[int], damaged: list[int]) -> None:
    """Every byte comes out under some tag, or in a field without one, though an entry that lies may part a field."""
    directory = bytearray(b"".join(entry(n) for n in order))
    for position in damaged:
        if position < len(directory):
            directory[position] = 0x37
    parts = split(with_directory(bytes(directory)))
    assert sorted(b"".join(body for _, body in parts.fields)) == sorted(b"".join(body for _, body in FIELDS))
