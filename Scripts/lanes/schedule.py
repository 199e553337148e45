"""Which lane begins next: the longest that the free processors can take."""

# A lane that waits more than it computes leaves room for others; a little more than there are processors does no harm.
OVERBOOKING = 0.4


def next_lane(waiting, running, passed, processors):
    """The lane that should begin now, or None if all must wait for one that runs. `passed` has the names of those that have."""
    free = processors + OVERBOOKING - sum(lane.load for lane in running)
    able = [lane for lane in waiting if passed.issuperset(lane.needs)]
    fitting = [lane for lane in able if lane.load <= free or not running]
    return max(fitting, key=lambda lane: lane.minutes, default=None)


def hopeless(waiting, failed):
    """The lanes that can never begin, since one that they need has failed (`failed`: names)."""
    lost, more = set(failed), True
    while more:
        more = {lane.name for lane in waiting if lane.name not in lost and not lost.isdisjoint(lane.needs)}
        lost |= more
    return [lane for lane in waiting if lane.name in lost]
