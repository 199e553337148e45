// A registry on loopback that offers packed packages on top of another one: so `ng add` can be tried before anything is published.
//   node overlay.mjs --add a.tgz --add b.tgz -- COMMAND …
// COMMAND runs with npm_config_registry set; its exit status is this one's.
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename } from "node:path";

const below = (process.env.npm_config_registry ?? "https://registry.npmjs.org/").replace(/\/*$/, "/");
const [, , ...words] = process.argv;
const end = words.indexOf("--");
const files = words.slice(0, end).filter(word => word !== "--add");
const [command, ...parameters] = words.slice(end + 1);

const offered = new Map(
    files.map(file => {
        const text = execFileSync("tar", [
            "--extract",
            "--gzip",
            "--to-stdout",
            "--file",
            file,
            "package/package.json",
        ]);
        const description = JSON.parse(text.toString());
        return [description.name, { file, description }];
    }),
);

const server = createServer((request, response) => {
    const path = decodeURIComponent((request.url ?? "/").split("?")[0]).slice(1);
    const tarball = [...offered.values()].find(({ file }) => path === `-/packed/${basename(file)}`);
    if (tarball) return response.end(readFileSync(tarball.file));
    const found = offered.get(path);
    // npm follows it; the tarballs of the other registry have addresses of their own.
    if (!found) return response.writeHead(307, { location: below + (request.url ?? "/").slice(1) }).end();
    const { file, description } = found;
    const integrity = `sha512-${createHash("sha512").update(readFileSync(file)).digest("base64")}`;
    const dist = { integrity, tarball: `http://${request.headers.host}/-/packed/${basename(file)}` };
    const { name, version } = description;
    const body = { name, "dist-tags": { latest: version }, versions: { [version]: { ...description, dist } } };
    response.setHeader("Content-Type", "application/json");
    return response.end(JSON.stringify(body));
});

server.listen(0, "127.0.0.1", () => {
    const registry = `http://127.0.0.1:${server.address().port}/`;
    const child = spawn(command, parameters, {
        stdio: "inherit",
        env: { ...process.env, npm_config_registry: registry },
    });
    child.on("exit", code => process.exit(code ?? 1));
});
