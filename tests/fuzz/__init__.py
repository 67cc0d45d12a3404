"""Promises of the program about any input, each in one place, tried by Hypothesis, by atheris and on the inputs that are kept."""
