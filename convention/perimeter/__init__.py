"""Where jobs are meant to be created: the list of communes, and its forms."""
