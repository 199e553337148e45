// T40: what is installed is what is listed, nothing of it runs when it is installed, and its licences are on the list.
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { root, run } from "./tools.mjs";

const read = file => readFileSync(join(root, file), "utf8");
const lock = JSON.parse(read("package-lock.json"));
const packages = Object.entries(lock.packages).filter(([path]) => path.includes("node_modules/"));
const nameOf = path => path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
const workspaces = JSON.parse(read("package.json")).workspaces;
const foreign = packages.filter(([, entry]) => !entry.link);

/** Licences that leave us free to use the tools, and to give on what an application bundles. */
const licences = new Set([
    "0BSD",
    "Apache-2.0",
    "BlueOak-1.0.0",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "CC-BY-4.0",
    "CC0-1.0",
    "ISC",
    "MIT",
    "MIT-0",
    "MPL-2.0",
    "Python-2.0",
    "Unlicense",
]);

test("T40 the lock holds exactly the packages of closure.txt: another one is to be looked at first", () => {
    const listed = read("Clients/angular/tests/package/closure.txt").trim().split("\n");
    const locked = [...new Set(foreign.map(([path]) => nameOf(path)))].sort();
    assert.deepEqual(locked, listed);
});

test("T40 every direct dependency is pinned to one version", () => {
    for (const folder of ["", ...workspaces]) {
        const { devDependencies = {}, dependencies = {} } = JSON.parse(read(join(folder, "package.json")));
        const ranges = Object.entries({ ...devDependencies, ...dependencies }).filter(
            ([, wish]) => !/^\d+\.\d+\.\d+$/.test(wish),
        );
        // Every package that an Angular compiler has made takes any tslib of its time.
        assert.deepEqual(
            ranges.filter(([name]) => name !== "tslib"),
            [],
            folder,
        );
    }
});

test("T40 the lock names no address, and a hash for each package", () => {
    assert.deepEqual(
        foreign.filter(([, { resolved }]) => resolved !== undefined).map(([path]) => path),
        [],
    );
    assert.deepEqual(
        foreign.filter(([, entry]) => !entry.integrity && !entry.inBundle).map(([path]) => path),
        [],
    );
});

test("T40 no script runs when packages are installed", async () => {
    const setting = await run("npm", ["config", "get", "ignore-scripts"], { cwd: root });
    assert.ok(setting.split("\n").includes("true"));
    const wishing = foreign.filter(([, { hasInstallScript }]) => hasInstallScript).map(([path]) => nameOf(path));
    // They would build what they also bring ready made.
    const known = ["@parcel/watcher", "esbuild", "fsevents", "lmdb", "msgpackr-extract"];
    assert.deepEqual(
        [...new Set(wishing)].filter(name => !known.includes(name)),
        [],
    );
});

test("T40 the licence of every package that is installed is on the list", () => {
    const isFree = expression =>
        expression
            .replace(/[()]/g, "")
            .split(" OR ")
            .some(choice => choice.split(" AND ").every(each => licences.has(each.trim())));
    const installed = foreign.filter(([path]) => existsSync(join(root, path, "package.json")));
    assert.ok(installed.length > 300);
    const others = installed
        .map(([path]) => JSON.parse(read(join(path, "package.json"))))
        .filter(({ license }) => typeof license !== "string" || !isFree(license))
        .map(({ name, license }) => `${name}: ${JSON.stringify(license)}`);
    assert.deepEqual(others, []);
});

test("T40 one vite, one rolldown, one version of each part of Angular", () => {
    for (const name of ["vite", "rolldown", "rxjs", "tslib"]) {
        const versions = new Set(foreign.filter(([path]) => nameOf(path) === name).map(([, { version }]) => version));
        assert.equal(versions.size, 1, `${name}: ${[...versions].join(", ")}`);
    }
    const framework = foreign.filter(([path]) => /^@angular\/(?!build|cli)/.test(nameOf(path)));
    assert.equal(new Set(framework.map(([, { version }]) => version)).size, 1);
});
