// T50, the schematic by itself: what it makes of applications of several shapes.
import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";
import { library, root } from "./tools.mjs";

const require = createRequire(import.meta.url);
const { SchematicTestRunner } = require("@angular-devkit/schematics/testing");
const collection = join(library, "dist/schematics/collection.json");
const addresses = { issuer: "https://login.test", api: "https://api.test/v1" };

/** An application as `ng new` makes it; `change` alters its files first. */
async function application({ standalone = true, change = {} } = {}) {
    const angular = new SchematicTestRunner(
        "@schematics/angular",
        join(root, "node_modules/@schematics/angular/collection.json"),
    );
    let tree = await angular.runSchematic("workspace", { name: "w", version: "22.0.0", newProjectRoot: "projects" });
    const options = { name: "app", standalone, routing: true, style: "css", skipInstall: true, projectRoot: "" };
    tree = await angular.runSchematic("application", options, tree);
    for (const [file, text] of Object.entries(change)) tree.overwrite(file, text(tree.readContent(file)));
    return tree;
}

async function add(tree, options = addresses) {
    const runner = new SchematicTestRunner("@tessera/angular", collection);
    const said = [];
    runner.logger.subscribe(({ message }) => said.push(message));
    const result = await runner.runSchematic("ng-add", { project: "app", ...options }, tree);
    return { tree: result, said: said.join("\n") };
}

const config = "/src/app/app.config.ts";
const spaceless = text => text.replace(/\s+/g, "");
const withHttp = call => ({
    [config]: text =>
        `import { provideHttpClient, withFetch, withInterceptors } from '@angular/common/http';\n${text.replace("providers: [", `providers: [${call},`)}`,
});

test("T50 an application without HttpClient gets one, Tessera and the interceptor", async () => {
    const { tree, said } = await add(await application());
    const text = tree.readContent(config);
    assert.match(text, /import \{[^}]*provideTessera[^}]*\} from ['"]@tessera\/angular['"]/);
    assert.ok(
        spaceless(text).includes("provideHttpClient(withInterceptors([tesseraInterceptor]),withNoXsrfProtection())"),
        text,
    );
    assert.ok(
        spaceless(text).includes(
            'provideTessera({issuer:"https://login.test",api:["https://api.test/v1"]},withRouting())',
        ),
        text,
    );
    assert.match(said, /signedOut\(\)[\s\S]*hasRole\("admin"\)[\s\S]*signedIn\(\)/);
});

for (const [call, expected] of [
    ["provideHttpClient()", "provideHttpClient(withInterceptors([tesseraInterceptor]))"],
    ["provideHttpClient(withFetch())", "provideHttpClient(withFetch(),withInterceptors([tesseraInterceptor]))"],
    ["provideHttpClient(withInterceptors([]))", "provideHttpClient(withInterceptors([tesseraInterceptor]))"],
    [
        "provideHttpClient(withFetch(), withInterceptors([one, two]))",
        "provideHttpClient(withFetch(),withInterceptors([one,two,tesseraInterceptor]))",
    ],
    ["provideHttpClient(withInterceptors(all))", "provideHttpClient(withInterceptors([...all,tesseraInterceptor]))"],
    [
        "provideHttpClient(withInterceptors(make(1)))",
        "provideHttpClient(withInterceptors([...make(1),tesseraInterceptor]))",
    ],
]) {
    test(`T50 ${call} gets the interceptor as its last one`, async () => {
        const { tree } = await add(await application({ change: withHttp(call) }));
        const text = spaceless(tree.readContent(config));
        assert.ok(text.includes(expected), tree.readContent(config));
        assert.equal(text.split("provideHttpClient(").length, 2);
    });
}

test("T50 an application with NgModules", async () => {
    const { tree } = await add(await application({ standalone: false }));
    const file = tree.files.find(name => /app[.-]module\.ts$/.test(name));
    const text = spaceless(tree.readContent(file));
    assert.ok(
        text.includes("provideTessera({") && text.includes("provideHttpClient(withInterceptors([tesseraInterceptor])"),
        tree.readContent(file),
    );
});

test("T50 a second run changes nothing, and says so", async () => {
    for (const change of [{}, withHttp("provideHttpClient(withInterceptors(all))")]) {
        const first = await add(await application({ change }));
        const before = Object.fromEntries(first.tree.files.map(file => [file, first.tree.readContent(file)]));
        const second = await add(first.tree, { issuer: "https://another.test", api: "" });
        const after = Object.fromEntries(second.tree.files.map(file => [file, second.tree.readContent(file)]));
        assert.deepEqual(after, before);
        assert.match(second.said, /Nothing to be done/);
    }
});

test("T50 what is half there is completed", async () => {
    const { tree } = await add(
        await application({ change: withHttp("provideTessera({ issuer: 'https://own.test' })") }),
    );
    const text = spaceless(tree.readContent(config));
    assert.equal(text.split("provideTessera(").length, 2);
    assert.ok(text.includes("withInterceptors([tesseraInterceptor])"));
});

for (const [options, word] of [
    [{ issuer: "login.test" }, "login.test"],
    [{ issuer: "https://login.test/path" }, "/path"],
    [{ issuer: "ftp://login.test" }, "ftp:"],
    [{ issuer: "" }, '""'],
    [{ issuer: "https://login.test", api: "https://api.test,https://*.test" }, "*.test"],
    [{ issuer: "https://login.test", api: 'https://a.test/"]})//' }, "a.test"],
]) {
    test(`T50 ${JSON.stringify(options)} is refused, and nothing is changed`, async () => {
        const tree = await application();
        const before = tree.readContent(config);
        await assert.rejects(
            add(tree, options),
            error => error.message.includes(word) && /Nothing has been changed/.test(error.message),
        );
        assert.equal(tree.readContent(config), before);
    });
}

test("T50 an application that is not there is named", async () => {
    await assert.rejects(add(await application(), { ...addresses, project: "other" }), /no application other/);
});
