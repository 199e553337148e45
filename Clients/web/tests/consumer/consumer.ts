// An application that uses the whole of the packed types, compiled by `Scripts/test-client.sh` under each way of resolving modules.
import {
    type Attempt,
    type Client,
    type ClientEvent,
    createClient,
    guard,
    safeReturnPath,
    type Session,
    type SignedOutCause,
    TesseraError,
} from "@tessera/client";
import { tesseraInterceptor } from "@tessera/client/axios";
import { dpop } from "@tessera/client/dpop";

const client: Client = createClient({ issuer: "https://login.example.com", mode: "token", storage: "local", binding: dpop() });

/** Known causes are offered, others are allowed. */
const causes: SignedOutCause[] = ["signed_out", "storage_cleared", "ended_elsewhere", "a_cause_of_a_newer_server"];

function sentence(event: ClientEvent): string {
    switch (event.kind) {
        case "stepUp":
            return `${event.url} ${event.scope ?? "-"} ${event.maxAge ?? "-"} ${event.error.code}`;
        case "signedOut":
            return event.detail ?? event.cause;
        default:
            return event.kind;
    }
}

async function send(request: Request): Promise<Response> {
    let attempt: Attempt = await client.attempt(request);
    for (;;) {
        const answer = await fetch(attempt.request);
        const next = await attempt.next(answer);
        if (!next) return answer;
        attempt = next;
    }
}

async function prove(password: string): Promise<Session | null> {
    try {
        const session = await client.confirm({ password });
        return session.signedInFor < 300 ? session : null;
    } catch (error) {
        if (error instanceof TesseraError && error.code === "wrong_password") return null;
        throw error;
    }
}

const axios = { request: (config: object) => Promise.resolve(config), getUri: (config: { url?: string }) => config.url ?? "" };
export const all = [causes, sentence, send, prove, tesseraInterceptor(client, axios), guard, safeReturnPath];
