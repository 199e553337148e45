"""Subject and peer in turn, round after round, so that load that comes and goes meets both alike."""

from statistics import median


def interleave(rounds, candidates):
    """Runs every candidate once a round, in alternating order.

    candidates: name → a function that measures once and gives a dictionary of numbers.
    Gives name → list of what it gave.
    """
    results = {name: [] for name in candidates}
    for number in range(rounds):
        names = list(candidates) if number % 2 == 0 else list(reversed(candidates))
        for name in names:
            results[name].append(candidates[name]())
    return results


def medians(runs):
    """The median of every number over the runs."""
    return {key: median(run[key] for run in runs) for key in runs[0] if runs[0][key] is not None}


def compare(subject, peer):
    """The ratio subject to peer: the median of the rounds' ratios, and the smallest and largest of them."""
    ratios = sorted(own["perSecond"] / other["perSecond"] for own, other in zip(subject, peer))
    return {
        "subject": medians(subject), "peer": medians(peer), "rounds": len(ratios),
        "ratio": median(ratios), "smallest": ratios[0], "largest": ratios[-1],
    }
