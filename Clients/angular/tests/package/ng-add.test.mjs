// T50, the whole round: a fresh workspace, the packed packages from a registry, `ng add`, build, tests, `ng add` once more.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { library, root, run } from "./tools.mjs";

const folder = mkdtempSync(join(tmpdir(), "tessera-ng-add-"));
const workspace = join(folder, "fresh");
after(() => rmSync(folder, { recursive: true }));

const packed = [];
/** Runs a command with a registry that has our packed packages on top. */
const published = (command, parameters) => {
    const offered = packed.flatMap(file => ["--add", file]);
    const overlay = join(library, "tests/package/overlay.mjs");
    return run("node", [overlay, ...offered, "--", command, ...parameters], {
        cwd: workspace,
        env: { npm_config_legacy_peer_deps: "false" },
    });
};

before(async () => {
    for (const source of [join(root, "Clients/web"), join(library, "dist")]) {
        const output = await run("npm", ["pack", "--json", "--pack-destination", folder, "--silent"], { cwd: source });
        const [{ filename }] = JSON.parse(output.slice(output.indexOf("[")));
        packed.push(join(folder, filename));
    }
    await run("ng", ["new", "fresh", "--skip-install", "--skip-git", "--defaults", "--package-manager", "npm"], {
        cwd: folder,
    });
    // The versions that this project has tried.
    const { devDependencies: tried } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
    const file = join(workspace, "package.json");
    const description = JSON.parse(readFileSync(file, "utf8"));
    for (const part of ["dependencies", "devDependencies"]) {
        for (const name of Object.keys(description[part])) if (tried[name]) description[part][name] = tried[name];
    }
    delete description.packageManager;
    writeFileSync(file, JSON.stringify(description));
    copyFileSync(join(root, ".npmrc"), join(workspace, ".npmrc"));
    await published("npm", ["install"]);
});

const config = () => readFileSync(join(workspace, "src/app/app.config.ts"), "utf8");
const add = issuer =>
    published("npx", [
        "ng",
        "add",
        "@tessera/angular",
        "--skip-confirmation",
        "--defaults",
        `--issuer=${issuer}`,
        "--api=https://api.test/v1",
    ]);

test("T50 ng add connects a fresh application, which builds and passes its tests; a second run changes nothing", async () => {
    const said = await add("https://login.test");
    assert.match(said, /signedOut\(\)/);
    // The command line lets the workspace's own formatter choose the quotes.
    const wanted = "provideTessera({ issuer: 'https://login.test', api: ['https://api.test/v1'] }, withRouting())";
    assert.ok(config().replaceAll('"', "'").includes(wanted), config());
    const { dependencies } = JSON.parse(readFileSync(join(workspace, "package.json"), "utf8"));
    assert.ok(dependencies["@tessera/angular"]);
    assert.ok(existsSync(join(workspace, "node_modules/@tessera/client/dist/index.js")));

    await run("npx", ["ng", "build", "--no-progress"], { cwd: workspace });
    assert.match(await run("npx", ["ng", "test", "--watch=false"], { cwd: workspace }), /passed/);

    const before = config();
    assert.match(await add("https://another.test"), /Nothing to be done/);
    assert.equal(config(), before);
});
