// Whether a point lies on its curve (FIPS 186-5): y² = x³ − 3x + b modulo p.

const curves = new Map([
    ["P-256", {
        bytes: 32,
        p: 2n ** 256n - 2n ** 224n + 2n ** 192n + 2n ** 96n - 1n,
        b: 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn,
    }],
    ["P-384", {
        bytes: 48,
        p: 2n ** 384n - 2n ** 128n - 2n ** 96n + 2n ** 32n - 1n,
        b: 0xb3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aefn,
    }],
    ["P-521", {
        bytes: 66,
        p: 2n ** 521n - 1n,
        b: 0x0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00n,
    }],
]);

const integer = bytes => bytes.reduce((value, byte) => value * 256n + BigInt(byte), 0n);

/**
 * Whether coordinates name a point of a curve.
 * @param {string} name - `P-256`, `P-384` or `P-521`.
 * @param {Uint8Array|null} x - The coordinate, as long as the curve has it.
 * @param {Uint8Array|null} y - The other one.
 */
export function isOnCurve(name, x, y) {
    const { bytes, p, b } = curves.get(name);
    if (x?.length !== bytes || y?.length !== bytes) return false;
    const [left, right] = [integer(x), integer(y)];
    if (left >= p || right >= p) return false;
    return (right * right - left * left * left + 3n * left - b) % p === 0n;
}
