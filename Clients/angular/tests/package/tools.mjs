// What the tests of the package share.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";

export const library = resolve(import.meta.dirname, "../..");
export const root = resolve(library, "../..");
const execute = promisify(execFile);

/** Runs a command; its output is in the error when it fails. */
export async function run(command, parameters, { cwd = library, env = {} } = {}) {
    const environment = { ...process.env, CI: "true", NG_CLI_ANALYTICS: "false", ...env };
    try {
        const { stdout, stderr } = await execute(command, parameters, { cwd, env: environment, maxBuffer: 1 << 26 });
        return stdout + stderr;
    } catch (error) {
        throw new Error(`${command} ${parameters.join(" ")}:\n${error.stdout ?? ""}${error.stderr ?? error.message}`);
    }
}

/** Builds a configuration of the trial application, and reads what the command line wrote. */
export async function buildTrial(configuration) {
    // Without it the command line joins chunks by another tool, whose sizes are those before it minifies.
    await run("ng", ["build", "trial", "--configuration", configuration], {
        env: { NG_BUILD_OPTIMIZE_CHUNKS: "false" },
    });
    return new Build(join(library, "trial/dist", configuration));
}

/** What `ng build` has written into `folder`. */
export class Build {
    constructor(folder) {
        this.folder = folder;
        this.stats = JSON.parse(readFileSync(join(folder, "browser-stats.json"), "utf8"));
        const html = readFileSync(join(folder, "browser/index.html"), "utf8");
        const entries = [...html.matchAll(/(?:src|href)="([^"]+\.js)"/g)].map(([, name]) => name);
        /** The files that a browser loads at the start, and those that it may load later. */
        this.initial = this.#follow(entries, /(?:from|import)\s*"\.\/([^"]+\.js)"/g);
        this.all = this.#follow(entries, /"\.\/([^"]+\.js)"/g);
    }

    /** The files that `entries` lead to; a file that nothing leads to is written all the same. */
    #follow(entries, pattern) {
        const files = new Map();
        const visit = name => {
            if (files.has(name)) return;
            const text = readFileSync(join(this.folder, "browser", name), "utf8");
            files.set(name, text);
            for (const [, next] of text.matchAll(pattern)) visit(next);
        };
        entries.forEach(visit);
        return files;
    }

    /** The text of everything that can be loaded. */
    get text() {
        return [...this.all.values()].join("\n");
    }

    /** The bytes that are loaded at the start, gzipped. */
    get gzipped() {
        return [...this.initial.values()].reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0);
    }

    get raw() {
        return [...this.initial.values()].reduce((sum, text) => sum + Buffer.byteLength(text), 0);
    }

    /** The bytes of each source file in what is loaded at the start. */
    get inputs() {
        const found = new Map();
        for (const [name, output] of Object.entries(this.stats.outputs)) {
            if (!this.initial.has(name)) continue;
            for (const [input, { bytesInOutput }] of Object.entries(output.inputs)) {
                if (bytesInOutput > 0) found.set(input, (found.get(input) ?? 0) + bytesInOutput);
            }
        }
        return found;
    }

    /** The packages that those files are of. */
    get packages() {
        const names = [...this.inputs.keys()].map(packageOf).filter(name => name !== null);
        return new Set(names);
    }
}

function packageOf(input) {
    const match = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(input);
    if (match) return match[1];
    if (/(?:^|\/)dist\/fesm2022\/tessera-angular/.test(input)) return "@tessera/angular";
    if (/(?:^|\/)web\/dist\//.test(input)) return "@tessera/client";
    return null;
}
