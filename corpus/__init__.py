"""French articles: the code that reads them in, and the articles themselves."""
