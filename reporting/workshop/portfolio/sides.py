"""The other axes of an invented convention: the site's prospects, the territory's young people."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from axes.business.models import ConventionCompany, Project
from axes.site.models import Prospect, ProspectStage, Site
from axes.territory.models import FollowUp, Placement, SkillsPlan, SkillsPlanMilestone
from convention.calendar import add_months
from convention.contracts import Contract as JobContract
from convention.counting import decide
from convention.models import Axis
from revitalisation.accounts.models import User

from .batch import Batch
from .contract import Contract
from .shapes import LAST_DAY, percent

Stage = ProspectStage.Stage
STAGES = (Stage.IDENTIFIED, Stage.CONTACTED, Stage.VISIT, Stage.STUDY, Stage.NEGOTIATION)
YOUTH_CONTRACTS = (JobContract.APPRENTICESHIP, JobContract.APPRENTICESHIP, JobContract.FIXED_TERM)
MOST_PLACEMENTS, MOST_PROSPECTS = 30, 9


@dataclass
class Sides:
    """Draws what the site and the territory of one convention see."""

    random: Random
    batch: Batch
    contract: Contract
    entered_by: User
    # What is known of aided companies as employers, by the key of what is known of them as aided.
    employers: dict[int, ConventionCompany] = field(default_factory=dict)

    def draw(self, projects: list[Project]) -> None:
        """Keep in ``batch`` the prospects, the placements and the skills plan."""
        if Axis.Kind.SITE in self.contract.axes:
            self._site()
        if Axis.Kind.TERRITORY in self.contract.axes:
            self._skills_plan()
            for number in range(1, self.random.randrange(MOST_PLACEMENTS)):
                self._placement(number, self.random.choice(projects))

    def _day(self) -> date:
        """Return a day of the convention's life that has come."""
        signed_on = self.contract.shape.signed_on
        room = min(self.contract.shape.months * 30, (LAST_DAY - signed_on).days)
        return signed_on + timedelta(days=self.random.randrange(room))

    def _site(self) -> None:
        site = self.batch.add(
            Site(
                axis=self.contract.axes[Axis.Kind.SITE],
                name="Site fictif",
                commune_id=self.contract.communes[0],
                floor_area=self.random.randrange(1, 40) * 1000,
                closed_on=self.contract.shape.signed_on,
            )
        )
        for number in range(1, self.random.randrange(1, MOST_PROSPECTS)):
            prospect = self.batch.add(
                Prospect(
                    site=site,
                    name=f"Prospect fictif n° {number}",
                    activity="Activité fictive",
                    jobs_envisaged=self.random.choice((None, 10, 25, 60)),
                )
            )
            self._stages(prospect)

    def _stages(self, prospect: Prospect) -> None:
        day = self._day()
        for stage in STAGES[: self.random.randrange(1, len(STAGES) + 1)]:
            if day > LAST_DAY:
                return
            self.batch.add(ProspectStage(prospect=prospect, stage=stage, dated_on=day))
            day += timedelta(days=self.random.randrange(10, 120))
        if day <= LAST_DAY and percent(self.random, 70):
            self.batch.add(
                ProspectStage(
                    prospect=prospect,
                    stage=Stage.LOST,
                    dated_on=day,
                    lost_reason=self.random.choice(ProspectStage.LostReason.values),
                )
            )

    def _skills_plan(self) -> None:
        if not percent(self.random, 60):
            return
        plan = self.batch.add(
            SkillsPlan(
                axis=self.contract.axes[Axis.Kind.TERRITORY],
                title="GPECT fictive",
                lead=self.contract.youth,
            )
        )
        for number in range(1, 5):
            day = add_months(self.contract.shape.signed_on, 5 * number)
            is_done = day <= LAST_DAY and percent(self.random, 80)
            self.batch.add(
                SkillsPlanMilestone(
                    plan=plan,
                    title=f"Étape {number}",
                    planned_on=day,
                    done_on=day if is_done else None,
                )
            )

    def _employer(self, aided: ConventionCompany) -> ConventionCompany:
        """Return what is known of an aided company as an employer of young people."""
        known = self.employers.get(aided.pk)
        if known is None:
            known = self.employers[aided.pk] = self.batch.add(
                ConventionCompany(
                    convention=self.contract.convention,
                    kind=ConventionCompany.Kind.EMPLOYER,
                    identity=aided.identity,
                    name=aided.name,
                    naf_id=aided.naf_id,
                    commune_id=aided.commune_id,
                )
            )
        return known

    def _placement(self, number: int, project: Project) -> None:
        contract = self.random.choice(YOUTH_CONTRACTS)
        hired = self._day()
        ended = hired + timedelta(days=self.random.randrange(20, 700))
        has_ended = ended <= LAST_DAY and percent(self.random, 20)
        placement = Placement(
            axis=self.contract.axes[Axis.Kind.TERRITORY],
            code=f"J-{number:04d}",
            employer=self._employer(project.company),
            employer_fte=project.baseline_fte,
            contract=contract,
            duration_months=self.random.choice((6, 12, 24)),
            hired_on=hired,
            age_at_hire=self.random.randrange(16, 26),
            ended_on=ended if has_ended else None,
            end_reason=Placement.EndReason.RESIGNATION if has_ended else "",
            entered_by=self.entered_by,
        )
        signed_on = self.contract.shape.signed_on
        placement.apply(decide(placement.hire, (self.contract.rules,), signed_on))
        self.batch.add(placement)
        for month in FollowUp.Month.values:
            due = add_months(hired, month)
            is_done = due <= LAST_DAY and percent(self.random, 85)
            self.batch.add(
                FollowUp(
                    placement=placement,
                    month=month,
                    due_on=due,
                    done_on=due if is_done else None,
                    situation=FollowUp.Situation.IN_POST if is_done else "",
                )
            )
