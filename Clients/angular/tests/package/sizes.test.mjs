// T47 and T48: what the library adds to a production build, read from what the command line of Angular wrote.
import assert from "node:assert/strict";
import { before, test } from "node:test";
import { buildTrial } from "./tools.mjs";

const configurations = ["base", "core", "core-whole", "minimal", "guard", "typical", "whole", "zone"];
const builds = {};

before(async () => {
    for (const name of configurations) builds[name] = await buildTrial(name);
});

/** Bytes, gzipped: what `name` is larger than `other` by. */
const over = (name, other) => builds[name].gzipped - builds[other].gzipped;

/** Texts that stand in one part of the library alone, and that minifying leaves. */
const marks = {
    interceptor: "not_signed_in",
    guards: "guarded_by_itself",
    routing: "tessera.leavePage",
    directive: "tesseraIfRole",
    errorHandler: "rejection",
    dpop: "dpop+jwt",
};

test("T47 budgets, gzipped: adapter at most 4.0 kB whole and 3.5 kB typical, the sum at most 14 kB", t => {
    const typical = over("typical", "core");
    const whole = over("whole", "core-whole");
    const sum = over("typical", "base");
    const core = over("core", "base");
    const raw = [...builds.whole.inputs].find(([name]) => name.endsWith("tessera-angular.mjs"))?.[1] ?? 0;
    t.diagnostic(
        `adapter: ${typical} typical, ${whole} whole (${raw} minified); core ${core}; core and adapter ${sum}`,
    );
    assert.ok(typical <= 3_500, `the adapter is ${typical} bytes in a typical application`);
    assert.ok(whole <= 4_000, `the adapter is ${whole} bytes when all of it is used`);
    assert.ok(sum <= 14_000, `core and adapter are ${sum} bytes in a typical application`);
    // Otherwise nothing was measured.
    assert.ok(typical > 1_000 && raw > 4_000);
});

test("T47 the chunk for DPoP: at most 1.2 kB, loaded later, and only with withDpop", async () => {
    const { gzipSync } = await import("node:zlib");
    const later = [...builds.whole.all].filter(([name]) => !builds.whole.initial.has(name));
    assert.equal(later.length, 1);
    assert.ok(later[0][1].includes(marks.dpop));
    const bytes = gzipSync(later[0][1], { level: 9 }).length;
    assert.ok(bytes <= 1_200, `the chunk is ${bytes} bytes`);
    for (const name of ["minimal", "guard", "typical", "zone"])
        assert.ok(!builds[name].text.includes(marks.dpop), name);
});

test("T47 what is not used is not in the build", () => {
    const has = (name, part) => builds[name].text.includes(marks[part]);
    const parts = ["interceptor", "guards", "routing", "directive", "errorHandler"];
    // Each mark is right: with everything used, each is found.
    for (const part of parts) assert.ok(has("whole", part), part);
    const used = name => parts.filter(part => has(name, part));
    assert.deepEqual(used("minimal"), ["interceptor"]);
    assert.deepEqual(used("guard"), ["guards"]);
    assert.deepEqual(used("typical"), ["interceptor", "guards", "routing"]);
    assert.ok(!builds.minimal.packages.has("@angular/router"));
    assert.ok(builds.typical.packages.has("@angular/router"));
});

test("T47 zone.js is neither needed nor forbidden", () => {
    for (const name of configurations) assert.equal(builds[name].packages.has("zone.js"), name === "zone", name);
});

test("T48 no byte of the development's warnings in production", () => {
    for (const name of configurations) assert.ok(!builds[name].text.includes("TSR00"), name);
});

test("T40 a build holds nothing but Angular, rxjs, tslib and Tessera", () => {
    const allowed = /^(?:@angular\/(?:common|core|platform-browser|router)|rxjs|tslib|@tessera\/(?:client|angular))$/;
    for (const name of configurations.filter(name => name !== "zone")) {
        const others = [...builds[name].packages].filter(each => !allowed.test(each));
        assert.deepEqual(others, [], name);
        if (!["base"].includes(name)) assert.ok(builds[name].packages.has("@tessera/client"), name);
    }
});
