"""Which column of a roster means what: headings in several languages, whatever their case, spaces and marks."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from pulse.base.csvfile import Fault, Sheet

REQUIRED = ("name", "email", "team")

HEADINGS: Mapping[str, str] = {
    "employee_id": """employeeid employeenumber employeeno employeecode empid empno staffid staffnumber staffno
        personid personnelnumber personnelid workerid id number personalnummer personalnr persnr pnr mitarbeiternummer
        mitarbeiternr mitarbeiterid matricule numeroemploye idempleado numeroempleado numerodeempleado matricola""",
    "name": """name fullname displayname employeename personname employee person namen vollername
        vollständigername vornamenachname nachnamevorname vorundnachname mitarbeiter mitarbeitername mitarbeiterin
        nom nomcomplet nometprénom nombre nombrecompleto nombreyapellidos nomecompleto imięinazwisko الاسم""",
    "given_name": "firstname givenname forename vorname rufname prénom nombredepila imię",
    "family_name": "lastname surname familyname nachname familienname zuname nomdefamille apellido apellidos nazwisko",
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
}


def fold(heading: str) -> str:
    """Return a heading's letters and digits without case, accents, spaces and marks."""
    plain = unicodedata.normalize("NFKD", heading.casefold())
    return "".join(letter for letter in plain if letter.isalnum())


MEANING: Mapping[str, str] = {fold(word): column for column, words in HEADINGS.items() for word in words.split()}


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
        column = MEANING.get(fold(heading))
        if column is None:
            if heading:
                notices.append(Fault(sheet.header_line, heading, "column_ignored", heading))
        elif column in places:
            faults.append(Fault(sheet.header_line, heading, "column_twice", heading, sheet.header[places[column]]))
        else:
            places[column] = place
    named = places.keys() >= {"given_name", "family_name"}
    missing = [column for column in REQUIRED if column not in places and not (column == "name" and named)]
    faults += [Fault(sheet.header_line, column, "column_missing", column) for column in missing]
    return Columns(places, sheet.header), tuple(faults), tuple(notices)
