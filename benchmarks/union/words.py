"""Words from which titles, persons and publishers of an invented union catalogue are put together."""

from random import Random

STEMS = (
    "skog", "hav", "natt", "vinter", "sommer", "fjord", "stein", "lys", "mørke", "vind", "regn", "snø", "ild", "vann",
    "by", "gård", "skip", "fjell", "elv", "øy", "sol", "måne", "stjerne", "tåke", "frost", "høst", "vår", "salt",
    "jern", "sølv", "gull", "glass", "blod", "bein", "hjerte", "drømme", "minne", "skygge", "speil", "aske", "torv",
    "myr", "lyng", "bjørke", "furu", "rogn", "ulve", "bjørne", "rein", "ørne", "ravne", "laks", "torske", "sild",
)  # fmt: skip
ENDINGS = (
    "mannen", "kvinna", "barnet", "huset", "veien", "brua", "sangen", "brevet", "boka", "døra", "landet", "folket",
    "stranda", "grensen", "reisen", "leken", "kampen", "tida", "klokka", "tårnet", "hagen", "graven", "kisten",
    "kartet", "nøkkelen", "båten", "toget", "ringen", "kniven", "ropet", "stillheten", "fuglen", "hunden", "hesten",
    "vokteren", "jegeren", "fiskeren", "legen", "presten", "læreren", "smeden", "veveren", "søstrene", "brødrene",
)  # fmt: skip
ADJECTIVES = (
    "siste", "første", "lange", "hvite", "svarte", "røde", "glemte", "tause", "gamle", "ukjente", "hemmelige", "kalde",
    "store", "lille", "ville", "døde", "blå", "grønne", "skjulte", "stille", "fremmede", "gode", "brente", "syvende",
)  # fmt: skip
PLACES = (
    "Storvarden", "Lyngheia", "Nordvika", "Ytterfjorden", "Isfjellet", "Kvitneset", "Svartvatnet", "Gammelelva",
    "Havbrua", "Ørneberget", "Åsvannet", "Sælskjæret", "Gássavárri", "Čáhcesuolu", "Ŋuorravuotna", "Pitkäjärvi",
    "Solheimen", "Rundøya", "Mosedalen", "Trolldalen", "Kaldfjorden", "Breivika", "Myrlandet", "Furuneset",
)  # fmt: skip
SUBJECTS = (
    "fiskeri", "reindrift", "gjenreisning", "skolehistorie", "friluftsliv", "strikking", "hagebruk", "husbygging",
    "psykologi", "pedagogikk", "sykepleie", "sosialt arbeid", "statistikk", "programmering", "rettslære", "økonomi",
    "kirkekunst", "folkemusikk", "lokalhistorie", "geologi", "botanikk", "fugleliv", "kystkultur", "bunader",
)  # fmt: skip
SUBTITLES = (
    "roman", "en fortelling", "kriminalroman", "dikt", "noveller", "en innføring", "håndbok for nybegynnere",
    "en biografi", "historien om et samfunn", "tekster og bilder", "festskrift", "fra istid til nåtid",
    "minner fra et langt liv", "ein roman", "forteljing", "muitalus", "a novel", "en kjærlighetshistorie",
)  # fmt: skip
GENERIC = (
    "Dikt", "Noveller", "Eventyr", "Samlede verker", "Samlede dikt", "Dikt i utvalg", "Kokebok", "Sangboka",
    "Årsmelding", "Skuespill", "Brev", "Novellor", "Divttat", "Selected poems",
)  # fmt: skip
SAMI = (
    "čáhci", "eallu", "giđđa", "dálvi", "siida", "johka", "luohti", "beaivi", "idja", "duottar", "boazu", "guolli",
    "ráfi", "vuovdi", "mearra", "násti", "máilbmi", "áhkku", "áddjá", "mánná", "girdi", "gáisá", "lávvu", "várri",
)  # fmt: skip
ENGLISH = (
    "shadow", "river", "winter", "house", "garden", "silence", "northern", "light", "stone", "secret", "last", "bridge",
    "daughter", "soldier", "island", "letters", "forgotten", "hunter", "glass", "summer", "edge", "promise", "tide",
)  # fmt: skip
SURNAMES = (
    "Nordvang", "Storvik", "Lyngmo", "Kvitnes", "Isaksrud", "Havbru", "Ørnfjell", "Åsvatn", "Sæterholm", "Bjørkelid",
    "Sarre", "Guttorm-Vuolab", "Eirasaari", "Ravdna-Lien", "Utsikov", "Tverrelv", "Skogheim", "Myrvang", "Fossland",
    "Brattlid", "Nilut", "Somby-Aas", "Mattilajärvi", "Rundhaug", "Skjærvik", "Ytterstad", "Grønnli", "Løkvoll",
)  # fmt: skip
SURNAME_ENDINGS = ("", "", "", "sen", "dal", "stad", "by", "bakk", "haug", "berg", "nes", "rud")
GIVEN = (
    "Anne", "Berit Elle", "Christoffer", "Dagny", "Elle Márjá", "Fredrik", "Gunhild", "Håkon", "Inga", "Jovnna",
    "Kåre", "Liv", "Máret", "Nils Ante", "Oddvar", "Pirjo", "Ragnhild", "Svetlana", "Torbjørn", "Unni", "Vidar",
    "Ylva", "Øystein", "Åse", "Bjarne", "Cecilie", "David", "Eva", "Frode", "Grete",
)  # fmt: skip
PUBLISHERS = (
    ("Oslo", "Skjærgård"), ("Oslo", "Hovedstadens bokhus"), ("Oslo", "Universitetsvarden"), ("Oslo", "Løvetann"),
    ("Tromsø", "Nordlysforlaget"), ("Alta", "Vidde"), ("Vadsø", "Grensebok"), ("Bergen", "Vestavind"),
    ("Karasjok", "Guovssahas"), ("Stavanger", "Siddisboka"), ("Trondheim", "Nidelva"), ("London", "Heron & Tide"),
    ("Oslo", "Bokklubben Varden"), ("Oslo", "Skolebøkene"), ("Kristiansand", "Sørbok"), ("Bodø", "Saltstraumen"),
)  # fmt: skip


PLACE_ENDINGS = ("bygda", "nes", "vika", "dalen", "heimen", "sundet", "øya", "vær")


def word(rng: Random) -> str:
    """A noun of two; some two thousand are possible."""
    return f"{rng.choice(STEMS)}{rng.choice(ENDINGS)}"


def parish(rng: Random) -> str:
    """A place small enough to have one yearbook."""
    return f"{rng.choice(STEMS)}{rng.choice(PLACE_ENDINGS)}".capitalize()


def title(rng: Random, language: str) -> str:
    """A title proper in Bokmål or Nynorsk, North Sami or English; some hundred thousand are possible in Norwegian."""
    if language == "sme":
        return f"{rng.choice(SAMI)} ja {rng.choice(SAMI)} {rng.choice(PLACES)}".capitalize()
    if language == "eng":
        return f"The {rng.choice(ENGLISH)} {rng.choice(ENGLISH)} of {rng.choice(PLACES)}"
    noun = word(rng)
    forms = (
        noun.capitalize(), f"Den {rng.choice(ADJECTIVES)} {noun}", f"{noun.capitalize()} i {rng.choice(PLACES)}",
        f"{noun.capitalize()} og {word(rng)}", f"Historien om {rng.choice(GIVEN)} {rng.choice(SURNAMES)}",
    )  # fmt: skip
    return rng.choice(forms)


def person(rng: Random) -> str:
    """Surname, given name."""
    return f"{rng.choice(SURNAMES)}{rng.choice(SURNAME_ENDINGS)}, {rng.choice(GIVEN)}"
