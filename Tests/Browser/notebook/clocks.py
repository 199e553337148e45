"""Clocks that are wrong, and a machine that slept: nothing that a person sees, and one refresh at most."""

from playwright.sync_api import expect

import lane

DAY, NIGHT = 24 * 3_600_000, 8 * 3_600_000
# Both clocks of a page, each as far off as `off` says, in milliseconds.
CLOCKS = """
window.off = {wall: %d, monotonic: 0};
{
    const Real = Date, monotonic = performance.now.bind(performance);
    window.Date = class extends Real {
        constructor(...given) { given.length ? super(...given) : super(Real.now() + off.wall); }
        static now() { return Real.now() + off.wall; }
    };
    performance.now = () => monotonic() + off.monotonic;
}
"""


def _visits(person):
    """Goes through pages that ask for data; each must come."""
    for link, heading, shown in (("Sessions", "Sessions", ".session.current"), ("Notes", "Notes", ".note"), ("Token", "Token", "[data-expires]")):
        person.follow(link, "header").shows(heading)
        expect(person.page.locator(shown)).to_have_count(1)


def _answered_well(world):
    refused = [(one.path, one.status) for one in world.proxy.exchanges + world.api.exchanges if (one.status or 0) >= 400]
    assert refused == [], refused


def _begin(world, profile, off=0):
    """Signs in on a machine whose wall clock is `off`; the page is marked, so that a load of it is noticed."""
    profile.context.add_init_script(CLOCKS % off)
    person = profile.notebook()
    person.sign_in()
    person.write("Mine")
    person.run("() => { window.mark = true; }")
    world.proxy.clear()
    world.api.clear()
    return person


@lane.long("the client by itself proves it in the lane browser")
def a_wall_clock_that_is_a_day_off_changes_nothing(world):
    for off in (DAY, -DAY):
        with world.profile() as profile:
            person = _begin(world, profile, off)
            _visits(person)
            assert 250 < int("".join(filter(str.isdigit, person.page.locator("[data-expires]").inner_text()))) <= 300
            assert world.refreshes() == [], "the token was taken for old"
            _answered_well(world)
            assert person.run("() => window.mark") is True


@lane.long("the client by itself proves it in the lane browser")
def a_wall_clock_that_is_turned_by_a_day_costs_one_refresh_at_most(world):
    for off in (DAY, -DAY):
        with world.profile() as profile:
            person = _begin(world, profile)
            person.run("off => { window.off.wall = off; }", off)
            _visits(person)
            assert len(world.generations()) <= 1, world.generations()
            _answered_well(world)
            assert person.run("() => window.mark") is True


@lane.long("the client by itself proves it in the lane browser")
def eight_hours_of_sleep_cost_one_refresh_and_nothing_else(world):
    # While a machine sleeps, the monotonic clock stands still on one system and goes on on the other.
    for monotonic in (0, NIGHT):
        with world.profile() as profile:
            person = _begin(world, profile)
            person.run("([wall, monotonic]) => { off.wall += wall; off.monotonic += monotonic; }", [NIGHT, monotonic])
            _visits(person)
            assert world.generations() == [1], world.generations()
            _answered_well(world)
            first = next(one.path.split("?")[0] for one in world.proxy.exchanges + world.api.exchanges if one.method != "OPTIONS")
            assert first == "/auth/refresh", f"{first} was sent with the token of the evening"
            assert person.run("() => window.mark") is True, "the page was loaded again"
