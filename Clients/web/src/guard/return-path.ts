/**
 * `path` when it leads to this origin, else `fallback`: what a sign-in page may follow afterwards.
 *
 * Everything that is not a path is refused, and so is what browsers would make another host of: `//evil`, `/\evil`,
 * `/.//evil`, tabs and line ends in between.
 *
 * @returns path, query and fragment, in the spelling of the browser's own parser.
 */
export function safeReturnPath(path: string | null, fallback = "/"): string {
    // Any origin will do: what matters is that the parser stays on it.
    const origin = "http://origin.invalid";
    // deno-lint-ignore no-control-regex
    if (!path?.startsWith("/") || /[\u0000-\u0020\\\u007f]/.test(path)) return fallback;
    try {
        const url = new URL(path, origin);
        const result = url.pathname + url.search + url.hash;
        return url.origin === origin && !result.startsWith("//") ? result : fallback;
    } catch {
        return fallback;
    }
}
