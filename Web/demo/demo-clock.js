// A clock that can be moved: what the client takes for the time. Timers keep to it, so that moving the clock past them makes them ring.

/**
 * @param {object} base - the real clock: `now()` and `monotonic()` in milliseconds, `setTimer(callback, milliseconds)` that returns what cancels it.
 * @returns {object} The same three, and `forward(milliseconds)`: time passes; `skew(milliseconds)`: only the wall clock is wrong, by so much.
 */
export function createClock(base) {
    let passed = 0;
    let skewed = 0;
    const timers = new Set();
    const monotonic = () => base.monotonic() + passed;

    function arm(timer) {
        timer.cancel = base.setTimer(() => {
            timers.delete(timer);
            timer.callback();
        }, Math.max(0, timer.due - monotonic()));
    }

    return {
        now: () => base.now() + passed + skewed,
        monotonic,
        setTimer(callback, milliseconds) {
            const timer = { callback, due: monotonic() + milliseconds, cancel: null };
            timers.add(timer);
            arm(timer);
            return () => {
                timers.delete(timer);
                timer.cancel();
            };
        },
        forward(milliseconds) {
            passed += milliseconds;
            for (const timer of [...timers]) {
                timer.cancel();
                arm(timer);
            }
        },
        skew(milliseconds) {
            skewed = milliseconds;
        },
    };
}
