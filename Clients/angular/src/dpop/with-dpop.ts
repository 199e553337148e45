import type { Binding } from "@tessera/client";
import { BINDING } from "../make-client";
import type { TesseraFeature } from "../provide-tessera";

/**
 * Ties the tokens to a key of this browser (DPoP, RFC 9449). It needs `mode: "token"`, and https or localhost. The code for it is a chunk of its own,
 * which is loaded at the first proof.
 */
export function withDpop(): TesseraFeature {
    return { providers: [{ provide: BINDING, useFactory: lazyBinding }] };
}

function lazyBinding(): Binding {
    let loaded: Binding | undefined;
    let loading: Promise<Binding> | undefined;
    const load = async () => {
        const { dpop } = await import("@tessera/client/dpop");
        return (loaded = dpop());
    };
    return {
        async prove(request) {
            // A network that failed once may work the next time.
            loading ??= load().catch((error: unknown) => {
                loading = undefined;
                throw error;
            });
            return (await loading).prove(request);
        },
        // A nonce answers a proof, so there was one before.
        learn: (url, headers) => loaded?.learn(url, headers) ?? false,
    };
}
