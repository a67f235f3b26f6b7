"""The design system as it is served: what our pages use of it, and nothing else."""
