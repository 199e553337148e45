import { errorOf } from "../errors/classify.ts";
import { TesseraError } from "../errors/tessera-error.ts";
import { tokensOf } from "../server/answer.ts";
import { decodeToken } from "../session/decode.ts";
import type { Revocation } from "../session/revocation.ts";
import { cancelled, type Rotation } from "../session/rotation.ts";
import type { Tab } from "../session/tab.ts";
import type { Credentials } from "./documents.ts";

/**
 * Signs in. A session that was here before is over, here and at the server.
 *
 * It waits for a refresh of another tab, since the later of two answers decides whose cookie stays.
 *
 * @param keep whose sign-in it has to be, when the session goes on with it.
 * @throws {@link TesseraError} `refused` when the server says no, or with the code `other_account`; `transient`, `configuration`; `cancelled` when somebody
 *     signed out meanwhile.
 */
export async function signIn(
    tab: Tab,
    rotation: Rotation,
    revocation: Revocation,
    who: Credentials,
    keep?: string,
    isAgain = false,
): Promise<void> {
    const { cookie, binding, scope } = tab.settings;
    const signal = rotation.cancel();
    if (signal.aborted) throw cancelled();
    const authorization = (token: string) => ({ headers: { Authorization: `Bearer ${token}` } });
    const run = async (isMine: () => boolean): Promise<boolean> => {
        // A new cookie would take the place of the one that is still to be revoked.
        await revocation.settleCookie();
        const before = tab.ledger.read();
        const { held } = tab;
        const answer = await tab.server.post("/auth/login", {
            body: {
                identifier: who.identifier,
                password: who.password,
                scope: who.scope ?? scope,
                transport: cookie ? "cookie" : "body",
            },
            cookie,
            proof: true,
            mayStart: () => isAgain || isMine(),
        });
        if (answer.failure === "cancelled" && !signal.aborted) return false;
        const tokens = tokensOf(answer);
        if (!tokens || (!cookie && !tokens.refresh)) throw errorOf(answer, false);
        const revoke = tokens.refresh ? { body: { refresh_token: tokens.refresh } } : authorization(tokens.access);
        if (binding && tokens.type !== "DPoP") {
            void revocation.give(revoke);
            throw new TesseraError("configuration", "binding_refused", "The login service does not bind tokens.");
        }
        if (keep !== undefined && keep !== decodeToken(tokens.access)?.claims.sub) {
            void revocation.give(revoke);
            throw otherAccount();
        }
        if (signal.aborted || !tab.receive(tokens, before, true, keep !== undefined)) {
            void revocation.give(revoke);
            // The sign-out meant the session before, whose cookie is not there any more.
            if (cookie && held) void revocation.give(authorization(held.access));
            throw cancelled();
        }
        if (before.tokens) void revocation.give({ body: { refresh_token: before.tokens.refresh } });
        else if (held) void revocation.give(authorization(held.access));
        if (cookie) await expectCookie();
        return true;
    };
    /** Where the browser did not keep the cookie, the session would be lost with the page: that is told now. */
    const expectCookie = async () => {
        const { status, body } = await tab.server.post("/auth/cookie", { cookie, signal });
        const { held, ledger } = tab;
        // Another tab may have signed out since.
        if (status !== 200 || body?.session_id !== null || !held || ledger.read().epoch !== held.epoch) return;
        void revocation.give(authorization(held.access));
        tab.endEverywhere("cookies_blocked");
        throw new TesseraError("configuration", "cookies_blocked", "The browser keeps no cookie of the login service.");
    };
    const isDone = await tab.alone(signal, run).catch(error => {
        // Somebody signed out while this waited for its turn.
        throw error instanceof TesseraError ? error : cancelled();
    });
    // This tab was frozen, and others have had their turn since: once more.
    if (!isDone) await signIn(tab, rotation, revocation, who, keep, true);
}

/** The proof was not by the person who is signed in. */
export function otherAccount(): TesseraError {
    return new TesseraError("refused", "other_account", "Another account is signed in.");
}
