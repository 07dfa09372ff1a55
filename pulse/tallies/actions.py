"""Count a frozen box once, and write the tables that are published of it, for good."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict
from random import SystemRandom

from sqlalchemy import Connection, insert, select

from pulse.ballots import actions as ballots
from pulse.ballots import queries as boxes
from pulse.ballots.envelopes import BallotText, Unreadable, opener, unlock, unpack
from pulse.ballots.models import Receipt
from pulse.ballots.receipts import receipts_hash
from pulse.base.errors import Conflict
from pulse.base.transactions import walled
from pulse.questions.scales import Scale, band
from pulse.tallies import queries as tables
from pulse.tallies.hashes import Rows, hashed
from pulse.tallies.layout import Asked, Layout
from pulse.tallies.models import CellRow, Comment, CommentCell, Joint, Sealed, Thread, TookPart
from pulse.tallies.publication import Publication, Tally, publish
from pulse.tallies.queries import Differs
from pulse.tallies.threads import Keys, keys_of, unique

_BATCH = 500


def count(uid: str, collected: Mapping[str, int]) -> None:
    """Publish a frozen box: tables and receipts in one transaction. Doing it again changes nothing."""
    if _is_counted(uid):
        return
    layout = Layout.of(boxes.box(uid).layout)
    found = publish(_tally(uid, layout), collected, SystemRandom())
    rows = rows_of(uid, found)
    salt = secrets.token_bytes(32)
    with walled(write=True) as connection:
        for model, values in rows.items():
            if values:
                connection.execute(insert(model), values)
        _begin_threads(connection, uid, found)
        ballots.publish_receipts(connection, uid)
        sealed = {"box": uid, "ballots": found.ballots, "unreadable": found.unreadable, "salt": salt.hex()}
        hashes = {"tables_hash": hashed(rows, salt), "receipts_hash": _receipts(connection, uid)}
        connection.execute(insert(Sealed).values(**sealed, **hashes))


def _begin_threads(connection: Connection, uid: str, found: Publication) -> None:
    """Keep the keys of each comment's thread beside the tables: they go some day, and the tables' hash stays."""
    threads = unique(found.texts, map(bytes, connection.scalars(select(Thread.id))))
    rows = [
        {"id": keys.id, "box": uid, "comment": text.id, "verifier": keys.verifier, "read_key": keys.read}
        for text, keys in threads
    ]
    if rows:
        connection.execute(insert(Thread), rows)


def _is_counted(uid: str) -> bool:
    with walled() as connection:
        return connection.scalar(select(Sealed.box).where(Sealed.box == uid)) is not None


def read_back(uid: str) -> None:
    """Read the tables again and compare their hash; raise Conflict when they are not what was published."""
    if Differs.TABLES in tables.differences(uid):
        raise Conflict("the tables on disk are not the ones that were counted")


def _receipts(connection: Connection, uid: str) -> str:
    from_box = select(Receipt.nullifier).where(Receipt.box == uid)
    return receipts_hash(bytes(row) for row in connection.scalars(from_box))


def _tally(uid: str, layout: Layout) -> Tally:
    """Open every ballot. One that does not open, or says what was not asked, counts as all skipped."""
    tally = Tally(layout.frame)
    keys, opened = boxes.ring().issue_keys(uid), opener(boxes.ring().seal_key(uid))
    asked = {question.version: question for question in layout.questions}
    after = b""
    while batch := ballots.take(uid, _BATCH, after):
        for nullifier, sealed in batch:
            try:
                cohort, body = unlock(keys.box_key, nullifier, sealed)
            except Unreadable:
                tally.unreadable += 1  # damaged on disk: not even its group can be told, and the others must be counted
                continue
            try:
                said = unpack(opened(body))
                if said.cohort != cohort:
                    raise Unreadable("cohort")
                tally.add(cohort, _bands(said, asked), _texts(said, asked), _threads(said, asked))
            except Unreadable:
                tally.add_unreadable(cohort)
        after = batch[-1][0]
    return tally


def _bands(said: BallotText, asked: Mapping[str, Asked]) -> dict[str, int | None]:
    try:
        return {
            asked[version].code: None
            if answer is None
            else band(asked[version].scale, answer, reverse=asked[version].reverse)
            for version, answer in said.answers.items()
            if asked[version].scale is not Scale.TEXT or answer is not None
        }
    except (KeyError, ValueError) as fault:
        raise Unreadable("answers") from fault


def _texts(said: BallotText, asked: Mapping[str, Asked]) -> dict[str, str]:
    try:
        return {asked[version].code: words for version, words in said.texts.items()}
    except KeyError as fault:
        raise Unreadable("texts") from fault


def _threads(said: BallotText, asked: Mapping[str, Asked]) -> dict[str, Keys]:
    return {asked[version].code: keys for version, keys in keys_of(said.reply, said.texts).items()}


def rows_of(uid: str, found: Publication) -> Rows:
    """Return the rows of every table of a publication."""
    return {
        CellRow: [
            {
                "box": uid,
                "question": code,
                "home": home,
                "cohorts": sorted(cell.cohorts),
                "members": cell.members,
                "n": cell.n,
                "favourable": cell.bands[0] if cell.bands else None,
                "neutral": cell.bands[1] if cell.bands else None,
                "unfavourable": cell.bands[2] if cell.bands else None,
                "clamped": None if cell.clamped is None else int(cell.clamped),
            }
            for (code, home), cell in found.cells.items()
        ],
        CommentCell: [
            {"box": uid, "question": code, "home": home, "cohorts": sorted(part.cohorts), "members": part.members}
            for (code, home), part in found.comment_cells.items()
        ],
        Comment: [
            {"id": text.id, "box": uid, "question": text.question, "home": text.home, "text": text.text}
            for text in found.texts
        ],
        Joint: [
            {"box": uid, "kind": "spread", "key": f"{s.subject}/{s.questions}", "value": s.points, "weight": s.freedom}
            for s in found.spreads
        ]
        + [
            {
                "box": uid,
                "kind": "correlation",
                "key": f"{c.first}/{c.second}",
                "value": c.hundredths,
                "weight": c.pairs,
            }
            for c in found.correlations
        ],
        TookPart: [{"box": uid, **asdict(turnout)} for turnout in found.turnout],
    }
