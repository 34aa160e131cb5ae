"""One work as a record: in NORMARC as Mikromarc wrote it, or in MARC 21."""

from synthetic.identifiers import hyphens
from synthetic.marc import Marc
from synthetic.works import Work

NORMARC_LEADER = "     nam         1      "
MARC21_LEADER = "     nam a22      i 4500"
_TYPE = {"audiobook": "i", "dvd": "g", "serial": "a", "ebook": "a"}
_NORMARC_DOCUMENT = {"audiobook": "dc,di", "dvd": "ee", "serial": "j", "ebook": "ga,la,nb", "largeprint": "l"}
_GMD = {"audiobook": "lydopptak", "dvd": "video", "ebook": "elektronisk ressurs"}
_007 = {"audiobook": "sd fsngnn|me|", "dvd": "vd cvaizq", "ebook": "cr |||||||||||"}
_NORMARC_007 = {"audiobook": "sc", "dvd": "vd", "ebook": "cn"}
_CARRIER = {
    "audiobook": ("talt ord", "spw", "audio", "s", "lydplate", "sd"),
    "dvd": ("todimensjonalt levende bilde", "tdi", "video", "v", "videoplate", "vd"),
    "ebook": ("tekst", "txt", "elektronisk", "c", "online ressurs", "cr"),
}
_PRINTED = ("book", "largeprint", "ebook")
"""Kinds whose 008/33 is the literary form."""
_BOOK_CARRIER = ("tekst", "txt", "uformidlet", "n", "bind", "nc")


def _leader(template: str, work: Work) -> str:
    level = "s" if work.kind == "serial" else "m"
    return template[:6] + _TYPE.get(work.kind, "a") + level + template[8:]


def _extent(work: Work, word: str) -> str:
    special = {"audiobook": "5 CD (6 t)", "dvd": "1 DVD-video (97 min)", "ebook": "1 elektronisk ressurs"}
    large = " (storskrift)" if work.kind == "largeprint" else ""
    return special.get(work.kind) or (f"{work.pages} {word}{large}" if work.kind != "serial" else "")


def normarc(work: Work, number: str, *, bibbi: str = "", hyphenated: bool = True) -> Marc:
    """NORMARC with its own habits: 019, 020 $b, 574, 700 $e, 100 $j, 440, blank dates in 008."""
    record = Marc(_leader(NORMARC_LEADER, work))
    record.control("001", number)
    if work.kind in _NORMARC_007:
        record.control("007", _NORMARC_007[work.kind])
    record.control("008", _normarc_008(work))
    record.add("015", "  ", ("a", bibbi), ("b", "BIBBI" if bibbi else ""))
    record.add("019", "  ", ("a", "b,bu" if work.child else ""), ("b", _NORMARC_DOCUMENT.get(work.kind, "l")),
               ("d", work.form))  # fmt: skip
    isbn = hyphens(work.isbn) if hyphenated and work.isbn else work.isbn
    record.add("020", "  ", ("a", isbn), ("b", "ib." if isbn and work.kind == "book" else ""))
    record.add("022", "  ", ("a", work.issn))
    record.add("041", "1 " if work.original else "  ", *_normarc_languages(work))
    record.add("082", "30", ("a", work.dewey if work.kind != "serial" else ""))
    record.add("090", "  ", ("c", work.dewey), ("d", work.author[:3] or work.title[:3]))
    record.add("100", " 0", ("a", work.author), ("d", work.dates), ("j", work.nation if work.author else ""))
    record.add("240", "10", ("a", work.original))
    record.add("245", f"{1 if work.author else 0}{work.skip}", ("a", work.title), ("b", work.subtitle),
               ("c", _statement(work)), ("h", _GMD.get(work.kind, "")), ("n", work.number),
               ("p", work.part))  # fmt: skip
    record.add("245", "00", ("a", work.script[0]), ("9", work.language if work.script[0] else ""))
    record.add("250", "  ", ("a", work.edition))
    record.add("260", "  ", ("a", work.place), ("b", work.publisher), ("c", _normarc_year(work)))
    record.add("300", "  ", ("a", _extent(work, "s.")), ("b", "ill." if work.child else ""))
    record.add("440", " 0", ("a", work.series[0]), ("v", work.series[1]))
    for note in work.notes:
        record.add("500", "  ", ("a", note))
    record.add("574", "  ", ("a", f"Originaltittel: {work.original}" if work.original else ""))
    record.add("650", " 0", ("a", work.subject), ("9", "nob" if work.subject else ""))
    record.add("700", " 0", ("a", work.translator), ("e", "overs." if work.translator else ""))
    return record


def _normarc_008(work: Work) -> str:
    fixed = [" "] * 40
    fixed[22] = "s" if work.kind == "largeprint" else "j" if work.child else "a"
    if work.kind in _PRINTED:
        fixed[33] = {"R": "r", "N": "n", "D": "d", "S": "s"}.get(work.form, "0")
        fixed[34] = "0"
    fixed[35:38] = work.language
    fixed[39] = "2"
    return "".join(fixed)


def _normarc_languages(work: Work) -> tuple[tuple[str, str], ...]:
    if work.original_language:
        return (("a", work.language), ("h", work.original_language))
    return (("a", work.language),) if work.language == "fkv" else ()


def _normarc_year(work: Work) -> str:
    return f"{work.year}-" if work.kind == "serial" else f"cop. {work.year}" if work.year % 3 == 0 else str(work.year)


def _statement(work: Work) -> str:
    return " ".join(reversed(work.author.split(", "))) if work.author else ""


def marc21(work: Work, number: str, isil: str) -> Marc:
    """MARC 21 with ISBD marks, RDA carriers, $4 relators and, for own-script titles, pairs with 880."""
    record = Marc(_leader(MARC21_LEADER, work))
    record.control("001", number)
    record.control("003", isil)
    record.control("005", "20240917120000.0")
    if work.kind in _007:
        record.control("007", _007[work.kind])
    record.control("008", _marc21_008(work))
    record.add("020", "  ", ("a", work.isbn), ("q", "innbundet" if work.isbn and work.kind == "book" else ""))
    record.add("022", "  ", ("a", work.issn))
    record.add("035", "  ", ("a", f"(NO-OsBA){work.isbn[5:12]}" if work.isbn else ""))
    record.add("040", "  ", ("a", isil), ("b", "nob"), ("e", "katreg"))
    _marc21_languages(record, work)
    record.add("082", "04", ("a", work.dewey if work.kind != "serial" else ""), ("2", "23/nor"))
    linked = work.script[0] != ""
    record.add("100", "1 ", ("6", "880-01" if linked and work.author else ""), *_author(work))
    record.add("240", "10", ("a", work.original), ("l", "Norsk" if work.original else ""))
    record.add("245", f"{1 if work.author else 0}{work.skip}", ("6", "880-02" if linked else ""),
               *_title(work, work.title))  # fmt: skip
    record.add("250", "  ", ("a", work.edition))
    record.add("264", " 1", ("a", f"{work.place} :"), ("b", f"{work.publisher},"), ("c", _marc21_year(work)))
    record.add("300", "  ", ("a", _extent(work, "sider")), ("b", "illustrasjoner" if work.child else ""))
    content = _CARRIER.get(work.kind, _BOOK_CARRIER)
    for tag, place, source in (("336", 0, "rdacontent"), ("337", 2, "rdamedia"), ("338", 4, "rdacarrier")):
        record.add(tag, "  ", ("a", content[place]), ("b", content[place + 1]), ("2", source))
    if work.series[0]:
        record.add("490", "1 ", ("a", f"{work.series[0]} ;"), ("v", work.series[1]))
    for note in work.notes:
        record.add("500", "  ", ("a", note))
    record.add("650", " 7", ("a", work.subject), ("2", "bibbi" if work.subject else ""))
    record.add("700", "1 ", ("a", work.translator), ("4", "trl" if work.translator else ""))
    if work.series[0]:
        record.add("830", " 0", ("a", work.series[0]), ("v", work.series[1]))
    if linked:
        record.add("880", "1 ", ("6", "100-01/(N"), ("a", work.script[1]))
        record.add("880", "10", ("6", "245-02/(N"), ("a", work.script[0]))
    return record


def _author(work: Work) -> tuple[tuple[str, str], ...]:
    if not work.author:
        return ()
    return (("a", work.author + ("," if work.dates else "")), ("d", work.dates), ("4", "aut"))


def _marc21_languages(record: Marc, work: Work) -> None:
    if work.original_language:
        record.add("041", "1 ", ("a", work.language), ("h", work.original_language))
    if work.language == "fkv":
        record.add("041", " 7", ("a", "fkv"), ("2", "iso639-3"))


def _title(work: Work, title: str) -> tuple[tuple[str, str], ...]:
    """245 with ISBD marks before $b, $n, $p and $c."""
    parts = [("a", title), ("b", work.subtitle), ("n", work.number), ("p", work.part), ("c", _statement(work))]
    present = [(code, value) for code, value in parts if value]
    marks = {"b": " :", "n": ".", "p": ",", "c": " /"}
    following = [marks[code] for code, _ in present[1:]] + [""]
    return tuple((code, value + mark) for (code, value), mark in zip(present, following, strict=True))


def _marc21_year(work: Work) -> str:
    return f"{work.year}-" if work.kind == "serial" else f"{work.year}."


def _marc21_008(work: Work) -> str:
    language = "fiu" if work.language == "fkv" else work.language
    if work.kind == "serial":
        return f"240917c{work.year}9999no qr p       0   b0{language} d"
    form = {"largeprint": "d", "ebook": "o"}.get(work.kind, " ")
    literary = {"R": "f", "N": "j", "D": "p", "S": "d"}.get(work.form, "0")
    return f"240917s{work.year}    no     {'j' if work.child else 'e'}{form}     000 {literary} {language} d"
