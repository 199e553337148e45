// Serves the built application with the headers of headers.json, as a web server in production does. No dependency.
// usage: serve.mjs [--port 4200] [--folder dist/browser] [--issuer URL] [--api URL]
import { createReadStream } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, resolve, sep } from "node:path";
import { parseArgs } from "node:util";

const { values: options } = parseArgs({
    options: {
        port: { type: "string", default: "4200" },
        folder: { type: "string", default: join(import.meta.dirname, "dist/browser") },
        issuer: { type: "string", default: "http://localhost:8080" },
        api: { type: "string", default: "http://localhost:8081" },
    },
});
const folder = resolve(options.folder);
const { issuer, api } = options;
const rules = JSON.parse(await readFile(new URL("headers.json", import.meta.url), "utf8"));
const policy = text => text.replaceAll("{issuer}", new URL(issuer).origin).replaceAll("{api}", new URL(api).origin);
const every = Object.fromEntries(Object.entries(rules.every).map(([name, value]) => [name, policy(value)]));

const kinds = {
    ".css": "text/css; charset=utf-8",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".map": "application/json",
    ".svg": "image/svg+xml",
    ".txt": "text/plain; charset=utf-8",
};
/** A file whose name changes with its content. */
const hashed = /-[\w-]{8}\.(?:js|css)$/;

const isFile = async path => (await stat(path).catch(() => null))?.isFile() ?? false;

/** The file for a path: itself, or for what is no file the page of its language, whose router knows what is there. */
async function fileFor(path) {
    const wished = resolve(folder, "." + path);
    if (wished.startsWith(folder + sep) && (await isFile(wished))) return wished;
    if (extname(path)) return null;
    const language = /^\/([A-Za-z-]+)(?=\/|$)/.exec(path)?.[1];
    const page = language && join(folder, language, "index.html");
    return page && (await isFile(page)) ? page : join(folder, "index.html");
}

function send(request, response, status, headers, body) {
    response.writeHead(status, { ...every, ...headers });
    if (request.method === "HEAD" || body === undefined) response.end();
    else if (typeof body === "string") response.end(body);
    else body.on("error", () => response.destroy()).pipe(response);
}

async function answer(request, response) {
    if (request.method !== "GET" && request.method !== "HEAD")
        return send(request, response, 405, { Allow: "GET, HEAD" });
    let path;
    try {
        path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
    } catch {
        return send(request, response, 400, {});
    }
    if (path === "/config.json") {
        return send(
            request,
            response,
            200,
            { "Content-Type": kinds[".json"], ...rules.page },
            JSON.stringify({ issuer, api }),
        );
    }
    const file = path.includes("\0") ? null : await fileFor(path);
    if (file === null)
        return send(request, response, 404, { "Content-Type": kinds[".txt"], ...rules.page }, "There is nothing here.");
    const headers = {
        "Content-Type": kinds[extname(file)] ?? "application/octet-stream",
        ...(hashed.test(file) ? rules.hashed : rules.page),
    };
    send(request, response, 200, headers, createReadStream(file));
}

if (!(await isFile(join(folder, "index.html")))) {
    console.error(`serve: ${folder} holds no application; build it first: ng build`);
    process.exit(66);
}
const server = createServer((request, response) => {
    answer(request, response).catch(() => {
        if (!response.headersSent) response.writeHead(500, every);
        response.end();
    });
});
server.on("error", error => {
    console.error(`serve: port ${options.port}: ${error.message}`);
    process.exit(69);
});
server.listen(Number(options.port), "127.0.0.1", () => {
    console.log(`serve: the application is on http://localhost:${server.address().port}`);
});
for (const signal of ["SIGINT", "SIGTERM"]) {
    process.on(signal, () => {
        server.close();
        server.closeAllConnections();
    });
}
