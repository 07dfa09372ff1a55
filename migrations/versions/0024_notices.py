"""What people are told, when they wish to be, and chat channels."""

import sqlalchemy as sa
from alembic import op

from pulse.base.db import Moment

revision = "0024"
down_revision = "0023"


def upgrade(side: str) -> None:
    """Make the tables."""
    if side != "people":
        return
    _wished()
    _quiet_hours()
    _notice()
    _channel()
    _post()


def downgrade(side: str) -> None:
    """Drop the tables, and mails that would have said what stood in them."""
    if side != "people":
        return
    op.execute("DELETE FROM message WHERE kind = 'notice' OR (kind = 'digest' AND about LIKE 'week:%')")
    op.drop_index("ix_post_due", table_name="post")
    op.drop_index(op.f("ix_post_about"), table_name="post")
    op.drop_table("post")
    op.drop_index(op.f("ix_channel_team_id"), table_name="channel")
    op.drop_table("channel")
    op.drop_index(op.f("ix_notice_due_at"), table_name="notice")
    op.drop_index(op.f("ix_notice_about"), table_name="notice")
    op.drop_table("notice")
    op.drop_table("quiet_hours")
    op.drop_table("wished")


def _wished() -> None:
    op.create_table(
        "wished",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(length=16), nullable=False),
        sa.Column("wish", sa.String(length=8), nullable=False),
        sa.Column("before", sa.String(length=8), server_default="", nullable=False),
        sa.CheckConstraint("topic IN ('town-halls', 'promises', 'roadblocks', 'thanks')", name=op.f("ck_wished_topic")),
        sa.CheckConstraint("wish IN ('at once', 'weekly', 'never')", name=op.f("ck_wished_wish")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_wished_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "topic", name=op.f("pk_wished")),
    )


def _quiet_hours() -> None:
    op.create_table(
        "quiet_hours",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("weekends", sa.Boolean(), nullable=False),
        sa.CheckConstraint(
            "starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439", name=op.f("ck_quiet_hours_minutes")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_quiet_hours_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_quiet_hours")),
    )


def _notice() -> None:
    op.create_table(
        "notice",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_notice_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "mark", name=op.f("pk_notice")),
    )
    op.create_index(op.f("ix_notice_about"), "notice", ["about"], unique=False)
    op.create_index(op.f("ix_notice_due_at"), "notice", ["due_at"], unique=False)


def _channel() -> None:
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("uid", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("host", sa.String(length=255), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("problem", sa.String(length=24), nullable=False),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.CheckConstraint("kind IN ('slack', 'teams')", name=op.f("ck_channel_kind")),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_channel_team_id_team")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("uid", name=op.f("uq_channel_uid")),
    )
    op.create_index(op.f("ix_channel_team_id"), "channel", ["team_id"], unique=False)


def _post() -> None:
    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("channel_id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(length=32), nullable=False),
        sa.Column("about", sa.String(length=60), nullable=False),
        sa.Column("arguments", sa.JSON(), nullable=False),
        sa.Column("made_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("leased_until", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["channel_id"], ["channel.id"], name=op.f("fk_post_channel_id_channel"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("channel_id", "mark", name=op.f("uq_post_channel_id")),
    )
    op.create_index(op.f("ix_post_about"), "post", ["about"], unique=False)
    op.create_index("ix_post_due", "post", ["due_at"], unique=False)
