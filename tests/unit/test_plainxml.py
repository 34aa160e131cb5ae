"""The short way through a MARCXML record gives what the XML parser gives, or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migration.marc.reading import marcxml
from migration.marc.reading.plainxml import read_plain

RECORD = (
    '<record xmlns="http://www.loc.gov/MARC21/slim">\n  <leader>00000nam a2200000 c 4500</leader>\n'
    '  <controlfield tag="001">5</controlfield>\n  <datafield tag="245" ind1="1" ind2=" ">\n'
    "    <subfield code=\"a\">Blåbær</subfield>\n    <subfield code = 'b' >to\n      tre</subfield>\n"
    "  </datafield>\n</record>\n"
)


def test_a_record_in_the_usual_shape() -> None:
    assert read_plain(RECORD) == (
        "00000nam a2200000 c 4500",
        [("001", "5"), ("245", "1 \x1faBlåbær\x1fbto tre")],
    )


def test_a_prefix() -> None:
    assert read_plain(RECORD.replace("<", "<m:").replace("<m:/", "</m:")) == read_plain(RECORD)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Blåbær", "R&amp;D"),
        ("Blåbær", "R&D"),
        ("Blåbær", "<b>x</b>"),
        ("Blåbær", "<!-- x -->"),
        ("Blåbær", "<![CDATA[x]]>"),
        ("Blåbær", "\x1f"),
        ("Blåbær", "\r"),
        ("</record>", ""),
        ("</record>", "</record"),
        ("</record>", "</m:record>"),
        ("</datafield>", "</datafield>tekst"),
        ("</datafield>", ""),
        ("</leader>", "</subfield>"),
        ("</leader>", "</leader x='1'>"),
        ("<leader>", "x<leader>"),
        ("<record", "x<record"),
        ("</record>", "</record>x"),
        ('code="a"', 'code="a" code="b"'),
        ('code="a"', "code=a"),
        ('code="a"', 'code="&lt;"'),
        ("<leader>", "<leader/><leader>"),
    ],
)
def test_any_other_shape_is_left_to_the_parser(old: str, new: str) -> None:
    assert read_plain(RECORD.replace(old, new)) is None


@pytest.mark.parametrize("text", ["", " ", "x", "<", ">", "<record>", "</record>", "<record></record"])
def test_what_is_no_record(text: str) -> None:
    assert read_plain(text) is None


TEXTS = st.text(st.sampled_from("aå \n\t>\"'=/]"), max_size=6)
SUBFIELDS = st.builds('<subfield code="{}">{}</subfield>\n'.format, st.sampled_from(["a", "9", "", "ab", "é"]), TEXTS)
FIELDS = st.one_of(
    st.builds("<leader>{}</leader>".format, TEXTS),
    st.builds('<controlfield tag="{}">{}</controlfield>'.format, st.sampled_from(["001", ""]), TEXTS),
    st.builds(
        '<datafield tag="{}"{}>\n{}</datafield>\n '.format,
        st.sampled_from(["245", "20"]),
        st.sampled_from(["", ' ind1="1" ind2="0"', " ind2 = '' ", ' x:y="1"']),
        st.lists(SUBFIELDS, max_size=3).map("".join),
    ),
)


@given(st.lists(FIELDS, max_size=5).map("".join))
def test_the_short_way_and_the_parser_agree(fields: str) -> None:
    record = f"<record>{fields}</record>"
    short = read_plain(record)
    assert short is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(marcxml, "read_plain", lambda _: None)
        assert marcxml.read(record)[:2] == short
