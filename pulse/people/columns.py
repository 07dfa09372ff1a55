"""Which column of a roster means what: headings in several languages, whatever their case, spaces and marks."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pulse.base.csvfile import Fault, Sheet

REQUIRED = ("name", "email", "team")
STANDING = ("status", "enabled", "user_type")  # each may say that somebody does not work here

HEADINGS: Mapping[str, str] = {
    "employee_id": """employeeid employeenumber employeeno employeecode empid empno staffid staffnumber staffno
        personid personnelnumber personnelid workerid id number personalnummer personalnr persnr pnr mitarbeiternummer
        mitarbeiternr mitarbeiterid matricule numeroemploye idempleado numeroempleado numerodeempleado matricola""",
    "name": """name fullname displayname employeename personname employee person namen vollername
        vollständigername vornamenachname nachnamevorname vorundnachname mitarbeiter mitarbeitername mitarbeiterin
        lastnamefirstname firstnamelastname firstandlastname nameofemployee surnamefirstname
        nom nomcomplet nometprénom nomprénom nombre nombrecompleto nombreyapellidos apellidosynombre nome nomecompleto
        namn navn naam ad adsoyad adısoyadı imięinazwisko имя имяифамилия фио الاسم الاسمالكامل 氏名 名前 姓名""",
    "given_name": """firstname first givenname givennames forename forenames christianname vorname vornamen rufname
        prénom prénoms nombredepila nombres primernombre imię imiona voornaam
        förnamn fornavn etunimi jméno křestníjméno keresztnév prenume nomeproprio primeironome الاسمالأول 名""",
    "family_name": """lastname last surname surnames familyname nachname familienname zuname
        nomdefamille apellido apellidos primerapellido nazwisko achternaam efternamn etternavn efternavn sukunimi soyad
        soyadı příjmení vezetéknév cognome sobrenome apelido apelidos фамилия اسمالعائلة 姓""",
    "email": """email mail emailaddress mailaddress workemail workmail businessemail companyemail primaryemail
        emailwork emailadresse mailadresse epost epostadresse eposta courriel adressemail adresseemail
        adresseélectronique correo correoelectrónico dirección direcciónemail البريدالإلكتروني""",
    "team": """team teampath teamname orgunit orgpath organisationunit organizationunit organisationalunit
        organizationalunit organisation organization department departmentpath unit division abteilung abteilungspfad
        organisationseinheit orgeinheit oe bereich teampfad équipe service département equipo departamento zespół
        الفريق""",
    "lead": """lead islead teamlead leader isleader teamleader leads ismanager leitung teamleitung teamleiter
        teamleiterin führungskraft fuehrungskraft istführungskraft istleitung leiter leiterin leitend
        responsable chefdéquipe líder""",
    "role": "role pulserole accessrole rolle berechtigung rôle rol",
    "language": "language lang locale preferredlanguage sprache sprachcode langue idioma język اللغة",
    "timezone": "timezone tz zone zeitzone fuseauhoraire fuseau zonahoraria husohorario strefaczasowa",
    "start_date": """startdate start started startedon hiredate hiredon dateofhire joined joinedon joindate joiningdate
        entrydate employedsince eintritt eintrittsdatum eintrittam startdatum beginn beginndatum dateentrée
        datedentrée datedembauche fechadeingreso fechadeinicio fechaingreso""",
    "status": """status employmentstatus employeestatus workerstatus personstatus beschäftigungsstatus
        mitarbeiterstatus personalstatus statut estado estadolaboral""",
    "enabled": "accountenabled enabled isenabled isactive active aktiv",
    "user_type": "usertype",
}

# What a bare heading means beside a column with the other half: "Nom" beside "Prénom", "Nombre" beside "Apellidos".
FAMILY_BESIDE_GIVEN = "nom apelido"
GIVEN_BESIDE_FAMILY = "nombre nome ad имя"
# Headings that may hold the whole name or half of it: "Name" beside "Vorname".
BARE = "name names namen nom nombre nome namn navn naam ad имя 名前 الاسم employee person mitarbeiter mitarbeiterin"


def fold(heading: str) -> str:
    """Return a heading's letters and digits without case, accents, spaces and marks."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


def _folded(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


MEANING: Mapping[str, str] = {fold(word): column for column, words in HEADINGS.items() for word in words.split()}
HALVES: Mapping[str, frozenset[str]] = {
    "given_name": _folded(FAMILY_BESIDE_GIVEN),
    "family_name": _folded(GIVEN_BESIDE_FAMILY),
}
MAY_BE_HALF = _folded(BARE)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where each known column stands, and how the file spells it."""

    places: Mapping[str, int]
    header: tuple[str, ...]

    def has(self, column: str) -> bool:
        """Tell whether the file has the column."""
        return column in self.places

    def spelt(self, column: str) -> str:
        """Return the column's heading as the file spells it."""
        if column == "name" and column not in self.places:
            column = "family_name"
        return self.header[self.places[column]] if column in self.places else column

    def is_half(self) -> bool:
        """Tell whether the column of names surely holds one half of each: the heading beside it says so."""
        bare = fold(self.spelt("name")) if self.has("name") else ""
        return any(self.has(column) and bare in words for column, words in HALVES.items())

    def may_be_half(self) -> bool:
        """Tell whether the column of names may hold the whole name or one half of it."""
        return self.has("name") and fold(self.spelt("name")) in MAY_BE_HALF

    def cell(self, cells: tuple[str, ...], column: str) -> str:
        """Return what a row says in the column; nothing where row or file are too short."""
        place = self.places.get(column, len(cells))
        return cells[place] if place < len(cells) else ""


def understand(sheet: Sheet) -> tuple[Columns, tuple[Fault, ...], tuple[Fault, ...]]:
    """Return the columns, the faults that make the file useless (column missing or there twice), and notices."""
    places: dict[str, int] = {}
    faults: list[Fault] = []
    notices: list[Fault] = []
    for place, heading in enumerate(sheet.header):
        column = MEANING.get(fold(heading.replace("#", " number")))
        if column is None:
            if heading:
                notices.append(Fault(sheet.header_line, heading, "column_ignored", heading))
        elif column in places and column in STANDING:
            notices.append(Fault(sheet.header_line, heading, "column_ignored", heading))
        elif column in places:
            faults.append(Fault(sheet.header_line, heading, "column_twice", heading, sheet.header[places[column]]))
        else:
            places[column] = place
    halves = places.keys() & {"given_name", "family_name"}
    named = len(halves) == 2
    if len(halves) == 1 and "name" not in places:
        only = sheet.header[places[halves.pop()]]
        faults.append(Fault(sheet.header_line, only, "half_name", only))
        named = True
    if "role" in places:
        notices.append(Fault(sheet.header_line, sheet.header[places["role"]], "role_ignored"))
    missing = [column for column in REQUIRED if column not in places and not (column == "name" and named)]
    faults += [Fault(sheet.header_line, column, "column_missing", column) for column in missing]
    return Columns(places, sheet.header), tuple(faults), tuple(notices)
