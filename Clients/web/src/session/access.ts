import { TesseraError } from "../errors/tessera-error.ts";
import { leastRemaining } from "./freshness.ts";
import type { Rotation } from "./rotation.ts";
import type { Held } from "./session.ts";
import type { Tab } from "./tab.ts";

/** A request waits this long for a refresh that fails for the moment, in milliseconds. */
const patience = 8000;
/** And looks again after this long when the session has just changed. */
const settling = 50;

/**
 * The access token with enough life left to send; renewed first when it has too little.
 *
 * @returns null when nobody is signed in.
 * @throws {@link TesseraError} `transient` or `configuration` when there is a session and no usable token.
 */
export async function accessToken(tab: Tab, rotation: Rotation): Promise<Held | null> {
    const { environment, inert } = tab.settings;
    const begin = environment.monotonic();
    for (;;) {
        tab.look();
        const { held, status } = tab;
        if (held && tab.remaining >= leastRemaining(held.lifetime)) return held;
        if (inert || status === "signedOut") return null;
        try {
            await rotation.refresh(false);
        } catch (error) {
            if (tab.held && tab.remaining > 0) return tab.held;
            if (!(error instanceof TesseraError)) throw error;
            if (error.class === "rejected") return null;
            const delay = tab.pauseLeft();
            const waited = environment.monotonic() - begin;
            const isHopeless = error.class === "configuration" || error.code === "offline" || tab.isClosed;
            if (isHopeless || waited + delay > patience) throw error;
            await tab.wait(Math.max(delay, settling)).over;
        }
    }
}
