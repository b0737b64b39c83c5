"""Cases, their papers, and what was determined on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "case",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(length=100), nullable=False),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("patient", sa.String(length=200), nullable=False),
        sa.Column("patient_id", sa.String(length=100), nullable=False),
        sa.Column("payer", sa.String(length=200), nullable=False),
        sa.Column("line_of_business", sa.String(length=60), nullable=False),
        sa.Column("benefit", sa.String(length=40), nullable=False),
        sa.Column("urgency", sa.String(length=40), nullable=False),
        sa.Column("jurisdiction", sa.String(length=2), nullable=False),
        sa.Column("treatment", sa.String(length=300), nullable=False),
        sa.Column("requester", sa.String(length=200), nullable=False),
        sa.Column("requester_npi", sa.String(length=10), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("policy_title", sa.String(length=300), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("decides", sa.String(length=400), nullable=False),
        sa.Column("understood", sa.Integer(), nullable=True),
        sa.Column("open_questions", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.String(length=40), nullable=True),
        sa.Column("received", sa.String(length=27), nullable=False),
        sa.Column("due", sa.String(length=27), nullable=True),
        sa.Column("clock", sa.String(length=100), nullable=False),
        sa.Column("clock_state", sa.String(length=20), nullable=False),
        sa.Column("decided", sa.String(length=27), nullable=True),
        sa.Column("decision", sa.String(length=30), nullable=False),
        sa.Column("made", sa.String(length=27), nullable=False),
        sa.Column("changed", sa.String(length=27), nullable=False),
        sa.Column("hold", sa.Text(), nullable=False),
        sa.Column("remove_after", sa.Date(), nullable=True),
        sa.Column("says", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["assignee"], ["account.id"], name=op.f("fk_case_assignee")),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_case_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case")),
    )
    op.create_index("case_assignee", "case", ["org", "assignee", "state", "due"], unique=False)
    decided = ["org", "decided", "line_of_business", "received", "due"]
    decided += ["decision", "policy", "requester_npi", "requester"]
    op.create_index("case_decided", "case", decided, unique=False)
    op.create_index("case_figures", "case", ["org", "received", "policy", "outcome", "decides"], unique=False)
    op.create_index("case_due", "case", ["org", "due"], unique=False)
    op.create_index("case_number", "case", ["org", "number"], unique=False)
    op.create_index("case_patient", "case", ["org", "patient"], unique=False)
    op.create_index("case_received", "case", ["org", "received"], unique=False)
    op.create_index("case_worklist", "case", ["org", "state", "due"], unique=False)
    op.create_table(
        "paper",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("media", sa.String(length=100), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("made", sa.String(length=27), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_paper_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_paper_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper")),
        sa.UniqueConstraint("case", "kind", "name", name=op.f("uq_paper_case_kind_name")),
    )
    op.create_index(op.f("ix_paper_case"), "paper", ["case"], unique=False)
    op.create_table(
        "determination",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("org", sa.String(length=40), nullable=False),
        sa.Column("case", sa.String(length=40), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("made", sa.String(length=27), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=False),
        sa.Column("policy", sa.String(length=200), nullable=False),
        sa.Column("policy_digest", sa.String(length=64), nullable=False),
        sa.Column("program", sa.String(length=40), nullable=False),
        sa.Column("packs", sa.String(length=64), nullable=False),
        sa.Column("folder", sa.String(length=64), nullable=False),
        sa.Column("answers", sa.String(length=64), nullable=False),
        sa.Column("rulings", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("shown", sa.String(length=64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("summary", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["case"], ["case.id"], name=op.f("fk_determination_case"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["org"], ["organisation.id"], name=op.f("fk_determination_org")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_determination")),
        sa.UniqueConstraint("case", "number", name=op.f("uq_determination_case_number")),
    )
    op.create_table(
        "part",
        sa.Column("determination", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("order", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["determination"], ["determination.id"], name=op.f("fk_part_determination"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("determination", "name", name=op.f("pk_part")),
    )
