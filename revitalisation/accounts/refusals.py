"""What the database refuses about people."""

from revitalisation.triggers import Refusal

from .models import NEVER_DELETED

REFUSALS = (
    Refusal(
        name="accounts_user_kept",
        table="accounts_user",
        events=("DELETE",),
        condition="1 = 1",
        message=NEVER_DELETED,
    ),
)
