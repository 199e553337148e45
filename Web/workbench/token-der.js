// Public keys in PEM (RFC 7468): SubjectPublicKeyInfo, RSAPublicKey and certificates, turned into members of a JWK.
// Just so much DER as that needs; every length is checked against what is there.

import { encodeBase64URL } from "./token-base64url.js";

/** Why a PEM text gives no public key. */
export class PEMFault extends Error {}

const ellipticCurves = new Map([
    ["1.2.840.10045.3.1.7", { crv: "P-256", size: 32 }],
    ["1.3.132.0.34", { crv: "P-384", size: 48 }],
    ["1.3.132.0.35", { crv: "P-521", size: 66 }],
]);

/**
 * Reads every public key of a PEM text.
 * @returns {object[]} The keys as JWK members.
 * @throws {PEMFault}
 */
export function readPEM(text) {
    const blocks = [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----([^-]*)-----END \1-----/g)];
    if (blocks.length === 0) throw new PEMFault("The PEM text has no whole block from BEGIN to END.");
    return blocks.map(([, label, body]) => readBlock(label, body));
}

function readBlock(label, body) {
    if (label.includes("PRIVATE KEY")) {
        throw new PEMFault("This is a private key. Verification needs only its public part: remove the private key from this page.");
    }
    const node = readNode(decodeBase64(body), 0);
    switch (label) {
    case "PUBLIC KEY": return publicKeyInfo(node);
    case "RSA PUBLIC KEY": return rsaKey(node);
    case "CERTIFICATE": return publicKeyInfo(certificateKey(node));
    default: throw new PEMFault(`A PEM block “${label}” contains no public key that this page can read.`);
    }
}

function decodeBase64(body) {
    const text = body.replaceAll(/\s+/g, "");
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 !== 0) throw new PEMFault("The PEM block is not base64.");
    return Uint8Array.from(atob(text), character => character.charCodeAt(0));
}

function readNode(bytes, offset) {
    const fail = () => { throw new PEMFault("The PEM block is not DER."); };
    if (offset + 2 > bytes.length) fail();
    let length = bytes[offset + 1], start = offset + 2;
    if (length > 0x7f) {
        const count = length & 0x7f;
        if (count === 0 || count > 3 || start + count > bytes.length) fail();
        length = bytes.subarray(start, start + count).reduce((value, byte) => value * 256 + byte, 0);
        start += count;
    }
    const end = start + length;
    if (end > bytes.length) fail();
    return { tag: bytes[offset], content: bytes.subarray(start, end), whole: bytes.subarray(offset, end), end };
}

function children(node) {
    const list = [];
    for (let offset = 0; offset < node.content.length;) {
        const child = readNode(node.content, offset);
        list.push(child);
        offset = child.end;
    }
    return list;
}

function expect(node, tag, what) {
    if (node?.tag !== tag) throw new PEMFault(`The PEM block is not ${what}.`);
    return node;
}

function objectIdentifier(node) {
    const [first, ...rest] = expect(node, 0x06, "a public key").content;
    const numbers = [Math.floor(first / 40), first % 40];
    let value = 0;
    for (const byte of rest) {
        value = value * 128 + (byte & 0x7f);
        if (byte < 0x80) {
            numbers.push(value);
            value = 0;
        }
    }
    return numbers.join(".");
}

/** The SubjectPublicKeyInfo of a certificate (RFC 5280 §4.1): behind the subject. */
function certificateKey(node) {
    const body = expect(children(expect(node, 0x30, "a certificate"))[0], 0x30, "a certificate");
    const fields = children(body);
    const skip = fields[0]?.tag === 0xa0 ? 6 : 5;
    return expect(fields[skip], 0x30, "a certificate");
}

function publicKeyInfo(node) {
    const [algorithm, key] = children(expect(node, 0x30, "a public key"));
    const [identifier, parameters] = children(expect(algorithm, 0x30, "a public key"));
    const bits = expect(key, 0x03, "a public key").content;
    if (bits[0] !== 0) throw new PEMFault("The PEM block is not a public key.");
    const bytes = bits.subarray(1);
    switch (objectIdentifier(identifier)) {
    case "1.2.840.113549.1.1.1":
    case "1.2.840.113549.1.1.10": return rsaKey(readNode(bytes, 0));
    case "1.2.840.10045.2.1": return ellipticKey(objectIdentifier(parameters), bytes);
    case "1.3.101.112":
        if (bytes.length !== 32) throw new PEMFault("An Ed25519 key is 32 bytes long.");
        return { kty: "OKP", crv: "Ed25519", x: encodeBase64URL(bytes) };
    default: throw new PEMFault("The PEM block contains an unknown kind of key.");
    }
}

function rsaKey(node) {
    const [modulus, exponent] = children(expect(node, 0x30, "an RSA key"));
    const number = one => {
        const { content } = expect(one, 0x02, "an RSA key");
        const start = content.findIndex(byte => byte !== 0);
        return encodeBase64URL(content.subarray(Math.max(0, start)));
    };
    return { kty: "RSA", n: number(modulus), e: number(exponent) };
}

function ellipticKey(identifier, point) {
    const curve = ellipticCurves.get(identifier);
    if (!curve) throw new PEMFault("The key's curve is not one of P-256, P-384 and P-521.");
    if (point[0] !== 4 || point.length !== 1 + 2 * curve.size) throw new PEMFault("The key's point is not an uncompressed one.");
    const half = index => encodeBase64URL(point.subarray(1 + index * curve.size, 1 + (index + 1) * curve.size));
    return { kty: "EC", crv: curve.crv, x: half(0), y: half(1) };
}
