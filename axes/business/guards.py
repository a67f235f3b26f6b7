"""What is wrong about hires, documents and loans in a record before it is saved."""

from collections.abc import Iterator

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Sum

from convention.guards import follows_signature, signature_precedes
from convention.models import Convention
from revitalisation.guards import Finding
from revitalisation.ui.formats import euros, long_date, plural

from .models import (
    Aid,
    ContractChange,
    Evidence,
    Job,
    JobCommitment,
    LoanInstalment,
    Post,
    Project,
    ProjectDecision,
)


def replacement_follows_leaver(job: Job) -> Iterator[Finding]:
    """Find a hire that precedes the departure of the person whose post it fills."""
    if job.replaces_id is None or job.hired_on is None:
        return
    leaver = Job.objects.filter(pk=job.replaces_id).first()
    if leaver is None:
        return
    if leaver.project_id != job.project_id or leaver.pk == job.pk:
        yield Finding(
            "replaces",
            f"L’emploi n°\u00a0{leaver.pk} est du projet «\u00a0{leaver.project.reference}\u00a0», "
            f"cette embauche du projet «\u00a0{job.project.reference}\u00a0»\u00a0: choisissez un "
            "autre emploi du même projet.",
        )
    elif job.holds_id is not None and job.holds_id != leaver.holds_id:
        yield Finding(
            "replaces",
            f"L’emploi n°\u00a0{leaver.pk} tient «\u00a0{leaver.holds}\u00a0», cette embauche "
            f"«\u00a0{job.holds}\u00a0»\u00a0: qui remplace reste au même poste, choisissez "
            "l’emploi qui le tenait.",
        )
    elif leaver.ended_on is None:
        yield Finding(
            "replaces",
            f"L’emploi n°\u00a0{leaver.pk} n’est pas rompu et l’embauche est du "
            f"{long_date(job.hired_on)}\u00a0: enregistrez d’abord son départ.",
        )
    elif leaver.ended_on > job.hired_on:
        yield Finding(
            "hired_on",
            f"L’embauche est du {long_date(job.hired_on)}, le départ de l’emploi "
            f"n°\u00a0{leaver.pk} du {long_date(leaver.ended_on)}\u00a0: un remplacement "
            "commence au plus tôt ce jour-là, corrigez l’une des deux dates.",
        )


def leaver_has_left(job: Job) -> Iterator[Finding]:
    """Find a departure that is emptied, or follows the hire of the replacement."""
    substitute = Job.objects.filter(replaces=job.pk).first() if job.pk else None
    if substitute is None or (job.ended_on and job.ended_on <= substitute.hired_on):
        return
    gone = f"du {long_date(job.ended_on)}" if job.ended_on else "non renseigné"
    yield Finding(
        "ended_on",
        f"Le départ est {gone}, et l’emploi n°\u00a0{substitute.pk} le remplace depuis le "
        f"{long_date(substitute.hired_on)}\u00a0: indiquez un départ au plus tard ce jour-là.",
    )


def post_is_not_given_up(job: Job) -> Iterator[Finding]:
    """Find a hire on a post that is given up."""
    post = Post.objects.filter(pk=job.holds_id).first() if job.holds_id else None
    if post is not None and post.given_up_on is not None:
        yield Finding(
            "holds",
            f"«\u00a0{post}\u00a0» est abandonné depuis le {long_date(post.given_up_on)}\u00a0: "
            "choisissez un autre poste, ou rectifiez l’abandon.",
        )


def given_up_was_never_filled(post: Post) -> Iterator[Finding]:
    """Find a post that is given up though somebody was hired on it."""
    if post.pk is None or post.given_up_on is None:
        return
    first = Job.objects.filter(holds=post.pk).order_by("hired_on").first()
    if first is not None:
        yield Finding(
            "given_up_on",
            f"Vous abandonnez ce poste le {long_date(post.given_up_on)}, l’emploi "
            f"n°\u00a0{first.pk} le pourvoit depuis le {long_date(first.hired_on)}\u00a0: un poste "
            "pourvu ne s’abandonne pas, enregistrez plutôt le départ.",
        )


def post_follows_promise(post: Post) -> Iterator[Finding]:
    """Find a post made before its promise."""
    promise = post.commitment
    if promise is not None and post.made_on and post.made_on < promise.committed_on:
        yield Finding(
            "made_on",
            f"Le poste serait programmé le {long_date(post.made_on)}, la promesse est du "
            f"{long_date(promise.committed_on)}\u00a0: corrigez l’une des deux dates.",
        )


def promise_keeps_its_posts(promise: JobCommitment) -> Iterator[Finding]:
    """Find fewer posts than were filled, or a promise that is no more before posts added since."""
    if promise.pk is None or promise.number is None or promise.committed_on is None:
        return
    stored = JobCommitment.objects.filter(pk=promise.pk).first()
    if stored is None:
        return
    first = promise.posts.filter(made_on=stored.committed_on)
    filled = first.exclude(hires=None).distinct().count()
    if promise.number < filled:
        yield Finding(
            "number",
            f"Vous indiquez {plural(promise.number, 'poste', 'postes')}, "
            f"{plural(filled, 'est déjà pourvu', 'sont déjà pourvus')}\u00a0: indiquez-en au moins "
            "autant.",
        )
    added = promise.posts.exclude(made_on=stored.committed_on).order_by("made_on").first()
    if added is not None and added.made_on <= promise.committed_on:
        yield Finding(
            "committed_on",
            f"La promesse serait du {long_date(promise.committed_on)}, des postes y ont été "
            f"ajoutés le {long_date(added.made_on)}\u00a0: indiquez un jour qui les précède.",
        )


def replaced_keeps_its_post(job: Job) -> Iterator[Finding]:
    """Find a hire that leaves the post that another took after it, or holds one of elsewhere."""
    substitute = Job.objects.filter(replaces=job.pk).first() if job.pk else None
    if substitute is not None and job.holds_id not in (None, substitute.holds_id):
        yield Finding(
            "holds",
            f"L’emploi n°\u00a0{substitute.pk} remplace celui-ci à "
            f"«\u00a0{substitute.holds}\u00a0», et celui-ci tiendrait «\u00a0{job.holds}\u00a0»"
            "\u00a0: rectifiez d’abord le premier.",
        )
    if job.holds_id is not None and job.project_id != job.holds.project_id:
        yield Finding(
            "holds",
            f"Le poste est du projet «\u00a0{job.holds.project.reference}\u00a0», cette embauche "
            f"du projet «\u00a0{job.project.reference}\u00a0»\u00a0: choisissez un poste de "
            "celui-ci.",
        )


def another_person_verifies(evidence: Evidence) -> Iterator[Finding]:
    """Find a document accepted by the person who entered the job."""
    try:
        job = evidence.job
    except ObjectDoesNotExist:
        return
    if evidence.verified_by_id is not None and evidence.verified_by_id == job.entered_by_id:
        yield Finding("verified_by", Evidence.SELF_VERIFIED)


def instalments_within_loan(instalment: LoanInstalment) -> Iterator[Finding]:
    """Find capital to pay back beyond what is lent."""
    if instalment.aid_id is None or instalment.principal is None:
        return
    aid, others = instalment.aid, LoanInstalment.objects.filter(aid=instalment.aid_id)
    known = others.exclude(pk=instalment.pk).aggregate(total=Sum("principal", default=0))["total"]
    total = known + instalment.principal
    if aid.kind != Aid.Kind.LOAN:
        yield Finding(
            "aid",
            f"Cette aide de {euros(aid.amount)} n’est pas un prêt et l’échéance est de "
            f"{euros(instalment.principal)}\u00a0: choisissez un prêt.",
        )
    elif total > aid.amount:
        yield Finding(
            "principal",
            f"Les échéances feraient {euros(total)} de capital, le prêt est de "
            f"{euros(aid.amount)}\u00a0: réduisez cette échéance de {euros(total - aid.amount)}.",
        )


def change_within_hire(change: ContractChange) -> Iterator[Finding]:
    """Find a change of contract that does not follow the hire, or follows the departure."""
    day = change.changed_on
    if change.is_void or day is None:
        return
    hired, left = change.job.hired_on, change.job.ended_on
    if day <= hired:
        yield Finding(
            "changed_on",
            f"Le changement serait du {long_date(day)}, l’embauche est du {long_date(hired)}"
            "\u00a0: le contrat du premier jour se rectifie sur l’emploi, indiquez un jour qui "
            "suit.",
        )
    elif left is not None and day > left:
        yield Finding(
            "changed_on",
            f"Le changement serait du {long_date(day)}, le départ est du {long_date(left)}"
            "\u00a0: corrigez l’une des deux dates.",
        )


def change_unproven(change: ContractChange) -> Iterator[Finding]:
    """Find a change that rewrites the contract of the day of an accepted document."""
    day = change.changed_on
    if day is None:
        return
    wrong = change.supersedes
    first = min(day, wrong.day) if wrong is not None else day
    shown = Evidence.objects.filter(job=change.job_id, verified_on__isnull=False)
    piece = shown.filter(dated_on__gte=first).order_by("dated_on").first()
    if piece is not None:
        yield Finding(
            "changed_on",
            f"Le changement serait du {long_date(day)}, et une pièce acceptée, du "
            f"{long_date(piece.dated_on)} ({piece.get_kind_display()}), montre le contrat de ce "
            "jour-là\u00a0: retirez d’abord son acceptation.",
        )


def changes_within_hire(job: Job) -> Iterator[Finding]:
    """Find a hire that does not precede the changes of its contract, or a departure before one."""
    if job.pk is None or job.hired_on is None:
        return
    for change in job.live_changes():
        if change.changed_on <= job.hired_on:
            yield Finding(
                "hired_on",
                f"L’embauche serait du {long_date(job.hired_on)}, et le contrat change le "
                f"{long_date(change.changed_on)}\u00a0: elle précède ce jour, corrigez l’une ou "
                "l’autre.",
            )
            return
        if job.ended_on is not None and change.changed_on > job.ended_on:
            yield Finding(
                "ended_on",
                f"Le départ serait du {long_date(job.ended_on)}, et le contrat change le "
                f"{long_date(change.changed_on)}\u00a0: corrigez l’une des deux dates.",
            )
            return


def decision_follows(decision: ProjectDecision) -> Iterator[Finding]:
    """Find a decision before its committee, its file, the headcount it is for, its approval."""
    try:
        project = decision.project
    except ObjectDoesNotExist:
        return
    day, outcome = decision.decided_on, decision.outcome
    if decision.is_void or day is None:
        return
    if decision.committee and day < decision.committee.held_on:
        yield Finding(
            "decided_on",
            f"La décision est du {long_date(day)}, le comité du "
            f"{long_date(decision.committee.held_on)}\u00a0: elle ne peut pas le précéder, "
            "corrigez la date ou le comité.",
        )
    if day < project.received_on:
        yield Finding(
            "decided_on",
            f"La décision est du {long_date(day)}, le dossier a été reçu le "
            f"{long_date(project.received_on)}\u00a0: corrigez l’une des deux dates.",
        )
    if outcome in ProjectDecision.SETTLED:
        if project.completed_on is None:
            yield Finding(
                "outcome",
                "Le dossier n’est pas complet\u00a0: indiquez d’abord, en modifiant le projet, le "
                "jour où il l’est, ou ajournez-le.",
            )
        elif day < project.completed_on:
            yield Finding(
                "decided_on",
                f"La décision est du {long_date(day)}, le dossier est complet depuis le "
                f"{long_date(project.completed_on)}\u00a0: corrigez l’une des deux dates.",
            )
    if outcome in ProjectDecision.APPROVALS and project.baseline_on and project.baseline_on > day:
        yield Finding(
            "decided_on",
            f"L’accord est du {long_date(day)}, l’effectif de référence du "
            f"{long_date(project.baseline_on)}\u00a0: celui-ci est d’avant l’aide, corrigez l’une "
            "des deux dates.",
        )
    if outcome == ProjectDecision.Outcome.CANCELLED and not _approved_before(decision):
        yield Finding(
            "outcome",
            f"Le projet n’a pas d’accord en vigueur au {long_date(day)}\u00a0: il n’y a rien à "
            "annuler, corrigez la date ou choisissez une autre décision.",
        )


def _approved_before(decision: ProjectDecision) -> bool:
    others = ProjectDecision.objects.filter(
        ProjectDecision.live(), project=decision.project_id, decided_on__lt=decision.decided_on
    ).exclude(pk=decision.supersedes_id or 0)
    last = others.order_by("-decided_on").first()
    return last is not None and last.outcome in ProjectDecision.APPROVALS


def project_precedes_decisions(project: Project) -> Iterator[Finding]:
    """Find a receipt, a complete file or a headcount that comes after what was decided on it."""
    if project.pk is None or project.received_on is None:
        return
    known = [d for d in project.decisions.all() if d.is_live]
    settled = [d.decided_on for d in known if d.outcome in ProjectDecision.SETTLED]
    first = min((d.decided_on for d in known), default=None)
    if first is not None and first < project.received_on:
        yield Finding(
            "received_on",
            f"Le dossier serait reçu le {long_date(project.received_on)}, une décision est du "
            f"{long_date(first)}\u00a0: corrigez l’une des deux dates.",
        )
    if settled and (project.completed_on is None or min(settled) < project.completed_on):
        when = f"le {long_date(project.completed_on)}" if project.completed_on else "jamais"
        yield Finding(
            "completed_on",
            f"Le dossier serait complet {when}, il a été décidé le "
            f"{long_date(min(settled))}\u00a0: il est complet au plus tard ce jour-là.",
        )
    approved = [d.decided_on for d in known if d.outcome in ProjectDecision.APPROVALS]
    if approved and project.baseline_on and project.baseline_on > min(approved):
        yield Finding(
            "baseline_on",
            f"L’effectif de référence est du {long_date(project.baseline_on)}, l’accord du "
            f"{long_date(min(approved))}\u00a0: l’effectif est d’avant l’aide, corrigez sa date.",
        )


GUARDS = {
    Project: (project_precedes_decisions,),
    ProjectDecision: (decision_follows,),
    Convention: (signature_precedes(Job, "hired_on", "une embauche"),),
    JobCommitment: (promise_keeps_its_posts,),
    Post: (given_up_was_never_filled, post_follows_promise),
    Job: (
        follows_signature("hired_on", "L’embauche"),
        replacement_follows_leaver,
        leaver_has_left,
        post_is_not_given_up,
        replaced_keeps_its_post,
        changes_within_hire,
    ),
    ContractChange: (change_within_hire, change_unproven),
    Evidence: (another_person_verifies,),
    LoanInstalment: (instalments_within_loan,),
}
