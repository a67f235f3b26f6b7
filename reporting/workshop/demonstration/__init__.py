"""The demonstration: the Lectoure convention, day by day from its signature to after its term.

The totals at 31 May 2015 are those of the press release of 8 July 2015. Everything else is
invented: companies, people, dates, amounts. Names say so, SIREN begin with three zeros, and no
young person exists.
"""

INVENTED = "Démonstration\u00a0: entreprises, personnes et dates inventées."
NOTICE = f"{INVENTED.removesuffix('.')}\u202f; seuls les totaux du communiqué de 2015 sont réels."
