/** What a proof is made for. */
export interface ProofRequest {
    /** The HTTP method. */
    method: string;
    /** The whole address; query and fragment are left out of the proof. */
    url: string;
    /** The access token that goes with it; absent at the login service's own endpoints. */
    accessToken?: string;
    /** The server's time in seconds since 1970, as well as the client knows it. */
    time: number;
}

/** Binds tokens to a key of this browser (RFC 9449). Made by `dpop()` of `@tessera/client/dpop`. */
export interface Binding {
    /** A fresh proof, never the same twice. */
    prove(request: ProofRequest): Promise<string>;
    /** Takes the nonce of an answer from `url` for later proofs; true when there was one. */
    learn(url: string, headers: Headers): boolean;
}
