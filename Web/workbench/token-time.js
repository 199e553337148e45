// Times in words. A time is a number of seconds since 1970-01-01T00:00:00Z, as RFC 7519 §2 (NumericDate) has it.

/** The last second of the year 9999; no claim may name a later one. */
export const lastSecond = 253402300799;

/** The claims that are times, with what each one says. */
export const timeClaims = new Map([
    ["exp", "expires"],
    ["nbf", "valid from"],
    ["iat", "issued"],
    ["auth_time", "signed in"],
    ["updated_at", "profile changed"],
    ["toe", "happened"],
]);

const days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const units = [["year", 31556952], ["day", 86400], ["hour", 3600], ["minute", 60], ["second", 1]];

/** The whole seconds of a claim's node, or null when it is no time between the years 1970 and 9999. */
export function secondsOf(node) {
    if (node?.kind !== "number" || !(node.value >= 0 && node.value <= lastSecond)) return null;
    return Math.floor(node.value);
}

/** Why a claim's node is no time, in words. */
export function timeFault(node) {
    if (node.kind !== "number") return "is not a number of seconds";
    if (node.value >= 1e11) return "is not a time between the years 1970 and 9999; perhaps it is in milliseconds";
    return "is not a time between the years 1970 and 9999";
}

/** Such as `Mon 23 Nov 2026, 20:12:28 UTC`. */
export function absoluteTime(seconds) {
    const date = new Date(seconds * 1000);
    const [hours, minutes, rest] = [date.getUTCHours(), date.getUTCMinutes(), date.getUTCSeconds()]
        .map(part => String(part).padStart(2, "0"));
    return `${days[date.getUTCDay()]} ${date.getUTCDate()} ${months[date.getUTCMonth()]} ${date.getUTCFullYear()}, `
        + `${hours}:${minutes}:${rest} UTC`;
}

/** Such as `4 minutes 12 seconds`: the two largest units, cut off. */
export function duration(seconds) {
    let rest = Math.abs(Math.trunc(seconds));
    const first = units.findIndex(([, size]) => rest >= size);
    if (first < 0) return "0 seconds";
    const words = [];
    for (const [name, size] of units.slice(first, first + 2)) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0) words.push(`${count} ${name}${count === 1 ? "" : "s"}`);
    }
    return words.join(" ");
}

/** Such as `in 4 minutes 12 seconds`, `2 hours ago` or `now`. */
export function relativeTime(seconds, now) {
    const difference = seconds - now;
    if (difference === 0) return "now";
    return difference > 0 ? `in ${duration(difference)}` : `${duration(difference)} ago`;
}

/**
 * Reads what a person types as a time: seconds since 1970, or a date such as `2026-11-23T20:12:28Z`.
 * @returns {number|null} Seconds, or null when it is no time.
 */
export function readTime(text) {
    const trimmed = text.trim();
    if (/^[0-9]{1,12}$/.test(trimmed)) return Number(trimmed) <= lastSecond ? Number(trimmed) : null;
    if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}(?:[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?)?$/.test(trimmed)) return null;
    // Without a zone it is UTC, as everything on the page.
    const zoned = /(?:Z|[+-][0-9]{2}:[0-9]{2})$/.test(trimmed) || !/[T ]/.test(trimmed) ? trimmed : `${trimmed}Z`;
    const seconds = Math.floor(Date.parse(zoned.replace(" ", "T")) / 1000);
    return seconds >= 0 && seconds <= lastSecond ? seconds : null;
}
