// T42 and T43: a server that renders with the library renders for nobody, and the browser takes its pages over.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { library, root, run } from "../package/tools.mjs";

/** Away from the workspace, whose own Angular is another version. */
const folder = mkdtempSync(join(tmpdir(), "tessera-server-"));
after(() => rmSync(folder, { recursive: true }));
const python = join(root, ".venv/bin/python");

before(async () => {
    cpSync(join(library, "trial/server"), folder, { recursive: true });
    copyFileSync(join(root, ".npmrc"), join(folder, ".npmrc"));
    await run("npm", ["ci"], { cwd: folder });
    for (const [name, source] of [
        ["client", join(root, "Clients/web")],
        ["angular", join(library, "dist")],
    ]) {
        const packed = await run("npm", ["pack", "--json", "--silent", "--pack-destination", folder], { cwd: source });
        const [{ filename }] = JSON.parse(packed.slice(packed.indexOf("[")));
        const place = join(folder, "node_modules/@tessera", name);
        mkdirSync(place, { recursive: true });
        await run("tar", [
            "--extract",
            "--gzip",
            "--strip-components=1",
            "--directory",
            place,
            "--file",
            join(folder, filename),
        ]);
    }
    for (const configuration of ["production", "development"]) {
        // Its own command line, not the workspace's.
        await run("node_modules/.bin/ng", ["build", "--configuration", configuration], { cwd: folder });
    }
});

const token = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhZGEtbG92ZWxhY2UifQ.c2ln";
const visitors = [
    {},
    { cookie: "__Host-tessera=tsr_secret; name=ada" },
    { authorization: `Bearer ${token}` },
    { cookie: `__Host-tessera=tsr_other; token=${token}`, authorization: "DPoP x", dpop: "y" },
];

async function rendered(configuration, wishes) {
    const output = await run("node", [
        join(library, "tests/server/render.mjs"),
        join(folder, "dist", configuration),
        JSON.stringify(wishes),
    ]);
    const line = output.split("\n").find(each => each.startsWith("PAGES "));
    return { ...JSON.parse(line.slice("PAGES ".length)), output };
}

test("T42 people who are signed in and others get byte-identical pages, at once, without token or name", async () => {
    const paths = ["/", "/login"];
    const wishes = paths.flatMap(path => visitors.map(headers => ({ path, headers })));
    // The process ends by itself: otherwise `rendered` would wait without end.
    const { pages, calls } = await rendered("production", wishes);
    assert.deepEqual(calls, [], "the process has asked the login service or an API");
    for (const path of paths) {
        const texts = pages.filter(page => page.path === path);
        assert.equal(texts.length, visitors.length);
        assert.deepEqual(
            texts.map(({ status, cookies }) => [status, cookies]),
            texts.map(() => [200, null]),
        );
        assert.equal(new Set(texts.map(({ html }) => html)).size, 1, path);
        assert.doesNotMatch(texts[0].html, /tsr_|eyJ|ada|tessera\.session|[Bb]earer/);
    }
    const [{ html }] = pages;
    assert.match(html, /<p id="who"[^>]*>…<\/p>/);
    assert.doesNotMatch(html, /administration/);
    // Nothing inline that a strict policy would block.
    assert.doesNotMatch(html, /<script(?![^>]*(?:src=|type="application\/json"))/);
});

test("T43 guarded routes are not rendered on the server", async () => {
    const { pages } = await rendered(
        "production",
        ["/private", "/admin"].map(path => ({ path })),
    );
    for (const { path, html, status } of pages) {
        assert.equal(status, 200, path);
        assert.doesNotMatch(html, /Private page/, path);
    }
});

test("T43 RenderMode.Server for a guarded route is told in development, and not in production", async () => {
    const wrong = [{ path: "/wrong" }];
    assert.match((await rendered("development", wrong)).output, /TSR002: a guard ran on a server.*RenderMode\.Client/);
    assert.doesNotMatch((await rendered("development", [{ path: "/" }, { path: "/private" }])).output, /TSR002/);
    assert.doesNotMatch((await rendered("production", wrong)).output, /TSR002/);
});

test(
    "T43 the browser takes the pages over without a mismatch, under the strict policy",
    { skip: !existsSync(python) },
    async () => {
        const server = spawn("node", [join(library, "tests/server/serve.mjs"), join(folder, "dist/development")], {
            stdio: ["ignore", "pipe", "inherit"],
        });
        try {
            const port = await new Promise(resolve => server.stdout.once("data", text => resolve(String(text).trim())));
            const output = await run(python, [
                join(library, "tests/server/hydration.py"),
                `http://localhost:${port}`,
                "/",
                "/login",
                "/private?q=1",
            ]);
            const seen = JSON.parse(output.trim().split("\n").at(-1));
            for (const [path, page] of Object.entries(seen)) {
                assert.deepEqual(page.violations, [], path);
                const bad = page.said.filter(text => /^(?:error|warning)|NG05\d\d/.test(text));
                assert.deepEqual(bad, [], path);
            }
            // The element that the server wrote is still the one that is shown.
            assert.deepEqual([seen["/"].kept, seen["/login"].kept], [true, true]);
            assert.match(seen["/"].text, /ada\s+administration/);
            assert.equal(seen["/private?q=1"].address, "/private?q=1");
            assert.match(seen["/private?q=1"].text, /Private page of ada/);
        } finally {
            server.kill();
        }
    },
);
