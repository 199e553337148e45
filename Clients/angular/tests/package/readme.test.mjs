// T51: every code block of the README compiles against the packed types, in each way in which TypeScript finds modules.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { library, run } from "./tools.mjs";

/** Beside the packages, so that they are found as an application finds them. */
const folder = mkdtempSync(join(library, "trial/readme-"));
after(() => rmSync(folder, { recursive: true }));

const blocks = [...readFileSync(join(library, "README.md"), "utf8").matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)];
const modules = blocks.filter(([, language]) => language === "ts").map(([, , text]) => text);

const nameOf = text => {
    const name = /^\/\/ ([\w.-]+\.ts)\n/.exec(text)?.[1];
    assert.ok(name, `a block does not begin with its file's name:\n${text.slice(0, 80)}`);
    return name;
};

const options = {
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    noImplicitOverride: true,
    skipLibCheck: false,
    experimentalDecorators: true,
    noEmit: true,
    target: "es2022",
    lib: ["es2022", "dom", "dom.iterable"],
    types: [],
};

before(() => {
    assert.ok(existsSync(join(library, "dist/package.json")), "Scripts/build-angular.sh has not run");
    for (const text of modules) writeFileSync(join(folder, nameOf(text)), text);
    // What the README leaves to the reader.
    const component = name =>
        `import { Component } from "@angular/core";\n@Component({ selector: "app-${name.toLowerCase()}", template: "" })\nexport class ${name} {}\n`;
    writeFileSync(join(folder, "app.ts"), component("App"));
    writeFileSync(join(folder, "admin.ts"), component("Admin"));
    mkdirSync(join(folder, "node_modules/@tessera"), { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
});

test("T51 the README has its blocks, each a file of its own", () => {
    assert.ok(modules.length >= 9);
    assert.equal(new Set(modules.map(nameOf)).size, modules.length);
    assert.deepEqual([...new Set(blocks.map(([, language]) => language))].sort(), ["sh", "ts"]);
});

for (const [module, moduleResolution, compiler] of [
    ["preserve", "bundler", "ngc"],
    ["nodenext", "nodenext", "tsc"],
]) {
    test(`T51 they compile with module ${module}, strict and with exactOptionalPropertyTypes`, async () => {
        // Node's way wants the ending of a file; the package itself is looked for where it was built.
        const isNode = module === "nodenext";
        for (const text of modules) {
            const own = isNode ? text.replace(/(from |import\()"\.\/([\w.-]+)"/g, '$1"./$2.js"') : text;
            writeFileSync(join(folder, nameOf(text)), own);
        }
        const dist = "../../dist";
        const paths = isNode
            ? {
                  "@tessera/angular": [`${dist}/types/tessera-angular.d.ts`],
                  "@tessera/angular/testing": [`${dist}/types/tessera-angular-testing.d.ts`],
              }
            : { "@tessera/angular": [dist], "@tessera/angular/*": [`${dist}/*`] };
        const settings = {
            compilerOptions: { ...options, module, moduleResolution, paths },
            angularCompilerOptions: { strictTemplates: true },
            include: ["*.ts"],
        };
        const file = join(folder, `tsconfig.${module}.json`);
        writeFileSync(file, JSON.stringify(settings));
        await run(compiler, ["--project", file]);
    });
}

test("T51 a block that is wrong is found", async () => {
    writeFileSync(
        join(folder, "wrong.ts"),
        'import { signedInn } from "@tessera/angular";\nexport default signedInn;\n',
    );
    await assert.rejects(run("ngc", ["--project", join(folder, "tsconfig.preserve.json")]), /signedInn/);
});
