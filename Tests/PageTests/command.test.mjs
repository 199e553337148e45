// The page's verdict is the command's: the same rule refuses, for good, broken and hostile tokens alike.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { checkKeyAndSignature } from "../../Web/workbench/token-check.js";
import { decodeToken } from "../../Web/workbench/token-decode.js";
import { readJSONText } from "../../Web/workbench/token-json.js";
import { readKeys } from "../../Web/workbench/token-keys.js";
import { lint } from "../../Web/workbench/token-lint.js";
import { judge } from "../../Web/workbench/token-policies.js";
import { rules } from "../../Web/workbench/token-lint-rules.js";
import { base64url, claims, fixture, issuer, newKey, now, rawToken, token, vector, vectorsOrSkip } from "./support.mjs";

// Where the program lies; Scripts/test-pages.sh says so.
const program = process.env.TESSERA;
const programOrSkip = program ? vectorsOrSkip : { skip: "TESSERA does not name the program" };
const key = newKey("ES256"), edwards = newKey("EdDSA", "key-2");
const jwks = JSON.stringify({ keys: [key.jwk, edwards.jwk] });

function run(args, files, input = "") {
    const folder = mkdtempSync(join(tmpdir(), "page-test-"));
    try {
        for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
        // Exit status 1 says that a token was refused, or that lint found errors.
        const { status, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: "utf8", maxBuffer: 1 << 28, input });
        assert.ok(status === 0 || status === 1, stderr);
        return stdout;
    } finally {
        rmSync(folder, { recursive: true });
    }
}

/** Many tokens: every single change of some places, all lint cases, claims and headers of every kind. */
function tokens() {
    const good = token(key), list = [good, token(edwards), token(key, claims, { kid: "key-2" }), token(key, claims, { kid: undefined })];
    for (let index = 0; index < good.length; index += 3) {
        list.push(`${good.slice(0, index)}A${good.slice(index + 1)}`, good.slice(0, index), `${good.slice(0, index)}.${good.slice(index)}`);
    }
    const values = [null, true, 5, -1, 1.5, 1e300, "", "x", [], ["x"], [1], {}, now, now - 31, now + 31, now * 1000, "a  b", { status_list: { idx: 1 } }];
    for (const name of ["iss", "sub", "aud", "client_id", "jti", "exp", "iat", "nbf", "cnf", "scope", "roles", "permissions", "amr", "auth_time", "sid", "x"]) {
        for (const value of [undefined, ...values]) list.push(token(key, { ...claims, [name]: value }));
    }
    for (const name of ["alg", "kid", "typ", "cty", "jku", "jwk", "x5c", "crit", "b64", "x"]) {
        for (const value of [undefined, ...values, "none", "HS256", "JWT", "application/at+jwt", "AT+JWT", ["exp"]]) list.push(token(key, claims, { [name]: value }));
    }
    const header = '{"alg":"ES256","typ":"at+jwt","kid":"key-1"}';
    for (const payload of ["", "[]", "{", "5", '{"exp":NaN}', '{"a":1,"a":2}', `{"a":${"[".repeat(40)}`, '\ufeff{}']) {
        list.push(rawToken(header, payload, key.sign), rawToken(payload, "{}", key.sign));
    }
    list.push(token(key, { ...claims, x: "x".repeat(9000) }), token(key, { ...claims, x: "x".repeat(13000) }), base64url("x".repeat(70000)));
    for (const naughty of JSON.parse(vector("blns.json"))) list.push(token(key, { ...claims, sub: naughty }), rawToken(header, naughty, key.sign), naughty);
    list.push(...fixture("token-lint.json").map(one => one.token));
    return list.filter(one => one !== "" && !/[\r\n]/.test(one) && one === one.trim() && !/\p{Cs}/u.test(one));
}

test("the same rule refuses a token as in `tessera token verify`", programOrSkip, async () => {
    const list = tokens(), keys = { list: readKeys(jwks), fault: null };
    const none = { issuer: "", audience: "", clientID: "", type: "", isAccessToken: false, leeway: 30, now };
    const expectations = [
        [["--leeway", "30"], none],
        [["--leeway", "30", "--access-token", "--issuer", issuer, "--audience", claims.aud, "--client-id", "web"],
            { ...none, issuer, audience: claims.aud, clientID: "web", isAccessToken: true }],
        [["--leeway", "0", "--type", "JWT"], { ...none, type: "JWT", leeway: 0 }],
    ];
    for (const [options, expected] of expectations) {
        const answer = run(["token", "verify", "--batch", "tokens", "--jwks", "keys.json", "--now", String(now), ...options], { tokens: `${list.join("\n")}\n`, "keys.json": jwks });
        const verdicts = answer.trimEnd().split("\n").map(line => JSON.parse(line));
        assert.equal(verdicts.length, list.length);
        const counts = new Map();
        for (const [index, text] of list.entries()) {
            const decoded = decodeToken(text);
            const facts = { ...await checkKeyAndSignature(decoded, keys), keys, status: { state: "none", words: "" } };
            const { refusal } = judge(decoded, facts, expected);
            const wanted = verdicts[index].accepted ? null : verdicts[index].rule;
            assert.equal(refusal?.rule ?? null, wanted, `${options.join(" ")}: ${text.slice(0, 300)} (${refusal?.words}; ${verdicts[index].detail})`);
            counts.set(wanted, (counts.get(wanted) ?? 0) + 1);
        }
        assert.ok(counts.size >= 6, [...counts].join(" "));
    }
});

test("lint finds what `tessera token lint` finds, in tokens of every kind", programOrSkip, async () => {
    const list = tokens(), keySet = readJSONText(jwks).value;
    for (let index = 0; index < list.length; index += 67) {
        const { findings } = JSON.parse(run(["token", "lint", "-", "--jwks", "keys.json", "--now", String(now), "--json"], { "keys.json": jwks }, list[index]));
        assert.deepEqual((await lint(list[index], { now, keySet })).map(one => one.id), findings.map(one => one.id), list[index].slice(0, 300));
    }
});

test("the rules of lint are those of `tessera token lint --rules`, words included", programOrSkip, () => {
    assert.deepEqual(rules, JSON.parse(run(["token", "lint", "--rules", "--json"], {})).rules);
});
