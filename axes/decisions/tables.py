"""The tables of likely doubles and of those that are settled."""

from typing import Any

from revitalisation.ui import columns, tables

from .models import Settlement


def _side(number: int) -> Any:
    return lambda pair: pair.told()[number]


def _lost(row: Settlement) -> str:
    """Say that the post counts nowhere any more, where what it was counted with does not."""
    return "celle qui comptait ne compte plus\u00a0: rectifiez la réponse" if row.is_lost else ""


class LikelyTable(tables.PlainTable):
    region = "Doublons à trancher"
    caption = "Embauches qui semblent être un même poste"
    first = columns.TextColumn("Première embauche", value=_side(0), is_head=True)
    second = columns.TextColumn("Seconde embauche", value=_side(1))


class SettledTable(tables.PlainTable):
    model, region = Settlement, "Doublons tranchés"
    caption = "Réponses données"
    settled_on = columns.DateColumn("Tranché le", is_head=True)
    first = columns.TextColumn("Première embauche", value=lambda row: row.pair.told()[0])
    second = columns.TextColumn("Seconde embauche", value=lambda row: row.pair.told()[1])
    outcome = columns.ChoiceColumn("Réponse", detail=_lost)
