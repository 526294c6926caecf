"""How far annotators agree who decided the same sentences: `measure.measure_agreement` gives all figures at once."""
