"""The committees of Lectoure: when they met, on which figures, and who came."""

from datetime import date

from convention.models import Attendance, Committee, Convention
from revitalisation.accounts.models import Organisation

from . import parties

Verdict, College = Committee.Verdict, Attendance.College

COMMITMENT_COMMITTEES = tuple(
    date.fromisoformat(day)
    for day in (
        "2014-02-25",
        "2014-04-08",
        "2014-05-20",
        "2014-07-01",
        "2014-09-09",
        "2014-10-21",
        "2014-12-02",
        "2015-01-13",
        "2015-02-24",
        "2015-04-07",
        "2015-05-19",
        "2015-06-23",
        "2015-09-08",
        "2015-10-20",
        "2015-12-01",
        "2016-01-19",
        "2016-03-08",
        "2016-04-19",
        "2016-06-07",
        "2016-09-13",
    )
)
FOLLOW_UPS = (
    (date(2014, 7, 8), date(2014, 5, 31), Verdict.WATCH),
    (date(2015, 7, 7), date(2015, 5, 31), Verdict.ON_TRACK),
    (date(2016, 7, 5), date(2016, 5, 31), Verdict.ON_TRACK),
    (date(2017, 7, 4), date(2017, 7, 4), ""),
)
AUCH = "Préfecture du Gers, Auch"
COLLEGES = {
    parties.PREFECTURE: College.STATE,
    parties.LABOUR: College.STATE,
    parties.ITM: College.COMPANY,
    parties.COUNTY: College.LOCAL_AUTHORITIES,
    parties.LOMAGNE: College.LOCAL_AUTHORITIES,
    parties.CCI: College.CHAMBERS,
    parties.CMA: College.CHAMBERS,
    parties.UNION: College.SOCIAL_PARTNERS,
    parties.OPERATOR: College.EXPERTS,
    parties.BANK: College.EXPERTS,
    parties.MISSION_LOCALE: College.EXPERTS,
}
ABSENT = {
    date(2014, 5, 20): {parties.BANK},
    date(2014, 7, 8): {parties.UNION},
    date(2015, 4, 7): {parties.LABOUR},
    date(2016, 3, 8): {parties.ITM},
    date(2016, 7, 5): {parties.CMA},
    date(2017, 7, 4): {parties.CCI, parties.BANK},
}


def write(convention: Convention, organisations: dict[str, Organisation]) -> None:
    """Create the committees of the convention and who attended them."""
    Committee.objects.create(
        convention=convention,
        kind=Committee.Kind.STEERING,
        held_on=date(2013, 11, 26),
        as_of=date(2013, 11, 26),
        place=AUCH,
    )
    for day in COMMITMENT_COMMITTEES:
        committee = Committee.objects.create(
            convention=convention,
            kind=Committee.Kind.COMMITMENT,
            held_on=day,
            as_of=day,
            place="Hôtel de ville de Lectoure",
        )
        for name in (parties.LABOUR, parties.ITM, parties.OPERATOR, parties.BANK):
            committee.attendances.create(
                organisation=organisations[name],
                college=COLLEGES[name],
                present=name not in ABSENT.get(day, ()),
            )
    for held_on, as_of, verdict in FOLLOW_UPS:
        committee = Committee.objects.create(
            convention=convention,
            kind=Committee.Kind.FOLLOW_UP,
            held_on=held_on,
            as_of=as_of,
            place=AUCH,
            verdict=verdict,
        )
        for name, college in COLLEGES.items():
            committee.attendances.create(
                organisation=organisations[name],
                college=college,
                present=name not in ABSENT.get(held_on, ()),
            )
