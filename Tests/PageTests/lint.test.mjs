import assert from "node:assert/strict";
import { test } from "node:test";
import { readJSONText } from "../../Web/workbench/token-json.js";
import { lint } from "../../Web/workbench/token-lint.js";
import { rules } from "../../Web/workbench/token-lint-rules.js";
import { fixture } from "./support.mjs";

const cases = fixture("token-lint.json");

test("the page and the command find the same: every shared case", async () => {
    for (const { name, token, now, jwks, findings } of cases) {
        const found = await lint(token, { now, keySet: jwks ? readJSONText(JSON.stringify(jwks)).value : null });
        assert.deepEqual(found.map(({ id, severity, section }) => ({ id, severity, section })), findings, name);
    }
    assert.ok(cases.length >= 150, `${cases.length} cases`);
});

test("every rule is found in some case, cites its section, and says what to do", () => {
    const found = new Set(cases.flatMap(one => one.findings.map(finding => finding.id)));
    for (const rule of rules) {
        assert.ok(found.has(rule.id), rule.id);
        assert.match(rule.section, /^(?:RFC [0-9]+|draft-[a-z-]+) §[0-9.]+$/, rule.id);
        for (const part of ["what", "why", "do"]) assert.ok(rule[part].length > 5, `${rule.id}: ${part}`);
        assert.ok(["error", "warning", "note"].includes(rule.severity), rule.id);
    }
});
