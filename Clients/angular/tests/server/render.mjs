// Renders pages with the built server bundle, several at once, and ends by itself. Writes one line of JSON.
//   node render.mjs dist/production '[{"path": "/", "headers": {…}}, …]'
import { pathToFileURL } from "node:url";
import { join } from "node:path";

const [, , folder, wishes] = process.argv;
const calls = [];
globalThis.fetch = input => {
    calls.push(String(input instanceof Request ? input.url : input));
    return Promise.reject(new TypeError("A server renders for nobody."));
};
const { reqHandler } = await import(pathToFileURL(join(folder, "server/server.mjs")).href);
const pages = await Promise.all(
    JSON.parse(wishes).map(async ({ path, headers = {} }) => {
        const answer = await reqHandler(
            new Request(`http://localhost${path}`, { headers: { host: "localhost", ...headers } }),
        );
        return { path, status: answer.status, html: await answer.text(), cookies: answer.headers.get("set-cookie") };
    }),
);
console.log(`PAGES ${JSON.stringify({ pages, calls })}`);
// No process.exit: what the application has left running would keep this process alive.
