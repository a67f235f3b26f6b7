"""The meetings about a convention: their list, their pages, their forms."""
