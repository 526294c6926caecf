"""The label scheme and the guideline profile of a database, and what a change of them affects."""
