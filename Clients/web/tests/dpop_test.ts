import { dpop } from "../src/dpop/index.ts";
import type { KeyStore } from "../src/dpop/index.ts";
import { answer, api, Browser, equal, local, open, problem, status, TesseraError, truth, type Wanted } from "./support.ts";

/** Virtual time waits while real cryptography is at work. */
let working = 0;
for (const name of ["sign", "digest", "generateKey", "exportKey"] as const) {
    const real = crypto.subtle[name].bind(crypto.subtle) as (...given: unknown[]) => Promise<unknown>;
    Object.defineProperty(crypto.subtle, name, {
        value: async (...given: unknown[]) => {
            working += 1;
            return await real(...given).finally(() => working -= 1);
        },
    });
}

async function during<Value>(browser: Browser, work: Promise<Value>): Promise<Value> {
    let isDone = false;
    const finish = () => {
        isDone = true;
    };
    work.then(finish, finish);
    for (let turns = 0; !isDone && turns < 20_000; turns += 1) {
        await new Promise(resolve => setTimeout(resolve));
        if (working === 0) await browser.advance(10);
    }
    truth(isDone, "there was no outcome");
    return await work;
}

async function errorIn(browser: Browser, work: Promise<unknown>): Promise<TesseraError> {
    const error: unknown = await during(browser, work).then(() => null, error => error);
    truth(error instanceof TesseraError, `not one of ours: ${error}`);
    return error;
}

/** A store in memory that hands out the same handles, as IndexedDB does. */
function keyStore(): { keys: KeyStore; made: CryptoKeyPair[] } {
    const made: CryptoKeyPair[] = [];
    return {
        made,
        keys: {
            loadOrStore: async make => {
                if (!made[0]) made.push(await make());
                return made[0] as CryptoKeyPair;
            },
        },
    };
}

interface Proof {
    header: { typ: string; alg: string; jwk: JsonWebKey };
    claims: Record<string, unknown>;
}

const text = (part: string) => atob(part.replace(/-/g, "+").replace(/_/g, "/"));
const bytes = (part: string) => Uint8Array.from(text(part), character => character.charCodeAt(0));

/** The proof in `header`, once its signature by its own key is verified. */
async function proofIn(header: string | null): Promise<Proof> {
    const [head = "", body = "", signature = ""] = (header ?? "").split(".");
    const proof = { header: JSON.parse(text(head)), claims: JSON.parse(text(body)) };
    const curve = { name: "ECDSA", namedCurve: "P-256" };
    const key = await crypto.subtle.importKey("jwk", proof.header.jwk, curve, false, ["verify"]);
    const signed = new TextEncoder().encode(`${head}.${body}`);
    const isGood = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, bytes(signature), signed);
    truth(isGood, "the proof's signature");
    return proof;
}

/** A server that binds, demands nonces, and says yes to everything that is proved. */
function binding(browser: Browser, demandsNonce = true) {
    const proofs: Promise<Proof>[] = [];
    let nonce = "n1";
    browser.network.intercept = ({ url, headers }) => {
        const path = new URL(url).pathname;
        if (path === "/auth/logout") return null;
        const header = headers.get("DPoP");
        if (!header) return problem(400, "invalid_dpop_proof");
        proofs.push(proofIn(header));
        const given = JSON.parse(text(header.split(".")[1] ?? "")).nonce;
        const fresh = { "DPoP-Nonce": nonce };
        if (demandsNonce && given !== nonce) {
            return path.startsWith("/auth/")
                ? problem(400, "use_dpop_nonce", {}, fresh)
                : problem(401, "use_dpop_nonce", {}, { ...fresh, "WWW-Authenticate": 'DPoP algs="ES256", error="use_dpop_nonce"' });
        }
        if (!path.startsWith("/auth/")) return answer(200, { authorization: headers.get("Authorization")?.slice(0, 5) });
        const real = browser.server.handle({
            method: "POST",
            url,
            headers,
            body: path === "/auth/login" ? '{"identifier":"ada","password":"right"}' : lastBody(browser),
            cookie: null,
        });
        if (real.status !== 200) return real;
        return { ...real, headers: fresh, body: JSON.stringify({ ...JSON.parse(real.body), token_type: "DPoP" }) };
    };
    return { all: () => Promise.all(proofs), change: (next: string) => nonce = next };
}

const lastBody = (browser: Browser) => browser.network.log.at(-1)?.body ?? null;

async function bound(browser: Browser, store = keyStore()): Promise<{ opened: Awaited<ReturnType<typeof open>>; wanted: Wanted }> {
    const wanted = { ...local, binding: dpop({ keys: store.keys }) };
    const opened = await open(browser, wanted);
    await during(browser, opened.client.login({ identifier: "ada", password: "right" }));
    return { opened, wanted };
}

Deno.test("34 The key is P-256, cannot be extracted, and is one for all tabs and pages", async () => {
    const browser = new Browser();
    binding(browser);
    const store = keyStore();
    await bound(browser, store);
    await bound(browser, store);
    equal(store.made.length, 1);
    const { privateKey } = store.made[0] as CryptoKeyPair;
    equal([privateKey.extractable, privateKey.usages, privateKey.algorithm], [false, ["sign"], { name: "ECDSA", namedCurve: "P-256" }]);
    const refused = await crypto.subtle.exportKey("jwk", privateKey).then(() => false, () => true);
    truth(refused, "the key was exported");
});

Deno.test("34 Every proof says what it is for, with a jti of its own, retries included", async () => {
    const browser = new Browser();
    const { all } = binding(browser);
    const { opened } = await bound(browser);
    await during(browser, opened.client.refresh());
    await during(browser, opened.client.fetch(`${api}/notes?secret=1#x`, { method: "POST", body: "b" }));
    const proofs = await all();
    truth(proofs.length >= 5, `${proofs.length} proofs`);
    equal(new Set(proofs.map(({ claims }) => claims.jti)).size, proofs.length, "jti");
    for (const { header } of proofs) equal([header.typ, header.alg, Object.keys(header.jwk)], ["dpop+jwt", "ES256", ["kty", "crv", "x", "y"]]);
    const last = proofs.at(-1)?.claims ?? {};
    equal([last.htm, last.htu, typeof last.ath], ["POST", `${api}/notes`, "string"]);
    const token = JSON.parse(browser.local.get("tessera.session") ?? "").tokens.access;
    const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(token));
    equal([...bytes(last.ath as string)], [...new Uint8Array(digest)]);
});

Deno.test("34 A nonce is kept for each origin, and asked for again once", async () => {
    const browser = new Browser();
    const { all, change } = binding(browser);
    const { opened } = await bound(browser);
    equal((await all()).map(({ claims }) => claims.nonce ?? null), [null, "n1"], "the sign-in");
    const response = await during(browser, opened.client.fetch(`${api}/notes`));
    equal(await response.json(), { authorization: "DPoP " });
    equal((await all()).slice(2).map(({ claims }) => claims.nonce ?? null), [null, "n1"], "the API, an origin of its own");
    await during(browser, opened.client.fetch(`${api}/notes`));
    change("n2");
    await during(browser, opened.client.refresh());
    equal((await all()).slice(4).map(({ claims }) => claims.nonce), ["n1", "n1", "n2"]);
    change("n3");
    const post = await during(browser, opened.client.fetch(`${api}/notes`, { method: "POST", body: "b" }));
    equal([post.status, (await all()).slice(7).map(({ claims }) => claims.nonce)], [200, ["n1", "n3"]]);
});

Deno.test("34 A server that always wants another nonce gets two proofs and no more", async () => {
    const browser = new Browser();
    const { all } = binding(browser);
    const { opened } = await bound(browser);
    const before = (await all()).length;
    const inner = browser.network.intercept;
    let count = 0;
    browser.network.intercept = request => {
        inner(request);
        const headers = { "DPoP-Nonce": `x${count += 1}`, "WWW-Authenticate": 'DPoP error="use_dpop_nonce"' };
        return problem(401, "use_dpop_nonce", {}, headers);
    };
    equal((await during(browser, opened.client.fetch(`${api}/notes`))).status, 401);
    equal([(await all()).length - before, status(opened)], [2, "signedIn"]);
});

Deno.test("34 Proofs are dated by the server's clock", async () => {
    const browser = new Browser();
    const { all } = binding(browser, false);
    const page = browser.open();
    page.skew = 24 * 3_600_000;
    const opened = await open(browser, { ...local, binding: dpop({ keys: keyStore().keys }) }, page);
    await during(browser, opened.client.login({ identifier: "ada", password: "right" }));
    await browser.advance(7000);
    await during(browser, opened.client.fetch(`${api}/notes`));
    const dated = Number((await all()).at(-1)?.claims.iat);
    truth(Math.abs(dated - browser.time.wall / 1000) <= 1, `${dated} at ${browser.time.wall / 1000}`);
});

Deno.test("34 A server that does not bind is refused, and its session ended", async () => {
    const browser = new Browser();
    browser.server.binds = false;
    const opened = await open(browser, { ...local, binding: dpop({ keys: keyStore().keys }) });
    const error = await errorIn(browser, opened.client.login({ identifier: "ada", password: "right" }));
    await browser.advance(100);
    equal([error.class, error.code, status(opened)], ["configuration", "binding_refused", "signedOut null"]);
    equal(browser.server.rows.get("s1")?.end, "signed_out");
});

Deno.test("34 A key store that fails for the moment ends nothing", async () => {
    const browser = new Browser();
    binding(browser);
    const store = keyStore();
    let isBroken = false;
    const keys: typeof store.keys = {
        loadOrStore: make => isBroken ? Promise.reject(new Error("locked")) : store.keys.loadOrStore(make),
    };
    const wanted = { ...local, binding: dpop({ keys }) };
    const opened = await open(browser, wanted);
    await during(browser, opened.client.login({ identifier: "ada", password: "right" }));
    opened.page.crash();
    isBroken = true;
    browser.time.sleep(3_600_000);
    const again = await open(browser, { ...local, binding: dpop({ keys }) });
    equal(again.client.state.value.status, "signedIn");
    isBroken = false;
    await browser.advance(10_000);
    truth(await during(browser, again.client.getSession()), "it goes on");
});
