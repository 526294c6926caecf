"""Work that is given and taken: imports, new suggestions, places of articles, qualifications, renamings."""
