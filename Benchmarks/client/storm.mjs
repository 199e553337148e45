// Fifty requests at once by the browser client, built as it is shipped: with a good token, and with one that has expired.
//   node storm.mjs CLIENT ISSUER NAME PASSWORD LIFETIME ROUNDS      prints the figures as JSON
// The client's clock stands still, so that it takes its token for good and only the server's 401 tells: the worst case. LIFETIME is that
// of an access token, in seconds.
import { pathToFileURL } from "node:url";

const [, , file, issuer, identifier, password, lifetime, rounds] = process.argv;
const { createClient } = await import(pathToFileURL(file));
const count = 50;

/** What was answered since the last `take`, by path and status. */
let seen = {};
const take = () => {
    const before = seen;
    seen = {};
    return before;
};
const client = createClient({
    issuer,
    mode: "token",
    environment: {
        async fetch(input, init) {
            const answer = await fetch(input, init);
            const name = `${new URL(answer.url).pathname} ${answer.status}`;
            seen[name] = (seen[name] ?? 0) + 1;
            return answer;
        },
        now: () => 0,
        monotonic: () => 0,
        page: { isVisible: () => true, isOnline: () => true, on: () => () => {} },
    },
});
await client.ready();
await client.login({ identifier, password });

async function together(wanted) {
    take();
    const began = performance.now();
    const answers = await Promise.all(
        Array.from({ length: count }, async () => {
            const answer = await client.fetch(`${issuer}/auth/me`);
            await answer.arrayBuffer();
            return answer.status;
        }),
    );
    const milliseconds = performance.now() - began;
    const were = take();
    const isRight = answers.every(status => status === 200) && JSON.stringify(were) === JSON.stringify(wanted);
    if (!isRight) throw new Error(`not what was to be measured: ${JSON.stringify(were)}, not ${JSON.stringify(wanted)}`);
    return milliseconds;
}

const figures = { good: [], expired: [] };
for (let round = -1; round < rounds; round += 1) {
    await client.refresh();
    const good = await together({ "/auth/me 200": count });
    await new Promise(done => setTimeout(done, lifetime * 1000));
    const expired = await together({ "/auth/me 401": count, "/auth/refresh 200": 1, "/auth/me 200": count });
    // The first round opens the connections and warms both sides up.
    if (round < 0) continue;
    figures.good.push(good);
    figures.expired.push(expired);
}
client.close();
console.log(JSON.stringify({ count, ...figures }));
