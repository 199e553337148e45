// Serves the built application on loopback, under a strict policy: rendered pages, and the files of its browser part.
//   node serve.mjs dist/production    writes its port
import { existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";

const [, , folder] = process.argv;
const { reqHandler } = await import(pathToFileURL(join(folder, "server/server.mjs")).href);
const policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self' http://localhost:1; " +
    "base-uri 'self'; form-action 'self'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types angular";
const kinds = { ".js": "text/javascript", ".css": "text/css" };

const server = createServer(async (request, response) => {
    response.setHeader("Content-Security-Policy", policy);
    const path = (request.url ?? "/").split("?")[0];
    const file = join(folder, "browser", path);
    if (extname(path) && existsSync(file) && statSync(file).isFile()) {
        response.setHeader("Content-Type", kinds[extname(path)] ?? "application/octet-stream");
        response.end(readFileSync(file));
        return;
    }
    const page = await reqHandler(new Request(`http://localhost${request.url}`, { headers: { host: "localhost" } }));
    response.writeHead(page.status, { "Content-Type": "text/html; charset=utf-8" });
    response.end(await page.text());
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
