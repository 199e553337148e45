// Token status lists (draft-ietf-oauth-status-list): the reference in a token, the list, and its bit.

import { algorithms } from "./token-algorithms.js";
import { decodeBase64URL } from "./token-base64url.js";
import { decodeToken } from "./token-decode.js";
import { member, textMember } from "./token-json.js";
import { chooseKey } from "./token-keys.js";
import { checkSignature } from "./token-signature.js";
import { absoluteTime, secondsOf } from "./token-time.js";

/** Why a status list says nothing. */
export class StatusFault extends Error {}

/** The longest list that is unpacked, in bytes: a million entries of eight bits. */
export const listLimit = 1 << 20;
/** The bounds of the token that carries a list: much longer than one in a request, and flat. */
const tokenLimits = { accepted: 1 << 20, shown: 1 << 20, payload: { bytes: 1 << 20, depth: 8, members: 100 } };

const names = new Map([[0, "valid"], [1, "invalid"], [2, "suspended"]]);

/** A status in words, such as `invalid` or `0x0c`. */
export const statusName = status => names.get(status) ?? `0x${status.toString(16).padStart(2, "0")}, which the application explains`;

/**
 * The claim `status.status_list`.
 * @returns {{uri: string, index: number}|null} Null when the token has none.
 * @throws {StatusFault} When it is there and malformed.
 */
export function statusReference(claims) {
    const status = member(claims, "status");
    if (status === undefined) return null;
    const list = member(status, "status_list");
    if (status.kind === "object" && list === undefined) return null;
    const index = member(list, "idx"), uri = textMember(list, "uri");
    if (index?.kind !== "number" || !Number.isSafeInteger(index.value) || index.value < 0) {
        throw new StatusFault("The claim status.status_list.idx is not a whole number from 0 on.");
    }
    if (uri === undefined || uri === "") throw new StatusFault("The claim status.status_list.uri is not a text.");
    return { uri, index: index.value };
}

/**
 * Verifies a status list token and unpacks it.
 * @param {string} token - What the list's address answered.
 * @param {object} how - `uri`: the address, which must be the list's `sub`; `issuer`: the token's `iss`; `keys`: the issuer's
 *   keys; `now`: seconds since 1970; `leeway`: seconds.
 * @returns {Promise<{bits: number, bytes: Uint8Array, issuedAt: number, expiresAt: number|null, ttl: number|null}>}
 * @throws {StatusFault}
 */
export async function openStatusList(token, { uri, issuer, keys, now, leeway }) {
    const decoded = decodeToken(token.trim(), tokenLimits);
    if (decoded.fault) throw new StatusFault(`The list is not a signed token. ${decoded.fault.words}`);
    if (!decoded.signature.bytes) throw new StatusFault("The list's signature is not canonical base64url.");
    const header = decoded.header.node;
    if (!/^(?:application\/)?statuslist\+jwt$/i.test(textMember(header, "typ") ?? "")) {
        throw new StatusFault("The list's typ is not statuslist+jwt.");
    }
    const alg = textMember(header, "alg");
    if (!algorithms.has(alg)) throw new StatusFault("The list's signature algorithm is not known.");
    const { key, rule, words } = chooseKey(header, keys);
    if (!key || rule) throw new StatusFault(`The list's key: ${words}`);
    const { state } = await checkSignature({ alg, signingInput: decoded.signingInput, signature: decoded.signature.bytes }, key);
    if (state !== "verified") throw new StatusFault("The list's signature is wrong.");
    return unpack(decoded.payload, { uri, issuer, now, leeway });
}

async function unpack(payload, { uri, issuer, now, leeway }) {
    if (payload.fault) throw new StatusFault(`The list's payload ${payload.fault}.`);
    const claims = payload.node;
    if (textMember(claims, "sub") !== uri) throw new StatusFault("The list is another one: its sub is not the address in the token.");
    const listIssuer = member(claims, "iss");
    if (listIssuer !== undefined && listIssuer.text !== issuer) throw new StatusFault("The list comes from another issuer than the token.");
    const issuedAt = secondsOf(member(claims, "iat"));
    if (issuedAt === null) throw new StatusFault("The list does not say when it was issued (iat).");
    if (issuedAt > now + leeway) throw new StatusFault("The list was issued in the future.");
    const expiresAt = secondsOf(member(claims, "exp"));
    if (expiresAt !== null && now >= expiresAt + leeway) throw new StatusFault(`The list expired on ${absoluteTime(expiresAt)}.`);
    const list = member(claims, "status_list");
    const bits = member(list, "bits")?.value;
    if (![1, 2, 4, 8].includes(bits)) throw new StatusFault("The list's bits are not 1, 2, 4 or 8.");
    const packed = decodeBase64URL(textMember(list, "lst") ?? "!");
    if (!packed) throw new StatusFault("The list's lst is not base64url.");
    const ttl = member(claims, "ttl")?.value ?? null;
    return { bits, bytes: await inflate(packed), issuedAt, expiresAt, ttl };
}

/**
 * Unpacks a zlib stream (RFC 1950) of at most `listLimit` bytes.
 * @throws {StatusFault}
 */
export async function inflate(packed, limit = listLimit) {
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    const reader = stream.getReader();
    const chunks = [];
    let size = 0;
    try {
        for (;;) {
            const { done, value } = await reader.read();
            if (done) break;
            size += value.length;
            if (size > limit) {
                await reader.cancel();
                throw new StatusFault(`The list is longer than ${limit} bytes when it is unpacked.`);
            }
            chunks.push(value);
        }
    } catch (error) {
        throw error instanceof StatusFault ? error : new StatusFault("The list is not compressed as zlib has it.");
    }
    const bytes = new Uint8Array(size);
    let offset = 0;
    for (const chunk of chunks) {
        bytes.set(chunk, offset);
        offset += chunk.length;
    }
    return bytes;
}

/** The status at an index, least significant bits first, or null when the list is not as long. */
export function statusAt({ bits, bytes }, index) {
    const position = index * bits;
    const byte = Math.floor(position / 8);
    if (byte >= bytes.length) return null;
    return bytes[byte] >> position % 8 & (1 << bits) - 1;
}
