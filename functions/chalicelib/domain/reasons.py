"""The legal reasons for which a petition may be rejected; their words are in messages/words.py."""

from __future__ import annotations

from typing import Final

# Source: 信访工作条例 (2022) articles 15, 31, 40; 国务院办公厅《关于进一步优化地方政务服务便民热线的指导意见》 (国办发〔2020〕53号):
# what is for courts, arbitration, discipline or other authorities is not taken on by a livelihood platform.
REJECT_REASONS: Final = frozenset(
    {
        "other_district",
        "in_court",
        "petition_office",
        "discipline",
        "private_dispute",
        "decided_finally",
        "no_facts",
        "secret",
        "unlawful",
        "advertising",
    }
)
