import assert from "node:assert/strict";
import { test } from "node:test";
import { shellWord, verifyCommand } from "../../Web/workbench/token-command.js";
import { address, clockSkew, fetchText, metadataAddresses, SourceFault } from "../../Web/workbench/token-sources.js";

const base = "http://tessera.test:8080/tools/token";

test("only HTTPS, this machine and this server are fetched", () => {
    for (const text of ["https://id.example.com/jwks", "http://localhost:9/x", "http://127.0.0.1:9/x", "/.well-known/jwks.json", "http://tessera.test:8080/x"]) {
        assert.ok(address(text, base), text);
    }
    for (const text of ["http://id.example.com/", "ftp://a", "javascript:alert(1)", "data:text/plain,x", "file:///etc/passwd", "https://a:b@id.example.com/", "blob:https://a/b", "https://"]) {
        assert.throws(() => address(text, base), SourceFault, text);
    }
});

test("a fetch sends no cookie and no referrer, and is bounded", async () => {
    let options;
    const answer = body => (_, given) => {
        options = given;
        return Promise.resolve(new Response(body, { headers: { date: "Mon, 23 Nov 2026 20:12:28 GMT" } }));
    };
    const { text, skew } = await fetchText(new URL(base), { fetch: answer("{}"), now: () => 1795464748500 });
    assert.equal(text, "{}");
    assert.ok(Math.abs(skew.seconds) < 1);
    assert.equal(options.credentials, "omit");
    assert.equal(options.referrerPolicy, "no-referrer");
    await assert.rejects(fetchText(new URL(base), { fetch: answer("x".repeat((1 << 20) + 1)) }), /longer/);
    await assert.rejects(fetchText(new URL(base), { fetch: () => Promise.resolve(new Response("", { status: 404 })) }), /404/);
    await assert.rejects(fetchText(new URL(base), { fetch: () => Promise.reject(new TypeError("x")) }), SourceFault);
    await assert.rejects(fetchText(new URL(base), { fetch: answer(new Uint8Array([0xff])) }), SourceFault);
});

test("the clock's difference has bounds as wide as what is not known", () => {
    const served = Date.parse("Mon, 23 Nov 2026 20:12:28 GMT");
    const date = "Mon, 23 Nov 2026 20:12:28 GMT";
    const { seconds, uncertainty } = clockSkew(date, served - 60000, served - 59800);
    assert.ok(seconds > 60 && seconds < 61 && uncertainty < 1);
    assert.ok(clockSkew(date, served + 90000, served + 90100).seconds < -89);
    assert.equal(clockSkew(null, 0, 0), null);
    assert.equal(clockSkew("soon", 0, 0), null);
});

test("an issuer's metadata is looked for where the standards put it", () => {
    assert.deepEqual(metadataAddresses("https://id.example.com/tenant", base), [
        "https://id.example.com/tenant/.well-known/openid-configuration", "https://id.example.com/.well-known/oauth-authorization-server/tenant",
    ]);
});

test("the command asks the same, takes the token from standard input, and quotes what a shell would obey", () => {
    const plain = { jwks: "https://id.example.com/jwks", issuer: "", audience: "", clientID: "", type: "", isAccessToken: false, alg: "ES256", leeway: 30, now: null };
    assert.equal(verifyCommand(plain), "tessera token verify --jwks https://id.example.com/jwks --leeway 30 -");
    const full = verifyCommand({ ...plain, issuer: "https://id.example.com", audience: "a'; rm -rf ~", clientID: "web", isAccessToken: true, leeway: 5, now: 7 });
    assert.equal(full, "tessera token verify --jwks https://id.example.com/jwks --issuer https://id.example.com --audience 'a'\\''; rm -rf ~' --client-id web --access-token --leeway 5 --now 7 -");
    assert.match(verifyCommand({ ...plain, jwks: null, alg: "HS256" }), /--jwks keys\.json --algorithms HS256 /);
    assert.equal(shellWord("$(id)"), "'$(id)'");
});
