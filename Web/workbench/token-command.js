// The same verification as a command for a terminal. The token comes by standard input, so that it stands in no list of
// processes and in no history; a secret stays out of it for the same reason.

/** A word as a shell takes it literally. */
export const shellWord = text => /^[A-Za-z0-9_./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/**
 * The command.
 * @param {object} input - `jwks`: an address, or null when the keys were pasted; `issuer`, `audience`, `clientID`, `type`: texts,
 *   empty for not asked; `isAccessToken`; `alg`: the token’s algorithm; `leeway`: seconds; `now`: seconds, or null for the present.
 */
export function verifyCommand({ jwks, issuer, audience, clientID, type, isAccessToken, alg, leeway, now }) {
    const options = [["--jwks", jwks ?? "keys.json"], ["--issuer", issuer], ["--audience", audience], ["--client-id", clientID], ["--type", type]]
        .filter(([, value]) => value !== "");
    if (isAccessToken) options.push(["--access-token"]);
    // Secrets are accepted only by name, since whoever verifies with one can also sign.
    if (alg?.startsWith("HS")) options.push(["--algorithms", alg]);
    options.push(["--leeway", String(leeway)]);
    if (now !== null) options.push(["--now", String(now)]);
    return ["tessera token verify", ...options.map(([name, ...values]) => [name, ...values.map(shellWord)].join(" ")), "-"].join(" ");
}
