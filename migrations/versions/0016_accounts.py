"""Accounts, contacts, surveys, who is asked and what comes back; mails to readers from outside."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0016"
down_revision = "0015"


def upgrade(side: str) -> None:
    """Make the tables, and let a message be to somebody who is no person of the house."""
    if side != "people":
        return
    with op.batch_alter_table("message") as batch:
        batch.add_column(sa.Column("reader", sa.String(length=32), nullable=True))
        batch.alter_column("person_id", existing_type=sa.Integer(), nullable=True)
        batch.create_check_constraint(op.f("ck_message_reader"), "(person_id IS NULL) <> (reader IS NULL)")
        batch.create_index(op.f("ix_message_reader"), ["reader"], unique=False)
    _stopped_address()
    _survey()
    _account()
    _contact_file()
    _wave()
    _contact()
    _stage_change()
    _ask()
    _reply()


def downgrade(side: str) -> None:
    """Drop them, and what was to be sent to readers from outside."""
    if side != "people":
        return
    op.drop_index(op.f("ix_reply_contact_id"), table_name="reply")
    op.drop_index(op.f("ix_reply_account_id"), table_name="reply")
    op.drop_table("reply")
    op.drop_index(op.f("ix_ask_contact_id"), table_name="ask")
    op.drop_table("ask")
    op.drop_index(op.f("ix_stage_change_account_id"), table_name="stage_change")
    op.drop_table("stage_change")
    op.drop_index(op.f("ix_contact_asked_on"), table_name="contact")
    op.drop_index(op.f("ix_contact_account_id"), table_name="contact")
    op.drop_table("contact")
    op.drop_index("ix_wave_due", table_name="wave")
    op.drop_table("wave")
    op.drop_index(op.f("ix_contact_file_person_id"), table_name="contact_file")
    op.drop_table("contact_file")
    op.drop_index(op.f("ix_account_unit_id"), table_name="account")
    op.drop_index(op.f("ix_account_owner_id"), table_name="account")
    op.drop_table("account")
    op.drop_index(op.f("ix_survey_unit_id"), table_name="survey")
    op.drop_table("survey")
    op.drop_table("stopped_address")
    op.execute("DELETE FROM message WHERE reader IS NOT NULL")
    with op.batch_alter_table("message") as batch:
        batch.drop_index(op.f("ix_message_reader"))
        batch.drop_constraint(op.f("ck_message_reader"), type_="check")
        batch.alter_column("person_id", existing_type=sa.Integer(), nullable=False)
        batch.drop_column("reader")


def _stopped_address() -> None:
    op.create_table(
        "stopped_address",
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_stopped_address")),
        sqlite_with_rowid=False,
    )


def _survey() -> None:
    op.create_table(
        "survey",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=True),
        sa.Column("named", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("open_days", sa.Integer(), nullable=False),
        sa.Column("reminds", sa.Boolean(), nullable=False),
        sa.CheckConstraint("state IN ('draft', 'running', 'paused', 'ended')", name=op.f("ck_survey_state")),
        sa.CheckConstraint("every BETWEEN 1 AND 12", name=op.f("ck_survey_every")),
        sa.CheckConstraint("open_days BETWEEN 3 AND 28", name=op.f("ck_survey_open_days")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_survey_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_survey")),
        sa.UniqueConstraint("uid", name=op.f("uq_survey_uid")),
    )
    op.create_index(op.f("ix_survey_unit_id"), "survey", ["unit_id"], unique=False)


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("stage_on", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "stage IN ('acquaintance', 'friend', 'regular', 'committed', 'partner')", name=op.f("ck_account_stage")
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["person.id"], name=op.f("fk_account_owner_id_person"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_account_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("name", name=op.f("uq_account_name")),
        sa.UniqueConstraint("uid", name=op.f("uq_account_uid")),
    )
    op.create_index(op.f("ix_account_owner_id"), "account", ["owner_id"], unique=False)
    op.create_index(op.f("ix_account_unit_id"), "account", ["unit_id"], unique=False)


def _contact_file() -> None:
    op.create_table(
        "contact_file",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_contact_file_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_contact_file")),
    )
    op.create_index(op.f("ix_contact_file_person_id"), "contact_file", ["person_id"], unique=False)


def _wave() -> None:
    op.create_table(
        "wave",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("survey_id", sa.Integer(), nullable=False),
        sa.Column("occurrence", sa.Date(), nullable=False),
        sa.Column("opens_at", Moment(), nullable=False),
        sa.Column("reminds_at", Moment(), nullable=True),
        sa.Column("closes_at", Moment(), nullable=False),
        sa.Column("reminded", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["survey_id"], ["survey.id"], name=op.f("fk_wave_survey_id_survey")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave")),
        sa.UniqueConstraint("survey_id", "occurrence", name=op.f("uq_wave_survey_id")),
        sa.UniqueConstraint("uid", name=op.f("uq_wave_uid")),
    )
    op.create_index("ix_wave_due", "wave", ["closed_at", "closes_at"], unique=False)


def _contact() -> None:
    op.create_table(
        "contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("level", sa.String(length=8), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("added_on", sa.Date(), nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.CheckConstraint("level IN ('user', 'decider')", name=op.f("ck_contact_level")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_contact_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
        sa.UniqueConstraint("email", name=op.f("uq_contact_email")),
        sa.UniqueConstraint("uid", name=op.f("uq_contact_uid")),
    )
    op.create_index(op.f("ix_contact_account_id"), "contact", ["account_id"], unique=False)
    op.create_index(op.f("ix_contact_asked_on"), "contact", ["asked_on"], unique=False)


def _stage_change() -> None:
    op.create_table(
        "stage_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=16), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_stage_change_account_id_account"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stage_change")),
    )
    op.create_index(op.f("ix_stage_change_account_id"), "stage_change", ["account_id"], unique=False)


def _ask() -> None:
    op.create_table(
        "ask",
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("contact_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(length=32), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_ask_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_ask_wave_id_wave"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("wave_id", "contact_id", name=op.f("pk_ask")),
        sa.UniqueConstraint("digest", name=op.f("uq_ask_digest")),
    )
    op.create_index(op.f("ix_ask_contact_id"), "ask", ["contact_id"], unique=False)


def _reply() -> None:
    op.create_table(
        "reply",
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("wave_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=True),
        sa.Column("level", sa.String(length=8), nullable=True),
        sa.Column("contact_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("comment", sa.String(length=2000), nullable=False),
        sa.CheckConstraint("level IS NULL OR level IN ('user', 'decider')", name=op.f("ck_reply_level")),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_reply_account_id_account"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["contact.id"], name=op.f("fk_reply_contact_id_contact"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_reply_unit_id_unit")),
        sa.ForeignKeyConstraint(["wave_id"], ["wave.id"], name=op.f("fk_reply_wave_id_wave"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_reply")),
        sa.UniqueConstraint("wave_id", "contact_id", name=op.f("uq_reply_wave_id")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_reply_account_id"), "reply", ["account_id"], unique=False)
    op.create_index(op.f("ix_reply_contact_id"), "reply", ["contact_id"], unique=False)
