"""The line format with damage: each defect stands between two good records and costs neither of them anything."""

import pytest
from damaged_records import GOOD, TITLES, between, codes, fields, frames, line, read
from hypothesis import given
from hypothesis import strategies as st

from migration.marc.reading import lineframing
from migration.marc.reading.framing import Frame

SOUND = "*000     nam         1      \r\n*0015\r\n*24510$aTittel$bmer\r\n^\r\n"
READ = ["=001  5", "=245  10$aTittel$bmer"]


def alone(damaged: str) -> Frame:
    """The one frame that a damaged record makes between two good ones."""
    found = between("line", damaged.encode())
    assert [f.payload.strip() for f in found] == [damaged.encode().strip()]
    return found[0]


def field(text: str) -> str:
    """What comes of a field's lines, in a sound record between two others."""
    found = alone(f"*0015\r\n{text}\r\n^\r\n")
    assert codes(found, "line") == []
    (one,) = fields(found, "line")[1:]
    return one


def leader(text: str) -> str:
    return str(read(alone(f"*000{text}\r\n*0015\r\n*24510$aTittel\r\n^\r\n"), "line").record.leader)


def test_a_sound_record() -> None:
    found = alone(SOUND)
    assert (found.problem, fields(found, "line"), codes(found, "line")) == ("", READ, [])


class TestLineEnds:
    @pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
    def test_dos_unix_and_old_mac(self, end: str) -> None:
        damaged = SOUND.replace("\r\n", end)
        good = (line("1", TITLES[0], end), line("9", TITLES[1], end))
        found = between("line", damaged.encode(), good)
        assert [f.payload for f in found] == [damaged.encode()]
        assert fields(found[0], "line") == READ

    @pytest.mark.parametrize("end", ["\n", "\r"])
    def test_one_record_with_other_line_ends_than_the_file(self, end: str) -> None:
        assert fields(alone(SOUND.replace("\r\n", end)), "line") == READ

    @pytest.mark.parametrize("block", [1, 2, 3, 7, 50])
    @pytest.mark.parametrize("end", ["\r\n", "\r"])
    def test_a_line_end_that_is_cut_by_the_blocks(self, end: str, block: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(lineframing, "BLOCK", block)
        good = (line("1", TITLES[0], end), line("9", TITLES[1], end))
        assert [f.payload for f in between("line", SOUND.replace("\r\n", end).encode(), good)] == [
            SOUND.replace("\r\n", end).encode()
        ]

    def test_a_stray_carriage_return_in_a_text(self) -> None:
        assert field("*24510$aTittel\rmer") == "=245  10$aTittel mer"


class TestRecordEnd:
    @pytest.mark.parametrize("end", ["", "\r\n", "** slutt **\r\n"])
    def test_a_missing_end_line(self, end: str) -> None:
        found = between("line", (SOUND.removesuffix("^\r\n") + end).encode())
        assert [(f.problem, fields(f, "line")) for f in found] == [("", READ)]

    def test_missing_end_lines_where_records_have_no_000(self) -> None:
        records = [f"*001{n}\r\n*24510$aTittel\r\n".encode() for n in range(4)]
        assert [f.payload for f in frames(b"".join(records), "line")] == records

    def test_a_last_record_that_breaks_off(self) -> None:
        first, last = GOOD["line"]
        found = frames(first + last[:-20], "line")
        assert [(f.payload, f.problem) for f in found] == [(first, ""), (last[:-20], "record_truncated")]

    @pytest.mark.parametrize("end", ["^", "^  ", "^\x1a", "^\t", "^\r\n\r\n", "^\r\n^"])
    def test_blanks_and_repetitions_of_the_end(self, end: str) -> None:
        found = between("line", (SOUND.removesuffix("^\r\n") + end + "\r\n").encode())
        assert [(f.problem, fields(f, "line")) for f in found] == [("", READ)]


class TestJunk:
    @pytest.mark.parametrize("junk", ["** Mikromarc eksport **\r\n", "**\r\n", "*" * 80 + "\r\n", "** " * 40 + "\r\n"])
    def test_lines_of_asterisks_are_no_record(self, junk: str) -> None:
        first, last = GOOD["line"]
        found = frames(junk.encode() + first + junk.encode() + last + junk.encode(), "line")
        assert [f.payload for f in found] == [junk.encode() + first, junk.encode() + last]
        assert [f.problem for f in found] == ["", ""]

    def test_a_line_of_asterisks_in_a_record(self) -> None:
        assert fields(alone(SOUND.replace("*24510", "** post 5 **\r\n*24510")), "line") == READ

    @pytest.mark.parametrize("junk", ["\r\n", "   \r\n", "\t\r\n", "\x0c\r\n", "\x00", "\x1a"])
    def test_blank_lines(self, junk: str) -> None:
        found = between("line", (junk + SOUND.replace("*24510", junk + "*24510") + junk).encode())
        assert [(f.problem, fields(f, "line")) for f in found] == [("", READ)]

    @pytest.mark.parametrize("margin", ["\x0c", "\ufeff", "\x1a", "\x1a\ufeff"])
    def test_form_feeds_and_byte_order_marks_where_files_were_put_together(self, margin: str) -> None:
        found = between("line", (margin + SOUND + margin).encode())
        assert [(f.payload, fields(f, "line")) for f in found] == [(SOUND.encode(), READ)]

    def test_a_form_feed_in_a_record(self) -> None:
        assert fields(alone(SOUND.replace("*245", "\x0c*245")), "line") == READ

    def test_a_text_without_fields_is_handed_on_and_refused_alone(self) -> None:
        found = between("line", b"Antall poster: 3\r\n^\r\n")
        assert [f.payload for f in found] == [b"Antall poster: 3\r\n^\r\n"]


class TestLeader:
    @pytest.mark.parametrize(
        ("written", "read"),
        [
            ("", " " * 24),
            ("     nam", "     nam                "),
            ("^^^^^nam^^^^^^^^^1^^^^^^", "     nam         1      "),
            ("     nam         1      " + " " * 9, "     nam         1      "),
            ("nam         1", "     nam         1      "),
            ("   nam         1      ", "     nam         1      "),
            ("       nam         1      ", "     nam         1      "),
            ("  $a     nam         1", "     nam         1      "),
            ("00000cam a2200000 c 4500", "00000cam a2200000 c 4500"),
            ("00000 am a2200000 c 4500", "00000 am a2200000 c 4500"),
            ("000000cam a2200000 c 4500", "     cam a2200000 c 4500"),
        ],
    )
    def test_a_leader_of_any_length(self, written: str, read: str) -> None:
        assert leader(written) == read

    def test_001_alone(self) -> None:
        found = alone("*0015\r\n^\r\n")
        assert (found.problem, fields(found, "line")) == ("", ["=001  5"])


class TestIndicators:
    @pytest.mark.parametrize(
        ("line", "field"),
        [
            ("*245^^$aTittel", r"=245  \\$aTittel"),
            ("*2451^$aTittel", r"=245  1\$aTittel"),
            ("*245^0$aTittel", r"=245  \0$aTittel"),
            ("*245##$aTittel", r"=245  \\$aTittel"),
            ("*245$aTittel", r"=245  \\$aTittel"),
            ("*2451$aTittel", r"=245  1\$aTittel"),
            ("*245 10$aTittel", "=245  10$aTittel"),
            ("*245 10 $aTittel", "=245  10$aTittel"),
            ("*245  0$aTittel", r"=245  \0$aTittel"),
            ("*245\t10\t$aTittel", "=245  10$aTittel"),
            ("*245    $aTittel", r"=245  \\$aTittel"),
        ],
    )
    def test_blanks_and_what_is_left_out(self, line: str, field: str) -> None:
        found = alone(f"*0015\r\n{line}\r\n^\r\n")
        assert (fields(found, "line")[1:], codes(found, "line")) == ([field], [])


class TestWrappedLines:
    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("*24510$aEn lang\r\ntittel", "=245  10$aEn lang tittel"),
            ("*24510$aEn lang \r\ntittel", "=245  10$aEn lang tittel"),
            ("*24510$aEn lang\r\n   tittel", "=245  10$aEn lang tittel"),
            ("*24510$aEn lang\r\n\ttittel", "=245  10$aEn lang tittel"),
            ("*24510$aEn\r\n$bto\r\n$ctre", "=245  10$aEn$bto$ctre"),
            ("*24510$aEn\r\n   $bto", "=245  10$aEn$bto"),
            ("*24510\r\n$aEn", "=245  10$aEn"),
            ("*650 7$aKatter\r\n$2nortarget", r"=650  \7$aKatter$2nortarget"),
            ("*500  $aKostet\r\n$12 i 1990", r"=500  \\$aKostet $12 i 1990"),
            ("*500  $aSe\r\n*foreldre*\r\nog barn", r"=500  \\$aSe *foreldre* og barn"),
            ("*500  $aEn\r\n\r\nto", r"=500  \\$aEn to"),
        ],
    )
    def test_a_line_that_begins_no_field_goes_on(self, text: str, read: str) -> None:
        assert field(text) == read


class TestDollars:
    @pytest.mark.parametrize(
        ("text", "read"),
        [
            ("*24510$aTo $100 bills$cSkram", "=245  10$aTo $100 bills$cSkram"),
            ("*24510$a$100 bills", "=245  10$a$100 bills"),
            ("*24510$aA$AP og US$ 12", "=245  10$aA$AP og US$ 12"),
            ("*500  $aUS$12, ($15) og $9.50", r"=500  \\$aUS$12, ($15) og $9.50"),
            ("*500  $aTar $5 i uka", r"=500  \\$aTar $5 i uka"),
            ("*24510$aCash $$ og $$12", "=245  10$aCash $$ og $$12"),
            ("*24510$aTittel$", "=245  10$aTittel$"),
            ("*020  $a82-02$c$12.50", r"=020  \\$a82-02$c$12.50"),
            ("*500  $aTekst $9nob", r"=500  \\$aTekst $9nob"),
            ("*500  $81.2\\c$aTekst", r"=500  \\$81.2\c$aTekst"),
            ("*880 1$6100-01$aSkram", r"=880  \1$6100-01$aSkram"),
            ("*0823 $a839.82 $223", r"=082  3\$a839.82 $223"),
            ("*650 0$aUSA$1917.3", r"=650  \0$aUSA$1917.3"),
            ("*650 0$aUSA $1917.3", r"=650  \0$aUSA $1917.3"),
            ("*70010$aSkram$t$100 bills", "=700  10$aSkram$t$100 bills"),
            ("*24510$$aTittel$$bmer", "=245  10$aTittel$bmer"),
            ("*24510$aTittel   \t", "=245  10$aTittel"),
        ],
    )
    def test_text_or_subfield(self, text: str, read: str) -> None:
        """Written as pymarc shows a field: ``$`` in text and at a subfield look alike, so codes are compared too."""
        assert field(text) == read

    @pytest.mark.parametrize(
        ("text", "codes"),
        [
            ("*24510$aTo $100 bills$cSkram", "ac"),
            ("*24510$a$100 bills", "a"),
            ("*24510$aA$AP og US$ 12", "a"),
            ("*500  $aUS$12, ($15) og $9.50", "a"),
            ("*500  $aTar $5 i uka", "a"),
            ("*24510$aCash $$ og $$12", "a"),
            ("*020  $a82-02$c$12.50", "ac"),
            ("*500  $aTekst $9nob", "a9"),
            ("*500  $81.2\\c$aTekst", "8a"),
            ("*880 1$6100-01$aSkram", "6a"),
            ("*0823 $a839.82 $223", "a2"),
            ("*650 0$aUSA$1917.3", "a1"),
            ("*650 0$aUSA $1917.3", "a1"),
            ("*70010$aSkram$t$100 bills", "at"),
            ("*24510$$aTittel$$bmer", "ab"),
        ],
    )
    def test_the_codes(self, text: str, codes: str) -> None:
        found = alone(f"*0015\r\n{text}\r\n^\r\n")
        assert "".join(s.code for s in read(found, "line").record.fields[1].subfields) == codes


class TestTags:
    @pytest.mark.parametrize(("tag", "read"), [("CAT", "CAT"), ("9AB", "9AB"), ("20", "020")])
    def test_tags_with_letters_and_tags_that_lost_a_zero(self, tag: str, read: str) -> None:
        found = alone(f"*0015\r\n*{tag.ljust(3) if tag.isdigit() else tag}  $aTekst\r\n^\r\n")
        assert fields(found, "line")[1] == rf"={read}  \\$aTekst"


SIGNS = st.sampled_from(
    ["*000", "*001", "*245", "^", "\r", "\n", "\r\n", "$a", "$", " ", "**", "\x0c", "å", "7", "\x1a"]
)


@given(st.lists(SIGNS, max_size=30).map("".join))
def test_any_text_between_two_records_costs_neither(junk: str) -> None:
    """A good record before it ends in ``^``; one behind it begins with 000."""
    first, last = GOOD["line"]
    found = frames(first + junk.encode() + b"\r\n^\r\n" + last, "line")
    assert (found[0], found[-1]) == (Frame(0, first), Frame(len(first + junk.encode()) + 5, last))
