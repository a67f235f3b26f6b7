"""What is wrong about placements in a record before it is saved."""

from convention.guards import follows_signature, signature_precedes
from convention.models import Convention

from .models import Placement

GUARDS = {
    Convention: (signature_precedes(Placement, "hired_on", "un placement"),),
    Placement: (follows_signature("hired_on", "Le placement"),),
}
