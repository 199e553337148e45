/**
 * Tokens bound to a key of this browser (RFC 9449), an entry point of its own.
 *
 * @module
 */
export { dpop, type DpopOptions } from "./dpop.ts";
export { indexedKeys, type KeyStore } from "./key-store.ts";
export type { Binding, ProofRequest } from "../server/binding.ts";
