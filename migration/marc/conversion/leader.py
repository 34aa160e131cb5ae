"""The leader of NORMARC to MARC 21 (fixed_codes.csv, LDR rows), with the record type that 019 $b gives."""

from functools import lru_cache

from migration.issues import Issue
from migration.marc.conversion.work import Work
from migration.marc.rules import Rules

SUPPLIED_ZERO = "00000"


def material(leader: str) -> str:
    """NORMARC's name of the 008 layout: Mon, Per, Mus, Fil, Kar, F/V; empty for mixed materials (p)."""
    kind, level = leader[6], leader[7]
    if kind in "at":
        return "Per" if level in "bis" else "Mon"
    for name, kinds in (("Fil", "m"), ("Kar", "ef"), ("Mus", "cdij"), ("F/V", "gkor")):
        if kind in kinds:
            return name
    return ""


def convert_leader(source: str, work: Work) -> str:
    """24 characters; lengths are zero, to be set on writing. 09 is a and 18 is c: no ISBD punctuation in NORMARC."""
    leader, issues = _converted(source[5:20], work.types, bool(work.forms), work.rules)
    work.issues.update(dict.fromkeys(issues))
    return leader


@lru_cache(maxsize=4096)
def _converted(source: str, types: tuple[str, ...], has_forms: bool, rules: Rules) -> tuple[str, tuple[Issue, ...]]:
    """Leader/05-19; an export has the same few again and again."""
    work = Work(rules, types=types, forms=("R",) if has_forms else ())
    leader = _leader(f"{SUPPLIED_ZERO}{source}", work)
    return leader, tuple(work.issues)


def _leader(source: str, work: Work) -> str:
    kind = _type_of_record(_code("06", source[6], work), work)
    level = _level(_code("07", source[7], work), work)
    status = _code("05", source[5], work)
    control = _code("08", source[8], work)
    encoding = _code("17", source[17], work)
    form = source[18] if source[18] in "aci" else "c"
    multipart = _code("19", source[19], work)
    return f"{SUPPLIED_ZERO}{status}{kind}{level}{control}a22{SUPPLIED_ZERO}{encoding}{form}{multipart}4500"


def with_utf8(leader: str) -> str:
    """The leader of a MARC 21 record as it is, but for 09, which says UTF-8, and the constants."""
    return f"{leader[:9]}a22{leader[12:20]}4500"


def _code(position: str, code: str, work: Work) -> str:
    """A code by table. One that no rule knows is an issue, and the blank's meaning (not given) stands in for it."""
    codes = work.rules.fixed[f"LDR/{position}"]["all"]
    found = codes.get(code)
    if found is None:
        work.note("fixed_code_unknown", f"LDR/{position}", code)
        found = codes[" "]
    return found.target


def _type_of_record(code: str, work: Work) -> str:
    """019 $b decides where it contradicts leader/06; real exports have ``a`` in the leader of every record.

    A disc or a file may hold music or speech: a literary form in 019 $d says that it is speech.
    """
    options = [work.rules.document_types[t].leader_06 for t in work.types]
    if work.forms:
        options = [("i",) if set(option) == {"i", "j"} else option for option in options]
    return _decided(code, options, "LDR/06", work)


def _level(code: str, work: Work) -> str:
    return _decided(code, [work.rules.document_types[t].leader_07 for t in work.types], "LDR/07", work)


def _decided(code: str, options: list[tuple[str, ...]], where: str, work: Work) -> str:
    wanted = [option for option in options if option]
    if not wanted or any(code in option for option in wanted):
        return code
    certain = [option for option in wanted if len(option) == 1]
    work.note("record_type_changed", where, code)
    return (certain or wanted)[0][0]
