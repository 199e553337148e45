import { type Attempt, TesseraError } from "@tessera/client";
import type { FakeSession } from "./fake-session";

const stepUps = ["insufficient_scope", "insufficient_user_authentication"];

/** A sending with `token`, and what an answer to it leads to: at most one refresh and one repeat. */
export function fakeAttempt(held: FakeSession, request: Request, token: string, isFirst = true): Attempt {
    const headers = new Headers(request.headers);
    headers.set("Authorization", `Bearer ${token}`);
    const spare = isFirst ? request.clone() : null;
    const redirect = request.redirect === "follow" ? "error" : request.redirect;
    const again = async (answer: Response): Promise<Attempt | null> => {
        const { status } = answer;
        const challenge = answer.headers.get("WWW-Authenticate") ?? "";
        const error = parameter(challenge, "error");
        if (error && stepUps.includes(error) && (status === 401 || status === 403)) {
            const maxAge = parameter(challenge, "max_age");
            held.notices.emit({
                kind: "stepUp",
                error: new TesseraError("refused", error, `The API asks for more: ${error}.`, { status }),
                url: request.url,
                scope: parameter(challenge, "scope"),
                maxAge: maxAge === null ? null : Number(maxAge),
            });
            return null;
        }
        if (status !== 401 || (error !== null && error !== "invalid_token") || !spare) return null;
        const session = held.session?.id;
        if (held.token === token) await held.refresh();
        const now = held.token;
        return now !== null && now !== token && held.session?.id === session
            ? fakeAttempt(held, spare, now, false)
            : null;
    };
    return {
        request: new Request(request, { headers, redirect }),
        next: answer => again(answer).catch(() => null),
    };
}

function parameter(challenge: string, name: string): string | null {
    const match = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|([^\\s,"]+))`, "i").exec(challenge);
    return match?.[1] ?? match?.[2] ?? null;
}
