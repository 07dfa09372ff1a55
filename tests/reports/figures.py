"""What the gate would have published of the questions of a filled company: correlations, cells, ballots."""

from sqlalchemy import insert

from pulse.base.transactions import walled
from pulse.scores import jobs
from pulse.tallies.models import CellRow, Joint, Sealed
from tests.reports.filling import Filled


def publish(filled: Filled) -> None:
    """T2 goes with T1, R2 not with R1; E1 and E2 were asked together by few. Round 2 has 3 broken ballots."""
    figures = {"T1/T2": (52, 150), "R1/R2": (4, 150), "E1/E2": (50, 10)}
    with walled(write=True) as connection:
        for number, box in enumerate(filled.rounds):
            rows = [
                {"box": box, "kind": "correlation", "key": key, "value": value, "weight": weight}
                for key, (value, weight) in figures.items()
            ]
            rows.append({"box": box, "kind": "spread", "key": "trust/2", "value": 31, "weight": 400})
            connection.execute(insert(Joint), rows)
            sealed = {"salt": "0" * 64, "tables_hash": "0" * 64, "receipts_hash": "0" * 64}
            connection.execute(
                insert(Sealed).values(box=box, ballots=900, unreadable=3 if number == 1 else 0, **sealed)
            )
            connection.execute(insert(CellRow), [cell(box, home, n) for n, home in enumerate(filled.teams)])
    jobs.assess()


def cell(box: str, home: str, number: int, code: str = "T1") -> dict[str, object]:
    bands = {"favourable": 20 + number % 7, "neutral": 10, "unfavourable": 11 - number % 5}
    return {
        "box": box,
        "question": code,
        "home": home,
        "cohorts": [home],
        "members": 50,
        "n": sum(bands.values()),
        **bands,
    }
