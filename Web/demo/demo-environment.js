// The real world that the demo's clock and network stand in front of.

/** What the browser has: `fetch`, both clocks, timers, and what becomes of the page. */
export function browserEnvironment() {
    const listen = (target, name, isMeant = () => true) => listener => {
        const heard = () => isMeant() && listener();
        target.addEventListener(name, heard);
        return () => target.removeEventListener(name, heard);
    };
    const isVisible = () => document.visibilityState === "visible";
    const signals = {
        visible: listen(document, "visibilitychange", isVisible),
        hidden: listen(document, "visibilitychange", () => !isVisible()),
        online: listen(window, "online"),
        offline: listen(window, "offline"),
        shown(listener) {
            const forget = [listen(window, "pageshow")(listener), listen(document, "resume")(listener)];
            return () => forget.forEach(one => one());
        },
    };
    return {
        fetch: request => window.fetch(request),
        now: () => Date.now(),
        monotonic: () => performance.now(),
        setTimer(callback, milliseconds) {
            const timer = setTimeout(callback, milliseconds);
            return () => clearTimeout(timer);
        },
        page: { isVisible, isOnline: () => navigator.onLine, on: (kind, listener) => signals[kind](listener) },
    };
}
