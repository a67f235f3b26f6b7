"""Whether an axis counts jobs: what the text says, and each amendment that says otherwise."""
