"""The literature on the shelves: works in the public domain and invented ones, each with the facts of one edition."""

from dataclasses import dataclass, field, replace
from random import Random

from synthetic.identifiers import isbn13, issn
from synthetic.words import BEGINNINGS, GIVEN, PLACES, PUBLISHERS, SUBJECTS, SURNAMES


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """One edition. ``author``: "Surname, Given"; ``skip``: length of the leading article; ``script``: own-script form.

    ``kind``: book, ebook, audiobook, dvd, largeprint, serial. ``isbn``: 13 digits, no hyphens. ``year``: 260 $c.
    """

    title: str
    author: str = ""
    dates: str = ""
    nation: str = "n."
    language: str = "nob"
    year: int = 2005
    pages: int = 189
    isbn: str = ""
    issn: str = ""
    kind: str = "book"
    subtitle: str = ""
    number: str = ""
    part: str = ""
    edition: str = ""
    original: str = ""
    original_language: str = ""
    translator: str = ""
    place: str = "Oslo"
    publisher: str = "Skjærgård"
    subject: str = ""
    dewey: str = "839.82"
    form: str = "R"
    child: bool = False
    skip: int = 0
    script: tuple[str, str] = ("", "")
    series: tuple[str, str] = ("", "")
    notes: tuple[str, ...] = field(default=())


def _numbered(start: int, works: list[Work]) -> list[Work]:
    """Give each work its own ISBN, from ``isbn13(start)``; numbers 7 apart."""
    return [replace(w, isbn=isbn13(start + 7 * n)) for n, w in enumerate(works)]


CLASSICS = _numbered(9990000, [
    Work(title="Et dukkehjem", subtitle="skuespill i tre akter", author="Ibsen, Henrik", dates="1828-1906", form="S",
         skip=3, year=1994, pages=112, dewey="839.822"),
    Work(title="Garman & Worse", author="Kielland, Alexander L.", dates="1849-1906", year=1985, pages=254),
    Work(title="Synnøve Solbakken", author="Bjørnson, Bjørnstjerne", dates="1832-1910", year=1998, pages=131),
    Work(title="Haugtussa", subtitle="forteljing", author="Garborg, Arne", dates="1851-1924", language="nno", form="D",
         year=1990, pages=163, dewey="839.821"),
    Work(title="Fru Marta Oulie", author="Undset, Sigrid", dates="1882-1949", year=1977, pages=117),
    Work(title="Sult", author="Hamsun, Knut", dates="1859-1952", year=2009, pages=183),
    Work(title="Muitalus sámiid birra", author="Turi, Johan", dates="1854-1936", nation="sam.", language="sme",
         year=2010, pages=216, dewey="305.8945", form="", subject="Samer", place="Kárášjohka", publisher="Čála"),
    Work(title="Beaivi-álgu", author="Larsen, Anders", dates="1870-1949", nation="sam.", language="sme", year=1999,
         pages=94, place="Guovdageaidnu", publisher="Dálvi", dewey="894.57"),
    Work(title="Seitsemän veljestä", author="Kivi, Aleksis", dates="1834-1872", nation="fi.", language="fin",
         year=2001, pages=342, place="Helsinki", publisher="Kuusikko", dewey="894.5413"),
    Work(title="Rautatie", author="Aho, Juhani", dates="1861-1921", nation="fi.", language="fin", year=1988, pages=141,
         place="Helsinki", publisher="Kuusikko", dewey="894.5413"),
    Work(title="The time machine", author="Wells, H. G.", dates="1866-1946", nation="eng.", language="eng", skip=4,
         year=2005, pages=104, place="London", publisher="Harbour", dewey="823"),
    Work(title="Die Verwandlung", author="Kafka, Franz", dates="1883-1924", nation="t.", language="ger", skip=4,
         year=2003, pages=96, place="Berlin", publisher="Uferverlag", dewey="833"),
    Work(title="Rødhette og andre eventyr", author="Grimm, Jacob", dates="1785-1863", nation="t.", year=2011, pages=64,
         original="Kinder- und Hausmärchen", original_language="ger", translator="Lyngmo, Dagny", child=True,
         dewey="398.2", form=""),
    Work(title="Krig og fred", author="Tolstoj, Lev", dates="1828-1910", nation="r.", year=2006, pages=712,
         original="Vojna i mir", original_language="rus", translator="Utsikov, Vidar", dewey="891.733"),
])  # fmt: skip

NORTHERN = _numbered(9991000, [
    Work(title="Čáhcegátti mánát", author="Sarre, Máret", dates="1961-", nation="sam.", language="sme", year=2012,
         pages=72, child=True, place="Kárášjohka", publisher="Čála", dewey="894.57"),
    Work(title="Ŋurrasat ja biegga", author="Nilut, Jovnna", nation="sam.", language="sme", year=2004, pages=58,
         form="D", place="Guovdageaidnu", publisher="Dálvi", dewey="894.57"),
    Work(title="Guovssahasa vuolde", subtitle="muitalusat", author="Somby-Aas, Inga", nation="sam.", language="sme",
         year=2015, pages=121, place="Kárášjohka", publisher="Čála", dewey="894.57", form="N"),
    Work(title="Áhčči ja nieida", author="Sarre, Máret", dates="1961-", nation="sam.", language="sme", year=2018,
         pages=143, place="Kárášjohka", publisher="Čála", dewey="894.57"),
    Work(title="Ođđa áigi Ruoŧas", author="Guttorm-Vuolab, Nils Ante", nation="sam.", language="sme", year=2008,
         pages=201, place="Deatnu", publisher="Dálvi", dewey="948.9", form="", subject="Samisk historie"),
    Work(title="Šiljju alde", author="Nilut, Jovnna", nation="sam.", language="sme", year=1996, pages=66, child=True,
         place="Guovdageaidnu", publisher="Dálvi", dewey="894.57"),
    Work(title="Žoariinna mátki", author="Ravdna-Lien, Elle Márjá", nation="sam.", language="sme", year=2020, pages=48,
         child=True, place="Kárášjohka", publisher="Čála", dewey="894.57", form="B"),
    Work(title="Meren ranthaala", subtitle="muistelluksii", author="Eirasaari, Pirjo", nation="n.", language="fkv",
         year=2013, pages=88, place="Pyssyjoki", publisher="Ruija", dewey="894.54", form="N"),
    Work(title="Joki ja kylä", author="Mattilajärvi, Kåre", nation="n.", language="fkv", year=2017, pages=152,
         place="Pyssyjoki", publisher="Ruija", dewey="948.4", form="", subject="Kvener"),
    Work(title="Pomorskie skazki", author="Utsikov, Ivan", nation="r.", language="rus", year=2007, pages=176,
         script=("Поморские сказки", "Утсиков, Иван"), place="Murmansk", publisher="Sever", dewey="398.2", form=""),
    Work(title="Čajka", author="Čehov, Anton", dates="1860-1904", nation="r.", language="rus", year=2002, pages=91,
         script=("Чайка", "Чехов, Антон"), place="Moskva", publisher="Sever", dewey="891.72", form="S"),
])  # fmt: skip


def local_works(seed: int, count: int, start: int) -> list[Work]:
    """Invented local literature: no two with the same title. ``start``: number of the first ISBN."""
    random = Random(seed)
    titles = [f"{a} {b}" for a in BEGINNINGS for b in PLACES]
    random.shuffle(titles)
    return _numbered(start, [_local(random, title) for title in titles[:count]])


def _local(random: Random, title: str) -> Work:
    place, publisher = random.choice(PUBLISHERS)
    return Work(
        title=title,
        subtitle=random.choice(("", "", "roman", "minner og bilder", "ei lokalhistorie")),
        author=f"{random.choice(SURNAMES)}, {random.choice(GIVEN)}",
        dates=random.choice(("", f"{random.randint(1920, 1985)}-")),
        language=random.choice(("nob", "nob", "nob", "nno")),
        year=random.randint(1962, 2024),
        pages=random.randint(60, 420),
        place=place,
        publisher=publisher,
        subject=random.choice(SUBJECTS),
        dewey="948.4",
        form=random.choice(("R", "", "N")),
        child=random.random() < 0.15,
        series=random.choice((("", ""), ("", ""), ("Nordbøkene", str(random.randint(1, 40))))),
    )


SERIALS = (
    Work(title="Nordvarden", subtitle="blad for lokalhistorie", issn=issn(8999001), kind="serial", year=1987, form=""),
    Work(title="Ságat čáziin", issn=issn(8999002), kind="serial", language="sme", year=1995, form=""),
)
