"""The order in which writers of one convention wait for each other."""

from .models import Convention

# Every writer takes what it needs in this order, so that no two ever wait for each other:
#
#   the token of the form → the convention → the project or prospect → the job → its documents,
#   or the aid → its instalments
#
# Forms and the administration take the convention, so that writers of one convention queue as on
# SQLite, where there is one writer anyway; so do the triggers that add money up, and recounting.
# Code that may run without a form (acceptance, schedules) takes the rows it decides on itself.
# What conventions share (company) is taken by its own UPDATE, last: there the database compares
# the versions, and a form that comes second shows what changed.
#
# All locks are FOR NO KEY UPDATE: rows that point at a locked one may still be added.


def hold(convention: Convention) -> None:
    """Wait for the other writers of a convention, then read it again; until the transaction ends.

    To be called inside a transaction.
    """
    locked = Convention.objects.select_for_update(no_key=True)
    convention.refresh_from_db(from_queryset=locked)
