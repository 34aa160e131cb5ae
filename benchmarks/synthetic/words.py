"""Short lists from which invented persons and invented local literature are put together."""

SURNAMES = (
    "Nordvang", "Storvik", "Lyngmo", "Kvitnes", "Isaksrud", "Havbru", "Ørnfjell", "Åsvatn", "Sæterholm", "Bjørkelid",
    "Sarre", "Guttorm-Vuolab", "Eirasaari", "Ravdna-Lien", "Utsikov", "Tverrelv", "Skogheim", "Myrvang", "Fossland",
    "Brattlid", "Nilut", "Somby-Aas", "Mattilajärvi", "Rundhaug", "Skjærvik", "Ytterstad", "Grønnli", "Løkvoll",
)  # fmt: skip
GIVEN = (
    "Anne", "Berit Elle", "Christoffer", "Dagny", "Elle Márjá", "Fredrik", "Gunhild", "Håkon", "Inga", "Jovnna",
    "Kåre", "Liv", "Máret", "Nils Ante", "Oddvar", "Pirjo", "Ragnhild", "Svetlana", "Torbjørn", "Unni", "Vidar",
    "Ylva", "Øystein", "Åse",
)  # fmt: skip
BEGINNINGS = (
    "Vinteren ved", "Stemmer fra", "Reisen til", "Kvinnene i", "Brev fra", "Natta over", "Sommeren på", "Skyggen av",
    "Fortellinger fra", "Veien til", "Fiskerne i", "Skolen på",
)  # fmt: skip
PLACES = (
    "Storvarden", "Lyngheia", "Nordvika", "Ytterfjorden", "Isfjellet", "Kvitneset", "Svartvatnet", "Gammelelva",
    "Havbrua", "Ørneberget", "Åsvannet", "Sælskjæret",
)  # fmt: skip
SUBJECTS = ("Lokalhistorie", "Fiske", "Reindrift", "Kystkultur", "Gjenreisning", "Skolehistorie", "Friluftsliv")
PUBLISHERS = (("Tromsø", "Nordlysforlaget"), ("Alta", "Vidde forlag"), ("Oslo", "Skjærgård"), ("Vadsø", "Grensebok"))
STREETS = ("Storgata", "Kirkeveien", "Sjøgata", "Skolebakken", "Kaiveien", "Bjørkestien")
