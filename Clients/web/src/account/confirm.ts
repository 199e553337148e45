import { TesseraError } from "../errors/tessera-error.ts";
import { decodeToken } from "../session/decode.ts";
import type { Revocation } from "../session/revocation.ts";
import type { Rotation } from "../session/rotation.ts";
import type { Tab } from "../session/tab.ts";
import type { Proof } from "./documents.ts";
import { otherAccount, signIn } from "./sign-in.ts";

/**
 * Proves that the person who is signed in is here. For the application the session goes on; today it gets another id, for it is
 * a sign-in of the same account.
 *
 * @param subject who was signed in when the proof was asked for.
 * @param me the account that is signed in by now, as `/auth/me` shows it.
 * @throws {@link TesseraError} like a sign-in; `refused` with the code `wrong_password` and the field `password`, or `other_account`.
 */
export async function confirm(
    tab: Tab,
    rotation: Rotation,
    revocation: Revocation,
    subject: string,
    me: Record<string, unknown>,
    { password }: Proof,
): Promise<void> {
    // Another tab may have signed in as another person since the page that asks was drawn.
    if (me.id !== subject) throw otherAccount();
    const scope = tab.held && decodeToken(tab.held.access)?.claims.scope;
    const who = { identifier: String(me.user_name ?? me.email), password, ...(scope && { scope }) };
    try {
        await signIn(tab, rotation, revocation, who, subject);
    } catch (error) {
        if (!(error instanceof TesseraError) || error.code !== "invalid_credentials") throw error;
        const details = { status: error.status, field: "password" };
        throw new TesseraError("refused", "wrong_password", "The password is wrong.", details);
    }
}
