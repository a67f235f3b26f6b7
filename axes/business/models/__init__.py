"""Axis 2: aided companies, their projects and aids, the jobs promised and the jobs created."""

from .aids import Aid, Expertise, Loan, LoanInstalment, Subsidy
from .companies import Company
from .jobs import Evidence, Job, JobCommitment
from .projects import Project

__all__ = [
    "Aid",
    "Company",
    "Evidence",
    "Expertise",
    "Job",
    "JobCommitment",
    "Loan",
    "LoanInstalment",
    "Project",
    "Subsidy",
]
