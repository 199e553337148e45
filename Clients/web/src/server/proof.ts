import { TesseraError } from "../errors/tessera-error.ts";
import type { Binding, ProofRequest } from "./binding.ts";

/**
 * A proof by `binding`.
 *
 * @throws {@link TesseraError} `configuration` on a page whose origin has no cryptography (plain http), `transient` when the
 *     key cannot be had at the moment, as with a locked store.
 */
export async function proofBy(binding: Binding, request: ProofRequest): Promise<string> {
    try {
        return await binding.prove(request);
    } catch {
        throw globalThis.crypto?.subtle
            ? new TesseraError("transient", "key_unavailable", "The key of this browser could not be used.")
            : new TesseraError("configuration", "insecure_origin", "Tokens are bound to a key on https and localhost only.");
    }
}
