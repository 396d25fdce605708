"""Stored statistics to try the pieces on."""


def stored_statistics(random, D, spread=1.0):
    """A running mean and variance away from 0 and 1, where most slips of the test mode hide."""
    return random.normal(1.5, 1, D), spread * random.uniform(0.4, 2.5, D)
