"""The first tables of both sides."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0001"
down_revision = None


def upgrade(side: str) -> None:
    """Make the tables of one side."""
    if side == "people":
        _make_people()
    else:
        _make_ballots()


def downgrade(side: str) -> None:
    """Drop the tables of one side."""
    if side == "people":
        _drop_people()
    else:
        _drop_ballots()


def _make_people() -> None:
    op.create_table(
        "attempt",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.Column("last_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_attempt")),
    )
    op.create_table(
        "delivered",
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("sent", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "about", name=op.f("pk_delivered")),
    )
    op.create_table(
        "heartbeat",
        sa.Column("job", sa.String(length=40), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("job", name=op.f("pk_heartbeat")),
    )
    op.create_table(
        "look",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("page", sa.String(length=32), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_look")),
    )
    op.create_index("ix_look_team_uid_on", "look", ["team_uid", "on"], unique=False)
    op.create_table(
        "programme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("unit", sa.String(length=8), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=False),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("hour", sa.Integer(), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("holidays", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("anchors", sa.JSON(), nullable=False),
        sa.Column("rotation", sa.JSON(), nullable=False),
        sa.Column("extras", sa.JSON(), nullable=False),
        sa.Column("comment", sa.Boolean(), nullable=False),
        sa.Column("min_ballots", sa.Integer(), nullable=False),
        sa.Column("min_cohort", sa.Integer(), nullable=False),
        sa.Column("min_comments", sa.Integer(), nullable=False),
        sa.Column("reminders", sa.Integer(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.Column("last_due", sa.Date(), nullable=True),
        sa.CheckConstraint("min_ballots BETWEEN 5 AND 20", name=op.f("ck_programme_min_ballots")),
        sa.CheckConstraint(
            "min_cohort BETWEEN 7 AND 40 AND min_cohort >= min_ballots", name=op.f("ck_programme_min_cohort")
        ),
        sa.CheckConstraint("min_comments BETWEEN 10 AND 40", name=op.f("ck_programme_min_comments")),
        sa.CheckConstraint("reminders BETWEEN 0 AND 2", name=op.f("ck_programme_reminders")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("uid", name=op.f("uq_programme_uid")),
    )
    op.create_table(
        "question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False),
        sa.Column("scale", sa.String(length=16), nullable=False),
        sa.Column("reverse", sa.Boolean(), nullable=False),
        sa.Column("sensitive", sa.Boolean(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("retired_at", Moment(), nullable=True),
        sa.CheckConstraint("scale IN ('agree5', '0-10', 'text')", name=op.f("ck_question_scale")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("code", name=op.f("uq_question_code")),
    )
    op.create_table(
        "roster_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=True),
        sa.Column("filename", sa.String(length=200), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_roster_draft")),
        sa.UniqueConstraint("uid", name=op.f("uq_roster_draft_uid")),
    )
    op.create_table(
        "team",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.CheckConstraint("parent_id <> id", name=op.f("ck_team_own_parent")),
        sa.ForeignKeyConstraint(["parent_id"], ["team.id"], name=op.f("fk_team_parent_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_team")),
        sa.UniqueConstraint("uid", name=op.f("uq_team_uid")),
    )
    op.create_index(op.f("ix_team_parent_id"), "team", ["parent_id"], unique=False)
    op.create_table(
        "trail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("did", sa.String(length=64), nullable=False),
        sa.Column("about", sa.String(length=80), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trail")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("employee_id", sa.String(length=64), nullable=True),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("is_lead", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("chose_locale", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("chose_timezone", sa.Boolean(), server_default=sa.text("false"), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.CheckConstraint("role IN ('employee', 'hr', 'admin')", name=op.f("ck_person_role")),
        sa.CheckConstraint("email = lower(email)", name=op.f("ck_person_email_lower")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_person_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("uid", name=op.f("uq_person_uid")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_person_team_id"), "person", ["team_id"], unique=False)
    op.create_index("uq_person_email", "person", ["email"], unique=True)
    op.create_index("uq_person_employee_id", "person", ["employee_id"], unique=True)
    op.create_table(
        "programme_branch",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"],
            ["programme.id"],
            name=op.f("fk_programme_branch_programme_id_programme"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_programme_branch_team_id_team")),
        sa.PrimaryKeyConstraint("programme_id", "team_id", name=op.f("pk_programme_branch")),
    )
    op.create_table(
        "question_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_version_question_id_question")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_version")),
        sa.UniqueConstraint("question_id", "number", name=op.f("uq_question_version_question_id")),
    )
    op.create_index(op.f("ix_question_version_question_id"), "question_version", ["question_id"], unique=False)
    op.create_table(
        "round",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Date(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("opens_at", Moment(), nullable=False),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.Column("remind_at", Moment(), nullable=True),
        sa.Column("remind_again_at", Moment(), nullable=True),
        sa.Column("reminded", sa.Integer(), nullable=False),
        sa.Column("step", sa.String(length=16), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("rewritten_at", Moment(), nullable=True),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("collected", sa.Integer(), nullable=False),
        sa.Column("counted_on", sa.Date(), nullable=True),
        sa.Column("sealed_at", Moment(), nullable=True),
        sa.Column("questions", sa.String(length=400), nullable=False),
        sa.Column("why_skipped", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programme.id"], name=op.f("fk_round_programme_id_programme")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round")),
        sa.UniqueConstraint("programme_id", "occurrence", name=op.f("uq_round_programme_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_round_uid")),
    )
    op.create_index("ix_round_step", "round", ["step", "closes_at"], unique=False)
    op.create_table(
        "answered",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("gap", sa.String(length=24), nullable=False),
        sa.Column("shown", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_answered_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "team_uid", "question", name=op.f("pk_answered")),
    )
    op.create_table(
        "comment_reader",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_reader_person_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_comment_reader_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "person_id", "team_uid", name=op.f("pk_comment_reader")),
    )
    op.create_index(op.f("ix_comment_reader_person_id"), "comment_reader", ["person_id"], unique=False)
    op.create_table(
        "conclusion",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("effects", sa.JSON(), nullable=False),
        sa.Column("sums", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_conclusion_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_conclusion")),
    )
    op.create_table(
        "mail_link",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_mail_link_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_mail_link")),
    )
    op.create_index(op.f("ix_mail_link_person_id"), "mail_link", ["person_id"], unique=False)
    op.create_table(
        "mark",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.Column("dimension", sa.String(length=16), nullable=False),
        sa.Column("gap", sa.String(length=24), nullable=False),
        sa.Column("joined", sa.Boolean(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("low", sa.Float(), nullable=True),
        sa.Column("high", sa.Float(), nullable=True),
        sa.Column("favourable", sa.Float(), nullable=True),
        sa.Column("n", sa.Integer(), nullable=True),
        sa.Column("members", sa.Integer(), nullable=True),
        sa.Column("about", sa.Boolean(), nullable=False),
        sa.Column("least", sa.Float(), nullable=True),
        sa.Column("most", sa.Float(), nullable=True),
        sa.Column("verdict", sa.String(length=24), nullable=False),
        sa.Column("change", sa.Float(), nullable=True),
        sa.Column("beyond", sa.Float(), nullable=True),
        sa.Column("q", sa.Float(), nullable=True),
        sa.Column("news", sa.Boolean(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_mark_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "team_uid", "dimension", name=op.f("pk_mark")),
    )
    op.create_index("ix_mark_team_uid", "mark", ["team_uid", "dimension", "round_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=80), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("given_up_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_message_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("key", name=op.f("uq_message_key")),
    )
    op.create_index(op.f("ix_message_about"), "message", ["about"], unique=False)
    op.create_index("ix_message_due", "message", ["sent_at", "due_at"], unique=False)
    op.create_index(op.f("ix_message_person_id"), "message", ["person_id"], unique=False)
    op.create_table(
        "response",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_uid", sa.String(length=32), nullable=False),
        sa.Column("took_part", sa.Integer(), nullable=False),
        sa.Column("least", sa.Integer(), nullable=False),
        sa.Column("invited", sa.Integer(), nullable=False),
        sa.Column("fell", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_response_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "team_uid", name=op.f("pk_response")),
    )
    op.create_index("ix_response_team_uid", "response", ["team_uid", "round_id"], unique=False)
    op.create_table(
        "seat",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("blinded", sa.LargeBinary(length=32), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_seat_round_id_round")),
        sa.PrimaryKeyConstraint("round_id", "person_id", name=op.f("pk_seat")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sign_in",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_sign_in_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_sign_in")),
    )


def _drop_people() -> None:
    op.drop_table("sign_in")
    op.drop_table("seat")
    op.drop_index("ix_response_team_uid", table_name="response")
    op.drop_table("response")
    op.drop_index(op.f("ix_message_person_id"), table_name="message")
    op.drop_index("ix_message_due", table_name="message")
    op.drop_index(op.f("ix_message_about"), table_name="message")
    op.drop_table("message")
    op.drop_index("ix_mark_team_uid", table_name="mark")
    op.drop_table("mark")
    op.drop_index(op.f("ix_mail_link_person_id"), table_name="mail_link")
    op.drop_table("mail_link")
    op.drop_table("conclusion")
    op.drop_index(op.f("ix_comment_reader_person_id"), table_name="comment_reader")
    op.drop_table("comment_reader")
    op.drop_table("answered")
    op.drop_index("ix_round_step", table_name="round")
    op.drop_table("round")
    op.drop_index(op.f("ix_question_version_question_id"), table_name="question_version")
    op.drop_table("question_version")
    op.drop_table("programme_branch")
    op.drop_index("uq_person_employee_id", table_name="person")
    op.drop_index("uq_person_email", table_name="person")
    op.drop_index(op.f("ix_person_team_id"), table_name="person")
    op.drop_table("person")
    op.drop_table("trail")
    op.drop_index(op.f("ix_team_parent_id"), table_name="team")
    op.drop_table("team")
    op.drop_table("roster_draft")
    op.drop_table("question")
    op.drop_table("programme")
    op.drop_index("ix_look_team_uid_on", table_name="look")
    op.drop_table("look")
    op.drop_table("heartbeat")
    op.drop_table("delivered")
    op.drop_table("attempt")


def _make_ballots() -> None:
    op.create_table(
        "ballot",
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("box", "nullifier", name=op.f("pk_ballot")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "box",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("manifest", sa.JSON(), nullable=False),
        sa.Column("leaves", sa.JSON(), nullable=False),
        sa.Column("layout", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_box")),
    )
    op.create_table(
        "cell",
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=32), nullable=False),
        sa.Column("cohorts", sa.JSON(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("favourable", sa.Integer(), nullable=True),
        sa.Column("neutral", sa.Integer(), nullable=True),
        sa.Column("unfavourable", sa.Integer(), nullable=True),
        sa.Column("clamped", sa.Integer(), nullable=True),
        sa.CheckConstraint("(clamped IS NULL) = (favourable IS NOT NULL)", name=op.f("ck_cell_bands_or_class")),
        sa.PrimaryKeyConstraint("box", "question", "home", name=op.f("pk_cell")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "comment_cell",
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("question", sa.String(length=16), nullable=False),
        sa.Column("home", sa.String(length=32), nullable=False),
        sa.Column("cohorts", sa.JSON(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("box", "question", "home", name=op.f("pk_comment_cell")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "joint",
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("box", "kind", "key", name=op.f("pk_joint")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "receipt",
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("nullifier", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("box", "nullifier", name=op.f("pk_receipt")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sealed",
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("ballots", sa.Integer(), nullable=False),
        sa.Column("unreadable", sa.Integer(), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("tables_hash", sa.String(length=64), nullable=False),
        sa.Column("receipts_hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("box", name=op.f("pk_sealed")),
    )
    op.create_table(
        "took_part",
        sa.Column("box", sa.String(length=32), nullable=False),
        sa.Column("cohort", sa.String(length=32), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("collected", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("box", "cohort", name=op.f("pk_took_part")),
        sqlite_with_rowid=False,
    )


def _drop_ballots() -> None:
    op.drop_table("took_part")
    op.drop_table("sealed")
    op.drop_table("receipt")
    op.drop_table("joint")
    op.drop_table("comment_cell")
    op.drop_table("comment")
    op.drop_table("cell")
    op.drop_table("box")
    op.drop_table("ballot")
