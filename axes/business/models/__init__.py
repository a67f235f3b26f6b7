"""Axis 2: aided companies, their projects and aids, the jobs promised and the jobs created."""

from .aids import Aid, LoanInstalment
from .companies import Company, ConventionCompany
from .contracts import ContractChange
from .decisions import ProjectDecision
from .jobs import Evidence, Job
from .posts import JobCommitment, Post
from .projects import Project
from .proposals import CompanyProposal
from .spells import JobSpell

__all__ = [
    "Aid",
    "Company",
    "CompanyProposal",
    "ContractChange",
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
