import { type Binding, type ProofRequest } from "../server/binding.ts";
import { indexedKeys, type KeyStore } from "./key-store.ts";

/** How the binding keeps its key. */
export interface DpopOptions {
    /** Where the key lives; by default IndexedDB, from where other tabs and later pages have it too. */
    keys?: KeyStore;
}

/**
 * Binds tokens to a key of this browser (RFC 9449), P-256 and not extractable: a token that is copied to another machine is
 * of no use there. It does not keep a script of this origin from *using* the key while the page is open.
 *
 * Needs `crypto.subtle`, so https or localhost.
 */
export function dpop(options: DpopOptions = {}): Binding {
    const keys = options.keys ?? indexedKeys("tessera-dpop");
    const nonces = new Map<string, string>();
    let pair: Promise<{ pair: CryptoKeyPair; jwk: JsonWebKey }> | undefined;

    async function load(): Promise<{ pair: CryptoKeyPair; jwk: JsonWebKey }> {
        const pair = await keys.loadOrStore(() =>
            crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]) as Promise<CryptoKeyPair>
        );
        const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
        return { pair, jwk: { kty, crv, x, y } as JsonWebKey };
    }

    return {
        async prove({ method, url, accessToken, time }: ProofRequest): Promise<string> {
            // A store that failed once may work the next time.
            pair ??= load().catch(error => {
                pair = undefined;
                throw error;
            });
            const { pair: { privateKey }, jwk } = await pair;
            const { origin, pathname } = new URL(url);
            const nonce = nonces.get(origin);
            const claims = {
                jti: base64url(crypto.getRandomValues(new Uint8Array(16))),
                htm: method,
                htu: origin + pathname,
                iat: time,
                ...(accessToken && { ath: base64url(await sha256(accessToken)) }),
                ...(nonce && { nonce }),
            };
            const input = `${json({ typ: "dpop+jwt", alg: "ES256", jwk })}.${json(claims)}`;
            const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, privateKey, utf8(input));
            return `${input}.${base64url(new Uint8Array(signature))}`;
        },
        learn(url, headers) {
            const nonce = headers.get("DPoP-Nonce");
            if (nonce) nonces.set(new URL(url).origin, nonce);
            return nonce !== null;
        },
    };
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const json = (value: object) => base64url(utf8(JSON.stringify(value)));
const sha256 = async (text: string) => new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text)));

function base64url(bytes: Uint8Array): string {
    return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}
