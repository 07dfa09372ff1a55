"""Which column of a file of scores means what: headings in several languages, whatever their case and marks."""

import hashlib
import re
from collections.abc import Mapping, Sequence

from pulse.people.columns import fold

TICKET, DATE, TEAM, SCORE, ANSWERS, MEASURE = MEANINGS = ("ticket", "date", "team", "score", "answers", "measure")
REQUIRED = (DATE, TEAM, SCORE)
INSIDE = (TICKET, DATE, TEAM, SCORE)  # what longer headings may speak of; "count" stands in "account"

HEADINGS: Mapping[str, str] = {
    TICKET: """ticket ticketid ticketno ticketnumber ticketref ticketkey id case caseid casenumber caseno request
        requestid incident incidentid issue issuekey conversation conversationid responseid surveyid reference ref key
        vorgang vorgangsnummer vorgangsnr fall fallnummer fallnr anfrage anfragenummer ticketnummer ticketnr referenz
        dossier numérodossier numeroticket référence numero folio caso رقمالتذكرة التذكرة""",
    DATE: """date day ratedat ratedon rated month period when time timestamp datetime createdat created createdon
        submittedat submitted answeredat answeredon respondedat responsedate closedat solvedat resolvedat completedat
        surveydate ratingdate monthyear yearmonth datum tag monat zeitraum zeitpunkt bewertetam bewertungsdatum
        erstelltam abgeschlossenam beantwortetam jahrmonat mois jour période dateréponse fecha mes periodo fechacreación
        data miesiąc التاريخ الشهر""",
    TEAM: """team teamname teampath group groupname assignedgroup assigneegroup supportgroup assignmentgroup queue
        department unit branch orgunit site location store division abteilung gruppe bereich teampfad einheit filiale
        standort warteschlange bearbeitergruppe équipe groupe service département agence equipo grupo departamento
        sucursal zespół الفريق المجموعة""",
    SCORE: """score rating value csat csatscore csatrating nps npsscore satisfaction satisfactionscore
        satisfactionrating satisfactionindex result mark grade stars points rate mean average avg averagescore
        retention retentionrate complaints bewertung note wert punkte zufriedenheit kundenzufriedenheit sterne
        mittelwert durchschnitt ergebnis kundenbindung note évaluation valeur satisfactionclient
        puntuación calificación valor satisfacción ocena التقييم الدرجة""",
    ANSWERS: """responses answers n count respondents responsecount answercount samplesize ratings numberofratings
        numberofresponses surveys antworten anzahl anzahlantworten anzahlbewertungen stichprobe rückmeldungen réponses
        nombre nombreréponses respuestas liczba عددالردود""",
    MEASURE: """metric measure kpi indicator metricname measurename kennzahl messgröße indikator metrik indicateur
        mesure métrica indicador المقياس""",
}
MEANING: Mapping[str, str] = {fold(word): meaning for meaning, words in HEADINGS.items() for word in words.split()}
ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")


def guess(header: Sequence[str]) -> dict[str, int]:
    """Return where each meaning stands in a heading: whole words first, then headings that hold one of them."""
    found: dict[str, int] = {}
    plain = [fold(ASIDE.sub("", heading)) for heading in header]
    for place, heading in enumerate(plain):
        meaning = MEANING.get(heading)
        if meaning and meaning not in found:
            found[meaning] = place
    for place, heading in enumerate(plain):
        meaning = _inside(heading) if place not in found.values() else None
        if meaning and meaning not in found:
            found[meaning] = place
    return found


def _inside(heading: str) -> str | None:
    """Return what the longest known word in a heading means; short ones stand in too many others."""
    words = [word for word, meaning in MEANING.items() if len(word) >= 4 and meaning in INSIDE and word in heading]
    return MEANING[max(words, key=len)] if words else None


def digest(header: Sequence[str]) -> bytes:
    """Return what files with the same columns in the same order have in common."""
    return hashlib.blake2b("\x1f".join(fold(heading) for heading in header).encode(), digest_size=16).digest()
