"""Whether an axis counts jobs: what the signed text says, and each amendment that says otherwise."""
