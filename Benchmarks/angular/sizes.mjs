// What Tessera and its peers add to the same small application: router, HttpClient, one interceptor, one guard, the service.
// Production builds by Angular's own command line; the bytes of everything that is loaded at the start.
//   node sizes.mjs [RESULT.json]    prints a table, and writes the figures
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import { Build, library, root, run } from "../../Clients/angular/tests/package/tools.mjs";

const folder = import.meta.dirname;
const names = ["base", "tessera", "keycloak-angular", "angular-oauth2-oidc", "angular-auth-oidc-client", "auth0-angular"];

// The application without sign-in is that of the library's own trial, so that both are measured over the same one.
for (const file of ["variants/base.ts", "variants/plain.ts", "index.html"]) {
    cpSync(join(library, "trial/src", file), join(folder, "src", basename(file)));
}
await run("npm", ["ci"], { cwd: folder });
for (const [name, source, parts] of [
    ["client", join(root, "Clients/web"), ["package.json", "dist"]],
    ["angular", join(library, "dist"), [""]],
]) {
    const place = join(folder, "node_modules/@tessera", name);
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    for (const part of parts) cpSync(join(source, part), join(place, part), { recursive: true });
}

const { dependencies } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const versionOf = name => dependencies[name] ?? dependencies[`@auth0/${name}`] ?? "";
const figures = [];
for (const name of names) {
    const env = { NG_BUILD_OPTIMIZE_CHUNKS: "false" };
    await run(join(folder, "node_modules/.bin/ng"), ["build", "--configuration", name], { cwd: folder, env });
    const build = new Build(join(folder, "dist", name));
    const brotli = [...build.initial.values()].reduce((sum, text) => sum + brotliCompressSync(text).length, 0);
    figures.push({ name, version: versionOf(name), raw: build.raw, brotli, gzip: build.gzipped });
}
const [base] = figures;
const kilo = bytes => (bytes / 1000).toFixed(1);
const title = ({ name, version }) => (name === "base" ? "without sign-in" : `${name} ${version}`.trim());
console.log("| application | raw, kB | Brotli | gzip | gzip over the one without sign-in |\n| --- | ---: | ---: | ---: | ---: |");
for (const each of figures) {
    const over = each === base ? "" : kilo(each.gzip - base.gzip);
    console.log(`| ${title(each)} | ${kilo(each.raw)} | ${kilo(each.brotli)} | ${kilo(each.gzip)} | ${over} |`);
}
const [, , result] = process.argv;
if (result) writeFileSync(result, JSON.stringify(figures.map(each => ({ ...each, over: each.gzip - base.gzip }))));
