/**
 * The browser client of Tessera: it holds, attaches, refreshes and revokes tokens, so that application code never handles one.
 *
 * @module
 */
export { type Client, createClient } from "./client.ts";
export type { ClientOptions } from "./options.ts";
export type { Attempt } from "./attach/attempt.ts";
export type { Binding, ProofRequest } from "./server/binding.ts";
export type {
    Channel,
    Environment,
    KeyValueStore,
    LockOptions,
    Locks,
    PageSignal,
    PageSignals,
} from "./environment/environment.ts";
export { type ErrorClass, type ErrorDetails, TesseraError } from "./errors/tessera-error.ts";
export type { Account, Credentials, NewAccount, Proof, SessionInfo } from "./account/documents.ts";
export type { Session, SignedOutCause, State } from "./session/session.ts";
export type { Claims, DecodedToken } from "./session/decode.ts";
export type { ClientEvent, Readable } from "./session/notices.ts";
export type { SignOutOutcome } from "./session/revocation.ts";
export { guard, type GuardDecision, type GuardRoute } from "./guard/guard.ts";
export { safeReturnPath } from "./guard/return-path.ts";
