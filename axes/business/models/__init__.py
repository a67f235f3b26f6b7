"""Axis 2: aided companies, their projects and aids, the jobs promised and the jobs created."""

from .aids import Aid, LoanInstalment
from .companies import Company, ConventionCompany
from .decisions import ProjectDecision
from .jobs import Evidence, Job, JobSpell
from .posts import JobCommitment, Post
from .projects import Project
from .proposals import CompanyProposal

__all__ = [
    "Aid",
    "Company",
    "CompanyProposal",
    "ConventionCompany",
    "Evidence",
    "Job",
    "JobCommitment",
    "JobSpell",
    "LoanInstalment",
    "Post",
    "Project",
    "ProjectDecision",
]
