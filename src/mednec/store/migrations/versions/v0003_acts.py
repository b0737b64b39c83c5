"""What people did on a case."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "ruling",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clause", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("read_as", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_ruling_by")),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_ruling_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_ruling_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ruling")),
        sa.UniqueConstraint("case", "number", name=op.f("uq_ruling_case_number")),
    )
    op.create_table(
        "decision",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("determination", sa.String(length=40), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("by_name", sa.String(length=200), nullable=False),
        sa.Column("specialty", sa.String(length=100), nullable=False),
        sa.Column("npi", sa.String(length=10), nullable=False),
        sa.Column("licence", sa.String(length=60), nullable=False),
        sa.Column("licence_state", sa.String(length=2), nullable=False),
        sa.Column("attestation", sa.Text(), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("voided", sa.String(length=27), nullable=True),
        sa.Column("voided_because", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_decision_by")),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_decision_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["determination"], ["determination.id"], name=op.f("fk_decision_determination")),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_decision_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_decision")),
        sa.UniqueConstraint("case", "number", name=op.f("uq_decision_case_number")),
    )
    op.create_index(
        "decision_in_force",
        "decision",
        ["case"],
        unique=True,
        sqlite_where=sa.text("voided IS NULL"),
        postgresql_where=sa.text("voided IS NULL"),
    )
    op.create_table(
        "note",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("planned", sa.String(length=27), nullable=True),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_note_by")),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_note_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_note_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_case"), "note", ["case"], unique=False)
    op.create_table(
        "pause",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("since", sa.String(length=27), nullable=False),
        sa.Column("until", sa.String(length=27), nullable=True),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_pause_by")),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_pause_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_pause_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_pause")),
    )
    op.create_index(op.f("ix_pause_case"), "pause", ["case"], unique=False)
    op.create_table(
        "case_appeal",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=False),
        sa.Column("level", sa.String(length=40), nullable=False),
        sa.Column("filed", sa.String(length=27), nullable=False),
        sa.Column("ending", sa.String(length=30), nullable=False),
        sa.Column("ended", sa.String(length=27), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_case_appeal_by")),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_case_appeal_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"], name=op.f("fk_case_appeal_decision")),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_case_appeal_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_appeal")),
    )
    op.create_index(op.f("ix_case_appeal_case"), "case_appeal", ["case"], unique=False)
    op.create_table(
        "letter",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=False),
        sa.Column("decision", sa.String(length=40), nullable=True),
        sa.Column("paper", sa.String(length=40), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("grade", sa.String(length=10), nullable=False),
        sa.Column("by", sa.String(length=40), nullable=False),
        sa.Column("at", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["account.id"], name=op.f("fk_letter_by")),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_letter_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["decision"], ["decision.id"], name=op.f("fk_letter_decision")),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_letter_org")),
        sa.ForeignKeyConstraint(["paper"], ["paper.id"], name=op.f("fk_letter_paper")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter")),
    )
    op.create_index(op.f("ix_letter_case"), "letter", ["case"], unique=False)
