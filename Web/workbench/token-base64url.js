// Base64 with the URL-safe alphabet and without padding (RFC 4648 §5, RFC 7515 §2), canonical only: every sequence of
// bytes has exactly one text. `atob` is not used, because it forgives white space, padding and stray bits.

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
const values = new Int8Array(128).fill(-1);
for (let index = 0; index < alphabet.length; index += 1) values[alphabet.charCodeAt(index)] = index;

/** The bytes, or null when the text is not canonical base64url. */
export function decodeBase64URL(text) {
    if (text.length % 4 === 1) return null;
    const bytes = new Uint8Array(Math.floor(text.length * 3 / 4));
    let buffer = 0, bits = 0, count = 0;
    for (let index = 0; index < text.length; index += 1) {
        const code = text.charCodeAt(index);
        const value = code < 128 ? values[code] : -1;
        if (value < 0) return null;
        buffer = (buffer << 6 | value) & 0xffff;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes[count] = buffer >> bits & 0xff;
            count += 1;
        }
    }
    return (buffer & (1 << bits) - 1) === 0 ? bytes : null;
}

/** The canonical text of bytes. */
export function encodeBase64URL(bytes) {
    let text = "", buffer = 0, bits = 0;
    for (const byte of bytes) {
        buffer = (buffer << 8 | byte) & 0xffff;
        bits += 8;
        while (bits >= 6) {
            bits -= 6;
            text += alphabet[buffer >> bits & 63];
        }
    }
    return bits > 0 ? text + alphabet[buffer << 6 - bits & 63] : text;
}

/** Why a text is not canonical base64url, in words, or null when it is. */
export function base64URLFault(text) {
    if (decodeBase64URL(text)) return null;
    if (/=+$/.test(text)) return "it ends with padding (=), which RFC 7515 §2 leaves out";
    if (/[+/]/.test(text)) return "it is written in the alphabet of ordinary base64 (+ and /)";
    if (/\s/.test(text)) return "it contains white space";
    if (!/^[A-Za-z0-9_-]*$/.test(text)) return "it contains a character outside the alphabet";
    if (text.length % 4 === 1) return "no sequence of bytes has a text of this length";
    return "its last character carries bits that belong to no byte";
}
