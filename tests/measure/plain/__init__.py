"""Agreement, bias and review a second time, by plain formulas: what the package computes is held against them."""
