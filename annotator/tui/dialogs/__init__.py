"""Small windows over the article: something to read, something to type or to pick."""
