import { HttpClient } from "@angular/common/http";
import { TestBed } from "@angular/core/testing";
import { provideTesseraTesting } from "@tessera/angular/testing";
import { firstValueFrom } from "rxjs";
import { Api, backends } from "./support/backends";

const form = () => {
    const data = new FormData();
    data.set("title", "Grüße");
    data.set("file", new Blob(["file in a form"], { type: "text/plain" }), "a.txt");
    return data;
};

/** Each kind, and what every sending of it has to hold. */
const bodies: [string, () => unknown, string][] = [
    ["JSON", () => ({ title: "a", list: [1, 2] }), '{"title":"a","list":[1,2]}'],
    ["text", () => "plain text", "plain text"],
    ["FormData", form, "file in a form"],
    ["Blob", () => new Blob(["blob ", "in two parts"]), "blob in two parts"],
    ["File", () => new File(["a file"], "a.bin"), "a file"],
    ["ArrayBuffer", () => new Uint8Array([0, 1, 254, 255]).buffer, "\u0000\u0001\u00fe\u00ff"],
    ["URLSearchParams", () => new URLSearchParams({ q: "a b&c" }), "q=a+b%26c"],
];

for (const backend of backends) {
    describe(`T27 a repeat sends the same body once more (${backend.name})`, () => {
        for (const [name, make, content] of bodies) {
            test(name, async () => {
                const api = new Api();
                TestBed.configureTestingModule({
                    providers: [provideTesseraTesting({ user: {} }), backend.provide(api)],
                });
                api.answer = ({ headers }) => ({
                    status: headers.get("Authorization") === "Bearer test-token-1" ? 401 : 200,
                });
                await firstValueFrom(TestBed.inject(HttpClient).post("/notes", make()));
                expect(api.credentials).toEqual(["Bearer test-token-1", "Bearer test-token-2"]);
                const [first, second] = api.sent.map(({ body, headers }) => ({
                    body,
                    type: headers.get("Content-Type"),
                }));
                expect(second).toEqual(first);
                expect(first?.body).toContain(content);
            });
        }
    });
}
